"""One connection to a PostgreSQL, in the words of the stores, and what became of its transactions."""

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import psycopg

from tools.database.postgres_sql import translated
from tools.database.protocol import Cursor, Values
from tools.errors import StorageError

if TYPE_CHECKING:
    from psycopg_pool import ConnectionPool

    from tools.database.postgres_values import Found

GONE = (psycopg.errors.AdminShutdown, psycopg.errors.CrashShutdown)
"""What a server says before it ends a session."""
AGAIN_S = 0.1

COMMITTING = (
    "INSERT INTO commits AS c VALUES ($1, $2, now())"
    " ON CONFLICT (writer) DO UPDATE SET number = excluded.number, at = excluded.at"
)
TELLING = "SELECT pg_notify($1, topic) FROM unnest($2::text[]) AS topic"
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


class Answer:
    """What comes of a statement of a transaction; who looks at it waits for it."""

    def __init__(self, session: "Session", statement: str, values: Any, *, many: bool = False) -> None:
        self._session = session
        self._statement = statement
        self._values = values
        self._many = many
        self._cursor: psycopg.Cursor[Found] | None = None

    def ask(self, connection: "psycopg.Connection[Found]") -> None:
        """Send the statement on."""
        self._cursor = connection.cursor()
        (self._cursor.executemany if self._many else self._cursor.execute)(self._statement, self._values)

    @property
    def description(self) -> Any:
        return self._found().description

    @property
    def rowcount(self) -> int:
        return self._found().rowcount

    @property
    def statusmessage(self) -> str | None:
        return self._found().statusmessage

    def fetchone(self) -> Any:
        return self._found().fetchone()

    def fetchall(self) -> list[Any]:
        return self._found().fetchall()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._found())

    def _found(self) -> "psycopg.Cursor[Found]":
        self._session.look(self)
        assert self._cursor is not None
        return self._cursor


class Session:
    """A connection of the pool.

    Statements are kept until somebody looks at what came of one, or until the commit: they go to the server
    together, as each way there and back takes longer than most of them. So it is there that a wrong one is
    refused, and that the locks are taken.

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
        self.part = ""
        """What the transaction is about; empty: all."""
        self._unsent: list[Answer] = []
        self._has_begun = False
        self._has_failed = False

    def execute(self, statement: str, values: Values = ()) -> Cursor:
        return self._keep(Answer(self, *translated(statement, values)))

    def executemany(self, statement: str, values: Any) -> Cursor:
        return self._keep(Answer(self, translated(statement, ())[0], [*values], many=True))

    def begin(
        self, writer: Writer, *, durable: bool, part: str, key: int, parts: Sequence[int], wait_s: float
    ) -> None:
        """Begin a transaction, alone among all who take that `key`; or one of those `parts`."""
        writer.number += 1
        self.durable = durable
        self.part = part
        self.topics.clear()
        self._unsent.clear()
        self._has_begun = self._has_failed = False
        self.execute("BEGIN")
        if not durable:
            self.execute("SET LOCAL synchronous_commit = off")
        # From left to right; what comes after it reads what had been committed when all of them are held.
        locks = [
            f"pg_advisory_xact_lock{'_shared' if parts else ''}(?)",
            *["pg_advisory_xact_lock(?)"] * len(parts),
        ]
        self.execute(
            f"SELECT set_config('lock_timeout', ?, true), {', '.join(locks)},"
            " set_config('lock_timeout', '0', true)",
            (f"{wait_s:g}s", key, *parts),
        )
        self._keep(Answer(self, COMMITTING, (writer.name, writer.number)))

    def look(self, answer: Answer | None = None) -> None:
        """Have what was kept until now carried out, if `answer` is part of it."""
        if not self._unsent or answer not in (None, *self._unsent):
            return
        while True:
            try:
                self._send()
                return
            except psycopg.OperationalError as error:
                in_doubt = self._has_begun and self.durable is not None
                if in_doubt or not self._is_gone(error):
                    raise
                self._replace()

    def commit(self, writer: Writer, *, channel: str, key: int, wait_s: float) -> bool:
        """Commit, and with it tell whoever waits for the topics; False where no answer came, and it is done.

        When the connection breaks before an answer comes, another one is asked what became of it.

        Raises:
            StorageError: nothing was changed; or, and then it says so, nobody knows.
        """
        if self._has_failed:  # and whoever gave that statement has gone on
            raise RuntimeError("a transaction in which something failed was to be committed")
        if self.topics:
            self._keep(Answer(self, TELLING, (channel, sorted(self.topics))))
        self.execute("COMMIT")
        while True:
            try:
                self._send()
                heard = True
                break
            except psycopg.OperationalError as error:
                if not self._is_gone(error):
                    raise
                if self._was_committed(writer, key, wait_s):
                    self._unsent.clear()
                    heard = False
                    break
                if self._has_begun:
                    raise
        self.durable = None
        return heard

    def roll_back(self) -> None:
        self.durable = None
        self._unsent.clear()
        if self._has_begun or self._has_failed:
            with suppress(psycopg.Error):
                self._connection.execute("ROLLBACK")

    def give_back(self) -> None:
        """Nothing more is asked over it here."""
        self._unsent.clear()
        self._pool.putconn(self._connection)

    def _keep(self, answer: Answer) -> Answer:
        self._unsent.append(answer)
        return answer

    def _send(self) -> None:
        """Carry out what was kept."""
        self._has_failed = True
        with self._connection.pipeline():
            for answer in self._unsent:
                answer.ask(self._connection)
        self._unsent.clear()
        self._has_begun, self._has_failed = True, False

    def _was_committed(self, writer: Writer, key: int, wait_s: float) -> bool:
        give_up = time.monotonic() + wait_s
        while True:
            try:
                self._replace()
                # The lost session had the key, or a share of it, until all was decided.
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
