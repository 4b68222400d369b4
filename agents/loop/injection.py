"""Arguments that a tool gets from the graph, and that no model can give it."""

from collections.abc import Callable, Mapping
from typing import Any, get_args, get_origin, get_type_hints

from langchain_core.messages import ToolCall
from langchain_core.tools import BaseTool
from langgraph.prebuilt import InjectedState, ToolRuntime

Source = Callable[[ToolRuntime[Any, Any]], Any]


def injected_arguments(tool: BaseTool) -> dict[str, Source]:
    """By name of the argument, where its value comes from: `ToolRuntime` and `InjectedState`.

    An argument called `runtime` is a `ToolRuntime`, whatever its annotation says, as in LangChain.
    """
    function = getattr(tool, "func", None) or getattr(tool, "coroutine", None) or tool._run
    annotations = get_type_hints(function, include_extras=True)
    annotations |= get_type_hints(tool.get_input_schema(), include_extras=True)
    sources = {
        name: _source(ToolRuntime if name == "runtime" else annotation)
        for name, annotation in annotations.items()
    }
    return {name: source for name, source in sources.items() if source}


def with_injected(call: ToolCall, sources: Mapping[str, Source], runtime: ToolRuntime[Any, Any]) -> ToolCall:
    """`call` with what the graph gives in the place of whatever the model wrote there."""
    if not sources:
        return call
    given = {name: source(runtime) for name, source in sources.items()}
    return {**call, "args": {**call["args"], **given}}


def _source(annotation: Any) -> Source | None:
    for one in (annotation, *get_args(annotation)):
        kind = get_origin(one) or one
        if kind is ToolRuntime:
            return lambda runtime: runtime
        if kind is InjectedState:
            return lambda runtime: runtime.state
        if isinstance(one, InjectedState):
            field = one.field
            return lambda runtime: runtime.state[field] if field else runtime.state
    return None
