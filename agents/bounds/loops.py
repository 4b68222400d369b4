"""Notices an agent that goes round in circles."""

import json
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from agents.bounds.failures import ModelCallError
from agents.loop import (
    Middleware,
    ModelHandler,
    ModelRequest,
    ModelResponse,
    ToolCallRequest,
    ToolHandler,
    ToolResult,
)
from agents.loop.errors import failure
from agents.messages.recorder import model_name

ERRORS_IN_A_ROW = 5
"""Rounds of nothing but failed tool calls, until an agent is stopped."""


class LoopGuard(Middleware):
    """Refuses a tool call that was made too often already, and stops an agent whose calls only fail.

    It looks at what is in the agent's messages since it was last spoken to: nothing to keep, and
    nothing to lose at a pause.
    """

    def __init__(self, same_call: int) -> None:
        self.same_call = same_call

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        """
        Raises:
            ModelCallError: the last calls of tools have failed, one round after the other.
        """
        failed = _failed_rounds(request.messages)
        if len(failed) >= ERRORS_IN_A_ROW:
            raise ModelCallError(
                f"{model_name(request.model)} called tools that failed {len(failed)} times in a row;"
                f" the last one said: {failed[-1]}",
                code="model_loop",
            )
        return handler(request)

    def wrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: ToolHandler,
    ) -> ToolResult:
        call = request.tool_call
        messages = request.state["messages"]
        earlier = _calls_of_turn(messages)
        # Ids may repeat from message to message, so it is the last one of this id that is made now.
        now = max((place for place, other in enumerate(earlier) if other["id"] == call["id"]), default=0)
        place = sum(_same(other, call) for other in earlier[:now])
        if self.same_call and place >= self.same_call:
            return failure(
                call,
                f"this very call was made {place} times already, and another time would bring nothing new."
                " Go on with what you have, or say what is missing.",
            )
        return handler(request)


def _calls_of_turn(messages: list[AnyMessage]) -> list[Any]:
    calls: list[Any] = []
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            break
        if isinstance(message, AIMessage):
            calls = [*message.tool_calls, *calls]
    return calls


def _same(one: Any, other: Any) -> bool:
    if (one["name"], one["args"]) != (other["name"], other["args"]):
        return False
    # What is equal in Python may be two arguments: 1 and true.
    return _written(one) == _written(other)


def _written(call: Any) -> str:
    return json.dumps(call["args"], sort_keys=True, default=str)


def _failed_rounds(messages: list[AnyMessage]) -> list[str]:
    """What the tools said in the last rounds, as long as every call of a round failed; oldest first."""
    said: list[str] = []
    failed: list[str] = []
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            break
        if isinstance(message, ToolMessage):
            if message.status != "error" or _refused(message):
                break
            said.append(" ".join(message.text.split())[:300])
        elif isinstance(message, AIMessage) and said:
            failed.append(said[0])
            said = []
    return failed[::-1]


def _refused(message: ToolMessage) -> bool:
    return isinstance(message.artifact, dict) and message.artifact.get("outcome") not in (None, "failed")
