"""When a mirror was last the same as its server, and whether the server was reached since."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tools.database import Database
from tools.errors import DeliveryError

TABLES = (
    """CREATE TABLE reached (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        at TEXT NOT NULL DEFAULT '',
        missed_at TEXT NOT NULL DEFAULT ''
    ) WITHOUT ROWID;
    INSERT INTO reached (one) VALUES (1)""",
)
OFTEN_ENOUGH = timedelta(seconds=20)
"""A comparison that comes so soon after another is not written down: the difference is told nobody."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """What is known of one mirror."""

    at: datetime | None
    """When it was the same as the server; None: never yet."""
    missed: bool
    """Since then the server could not be reached, or let nobody in."""


class FreshnessRecord:
    """Remembers it beside the mirror, for all processes of a home."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.migrate("reached", TABLES)

    @contextmanager
    def comparing(self) -> Iterator[None]:
        """Around a comparison of everything: what came of it is remembered."""
        try:
            yield
        except DeliveryError:
            self._write("missed_at")
            raise
        known = self.state()
        if known.missed or known.at is None or datetime.now(UTC) - known.at > OFTEN_ENOUGH:
            self._write("at")

    def state(self) -> Freshness:
        with self._database.reading() as connection:
            at, missed_at = connection.execute("SELECT at, missed_at FROM reached").fetchone()
        return Freshness(datetime.fromisoformat(at) if at else None, missed=missed_at > at)

    def _write(self, column: str) -> None:
        with self._database.transaction() as connection:
            connection.execute(f"UPDATE reached SET {column} = ?", (datetime.now(UTC).isoformat(),))
