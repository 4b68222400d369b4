"""Calendar files to events, however others have written them: what can be read is read, the rest is told."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from tools.folded_lines import Line
from tools.ics.document import Component, Document
from tools.ics.file_zones import FileZone, Zones
from tools.ics.files import EventFile
from tools.ics.moments import Lasting, Moment, instant
from tools.ics.plain_rules import plain_rule
from tools.ics.repetition import Repetition, RuleError
from tools.ics.values import (
    BETWEEN_DATES,
    UnreadableValueError,
    address_in,
    day_meant,
    inside_the_calendar,
    length_of,
    moment_in,
    moment_of,
    period_of,
    shown,
    text_of,
)
from tools.scheduling.events import Attendee, Event, Series
from tools.scheduling.ics_occurrences import OLDER, Entry, added_by, at_its_time, of_their_series

MOST_DATES = 20_000
"""RDATEs or EXDATEs of one event."""
MOST_RULES = 10
"""Of one event."""
MOST_PROBLEMS = 5
"""Told of one file."""
TO_DOS = frozenset({"VTODO", "VJOURNAL"})
WITHOUT_EVENTS = TO_DOS | {"VFREEBUSY", "VAVAILABILITY", "VPOLL"}

_A_TIME = re.compile(r"\d{8}T\d{6}", re.IGNORECASE)


class UnreadableError(Exception):
    """The bytes hold no event that can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What one file holds."""

    document: Document
    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()
    """What of it can't be read, or isn't certain; each a sentence without its period."""
    to_dos: int = 0
    older: tuple[Entry, ...] = ()
    """Changed occurrences of which there is a later version."""

    @property
    def series(self) -> tuple[Series, ...]:
        """The events, each with its changed occurrences; one of an unknown series stands for itself."""
        families: dict[tuple[str, str], list[Event]] = {}
        for entry in self.entries:
            families.setdefault((entry.event.uid, entry.event.part), []).append(entry.event)
        return tuple(series for events in families.values() for series in _series(events))


def read_contents(file: EventFile, zone: tzinfo) -> Contents:
    """All of a file; `zone` is what times without a zone are in. No bytes make it raise anything."""
    document = Document(file.data)
    entries: list[Entry] = []
    problems: list[str] = []
    parts = [part.name for calendar in document.calendars for part in calendar.parts()]
    for calendar in document.calendars:
        zones = Zones(calendar, zone)
        for component in calendar.parts("VEVENT"):
            try:
                event = _Reader(component, zones, problems).event(file)
            except UnreadableValueError as error:
                problems.append(f"{_titled(component)} can't be read: {error}")
            else:
                entries.append(Entry(calendar, component, event))
    if not document.calendars:
        problems.append("it is empty" if not file.data.strip() else "it is no calendar file")
    elif not entries and not problems and WITHOUT_EVENTS.isdisjoint(parts):
        problems.append("there is no event in it")
    if document.cut_short:
        problems.append("it is cut short, or one of its parts has no end")
    told = tuple(dict.fromkeys(problems))
    if len(told) > MOST_PROBLEMS:
        told = (*told[:MOST_PROBLEMS], f"and {len(told) - MOST_PROBLEMS} more")
    kept, older = _told_apart(entries)
    further: tuple[Entry, ...] = ()
    if len(kept) > 1 and any(entry.event.recurrence_id is not None for entry in kept):
        kept, further = of_their_series(kept, zone)
        older = (*older, *dict.fromkeys(OLDER.format(entry.event.title) for entry in further))
    return Contents(document, kept, (*told, *older), sum(name in TO_DOS for name in parts), further)


def read_series(file: EventFile, zone: tzinfo) -> tuple[Series, ...]:
    """The events of one file, each with its changed occurrences; see `read_contents`.

    Raises:
        UnreadableError: there is no event that can be read.
    """
    contents = read_contents(file, zone)
    if not contents.entries:
        raise UnreadableError("; ".join(contents.problems) or "there is no event in it")
    return contents.series


ONCE = {
    "DTSTART": "when it begins",
    "DTEND": "when it ends",
    "DURATION": "how long it is",
    "RECURRENCE-ID": "which one of its series it is",
}
"""What an event says once, and what it says so."""


class _Reader:
    """Reads one component; what is wrong with it and doesn't keep it from being shown goes to `problems`."""

    def __init__(self, component: Component, zones: Zones, problems: list[str]) -> None:
        self._component = component
        self._zones = zones
        self._problems = problems
        self._lines: dict[str, list[Line]] = {}
        for item in component.items:
            if isinstance(item, Line):
                if item.name in self._lines:
                    self._lines[item.name].append(item)
                else:
                    self._lines[item.name] = [item]

    def event(self, file: EventFile) -> Event:
        """
        Raises:
            UnreadableValueError: it has no start, or isn't known which occurrence it is.
        """
        start_line = self._first("DTSTART")
        if start_line is None:
            raise UnreadableValueError("it has no start")
        start, floating = moment_in(start_line, self._zones)
        self._zones = self._zones.beside(start, floating=floating)
        id_line = self._first("RECURRENCE-ID")
        original = moment_in(id_line, self._zones)[0] if id_line else None
        end, lasting = self._ending(start)
        inside_the_calendar(end, start_line.value)
        event = Event(
            calendar=file.calendar,
            uid=self._text("UID") or file.name,
            title=self._text("SUMMARY"),
            start=start,
            end=end,
            file=file.name,
            floating=floating,
            location=self._text("LOCATION"),
            description=self._text("DESCRIPTION"),
            organizer=next(map(attendee_of, self._all("ORGANIZER")), None),
            attendees=tuple(_distinct(map(attendee_of, self._all("ATTENDEE")))),
            recurrence_id=original,
            ranged=id_line is not None and id_line.parameter("RANGE").upper() == "THISANDFUTURE",
            lasting=lasting,
            reminders=tuple(self._reminders()),
            status=self._text("STATUS").lower(),
            transparency=self._text("TRANSP").lower(),
            sequence=_number(self._text("SEQUENCE")),
        )
        self._doubt(event)
        return event if original is not None else self._repeated(event)

    def _ending(self, start: Moment) -> tuple[Moment, Lasting | None]:
        """When it ends, and how long it is where that is what the file says."""
        line = self._first("DTEND")
        try:
            if line is not None:
                return self._end_at(start, moment_in(line, self._zones)[0]), None
            if line := self._first("DURATION"):
                lasting = length_of(line.value)
                end = lasting.after(start)
                if instant(end, self._zones.usual) >= instant(start, self._zones.usual):
                    return end, lasting
                self._tell("it ends before it starts")
        except (UnreadableValueError, OverflowError):
            self._tell(f"its end can't be read: {shown(line.value if line else '')}")
        return (start if isinstance(start, datetime) else _next_day(start)), None

    def _end_at(self, start: Moment, end: Moment) -> Moment:
        zone = self._zones.usual
        if isinstance(start, datetime):
            if not isinstance(end, datetime):
                end = datetime.combine(end, start.timetz())
            if instant(end, zone) < instant(start, zone):
                self._tell("it ends before it starts")
                return start
            return end.astimezone(start.tzinfo) if isinstance(end.tzinfo, FileZone) else end
        return max(end.date() if isinstance(end, datetime) else end, _next_day(start))

    def _repeated(self, event: Event) -> Event:
        rules, excluded = (
            [
                plain_rule(line.value, event.start, self._zones, floating=event.floating)
                for line in self._all(name)
            ]
            for name in ("RRULE", "EXRULE")
        )
        if not (rules or excluded or "RDATE" in self._lines or "EXDATE" in self._lines):
            return event
        if len(rules) + len(excluded) > MOST_RULES:
            self._tell(f"it repeats in more than {MOST_RULES} ways")
            rules, excluded = rules[:MOST_RULES], []
        for rule in (*rules, *excluded):
            try:
                Repetition.of(rule, event.zone)
            except RuleError as error:
                self._tell(f"how it repeats can't be read: {shown(str(error))}")
        further = (*(f"RRULE:{rule}" for rule in rules[1:]), *(f"EXRULE:{rule}" for rule in excluded))
        periods: list[tuple[Moment, Moment]] = []
        event = replace(
            event,
            rrule=rules[0] if rules else "",
            further_rules=further,
            rdates=tuple(added_by(one, event, self._zones) for one in self._dates("RDATE", periods)),
            periods=tuple(periods),
        )
        left_out = tuple(at_its_time(one, event, self._zones) for one in self._dates("EXDATE", []))
        return replace(event, exdates=left_out)

    def _dates(self, name: str, periods: list[tuple[Moment, Moment]]) -> Iterator[Moment]:
        number = 0
        for line in self._all(name):
            tzid = line.parameter("TZID")
            for text in filter(None, (text.strip() for text in BETWEEN_DATES.split(line.value)[::2])):
                number += 1
                if number > MOST_DATES:
                    self._tell(f"it has more than {MOST_DATES:,} of {name}")
                    return
                try:
                    if "/" in text:
                        periods.append(period_of(text, tzid, self._zones))
                        yield periods[-1][0]
                        continue
                    moment, _ = moment_of(text, tzid, self._zones)
                except UnreadableValueError as error:
                    self._tell(f"its {name} can't be read: {error}")
                    continue
                whole_day = isinstance(moment, datetime) and line.parameter("VALUE").upper() == "DATE"
                yield day_meant(moment, self._zones) if whole_day and isinstance(moment, datetime) else moment

    def _reminders(self) -> list[int]:
        minutes: set[int] = set()
        for alarm in self._component.parts("VALARM"):
            try:
                minutes.update(reminder_of(alarm))
            except UnreadableValueError as error:
                self._tell(f"a reminder of it can't be read: {error}")
        return sorted(minutes)

    def _doubt(self, event: Event) -> None:
        for name, what in ONCE.items():
            lines = self._all(name)
            if len(lines) < 2:
                continue
            values = dict.fromkeys(line.value.strip() for line in lines)
            if len(values) > 1:
                said = shown(", ".join(values))
                self._tell(f"it says in {len(values)} ways {what}, of which the first counts: {said}")
        for zone in {moment.tzinfo for moment in (event.start, event.end) if isinstance(moment, datetime)}:
            if isinstance(zone, FileZone) and not zone.certain:
                self._tell(f"nobody knows its time zone {shown(zone.tzid)}, so its time isn't certain")

    def _tell(self, problem: str) -> None:
        self._problems.append(f"{_titled(self._component)}: {problem}")

    def _all(self, name: str) -> Sequence[Line]:
        return self._lines.get(name, ())

    def _first(self, name: str) -> Line | None:
        lines = self._lines.get(name)
        return lines[0] if lines else None

    def _text(self, name: str) -> str:
        line = self._first(name)
        return text_of(line) if line else ""


def attendee_of(line: Line) -> Attendee:
    """Who stands in an ATTENDEE or ORGANIZER."""
    address = address_in(line.plain)
    if "@" not in address and (given := line.parameter("EMAIL")):
        address = given
    name = line.parameter("CN").strip()
    return Attendee(address, "" if name == address else name, line.parameter("PARTSTAT").lower())


def _distinct(guests: Iterable[Attendee]) -> Iterator[Attendee]:
    """Each once, as the first line has them: some programs add those again that are invited already."""
    seen: set[str] = set()
    for guest in guests:
        key = guest.email.casefold()
        if not key or key not in seen:
            seen.add(key)
            yield guest


def reminder_of(alarm: Component) -> tuple[int, ...]:
    """How many minutes before the start; nothing for one that goes by something else.

    Raises:
        UnreadableValueError: its trigger is none.
    """
    line = alarm.first("TRIGGER")
    if line is None:
        raise UnreadableValueError("it has no trigger")
    if line.parameter("VALUE").upper() == "DATE-TIME" or _A_TIME.match(line.value.strip()):
        return ()
    lasting = length_of(line.value)
    minutes = int(-(lasting.days + lasting.rest).total_seconds() // 60)
    by_the_start = line.parameter("RELATED").upper() in ("", "START")
    return (minutes,) if by_the_start and minutes >= 0 else ()


def _told_apart(entries: Sequence[Entry]) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """The entries, those of one UID named apart, without older versions of themselves; what is left out."""
    if len(entries) < 2:
        return tuple(entries), ()
    mains = [entry for entry in entries if entry.event.recurrence_id is None]
    often = {uid for uid, number in Counter(entry.event.uid for entry in mains).items() if number > 1}
    if not often:
        return tuple(entries), ()
    newest = {uid: max(entry.event.sequence for entry in mains if entry.event.uid == uid) for uid in often}
    kept: list[Entry] = []
    older: list[str] = []
    parts: dict[str, str] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for entry in mains:
        event = entry.event
        if event.uid not in often:
            continue
        if event.uid != event.file and event.sequence < newest[event.uid]:
            older.append(OLDER.format(event.title))
            continue
        named = hashlib.sha256(f"{event.start.isoformat()}\n{event.title}".encode()).hexdigest()[:12]
        seen[event.uid, named] += 1
        part = f"{named}{seen[event.uid, named]}"
        kept.append(replace(entry, event=replace(event, part=part)))
        if event.uid not in parts or event.recurring:
            parts[event.uid] = part
    parted = iter(kept)
    found: list[Entry] = []
    for entry in entries:
        event = entry.event
        if event.uid not in often:
            found.append(entry)
        elif event.recurrence_id is not None:
            found.append(replace(entry, event=replace(event, part=parts[event.uid])))
        elif event.uid == event.file or event.sequence == newest[event.uid]:
            found.append(next(parted))
    return tuple(found), tuple(dict.fromkeys(older))


def _series(events: Sequence[Event]) -> Iterator[Series]:
    main = next((event for event in events if event.recurrence_id is None), None)
    if main is None:  # invitations to single occurrences
        yield from (Series(event) for event in events)
    else:
        yield Series(main, tuple(event for event in events if event is not main))


def _titled(component: Component) -> str:
    line = component.first("SUMMARY")
    return shown(text_of(line)) if line and line.value.strip() else "an event in it"


def _next_day(day: date) -> date:
    return day + timedelta(days=1)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
