"""`Turn` values: what came of a turn, as its callers get it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from langchain_core.messages import AIMessage, AnyMessage

from agents.model import OFFLINE
from agents.turn_context import TurnUsage
from assistant.contract import EffectView, Failure, Turn, Usage, effect_view
from assistant.turn.approvals import approval_of
from tools.delegation import FIRST
from tools.effects.approvals import Proposal
from tools.effects.ledger import Ledger
from tools.effects.standing import unasked
from tools.errors import AssistantError, NotFoundError
from tools.margin import margin, place_of_words

NO_ANSWER = "The model gave an empty answer. What was done is under effects; ask again for the rest."
LAYERS = ("supervisor", "calendar", "email", "tasks")
"""Their usage is told also when they made no call."""


def turn_of(
    thread_id: str, messages: Sequence[AnyMessage], waiting: Sequence[Proposal], usage: TurnUsage | None
) -> Turn:
    """A turn that is done, or paused for what waits; the reply is the last of `messages`."""
    last = messages[-1] if messages else None
    return Turn(
        thread_id=thread_id,
        status="paused" if waiting else "done",
        reply=(last.text.strip() or NO_ANSWER) if isinstance(last, AIMessage) and not waiting else None,
        approvals=tuple(approval_of(proposal) for proposal in waiting),
        usage=usage_of(usage),
        answered_by=_taken_by(messages),
    )


def _taken_by(messages: Sequence[AnyMessage]) -> str | None:
    """Who took the turn before the language model was asked, or from it."""
    said = (message for message in messages[place_of_words(messages) + 1 :] if isinstance(message, AIMessage))
    return OFFLINE if any(margin(message).get(FIRST) for message in said) else None


def failed_turn(thread_id: str, error: AssistantError, usage: TurnUsage | None) -> Turn:
    return Turn(
        thread_id=thread_id,
        status="failed",
        usage=usage_of(usage),
        error=Failure(code=error.code, message=error.message, retryable=error.retryable),
    )


def refused_turn(thread_id: str, waiting: Sequence[Proposal]) -> Turn:
    """The turn of a message that was not taken, because of what waits."""
    thing = "1 approval waits" if len(waiting) == 1 else f"{len(waiting)} approvals wait"
    return Turn(
        thread_id=thread_id,
        status="paused",
        approvals=tuple(approval_of(proposal) for proposal in waiting),
        usage=usage_of(None),
        error=Failure(
            code="approvals_wait",
            message=f"{thing} in this thread; the message was not taken. "
            "Answer first, or ask with --approve none to refuse them.",
        ),
    )


def with_effects(turn: Turn, answered: Iterable[Proposal], ledger: Ledger) -> Turn:
    """`turn`, and what came of the proposals that were answered for it."""
    known = {effect.key for effect in turn.effects}
    new = tuple(view for view in effects_of(answered, ledger) if view.key not in known)
    return replace(turn, effects=(*turn.effects, *new)) if new else turn


def without_asking(turn: Turn, granted: Iterable[Proposal], ledger: Ledger) -> Turn:
    """`turn` with what grants let through: among its effects, and in its reply, whatever the model says."""
    effects = effects_of(granted, ledger)
    known = {effect.key for effect in turn.effects}
    told = replace(turn, effects=(*turn.effects, *(view for view in effects if view.key not in known)))
    if turn.reply is None:
        return told
    said = [line for view in effects if (line := _unsaid(view, turn.reply))]
    return replace(told, reply="\n".join([turn.reply, *said]))


def _unsaid(view: EffectView, reply: str) -> str:
    """A line about what nobody was asked about; nothing when `reply` says it already."""
    why, what = unasked(view.grant or ""), view.result or view.summary
    if why in reply and what in reply:
        return ""
    return f"{why}: {what}" if view.state == "done" else f"{why}: {what} ({view.state})"


def effects_of(proposals: Iterable[Proposal], ledger: Ledger) -> list[EffectView]:
    """What the ledger says of `proposals`; one that was never carried out has nothing."""
    return [view for proposal in proposals if (view := _effect(proposal.id, ledger))]


def _effect(key: str, ledger: Ledger) -> EffectView | None:
    try:
        return effect_view(ledger.get(key))
    except NotFoundError:
        return None


def usage_of(counted: TurnUsage | None) -> Usage:
    layers = {name: Usage() for name in LAYERS}
    for name, counts in (counted.layers if counted else {}).items():
        layers[name] = Usage(
            model_calls=counts["model_calls"],
            input_tokens=counts["input_tokens"],
            output_tokens=counts["output_tokens"],
        )
    return Usage(
        model_calls=sum(layer.model_calls for layer in layers.values()),
        input_tokens=sum(layer.input_tokens for layer in layers.values()),
        output_tokens=sum(layer.output_tokens for layer in layers.values()),
        by_layer=layers,
    )
