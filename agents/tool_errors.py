"""Which errors of a tool the model is told; everything else is a bug and stops the run."""

from agents.loop import Middleware, ToolCallRequest, ToolHandler, ToolResult
from agents.loop.errors import failure, mistake
from agents.turn_context import TurnCancelledError
from tools.errors import ModelError, ToolError


class ToolErrors(Middleware):
    """Makes an answer of an error that the model can do something about."""

    def wrap_tool_call(self, request: ToolCallRequest, handler: ToolHandler) -> ToolResult:
        call = request.tool_call
        try:
            return handler(request)
        except TurnCancelledError:
            raise
        except ToolError as error:
            return mistake(call, error.message, code=error.code)
        except ModelError as error:
            # The model of a sub-agent failed, or a limit was reached inside: the supervisor can still
            # say so, and what else was done.
            return failure(call, f"{call['name']} could not finish: {error.message}")
