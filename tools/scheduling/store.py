"""Where events are kept: the seam between the calendar's tools and a folder, a server, a test."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from tools.ics.calendar_files import CalendarFiles
from tools.ics.files import EventFile
from tools.problems import Problem
from tools.scheduling.events import Occurrence


class CalendarStore(CalendarFiles, Protocol):
    """Calendars of files, and what takes place when: occurrences are in the user's zone.

    Raises (all of them):
        StorageError: the store can't be read or written at the moment.
    """

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

    def named(self, calendar: str, uid: str) -> EventFile | None:
        """A file with an event of this UID, whatever the file is called."""
        ...

    @property
    def progress(self) -> tuple[int, int] | None:
        """Files read and files to be read by a scan that goes on; None when none does."""
        ...

    def wait(self, report: Callable[[int, int], None] | None = None) -> None:
        """Return when that scan has ended; `report` hears how far it is."""
        ...

    def problems(self) -> tuple[Problem, ...]:
        """What can't be read, or not in full. It is left as it is, and all else can be relied on."""
        ...

    def to_dos(self) -> int:
        """How many to-dos and journals are kept among the events; they aren't shown."""
        ...
