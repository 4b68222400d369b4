"""What a store may ask of a database, whichever it is."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from tools.errors import CorruptDatabaseError


class Row(Protocol):
    """What was found: by name, by place, or unpacked."""

    def __getitem__(self, name_or_place: Any, /) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __len__(self) -> int: ...
    def keys(self) -> Any:
        """The names of its columns."""


class Cursor(Protocol):
    """What came of a statement."""

    @property
    def description(self) -> Any:
        """What its columns are; None for one that finds nothing."""

    @property
    def rowcount(self) -> int:
        """How many rows were written."""

    def fetchone(self) -> Any:
        """The next row; None when there is none."""

    def fetchall(self) -> list[Any]:
        """The rows that are left."""

    def __iter__(self) -> Iterator[Any]: ...


Values = Sequence[Any] | Mapping[str, Any]
"""Those of the places of a statement: in order for `?`, by name for `:name`."""


class Connection(Protocol):
    """What statements are given to, inside a transaction or to read."""

    def execute(self, statement: str, values: Values = ..., /) -> Cursor:
        """Carry out one statement; `?`, or `:name`, stand for `values`."""

    def executemany(self, statement: str, values: Any, /) -> Cursor:
        """Carry it out once for each of `values`."""


class Dialects(NamedTuple):
    """A step of a table that can't be said in words that both understand."""

    sqlite: str
    postgresql: str


Step = str | Dialects
Write = Callable[[Connection], Any]
Then = Callable[[Any], None]


def outcome(written: Any) -> Any:
    """What `then` gets for what a write returned."""
    if not hasattr(written, "fetchone"):
        return written
    return written.fetchone() if written.description else None


def check_inside(durable: bool, outer_durable: bool, part: str, outer_part: str) -> None:
    """Whether a transaction may be entered inside of another one.

    Raises:
        RuntimeError: it may not: a mistake in the program.
    """
    if durable and not outer_durable:
        raise RuntimeError("what must survive a power cut is inside of what need not")
    if outer_part and part != outer_part:
        raise RuntimeError(f"what is about {part or 'all'} is inside of what is about {outer_part} alone")


class Database(Protocol):
    """One database, for all threads of this process and any number of processes.

    Raises:
        StorageError: from each method: it can't be reached, read or written. Nothing was changed; or its
            message says that nobody knows.
    """

    @property
    def name(self) -> str:
        """Which one it is, for people and to tell one from another; no secret is in it."""

    @property
    def dialect(self) -> Literal["sqlite", "postgresql"]: ...

    def transaction(self, *, durable: bool = True, part: str = "") -> AbstractContextManager[Connection]:
        """A connection in which all is committed, or nothing; nobody else writes meanwhile.

        With a `part`, as a conversation by its id, nobody else writes to that: no row of another may be
        written, or looked at for what is written. Where the database can, parts don't wait for each other.

        What fails is raised by the statement, or later: by a look at what came of another, or at the end.

        May be entered again inside itself; the outermost one commits. Without `durable` the commit
        doesn't wait for the disk: a power cut may take it back, with all that was committed after
        it, but the end of this process doesn't.

        What was given to `soon` is written first, and committed with it.

        Raises:
            RuntimeError: a durable one is entered inside one that is not, or one of all inside that of a
                part: a mistake in the program.
        """

    def reading(self, *, settled: bool = False) -> AbstractContextManager[Connection]:
        """A connection to read from; what was given to `soon` may not be there yet.

        Rows of several parts are numbered when they are written and seen when they are committed: where it is
        `settled`, none with a number below one that is seen comes later.
        """

    def soon(self, write: Write, then: Then | None = None, *, part: str = "", sure: bool = True) -> None:
        """Have `write` done at the beginning of this process's next transaction, or by `flush`; in order.

        It is about `part`, as a transaction is.

        Before that, the end of this process takes it back: so it is for what comes of nothing else than
        what is in the database, and would come of it again. A transaction for each costs more than what
        most of them write. `then` gets what `write` returned, of a cursor the first row, once that is
        committed, and must not wait for anything. Unless it has to be `sure` of that, it gets None where the
        answer to a commit was lost.
        """

    def flush(self) -> None:
        """Commit what was given to `soon`."""

    def migrate(self, component: str, steps: tuple[Step, ...]) -> None:
        """Bring the tables of `component` to the newest of `steps`, each a script run once, in order."""

    def has_table(self, name: str) -> bool: ...

    def time(self) -> float:
        """The time that all who use the database go by, in seconds since 1970."""

    def announce(self, topic: str) -> None:
        """Inside a transaction: once it is committed, whoever waits for `topic` in any process is told."""

    def told(self, topics: Collection[str], wake: Callable[[], None]) -> AbstractContextManager[bool]:
        """Have `wake` called from another thread whenever one of `topics` was announced, until the end.

        False where nobody tells: then whoever waits has to look from time to time.
        """

    def lock(self, name: str, *, wait_s: float) -> AbstractContextManager[None]:
        """Keeps every other process and thread from what is called `name`; free again when its holder dies.

        Raises:
            TimeoutError: another one held it for `wait_s`.
        """

    def is_locked(self, name: str) -> bool:
        """Whether somebody holds the lock of that name right now."""

    def erasing(self) -> AbstractContextManager[Connection]:
        """A transaction that leaves no trace of what is deleted in it, and gives back its room."""

    def size(self) -> int:
        """Bytes on the disk."""

    def set_aside(self) -> str:
        """Close it, and keep it where nothing opens it any more: its place."""

    def damage(self) -> CorruptDatabaseError | None:
        """What a look at all of it finds wrong, and what to do about it; None for a sound one."""

    def advice(self) -> str:
        """What of how it is set up makes it slow, and what to do about it, as a sentence; "" for nothing."""

    def back_up(self, today: date, *, keep: int = 7) -> Path | None:
        """Copy it, once a day, where its own tools don't; None when there is nothing to do."""

    def close(self) -> None: ...
