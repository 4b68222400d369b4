"""What a pause of the graph says, to us and to whoever reads a thread's state without us."""

from typing import Any

from langchain_core.messages import ToolCall
from langgraph.types import Interrupt

from tools.effects.approvals import Proposal

ANSWERS = ("approve", "edit", "reject", "respond")
DECISION_SCHEMA = {
    "type": "object",
    "properties": {"type": {"enum": [*ANSWERS]}},
    "required": ["type"],
}
"""What a resume value looks like. It says only that there is an answer; the book says which."""


def question(call: ToolCall, proposal: Proposal, place: int = 0) -> dict[str, Any]:
    """LangChain's request for one call, as in its `per_call` mode, and which proposal it is about.

    `place` says which of the calls it is that the model made together.
    """
    return {
        "type": "tool_approval",
        "tool_call_id": call["id"],
        "name": call["name"],
        "args": proposal.plan.args,
        "description": proposal.plan.summary,
        "allowed_decisions": [*ANSWERS],
        "proposal": proposal.id,
        "place": place,
    }


def place_in(interrupt: Interrupt) -> int:
    """Which of the calls made together a pause is about; 0 where it doesn't say."""
    value = interrupt.value
    return int(value.get("place", 0)) if isinstance(value, dict) else 0


def proposal_in(interrupt: Interrupt) -> str | None:
    """The id of the proposal that a pause is about; None for a pause of somebody else's."""
    value = interrupt.value
    if not isinstance(value, dict):
        return None
    # Earlier versions asked with the id in the place of the arguments.
    found = value.get("proposal") or value.get("args", {}).get("proposal")
    return None if found is None else str(found)
