"""The rows of the journal: small, in order, and each message only once."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from agents.messages.message import Message, MessageType, utc_ms
from tools.database import Connection, Cursor, Database, Dialects, Row, Step, Then, Values, Write
from tools.effects.plan import Priority

# Names, conversations and runs repeat in every row; a row holds their numbers.
_TABLES = """
CREATE TABLE message_words (no INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
CREATE TABLE messages (
    no INTEGER PRIMARY KEY,
    id INTEGER NOT NULL UNIQUE,
    conversation INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    run INTEGER NOT NULL,
    sender INTEGER NOT NULL,
    recipient INTEGER NOT NULL,
    type INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    reply_to INTEGER,
    deadline_ms INTEGER,
    hops INTEGER NOT NULL,
    content TEXT NOT NULL,
    metadata TEXT
);
CREATE UNIQUE INDEX messages_in_order ON messages (conversation, seq);
CREATE TABLE model_calls (
    no INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    run INTEGER NOT NULL,
    agent INTEGER NOT NULL,
    model INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    ms INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    error TEXT
);
CREATE INDEX model_calls_of ON model_calls (conversation);
"""
# For people who look into the database: names and times in words.
_LOG = """
CREATE VIEW message_log AS
SELECT m.no, {id} AS id, c.word AS conversation_id, m.seq, r.word AS run_id,
       s.word AS sender, t.word AS recipient, k.word AS type, p.word AS priority, m.content, m.metadata,
       {at} AS timestamp,
       {reply_to} AS reply_to, m.hops
FROM messages m JOIN message_words c ON c.no = m.conversation JOIN message_words r ON r.no = m.run
JOIN message_words s ON s.no = m.sender JOIN message_words t ON t.no = m.recipient
JOIN message_words k ON k.no = m.type JOIN message_words p ON p.no = m.priority
"""
_SCHEMA: tuple[Step, ...] = (
    Dialects(
        sqlite=_TABLES
        + _LOG.format(
            id="printf('%015x', m.id)",
            reply_to="printf('%015x', m.reply_to)",
            at="strftime('%Y-%m-%dT%H:%M:%fZ', m.at_ms / 1000.0, 'unixepoch')",
        ),
        postgresql=_TABLES
        + _LOG.format(
            id="lpad(to_hex(m.id), 15, '0')",
            reply_to="lpad(to_hex(m.reply_to), 15, '0')",
            at="to_char(to_timestamp(m.at_ms / 1000.0) AT TIME ZONE 'UTC',"
            """ 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')""",
        ),
    ),
    """
DROP INDEX model_calls_of;
CREATE INDEX model_calls_of ON model_calls (conversation, run)
""",
    """
ALTER TABLE model_calls ADD COLUMN thinking_tokens INTEGER NOT NULL DEFAULT 0
""",
)

_INSERT = """
INSERT INTO messages (id, conversation, seq, run, sender, recipient, type, priority, at_ms, reply_to,
                      deadline_ms, hops, content, metadata)
SELECT :id, :conversation, COALESCE(MAX(seq), 0) + 1, :run, :sender, :recipient, :type, :priority, :at_ms,
       :reply_to, :deadline_ms, :hops, :content, :metadata FROM messages WHERE conversation = :conversation
ON CONFLICT (id) DO NOTHING RETURNING seq
"""
# Keeps number and place, and says what was said last; nothing happens when that is the same.
_INSERT_OR_REPLACE = _INSERT.replace(
    "DO NOTHING",
    "DO UPDATE SET recipient = excluded.recipient, type = excluded.type, priority = excluded.priority,"
    " at_ms = excluded.at_ms, content = excluded.content, metadata = excluded.metadata"
    " WHERE messages.content <> excluded.content OR messages.recipient <> excluded.recipient"
    " OR messages.type <> excluded.type"
    " OR json_extract(messages.metadata, '$.approval') <> json_extract(excluded.metadata, '$.approval')",
)
_INSERT_CALL = """
INSERT INTO model_calls (conversation, run, agent, model, at_ms, ms,
                         input_tokens, output_tokens, cached_tokens, thinking_tokens, error)
VALUES (:conversation, :run, :agent, :model, :at_ms, :ms, :inputs, :outputs, :cached, :thoughts, :error)
"""
_ADD_WORD = """
INSERT INTO message_words (word) VALUES (?)
ON CONFLICT (word) DO UPDATE SET word = excluded.word RETURNING no, word
"""
_COLUMNS = (
    "no, id, conversation, seq, run, sender, recipient, type, priority, at_ms, reply_to, deadline_ms, hops,"
    " content, metadata"
)
_SHORT = {"ms": "m", "input_tokens": "i", "output_tokens": "o", "outcome": "s", "effect": "e", "tool": "t"}
_LONG = {short: long for long, short in _SHORT.items()}


MESSAGES = "messages"
"""What is announced with every message."""


@dataclass(frozen=True)
class ModelCall:
    """One call of a model, as it is paid for."""

    conversation_id: str
    run_id: str
    agent: str
    model: str
    at: datetime
    ms: int
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    thinking_tokens: int = 0
    """Of the output: what it thought."""
    error: str = ""
    """Its code, when it failed."""


class MessageStore:
    """Messages and model calls in the home's database.

    `seq` is given in the statement that inserts, so it has no holes whoever writes at the same time.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        database.migrate("messages", _SCHEMA)
        self._numbers: dict[str, int] = {}
        self._words: dict[int, str] = {}
        self._coming: set[str] = set()
        """Words that wait to be written."""

    def insert(
        self,
        message: Message,
        then: Callable[[int | None], None],
        *,
        replace: bool = False,
        soon: bool = False,
        sure: bool = True,
    ) -> None:
        """Write `message`, now or with the next transaction, and call `then` with its seq.

        With None when it was there already (with `replace`: in the same words); unless it has to be `sure`,
        also where that was not heard.
        """
        sender, recipient, kind, priority = self._encode(
            message.sender, message.recipient, message.type, message.priority
        )
        conversation, run = self._own(message.conversation_id, message.run_id)
        row = {
            "id": int(message.id, 16),
            "conversation": conversation,
            "run": run,
            "sender": sender,
            "recipient": recipient,
            "type": kind,
            "priority": priority,
            "at_ms": utc_ms(message.timestamp),
            "reply_to": int(message.reply_to, 16) if message.reply_to else None,
            "deadline_ms": utc_ms(message.deadline) if message.deadline else None,
            "hops": message.hops,
            "content": message.content,
            "metadata": _packed(message.metadata) if message.metadata else None,
        }
        statement = _by_word(_INSERT_OR_REPLACE if replace else _INSERT, row)

        def write(connection: Connection) -> Cursor:
            self.database.announce(MESSAGES)
            return connection.execute(statement, row)

        self._write(
            write,
            lambda found: then(found["seq"] if found else None),
            message.conversation_id,
            soon=soon,
            sure=sure,
        )

    def add_call(self, call: ModelCall, *, soon: bool = False) -> None:
        agent, model = self._encode(call.agent, call.model)
        conversation, run = self._own(call.conversation_id, call.run_id)
        row = {
            "conversation": conversation,
            "run": run,
            "agent": agent,
            "model": model,
            "at_ms": utc_ms(call.at),
            "ms": call.ms,
            "inputs": call.input_tokens,
            "outputs": call.output_tokens,
            "cached": call.cached_tokens,
            "thoughts": call.thinking_tokens,
            "error": call.error or None,
        }
        statement = _by_word(_INSERT_CALL, row)
        self._write(
            lambda connection: connection.execute(statement, row), None, call.conversation_id, soon=soon
        )

    def select(
        self,
        *,
        conversation: str | None = None,
        run: str | None = None,
        agent: str | None = None,
        types: Iterable[str] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        after_seq: int = 0,
        after_no: int = 0,
        limit: int | None = None,
        newest: bool = False,
    ) -> list[tuple[int, Message]]:
        """Messages with their numbers, oldest first; `limit` keeps the first, with `newest` the last ones."""
        where: list[str] = []
        values: list[Any] = []
        for column, word in (("conversation", conversation), ("run", run)):
            if word is not None:
                where.append(f"{column} = ?")
                values.append(self._number(word))
        if agent is not None:
            where.append("? IN (sender, recipient)")
            values.append(self._number(agent))
        if kinds := [self._number(kind) for kind in types]:
            where.append(f"type IN ({','.join('?' * len(kinds))})")
            values += kinds
        for condition, value in (
            ("at_ms >= ?", utc_ms(since) if since else None),
            ("at_ms < ?", utc_ms(until) if until else None),
            ("seq > ?", after_seq or None),
            ("no > ?", after_no or None),
        ):
            if value is not None:
                where.append(condition)
                values.append(value)
        order = "seq" if conversation is not None else "no"
        query = (
            f"SELECT {_COLUMNS} FROM messages{' WHERE ' if where else ''}{' AND '.join(where)}"
            f" ORDER BY {order}{' DESC' if newest else ''}{f' LIMIT {limit:d}' if limit is not None else ''}"
        )
        rows = self.rows(query, values, settled=conversation is None and bool(after_no))
        if newest:
            rows.reverse()
        return [self._decode(row) for row in rows]

    def get(self, ids: Sequence[str]) -> list[Message]:
        """The messages of these ids that exist, in the order of recording."""
        marks = ",".join("?" * len(ids)) or "NULL"
        query = f"SELECT {_COLUMNS} FROM messages WHERE id IN ({marks}) ORDER BY no"
        rows = self.rows(query, [int(id, 16) for id in ids])
        return [self._decode(row)[1] for row in rows]

    def chain(self, id: str) -> list[Message]:
        """The message and all it came of, the first cause first."""
        rows = self.rows(
            f"WITH RECURSIVE back(id, depth) AS (SELECT ?, 0 UNION"
            f" SELECT m.reply_to, depth + 1 FROM back JOIN messages m ON m.id = back.id"
            f" WHERE m.reply_to IS NOT NULL AND depth < 100)"
            f" SELECT {_COLUMNS} FROM back JOIN messages USING (id) ORDER BY depth DESC",
            (int(id, 16),),
        )
        return [self._decode(row)[1] for row in rows]

    def last_no(self) -> int:
        return int(self.rows("SELECT COALESCE(MAX(no), 0) FROM messages", settled=True)[0][0])

    def forget(self, conversation: str) -> None:
        """Delete every message of a conversation. What its model calls cost is still counted."""
        with self.database.transaction() as connection:
            connection.execute("DELETE FROM messages WHERE conversation = ?", (self._number(conversation),))

    def prune(self, before: datetime) -> int:
        """Delete the messages from before; how many there were."""
        self.database.flush()
        with self.database.transaction() as connection:
            return connection.execute("DELETE FROM messages WHERE at_ms < ?", (utc_ms(before),)).rowcount

    def rows(self, statement: str, values: Values = (), *, settled: bool = False) -> list[Row]:
        """What `statement` finds, in all that was given to be written."""
        self.database.flush()
        with self.database.reading(settled=settled) as connection:
            return connection.execute(statement, values).fetchall()

    def _write(
        self, write: Write, then: Then | None, conversation: str, *, soon: bool, sure: bool = True
    ) -> None:
        self.database.soon(write, then, part=conversation, sure=sure)
        if not soon:
            self.database.flush()

    def _own(self, conversation: str, run: str) -> tuple[int | str, int | str]:
        """The numbers of words that only one conversation has, or the words.

        They are made known with its own rows, where those of all would have it wait for the others.
        """
        for word in (conversation, run):
            if word not in self._numbers and word not in self._coming:
                self._coming.add(word)
                self.database.soon(partial(_add, word), self._has_come, part=conversation, sure=False)
        return self._numbers.get(conversation, conversation), self._numbers.get(run, run)

    def _has_come(self, row: Row | None) -> None:
        if row is not None:
            self._remember([row])
            self._coming.discard(row["word"])

    def _encode(self, *words: str) -> list[int]:
        """The numbers of words that many conversations have."""
        try:
            return [self._numbers[word] for word in words]
        except KeyError:
            with self.database.transaction(durable=False, part=_WORDS) as connection:
                # What waited to be written, and goes first, may have made some of them known.
                if fresh := [word for word in dict.fromkeys(words) if word not in self._numbers]:
                    connection.execute(
                        f"INSERT INTO message_words (word) VALUES {', '.join(['(?)'] * len(fresh))}"
                        " ON CONFLICT (word) DO NOTHING",
                        fresh,
                    )
                marks = ",".join("?" * len(words))
                rows = connection.execute(
                    f"SELECT no, word FROM message_words WHERE word IN ({marks})", words
                ).fetchall()
            self._remember(rows)
            return [self._numbers[word] for word in words]

    def _number(self, word: str) -> int:
        """The number of `word`, 0 when no row can have it."""
        if word not in self._numbers:
            with self.database.reading() as connection:
                self._remember(
                    connection.execute(
                        "SELECT no, word FROM message_words WHERE word = ?", (word,)
                    ).fetchall()
                )
        return self._numbers.get(word, 0)

    def _word(self, number: int) -> str:
        if number not in self._words:
            with self.database.reading() as connection:
                self._remember(
                    connection.execute(
                        "SELECT no, word FROM message_words WHERE no BETWEEN ? AND ?",
                        (number - 500, number + 500),
                    ).fetchall()
                )
        return self._words[number]

    def _remember(self, rows: Sequence[Row]) -> None:
        if len(self._numbers) > _MOST_WORDS:
            self._numbers, self._words = {}, {}
        for row in rows:
            self._numbers[row["word"]] = row["no"]
            self._words[row["no"]] = row["word"]

    def _decode(self, row: Row) -> tuple[int, Message]:
        (
            no,
            id,
            conversation,
            seq,
            run,
            sender,
            recipient,
            kind,
            priority,
            at,
            reply_to,
            deadline,
            hops,
            text,
            more,
        ) = row
        word = self._word
        # Checked when it was written: building it unchecked is several times quicker.
        return no, Message.model_construct(
            id=f"{id:015x}",
            seq=seq,
            conversation_id=word(conversation),
            run_id=word(run),
            sender=word(sender),
            recipient=word(recipient),
            type=_TYPES[word(kind)],
            priority=_PRIORITIES[word(priority)],
            content=text,
            metadata=_unpacked(more) if more else {},
            timestamp=datetime.fromtimestamp(at / 1000, UTC),
            reply_to=f"{reply_to:015x}" if reply_to is not None else None,
            deadline=datetime.fromtimestamp(deadline / 1000, UTC) if deadline is not None else None,
            hops=hops,
        )


_MOST_WORDS = 20_000
_WORDS = "words of messages"
"""What the words of all are as a part of the database; no conversation is called so."""
_TYPES = {str(kind): kind for kind in MessageType}
_PRIORITIES = {str(priority): priority for priority in Priority}


def _add(word: str, connection: Connection) -> Cursor:
    return connection.execute(_ADD_WORD, (word,))


def _by_word(statement: str, row: Mapping[str, Any]) -> str:
    """`statement` with the numbers looked up in it of what `row` has as words."""
    for name in ("conversation", "run"):
        if isinstance(row[name], str):
            number = f"(SELECT no FROM message_words WHERE word = :{name})"
            statement = re.sub(rf":{name}\b", number, statement)
    return statement


def _packed(metadata: dict[str, Any]) -> str:
    short = {_SHORT.get(name, name): value for name, value in metadata.items()}
    return json.dumps(short, ensure_ascii=False, separators=(",", ":"), default=str)


def _unpacked(text: str) -> dict[str, Any]:
    return {_LONG.get(name, name): value for name, value in json.loads(text).items()}
