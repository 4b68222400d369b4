"""The SQLite file of a disposable index: opened when first needed, replaced when it is damaged."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tools.database.sqlite_file import switch_to_wal
from tools.errors import StorageError
from tools.private_files import make_folder, make_private

BUSY_TIMEOUT_S = 30.0
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_IOERR)

Result = TypeVar("Result")


class IndexLostError(Exception):
    """The file was damaged, and is an empty one now: whatever was known has to be read again."""


class IndexFile:
    """Two connections, so that reading doesn't wait for writing; each is used by one thread at a time.

    `create` makes the tables in an empty file; a file of another `version` is replaced.
    """

    def __init__(self, path: Path, *, version: int, create: Callable[[sqlite3.Connection], None]) -> None:
        self._path = path
        self._version = version
        self._create = create
        self._reading = threading.RLock()
        self._writing = threading.RLock()
        self._reader: sqlite3.Connection | None = None
        self._writer: sqlite3.Connection | None = None

    def read(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """What `work` makes of a connection to read from.

        Raises:
            IndexLostError: the file had to be replaced.
            StorageError: it can't be read.
        """
        with self._reading:
            try:
                self._reader = self._reader or self._open()
                return work(self._reader)
            except sqlite3.DatabaseError as error:
                raise self._explained(error) from error

    def write(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Let `work` write: all of it is kept, or nothing.

        Raises:
            IndexLostError: the file had to be replaced.
            StorageError: it can't be written.
        """
        with self._writing:
            try:
                self._writer = self._writer or self._open()
                self._writer.execute("BEGIN IMMEDIATE")
                try:
                    work(self._writer)
                except BaseException:
                    self._writer.execute("ROLLBACK")
                    raise
                self._writer.execute("COMMIT")
            except sqlite3.DatabaseError as error:
                raise self._explained(error) from error

    def close(self) -> None:
        with self._writing, self._reading:
            for connection in (self._reader, self._writer):
                if connection is not None:
                    connection.close()
            self._reader = self._writer = None

    def _open(self) -> sqlite3.Connection:
        connection = self._connect()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version in (0, self._version):
            return connection
        connection.close()
        self._remove()
        return self._connect()

    def _connect(self) -> sqlite3.Connection:
        """A connection to the file, whose tables are made where it is new."""
        try:
            make_folder(self._path.parent)
            # SQLite gives its other files the mode of this one.
            make_private(self._path)
        except OSError as error:
            raise StorageError(f"{self._path.parent} can't be made ({error.strerror})") from error
        connection = sqlite3.connect(
            self._path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            switch_to_wal(connection, BUSY_TIMEOUT_S)
            connection.execute(
                "PRAGMA synchronous = OFF"
            )  # what a power cut takes is read again from the files
            self._make_tables(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _make_tables(self, connection: sqlite3.Connection) -> None:
        if connection.execute("PRAGMA user_version").fetchone()[0] != 0:
            return
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute("PRAGMA user_version").fetchone()[0] == 0:  # else another process was first
            self._create(connection)
            connection.execute(f"PRAGMA user_version = {self._version}")
        connection.execute("COMMIT")

    def _explained(self, error: sqlite3.DatabaseError) -> Exception:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in DAMAGED:
            self.close()
            self._remove()
            return IndexLostError(str(error))
        return StorageError(
            f"the calendar's index {self._path} can't be used ({error}); check disk, owner and mode"
        )

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
