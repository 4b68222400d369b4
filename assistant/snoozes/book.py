"""What is put off, until when; kept in the database, so that every look goes by it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from tools.database import Database
from tools.effects.times import from_text, to_text

PUT = "snooze.put"
"""The kind of plan."""
Kind = Literal["mail", "approval", "event"]
TABLES = (
    """
    CREATE TABLE snoozes (
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        title TEXT NOT NULL,
        until TEXT NOT NULL,
        PRIMARY KEY (kind, id)
    )
    """,
)
ON_TOP = timedelta(days=1)
"""So long what has come back stays on top."""


@dataclass(frozen=True)
class Snooze:
    """One thing that is put off."""

    kind: Kind
    id: str
    title: str
    """What it is, in words."""
    until: datetime

    def json_dict(self) -> dict[str, str]:
        return {"kind": self.kind, "id": self.id, "title": self.title, "until": self.until.isoformat()}


class SnoozeBook:
    """Everything that is put off in a home. `clock` gives the present."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        database.migrate("snoozes", TABLES)

    def put(self, snooze: Snooze) -> None:
        """Put it off; what was said of it before no longer counts."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO snoozes (kind, id, title, until) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (kind, id) DO UPDATE SET title = excluded.title, until = excluded.until",
                (snooze.kind, snooze.id, snooze.title, to_text(snooze.until.astimezone(UTC))),
            )

    def drop(self, kind: str, id: str) -> None:
        """It is put off no longer."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM snoozes WHERE kind = ? AND id = ?", (kind, id))

    def find(self, kind: str, id: str) -> Snooze | None:
        return next((one for one in self._all() if (one.kind, one.id) == (kind, id)), None)

    def away(self) -> tuple[Snooze, ...]:
        """What isn't back yet, by when it will be."""
        now = self._clock()
        return tuple(one for one in self._all() if one.until > now)

    def back(self) -> tuple[Snooze, ...]:
        """What has come back in the last day, the newest first."""
        now = self._clock()
        return tuple(one for one in reversed(self._all()) if now - ON_TOP < one.until <= now)

    def _all(self) -> tuple[Snooze, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT kind, id, title, until FROM snoozes ORDER BY until, kind, id"
            ).fetchall()
        return tuple(Snooze(row[0], row[1], row[2], from_text(row[3])) for row in rows)
