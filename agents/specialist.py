"""How a sub-agent is built: a prompt, a toolset, and the stack that every agent gets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import BaseChatModel
from langchain_core.tools import BaseTool

from agents.loop import Middleware, build_agent
from agents.turn_context import TurnContext
from tools.delegation import Delegate
from tools.toolset import Toolset

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph


@dataclass(frozen=True)
class Specialist:
    """An agent that the supervisor can hand requests to."""

    name: str
    """Its layer in usage and traces: `calendar`, `email`, …"""
    tool: BaseTool
    """What the supervisor sees of it."""
    toolset: Toolset


def build_specialist(
    name: str,
    *,
    model: BaseChatModel,
    toolset: Toolset,
    system_prompt: str,
    tool_name: str,
    tool_description: str,
    middleware: Sequence[Middleware],
) -> Specialist:
    """An isolated agent behind the tool `tool_name`.

    `middleware` is its whole stack, outermost first; it has to gate what `toolset` writes.
    """
    build = partial(
        build_agent,
        model,
        toolset.tools,
        system_prompt=system_prompt,
        middleware=middleware,
        context_schema=TurnContext,
        name=name,
    )
    offers = frozenset(tool.name for tool in toolset.tools)
    tool = Delegate(
        agent=_BuiltWhenAsked(build),
        name=tool_name,
        description=tool_description,
        speaker=name,
        offers=offers,
    )
    return Specialist(name=name, tool=tool, toolset=toolset)


class _BuiltWhenAsked:
    """An agent that is compiled for its first request: a turn asks one or two of them, most often.

    Two requests at once may each compile one; which of the two stays makes no difference.
    """

    def __init__(self, build: "Callable[[], CompiledStateGraph[Any, Any, Any, Any]]") -> None:
        self._build = build

    def invoke(self, *args: Any, **given: Any) -> Any:
        return self._agent.invoke(*args, **given)

    @cached_property
    def _agent(self) -> "CompiledStateGraph[Any, Any, Any, Any]":
        return self._build()
