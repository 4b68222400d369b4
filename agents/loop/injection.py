"""Arguments that a tool gets from the graph, and that no model can give it."""

import sys
from collections.abc import Callable, Mapping
from typing import Any, get_args, get_origin, get_type_hints

from langchain_core.messages import ToolCall
from langchain_core.tools import BaseTool

from agents.loop.calls import ToolCallRequest
from tools.delegation import Caller

Source = Callable[[ToolCallRequest], Any]

MARKS = "langgraph.prebuilt.tool_node"
"""The module that has `ToolRuntime` and `InjectedState`. Who annotates with them has imported it; nobody
else waits for it, 25 ms."""


def injected_arguments(tool: BaseTool) -> dict[str, Source]:
    """By name of the argument, where its value comes from: `Caller`, `ToolRuntime`, `InjectedState`.

    An argument called `runtime` is a `ToolRuntime`, whatever its annotation says, as in LangChain.
    """
    function = getattr(tool, "func", None) or getattr(tool, "coroutine", None) or tool._run
    annotations = get_type_hints(function, include_extras=True)
    annotations |= get_type_hints(tool.get_input_schema(), include_extras=True)
    sources = {
        name: tool_runtime if name == "runtime" else _source(annotation)
        for name, annotation in annotations.items()
    }
    return {name: source for name, source in sources.items() if source}


def with_injected(request: ToolCallRequest, sources: Mapping[str, Source]) -> ToolCall:
    """The call with what the graph gives in the place of whatever the model wrote there."""
    call = request.tool_call
    if not sources:
        return call
    return {**call, "args": {**call["args"], **{name: source(request) for name, source in sources.items()}}}


def _source(annotation: Any) -> Source | None:
    marks = sys.modules.get(MARKS)
    for one in (annotation, *get_args(annotation)):
        kind = get_origin(one) or one
        if kind is Caller:
            return lambda request: Caller(request.state["messages"], request.runtime.context)
        if marks is None:
            continue
        if kind is marks.ToolRuntime:
            return tool_runtime
        if kind is marks.InjectedState:
            return lambda request: request.state
        if isinstance(one, marks.InjectedState):
            field = one.field
            return lambda request: request.state[field] if field else request.state
    return None


def tool_runtime(request: ToolCallRequest) -> Any:
    """LangGraph's `ToolRuntime` for a call."""
    from langgraph.prebuilt import ToolRuntime

    return ToolRuntime(
        state=request.state,
        tool_call_id=request.tool_call["id"],
        config=request.config,
        context=request.runtime.context,
        store=request.runtime.store,
        stream_writer=request.runtime.stream_writer,
    )
