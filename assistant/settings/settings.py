"""The settings of one run, read once.

A plain value, and plain functions that read it: every command needs the settings, and a framework for
them takes longer to import than the rest of a command that only looks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from agents.bounds.limits import Limits
from assistant.settings.readers import (
    as_agents,
    as_flag,
    as_folder,
    as_limits,
    as_moment,
    as_names,
    as_names_by_key,
    as_text,
    as_time,
    as_zone,
    at_least,
    more_than,
    one_of,
    setting,
)
from assistant.settings.sources import from_environment, from_file, merged
from tools.errors import SettingsError

if TYPE_CHECKING:
    from agents.configuration import AgentSettings

PREFIX = "ASSISTANT_"
DEFAULT_OPENAI_MODEL = "openai:gpt-4.1-mini"


def default_home() -> Path:
    from platformdirs import user_data_path

    return user_data_path("assistant", appauthor=False)


def system_zone() -> ZoneInfo:
    """The zone of this machine, or UTC where it has none that is known by name."""
    from tzlocal import get_localzone_name

    return ZoneInfo(get_localzone_name() or "UTC")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Flag > environment > `.env` in the working folder > `assistant.toml` in the home > default."""

    home: Path = setting(as_folder, make=default_home)
    """Folder for everything that is kept."""
    model: str = setting(as_text, "")
    """`offline`, or `provider:model`. Empty: an OpenAI model when OPENAI_API_KEY is set, else offline."""
    openai_api_key: str = setting(as_text, "", secret=True)
    """Key for OpenAI or any server that speaks its protocol."""
    openai_base_url: str = setting(as_text, "")
    """Address of such a server, for example http://localhost:11434/v1."""
    time_zone: ZoneInfo = setting(as_zone, make=system_zone)
    """IANA name; times without a zone are in this one. Empty: the system's."""
    user_name: str = setting(as_text, "Me")
    """Who the assistant works for."""
    user_email: str = setting(as_text, "me@localhost")
    """The address mails are sent from and invitations come from."""
    user_addresses: tuple[str, ...] = setting(as_names, (), structured=True)
    """Further addresses that reach you, as JSON: ["info@example.org"]."""
    now: datetime | None = setting(as_moment, None)
    """ISO 8601: what agents and words about time take for now. Empty: the real time."""
    day_first: bool = setting(as_flag, False)
    """Whether 03/04 is the 3rd of April."""
    workday_start: time = setting(as_time, time(9))
    """Free time is looked for from this hour."""
    workday_end: time = setting(as_time, time(18))
    """Free time is looked for until this hour."""
    hold_s: float = setting(at_least(0), 10)
    """Seconds that a mail approved in the chat is held back and can be undone."""
    approval_days: float = setting(at_least(0), 0)
    """Days after which an approval expires; 0: never."""
    speak: str = setting(one_of("auto", "always"), "auto")
    """`always`: the model words every answer; `auto`: plain results are said without it."""
    fallback_models: tuple[str, ...] = setting(as_names, (), structured=True)
    """Models that take over when one is given up, as JSON: ["anthropic:…", "offline"]."""
    limits: Limits = setting(as_limits, Limits(), structured=True)
    """What a turn may take; `[limits]` in assistant.toml."""
    hooks: Mapping[str, tuple[str, ...]] = setting(as_names_by_key, make=dict, structured=True)
    """Functions of your own by moment, as JSON: {"before_turn": ["module:function"]}."""
    plans: bool = setting(as_flag, True)
    """Whether steps that depend on each other may be named at once and then taken one by one."""
    agents: "Mapping[str, AgentSettings]" = setting(as_agents, make=dict, structured=True)
    """What is different for an agent, and agents of your own; `[agents.NAME]` in assistant.toml."""
    notify: Mapping[str, tuple[str, ...]] = setting(as_names_by_key, make=dict, structured=True)
    """Who is told of which messages, as JSON: {"type:approval": ["bell", "a command", "https://…"]}."""
    telemetry: str = setting(as_text, "")
    """Address of an OpenTelemetry collector (OTLP over HTTP) that is sent spans. Empty: none."""
    sync_s: float = setting(more_than(0), 60)
    """While the chat is open or a turn runs, servers are compared with at most so often."""
    thread_wait_s: float = setting(at_least(0), 30)
    """Seconds to wait for a conversation that another process is busy with."""
    log_level: str = setting(one_of("DEBUG", "INFO", "WARNING", "ERROR"), "INFO")
    """How much goes to logs/assistant.log."""

    @property
    def model_name(self) -> str:
        """The model that answers, the default resolved."""
        if self.model:
            return self.model
        return DEFAULT_OPENAI_MODEL if self.openai_api_key else "offline"


def variable(name: str) -> str:
    """The environment variable of the setting called `name`."""
    return name.upper() if name.startswith("openai_") else f"{PREFIX}{name.upper()}"


BY_VARIABLE = {variable(each.name): each for each in fields(Settings)}


def load_settings(**flags: Any) -> Settings:
    """The settings, with `flags` before all other sources; None among them counts as not given.

    A flag is text, as the environment has it, or already what it stands for.

    Raises:
        SettingsError: a value can't be used; the message names the setting and says what would do.
    """
    given = merged(flags, from_environment(BY_VARIABLE))
    home: Path = _read("ASSISTANT_HOME", given) or default_home()
    given = merged(given, from_file(home / "assistant.toml"))
    values = {BY_VARIABLE[name].name: _read(name, given) for name in BY_VARIABLE}
    settings = Settings(**{name: value for name, value in values.items() if value is not None})
    if settings.now is not None and settings.now.tzinfo is None:
        return replace(settings, now=settings.now.replace(tzinfo=settings.time_zone))
    return settings


def _read(name: str, given: Mapping[str, Any]) -> Any:
    """What is given for the variable `name`; None where nothing is."""
    known = BY_VARIABLE[name]
    value = given.get(known.name)
    if value is None or value == "":
        return None
    try:
        return known.metadata["read"](value)
    except ValueError as error:
        shown = repr(value) if known.repr else "as it is given"
        raise SettingsError(f"{name} can't be {shown}: {error}") from error
