"""What `assistant.toml` says of each agent, and of agents of one's own. Imports nothing heavy.

[agents.calendar]                     # one of ours: only what is to be different
model = "openai:gpt-6-luna"
temperature = 0.2                     # and further options: agents/providers/options.py

[agents.clock]                        # one of one's own
description = "Tells the time in any city, and converts times between zones."
prompt = "You answer questions about time zones with your tools."
mcp = { command = "mcp-server-time" }
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from agents.bounds.limits import Limits
from agents.providers.options import ModelOptions
from tools.errors import SettingsError

OURS = ("supervisor", "calendar", "email", "tasks", "contacts")


class McpServer(BaseModel):
    """A program that offers tools by the Model Context Protocol: one to start, or one at an address."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    command: str = ""
    args: tuple[str, ...] = ()
    env: dict[str, str] = Field(default_factory=dict)
    url: str = ""
    """Of a server that runs already and speaks streamable HTTP."""

    @model_validator(mode="after")
    def _one_of_both(self) -> "McpServer":
        if bool(self.command) == bool(self.url):
            raise ValueError("give either command or url")
        return self


class AgentSettings(ModelOptions):
    """What can be set for an agent, the options of its model among it."""

    enabled: bool = True
    model: str = ""
    """`provider:model`; empty: the one of all others."""
    prompt: str = ""
    """The system prompt."""
    prompt_file: Path | None = None
    """A file that holds it; a relative path is below the home."""
    description: str = ""
    """What the supervisor is told that this agent is for."""
    tools: tuple[str, ...] = ()
    """Functions that return tools: `module:function`, or a name of the entry points `assistant.tools`."""
    mcp: McpServer | None = None
    reads: tuple[str, ...] = ()
    """Tools that only look, as you know them: every other one asks before it is used, whatever it says of
    itself."""
    same_call: int | None = Field(default=None, ge=1)
    """How often the agent may make the very same tool call in one turn."""
    first_token_s: float | None = Field(default=None, gt=0)
    """Seconds that its model may send nothing at first."""
    silence_s: float | None = Field(default=None, gt=0)
    """Seconds that its model may fall silent in an answer."""

    def limited(self, limits: Limits) -> Limits:
        """`limits` with what is set for this agent in its place."""
        return replace(
            limits,
            same_call=self.same_call or limits.same_call,
            first_token_s=self.first_token_s or limits.first_token_s,
            silence_s=self.silence_s or limits.silence_s,
        )


def agent_settings(tables: dict[str, Any]) -> dict[str, AgentSettings]:
    """The settings of each agent, from the tables `[agents.NAME]`.

    Raises:
        SettingsError: a table can't be used; the message names it and says what would do.
    """
    found: dict[str, AgentSettings] = {}
    for name, table in tables.items():
        where = f"[agents.{name}] in assistant.toml"
        if not name.isidentifier() or not name.islower():
            raise SettingsError(f"{where}: an agent's name is lower-case letters, digits and _")
        try:
            settings = AgentSettings.model_validate(table)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            raise SettingsError(f"{where}: {field + ': ' if field else ''}{first['msg']}") from error
        if name not in OURS and settings.enabled:
            _complete(where, settings)
        found[name] = settings
    return found


def _complete(where: str, settings: AgentSettings) -> None:
    if not settings.description:
        raise SettingsError(f"{where} needs a description: the supervisor chooses by it")
    if not settings.prompt and settings.prompt_file is None:
        raise SettingsError(f"{where} needs a prompt or a prompt_file")
    if not settings.tools and settings.mcp is None:
        raise SettingsError(f"{where} needs tools or an mcp server")
