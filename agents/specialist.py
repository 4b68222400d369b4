"""How a sub-agent is built: a prompt, a toolset, and the stack that every agent gets."""

from collections.abc import Sequence
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel
from langchain_core.tools import BaseTool

from agents.loop import Middleware, build_agent
from agents.turn_context import TurnContext
from tools.delegation import Delegate
from tools.toolset import Toolset


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
    agent = build_agent(
        model,
        toolset.tools,
        system_prompt=system_prompt,
        middleware=middleware,
        context_schema=TurnContext,
        name=name,
    )
    offers = frozenset(tool.name for tool in toolset.tools)
    tool = Delegate(agent=agent, name=tool_name, description=tool_description, speaker=name, offers=offers)
    return Specialist(name=name, tool=tool, toolset=toolset)
