"""What passes between an agent's loop and what is wrapped around it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, SystemMessage, ToolCall, ToolMessage
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.tools import BaseTool
from langgraph.types import Command


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One call of a model, before it is made."""

    model: BaseChatModel
    messages: list[AnyMessage]
    """Without the system message."""
    system_message: SystemMessage | None = None
    tools: Sequence[BaseTool] = ()
    tool_choice: str | None = None
    model_settings: Mapping[str, Any] = field(default_factory=dict)
    """Further options of this call, as the model's `bind` takes them."""
    unheard: bool = False
    """Nothing of the answer is shown before it is whole."""
    runtime: Any = None
    """LangGraph's `Runtime`; its `context` is that of the turn."""
    hear: "Hear" = lambda model, bound, messages: bound.invoke(messages)  # noqa: ARG005
    """How the answer is got from the model."""

    def override(self, **changes: Any) -> "ModelRequest":
        """The same request with other values in some of its fields."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class ModelResponse:
    """What came of the call: the messages that it adds, the model's own one first."""

    result: list[AnyMessage]


@dataclass(frozen=True, slots=True)
class ToolCallRequest:
    """One call of a tool, before it is made."""

    tool_call: ToolCall
    tool: BaseTool | None
    """None when the agent has no tool of that name."""
    state: dict[str, Any]
    """The agent's state, `messages` in it."""
    config: RunnableConfig
    runtime: Any = None
    """LangGraph's `Runtime`; its `context` is that of the turn."""


ToolResult = ToolMessage | Command[Any]
Hear = Callable[[BaseChatModel, Runnable[Any, Any], list[AnyMessage]], AIMessage]
"""Gets the answer of a model, which is also given with the tools that it has."""
ModelHandler = Callable[[ModelRequest], ModelResponse]
ToolHandler = Callable[[ToolCallRequest], ToolResult]


class Middleware:
    """Stands around the calls of an agent: what it does not override passes through.

    Both hooks are LangChain's of the same name. There are no hooks that would be nodes of the graph:
    each would be a superstep and a checkpoint more in every call.
    """

    tools: Sequence[BaseTool] = ()
    """Tools that it brings."""

    def spares(self, messages: Sequence[AnyMessage]) -> bool:  # noqa: ARG002  # for who overrides it
        """Whether `wrap_model_call` would answer these messages by itself, without a model."""
        return False

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        return handler(request)

    def wrap_tool_call(self, request: ToolCallRequest, handler: ToolHandler) -> ToolResult:
        return handler(request)


def around_model(middleware: Sequence[Middleware], call: ModelHandler) -> ModelHandler:
    """`call` with the model hooks of `middleware` around it, the first one outermost."""
    for one in reversed(middleware):
        if type(one).wrap_model_call is not Middleware.wrap_model_call:
            call = _model_link(one, call)
    return call


def around_tool(middleware: Sequence[Middleware], call: ToolHandler) -> ToolHandler:
    """`call` with the tool hooks of `middleware` around it, the first one outermost."""
    for one in reversed(middleware):
        if type(one).wrap_tool_call is not Middleware.wrap_tool_call:
            call = _tool_link(one, call)
    return call


def _model_link(one: Middleware, inner: ModelHandler) -> ModelHandler:
    return lambda request: one.wrap_model_call(request, inner)


def _tool_link(one: Middleware, inner: ToolHandler) -> ToolHandler:
    return lambda request: one.wrap_tool_call(request, inner)
