"""What may be put around the calls of the agents: `Assistant.open(middleware=[…])`.

class Shout(Middleware):
    def wrap_model_call(self, request, handler):
        return handler(request.override(messages=[…]))
"""

from agents.loop import (
    Middleware,
    ModelHandler,
    ModelRequest,
    ModelResponse,
    ToolCallRequest,
    ToolHandler,
    ToolResult,
)

__all__ = [
    "Middleware",
    "ModelHandler",
    "ModelRequest",
    "ModelResponse",
    "ToolCallRequest",
    "ToolHandler",
    "ToolResult",
]
