"""Instants: what time it is, as the database keeps it and as sentences say it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def to_text(at: datetime) -> str:
    """ISO 8601 in UTC, always of one length: its order as text is the order in time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def from_text(text: str) -> datetime:
    return datetime.fromisoformat(text)


def local_now() -> datetime:
    """The real time, in the system's zone."""
    return datetime.now().astimezone()


@dataclass(frozen=True)
class Watch:
    """The two clocks of a ledger."""

    clock: Callable[[], datetime] = local_now
    """What "now" means in a mail or an event; its zone is the one of sentences."""
    wall_clock: Callable[[], float] = time.time
    """The real one, which waiting and leases go by."""

    def now(self) -> datetime:
        """The real time, in UTC."""
        return datetime.fromtimestamp(self.wall_clock(), UTC)

    def spoken(self, at: datetime) -> str:
        """For a sentence: `Thu 20 Nov 14:02:10`, in the user's zone."""
        local = at.astimezone(self.clock().tzinfo)
        return f"{local:%a} {local.day} {local:%b %H:%M:%S}"
