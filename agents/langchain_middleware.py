"""LangChain's middleware in our loop: an `AgentMiddleware` whose hooks are `wrap_` ones, as one of ours."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware import ModelRequest as TheirModelRequest
from langchain.agents.middleware.types import ExtendedModelResponse
from langchain_core.messages import AIMessage
from langgraph.errors import GraphBubbleUp
from langgraph.prebuilt.tool_node import ToolCallRequest as TheirToolCallRequest

from agents.loop import (
    Middleware,
    ModelHandler,
    ModelRequest,
    ModelResponse,
    ToolCallRequest,
    ToolHandler,
    ToolResult,
)
from agents.loop.injection import tool_runtime
from tools.errors import InputError

NODES = ("before_agent", "before_model", "after_model", "after_agent")
WRAPS = ("wrap_model_call", "wrap_tool_call")
INSTEAD = {
    "HumanInTheLoopMiddleware": "every tool that writes asks already, and the answer is kept by its id",
    "ModelCallLimitMiddleware": "limits.model_calls in assistant.toml counts over all agents of a turn",
    "PIIMiddleware": "secrets are taken out of all that is written down already",
    "ShellToolMiddleware": "give a specialist a tool of your own that runs what it may",
    "SummarizationMiddleware": "what leaves the context is summed up already",
    "TodoListMiddleware": "with plans = true in assistant.toml the supervisor names its steps",
    "ToolCallLimitMiddleware": "limits.tool_calls in assistant.toml counts over all agents of a turn",
}
"""What does the work of those of LangChain's own that can't be taken."""


class _Passing(BaseException):
    """A pause on its way through code that may catch every `Exception`."""

    def __init__(self, pause: GraphBubbleUp) -> None:
        super().__init__()
        self.pause = pause


class LangChains(Middleware):
    """Around each call what an `AgentMiddleware` puts there; a pause passes it untouched."""

    def __init__(self, theirs: AgentMiddleware[Any, Any, Any]) -> None:
        """
        Raises:
            InputError: its hooks aren't called here, or it brings tools; the message says what else.
        """
        check(theirs)
        self.theirs = theirs
        self._wraps = {name for name in WRAPS if _overrides(theirs, name)}

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        """
        Raises:
            GraphBubbleUp: a pause of what is inside.
        """
        if "wrap_model_call" not in self._wraps:
            return handler(request)

        def inner(theirs: TheirModelRequest[Any]) -> Any:
            try:
                return _response(handler(_request(theirs, request)))
            except GraphBubbleUp as pause:
                raise _Passing(pause) from None

        try:
            answer = self.theirs.wrap_model_call(_their_request(request), inner)
        except _Passing as passing:
            raise passing.pause from None
        return _ours(answer, type(self.theirs).__name__)

    def wrap_tool_call(self, request: ToolCallRequest, handler: ToolHandler) -> ToolResult:
        """
        Raises:
            GraphBubbleUp: a pause of what is inside.
        """
        if "wrap_tool_call" not in self._wraps:
            return handler(request)

        def inner(theirs: TheirToolCallRequest) -> ToolResult:
            try:
                return handler(
                    replace(request, tool_call=theirs.tool_call, tool=theirs.tool, state=theirs.state)
                )
            except GraphBubbleUp as pause:
                raise _Passing(pause) from None

        given = TheirToolCallRequest(
            tool_call=request.tool_call,
            tool=request.tool,
            state=request.state,
            runtime=tool_runtime(request),
        )
        try:
            return self.theirs.wrap_tool_call(given, inner)
        except _Passing as passing:
            raise passing.pause from None


def taken(given: Sequence[object]) -> list[Middleware]:
    """`given` as the loop takes it: middlewares of ours as they are, LangChain's in a coat.

    Raises:
        InputError: one is neither, or can't be taken.
    """
    found: list[Middleware] = []
    for one in given:
        if isinstance(one, AgentMiddleware):
            found.append(LangChains(one))
        elif not isinstance(one, Middleware):
            raise InputError(
                f"{one!r} is no middleware; give instances of assistant.middleware.Middleware or of"
                " LangChain's AgentMiddleware"
            )
        elif one.tools:
            raise InputError(_TOOLS.format(type(one).__name__))
        else:
            found.append(one)
    return found


def by_agent(given: Sequence[object] | Mapping[str, Sequence[object]]) -> dict[str, list[Middleware]]:
    """What stands around the calls of each agent; under the name '' what stands around those of all.

    Raises:
        InputError: one can't be taken.
    """
    if isinstance(given, Mapping):
        return {agent: taken(each) for agent, each in given.items()}
    return {"": taken(given)}


_TOOLS = (
    "{} brings tools, which would run without a question; give them to a specialist of your own, where they"
    " ask: Assistant.open(specialists=[…])"
)


def check(theirs: AgentMiddleware[Any, Any, Any]) -> None:
    """
    Raises:
        InputError: it can't be taken.
    """
    name = type(theirs).__name__
    instead = f"; {INSTEAD[name]}" if name in INSTEAD else ""
    if nodes := [hook for hook in NODES if _overrides(theirs, hook) or _overrides(theirs, f"a{hook}")]:
        raise InputError(
            f"{name} has {' and '.join(nodes)}, which would be nodes of the graph and aren't called here;"
            f" only wrap_model_call and wrap_tool_call are{instead}"
        )
    if getattr(theirs, "tools", ()):
        raise InputError(_TOOLS.format(name))
    if not any(_overrides(theirs, hook) for hook in WRAPS):
        only = " but asynchronous ones" if any(_overrides(theirs, f"a{hook}") for hook in WRAPS) else ""
        raise InputError(f"{name} has no wrap_model_call and no wrap_tool_call{only}: nothing would call it")


def _overrides(theirs: AgentMiddleware[Any, Any, Any], hook: str) -> bool:
    return getattr(type(theirs), hook) is not getattr(AgentMiddleware, hook)


def _their_request(request: ModelRequest) -> TheirModelRequest[Any]:
    return TheirModelRequest(
        model=request.model,
        messages=list(request.messages),
        system_message=request.system_message,
        tool_choice=request.tool_choice,
        tools=list(request.tools),
        state={"messages": list(request.messages)},
        runtime=request.runtime,
        model_settings=dict(request.model_settings),
    )


def _request(theirs: TheirModelRequest[Any], before: ModelRequest) -> ModelRequest:
    # The same tools stay the same object: an agent binds them once.
    tools = before.tools if list(before.tools) == theirs.tools else theirs.tools
    return before.override(
        model=theirs.model,
        messages=theirs.messages,
        system_message=theirs.system_message,
        tools=tools,
        tool_choice=theirs.tool_choice,
        model_settings=theirs.model_settings,
    )


def _response(ours: ModelResponse) -> Any:
    from langchain.agents.middleware.types import ModelResponse as TheirModelResponse

    return TheirModelResponse(result=list(ours.result))


def _ours(answer: Any, name: str) -> ModelResponse:
    if isinstance(answer, AIMessage):
        return ModelResponse(result=[answer])
    if isinstance(answer, ExtendedModelResponse):
        raise InputError(f"{name} writes into the state of the graph, which only the messages are part of")
    return ModelResponse(result=list(answer.result))
