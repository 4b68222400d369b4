"""What was said in the turns that are over: one row for each, however long the conversation."""

import threading
import zlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from langgraph.checkpoint.serde.base import SerializerProtocol

from agents.conversation_state import TurnMessages
from tools.database import Connection, Cursor

SCHEMA = (
    """CREATE TABLE turns (
        thread_id TEXT NOT NULL,
        number INTEGER NOT NULL,
        parent INTEGER,
        oldest INTEGER NOT NULL,
        checkpoint_id TEXT,
        type TEXT NOT NULL,
        messages BLOB NOT NULL,
        PRIMARY KEY (thread_id, number)
    );
    CREATE INDEX turn_ends ON turns (thread_id, checkpoint_id) WHERE checkpoint_id IS NOT NULL""",
)
COLUMNS = "thread_id, number, parent, oldest, checkpoint_id, type, messages"
NEXT = (
    f"INSERT INTO turns ({COLUMNS}) SELECT :thread, n.number, CAST(:parent AS BIGINT),"
    " COALESCE(CAST(:oldest AS BIGINT), n.number), :end, :type, :messages"
    " FROM (SELECT COALESCE(MAX(number), 0) + 1 AS number FROM turns WHERE thread_id = :thread) AS n"
    " RETURNING number"
)

RECENT = 64
"""So many rows stay loaded, whatever thread they are of: more than one state holds."""
MOST_ENDS = 10_000
MOST_WINDOWS = 16
"""The states of so many conversations stay put together."""


@dataclass(frozen=True)
class KeptTurn:
    """A turn that is over."""

    number: int
    """Rises within its thread."""
    parent: int | None
    """The turn before it on its branch: a trip back in time begins another branch."""
    messages: TurnMessages


class KeptTurns:
    """The turns of all threads, read and written through the connection that is handed in."""

    def __init__(self, serde: SerializerProtocol) -> None:
        self._serde = serde
        # A turn loads the same rows several times, and its messages are not changed in place.
        self._messages = lru_cache(maxsize=RECENT)(self._loaded)
        # A turn that has ended at a checkpoint always has.
        self._ends: dict[tuple[str, str], int] = {}
        self._windows: OrderedDict[tuple[str, str], list[KeptTurn]] = OrderedDict()
        self._lock = threading.Lock()

    def ending_at(self, connection: Connection, thread_id: str, checkpoint_id: str) -> int | None:
        """The number of the turn that ended at this checkpoint."""
        place = (thread_id, checkpoint_id)
        if place not in self._ends:
            row = connection.execute(
                "SELECT number FROM turns WHERE thread_id = ? AND checkpoint_id = ?", place
            ).fetchone()
            if row is None:
                return None
            if len(self._ends) > MOST_ENDS:
                self._ends.clear()
            self._ends[place] = int(row[0])
        return self._ends[place]

    def ask_for_newest(self, connection: Connection, thread_id: str) -> Cursor:
        """Ask which turn of any branch is the youngest; `found_newest` takes the answer."""
        return connection.execute(
            "SELECT number, checkpoint_id FROM turns WHERE thread_id = ? ORDER BY number DESC LIMIT 1",
            (thread_id,),
        )

    def window(self, connection: Connection, thread_id: str, checkpoint_id: str) -> list[KeptTurn]:
        """The turns that the state held at this checkpoint, oldest first; none when no turn ended there."""
        place = (thread_id, checkpoint_id)
        with self._lock:
            if place in self._windows:
                self._windows.move_to_end(place)
                return self._windows[place]
        ended = "FROM turns WHERE thread_id = :thread AND checkpoint_id = :end"
        turns = self._branch(
            connection,
            f"BETWEEN (SELECT oldest {ended}) AND (SELECT number {ended})",
            {"thread": thread_id, "end": checkpoint_id},
        )
        if turns:
            self.remember(thread_id, checkpoint_id, turns)
        return turns

    def path(
        self,
        connection: Connection,
        thread_id: str,
        number: int | None,
        *,
        most: int | None = None,
    ) -> list[KeptTurn]:
        """The turns of the branch that ends with `number`, oldest first; at most `most`."""
        return self._branch(connection, "<= :number", {"thread": thread_id, "number": number}, most=most)

    def _branch(
        self, connection: Connection, numbers: str, place: dict[str, Any], *, most: int | None = None
    ) -> list[KeptTurn]:
        """Back from the last of these numbers."""
        turns: list[KeptTurn] = []
        number = None
        rows = connection.execute(
            "SELECT number, parent, type, messages FROM turns"
            f" WHERE thread_id = :thread AND number {numbers} ORDER BY number DESC",
            place,
        )
        for found, parent, kind, blob in rows:
            if len(turns) == most:
                break
            if found == number or not turns:
                turns.append(KeptTurn(found, parent, self._messages(kind, blob)))
                number = parent
        return turns[::-1]

    def add(
        self, connection: Connection, thread_id: str, turns: Sequence[KeptTurn], *, oldest: int, end: str
    ) -> None:
        """Keep `turns`; the last one ended at the checkpoint `end`, where the state begins with `oldest`."""
        for turn in turns:
            kind, blob = self._serde.dumps_typed([*turn.messages])
            connection.execute(
                "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    thread_id,
                    turn.number,
                    turn.parent,
                    oldest,
                    end if turn is turns[-1] else None,
                    kind,
                    zlib.compress(blob),
                ),
            )

    def add_next(
        self, connection: Connection, thread_id: str, turn: KeptTurn, *, oldest: int | None, end: str
    ) -> Cursor:
        """Keep `turn` under the next number, which comes back; without `oldest` the state begins with it."""
        kind, blob = self._serde.dumps_typed([*turn.messages])
        values = {"thread": thread_id, "parent": turn.parent, "oldest": oldest, "end": end}
        return connection.execute(NEXT, {**values, "type": kind, "messages": zlib.compress(blob)})

    def at_hand(self, thread_id: str, checkpoint_id: str) -> list[KeptTurn] | None:
        """What `window` gives, if that is known here; else None."""
        with self._lock:
            return self._windows.get((thread_id, checkpoint_id))

    def remember(self, thread_id: str, checkpoint_id: str, turns: list[KeptTurn]) -> None:
        """What `window` is to give from now on."""
        with self._lock:
            self._windows[thread_id, checkpoint_id] = turns
            if len(self._windows) > MOST_WINDOWS:
                self._windows.popitem(last=False)

    def _loaded(self, kind: str, blob: bytes) -> TurnMessages:
        return tuple(self._serde.loads_typed((kind, zlib.decompress(blob))))


def found_newest(asked: Cursor) -> tuple[int, str]:
    """Its number and its end; 0 and "" when there is none."""
    row = asked.fetchone()
    return (int(row[0]), str(row[1])) if row else (0, "")
