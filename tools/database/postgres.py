"""A database on a server, by PostgreSQL: for any number of processes on any number of machines."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import uuid4

import psycopg
from psycopg_pool import ConnectionPool

from tools.database.postgres_address import Address
from tools.database.postgres_locks import SessionLocks, key_of
from tools.database.postgres_news import News
from tools.database.postgres_people import PEOPLE, give_to_people, is_bound, let_in
from tools.database.postgres_session import COMMITS, GONE, Session, Writer
from tools.database.postgres_sql import FUNCTIONS, script
from tools.database.postgres_values import Found, adapt, found_rows
from tools.database.protocol import Connection, Step, Then, Write, check_inside, outcome
from tools.errors import CorruptDatabaseError, StorageError

logger = logging.getLogger(__name__)

WAIT_S = 30.0
"""For whoever writes at the moment, or for a server that is being restarted."""
CONNECTIONS = 8
"""The most that one process takes; one more holds its locks."""
CLOCK_S = 60.0
"""So long one look at the server's clock is good for."""
EVERYBODY = ""
"""The lock that a transaction holds: who reads what it writes by has it for itself, as SQLite's has."""
PART = "\0part/"
"""Before the name of a part: a conversation's lock, held while somebody works on it, is another one."""
TABLES = "\0tables"
"""The lock of whoever changes tables, of all people's processes."""

KEPT_DAYS = 1
"""So long a writer's last commit is remembered; it is asked for within seconds."""

Raw = psycopg.Connection[Found]


class Later(NamedTuple):
    """What `soon` was given."""

    write: Write
    then: Then | None
    part: str
    sure: bool


class PostgresDatabase:
    """The tables of one schema, `assistant` unless the address names another.

    `user_id` says whose rows these are: another's are not there, whatever is asked. All that a transaction
    reads and writes it has for itself, as in SQLite: there is one writer at a time for each person, of all
    processes. A commit that isn't durable doesn't wait for the server's disk.

    Raises:
        StorageError: the server can't be reached, lets nobody in, or stands behind a pooler.
    """

    def __init__(self, url: str, *, user_id: str = "", wait_s: float = WAIT_S) -> None:
        self.address = Address.of(url, user_id)
        self._wait_s = wait_s
        self._later: deque[Later] = deque()
        self._writing = threading.RLock()
        self._here = threading.local()
        self._tables: set[str] = set()
        self._versions: dict[str, int] | None = None
        self._clock = (0.0, 0.0)
        self._writer = f"{uuid4().hex}-"
        self._alone = key_of(self.address.place, EVERYBODY)
        with self._explained():
            self._prepare()
        self._pool = ConnectionPool(
            self.address.conninfo,
            connection_class=psycopg.Connection[Found],
            kwargs={**self.address.options(), "row_factory": found_rows},
            configure=adapt,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=wait_s,
            reconnect_timeout=wait_s,
            num_workers=1,
            open=True,
        )
        self._locks = SessionLocks(self.address)
        self._news = News(self.address)

    dialect: Final = "postgresql"

    @property
    def name(self) -> str:
        return self.address.name

    @contextmanager
    def transaction(self, *, durable: bool = True, part: str = "") -> Iterator[Connection]:
        """By an advisory lock that all writers take: for themselves, or of their part and shared of all.

        Raises:
            RuntimeError: a durable one is entered inside one that is not, or one of all inside that of a
                part: a mistake in the program.
        """
        session: Session | None = getattr(self._here, "session", None)
        if session is not None and session.durable is not None:
            check_inside(durable, session.durable, part, session.part)
            yield session
            return
        with self._written(durable, part) as session:
            yield session

    def soon(self, write: Write, then: Then | None = None, *, part: str = "", sure: bool = True) -> None:
        self._later.append(Later(write, then, part, sure))

    def flush(self) -> None:
        if self._later and getattr(getattr(self._here, "session", None), "durable", None) is None:
            with self._written(False, None):
                pass

    def reading(self, *, settled: bool = False) -> AbstractContextManager[Connection]:
        """`settled` by a transaction of its own, with the lock that no part is written beside."""
        return self.transaction(durable=False) if settled else self._borrowed()

    def migrate(self, component: str, steps: tuple[Step, ...]) -> None:
        if self._versions is None:
            with self.reading() as connection:
                rows = connection.execute("SELECT component, version FROM schema_version").fetchall()
            self._versions = {row["component"]: row["version"] for row in rows}
        if self._versions.get(component) == len(steps):
            return
        with self.transaction() as connection:
            # Nobody else makes tables meanwhile.
            connection.execute("SELECT pg_advisory_xact_lock(?)", (key_of(self.address.schema, TABLES),))
            row = connection.execute(
                "SELECT version FROM schema_version WHERE component = ?", (component,)
            ).fetchone()
            version = row["version"] if row else 0
            if version > len(steps):
                raise StorageError(
                    f"{self.name} was written by a newer version of the assistant ({component} {version}); "
                    "update the assistant to open it"
                )
            for step in steps[version:]:
                for statement in script(step):
                    connection.execute(statement)
            give_to_people(connection)
            connection.execute("DELETE FROM schema_version WHERE component = ?", (component,))
            connection.execute("INSERT INTO schema_version VALUES (?, ?)", (component, len(steps)))
        self._versions[component] = len(steps)

    def has_table(self, name: str) -> bool:
        if name not in self._tables:
            with self.reading() as connection:
                if connection.execute("SELECT to_regclass(?)", (name,)).fetchone()[0] is None:
                    return False
            self._tables.add(name)
        return True

    def time(self) -> float:
        """By the server's clock, looked at once a minute."""
        at, looked = self._clock
        if time.monotonic() - looked > CLOCK_S:
            with suppress(StorageError), self._borrowed() as session:
                at, looked = self._read_clock(session)
        return at + time.monotonic() - looked

    def announce(self, topic: str) -> None:
        self._here.session.topics.add(topic)

    def told(self, topics: Collection[str], wake: Callable[[], None]) -> AbstractContextManager[bool]:
        """By LISTEN, and NOTIFY with the commit."""
        return self._news.told(topics, wake)

    def lock(self, name: str, *, wait_s: float) -> AbstractContextManager[None]:
        """By an advisory lock of a connection of this process: the server frees it when that ends."""
        return self._locks.hold(name, wait_s=wait_s)

    def is_locked(self, name: str) -> bool:
        key = key_of(self.address.place, name)
        with self.reading() as connection:
            return (
                connection.execute(
                    "SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                    " WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.granted"
                    " AND l.objsubid = 1 AND (l.classid::bigint << 32) | l.objid::bigint = ?",
                    (key,),
                ).fetchone()
                is not None
            )

    def erasing(self) -> AbstractContextManager[Connection]:
        """The server takes away what was deleted when it next cleans up: until then it is on its disk."""
        return self.transaction()

    def size(self) -> int:
        with self.reading() as connection:
            found = connection.execute(
                "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c"
                " JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE n.nspname = current_schema() AND c.relkind = 'r'"
            )
            return int(found.fetchone()[0])

    def set_aside(self) -> str:
        """The schema under another name; where several people use it, nothing is moved away."""
        with self.reading() as connection:
            if connection.execute("SELECT 1 FROM people LIMIT 1").fetchone():
                self.close()
                return f"{self.name}, where it still is: others use the database"
        place = f"moved_{time.time_ns()}_{self.address.schema}"[:63]
        with self.transaction() as connection:
            connection.execute(f'ALTER SCHEMA "{self.address.schema}" RENAME TO "{place}"')
        self.close()
        return f"schema {place} of {self.name}"

    def damage(self) -> CorruptDatabaseError | None:
        """Nothing: a server has tools of its own for that."""
        return None

    def advice(self) -> str:
        with self.reading() as connection:
            if is_bound(connection):
                return ""
        # Every index begins with the person, and only the rule says which person a statement means.
        return (
            "rules that also find its rows don't hold for who connects here, and looks get slower the more it"
            " holds: give a role that is no superuser (and has no BYPASSRLS) in ASSISTANT_DATABASE"
        )

    def back_up(self, today: date, *, keep: int = 7) -> Path | None:  # noqa: ARG002  # as the protocol has it
        """Nothing, for the same reason."""
        return None

    def close(self) -> None:
        try:
            self.flush()
        except StorageError as error:
            logger.warning("closed without the last writes: %s", error.code)
        finally:
            self._news.close()
            self._locks.close()
            self._pool.close()

    @contextmanager
    def _written(self, durable: bool, part: str | None) -> Iterator[Session]:
        """A transaction for what waits to be written and, unless `part` is None, for what is done inside."""
        done: list[tuple[Then, Any]] = []
        with self._writing, self._borrowed() as session:
            self._locks.check()
            writer = self._here_writing()
            waiting = [self._later.popleft() for _ in range(len(self._later))]
            parts = {later.part for later in waiting} | (set() if part is None else {part})
            try:
                session.begin(
                    writer,
                    durable=durable,
                    part=part or "",
                    key=self._alone,
                    parts=self._locks_of(parts),
                    wait_s=self._wait_s,
                )
                written = [(later, later.write(session)) for later in waiting]
                yield session
                # Before the commit: when its answer is lost, theirs are lost with it.
                sure = {id(later): outcome(one) for later, one in written if later.then and later.sure}
                heard = session.commit(
                    writer, channel=self.address.channel, key=self._alone, wait_s=self._wait_s
                )
                for later, one in written:
                    if later.then:
                        found = sure[id(later)] if later.sure else outcome(one) if heard else None
                        done.append((later.then, found))
            except BaseException:
                self._later.extendleft(reversed(waiting))
                session.roll_back()
                raise
        for then, found in done:
            then(found)

    def _locks_of(self, parts: set[str]) -> list[int]:
        """The keys of `parts`, always in one order; none where "", which is all of them, is there."""
        if "" in parts:
            return []
        return sorted(key_of(self.address.place, f"{PART}{part}") for part in parts)

    @contextmanager
    def _borrowed(self) -> Iterator["Session"]:
        """This thread's session: the one it has already, or one of the pool's."""
        session: Session | None = getattr(self._here, "session", None)
        if session is not None:
            yield session
            return
        with self._explained():
            session = Session(self._pool)
            self._here.session = session
            try:
                yield session
                session.look()
            finally:
                self._here.session = None
                session.give_back()

    def _here_writing(self) -> Writer:
        writer: Writer | None = getattr(self._here, "writer", None)
        if writer is None:
            writer = self._here.writer = Writer(
                f"{self._writer}{threading.get_ident()}-{time.monotonic_ns()}"
            )
        return writer

    def _prepare(self) -> None:
        """A session that ends meanwhile, as when the server is started anew, is opened again."""
        give_up = time.monotonic() + self._wait_s
        while True:
            try:
                with self.address.connected() as connection:
                    self.address.check(connection)
                    self._make_schema(connection)
                    let_in(connection, self.address.user_id)
                    self._read_clock(connection)
                    connection.execute(f"DELETE FROM commits WHERE at < now() - interval '{KEPT_DAYS} days'")
                    return
            except GONE:
                if time.monotonic() > give_up:
                    raise

    def _make_schema(self, connection: Raw) -> None:
        connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{self.address.schema}"')
        if connection.execute("SELECT to_regclass('people')").fetchone()[0] is None:  # type: ignore[index]  # it is one row
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock($1)", (key_of(self.address.schema, TABLES),))
                connection.execute(FUNCTIONS)
                connection.execute(COMMITS)
                connection.execute(PEOPLE)
                connection.execute(
                    'CREATE TABLE IF NOT EXISTS schema_version (component TEXT COLLATE "C" PRIMARY KEY,'
                    " version BIGINT NOT NULL)"
                )
                give_to_people(connection)

    def _read_clock(self, connection: Any) -> tuple[float, float]:
        before = time.monotonic()
        row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
        self._clock = (row[0], (before + time.monotonic()) / 2)
        return self._clock

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turns what goes wrong with a server into a sentence a person can act on."""
        try:
            yield
        except psycopg.errors.LockNotAvailable as error:
            raise StorageError(
                f"{self.name} was written by another process for {self._wait_s:g} s; nothing was changed"
            ) from error
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            why = " ".join(str(error).split())
            raise StorageError(
                f"{self.name} can't be reached or written ({why}); nothing was changed"
            ) from error
