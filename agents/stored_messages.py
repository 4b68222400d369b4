"""What was said in a thread, read without LangChain: for commands that only look at it."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import ormsgpack

from tools.database import Connection, Database

SNAPSHOT = 7
"""How LangGraph marks a channel that it saved whole."""


@dataclass(frozen=True)
class StoredMessage:
    """A message of the supervisor's conversation."""

    type: str
    """`human`, `ai`, `tool`, …"""
    text: str
    name: str
    artifact: Any


def stored_messages(database: Database, thread_id: str, *, last: int | None = None) -> list[StoredMessage]:
    """The conversation, oldest message first, also what the agents no longer see; or its `last` turns."""
    database.flush()
    with database.reading() as connection:
        if not (database.has_table("checkpoints") and database.has_table("turns")):
            return []
        end, current = _since_the_last_end(connection, thread_id)
        turns = [*_kept(connection, thread_id, end, most=last), *_turns(current)]
    return [_message(message) for turn in (turns if last is None else turns[-last:]) for message in turn]


def _kept(
    connection: Connection,
    thread_id: str,
    number: int | None,
    *,
    oldest: int = 0,
    most: int | None = None,
) -> list[list[Any]]:
    """The turns of the branch that ends with `number`, oldest first, as `kept_turns` has written them."""
    turns: list[list[Any]] = []
    rows = connection.execute(
        "SELECT number, parent, messages FROM turns WHERE thread_id = ? AND number BETWEEN ? AND ?"
        " ORDER BY number DESC",
        (thread_id, oldest, number),
    )
    for found, parent, blob in rows:
        if len(turns) == most:
            break
        if found == number:
            turns.append(_plain(zlib.decompress(blob)))
            number = parent
    return turns[::-1]


def _since_the_last_end(connection: Connection, thread_id: str) -> tuple[int | None, list[Any]]:
    """The last turn that was kept, and the messages of the one that goes on.

    They are what its steps wrote, from the last one back to the end of that turn. A step may have
    saved all messages whole, those of kept turns among them.
    """
    updates: list[Any] = []
    whole = False
    end = None
    for depth, (place, blob) in enumerate(_steps_back(connection, thread_id)):
        if depth and not whole:  # what is written at the last step belongs to the next
            updates = [*_writes(connection, place), *updates]
        end = connection.execute(
            "SELECT number, oldest FROM turns WHERE thread_id = ? AND checkpoint_id = ?", place
        ).fetchone()
        if end:
            break
        saved = _plain(blob)["channel_values"].get("messages")
        if saved is not None and not whole:
            updates, whole = [*saved, *updates], True
    messages = _merged(updates)
    if whole and end:
        for turn in _kept(connection, thread_id, end["number"], oldest=end["oldest"]):
            for message in turn:
                messages.pop(message["id"], None)
    return end and end["number"], list(messages.values())


def _steps_back(connection: Connection, thread_id: str) -> Iterator[tuple[tuple[str, str], bytes]]:
    """The checkpoints of the thread's branch, the last one first: where each is, and what is in it."""
    row = connection.execute(
        "SELECT checkpoint_id, parent_checkpoint_id, checkpoint FROM checkpoints"
        " WHERE thread_id = ? AND checkpoint_ns = '' ORDER BY checkpoint_id DESC LIMIT 1",
        (thread_id,),
    ).fetchone()
    while row:
        yield (thread_id, row["checkpoint_id"]), row["checkpoint"]
        row = connection.execute(
            "SELECT checkpoint_id, parent_checkpoint_id, checkpoint FROM checkpoints"
            " WHERE thread_id = ? AND checkpoint_ns = '' AND checkpoint_id = ?",
            (thread_id, row["parent_checkpoint_id"]),
        ).fetchone()


def _merged(updates: Iterable[Any]) -> dict[str, Any]:
    messages: dict[str, Any] = {}
    for message in updates:
        if message["type"] == "remove":
            messages.pop(message["id"], None)
        else:
            messages[message["id"]] = message
    return messages


def _writes(connection: Connection, place: tuple[str, str]) -> Iterator[Any]:
    rows = connection.execute(
        "SELECT value FROM writes WHERE thread_id = ? AND checkpoint_ns = '' AND checkpoint_id = ?"
        " AND channel = 'messages' ORDER BY task_path, task_id, idx",
        place,
    )
    for (blob,) in rows:
        value = _plain(blob)
        yield from value if isinstance(value, list) else [value]


def _turns(messages: Iterable[Any]) -> list[list[Any]]:
    turns: list[list[Any]] = []
    for message in messages:
        if not turns or message["type"] == "human":
            turns.append([])
        turns[-1].append(message)
    return turns


def _plain(blob: bytes) -> Any:
    """What LangGraph's serializer wrote, with its objects as the plain data that they were made of."""
    return ormsgpack.unpackb(blob, ext_hook=_plain_object, option=ormsgpack.OPT_NON_STR_KEYS)


def _plain_object(kind: int, blob: bytes) -> Any:
    value = _plain(blob)
    return value if kind == SNAPSHOT else value[2]


def _message(message: Any) -> StoredMessage:
    content = message["content"]
    if not isinstance(content, str):
        blocks = [block if isinstance(block, str) else block.get("text", "") for block in content]
        content = "".join(blocks)
    return StoredMessage(message["type"], content, message.get("name") or "", message.get("artifact"))
