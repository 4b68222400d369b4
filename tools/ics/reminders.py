"""Reminders at a fixed time, which Apple's and others' programs write beside an event or a task."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from tools.folded_lines import Line
from tools.ics.document import Component
from tools.ics.file_zones import Zones
from tools.ics.moments import Moment, instant
from tools.ics.restyle import restyled
from tools.ics.values import UnreadableValueError, moment_in, on_the_clock

LONGEST_AHEAD = timedelta(days=60)
"""So long before what it is about a reminder is one of it; Apple's "no reminder" is one in 1976."""
DAY = timedelta(days=1)


def move_fixed(
    component: Component, before: Moment, after: Moment, zones: Zones, line: Callable[[str], Line]
) -> None:
    """Let reminders at a fixed time come as long before `after` as they did before `before`.

    What becomes a whole day, or was one, keeps them as they are.
    """
    whole_day = not isinstance(before, datetime)
    if whole_day == isinstance(after, datetime):
        return
    latest = instant(before, zones.usual) + (DAY if whole_day else timedelta(0))
    for alarm, trigger, at in fixed(component, zones):
        if timedelta(0) <= latest - at <= LONGEST_AHEAD:
            moved = restyled(trigger, trigger.value, _moved(at, before, after, zones), zones)
            if moved != trigger.value.strip():
                alarm.exchange(trigger, [line(f"{trigger.head}:{moved}")])


def fixed(component: Component, zones: Zones) -> Iterator[tuple[Component, Line, datetime]]:
    """The alarms at a fixed time, each with what says so, and when that is."""
    for alarm in component.parts("VALARM"):
        trigger = alarm.first("TRIGGER")
        try:
            at = moment_in(trigger, zones)[0] if trigger is not None else None
        except UnreadableValueError:
            continue
        if trigger is not None and isinstance(at, datetime):
            yield alarm, trigger, at


def _moved(at: datetime, before: Moment, after: Moment, zones: Zones) -> datetime:
    """By the clock on the wall, as what it is about was."""
    if isinstance(before, datetime) and isinstance(after, datetime):
        clock = after.tzinfo
        distance = after.replace(tzinfo=None) - before.astimezone(clock).replace(tzinfo=None)
    else:
        clock = zones.usual
        distance = timedelta(days=after.toordinal() - before.toordinal())
    return on_the_clock((at.astimezone(clock).replace(tzinfo=None, fold=0) + distance).replace(tzinfo=clock))
