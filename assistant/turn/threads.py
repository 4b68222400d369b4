"""The conversations of a home: their titles, their states, and who is at work on one.

A list of them is to be there at once: what only a lock or a new conversation needs is imported there.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Literal

from assistant.contract import ThreadView
from tools.database import Connection, Database
from tools.errors import ConflictError, InputError, NotFoundError

logger = logging.getLogger(__name__)

SCHEMA = (
    """CREATE TABLE threads (
        thread_id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        state TEXT NOT NULL,
        turns INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
    ) WITHOUT ROWID""",
)
THREADS = "threads"
"""What is announced when one begins a turn or comes to the end of it."""
TITLE_CHARS = 60
_ID = re.compile(r"[A-Za-z0-9._@-]{1,64}")
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_GENERATED = re.compile(f"[{_ALPHABET}]{{10}}")

State = Literal["running", "done", "paused", "failed"]


class Threads:
    """The table of conversations, and a lock for each that somebody works on."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._known: set[str] = set()
        """Ids that were there once: none of them is the beginning of another's."""
        database.migrate("threads", SCHEMA)

    @staticmethod
    def new_id() -> str:
        import secrets

        return "".join(secrets.choice(_ALPHABET) for _ in range(10))

    def find(self, given: str) -> str:
        """The id of the thread called `given`, or of the only one whose id begins so.

        Raises:
            NotFoundError: there is none, or several begin so.
        """
        if not given.isprintable():
            raise NotFoundError(f"there is no thread {given!r}; see: assistant threads")
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT thread_id FROM threads WHERE thread_id >= :given AND thread_id < :beyond"
                " ORDER BY thread_id = :given DESC, thread_id LIMIT 3",
                {"given": given, "beyond": f"{given}{chr(0x10FFFF)}"},
            ).fetchall()
        ids = [row["thread_id"] for row in rows]
        if given in ids:
            return given
        if len(ids) > 1:
            raise NotFoundError(
                f"several threads begin with {given!r}: {', '.join(ids)}; give more of the id"
            )
        if not ids or not given:
            raise NotFoundError(f"there is no thread {given!r}; see: assistant threads")
        return str(ids[0])

    def known_or_new(self, given: str) -> str:
        """The thread called `given`, or the one whose generated id begins so; else `given`, a new name."""
        if given in self._known:
            return given
        try:
            found = self.find(given)
        except NotFoundError:
            return given
        self._known.add(found)
        return found if found == given or _GENERATED.fullmatch(found) else given

    def begin(self, thread_id: str, text: str) -> None:
        """Count a new turn, with what is written next; the first one gives the thread its title.

        Raises:
            InputError: the id has characters that an id can't have.
        """
        _check(thread_id)
        logger.info("turn begun thread=%s", thread_id)
        now = self._clock().isoformat()

        def write(connection: Connection) -> None:
            self._database.announce(THREADS)
            connection.execute(
                "INSERT INTO threads VALUES (?, ?, 'running', 1, ?, ?) ON CONFLICT (thread_id) DO UPDATE"
                " SET state = 'running', turns = threads.turns + 1, updated_at = excluded.updated_at",
                (thread_id, title_of(text), now, now),
            )

        self._database.soon(write, part=thread_id)

    def has_ended(self, thread_id: str) -> bool:
        """Whether its last turn is known to have run to the end."""
        with self._database.reading():
            return self.ask_for_end(thread_id)()

    def ask_for_end(self, thread_id: str) -> Callable[[], bool]:
        """Ask that, of a reading that is under way; what comes back is asked for the answer, in there."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT state FROM threads WHERE thread_id = ?", (thread_id,))

        def has_ended() -> bool:
            row = found.fetchone()
            return row is not None and row["state"] == "done"

        return has_ended

    def mark(self, thread_id: str, state: State) -> None:
        logger.info("turn %s thread=%s", state, thread_id)
        with self._database.transaction(durable=False, part=thread_id) as connection:
            connection.execute(
                "UPDATE threads SET state = ?, updated_at = ? WHERE thread_id = ?",
                (state, self._clock().isoformat(), thread_id),
            )
            self._database.announce(THREADS)

    def get(self, thread_id: str) -> ThreadView:
        """Raises:
        NotFoundError: there is no such thread.
        """
        for thread in self._select("WHERE t.thread_id = ?", (thread_id,)):
            return thread
        raise NotFoundError(f"there is no thread {thread_id!r}; see: assistant threads")

    def exists(self, thread_id: str) -> bool:
        with self._database.reading() as connection:
            query = "SELECT 1 FROM threads WHERE thread_id = ?"
            return connection.execute(query, (thread_id,)).fetchone() is not None

    def list(self) -> list[ThreadView]:
        """All threads, the one that was used last first."""
        return list(self._select("ORDER BY t.updated_at DESC, t.thread_id", ()))

    def rename(self, thread_id: str, title: str) -> None:
        """Raises:
        InputError: the title is empty.
        """
        if not title.strip():
            raise InputError("a title can't be empty")
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE threads SET title = ? WHERE thread_id = ?", (title_of(title), thread_id)
            )

    def copy(self, thread_id: str, new_id: str) -> None:
        now = self._clock().isoformat()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO threads SELECT ?, title, 'done', turns, ?, ? FROM threads WHERE thread_id = ?",
                (new_id, now, now, thread_id),
            )

    def delete(self, thread_id: str) -> None:
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM threads WHERE thread_id = ?", (thread_id,))

    @contextmanager
    def lock(self, thread_id: str, *, wait_s: float) -> Iterator[None]:
        """Keeps every other process and thread from this conversation meanwhile.

        Raises:
            ConflictError: another one was busy with it for `wait_s`.
            InputError: the id has characters that an id can't have. No file is made.
        """
        _check(thread_id)
        with ExitStack() as held:
            try:
                held.enter_context(self._database.lock(thread_id, wait_s=wait_s))
            except TimeoutError as error:
                raise ConflictError(
                    f"another process is busy with thread {thread_id}; try again when it has finished"
                ) from error
            yield

    def busy(self, thread_id: str) -> bool:
        """Whether some process works on this conversation right now."""
        return self._database.is_locked(thread_id)

    def _select(self, where: str, values: tuple[str, ...]) -> Iterator[ThreadView]:
        with self._database.reading() as connection:
            has_approvals = self._database.has_table("approvals")
            pending = (
                "(SELECT count(*) FROM approvals a WHERE a.thread_id = t.thread_id AND a.state = 'pending')"
                if has_approvals
                else "0"
            )
            rows = connection.execute(f"SELECT t.*, {pending} AS pending FROM threads t {where}", values)
            found = rows.fetchall()
        for row in found:
            yield ThreadView(
                thread_id=row["thread_id"],
                title=row["title"],
                status=_status(row["state"], row["pending"]),
                busy=row["state"] == "running" and self.busy(row["thread_id"]),
                pending=row["pending"],
                turns=row["turns"],
                created_at=datetime.fromisoformat(row["created_at"]),
                updated_at=datetime.fromisoformat(row["updated_at"]),
            )


def _check(thread_id: str) -> None:
    """An id is also the name of a lock file: nothing in it may lead out of its folder."""
    if not _ID.fullmatch(thread_id):
        shown = thread_id[:80].encode("utf-8", "replace").decode()
        raise InputError(f"{shown!r} can't be a thread id: use up to 64 letters, digits and . _ @ -")


def title_of(text: str) -> str:
    """The first words of a message, short enough for a list."""
    line = " ".join(text.split())
    return line if len(line) <= TITLE_CHARS else line[: TITLE_CHARS - 1].rstrip() + "…"


def _status(state: State, pending: int) -> Literal["done", "paused", "interrupted", "failed"]:
    if state == "done" or state == "failed":
        return state
    return "paused" if pending else "interrupted"
