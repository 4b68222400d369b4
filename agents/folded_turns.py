"""A turn that has ended before any of its steps was written: a row for what was said, one for its end."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from langchain_core.messages import BaseMessage
from langgraph.checkpoint.base import Checkpoint

from agents.conversation_state import TurnMessages, turns_of
from agents.kept_turns import KeptTurn, KeptTurns
from agents.unwritten_steps import Put, Step, UnwrittenSteps
from tools.database import Connection, Cursor, Row

SENDS: Final = "__pregel_tasks"
DUE: Final = ("__start__", "branch:to:")
"""The channels that make LangGraph take another step: the first unless empty, the others by being there."""
PUT_END: Final = (
    "INSERT INTO checkpoints"
    " (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata)"
    " VALUES (?, '', ?, ?, ?, ?, ?)"
)

AsEnded = Callable[[Checkpoint, Mapping[str, Any]], tuple[str, bytes, bytes]]


def fold(
    unwritten: UnwrittenSteps,
    turns: KeptTurns,
    thread_id: str,
    messages: Sequence[BaseMessage],
    as_ended: AsEnded,
    turns_to_keep: Callable[[Sequence[TurnMessages]], int],
) -> bool:
    """Put the turn in the place of its steps; False, and nothing is changed, where that can't be done."""
    steps = unwritten.of(thread_id)
    own = [step.put for step in steps if step.put and not step.put.ns]
    if not own or own[0].metadata.get("source") != "input" or _is_open(own[-1], steps):
        return False
    first, head = own[0], own[-1]
    kept = turns.at_hand(thread_id, first.parent) if first.parent else []
    if kept is None:
        return False
    before = tuple(message for turn in kept for message in turn.messages)
    said = turns_of(messages[len(before) :])
    if tuple(messages[: len(before)]) != before or len(said) != 1:
        return False
    turn = KeptTurn(0, kept[-1].number if kept else None, said[0])
    stays = turns_to_keep([*(one.messages for one in kept), turn.messages])
    kept = kept[len(kept) + 1 - stays :]
    end = head.checkpoint["id"]
    row = (thread_id, end, first.parent, *as_ended(head.checkpoint, head.metadata))

    def write(connection: Connection) -> Cursor:
        connection.execute(PUT_END, row)
        oldest = kept[0].number if kept else None
        return turns.add_next(connection, thread_id, turn, oldest=oldest, end=end)

    def then(numbered: Row) -> None:
        turns.remember(thread_id, end, [*kept, replace(turn, number=int(numbered[0]))])

    unwritten.replace(thread_id, Step(write, end, then=then))
    return True


def is_due(checkpoint: Checkpoint) -> bool:
    """Whether LangGraph would take another step from here."""
    values = checkpoint["channel_values"]
    return bool(values.get(SENDS)) or any(name.startswith(DUE) for name in values)


def _is_open(head: Put, steps: Sequence[Step]) -> bool:
    """Whether something waits at `head`: a step that is due, or what tasks have written there."""
    return is_due(head.checkpoint) or any(
        step.at == head.checkpoint["id"] for step in steps if step.put is None
    )
