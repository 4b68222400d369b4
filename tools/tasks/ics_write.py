"""The bytes of a task: of a new one, and of a file in which nothing but what changes is changed."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from tools.ics.content_lines import ahead, joined, line, text
from tools.ics.document import CALENDAR, Component, Document, is_left
from tools.ics.file_zones import Zones
from tools.ics.files import EventFile
from tools.ics.moments import Moment
from tools.ics.property_lines import PRODUCT, moment_line, rule_line, written
from tools.ics.reminders import move_fixed
from tools.ics.zones import vtimezone_lines
from tools.tasks.ics_read import Found, read_tasks
from tools.tasks.task import DONE, OPEN, Task
from tools.wide_text import in_utf8

KEY_PROPERTY = "X-ASSISTANT-KEY"
FIELDS = ("title", "due", "start", "priority", "state", "description", "rrule", "parent")
"""What can be changed about a task; `start` only moves along when a repeating one is done."""
STATUS = {DONE: "COMPLETED", OPEN: "NEEDS-ACTION"}
MOST_DIGITS = 9


class GoneError(Exception):
    """The task isn't in the file."""


def new_file(task: Task, at: datetime, key: str = "", reminders: Sequence[int] = ()) -> bytes:
    """The whole file of a new task, made at `at`; `reminders` are minutes before it is due."""
    return joined(
        [
            "BEGIN:VCALENDAR",
            line("VERSION", "2.0"),
            line("PRODID", PRODUCT),
            *_zones(task.due, task.start),
            *_task(task, at.astimezone(UTC).replace(microsecond=0), key, reminders),
            "END:VCALENDAR",
        ]
    )


def _task(task: Task, at: datetime, key: str, reminders: Sequence[int]) -> Iterator[str]:
    yield "BEGIN:VTODO"
    yield line("UID", text(task.uid))
    for stamp in ("DTSTAMP", "CREATED", "LAST-MODIFIED"):
        yield moment_line(stamp, at)
    yield line("SUMMARY", text(task.title))
    for name, moment in (("DTSTART", task.start), ("DUE", task.due)):
        if moment is not None:
            yield moment_line(name, written(moment))
    if task.priority:
        yield line("PRIORITY", str(task.priority))
    yield line("STATUS", STATUS[OPEN])
    if task.description:
        yield line("DESCRIPTION", text(task.description))
    if task.rrule:
        yield rule_line(task.rrule)
    if task.parent:
        yield line("RELATED-TO", text(task.parent))
    if key:
        yield line(KEY_PROPERTY, key)
    for minutes in reminders:
        yield from alarm_lines(minutes, task.title)
    yield "END:VTODO"


def alarm_lines(minutes: int, title: str) -> Iterator[str]:
    """A VALARM so long before the task is due."""
    yield "BEGIN:VALARM"
    yield line("ACTION", "DISPLAY")
    yield line("DESCRIPTION", text(title))
    yield line("TRIGGER", ahead(minutes), {"RELATED": "END"})
    yield "END:VALARM"


def _zones(*moments: Moment | None) -> Iterator[str]:
    """A VTIMEZONE for every zone that is spoken of."""
    years: dict[str, int] = {}
    for moment in moments:
        at = written(moment) if isinstance(moment, datetime) else None
        if isinstance(at, datetime) and isinstance(at.tzinfo, ZoneInfo):
            years[at.tzinfo.key] = min(at.year, years.get(at.tzinfo.key, at.year))
    for key, year in sorted(years.items()):
        yield from vtimezone_lines(ZoneInfo(key), year)


def changed_fields(before: Task, after: Task) -> tuple[str, ...]:
    """What is different, by name."""
    return tuple(name for name in FIELDS if getattr(before, name) != getattr(after, name))


def changed_file(
    file: EventFile,
    before: Task,
    after: Task | None,
    *,
    key: str,
    at: datetime,
    zone: tzinfo,
    reminders: Sequence[int] | None = None,
) -> bytes:
    """The file with the task as it is to be, or without it; empty where nothing else is in it then.

    `reminders`, where given, are exchanged for those that it has.

    Raises:
        GoneError: the task isn't in it.
    """
    found = next((one for one in read_tasks(file, zone) if one.task.id == before.id), None)
    if found is None:
        raise GoneError(f"{file.calendar}/{file.name} doesn't hold the task {before.title!r} any more")
    if after is None:
        return _without(found)
    change = _Change(found, before, after, zone)
    change.write(at, key)
    if reminders is not None:
        change.remind(reminders)
    return found.document.data


class _Change:
    """One task of a file while it is changed."""

    def __init__(self, found: Found, before: Task, after: Task, zone: tzinfo) -> None:
        self.found = found
        self.zone = zone
        self.document: Document = found.document
        self.component: Component = found.component
        self.before, self.after = before, after
        self.fields = changed_fields(before, after)

    def write(self, at: datetime, key: str) -> None:
        now = at.astimezone(UTC).replace(microsecond=0)
        after, put = self.after, self._put
        if "title" in self.fields:
            put("SUMMARY", line("SUMMARY", text(after.title)))
        if "description" in self.fields:
            put("DESCRIPTION", after.description and line("DESCRIPTION", text(after.description)))
        if "priority" in self.fields:
            put("PRIORITY", after.priority and line("PRIORITY", str(after.priority)))
        if "rrule" in self.fields:
            put("RRULE", after.rrule and rule_line(after.rrule))
        if "parent" in self.fields:
            self._parent()
        if "due" in self.fields:
            self._due()
        if "start" in self.fields and after.start is not None:
            put("DTSTART", self._moment("DTSTART", after.start))
        if "state" in self.fields:
            self._state(now)
        for name in ("DTSTAMP", "LAST-MODIFIED"):
            put(name, moment_line(name, now))
        former = self.component.first("SEQUENCE")
        number = former.value.strip() if former else ""
        counted = number.isdecimal() and len(number) < MOST_DIGITS
        put("SEQUENCE", line("SEQUENCE", str(int(number) + 1 if counted else 1)))
        put(KEY_PROPERTY, line(KEY_PROPERTY, key))

    def remind(self, reminders: Sequence[int]) -> None:
        for alarm in self.component.parts("VALARM"):
            self.component.exchange(alarm, ())
        for minutes in reminders:
            self.component.items.append(self.document.component(alarm_lines(minutes, self.after.title)))

    def _put(self, name: str, content: str | int) -> None:
        self.component.put(name, [self.document.line(str(content))] if content else [])

    def _due(self) -> None:
        """When it is due; where a length says so, that gives way."""
        due, before = self.after.due, self.before.due
        if due is not None and before is not None:
            zones = Zones(self.found.calendar, self.zone)
            move_fixed(self.component, before, due, zones, self.document.line)
        if due is not None:
            self._put("DUE", self._moment("DUE", due))
            self._put("DURATION", "")
            return
        self._put("DUE", "")
        self._put("DURATION", "")

    def _parent(self) -> None:
        """Which task it is a part of; what else it is related to stays."""
        others = [
            old
            for old in self.component.lines("RELATED-TO")
            if old.parameter("RELTYPE").upper() not in ("", "PARENT")
        ]
        parent = self.after.parent
        named = [self.document.line(line("RELATED-TO", text(parent)))] if parent else []
        self.component.put("RELATED-TO", [*named, *others])

    def _moment(self, name: str, moment: Moment) -> str:
        """A day or time; without zone where the ones that it has are so, and in their zone otherwise."""
        if not isinstance(moment, datetime):
            return moment_line(name, moment)
        at = written(moment, self.found.floating and self.component.first(name) is not None)
        if isinstance(at, datetime) and isinstance(at.tzinfo, ZoneInfo):
            self._define(at.tzinfo, at.year)
        return moment_line(name, at)

    def _define(self, zone: ZoneInfo, year: int) -> None:
        """Have the file say what its zone's clock does, as a reader may not know it."""
        calendar = self.found.calendar
        parts = calendar.parts("VTIMEZONE")
        known = {tzid.value.strip() for part in parts if (tzid := part.first("TZID"))}
        if zone.key not in known and calendar.name == CALENDAR:
            calendar.items.insert(
                calendar.after_lines(), self.document.component(vtimezone_lines(zone, year))
            )

    def _state(self, now: datetime) -> None:
        done = self.after.state == DONE
        self._put("STATUS", line("STATUS", STATUS.get(self.after.state, STATUS[OPEN])))
        self._put("COMPLETED", moment_line("COMPLETED", now) if done else "")
        self._put("PERCENT-COMPLETE", line("PERCENT-COMPLETE", "100") if done else "")


def _without(found: Found) -> bytes:
    """The file without the task and its changed occurrences; empty where nothing else is in it."""
    calendar, uid = found.calendar, found.task.uid
    for part in calendar.parts("VTODO"):
        own = part.first("UID")
        if part is found.component or (uid and own is not None and own.value.strip() == uid):
            calendar.exchange(part, ())
    found.document.drop_if_empty(calendar)
    return found.document.data if is_left(found.document) else b""


def made_by(data: bytes, key: str) -> bool:
    """Whether the change with this key is in the file, whatever has been changed after it."""
    return f"{KEY_PROPERTY}:{key}".encode() in in_utf8(data)
