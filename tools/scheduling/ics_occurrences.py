"""What names single occurrences of a series in its file, EXDATE and RECURRENCE-ID, as others write them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo

from tools.ics.document import Component
from tools.ics.file_zones import Zones
from tools.ics.moments import Moment, instant
from tools.ics.values import day_meant, moment_in, on_the_clock
from tools.scheduling.events import Event

OLDER = "an older version of '{}' stands in it too"
_SEVERAL_A_DAY = ("BYHOUR", "BYMINUTE", "FREQ=HOURLY", "FREQ=MINUTELY", "FREQ=SECONDLY")


@dataclass(frozen=True, slots=True)
class Entry:
    """An event where it stands in its file."""

    calendar: Component
    component: Component
    event: Event


def at_its_time(moment: Moment, main: Event, zones: Zones) -> Moment:
    """The start that is meant by `moment` in a series that takes place once a day; days stay days.

    Exchange names an occurrence by the midnight before it, others a time on everybody's clock as if it were
    one in UTC. In a series of whole days, its day.
    """
    start = main.start
    if not isinstance(moment, datetime) or not isinstance(start, datetime):
        return added_by(moment, main, zones)
    if main.floating and moment.tzinfo is UTC and moment.time() == start.time():
        return moment.replace(tzinfo=start.tzinfo)
    there = moment.astimezone(start.tzinfo)
    if there.time() != time() or start.time() == time() or _is_more_than_once_a_day(main):
        return moment
    return _on_its_day(there.date(), start)


def added_by(moment: Moment, main: Event, zones: Zones) -> Moment:
    """When an occurrence is that `moment` adds to a series: a day in one of whole days."""
    if isinstance(moment, datetime) and not isinstance(main.start, datetime):
        return day_meant(moment, zones)
    return moment


def of_their_series(entries: Sequence[Entry], zone: tzinfo) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """`entries`, changed occurrences named as their series has them, each once; and older versions of these.

    `zone` is the user's.
    """
    mains = {(e.event.uid, e.event.part): e.event for e in entries if e.event.recurrence_id is None}
    zones: dict[int, Zones] = {}
    newest: dict[tuple[object, ...], Entry] = {}
    named: list[tuple[tuple[object, ...], Entry]] = []
    for one in entries:
        event, main = one.event, mains.get((one.event.uid, one.event.part))
        if event.recurrence_id is None or main is None or one.component.first("RECURRENCE-ID") is None:
            named.append(((id(one),), one))
            continue
        known = zones.setdefault(id(one.calendar), Zones(one.calendar, zone))
        original = _original(one, main, known.beside(main.start, floating=main.floating))
        entry = replace(one, event=replace(event, recurrence_id=original))
        key = (event.uid, event.part, event.ranged, instant(original, zone))
        named.append((key, entry))
        if key not in newest or newest[key].event.sequence <= event.sequence:
            newest[key] = entry
    kept = tuple(entry for key, entry in named if newest.get(key, entry) is entry)
    return kept, tuple(entry for key, entry in named if newest.get(key, entry) is not entry)


def _original(entry: Entry, main: Event, zones: Zones) -> Moment:
    line = entry.component.first("RECURRENCE-ID")
    assert line is not None
    moment = at_its_time(moment_in(line, zones)[0], main, zones)
    once = isinstance(main.start, datetime) and not _is_more_than_once_a_day(main)
    if once and isinstance(main.start, datetime) and not isinstance(moment, datetime):
        return _on_its_day(moment, main.start)
    return moment


def _on_its_day(day: date, start: datetime) -> datetime:
    return on_the_clock(datetime.combine(day, start.timetz()).replace(fold=0))


def _is_more_than_once_a_day(main: Event) -> bool:
    rules = f"{main.rrule} {' '.join(main.further_rules)}".upper()
    added = any(isinstance(one, datetime) and one.time() == time() for one in main.rdates)
    return added or any(word in rules for word in _SEVERAL_A_DAY)
