"""The file of the mail index: its tables, and what is done about one that can't be used."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.database.sqlite_file import switch_to_wal
from tools.errors import StorageError
from tools.private_files import make_private

VERSION = 7
BUSY_TIMEOUT_S = 30.0

SCHEMA = """
CREATE TABLE mails (
  number INTEGER PRIMARY KEY,
  folder TEXT NOT NULL, base TEXT NOT NULL,
  sub TEXT NOT NULL, info TEXT NOT NULL, flags TEXT NOT NULL, unread INTEGER NOT NULL,
  id TEXT NOT NULL, message_id TEXT NOT NULL, thread TEXT NOT NULL, envelope TEXT NOT NULL,
  for_calendars INTEGER NOT NULL
);
CREATE INDEX mails_by_place ON mails (folder, base, sub, info);
CREATE INDEX mails_by_id ON mails (id);
CREATE INDEX mails_by_message_id ON mails (message_id);
CREATE INDEX mails_by_thread ON mails (thread);
CREATE INDEX mails_by_folder ON mails (folder, number);
CREATE INDEX mails_unread ON mails (number) WHERE unread = 1;
CREATE INDEX mails_for_calendars ON mails (number) WHERE for_calendars = 1;
CREATE VIRTUAL TABLE words USING fts5 (
  sender, recipients, subject, body, files,
  content='', columnsize=0, tokenize='porter unicode61 remove_diacritics 2'
);
CREATE TABLE links (message_id TEXT PRIMARY KEY, thread TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX links_by_thread ON links (thread);
CREATE TABLE folders (folder TEXT PRIMARY KEY, new_ns INTEGER NOT NULL, cur_ns INTEGER NOT NULL)
  WITHOUT ROWID;
CREATE TABLE problems (
  folder TEXT NOT NULL, place TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (folder, place)
) WITHOUT ROWID;
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counters VALUES ('next', 0), ('gone', 0)
"""


class DamagedIndexError(StorageError):
    """The index can't be used as it is; it can be made again from the files."""


def opened(path: Path) -> sqlite3.Connection:
    """A connection to the index; one that is damaged or of another version is replaced by an empty one."""
    try:
        with explained(path):
            return connected(path)
    except DamagedIndexError:
        remove(path)
        with explained(path):
            return connected(path)


def connected(path: Path) -> sqlite3.Connection:
    # SQLite gives its other files the mode of this one.
    make_private(path)
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    try:
        switch_to_wal(connection, BUSY_TIMEOUT_S)
        # All of it can be made again: a power cut may cost the index, never the mail.
        connection.execute("PRAGMA synchronous=NORMAL")
        prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def prepare(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        connection.execute("SELECT value FROM counters").fetchone()
        return
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        for name in ("words", "mails", "links", "folders", "problems", "counters"):
            connection.execute(f"DROP TABLE IF EXISTS {name}")
        for statement in SCHEMA.split(";\n"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turns what SQLite says of a bad file or disk into our own errors.

    Raises:
        DamagedIndexError: the file has to be made anew.
        StorageError: it can't be read or written.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or str(error).startswith("no such"):
            raise DamagedIndexError(f"the index {path} is damaged ({error})") from error
        raise StorageError(f"the index {path} can't be read or written ({error})") from error
