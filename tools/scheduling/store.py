"""Where events are kept: the seam between the calendar's tools and a folder, a server, a test."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Protocol

from tools.ics.files import Access, Calendar, EventFile
from tools.problems import Problem
from tools.scheduling.events import Occurrence


class CalendarStore(Protocol):
    """Calendars of event files, and what takes place when.

    Every method sees what was written before it was called, by this or any other program.

    Raises (all of them):
        StorageError: the store can't be read or written at the moment.
    """

    @property
    def kind(self) -> str:
        """The first half of a destination: `vdir`, `caldav`, …"""
        ...

    @property
    def zone(self) -> tzinfo:
        """The user's: what occurrences are given in, and when whole days begin."""
        ...

    @property
    def default_calendar(self) -> str:
        """Where an event goes that names no calendar."""
        ...

    def calendars(self) -> tuple[Calendar, ...]:
        """By name; the default one is among them though nothing may be in it yet."""
        ...

    def between(self, start: datetime, end: datetime) -> tuple[Occurrence, ...]:
        """What overlaps the span, ordered by start."""
        ...

    def search(
        self, start: datetime, end: datetime, *, words: str = "", attendee: str = ""
    ) -> tuple[Occurrence, ...]:
        """What of `between` has all of `words`, or words that begin so, and has `attendee` as a guest."""
        ...

    def locate(self, id: str) -> EventFile:
        """The file of the event with this id, or with this beginning of an id.

        Raises:
            UnknownIdError: there is none.
            AmbiguousError: several begin so.
        """
        ...

    def read(self, calendar: str, name: str) -> EventFile | None:
        """The file, or None where there is none."""
        ...

    def named(self, calendar: str, uid: str) -> EventFile | None:
        """A file with an event of this UID, whatever the file is called."""
        ...

    def refresh(self, calendar: str, name: str) -> None:
        """See to it that the next look at this file shows what the calendar really has.

        Raises:
            PassingError: it can't be asked at the moment.
        """
        ...

    def create(self, calendar: str, name: str, data: bytes) -> bool:
        """Keep a new file, whole or not at all; False, and nothing is changed, where there is one already."""
        ...

    def replace(self, calendar: str, name: str, data: bytes, *, etag: str) -> None:
        """Put `data` in the place of the bytes that `etag` names.

        Raises:
            StaleError: other bytes are there, or none; nothing is changed.
        """
        ...

    def delete(self, calendar: str, name: str, *, etag: str) -> None:
        """Remove the file that has the bytes that `etag` names.

        Raises:
            StaleError: other bytes are there, or none; nothing is changed.
        """
        ...

    @property
    def progress(self) -> tuple[int, int] | None:
        """Files read and files to be read by a scan that goes on; None when none does."""
        ...

    def wait(self, report: Callable[[int, int], None] | None = None) -> None:
        """Return when that scan has ended; `report` hears how far it is."""
        ...

    def access(self, calendar: str) -> Access:
        """Whose the calendar is, and whether one may change it."""
        ...

    def problems(self) -> tuple[Problem, ...]:
        """What can't be read, or not in full. It is left as it is, and all else can be relied on."""
        ...

    def to_dos(self) -> int:
        """How many to-dos and journals are kept among the events; they aren't shown."""
        ...
