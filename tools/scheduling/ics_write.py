"""The bytes of a calendar file, anybody's, with only the change made in it."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tools.scheduling.components import (
    FIELDS,
    add_dates,
    listed,
    part,
    put,
    put_dates,
    put_field,
    put_organizer,
    put_stamp,
    written,
)
from tools.scheduling.events import Event, Moment, instant, length
from tools.scheduling.ics_read import UnreadableError, event_components, read_calendar, read_event
from tools.scheduling.recurrence_rules import follows
from tools.scheduling.store import EventFile
from tools.scheduling.zones import vtimezone

if TYPE_CHECKING:
    from icalendar import Calendar, Component

KEY_PROPERTY = "X-ASSISTANT-KEY"

Scope = Literal["event", "occurrence", "series"]


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of an event, of one occurrence of a series, or of the whole series."""

    scope: Scope
    before: Event
    """As it is now; for an occurrence, at its own time, its `recurrence_id` naming it."""
    after: Event | None
    """None: it is cancelled."""

    @property
    def fields(self) -> tuple[str, ...]:
        """What differs; start and end go together."""
        if self.after is None:
            return ()
        differing = {field for field in FIELDS if getattr(self.before, field) != getattr(self.after, field)}
        if differing & {"start", "end"} or self.before.zone != self.after.zone:
            differing |= {"start", "end"}
        return tuple(field for field in FIELDS if field in differing)


def changed_file(file: EventFile, change: Change, *, key: str, at: datetime, zone: tzinfo) -> bytes:
    """`file` with `change` made in it at `at`, and everything else as it was.

    Raises:
        UnreadableError: the event isn't in it.
    """
    parsed = read_calendar(file.data)
    family = _Family(parsed, file, change.before.uid, zone)
    if change.scope != "occurrence":
        _change_all(family, change)
    elif change.after is None:
        _leave_out(family, change.before)
    else:
        _change_one(family, change)
    for component in family.touched:
        put_stamp(component, at, family.read(component).sequence + 1)
        put(component, KEY_PROPERTY, key)
    return _finished(parsed)


def made_by(data: bytes, key: str) -> bool:
    """Whether the change with this key is in the file, whatever has been changed after it."""
    return f"{KEY_PROPERTY}:{key}".encode() in data


class _Family:
    """The components of one event in a parsed file, and which of them have been touched."""

    def __init__(self, parsed: "Calendar", file: EventFile, uid: str, zone: tzinfo) -> None:
        self._parsed = parsed
        self._file = file
        self._zone = zone
        self.touched: list[Component] = []
        self.members: list[tuple[Component, Event]] = []
        for component in event_components(parsed):
            try:
                event = read_event(component, file, zone)
            except UnreadableError:
                continue
            if event.uid == uid:
                self.members.append((component, event))
        if not self.members:
            raise UnreadableError(f"the event {uid} is no longer in {file.name}")
        mains = [member for member in self.members if member[1].recurrence_id is None] or self.members[:1]
        self.main, self.main_event = max(mains, key=lambda member: member[1].sequence)

    def read(self, component: "Component") -> Event:
        return read_event(component, self._file, self._zone)

    def touch(self, component: "Component") -> None:
        if not any(component is known for known in self.touched):
            self.touched.append(component)

    def changed_occurrences(self) -> Iterator[tuple["Component", Event]]:
        for component, event in list(self.members):
            if component is not self.main and event.recurrence_id is not None:
                yield component, event

    def occurrence(self, original: Moment) -> "Component | None":
        wanted = instant(original, self._zone)
        for component, event in self.changed_occurrences():
            if event.recurrence_id is not None and instant(event.recurrence_id, self._zone) == wanted:
                return component
        return None

    def add(self, component: "Component") -> None:
        self._parsed.add_component(component)

    def remove(self, component: "Component") -> None:
        self._parsed.subcomponents = [c for c in self._parsed.subcomponents if c is not component]
        self.members = [member for member in self.members if member[0] is not component]


def _change_all(family: _Family, change: Change) -> None:
    after = change.after
    assert after is not None  # a whole event is cancelled by removing its file
    for field in change.fields:
        put_field(family.main, after, field)
    if (
        "attendees" in change.fields
        and after.organizer
        and after.attendees
        and "ORGANIZER" not in family.main
    ):
        put_organizer(family.main, after.organizer)
    family.touch(family.main)
    if "start" in change.fields and change.before.recurring:
        _move_exceptions(family, change.before, after)
    if "rrule" in change.fields:
        _drop_exceptions(family, after)
    for component, event in family.changed_occurrences():
        for field in change.fields:
            # an occurrence that was like the others in this stays like them
            if field not in ("start", "end", "rrule") and getattr(event, field) == getattr(
                change.before, field
            ):
                put_field(component, after, field)
                family.touch(component)


def _move_exceptions(family: _Family, before: Event, after: Event) -> None:
    """Let what names single occurrences (left out, added, changed ones) name the moved ones."""
    moved = _mover(before, after)
    put_dates(family.main, "EXDATE", [moved(moment) for moment in before.exdates], after.floating)
    put_dates(family.main, "RDATE", [moved(moment) for moment in before.rdates], after.floating)
    for component, event in family.changed_occurrences():
        assert event.recurrence_id is not None
        put(component, "RECURRENCE-ID", written(moved(event.recurrence_id), after.floating))
        if event.start == event.recurrence_id:
            start = moved(event.start)
            same_length = length(event.start, event.end) == length(before.start, before.end)
            end = _ending(start, after) if same_length else moved(event.end)
            for field in ("start", "end"):
                put_field(component, replace(event, start=start, end=end, floating=after.floating), field)
        family.touch(component)


def _drop_exceptions(family: _Family, after: Event) -> None:
    """Forget the changed occurrences that a new rule no longer has."""
    if not after.rrule:
        family.main.pop("RDATE", None)
        family.main.pop("EXDATE", None)
    for component, _ in family.changed_occurrences():
        original = family.read(component).recurrence_id
        assert original is not None
        if not after.rrule or not follows(after.rrule, after.start, original):
            family.remove(component)


def _mover(before: Event, after: Event) -> Callable[[Moment], Moment]:
    """Moves the start of any occurrence as the first one has been moved, by the clock on the wall."""
    distance = _on_the_wall(after.start) - _on_the_wall(before.start)

    def moved(moment: Moment) -> Moment:
        if not isinstance(moment, datetime):
            return moment + distance
        return (_on_the_wall(moment.astimezone(before.zone)) + distance).replace(tzinfo=after.zone)

    return moved


def _ending(start: Moment, like: Event) -> Moment:
    """The end of an occurrence at `start` that is as long as `like`, by the clock on the wall."""
    return start + (_on_the_wall(like.end) - _on_the_wall(like.start))


def _on_the_wall(moment: Moment) -> datetime:
    """What calendar and clock show, without zone."""
    day = datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001  the point of it
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else day


def _change_one(family: _Family, change: Change) -> None:
    after, original = change.after, change.before.recurrence_id
    assert after is not None and original is not None
    component = family.occurrence(original)
    if component is None:
        component = deepcopy(family.main)
        for name in ("RRULE", "RDATE", "EXDATE"):
            component.pop(name, None)
        put(component, "RECURRENCE-ID", written(original, change.before.floating))
        for field in ("start", "end"):
            put_field(component, change.before, field)
        family.add(component)
    for field in change.fields:
        put_field(component, after, field)
    if "attendees" in change.fields and after.organizer and after.attendees and "ORGANIZER" not in component:
        put_organizer(component, after.organizer)
    family.touch(component)


def _leave_out(family: _Family, occurrence: Event) -> None:
    original = occurrence.recurrence_id
    assert original is not None
    component = family.occurrence(original)
    if component is not None:
        family.remove(component)
    add_dates(family.main, "EXDATE", [original], family.main_event.floating)
    family.touch(family.main)


def _finished(parsed: "Calendar") -> bytes:
    """The bytes, with a VTIMEZONE for every zone that is spoken of."""
    present = {str(c.get("TZID")) for c in parsed.subcomponents if c.name == "VTIMEZONE"}
    needed: dict[str, int] = {}
    for key, year in _zones_used(parsed):
        needed[key] = min(year, needed.get(key, year))
    zones = [
        vtimezone(zone, year)
        for key, year in sorted(needed.items())
        if key not in present and (zone := _zone(key))
    ]
    parsed.subcomponents = [*zones, *parsed.subcomponents]
    return bytes(parsed.to_ical(sorted=False))


def _zones_used(parsed: "Calendar") -> Iterator[tuple[str, int]]:
    for component in event_components(parsed):
        for name in ("DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE"):
            for value in listed(component, name):
                key = (part(value, "params") or {}).get("TZID")
                moment = part(value, "dt") or next((one.dt for one in part(value, "dts") or ()), None)
                if key and isinstance(moment, date):
                    yield str(key), moment.year


def _zone(key: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError):
        return None
