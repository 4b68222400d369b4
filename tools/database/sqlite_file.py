"""The file of an SQLite database: whose it is, what is wrong with it, and scripts for it."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from tools.errors import CorruptDatabaseError, StorageError
from tools.private_files import make_private


def prepare_file(path: Path, backups: Path) -> None:
    """Its owner's only, before anything is in it.

    SQLite takes an empty file for a new database, and would begin again over what was lost.

    Raises:
        StorageError: it can't be opened for writing.
        CorruptDatabaseError: it is empty, and wasn't.
    """
    log = path.with_name(path.name + "-wal")
    try:
        size = _size(path)
        make_private(path)
        if size is None:
            return
        # Whoever closes the database last takes its log away.
        lost = bool(_size(log)) or any(backups.glob("*.db"))
    except OSError as error:
        raise StorageError(f"{path} can't be opened for writing: {error.strerror}") from error
    if size == 0 and lost:
        raise CorruptDatabaseError(damaged(path, "the file is empty"))


def explanation(error: sqlite3.DatabaseError, path: Path, busy_timeout_s: float) -> StorageError | None:
    """What SQLite says of a bad file or disk, as a sentence to act on; None: it is a bug of ours."""
    code = primary_code(error)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return CorruptDatabaseError(damaged(path, str(error)))
    if code == sqlite3.SQLITE_FULL:
        return StorageError(f"the disk of {path.parent} is full; nothing was changed")
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return StorageError(f"{path} can't be opened for writing; check its owner and mode")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StorageError(
            f"{path} was locked by another program for {busy_timeout_s:g} s; nothing was changed"
        )
    if code == sqlite3.SQLITE_IOERR:
        return StorageError(
            f"{path} can't be written ({error}); nothing was changed. Check that its disk has room"
        )
    return None


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
