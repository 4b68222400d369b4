"""Turns that were stopped before they were finished: going on with one, or closing it."""

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, ToolMessage
from langgraph.types import Command, StateSnapshot

from agents.loop.errors import failure
from agents.turn_context import TurnContext
from assistant.contract import EffectView, Turn
from assistant.turn.engine import Engine, config_of, proposal_id, resume_map
from assistant.turn.outcomes import effects_of, with_effects
from tools.effects.approvals import Proposal

NO_ANSWER_ID = "0" * 32
"""An interrupt id that no interrupt has: makes a graph go on with what is unfinished, answering nothing."""
TOLD_EFFECTS = 5
"""So many of a thread's effects, the newest, are told to the model when a turn is closed."""


def go_on(engine: Engine, thread_id: str, claimed: tuple[Proposal, ...], context: TurnContext) -> Turn:
    """Go on where the thread stopped; one that waits or has finished comes back as it is."""
    return engine.unasked(_go_on(engine, thread_id, claimed, context), claimed)


def _go_on(engine: Engine, thread_id: str, claimed: tuple[Proposal, ...], context: TurnContext) -> Turn:
    snapshot = engine.snapshot(thread_id)
    if not _unfinished(snapshot):
        engine.book.await_answers(thread_id, ())
        engine.threads.mark(thread_id, "done")
        return engine.turn(thread_id, snapshot.values.get("messages", []), context)
    answers = resume_map(snapshot.interrupts, claimed)
    asked = {proposal_id(interrupt) for interrupt in snapshot.interrupts}
    if asked and not answers and len(asked) == len(_open_tasks(snapshot)):
        engine.book.await_answers(thread_id, asked)
        engine.threads.mark(thread_id, "paused")
        return engine.turn(thread_id, [], context)
    engine.threads.mark(thread_id, "running")
    given: Command[Any] | None = Command(resume=answers or {NO_ANSWER_ID: None}) if asked else None
    return with_effects(engine.run(thread_id, given, context), claimed, engine.ledger)


def close(engine: Engine, thread_id: str) -> None:
    """Give every unanswered tool call of a stopped turn an answer that says what is known.

    Providers refuse a history in which a call has none, and a model that is told "cancelled"
    of something that was sent sends it again.
    """
    if engine.threads.has_ended(thread_id):
        return
    snapshot = engine.snapshot(thread_id)
    if not _unfinished(snapshot):
        return
    open_calls = _unanswered(snapshot.values.get("messages", []))
    known = _known(effects_of(engine.book.of_thread(thread_id), engine.ledger))
    engine.book.settle(thread_id, (p.id for p in engine.book.claimed(thread_id)))
    engine.book.await_answers(thread_id, ())
    closing: list[AnyMessage] = [
        failure(call, f"stopped before it was finished. {known}") for call in open_calls
    ]
    closing = closing or [AIMessage(content="(stopped before an answer)")]
    node = "tools" if open_calls else "model"
    engine.graph.update_state(config_of(thread_id), {"messages": closing}, as_node=node)


def _known(effects: Sequence[EffectView]) -> str:
    newest = effects[-TOLD_EFFECTS:]
    if not newest:
        return "Nothing was carried out."
    return "What is known: " + "; ".join(f"{e.summary} ({e.state})" for e in newest) + "."


def _unanswered(messages: Sequence[AnyMessage]) -> list[Any]:
    """The tool calls of the last reply in `messages` that no tool message after it answers."""
    # Some servers number the calls of every reply from one: an answer counts for the reply before it alone.
    answered: set[str] = set()
    for message in reversed(messages):
        if isinstance(message, ToolMessage):
            answered.add(message.tool_call_id)
        elif isinstance(message, AIMessage):
            return [call for call in message.tool_calls if call["id"] not in answered]
    return []


def _open_tasks(snapshot: StateSnapshot) -> list[Any]:
    return [task for task in snapshot.tasks if task.result is None]


def _unfinished(snapshot: StateSnapshot) -> bool:
    # `next` is empty when a task's writes were saved and the next checkpoint was not.
    return bool(snapshot.tasks)
