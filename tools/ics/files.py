"""Calendars, and their files as a store keeps them."""

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Calendar:
    """One of the calendars of a store."""

    name: str
    title: str
    """What people call it; the name, where nothing else is known."""
    color: str = ""


@dataclass(frozen=True, slots=True)
class Access:
    """Whose a calendar is and what one may do with it, as far as that is known before it is tried."""

    writable: bool = True
    owner: str = ""
    """Whose it is, where it is somebody else's."""
    source: str = ""
    """The address that a subscribed one comes from."""
    reason: str = ""
    """Why it can only be read, where none of that says it: half a sentence."""
    mine: bool = False
    """It is known to be one's own: some servers say of those that others share nothing at all."""

    @property
    def rights(self) -> str:
        return "read and write" if self.writable else "read only"

    @property
    def why_not(self) -> str:
        """Why it can only be read, as half a sentence; empty of one that can be written."""
        if self.writable:
            return ""
        if self.source:
            return f"it is subscribed from {urlsplit(self.source).hostname or self.source}"
        if self.owner:
            return f"{self.owner} shares it so"
        return self.reason or "the server allows no more"


UNKNOWN_ACCESS = Access()
"""Of a calendar of which nothing is told."""


@dataclass(frozen=True, slots=True)
class EventFile:
    """A file of one event or of several, as the store keeps it."""

    calendar: str
    name: str
    data: bytes

    @property
    def etag(self) -> str:
        return etag_of(self.data)


def etag_of(data: bytes) -> str:
    """What names exactly these bytes."""
    return hashlib.sha256(data).hexdigest()[:32]
