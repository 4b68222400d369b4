"""The components of one event in a file: which they are, and what is written into each that was touched."""

from datetime import UTC, datetime, tzinfo

from tools.folded_lines import Line
from tools.ics.content_lines import line
from tools.ics.document import Component, Document
from tools.ics.file_zones import Zones
from tools.ics.moments import Moment, instant
from tools.ics.property_lines import moment_line
from tools.ics.restyle import restyled
from tools.ics.values import moment_of, text_of
from tools.scheduling.change import Change
from tools.scheduling.ics_occurrences import Entry, added_by, at_its_time
from tools.scheduling.ics_read import Contents, UnreadableError

KEY_PROPERTY = "X-ASSISTANT-KEY"
MOST_DIGITS = 9
"""Of a SEQUENCE; a longer one is a mistake, and begins anew."""


class Family:
    """The components of one event in a file, and which of them have been touched.

    Raises:
        UnreadableError: the event that is to be changed isn't in it.
    """

    def __init__(self, contents: Contents, change: Change, zone: tzinfo) -> None:
        self.change = change
        self.zone = zone
        self.document = contents.document
        self.touched: list[Component] = []
        before = change.before
        self._others = [
            e for e in contents.entries if (e.event.uid, e.event.part) != (before.uid, before.part)
        ]
        self.members = [
            e for e in contents.entries if (e.event.uid, e.event.part) == (before.uid, before.part)
        ]
        mains = [entry for entry in self.members if entry.event.recurrence_id is None]
        if not mains and before.recurrence_id is not None:
            # an invitation to single occurrences: each stands for itself
            mains = [e for e in self.members if self.same(e.event.recurrence_id, before.recurrence_id)]
            self._others += [entry for entry in self.members if entry not in mains]
            self.members = mains
        if not mains:
            raise UnreadableError(f"the event {before.title!r} is no longer in {before.file or 'the file'}")
        self.main = mains[0]
        self.older = [e for e in contents.older if (e.event.uid, e.event.part) == (before.uid, before.part)]
        """Of changed occurrences; they go where the later version goes."""
        self.zones = Zones(self.main.calendar, zone)

    def named(self, value: str, line: Line) -> Moment:
        """The occurrence that a value of an EXDATE or RDATE names.

        Raises:
            UnreadableValueError: it names none.
        """
        main = self.main.event
        zones = self.zones.beside(main.start, floating=main.floating)
        moment, _ = moment_of(value, line.parameter("TZID"), zones)
        return (at_its_time if line.name == "EXDATE" else added_by)(moment, main, zones)

    def same(self, one: Moment | None, other: Moment | None) -> bool:
        return one is not None and other is not None and instant(one, self.zone) == instant(other, self.zone)

    def touch(self, component: Component) -> None:
        if not any(component is known for known in self.touched):
            self.touched.append(component)

    def changed_occurrences(self) -> list[Entry]:
        return [entry for entry in self.members if entry is not self.main]

    def occurrence(self, original: Moment) -> Entry | None:
        """The component of this very occurrence."""
        return next((e for e in self.members if self.same(e.event.recurrence_id, original)), None)

    def describing(self, original: Moment) -> Entry:
        """The component that says how the occurrence is."""
        ranged = [
            entry
            for entry in self.changed_occurrences()
            if entry.event.ranged
            and entry.event.recurrence_id is not None
            and instant(entry.event.recurrence_id, self.zone) <= instant(original, self.zone)
        ]
        return max(
            ranged,
            key=lambda entry: instant(entry.event.recurrence_id or original, self.zone),
            default=self.main,
        )

    def remove(self, entry: Entry) -> None:
        """Take out a component, and older versions of it."""
        original = entry.event.recurrence_id
        versions = [one for one in self.older if self.same(one.event.recurrence_id, original)]
        for one in (entry, *versions):
            one.calendar.exchange(one.component, ())
        self.members = [member for member in self.members if member is not entry]
        self.older = [one for one in self.older if one not in versions]

    def remove_all(self) -> None:
        """Take the event out, with what of it can't be read, and older versions."""
        others = {id(entry.component) for entry in self._others}
        own = {id(entry.component) for entry in self.members}
        for calendar in self.document.calendars:
            held = calendar.parts("VEVENT")
            for component in held:
                named = component.first("UID")
                same_name = named is not None and text_of(named) == self.change.before.uid
                if id(component) in own or (same_name and id(component) not in others):
                    calendar.exchange(component, ())
            if held:
                self.document.drop_if_empty(calendar)

    def keep_alone(self) -> None:
        """Leave nothing in the file but what there is of the event, and the zones."""
        own = {id(entry.component) for entry in self.members}
        for item in self.document.root.parts():
            if item is not self.main.calendar:
                self.document.root.exchange(item, ())
        for part in self.main.calendar.parts():
            if part.name != "VTIMEZONE" and id(part) not in own:
                self.main.calendar.exchange(part, ())

    def line(self, text: str) -> Line:
        return self.document.line(text)

    def rewritten(self, old: Line, text: str) -> Line:
        """A line that says this; the old one to the byte, where that says it."""
        return old if old.text == text else self.document.line(text)


def named_so(family: Family, name: str, original: Moment) -> str:
    """A line that names an occurrence as the series writes its start."""
    pattern = family.main.component.lines("DTSTART")[0]
    value = restyled(pattern, pattern.value, original, family.zones)
    return f"{name}{pattern.head[len(pattern.head.partition(';')[0]) :]}:{value}"


def stamp(document: Document, component: Component, key: str, at: datetime, *, numbered: bool) -> None:
    """Say when this version was made, that it is a later one, and by which change."""
    now = at.astimezone(UTC).replace(microsecond=0)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        component.put(name, [document.line(moment_line(name, now))])
    if numbered:
        former = component.first("SEQUENCE")
        number = former.value.strip() if former else ""
        sequence = int(number) + 1 if number.isdecimal() and len(number) < MOST_DIGITS else 1
        component.put("SEQUENCE", [document.line(line("SEQUENCE", str(sequence)))])
    component.put(KEY_PROPERTY, [document.line(line(KEY_PROPERTY, key))])
