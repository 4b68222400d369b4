"""One connection to a PostgreSQL, in the words of the stores, and what became of its transactions."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import TYPE_CHECKING, Any

import psycopg

from tools.database.postgres_sql import translated
from tools.database.protocol import Values
from tools.errors import StorageError

if TYPE_CHECKING:
    from psycopg_pool import ConnectionPool

    from tools.database.postgres_values import Found

GONE = (psycopg.errors.AdminShutdown, psycopg.errors.CrashShutdown)
"""What a server says before it ends a session."""
AGAIN_S = 0.1

COMMITS = """
CREATE TABLE IF NOT EXISTS commits (
    writer TEXT COLLATE "C" PRIMARY KEY, number BIGINT NOT NULL, at TIMESTAMPTZ NOT NULL
)
"""
"""The number of each writer's last transaction, written in that transaction itself: whoever doesn't hear
what came of a commit finds it here. A transaction's own id would not do: after a crash it can be given again.
"""


class Writer:
    """One thread of this process, as `commits` knows it: it has one transaction at a time."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.number = 0


class Session:
    """A connection of the pool.

    One that broke while nobody used it is replaced before anything comes of that, and so is one that only
    reads: what was asked is asked again.
    """

    def __init__(self, pool: "ConnectionPool[psycopg.Connection[Found]]") -> None:
        self._pool = pool
        self._connection = pool.getconn()
        self.topics: set[str] = set()
        """What the transaction announces."""
        self.durable: bool | None = None
        """Whether the commit of the transaction waits for the disk; None: there is none."""

    def execute(self, statement: str, values: Values = ()) -> "psycopg.Cursor[Found]":
        text, ordered = translated(statement, values)
        return self._again(lambda: self._connection.execute(text, ordered))

    def executemany(self, statement: str, values: Any) -> "psycopg.Cursor[Found]":
        cursor = self._connection.cursor()
        cursor.executemany(translated(statement, ())[0], values)
        return cursor

    def in_one_go(self, statements: int) -> AbstractContextManager[object]:
        """Statements are sent on without waiting for what comes of each; a look at it waits for all."""
        return self._connection.pipeline() if statements > 1 else nullcontext()

    def begin(self, writer: Writer, *, durable: bool, key: int, wait_s: float) -> None:
        """Begin a transaction, alone among all who take that `key`."""
        writer.number += 1
        later = "" if durable else " SET LOCAL synchronous_commit = off;"
        self._again(
            lambda: self._connection.execute(
                f"{_locked(key, wait_s)}{later}"
                f" INSERT INTO commits AS c VALUES ('{writer.name}', {writer.number}, now())"
                " ON CONFLICT (writer) DO UPDATE SET number = excluded.number, at = excluded.at"
            )
        )
        self.durable = durable
        self.topics.clear()

    def commit(self, writer: Writer, *, channel: str, key: int, wait_s: float) -> None:
        """Commit, and with it tell whoever waits for the topics.

        When the connection breaks before an answer comes, another one is asked what became of it.

        Raises:
            StorageError: nothing was changed; or, and then it says so, nobody knows.
        """
        told = "".join(f"SELECT pg_notify('{channel}', '{topic}'); " for topic in sorted(self.topics))
        try:
            cursor = self._connection.execute(f"{told}COMMIT")
            while cursor.nextset():
                pass
            # A statement had failed, and whoever gave it has gone on.
            if cursor.statusmessage != "COMMIT":
                raise RuntimeError("a transaction in which something failed was to be committed")
        except psycopg.OperationalError as error:
            if not self._is_gone(error) or not self._was_committed(writer, key, wait_s):
                raise
        self.durable = None

    def roll_back(self) -> None:
        self.durable = None
        with suppress(psycopg.Error):
            self._connection.execute("ROLLBACK")

    def give_back(self) -> None:
        self._pool.putconn(self._connection)

    def _was_committed(self, writer: Writer, key: int, wait_s: float) -> bool:
        give_up = time.monotonic() + wait_s
        while True:
            try:
                self._replace()
                # The lost session had the key until all was decided.
                self._connection.execute(_locked(key, wait_s))
                found = self._connection.execute(
                    "SELECT number FROM commits WHERE writer = $1", (writer.name,)
                ).fetchone()
                self._connection.execute("ROLLBACK")
                return found is not None and found["number"] == writer.number
            except psycopg.OperationalError as error:
                if time.monotonic() > give_up:
                    raise StorageError(
                        "the connection to the database broke while it was written, and it can't be asked;"
                        " whether it has what was written is not known"
                    ) from error
                time.sleep(AGAIN_S)

    def _again(self, ask: Callable[[], "psycopg.Cursor[Found]"]) -> "psycopg.Cursor[Found]":
        """What comes of `ask`; once more over another connection while there is no transaction to lose."""
        while True:
            try:
                return ask()
            except psycopg.OperationalError as error:
                if self.durable is not None or not self._is_gone(error):
                    raise
                self._replace()

    def _is_gone(self, error: psycopg.OperationalError) -> bool:
        return self._connection.closed or isinstance(error, GONE)

    def _replace(self) -> None:
        self._connection.close()
        self._pool.putconn(self._connection)
        self._connection = self._pool.getconn()


def _locked(key: int, wait_s: float) -> str:
    """The beginning of a transaction that has `key` for itself."""
    return (
        f"BEGIN; SET LOCAL lock_timeout = '{wait_s:g}s'; SELECT pg_advisory_xact_lock({key});"
        " SET LOCAL lock_timeout = 0;"
    )
