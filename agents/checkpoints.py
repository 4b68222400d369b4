"""Where conversations are kept: a turn that goes on step by step, a finished one as what was said in it."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from langchain_core.messages import BaseMessage
from langchain_core.runnables import RunnableConfig
from langgraph.channels import DeltaChannel
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    DeltaChannelHistory,
    PendingWrite,
)
from langgraph.types import Interrupt

from agents import checkpoint_rows, kept_turns
from agents.checkpoint_rows import CheckpointRows
from agents.conversation_state import TurnMessages, merge, turns_of, turns_to_keep
from agents.folded_turns import fold, is_due
from agents.kept_turns import KeptTurn, KeptTurns, found_newest
from agents.questions import place_in
from agents.redacting_serializer import RedactingSerializer
from tools.database import Connection, Cursor, Database, Row
from tools.errors import NotFoundError

MESSAGES: Final = "messages"
"""The channel whose value is made of turns."""
DELTA_COUNTERS: Final = "counters_since_delta_snapshot"
"""In the metadata of a checkpoint: what has been written since the messages were last saved whole."""
INTERRUPTS: Final = "__interrupt__"
COPIED: Final = {
    "checkpoints": checkpoint_rows.COLUMNS,
    "writes": checkpoint_rows.WRITE_COLUMNS,
    "turns": kept_turns.COLUMNS,
}
"""The tables of a conversation, the columns of each."""

STEP: Final = (
    "SELECT checkpoint_id, parent_checkpoint_id, type, checkpoint FROM checkpoints"
    " WHERE thread_id = :thread AND checkpoint_ns = :ns AND checkpoint_id = :id"
)
# All of the turn that goes on at once: a look for each step of it takes longer on a server than all of them.
GOING_ON: Final = STEP.replace(
    "= :id",
    "> COALESCE((SELECT MAX(checkpoint_id) FROM turns"
    " WHERE thread_id = :thread AND checkpoint_id IS NOT NULL), '')",
)
WRITTEN: Final = (
    "SELECT task_id, channel, type, value, task_path, idx, checkpoint_id FROM writes"
    " WHERE thread_id = :thread AND checkpoint_ns = :ns AND channel = :messages"
)

Messages = list[BaseMessage]
Steps = tuple[Cursor, Cursor]
"""What was asked for of a turn that goes on: its checkpoints, and the messages written at each."""


@dataclass(frozen=True)
class Origin:
    """What the messages at a checkpoint come from."""

    seed: Any
    """All messages as an ancestor has them; None when there is none that has."""
    writes: list[PendingWrite] = field(default_factory=list)
    """What was added since, oldest first."""
    kept: list[KeptTurn] | None = None
    """The turns that `seed` is made of, when the ancestor ended one."""
    end: tuple[int, str] | None = None
    """The last of them, and that ancestor."""


@dataclass(frozen=True)
class Division:
    """The messages of a state: turns that are kept already, and what was said since."""

    kept: list[KeptTurn]
    base: int | None
    """The turn that `rest` follows on; not in `kept` when the state no longer holds it."""
    rest: Messages
    end: tuple[int, str] | None
    """The turn that ended last on this branch, and the checkpoint it ended at."""


class ConversationSaver(CheckpointRows):
    """A saver for LangGraph, on the home's database, for conversations of any length.

    While a turn goes on, its checkpoints and writes are rows as LangGraph's own saver writes
    them. `finish_turn` then makes one row of what was said in it, and keeps its last checkpoint
    without the messages: loading that one, forking it or going back to it puts them together
    again from the rows of the turns on its branch. The state of a long conversation holds its
    latest turns only; `transcript` gives all of it.

    A thread that LangGraph's own saver wrote goes on, and is cut into turns when its next one ends.

    Commits don't wait for the disk. A killed process loses nothing by that; a power cut may take
    the last steps of a turn, but none that an effect came of: the ledger waits for the disk, and
    with its own commit all earlier ones are on it.
    """

    def __init__(
        self,
        database: Database,
        *,
        user_id: str = "",
        turns_to_keep: Callable[[Sequence[TurnMessages]], int] = turns_to_keep,
    ) -> None:
        """`user_id` stands in the metadata of each checkpoint."""
        super().__init__(database, RedactingSerializer(), user_id=user_id)
        self._turns_to_keep = turns_to_keep
        database.migrate("turns", kept_turns.SCHEMA)
        self._turns = KeptTurns(self.serde)

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Save a checkpoint: one that a run makes with what it writes next, any other at once."""
        saved = super().put(config, checkpoint, metadata, new_versions)
        if metadata.get("source") not in ("input", "loop"):
            self.database.flush()
        return saved

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        found = super().get_tuple(config)
        return self._with_messages(found) if found else None

    def list(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        for found in super().list(config, filter=filter, before=before, limit=limit):
            yield self._with_messages(found)

    def get_delta_channel_history(
        self, *, config: RunnableConfig, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        place = config["configurable"]
        if [*channels] != [MESSAGES] or not place.get("checkpoint_id"):
            return BaseCheckpointSaver.get_delta_channel_history(self, config=config, channels=channels)
        with self.looking() as connection:
            thread_id, ns = place["thread_id"], place.get("checkpoint_ns", "")
            steps = self._ask_for_steps(connection, thread_id, ns)
            origin = self._origin(connection, thread_id, ns, place["checkpoint_id"], steps)
        history: DeltaChannelHistory = {"writes": origin.writes}
        if origin.seed is not None:
            history["seed"] = origin.seed
        return {MESSAGES: history}

    def transcript(self, thread_id: str, *, last: int | None = None) -> tuple[TurnMessages, ...]:
        """All that was said, oldest turn first, also what the state no longer holds; or the `last` turns."""
        with self.looking() as connection:
            head = self.get_tuple(_at(thread_id))
            if head is None or last == 0:
                return ()
            division = self._divide(connection, head)
            earlier = self._turns.path(connection, thread_id, division.base, most=last)
        said = (*(turn.messages for turn in earlier), *turns_of(division.rest))
        return said if last is None else said[-last:]

    def interrupts(self, thread_id: str) -> tuple[Interrupt, ...]:
        """What the last step has asked, answered or not, in the order of its tasks, and of the calls of each.

        The same as `get_state(…).interrupts`, which prepares all tasks of the graph to tell.
        """
        with self.looking() as connection:
            rows = connection.execute(
                "SELECT type, value FROM writes WHERE thread_id = :thread AND checkpoint_ns = ''"
                " AND channel = :asked AND checkpoint_id = (SELECT MAX(checkpoint_id) FROM checkpoints"
                " WHERE thread_id = :thread AND checkpoint_ns = '') ORDER BY task_path, task_id, idx",
                {"thread": thread_id, "asked": INTERRUPTS},
            ).fetchall()
        # The calls of one task are made side by side, and ask as they are ready.
        tasks = (sorted(self.serde.loads_typed((row[0], row[1])), key=place_in) for row in rows)
        return tuple(asked for task in tasks for asked in task)

    def size(self, thread_id: str | None = None) -> int:
        """Bytes that a thread takes up, without what the database adds; or those of the whole database."""
        if thread_id is None:
            return self.database.size()
        with self.looking() as connection:
            (total,) = connection.execute(
                "SELECT COALESCE(SUM(bytes), 0) FROM"
                " (SELECT LENGTH(messages) AS bytes FROM turns WHERE thread_id = :thread"
                " UNION ALL SELECT LENGTH(value) FROM writes WHERE thread_id = :thread"
                " UNION ALL SELECT LENGTH(checkpoint) + LENGTH(metadata) FROM checkpoints"
                " WHERE thread_id = :thread) AS parts",
                {"thread": thread_id},
            ).fetchone()
        return int(total)

    def fold(self, thread_id: str, messages: Sequence[BaseMessage]) -> bool:
        """Have the turn that ended with these messages written as one, and none of its steps.

        False where some of it is written already, or it isn't as most are: it is for `finish_turn` then.
        """
        return fold(self.unwritten, self._turns, thread_id, messages, self._as_ended, self._turns_to_keep)

    def finish_turn(self, thread_id: str) -> bool:
        """Keep what was said in the turn that has ended, and its last checkpoint; let go of its steps.

        Does nothing and returns False while the thread waits for an answer or has work left.
        Doing it twice is harmless, and a turn that was left out is kept together with the next.
        """
        with self.database.transaction(durable=False, part=thread_id) as connection:
            steps = self._ask_for_steps(connection, thread_id, "")
            newest = self._turns.ask_for_newest(connection, thread_id)
            head = self.get_tuple(_at(thread_id))
            if head is None or not _has_ended(head):
                return False
            number, end = found_newest(newest)
            if end != head.checkpoint["id"]:
                self._keep(connection, head, steps, number, end)
            connection.execute("DELETE FROM writes WHERE thread_id = ?", (thread_id,))
            connection.execute(
                "DELETE FROM checkpoints WHERE thread_id = ? AND checkpoint_ns > ''", (thread_id,)
            )
        return True

    def fork(self, source: str, target: str, checkpoint_id: str | None = None) -> None:
        """Begin the thread `target` as `source` was when its last turn ended, or the one of `checkpoint_id`.

        Raises:
            NotFoundError: `source` has no such turn.
        """
        with self.database.transaction(durable=False) as connection:
            start = self.get_tuple(_at(source, checkpoint_id))
            end = self._last_end(connection, source, start.checkpoint["id"]) if start else None
            if end is None or checkpoint_id not in (None, end[1]):
                raise NotFoundError(f"thread {source} has no finished turn {checkpoint_id or 'yet'}")
            for turn in self._turns.path(connection, source, end[0]):
                connection.execute(
                    "INSERT INTO turns SELECT ?, number, parent, oldest, checkpoint_id, type, messages"
                    " FROM turns WHERE thread_id = ? AND number = ?",
                    (target, source, turn.number),
                )
            connection.execute(
                "INSERT INTO checkpoints"
                " (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata)"
                " SELECT t.thread_id, '', c.checkpoint_id, c.parent_checkpoint_id, c.type, c.checkpoint,"
                " c.metadata FROM turns t JOIN checkpoints c"
                " ON c.thread_id = ? AND c.checkpoint_ns = '' AND c.checkpoint_id = t.checkpoint_id"
                " WHERE t.thread_id = ?",
                (source, target),
            )

    def copy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        """All of a thread once more: its branches, and a turn that waits, too."""
        with self.database.transaction(durable=False) as connection:
            for table, columns in COPIED.items():
                others = columns.removeprefix("thread_id, ")
                connection.execute(
                    f"INSERT INTO {table} (thread_id, {others})"
                    f" SELECT ?, {others} FROM {table} WHERE thread_id = ?",
                    (target_thread_id, source_thread_id),
                )

    def delete_thread(self, thread_id: str) -> None:
        """Remove a thread, so that nothing of it can be found any more."""
        with self.database.erasing() as connection:
            for table in COPIED:
                connection.execute(f"DELETE FROM {table} WHERE thread_id = ?", (thread_id,))

    def _with_messages(self, found: CheckpointTuple) -> CheckpointTuple:
        """A checkpoint that ended a turn, with the messages that are kept elsewhere."""
        values = found.checkpoint["channel_values"]
        if MESSAGES not in values and DELTA_COUNTERS not in found.metadata:
            thread_id = found.config["configurable"]["thread_id"]
            window = self._turns.at_hand(thread_id, found.checkpoint["id"])
            if window is None:
                with self.looking() as connection:
                    window = self._turns.window(connection, thread_id, found.checkpoint["id"])
            if window:
                values[MESSAGES] = [message for turn in window for message in turn.messages]
        return found

    def _keep(
        self, connection: Connection, head: CheckpointTuple, steps: Steps, newest: int, newest_end: str
    ) -> None:
        """Make turns of what `head` has beyond the kept ones, and of `head` the end of the last one."""
        thread_id, head_id = head.config["configurable"]["thread_id"], head.checkpoint["id"]
        division = self._divide(connection, head, steps)
        fresh: list[KeptTurn] = []
        for number, messages in enumerate(turns_of(division.rest) or [()], newest + 1):
            fresh.append(KeptTurn(number, fresh[-1].number if fresh else division.base, messages))
        state = [*division.kept, *fresh]
        oldest = state[-self._turns_to_keep([turn.messages for turn in state])].number
        self._turns.add(connection, thread_id, fresh, oldest=oldest, end=head_id)

        kind, blob, about = self._as_ended(head.checkpoint, head.metadata)
        connection.execute(
            "UPDATE checkpoints SET parent_checkpoint_id = ?, type = ?, checkpoint = ?, metadata = ?"
            " WHERE thread_id = ? AND checkpoint_ns = '' AND checkpoint_id = ?",
            (division.end and division.end[1], kind, blob, about, thread_id, head_id),
        )
        # Ids rise with time: what is younger than the last end of a turn are the steps of this one.
        connection.execute(
            "DELETE FROM checkpoints WHERE thread_id = ? AND checkpoint_ns = ''"
            " AND checkpoint_id > ? AND checkpoint_id != ?",
            (thread_id, newest_end, head_id),
        )

    def _as_ended(self, checkpoint: Checkpoint, metadata: Mapping[str, Any]) -> tuple[str, bytes, bytes]:
        """The last checkpoint of a turn as it is kept: without the messages."""
        values = _without(checkpoint["channel_values"], MESSAGES)
        kind, blob = self.serde.dumps_typed({**checkpoint, "channel_values": values})
        return kind, blob, json.dumps(_without(metadata, DELTA_COUNTERS), ensure_ascii=False).encode()

    def _divide(self, connection: Connection, head: CheckpointTuple, steps: Steps | None = None) -> Division:
        """The messages at `head`, as LangGraph puts them together, cut where the kept turns end."""
        thread_id, head_id = head.config["configurable"]["thread_id"], head.checkpoint["id"]
        saved = head.checkpoint["channel_values"].get(MESSAGES)
        if saved is not None:
            origin = Origin(saved)
        else:
            steps = steps or self._ask_for_steps(connection, thread_id, "")
            origin = self._origin(connection, thread_id, "", head_id, steps)
        channel: DeltaChannel[Messages] = DeltaChannel(merge).from_checkpoint(origin.seed or [])
        channel.replay_writes(origin.writes)
        messages: Messages = channel.get()
        kept, end = origin.kept, origin.end
        if kept is None:
            end = self._last_end(connection, thread_id, head_id)
            kept = self._turns.window(connection, thread_id, end[1]) if end else []
        start = 0
        for place, turn in enumerate(kept):
            stop = start + len(turn.messages)
            if (*messages[start:stop],) != turn.messages:  # something in it was changed or removed
                return Division(kept[:place], turn.parent, messages[start:], end)
            start = stop
        return Division(kept, end and end[0], messages[start:], end)

    def _ask_for_steps(self, connection: Connection, thread_id: str, ns: str) -> Steps:
        place = {"thread": thread_id, "ns": ns, "messages": MESSAGES}
        return connection.execute(GOING_ON, place), connection.execute(WRITTEN, place)

    def _origin(
        self, connection: Connection, thread_id: str, ns: str, checkpoint_id: str, asked: Steps
    ) -> Origin:
        """What the messages at a checkpoint come from: its ancestors, back to one that has them all."""
        steps: list[list[PendingWrite]] = []
        going_on = {row[0]: row for row in asked[0].fetchall()}
        written: dict[str, list[Row]] = {}
        for row in asked[1].fetchall():
            written.setdefault(row["checkpoint_id"], []).append(row)
        here = going_on.get(checkpoint_id)
        parent = here[1] if here else self._parent(connection, thread_id, ns, checkpoint_id)
        seed = kept = end = None
        while parent and seed is None:
            steps.append(self.pending_writes(written.get(parent, ())))
            is_end = not ns and parent not in going_on
            if is_end and (kept := self._turns.window(connection, thread_id, parent)):
                end = (kept[-1].number, parent)
                seed = [message for turn in kept for message in turn.messages]
                break
            place = {"thread": thread_id, "ns": ns, "id": parent}
            row = going_on.get(parent) or connection.execute(STEP, place).fetchone()
            if row is None:
                break
            seed = self.serde.loads_typed((row[2], row[3]))["channel_values"].get(MESSAGES)
            parent = row[1]
        return Origin(seed, [write for step in reversed(steps) for write in step], kept, end)

    def _parent(self, connection: Connection, thread_id: str, ns: str, checkpoint_id: str) -> str | None:
        row = connection.execute(
            "SELECT parent_checkpoint_id FROM checkpoints"
            " WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?",
            (thread_id, ns, checkpoint_id),
        ).fetchone()
        return row[0] if row else None

    def _last_end(
        self, connection: Connection, thread_id: str, checkpoint_id: str | None
    ) -> tuple[int, str] | None:
        """The last turn that ended at `checkpoint_id` or before it on its branch: its number and its end."""
        while checkpoint_id:
            number = self._turns.ending_at(connection, thread_id, checkpoint_id)
            if number is not None:
                return number, checkpoint_id
            checkpoint_id = self._parent(connection, thread_id, "", checkpoint_id)
        return None


def _at(thread_id: str, checkpoint_id: str | None = None) -> RunnableConfig:
    place = {"thread_id": thread_id, "checkpoint_ns": ""}
    return {"configurable": place | ({"checkpoint_id": checkpoint_id} if checkpoint_id else {})}


def _without(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}


def _has_ended(head: CheckpointTuple) -> bool:
    """Whether nothing waits at `head`: no question to a person, no step that is due or half done."""
    return not is_due(head.checkpoint) and not head.pending_writes
