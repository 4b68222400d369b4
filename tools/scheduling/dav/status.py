"""What a mirror and its server had in common when they were last compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tools.database import Database
from tools.ics.files import UNKNOWN_ACCESS, Access

SCHEMA = (
    """CREATE TABLE mirrored_calendars (
        name TEXT PRIMARY KEY,
        url TEXT NOT NULL,
        title TEXT NOT NULL,
        token TEXT NOT NULL DEFAULT ''
    ) WITHOUT ROWID;
    CREATE TABLE mirrored_files (
        calendar TEXT NOT NULL,
        name TEXT NOT NULL,
        remote_etag TEXT NOT NULL,
        local_etag TEXT NOT NULL,
        stamp TEXT NOT NULL,
        reported INTEGER NOT NULL,
        PRIMARY KEY (calendar, name)
    ) WITHOUT ROWID;
    CREATE TABLE conflicts (
        calendar TEXT NOT NULL,
        name TEXT NOT NULL,
        mine BLOB,
        found_at TEXT NOT NULL,
        PRIMARY KEY (calendar, name)
    ) WITHOUT ROWID""",
    "ALTER TABLE mirrored_calendars ADD COLUMN compared_at TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE mirrored_calendars DROP COLUMN compared_at",
    """ALTER TABLE mirrored_calendars ADD COLUMN writable INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE mirrored_files ADD COLUMN remote_name TEXT NOT NULL DEFAULT '';
    CREATE TABLE not_mirrored (
        calendar TEXT NOT NULL,
        remote_name TEXT NOT NULL,
        etag TEXT NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (calendar, remote_name)
    ) WITHOUT ROWID""",
    """ALTER TABLE mirrored_calendars ADD COLUMN owner TEXT NOT NULL DEFAULT '';
    ALTER TABLE mirrored_calendars ADD COLUMN source TEXT NOT NULL DEFAULT ''""",
    "ALTER TABLE mirrored_calendars ADD COLUMN mine INTEGER NOT NULL DEFAULT 0",
)


@dataclass(frozen=True, slots=True)
class Linked:
    """A calendar of the mirror and the one on the server."""

    name: str
    url: str
    title: str
    token: str
    access: Access = UNKNOWN_ACCESS


def for_new_events(calendars: Iterable[Linked]) -> str:
    """The name of the best for new events, the first of several; empty without any.

    First those that can be written; of these one's own, then those of which nothing is known.
    """

    def rank(one: Linked) -> tuple[bool, bool, bool]:
        return not one.access.writable, not one.access.mine, bool(one.access.owner)

    best = min(calendars, key=rank, default=None)
    return best.name if best else ""


@dataclass(frozen=True, slots=True)
class Known:
    """A file as it was when both sides had the same."""

    remote_etag: str
    local_etag: str
    stamp: str = ""
    """Of the file here when it was written: as long as it has this one, it need not be read."""
    reported: bool = True
    """The server has named it in a list of changes. Until then it may vanish without being named: what
    comes and goes between two sync tokens isn't (RFC 6578, 3.5.2)."""
    remote_name: str = ""
    """What the server calls it, where that is no name for a file here."""


ALL_OF_IT = ""
"""In the place of a file's name: the calendar itself couldn't be compared, and what is here may be old."""


@dataclass(frozen=True, slots=True)
class NotMirrored:
    """What is on the server and can't be here."""

    remote_name: str
    etag: str
    """As long as the server has this one, it isn't asked for again; empty: it is, each time."""
    reason: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A file that was changed on both sides: the server's is in its place, yours is kept here."""

    calendar: str
    name: str
    mine: bytes | None
    """None: it was deleted here, and changed on the server."""


class Status:
    """The table of what is mirrored, for all processes of a home."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.migrate("mirror", SCHEMA)

    def close(self) -> None:
        self._database.close()

    def calendars(self) -> tuple[Linked, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT name, url, title, token, writable, owner, source, mine FROM mirrored_calendars"
                " ORDER BY name"
            ).fetchall()
        return tuple(
            Linked(name, url, title, token, Access(bool(writable), owner, source, mine=bool(mine)))
            for name, url, title, token, writable, owner, source, mine in rows
        )

    def set_access(self, url: str, access: Access) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE mirrored_calendars SET writable = ?, owner = ?, source = ?, mine = ? WHERE url = ?",
                (access.writable, access.owner, access.source, access.mine, url),
            )

    def link(self, name: str, url: str, title: str) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO mirrored_calendars (name, url, title) VALUES (?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET url = excluded.url, title = excluded.title",
                (name, url, title),
            )

    def set_token(self, calendar: str, token: str) -> None:
        with self._database.transaction() as connection:
            connection.execute("UPDATE mirrored_calendars SET token = ? WHERE name = ?", (token, calendar))

    def files(self, calendar: str) -> dict[str, Known]:
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM mirrored_files WHERE calendar = ?",
                (calendar,),
            ).fetchall()
        return {row["name"]: _known(row) for row in rows}

    def file(self, calendar: str, name: str) -> Known | None:
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT * FROM mirrored_files WHERE calendar = ? AND name = ?",
                (calendar, name),
            ).fetchone()
        return _known(row) if row else None

    def keep(self, calendar: str, name: str, known: Known) -> None:
        """Losing this to a power cut costs another comparison of the file, and nothing else."""
        with self._database.transaction(durable=False) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO mirrored_files (calendar, name, remote_etag, local_etag, stamp,"
                " reported, remote_name) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    calendar,
                    name,
                    known.remote_etag,
                    known.local_etag,
                    known.stamp,
                    known.reported,
                    known.remote_name,
                ),
            )

    def forget_all(self, calendar: str) -> None:
        """Nothing of the calendar is here any more: all of it is to be fetched."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM mirrored_files WHERE calendar = ?", (calendar,))
            connection.execute("DELETE FROM not_mirrored WHERE calendar = ?", (calendar,))
            connection.execute("UPDATE mirrored_calendars SET token = '' WHERE name = ?", (calendar,))

    def not_mirrored(self, calendar: str) -> dict[str, NotMirrored]:
        """By the server's name."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT remote_name, etag, reason FROM not_mirrored WHERE calendar = ? ORDER BY remote_name",
                (calendar,),
            ).fetchall()
        return {row[0]: NotMirrored(*row) for row in rows}

    def leave_out(self, calendar: str, one: NotMirrored) -> None:
        with self._database.transaction(durable=False) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO not_mirrored VALUES (?, ?, ?, ?)",
                (calendar, one.remote_name, one.etag, one.reason),
            )

    def take_in(self, calendar: str, remote_names: Iterable[str]) -> None:
        """These are here now, or gone from the server."""
        with self._database.transaction(durable=False) as connection:
            connection.executemany(
                "DELETE FROM not_mirrored WHERE calendar = ? AND remote_name = ?",
                [(calendar, name) for name in remote_names],
            )

    def forget(self, calendar: str, name: str) -> None:
        with self._database.transaction(durable=False) as connection:
            connection.execute("DELETE FROM mirrored_files WHERE calendar = ? AND name = ?", (calendar, name))

    def add_conflict(self, conflict: Conflict, found_at: str) -> None:
        """Keep what was here; an earlier conflict of the same file is kept too, as it came first."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO conflicts VALUES (?, ?, ?, ?)",
                (conflict.calendar, conflict.name, conflict.mine, found_at),
            )

    def conflicts(self) -> tuple[Conflict, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT calendar, name, mine FROM conflicts ORDER BY found_at"
            ).fetchall()
        return tuple(Conflict(*row) for row in rows)

    def settle(self, calendar: str, name: str) -> None:
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM conflicts WHERE calendar = ? AND name = ?", (calendar, name))


def _known(row: Any) -> Known:
    return Known(
        row["remote_etag"], row["local_etag"], row["stamp"], bool(row["reported"]), row["remote_name"]
    )
