"""The home's SQLite database: opened safely, shared by threads and processes."""

import logging
import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

from tools.errors import CorruptDatabaseError, StorageError
from tools.private_files import make_private

logger = logging.getLogger(__name__)

BUSY_TIMEOUT_S = 30.0

Write = Callable[[sqlite3.Connection], Any]
Then = Callable[[Any], None]


class Database:
    """One connection to the home's database, for all threads of this process.

    WAL, so that readers and a writer of other processes don't wait for each other, and
    `synchronous=FULL`: a commit that has returned survives a power cut, and so does all that was
    committed before it, by whichever process.

    Raises:
        StorageError: the file can't be opened or written.
        CorruptDatabaseError: the file is no SQLite database, or a damaged one. It is left as it is.
    """

    def __init__(self, path: Path, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
        self.path = path
        self._busy_timeout_s = busy_timeout_s
        self._lock = threading.RLock()
        self._later: deque[tuple[Write, Then | None]] = deque()
        with self._explained():
            self._prepare_file()
            self._connection = sqlite3.connect(
                path, timeout=busy_timeout_s, isolation_level=None, check_same_thread=False
            )
            try:
                self._connection.row_factory = sqlite3.Row
                self._connection.execute("SELECT count(*) FROM sqlite_master")
                # Heeded by a new file only: what is deleted later can be given back to the disk.
                self._connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
                switch_to_wal(self._connection, self._busy_timeout_s)
                self._durable = True
                self._connection.execute("PRAGMA synchronous=FULL")
                # Only macOS knows these two: there, fsync alone doesn't reach the disk.
                self._connection.execute("PRAGMA fullfsync=ON")
                self._connection.execute("PRAGMA checkpoint_fullfsync=ON")
            except BaseException:
                self._connection.close()
                raise
        self._alone = _Alone(self._connection, self._lock, self._explanation)

    @property
    def backups(self) -> Path:
        """The folder of the copies that `back_up` keeps."""
        return self.path.parent / "backups"

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """A connection inside BEGIN IMMEDIATE: all of it is committed, or nothing.

        May be entered again inside itself; the outermost one commits. Without `durable` the commit
        doesn't wait for the disk: a power cut may take it back, with all that was committed after
        it, but the end of this process doesn't.

        What was given to `soon` is written first, and committed with it.

        Raises:
            RuntimeError: a durable one is entered inside one that is not: a mistake in the program.
        """
        done: list[tuple[Then, Any]] = []
        with self._alone:
            if self._connection.in_transaction:
                if durable and not self._durable:
                    raise RuntimeError("what must survive a power cut is inside of what need not")
                yield self._connection
                return
            if durable != self._durable:
                self._connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
                self._durable = durable
            self._connection.execute("BEGIN IMMEDIATE")
            waiting = [self._later.popleft() for _ in range(len(self._later))]
            try:
                for write, then in waiting:
                    written = write(self._connection)
                    if then is not None:
                        done.append((then, written))
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                self._later.extendleft(reversed(waiting))
                # A full disk makes SQLite roll back on its own.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        for then, written in done:
            then(written)

    def soon(self, write: Write, then: Then | None = None) -> None:
        """Have `write` done at the beginning of this process's next transaction, or by `flush`; in order.

        Before that, the end of this process takes it back: so it is for what comes of nothing else than
        what is in the database, and would come of it again. A transaction for each costs more than what
        most of them write. `then` gets what `write` returned, once that is committed, and must not wait
        for anything.
        """
        self._later.append((write, then))

    def flush(self) -> None:
        """Commit what was given to `soon`."""
        if self._later:
            with self.transaction(durable=False):
                pass

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """A connection to read from; what was given to `soon` may not be there yet."""
        return self._alone

    def migrate(self, component: str, steps: tuple[str, ...]) -> None:
        """Bring the tables of `component` to the newest of `steps`, each a script run once, in order."""
        with self.reading() as connection:
            known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'schema_version'").fetchone()
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
                for statement in statements(step):
                    connection.execute(statement)
            connection.execute(
                "INSERT INTO schema_version VALUES (?, ?)"
                " ON CONFLICT (component) DO UPDATE SET version = excluded.version",
                (component, len(steps)),
            )

    def damage(self) -> tuple[str, ...]:
        """What SQLite's own check finds wrong with the file; nothing for a sound one. Reads all of it."""
        try:
            with self.reading() as connection:
                rows = connection.execute("PRAGMA quick_check(20)").fetchall()
        except CorruptDatabaseError as error:
            return (error.message,)
        found = tuple(" ".join(str(row[0]).removeprefix("*** in database main ***").split()) for row in rows)
        return () if found == ("ok",) else found

    def back_up(self, today: date, *, keep: int = 7) -> Path | None:
        """Copy the database into `backups`, once a day; None when today's copy is there already.

        The newest `keep` copies stay. Other processes may write meanwhile.

        Raises:
            CorruptDatabaseError: the database is damaged. No copy is kept, and none is thrown away.
        """
        copy = self.backups / f"{self.path.stem}-{today:%Y-%m-%d}.db"
        if copy.exists():
            return None
        part = copy.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
        try:
            self.backups.mkdir(mode=0o700, exist_ok=True)
            part.touch(mode=0o600)
            with self._explained():
                self._copy_to(part)
            part.replace(copy)
            for old in sorted(self.backups.glob(f"{self.path.stem}-*.db"))[:-keep]:
                old.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"{copy} can't be written: {error.strerror}") from error
        finally:
            part.unlink(missing_ok=True)
        return copy

    def close(self) -> None:
        try:
            self.flush()
        except StorageError as error:
            logger.warning("closed without the last writes: %s", error.code)
        finally:
            with self._lock:
                self._connection.close()

    def _copy_to(self, part: Path) -> None:
        """From a connection of its own: copying takes long, and nobody waits for it."""
        with (
            closing(sqlite3.connect(self.path, timeout=self._busy_timeout_s)) as source,
            closing(sqlite3.connect(part)) as target,
        ):
            source.backup(target)
            # So that the copy is one file, without a log beside it.
            target.execute("PRAGMA journal_mode=DELETE")
            found = target.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise CorruptDatabaseError(damaged(self.path, str(found)))

    def _prepare_file(self) -> None:
        """Its owner's only, before anything is in it.

        SQLite takes an empty file for a new database, and would begin again over what was lost.
        """
        log = self.path.with_name(self.path.name + "-wal")
        try:
            size = _size(self.path)
            make_private(self.path)
            if size is None:
                return
            # Whoever closes the database last takes its log away.
            lost = bool(_size(log)) or any(self.backups.glob("*.db"))
        except OSError as error:
            raise StorageError(f"{self.path} can't be opened for writing: {error.strerror}") from error
        if size == 0 and lost:
            raise CorruptDatabaseError(damaged(self.path, "the file is empty"))

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turns what SQLite says of a bad file or disk into a sentence a person can act on."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            explanation = self._explanation(error)
            if explanation is None:
                raise
            raise explanation from error

    def _explanation(self, error: sqlite3.DatabaseError) -> StorageError | None:
        code = primary_code(error)
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return CorruptDatabaseError(damaged(self.path, str(error)))
        if code == sqlite3.SQLITE_FULL:
            return StorageError(f"the disk of {self.path.parent} is full; nothing was changed")
        if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
            return StorageError(f"{self.path} can't be opened for writing; check its owner and mode")
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return StorageError(
                f"{self.path} was locked by another program for {self._busy_timeout_s:g} s; "
                "nothing was changed"
            )
        if code == sqlite3.SQLITE_IOERR:
            return StorageError(
                f"{self.path} can't be written ({error}); nothing was changed. Check that its disk has room"
            )
        return None


class _Alone:
    """A database's connection, for one thread at a time and with what goes wrong explained.

    One object for all uses, and no generator for each: a turn has two hundred of them.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        lock: threading.RLock,
        explanation: Callable[[sqlite3.DatabaseError], StorageError | None],
    ) -> None:
        self._connection = connection
        self._lock = lock
        self._explanation = explanation

    def __enter__(self) -> sqlite3.Connection:
        self._lock.acquire()
        return self._connection

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()
        if isinstance(error, sqlite3.DatabaseError) and (why := self._explanation(error)):
            raise why from error


def statements(script: str) -> Iterator[str]:
    """The statements of an SQL script, triggers in one piece."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
    if statement.strip():
        yield statement.strip()


def switch_to_wal(connection: sqlite3.Connection, timeout_s: float) -> None:
    """SQLite doesn't wait here by itself when two processes create the file at once."""
    give_up = time.monotonic() + timeout_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
        time.sleep(0.01)


def primary_code(error: sqlite3.Error) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def damaged(path: Path, why: str) -> str:
    return (
        f"{path} is damaged ({why}). Nothing was overwritten. "
        f"Move it aside, and {path.name}-wal if it is there; copy the newest of {path.parent / 'backups'} "
        "in its place, and start again"
    )


def _size(path: Path) -> int | None:
    """Bytes in a file; None where there is none, or no longer."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None
