"""Which errors of a tool the model is told; everything else is a bug and stops the run."""

from langchain.agents.middleware import ToolErrorMiddleware
from langchain.agents.middleware.types import ToolCallRequest

from agents.turn import TurnCancelledError
from tools.errors import ModelError, ToolError


def tool_errors() -> ToolErrorMiddleware:
    """LangChain's middleware, given `for_the_model`."""
    return ToolErrorMiddleware(for_the_model)


def for_the_model(error: Exception, request: ToolCallRequest) -> str | None:
    """What the model is told of `error`; None: nothing, it goes on up.

    A delegating tool raises `ModelError` when the model of its agent failed, or a limit was
    reached inside: the supervisor can still say so, and what else was done.
    """
    if isinstance(error, ToolError):
        return error.message
    if isinstance(error, ModelError) and not isinstance(error, TurnCancelledError):
        return f"failed: {request.tool_call['name']} could not finish: {error.message}"
    return None
