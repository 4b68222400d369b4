"""Every poll of a home: kept so that it is booked or called off by one effect, whoever asks for it first."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from assistant.polls.poll import TABLES, Poll, State, packed_guests, packed_options, poll_of
from tools.database import Database
from tools.effects.times import to_text
from tools.errors import StaleError

STEPS = 2
"""So much higher goes the sequence with each settling: what takes it back lies between."""


class PollBook:
    """The polls of a home; only effects change them. `clock` gives the present."""

    def __init__(self, database: Database, clock: Callable[[], datetime], zone: ZoneInfo) -> None:
        self._database = database
        self._clock = clock
        self._zone = zone
        database.migrate("polls", TABLES)

    def now(self) -> datetime:
        return self._clock().astimezone(UTC)

    def add(self, poll: Poll) -> None:
        """Keep a new one; kept before, it stays as it is."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO polls (id, title, guests, options, seen, calendar, state, settled_by, done,"
                " sequence, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
                (
                    poll.id, poll.title, packed_guests(poll.guests), packed_options(poll.options),
                    json.dumps(poll.seen), poll.calendar, poll.state, poll.settled_by, int(poll.done),
                    poll.sequence, to_text(poll.created_at),
                ),
            )  # fmt: skip

    def find(self, id: str) -> Poll | None:
        """The poll of exactly this id."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM polls WHERE id = ?", (id,)).fetchone()
        return poll_of(row, self._zone) if row else None

    def list(self) -> tuple[Poll, ...]:
        """All of them, the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM polls ORDER BY seq DESC").fetchall()
        return tuple(poll_of(row, self._zone) for row in rows)

    def opened(self, id: str) -> None:
        """All has been done to propose it."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE polls SET state = 'open' WHERE id = ? AND state = 'asking'", (id,))

    def settle(self, id: str, by: str, state: State) -> None:
        """From here on it is settled by the effect `by`; said again, nothing changes.

        Raises:
            StaleError: it has been settled otherwise; nothing was changed.
        """
        with self._database.transaction() as connection:
            claimed = connection.execute(
                f"UPDATE polls SET state = ?, settled_by = ?, sequence = sequence + {STEPS}"
                " WHERE id = ? AND state IN ('asking', 'open')",
                (state, by, id),
            )
            if claimed.rowcount != 1:
                row = connection.execute("SELECT settled_by FROM polls WHERE id = ?", (id,)).fetchone()
                if row is None or row["settled_by"] != by:
                    raise StaleError("that has been booked or called off already; nothing was done")

    def conclude(self, id: str, by: str) -> None:
        """All that the effect `by` does has been done."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE polls SET done = 1 WHERE id = ? AND settled_by = ?", (id, by))

    def reopen(self, id: str, by: str) -> None:
        """What the effect `by` has settled is open again."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE polls SET state = 'open', settled_by = '', done = 0 WHERE id = ? AND settled_by = ?",
                (id, by),
            )

    def is_done(self, id: str, by: str) -> bool:
        """Whether the effect `by` has settled it, with all that belongs to it."""
        poll = self.find(id)
        return poll is not None and poll.settled_by == by and poll.done
