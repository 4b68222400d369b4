"""Calendars, and their files as a store keeps them."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Calendar:
    """One of the calendars of a store."""

    name: str
    title: str
    """What people call it; the name, where nothing else is known."""
    color: str = ""


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
