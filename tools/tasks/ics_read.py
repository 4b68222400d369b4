"""From a calendar file to the tasks in it; what can't be read of one is left out, and all else is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from tools.errors import ToolError
from tools.ics.document import Component, Document
from tools.ics.file_zones import Zones
from tools.ics.files import EventFile
from tools.ics.moments import Moment, instant
from tools.ics.plain_rules import plain_rule
from tools.ics.recurrence_rules import rule_from
from tools.ics.values import UnreadableValueError, length_of, moment_in, text_of
from tools.tasks.occurrences import MOST_OCCURRENCES, next_occurrence, rule_after
from tools.tasks.task import CANCELLED, DONE, OPEN, Task
from tools.tasks.wording import reminder

STATES = {"COMPLETED": DONE, "CANCELLED": CANCELLED, "NEEDS-ACTION": OPEN, "IN-PROCESS": OPEN}


@dataclass(frozen=True)
class Found:
    """A task, and where in the file it stands."""

    task: Task
    document: Document
    calendar: Component
    component: Component
    floating: bool
    """Its times name no zone."""
    passed: int = 0
    """So many occurrences of a repeating one are done, and are still told of beside it."""
    problems: tuple[str, ...] = ()
    """What of it can't be read."""


def read_tasks(file: EventFile, zone: tzinfo) -> tuple[Found, ...]:
    """The tasks of a file. Changed occurrences of a repeating one are no tasks of their own."""
    document = Document(file.data)
    return tuple(
        _found(file, document, calendar, component, others, Zones(calendar, zone))
        for calendar in document.calendars
        for component, others in _families(calendar)
    )


def _families(calendar: Component) -> Iterator[tuple[Component, list[Component]]]:
    """Each to-do with the changed occurrences of it; one alone is a to-do, though its series is elsewhere."""
    by_uid: dict[str, list[Component]] = {}
    for place, part in enumerate(calendar.parts("VTODO")):
        by_uid.setdefault(_uid(part) or f"#{place}", []).append(part)
    for family in by_uid.values():
        main = next((part for part in family if part.first("RECURRENCE-ID") is None), family[0])
        yield main, [part for part in family if part is not main]


def _found(
    file: EventFile,
    document: Document,
    calendar: Component,
    component: Component,
    changed: list[Component],
    zones: Zones,
) -> Found:
    times = _Times(component, zones)
    due = times.moment("DUE")
    start = times.moment("DTSTART")
    if due is None and start is not None and (lasting := component.first("DURATION")) is not None:
        try:
            due = length_of(lasting.value).after(start)
        except (UnreadableValueError, OverflowError):
            times.problems.append("its DURATION")
    rule, passed = times.rule(start or due), 0
    if rule and (gone := _Times.done_of(changed, zones)):
        start, due, passed = _next_open(rule, start, due, gone)
    completed = times.moment("COMPLETED")
    status = component.first("STATUS")
    said = STATES.get(status.value.strip().upper()) if status else None
    task = Task(
        calendar=file.calendar,
        uid=_uid(component),
        title=" ".join(_text(component, "SUMMARY").split()),
        file=file.name,
        due=due,
        start=start,
        priority=min(_number(component, "PRIORITY"), 9),
        state=said or (DONE if completed is not None else OPEN),
        percent=min(_number(component, "PERCENT-COMPLETE"), 100),
        completed=completed if isinstance(completed, datetime) else None,
        description=_text(component, "DESCRIPTION"),
        categories=tuple(_categories(component)),
        rrule=rule,
        parent=_parent(component),
        reminders=tuple(_reminders(component)),
    )
    return Found(task, document, calendar, component, times.floating, passed, tuple(times.problems))


class _Times:
    """The days and times of one component."""

    def __init__(self, component: Component, zones: Zones) -> None:
        self.component = component
        self.zones = zones
        self.floating = False
        self.problems: list[str] = []

    def moment(self, name: str) -> Moment | None:
        line = self.component.first(name)
        if line is None or not line.value.strip():
            return None
        try:
            moment, floats = moment_in(line, self.zones)
        except UnreadableValueError as error:
            self.problems.append(f"its {name} {error}")
            return None
        self.floating = self.floating or floats
        return moment

    def rule(self, start: Moment | None) -> str:
        """The rule by which it repeats; empty where there is none that can be followed."""
        lines = self.component.lines("RRULE")
        if not lines or start is None:
            return ""
        value = plain_rule(lines[0].value, start, self.zones, floating=self.floating)
        try:
            found = rule_from(value, start)
        except ToolError:
            found = None
        if found is None or len(lines) > 1:
            self.problems.append("its RRULE")
            return ""
        return value

    @classmethod
    def done_of(cls, changed: list[Component], zones: Zones) -> frozenset[Moment]:
        """The occurrences that are done, as Thunderbird writes them down: each by the start it was given."""
        found = set()
        for part in changed:
            times = cls(part, zones)
            status, named = part.first("STATUS"), times.moment("RECURRENCE-ID")
            if named is not None and status is not None and STATES.get(status.value.strip().upper()) == DONE:
                found.add(named)
        return frozenset(found)


def _next_open(
    rule: str, start: Moment | None, due: Moment | None, gone: frozenset[Moment]
) -> tuple[Moment | None, Moment | None, int]:
    """When the first occurrence that isn't done begins and is due, and how many come before it."""
    at = start, due
    for passed in range(MOST_OCCURRENCES):
        anchor = at[0] if at[0] is not None else at[1]
        following = None
        if anchor is not None and any(instant(one, UTC) == instant(anchor, UTC) for one in gone):
            following = next_occurrence(rule, *at)
        if following is None:
            return *at, passed
        at, rule = following, rule_after(rule)
    return *at, MOST_OCCURRENCES


def _uid(component: Component) -> str:
    line = component.first("UID")
    return line.value.strip() if line else ""


def _text(component: Component, name: str) -> str:
    line = component.first(name)
    return text_of(line) if line else ""


def _number(component: Component, name: str) -> int:
    line = component.first(name)
    value = line.value.strip() if line else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 4 else 0


def _categories(component: Component) -> Iterator[str]:
    for line in component.lines("CATEGORIES"):
        yield from filter(None, (piece.strip() for piece in line.plain.replace("\\,", " ").split(",")))


def _parent(component: Component) -> str:
    """RELATED-TO says PARENT where it says nothing (RFC 5545, 3.2.15)."""
    for line in component.lines("RELATED-TO"):
        if line.parameter("RELTYPE").upper() in ("", "PARENT"):
            return line.value.strip()
    return ""


def _reminders(component: Component) -> Iterator[str]:
    for alarm in component.parts("VALARM"):
        trigger = alarm.first("TRIGGER")
        if trigger is None:
            continue
        try:
            before = length_of(trigger.value)
        except UnreadableValueError:
            yield f"at {trigger.value.strip()}"
            continue
        minutes = -((before.days + before.rest) // timedelta(minutes=1))
        yield reminder(minutes)
