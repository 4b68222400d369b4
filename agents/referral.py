"""Says whose a request is, where an agent that it was handed to could do nothing with it."""

from collections.abc import Mapping
from typing import Any

from langchain_core.messages import ToolMessage

from agents.brevity import NOT_FOUND
from agents.loop import Middleware, ToolCallRequest, ToolHandler, ToolResult
from tools.margin import newest_words
from tools.patterns import Pattern

CERTAIN = 0.9
"""So sure the built-in model's router has to be. Of 354 spoken requests about a calendar or mails of which it
was so sure, in SLURP's devel set, which it has not learnt from, it was right about 354 (30 November 2026).
"""


HINT = Pattern(r"\s*This reads like a request for \w+: call it\.")
"""Meant for a model, which may repeat it."""


class Referral(Middleware):
    """For the supervisor: names the tool for a request behind an answer that has nothing.

    A small model hands "when is my next meeting?" to who looks after routines, and gives up when that one
    can't help. Who chose rightly loses nothing: an agent that has done or found something gets no word more.
    """

    def __init__(self, delegates: Mapping[str, str]) -> None:
        """`delegates` are the tools that are other agents: tool name to agent name."""
        self._agents = delegates
        self._tools = {agent: tool for tool, agent in delegates.items()}

    def wrap_tool_call(self, request: ToolCallRequest, handler: ToolHandler) -> ToolResult:
        result = handler(request)
        called = request.tool_call
        if called["name"] not in self._agents or not isinstance(result, ToolMessage):
            return result
        if not isinstance(result.artifact, Mapping) or not _has_nothing(result.artifact):
            return result
        said = newest_words(request.state["messages"])
        # A small model hands on half of the words, to anybody.
        tool = self._tools.get(whose(str(called["args"].get("request", ""))) or whose(said))
        if tool is None or tool == called["name"]:
            return result
        hint = f"This reads like a request for {tool}: call it."
        return result.model_copy(update={"content": f"{result.text} {hint}"})


def _has_nothing(answer: Mapping[str, Any]) -> bool:
    """Whether an agent has neither done nor found anything, and nobody has said no to it."""
    if answer.get("effects"):
        return False
    outcome = answer.get("outcome")
    return outcome == "failed" or (outcome == "answered" and NOT_FOUND.search(answer["spoken"]) is not None)


def whose(request: str) -> str:
    """The agent whose `request` is; empty where that isn't certain."""
    # Loads the weights of the built-in model's router, which most turns with a language model do without.
    from agents.offline.supervising.router import vote

    opinion = vote(request)
    return opinion.label if opinion.share(opinion.label) >= CERTAIN else ""
