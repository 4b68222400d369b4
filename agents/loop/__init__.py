"""The loop of every agent, and what can be wrapped around its calls."""

from agents.loop.agent import build_agent
from agents.loop.calls import (
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
    "build_agent",
]
