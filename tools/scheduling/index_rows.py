"""What the calendar's index keeps: files, the events in them, and when these take place."""

from dataclasses import dataclass
from typing import NamedTuple


class Stamp(NamedTuple):
    """What changes when a file does."""

    mtime_ns: int
    size: int
    inode: int


@dataclass(frozen=True, slots=True)
class EventRow:
    """What the index knows of one component of a file."""

    event_id: str
    uid: str
    title: str
    location: str
    attendees: tuple[tuple[str, str, str], ...]
    """E-mail, name and answer of each."""
    organizer: str
    """E-mail."""
    rrule: str
    all_day: bool
    busy: bool
    status: str
    description: str = ""
    """Only to be searched; not given back."""
    zone: str = ""
    """The IANA name of the zone that its times are kept in; empty where they are in none, or in UTC."""
    organizer_name: str = ""
    """Only to be searched; not given back."""


@dataclass(frozen=True, slots=True)
class TimeRow:
    """One occurrence. Seconds since 1970: in UTC, or for whole days and floating times on the wall."""

    event: int
    """Which of the file's events."""
    wall: bool
    start: int
    end: int
    original: str | None


@dataclass(frozen=True, slots=True)
class FileRow:
    """What the index knows of one file."""

    calendar: str
    name: str
    stamp: Stamp
    events: tuple[EventRow, ...] = ()
    times: tuple[TimeRow, ...] = ()
    recurring: bool = False
    problem: str | None = None
    """What of it can't be read; its events are those that can be."""
    to_dos: int = 0
    """To-dos and journals in it, which are no events."""


@dataclass(frozen=True, slots=True)
class FolderRow:
    """What the index knows of one calendar's folder."""

    mtime_ns: int
    """Everything that was in it at this time of its change is known."""
    settled: bool
    """Whether it was looked at long enough after that for the clock of the disk to tell a later change."""
    swept_ns: int
    """When its files were last looked at, one by one."""
    files: int


@dataclass(frozen=True, slots=True)
class Window:
    """A span over which series are expanded, in seconds since 1970 in UTC."""

    start: int
    end: int

    def holds(self, other: "Window") -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time as the index asks for it: in UTC, and as the wall shows it in the user's zone."""

    start: int
    end: int
    wall_start: int
    wall_end: int


@dataclass(frozen=True, slots=True)
class Found:
    """One occurrence, as the index gives it back."""

    calendar: str
    name: str
    """Of the file."""
    stamp: Stamp
    """The file's, as it was read."""
    event: EventRow
    time: TimeRow
