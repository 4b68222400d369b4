"""The home's SQLite database: opened safely, shared by threads and processes."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.errors import CorruptDatabaseError, StorageError

BUSY_TIMEOUT_S = 30.0


class Database:
    """One connection to the home's database, for all threads of this process.

    WAL, so that readers and a writer of other processes don't wait for each other, and
    `synchronous=FULL`: a commit that has returned survives a power cut.

    Raises:
        StorageError: the file can't be opened or written.
        CorruptDatabaseError: the file is no SQLite database, or a damaged one. It is left as it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        with explained(path):
            self._connection = sqlite3.connect(
                path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
            )
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=FULL")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A connection inside BEGIN IMMEDIATE: all of it is committed, or nothing.

        May be entered again inside itself; the outermost one commits.
        """
        with self._lock, explained(self.path):
            if self._connection.in_transaction:
                yield self._connection
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read from."""
        with self._lock, explained(self.path):
            yield self._connection

    def migrate(self, component: str, steps: tuple[str, ...]) -> None:
        """Bring the tables of `component` to the newest of `steps`, each a script run once, in order."""
        with self.reading() as connection:
            known = connection.execute(
                "SELECT 1 FROM sqlite_master WHERE name = 'schema_version'"
            ).fetchone()
            if known:
                row = connection.execute(
                    "SELECT version FROM schema_version WHERE component = ?", (component,)
                ).fetchone()
                if row and row["version"] == len(steps):
                    return
        with self.transaction() as connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS schema_version"
                " (component TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID"
            )
            row = connection.execute(
                "SELECT version FROM schema_version WHERE component = ?", (component,)
            ).fetchone()
            version = row["version"] if row else 0
            if version > len(steps):
                raise StorageError(
                    f"{self.path} was written by a newer version of the assistant ({component} {version}); "
                    "update the assistant to open it"
                )
            for step in steps[version:]:
                for statement in step.split(";\n"):
                    if statement.strip():
                        connection.execute(statement)
            connection.execute(
                "INSERT INTO schema_version VALUES (?, ?)"
                " ON CONFLICT (component) DO UPDATE SET version = excluded.version",
                (component, len(steps)),
            )

    def close(self) -> None:
        with self._lock:
            self._connection.close()


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turns what SQLite says of a bad file or disk into a sentence a person can act on."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", None)
        primary = code & 0xFF if code is not None else None
        if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise CorruptDatabaseError(
                f"{path} is damaged ({error}). Nothing was overwritten. "
                f"Move it aside, copy the newest of {path.parent / 'backups'} in its place, and start again"
            ) from error
        if primary == sqlite3.SQLITE_FULL:
            raise StorageError(f"the disk of {path.parent} is full; nothing was changed") from error
        if primary in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
            raise StorageError(f"{path} can't be opened for writing; check its owner and mode") from error
        if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise StorageError(
                f"{path} was locked by another program for {BUSY_TIMEOUT_S:.0f} s; nothing was changed"
            ) from error
        if primary == sqlite3.SQLITE_IOERR:
            raise StorageError(f"{path} can't be read or written ({error}); check the disk") from error
        raise
