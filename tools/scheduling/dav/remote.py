"""What a mirror asks of a calendar server."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tools.errors import FinalError, PassingError
from tools.ics.files import UNKNOWN_ACCESS, Access
from tools.scheduling.availability import Slot


@dataclass(frozen=True, slots=True)
class RemoteCalendar:
    """A calendar on the server."""

    url: str
    title: str
    access: Access = UNKNOWN_ACCESS


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed in a calendar since a token."""

    changed: Mapping[str, str]
    """File name, as the server has it, to ETag; empty where the server didn't say it."""
    gone: frozenset[str]
    token: str
    whole: bool
    """All there is is in `changed`: what isn't, is gone."""


class TokenRefusedError(Exception):
    """The server doesn't know the sync token any more (RFC 6578, 3.2): everything has to be compared."""


class UnclearAnswerError(PassingError):
    """The server, or something before it, answers something else than was asked; another question may do."""


class ReadOnlyError(FinalError):
    """One may read the calendar, and not write to it."""


class Server(Protocol):
    """The part of CalDAV that a mirror needs.

    Raises (all of them):
        PassingError: the server can't be reached, or has no time.
        FinalError: it refuses, and will again: wrong password or certificate, no permission, no room.
    """

    destination: str

    def calendars(self) -> tuple[RemoteCalendar, ...]: ...

    def invites(self) -> bool:
        """Whether the server itself tells the guests of events (RFC 6638)."""
        ...

    def busy(self, organizer: str, guests: Sequence[str], span: Slot) -> Mapping[str, tuple[Slot, ...]]:
        """By address: when they are busy. Whom the server can't tell of is left out."""
        ...

    def make_calendar(self, title: str) -> None: ...

    def close(self) -> None: ...

    def changes(self, url: str, token: str) -> Changes:
        """What has changed since `token`; everything without one.

        Raises:
            TokenRefusedError: the token is not known any more.
        """
        ...

    def fetch(self, url: str, names: Iterable[str]) -> Iterator[tuple[str, str, bytes | None]]:
        """Name, ETag and content of those files that are there; no content where it can't be given."""
        ...

    def put(self, url: str, name: str, data: bytes, etag: str | None) -> str | None:
        """Write a file that isn't there yet (`etag` None), or in the place of the one with this ETag.

        With an empty one, whatever is there; who asks so has compared what is.

        The new ETag, empty where the server doesn't say it; None: another file is there, nothing is changed.
        """
        ...

    def delete(self, url: str, name: str, etag: str) -> bool:
        """Remove the file that has this ETag; False: another file is there, nothing is changed."""
        ...
