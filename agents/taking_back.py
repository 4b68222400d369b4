""" "Undo that", in words: what the conversation did last is taken back, before any model is asked."""

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langgraph.config import get_config

from agents.loop import Middleware, ModelHandler, ModelRequest, ModelResponse
from tools.effects.effect import EffectState
from tools.effects.ledger import Ledger
from tools.errors import AssistantError
from tools.provenance.readings import Readings

LONGEST = 80
"""What is longer says more than that something is to be undone."""
NOTHING_LEFT = (
    "That is taken back already. What was done before it is listed by /effects, and /undo takes it back."
)


class TakingBack(Middleware):
    """For the supervisor: takes the effects of the last turn that had any back, as `/undo` does with one.

    Only the person's own words do that, and no host's or routine's. What was taken back already stays so: a
    turn that is gone on with after a crash takes nothing further back.
    """

    def __init__(self, ledger: Ledger, readings: Readings, person: str) -> None:
        """`person` did it, for the record: `user@host`."""
        self._ledger = ledger
        self._readings = readings
        self._person = person

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        said = request.messages[-1] if request.messages else None
        if not (isinstance(said, HumanMessage) and self._asks_for_it(said.text, request)):
            return handler(request)
        keys = last_effects(request.messages)
        return ModelResponse(result=[AIMessage(self._taken_back(keys))]) if keys else handler(request)

    def _asks_for_it(self, text: str, request: ModelRequest) -> bool:
        if len(text) > LONGEST:
            return False
        # Loads words of the built-in model, which few turns beside a language model need.
        from agents.offline import takes_back

        context = getattr(request.runtime, "context", None)
        if not takes_back(text) or not getattr(context, "grants", True):
            return False
        thread = str(get_config().get("configurable", {}).get("thread_id", ""))
        return text in self._readings.said_now(thread)[0]

    def _taken_back(self, keys: Sequence[str]) -> str:
        """What came of taking them back, the last one first."""
        told = []
        for key in reversed(keys):
            if self._ledger.get(key).state in (EffectState.UNDONE, EffectState.CANCELED):
                continue
            try:
                undone = self._ledger.undo(key, by=self._person)
            except AssistantError as error:
                told.append(error.message)
            else:
                receipt = undone.undo_receipt
                told.append(receipt.text if receipt else f"Taken back before it was done: {undone.summary}.")
        return " ".join(told) or NOTHING_LEFT


def last_effects(messages: Sequence[AnyMessage]) -> tuple[str, ...]:
    """The effects of the last turn that had any, in the order in which they were done."""
    found: list[str] = []
    for message in reversed(messages):
        if isinstance(message, HumanMessage) and found:
            break
        if isinstance(message, ToolMessage):
            report: Any = message.artifact if isinstance(message.artifact, dict) else {}
            found = [*report.get("effects", ()), *found]
    return tuple(dict.fromkeys(found))
