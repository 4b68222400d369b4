"""Destinations that failed again and again, and are left alone for a while, by every process."""

from datetime import datetime, timedelta

from tools.database import Connection, Database
from tools.effects.delivery import BreakerRule
from tools.effects.times import from_text, to_text

TABLES = (
    """
    CREATE TABLE breakers (
        destination TEXT PRIMARY KEY,
        failures INTEGER NOT NULL,
        since TEXT NOT NULL,
        open_until TEXT,
        notice TEXT
    ) WITHOUT ROWID;
    """,
)


class Breaker:
    """Counts passing failures in a row at each destination; used inside the caller's transaction."""

    def __init__(self, database: Database, rule: BreakerRule) -> None:
        self._rule = rule
        database.migrate("breakers", TABLES)

    def rests_until(self, connection: Connection, destination: str, now: datetime) -> datetime | None:
        """Until when nothing is sent there; None: now, please.

        After the rest one try goes ahead; what else waits for the destination rests on until that one
        has come back.
        """
        row = connection.execute(
            "SELECT since, open_until FROM breakers WHERE destination = ? AND open_until IS NOT NULL",
            (destination,),
        ).fetchone()
        if row is None:
            return None
        until = from_text(row["open_until"])
        # A rest that would begin in the future means that the clock was set back.
        if from_text(row["since"]) <= now < until:
            return until
        self._open(connection, destination, now)
        return None

    def failed(self, connection: Connection, destination: str, now: datetime, why: str) -> None:
        """One more passing failure there."""
        connection.execute(
            "INSERT INTO breakers (destination, failures, since) VALUES (?, 1, ?)"
            " ON CONFLICT (destination) DO UPDATE SET failures = breakers.failures + 1",
            (destination, to_text(now)),
        )
        row = connection.execute(
            "SELECT failures, open_until FROM breakers WHERE destination = ?", (destination,)
        ).fetchone()
        if row["failures"] < self._rule.failures:
            return
        if row["open_until"] is None:
            connection.execute(
                "UPDATE breakers SET notice = ? WHERE destination = ?",
                (
                    f"{destination} failed {row['failures']} times in a row ({why}). "
                    "It is left alone for a while; what waits for it goes out when it answers again",
                    destination,
                ),
            )
        self._open(connection, destination, now)

    def worked(self, connection: Connection, destination: str) -> bool:
        """It answered. True when it had been left alone until now."""
        row = connection.execute(
            "DELETE FROM breakers WHERE destination = ? RETURNING open_until", (destination,)
        ).fetchone()
        return row is not None and row["open_until"] is not None

    def take_notices(self, connection: Connection) -> tuple[str, ...]:
        """What the person should hear about, each told once."""
        rows = connection.execute(
            "SELECT notice FROM breakers WHERE notice IS NOT NULL ORDER BY since, destination"
        ).fetchall()
        connection.execute("UPDATE breakers SET notice = NULL WHERE notice IS NOT NULL")
        return tuple(str(row["notice"]) for row in rows)

    def _open(self, connection: Connection, destination: str, now: datetime) -> None:
        connection.execute(
            "UPDATE breakers SET since = ?, open_until = ? WHERE destination = ?",
            (to_text(now), to_text(now + timedelta(seconds=self._rule.rest_s)), destination),
        )
