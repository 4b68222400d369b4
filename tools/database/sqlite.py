"""A database in a file of the home, by SQLite: opened safely, shared by threads and processes."""

import logging
import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

from tools.database.protocol import Connection, Dialects, Step, Then, Write, check_inside, outcome
from tools.database.sqlite_file import damaged, explanation, prepare_file, statements, switch_to_wal
from tools.errors import CorruptDatabaseError, StorageError

if TYPE_CHECKING:
    from filelock import FileLock

logger = logging.getLogger(__name__)

BUSY_TIMEOUT_S = 30.0


class SqliteDatabase:
    """One connection to the file, for all threads of this process.

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
        self._part = ""
        with self._explained():
            prepare_file(self.path, self.backups)
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
                self._connection.execute("PRAGMA secure_delete=FAST")
            except BaseException:
                self._connection.close()
                raise
        self._alone = _Alone(self._connection, self._lock, self._explanation)

    dialect: Final = "sqlite"

    @property
    def backups(self) -> Path:
        """The folder of the copies that `back_up` keeps."""
        return self.path.parent / "backups"

    @property
    def name(self) -> str:
        return str(self.path)

    @contextmanager
    def transaction(self, *, durable: bool = True, part: str = "") -> Iterator[Connection]:
        """By BEGIN IMMEDIATE, whatever the part: there is one writer of a file.

        Raises:
            RuntimeError: a durable one is entered inside one that is not, or one of all inside that of a
                part: a mistake in the program.
        """
        done: list[tuple[Then, Any]] = []
        with self._alone:
            if self._connection.in_transaction:
                check_inside(durable, self._durable, part, self._part)
                yield self._connection
                return
            if durable != self._durable:
                self._connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
                self._durable = durable
            self._connection.execute("BEGIN IMMEDIATE")
            self._part = part
            waiting = [self._later.popleft() for _ in range(len(self._later))]
            try:
                for write, then in waiting:
                    written = write(self._connection)
                    if then is not None:
                        done.append((then, outcome(written)))
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

    def soon(
        self,
        write: Write,
        then: Then | None = None,
        *,
        part: str = "",  # noqa: ARG002  # there is one writer
        sure: bool = True,  # noqa: ARG002  # it always is
    ) -> None:
        self._later.append((write, then))

    def flush(self) -> None:
        if self._later:
            with self._alone:
                if not self._connection.in_transaction:
                    with self.transaction(durable=False):
                        pass

    def reading(self, *, settled: bool = False) -> AbstractContextManager[Connection]:  # noqa: ARG002  # it always is
        return self._alone

    def migrate(self, component: str, steps: tuple[Step, ...]) -> None:
        with self.reading() as connection:
            if self.has_table("schema_version"):
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
                for statement in statements(step.sqlite if isinstance(step, Dialects) else step):
                    connection.execute(statement)
            connection.execute(
                "INSERT INTO schema_version VALUES (?, ?)"
                " ON CONFLICT (component) DO UPDATE SET version = excluded.version",
                (component, len(steps)),
            )

    def has_table(self, name: str) -> bool:
        with self.reading() as connection:
            found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,))
            return found.fetchone() is not None

    def time(self) -> float:
        return time.time()

    def announce(self, topic: str) -> None:  # as the protocol has it
        """Nothing: files tell nobody."""

    def told(self, topics: Collection[str], wake: Callable[[], None]) -> AbstractContextManager[bool]:  # noqa: ARG002  # as the protocol has it
        return nullcontext(False)

    @contextmanager
    def lock(self, name: str, *, wait_s: float) -> Iterator[None]:
        """By a file beside the database: the operating system frees it when its process is killed."""
        with self._lock_file(name).acquire(timeout=wait_s, poll_interval=0.02):
            yield

    def is_locked(self, name: str) -> bool:
        # A list of conversations is to be there at once.
        from filelock import Timeout

        lock = self._lock_file(name)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return True
        lock.release()
        return False

    @contextmanager
    def erasing(self) -> Iterator[Connection]:
        """Overwritten with zeros, and the file shrinks as far as other processes let it."""
        self.flush()
        with self._alone as connection:
            connection.execute("PRAGMA secure_delete=ON")
            try:
                with self.transaction() as inside:
                    yield inside
            finally:
                connection.execute("PRAGMA secure_delete=FAST")
        self._give_back()

    def size(self) -> int:
        files = (self.path, self.path.with_name(f"{self.path.name}-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def set_aside(self) -> str:
        """Among the copies, under another name than theirs."""
        self.close()
        self.backups.mkdir(mode=0o700, exist_ok=True)
        place = self.backups / f"moved-{time.time_ns()}-{self.path.name}"
        return str(self.path.replace(place))

    def damage(self) -> CorruptDatabaseError | None:
        """By SQLite's own check, which reads all of the file."""
        try:
            with self.reading() as connection:
                rows = connection.execute("PRAGMA quick_check(20)").fetchall()
        except CorruptDatabaseError as error:
            return error
        found = tuple(" ".join(str(row[0]).removeprefix("*** in database main ***").split()) for row in rows)
        return None if found == ("ok",) else CorruptDatabaseError(damaged(self.path, found[0]))

    def advice(self) -> str:
        return ""

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

    def _lock_file(self, name: str) -> "FileLock":
        from filelock import FileLock

        folder = self.path.parent / "locks"
        folder.mkdir(mode=0o700, exist_ok=True)
        return FileLock(folder / f"{name}.lock", mode=0o600, thread_local=False)

    def _give_back(self) -> None:
        with self._alone as connection:
            if connection.execute("PRAGMA auto_vacuum").fetchone()[0] == 0:
                connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
                connection.execute("VACUUM")
            connection.executescript("PRAGMA incremental_vacuum")  # `execute` stops after the first page
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

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

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turns what SQLite says of a bad file or disk into a sentence a person can act on."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            why = self._explanation(error)
            if why is None:
                raise
            raise why from error

    def _explanation(self, error: sqlite3.DatabaseError) -> StorageError | None:
        return explanation(error, self.path, self._busy_timeout_s)


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
