"""Where calendars of files are kept: the seam between what reads them and a folder, a server, a test."""

from datetime import tzinfo
from typing import Protocol

from tools.ics.files import Access, Calendar, EventFile


class CalendarFiles(Protocol):
    """Calendars of files; events and tasks stand in the same ones.

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
        """The user's: when whole days begin."""
        ...

    @property
    def default_calendar(self) -> str:
        """Where goes what names no calendar."""
        ...

    def calendars(self) -> tuple[Calendar, ...]:
        """By name; the default one is among them though nothing may be in it yet."""
        ...

    def read(self, calendar: str, name: str) -> EventFile | None:
        """The file, or None where there is none."""
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

    def access(self, calendar: str) -> Access:
        """Whose the calendar is, and whether one may change it."""
        ...
