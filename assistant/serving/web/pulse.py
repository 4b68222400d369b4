"""Whether anything has changed, looked up so cheaply that it can be asked all the time."""

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from assistant.home import Home

LOOK_EVERY_S = 0.4


@dataclass(frozen=True)
class Beat:
    """How things stand at one moment."""

    waiting: int
    """Approvals that wait, over all conversations."""
    mark: str
    """Another one whenever a conversation, an approval or an effect has changed, by whichever process."""


class Pulse:
    """Looks at the database for all pages at once."""

    def __init__(self, home: "Home") -> None:
        # They make the tables that are looked at.
        self._parts = (home.threads, home.book, home.records)
        self._database = home.database
        self._lock = asyncio.Lock()
        self._latest: tuple[float, Beat] | None = None

    def now(self) -> Beat:
        """How things stand."""
        with self._database.reading() as connection:
            waiting, newest = connection.execute(
                "SELECT count(*), max(seq) FROM approvals WHERE state = 'pending'"
            ).fetchone()
            threads, used = connection.execute("SELECT count(*), max(updated_at) FROM threads").fetchone()
            (steps,) = connection.execute("SELECT max(seq) FROM effect_history").fetchone()
        return Beat(waiting, f"{waiting}.{newest}.{threads}.{used}.{steps}")

    async def shared(self, *, afresh: bool = False) -> Beat:
        """How things stood a moment ago at most: many pages ask, and one look is enough for all of them.

        `afresh`: now, for a page that was just made and would else hear what was before.
        """
        async with self._lock:
            if afresh or self._latest is None or time.monotonic() - self._latest[0] > LOOK_EVERY_S:
                self._latest = (time.monotonic(), await run_in_threadpool(self.now))
            return self._latest[1]
