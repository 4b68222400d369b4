"""Which mails and folders a server does not give, remembered beside the mirror for whoever looks."""

import sqlite3
from collections.abc import Collection, Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from tools.database import Database, SqliteDatabase
from tools.problems import Problem

TABLES = (
    """CREATE TABLE imap_troubles (
        remote TEXT NOT NULL, uid INTEGER NOT NULL, host TEXT NOT NULL, reason TEXT NOT NULL,
        PRIMARY KEY (remote, uid)
    ) WITHOUT ROWID""",
)
FOLDER = 0
"""In the place of a UID: the folder as a whole."""


class Troubles:
    """The table of what could not be had, by folder of the server."""

    def __init__(self, database: Database, host: str) -> None:
        self._database = database
        self._host = host
        database.migrate("imap_troubles", TABLES)

    def set(self, remote: str, reasons: Mapping[int, str]) -> None:
        """What there is of a folder, in place of what was known of it."""
        with self._database.transaction(durable=False) as connection:
            connection.execute("DELETE FROM imap_troubles WHERE remote = ?", (remote,))
            connection.executemany(
                "INSERT INTO imap_troubles VALUES (?, ?, ?, ?)",
                [(remote, uid, self._host, reason) for uid, reason in reasons.items()],
            )

    def keep_only(self, remotes: Collection[str]) -> None:
        """Forget all other folders."""
        for remote in {row[0] for row in rows(self._database)} - set(remotes):
            self.set(remote, {})

    def problems(self) -> tuple[Problem, ...]:
        return tuple(map(problem, rows(self._database)))


def troubles_in(mirror: Path) -> tuple[Problem, ...]:
    """What the database of a mirror says; nothing where there is none, or none that has the table."""
    if not mirror.exists():
        return ()
    with closing(SqliteDatabase(mirror)) as database:
        database.migrate("imap_troubles", TABLES)
        return tuple(map(problem, rows(database)))


def rows(database: Database) -> list[tuple[str, int, str, str]]:
    with database.reading() as connection:
        found: list[sqlite3.Row] = connection.execute(
            "SELECT remote, uid, host, reason FROM imap_troubles ORDER BY remote, uid"
        ).fetchall()
    return [(row["remote"], row["uid"], row["host"], row["reason"]) for row in found]


def problem(row: tuple[str, int, str, str]) -> Problem:
    """With the address of the mail as programs write it (RFC 5092)."""
    remote, uid, host, reason = row
    place = f"imap://{host}/{quote(remote, errors='replace')}"
    return Problem(path=place if uid == FOLDER else f"{place};UID={uid}", reason=reason)
