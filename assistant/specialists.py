"""Agents of one's own, from Python."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.settings import Settings
from tools.errors import InputError

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool


@dataclass(frozen=True)
class Specialist:
    """An agent that the supervisor can hand requests to, as `[agents.NAME]` in `assistant.toml` is one.

    What carries an approved call out has to know its tools: another process that takes up what waits, such as
    `assistant worker`, knows only those of `assistant.toml`.
    """

    name: str
    """Its layer in usage and traces: lower-case letters, digits and `_`."""
    description: str
    """What the supervisor is told that it is for."""
    prompt: str
    """Its system prompt; the rules that every specialist has follow it."""
    tools: "Sequence[BaseTool | Callable[..., Any]]"
    """LangChain's tools, or functions with a docstring, which is what the model reads."""
    reads: Sequence[str] = ()
    """Names of the tools that only look: every other one asks before it is used."""
    model: str = ""
    """A name as in ASSISTANT_MODEL; where it is empty, the one of all others."""


def with_specialists(settings: Settings, specialists: Sequence[Specialist]) -> Settings:
    """`settings` with the agents that `specialists` describe.

    Raises:
        InputError: one can't be used, or its name is taken.
    """
    if not specialists:
        return settings
    from agents.configuration import OURS, AgentSettings

    agents = dict(settings.agents)
    for one in specialists:
        if not one.name.isidentifier() or not one.name.islower():
            raise InputError(f"a specialist's name is lower-case letters, digits and _, not {one.name!r}")
        if one.name in agents or one.name in OURS:
            raise InputError(f"there is an agent {one.name!r} already; give the specialist another name")
        if not (one.description and one.prompt and one.tools):
            raise InputError(f"the specialist {one.name!r} needs a description, a prompt and tools")
        agents[one.name] = AgentSettings(
            description=one.description, prompt=one.prompt, reads=tuple(one.reads), model=one.model
        )
    return replace(settings, agents=agents)
