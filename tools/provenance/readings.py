"""What was said and read in each conversation: the sources that values can come from."""

import hashlib
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from tools.database import Connection, Database, Row
from tools.provenance.known import Text
from tools.reading import Reading, ReadSource

SCHEMA = (
    """CREATE TABLE readings (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        thread_id TEXT NOT NULL,
        turn INTEGER NOT NULL,
        source TEXT NOT NULL,
        reference TEXT,
        label TEXT NOT NULL,
        at TEXT,
        text TEXT NOT NULL,
        digest BLOB NOT NULL,
        UNIQUE (thread_id, digest)
    );
    CREATE INDEX readings_by_turn ON readings (thread_id, turn)""",
)
COLUMNS = "turn, source, reference, label, at, text, digest"
MOST_CHARS = 20_000
"""The longest text that is kept; tools show models less of one mail."""
MOST_READINGS = 400
MOST_CHARS_OF_A_THREAD = 1_000_000
"""What goes first above this is what was read longest ago; what the person said stays."""
MOST_SAID = 100
"""So many of the person's last words may still ask for something."""
THREADS_AT_HAND = 8
"""Of so many threads the texts stay in memory."""
FORMER = b""
"""The digest of what is about to be taken away."""
LOOKED_AFTER = 50
"""So many readings come into this process before the bounds are looked at again."""


class Readings:
    """The texts of all threads, each once and where it was read last.

    They are written together with what is written next: after a crash before that, the agent runs
    again from its beginning and reads again.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._since_looked = LOOKED_AFTER
        self._lock = threading.Lock()
        self._known: dict[str, _Known] = {}
        """By thread, the one asked for last at the end; what is looked up in a text stays with it."""
        self._unwritten: deque[str] = deque()
        """Threads of which something was kept that no transaction has written yet, once for each."""
        database.migrate("readings", SCHEMA)

    def said(
        self, thread_id: str, text: str, at: datetime, *, begins: bool = False, agreed: str = ""
    ) -> None:
        """Keep the person's own words; `begins`: they begin a turn.

        `agreed` names the routine that says for them now what they have agreed to before.
        """
        reading = Reading(source="user", text=text, at=at, reference=agreed or None, label=agreed)
        self._soon(thread_id, lambda connection: _insert(connection, thread_id, reading, begins))

    def relayed(self, thread_id: str, text: str, at: datetime, by: str) -> None:
        """Keep what begins a turn, in words of `by`: another program, which speaks for the person."""
        reading = Reading(source="tool", reference=by, label=f"what {by} asked", text=text, at=at)
        self._database.soon(lambda connection: _insert(connection, thread_id, reading, True), part=thread_id)

    def keep(self, thread_id: str, readings: Iterable[Reading]) -> None:
        """Keep what a tool has read, as the newest of the thread."""
        kept = tuple(readings)
        if not kept:
            return
        self._since_looked += len(kept)
        looks = self._since_looked > LOOKED_AFTER
        if looks:
            self._since_looked = 0

        def write(connection: Connection) -> None:
            for reading in kept:
                _insert(connection, thread_id, reading, False)
            if looks:
                _bound(connection, thread_id)

        self._soon(thread_id, write)

    def _soon(self, thread_id: str, write: Callable[[Connection], None]) -> None:
        self._unwritten.append(thread_id)
        self._database.soon(write, lambda _: self._unwritten.remove(thread_id), part=thread_id)

    def of_thread(self, thread_id: str) -> tuple[Text, ...]:
        """All that was said and read in the thread, the newest first."""
        return self._at_hand(thread_id).texts

    def _at_hand(self, thread_id: str) -> "_Known":
        if thread_id in self._unwritten:
            self._database.flush()
        with self._lock:
            known = self._known.pop(thread_id, NONE)
            with self._database.reading() as connection:
                # A number is given once, and what is there under it stays as it was. What is taken away goes
                # with something new, or with all the rest: under the same newest number, all is as it was.
                newest = connection.execute(
                    "SELECT coalesce(max(seq), 0) FROM readings WHERE thread_id = ?", (thread_id,)
                ).fetchone()[0]
                if newest != known.newest:
                    known = _looked_up(connection, thread_id, known)
            self._known[thread_id] = known
            while len(self._known) > THREADS_AT_HAND:
                del self._known[next(iter(self._known))]
            return known

    def said_in(self, thread_id: str) -> tuple[tuple[int, str], ...]:
        """What the person said last in the thread, with the turn of each, the newest first."""
        return self._at_hand(thread_id).said[:MOST_SAID]

    def said_now(self, thread_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the person themselves said in the newest turn and in the one before it, the newest first.

        Nothing for a turn that somebody or something else has begun.
        """
        kept = [text.reading for text in self.of_thread(thread_id)]
        newest = max((reading.turn for reading in kept), default=0)

        def said(turn: int) -> tuple[str, ...]:
            own = [one for one in kept if one.turn == turn and one.source == "user"]
            return () if any(one.reference for one in own) else tuple(one.text for one in own)

        return said(newest), said(newest - 1)

    def is_relayed(self, thread_id: str) -> bool:
        """Whether the turn under way was begun by another program, and the person has said nothing in it."""
        known = self._at_hand(thread_id)
        last = max((text.reading.turn for text in known.texts), default=0)
        return bool(last and last != max((turn for turn, _ in known.said), default=0))

    def forget(self, thread_id: str) -> None:
        """Delete what was said and read in the thread."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM readings WHERE thread_id = ?", (thread_id,))

    def copy(self, thread_id: str, new_id: str) -> None:
        """Let another thread begin with what was said and read in this one."""
        with self._database.transaction() as connection:
            connection.execute(
                f"INSERT INTO readings (thread_id, {COLUMNS}) SELECT ?, {COLUMNS} FROM readings"
                " WHERE thread_id = ? ORDER BY seq",
                (new_id, thread_id),
            )


@dataclass(frozen=True, slots=True)
class _Known:
    """The texts of a thread that are in memory."""

    newest: int
    """The number of the newest, 0 without any."""
    numbers: tuple[int, ...]
    """The number of each text."""
    texts: tuple[Text, ...]
    """The newest first."""
    said: tuple[tuple[int, str], ...]
    """The turn and the words of each that is the person's."""


NONE = _Known(0, (), (), ())


def _looked_up(connection: Connection, thread_id: str, known: _Known) -> _Known:
    """What is in the database, with those texts of `known` that are still there."""
    # In one statement: what is read again takes its former row away, maybe between two of them.
    rows = connection.execute(
        "SELECT seq, turn, source, reference, label, at, CASE WHEN seq > :newest THEN text END AS text"
        " FROM readings WHERE thread_id = :thread ORDER BY seq DESC",
        {"newest": known.newest, "thread": thread_id},
    ).fetchall()
    at_hand = dict(zip(known.numbers, known.texts, strict=True))
    numbers = tuple(row["seq"] for row in rows)
    texts = tuple(Text(_reading(row)) if row["seq"] > known.newest else at_hand[row["seq"]] for row in rows)
    readings = (text.reading for text in texts)
    said = tuple((reading.turn, reading.text) for reading in readings if reading.source == "user")
    return _Known(numbers[0] if numbers else 0, numbers, texts, said)


def _insert(connection: Connection, thread_id: str, reading: Reading, begins: bool) -> None:
    own = reading.source == "user"
    text = reading.text if own else reading.text[:MOST_CHARS]
    day = str(reading.at.date()) if own and reading.at else ""  # "tomorrow" means another day then
    digest = _digest(reading.source, reading.reference or "", day, text)
    # What is read again is the newest once more, of the turn that goes on: the former one is out of the way,
    # and counts, until that is known. Nothing here waits for an answer.
    former = {"thread": thread_id, "digest": digest, "former": FORMER}
    connection.execute(
        "UPDATE readings SET digest = :former WHERE thread_id = :thread AND digest = :digest", former
    )
    connection.execute(
        f"INSERT INTO readings (thread_id, {COLUMNS})"
        " SELECT :thread, coalesce(max(turn), 0) + :begins, :source, :reference, :label, :at, :text, :digest"
        " FROM readings WHERE thread_id = :thread",
        {
            "thread": thread_id,
            "begins": int(begins),
            "source": reading.source,
            "reference": reading.reference,
            "label": reading.label,
            "at": reading.at and reading.at.isoformat(),
            "text": text,
            "digest": digest,
        },
    )
    connection.execute("DELETE FROM readings WHERE thread_id = ? AND digest = ?", (thread_id, FORMER))


def _digest(*parts: str) -> bytes:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _bound(connection: Connection, thread_id: str) -> None:
    """Take away what was read longest ago, until the rest is within bounds."""
    rows = connection.execute(
        "SELECT seq, length(text) AS chars FROM readings WHERE thread_id = ?"
        " ORDER BY source = 'user' DESC, seq DESC",
        (thread_id,),
    ).fetchall()
    chars, leaving = 0, []
    for place, row in enumerate(rows):
        chars += row["chars"]
        if place >= MOST_READINGS or chars > MOST_CHARS_OF_A_THREAD:
            leaving.append((row["seq"],))
    connection.executemany("DELETE FROM readings WHERE seq = ?", leaving)


def _reading(row: Row) -> Reading:
    source: ReadSource = row["source"]
    return Reading(
        source=source,
        text=row["text"],
        reference=row["reference"],
        label=row["label"],
        at=row["at"] and datetime.fromisoformat(row["at"]),
        turn=row["turn"],
    )
