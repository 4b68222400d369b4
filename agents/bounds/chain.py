"""Several middlewares as one, so that a call passes them at the price of one."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse, ToolCallRequest
from langchain_core.messages import AIMessage, ToolMessage
from langgraph.types import Command

AnyMiddleware = AgentMiddleware[Any, Any, Any]
ModelHandler = Callable[[ModelRequest[Any]], ModelResponse[Any]]
ToolResult = ToolMessage | Command[Any]
ToolHandler = Callable[[ToolCallRequest], ToolResult]

_NODES = ("before_agent", "after_agent", "before_model", "after_model")


class Chain(AnyMiddleware):
    """Runs the `wrap_` hooks of `links`, the first one outermost.

    LangChain wraps each hook of each middleware of an agent in a trace span: about 25 µs a call, also
    when nothing traces. Ten links in one chain pay that once. A link that is more than its `wrap_`
    hooks and tools (state, hooks that are nodes) has to stay outside; `is_link` tells.
    """

    def __init__(self, name: str, links: Sequence[AnyMiddleware]) -> None:
        if others := [link.name for link in links if not is_link(link)]:
            raise ValueError(f"these middlewares have more than wrap_ hooks and tools: {', '.join(others)}")
        self._name = name
        self.tools = [tool for link in links for tool in getattr(link, "tools", ())]
        self._model = [link for link in links if _has(link, "wrap_model_call")]
        self._tool = [link for link in links if _has(link, "wrap_tool_call")]

    @property
    def name(self) -> str:
        return self._name

    def wrap_model_call(self, request: ModelRequest[Any], handler: ModelHandler) -> ModelResponse[Any]:
        for link in reversed(self._model):
            handler = partial(_through_model, link, handler)
        return handler(request)

    def wrap_tool_call(self, request: ToolCallRequest, handler: ToolHandler) -> ToolResult:
        for link in reversed(self._tool):
            handler = partial(_through_tool, link, handler)
        return handler(request)


def is_link(middleware: AnyMiddleware) -> bool:
    """Whether a middleware is its `wrap_` hooks and tools, and nothing more."""
    return (
        not any(_has(middleware, hook) or _has(middleware, f"a{hook}") for hook in _NODES)
        and not middleware.transformers
        and middleware.state_schema is AnyMiddleware().state_schema
    )


def _has(middleware: AnyMiddleware, hook: str) -> bool:
    return getattr(type(middleware), hook) is not getattr(AgentMiddleware, hook)


def _through_model(
    link: AnyMiddleware, handler: ModelHandler, request: ModelRequest[Any]
) -> ModelResponse[Any]:
    result = link.wrap_model_call(request, handler)
    if isinstance(result, AIMessage):
        return ModelResponse(result=[result])
    if not isinstance(result, ModelResponse):
        raise TypeError(
            f"{link.name} returned {type(result).__name__}; a link of a chain returns a ModelResponse"
        )
    return result


def _through_tool(link: AnyMiddleware, handler: ToolHandler, request: ToolCallRequest) -> ToolResult:
    return link.wrap_tool_call(request, handler)
