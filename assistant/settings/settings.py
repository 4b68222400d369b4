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
from agents.bounds.unasked import Unasked
from assistant.settings.powers import Power
from assistant.settings.readers import (
    as_address,
    as_addresses,
    as_agents,
    as_flag,
    as_folder,
    as_limits,
    as_model_options,
    as_moment,
    as_names,
    as_names_by_key,
    as_text,
    as_texts_by_key,
    as_time,
    as_unasked,
    as_user_id,
    as_workflows,
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
    from agents.providers.options import ModelOptions
    from assistant.settings.workflows import Workflow
    from assistant.settings.working_folder import WorkingFolder

PREFIX = "ASSISTANT_"
HERE = Path()
DEFAULT_OPENAI_MODEL = "openai:gpt-6-luna"
"""OpenAI's small one for many calls with tools, at $0.10 and $0.50 for a million tokens in and out; looked up
on 28 November 2026: https://developers.openai.com/api/docs/models/gpt-6-luna."""


def default_home() -> Path:
    from platformdirs import user_data_path

    return user_data_path("assistant", appauthor=False)


def system_zone() -> ZoneInfo:
    """The zone of this machine, or UTC where it has none that is known by name."""
    from tzlocal import get_localzone_name

    return ZoneInfo(get_localzone_name() or "UTC")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Flag > environment > `.env` in the working folder > `assistant.toml` in the home > default.

    Each field says what it could do if somebody else wrote it: only what has no power is taken from the
    `.env` of a folder that the person hasn't said they trust.
    """

    home: Path = setting(as_folder, make=default_home, power=Power.HOME)
    """Folder for everything that is kept."""
    database: str = setting(as_text, "", secret=True, power=Power.ADDRESS)
    """`postgresql://user:password@host/database`: threads, approvals, effects and the rest of what is
    remembered are there, for any number of machines. Empty: in a file of the home."""
    user_id: str = setting(as_user_id, "", power=Power.HOME)
    """Whose rows of such a database these are; another person's are never seen. Empty: it has one person."""
    model: str = setting(as_text, "", power=Power.ADDRESS)
    """`offline`, or `provider:model`. Empty: an OpenAI model when OPENAI_API_KEY is set, else offline."""
    openai_api_key: str = setting(as_text, "", secret=True, power=Power.ADDRESS)
    """Key for OpenAI or any server that speaks its protocol."""
    openai_base_url: str = setting(as_text, "", power=Power.ADDRESS)
    """Address of such a server, for example http://localhost:11434/v1."""
    time_zone: ZoneInfo = setting(as_zone, make=system_zone, power=Power.NONE)
    """IANA name; times without a zone are in this one. Empty: the system's."""
    user_name: str = setting(as_text, "Me", power=Power.NONE)
    """Who the assistant works for."""
    user_email: str = setting(as_address, "me@localhost", power=Power.ADDRESS)
    """The address mails are sent from and invitations come from."""
    user_addresses: tuple[str, ...] = setting(as_addresses, (), structured=True, power=Power.ADDRESS)
    """Further addresses that reach you, as JSON: ["info@example.org"]."""
    signatures: Mapping[str, str] = setting(as_texts_by_key, make=dict, structured=True, power=Power.ADDRESS)
    """What stands below your mails, by the address they are sent from, as JSON: {"me@example.org": "Sam"}."""
    outbox: str = setting(as_text, "", power=Power.CODE)
    """Command that sends mails where no account does, such as `msmtp -t`; it reads stdin. Empty: none."""
    now: datetime | None = setting(as_moment, None, power=Power.NONE)
    """ISO 8601: what agents and words about time take for now. Empty: the real time."""
    day_first: bool = setting(as_flag, False, power=Power.NONE)
    """Whether 03/04 is the 3rd of April."""
    workday_start: time = setting(as_time, time(9), power=Power.NONE)
    """Free time is looked for from this hour."""
    workday_end: time = setting(as_time, time(18), power=Power.NONE)
    """Free time is looked for until this hour."""
    hold_s: float = setting(at_least(0), 10, power=Power.NONE)
    """Seconds that a mail approved in the chat is held back and can be undone."""
    approval_days: float = setting(at_least(0), 0, power=Power.NONE)
    """Days after which an approval expires; 0: never."""
    speak: str = setting(one_of("auto", "always"), "auto", power=Power.NONE)
    """`always`: the model words every answer; `auto`: plain results are said without it."""
    model_first: str = setting(one_of("none", "offline", "never"), "none", power=Power.NONE)
    """`offline`: the built-in model reads each request first, and acts where it is certain, without a token;
    the rest goes to the language model, without a trace of the attempt. `none`: it takes only what a model on
    this machine could not do; `never`: not even that."""
    summaries: str = setting(one_of("journal", "model"), "journal", power=Power.NONE)
    """`model`: turns too old for the journal's digest are summed up by the model, a call every 20 turns."""
    fallback_models: tuple[str, ...] = setting(as_names, (), structured=True, power=Power.ADDRESS)
    """Models that take over when one is given up, as JSON: ["anthropic:…", "offline"]."""
    model_options: "ModelOptions | None" = setting(
        as_model_options, None, structured=True, power=Power.ADDRESS
    )
    """How models are asked: temperature, reasoning_effort, …; `[model_options]` in assistant.toml, and the
    same names in `[agents.NAME]`."""
    limits: Limits = setting(as_limits, Limits(), structured=True, power=Power.LIMIT)
    """What a turn may take; `[limits]` in assistant.toml."""
    unasked: Unasked = setting(as_unasked, Unasked(), structured=True, power=Power.QUESTION)
    """What goes ahead in a turn without a question; `[unasked]` in assistant.toml."""
    hooks: Mapping[str, tuple[str, ...]] = setting(
        as_names_by_key, make=dict, structured=True, power=Power.CODE
    )
    """Functions of your own by moment, as JSON: {"before_turn": ["module:function"]}."""
    plans: bool = setting(as_flag, True, power=Power.NONE)
    """Whether steps that depend on each other may be named at once and then taken one by one."""
    agents: "Mapping[str, AgentSettings]" = setting(as_agents, make=dict, structured=True, power=Power.CODE)
    """What is different for an agent, and agents of your own; `[agents.NAME]` in assistant.toml."""
    workflows: "Mapping[str, Workflow]" = setting(as_workflows, make=dict, structured=True, power=Power.CODE)
    """Named steps that `assistant workflows run NAME` takes; `[workflows.NAME]` in assistant.toml."""
    notify: Mapping[str, tuple[str, ...]] = setting(
        as_names_by_key, make=dict, structured=True, power=Power.CODE
    )
    """Who is told of which messages, as JSON: {"type:approval": ["bell", "a command", "https://…"]}."""
    telemetry: str = setting(as_text, "", power=Power.ADDRESS)
    """Address of an OpenTelemetry collector (OTLP over HTTP) that is sent spans. Empty: none."""
    listed_words: tuple[str, ...] = setting(as_names, (), structured=True, power=Power.LIMIT)
    """Words that a mail shouldn't have unnoticed, as JSON; a card warns of them."""
    journal_days: float = setting(at_least(0), 0, power=Power.LIMIT)
    """Days after which messages leave the journal (`trace`); 0: never. Conversations and effects stay."""
    sync_s: float = setting(more_than(0), 60, power=Power.NONE)
    """While the chat is open or a turn runs, servers are compared with at most so often."""
    thread_wait_s: float = setting(at_least(0), 30, power=Power.NONE)
    """Seconds to wait for a conversation that another process is busy with."""
    form_wait_s: float = setting(more_than(0), 600, power=Power.NONE)
    """Seconds that a card waits in another program for an answer; then the question stays open."""
    theme: str = setting(one_of("terminal", "dark", "light", "none"), "terminal", power=Power.NONE)
    """Colours: the terminal's own, those for a dark or a light background, or none. NO_COLOR: none, too."""
    log_level: str = setting(one_of("DEBUG", "INFO", "WARNING", "ERROR"), "INFO", power=Power.NONE)
    """How much is logged."""
    log_to: str = setting(one_of("file", "stderr"), "file", power=Power.NONE)
    """`file`: logs/assistant.log in the home; `stderr`: where service managers and containers collect it."""
    log_format: str = setting(one_of("lines", "json"), "lines", power=Power.NONE)
    """`json`: an object a line, for programs that gather logs."""
    monitor: str = setting(as_text, "", power=Power.ADDRESS)
    """ADDRESS:PORT at which `worker` and `web` answer /health, /ready and /metrics. Empty: nowhere."""
    left_out: str = ""
    """No setting: which lines of the working folder's `.env` were not taken, as a sentence. Empty: none."""

    @property
    def model_name(self) -> str:
        """The model that answers, the default resolved."""
        if self.model:
            return self.model
        return DEFAULT_OPENAI_MODEL if self.openai_api_key else "offline"

    @property
    def models(self) -> tuple[str, ...]:
        """Each that may be asked: the one that answers, those of single agents, those that take over."""
        own = (agent.model for agent in self.agents.values())
        return tuple(dict.fromkeys(filter(None, (self.model_name, *own, *self.fallback_models))))


def variable(name: str) -> str:
    """The environment variable of the setting called `name`."""
    return name.upper() if name.startswith("openai_") else f"{PREFIX}{name.upper()}"


BY_VARIABLE = {variable(each.name): each for each in fields(Settings) if each.name != "left_out"}


def working_folder(path: Path = HERE) -> "WorkingFolder | None":
    """The folder at `path`, the one that the program was started in, if it has a `.env`.

    Raises:
        SettingsError: the file can't be read.
    """
    try:
        if not (path / ".env").is_file():
            return None
    except OSError as error:
        raise SettingsError(f"{path / '.env'} can't be read: {error.strerror}") from error
    # Most folders have none, and need nothing of this.
    from assistant.settings.trust import Trust
    from assistant.settings.working_folder import WorkingFolder

    return WorkingFolder(path, Trust())


def load_settings(**flags: Any) -> Settings:
    """The settings, with `flags` before all other sources; None among them counts as not given.

    A flag is text, as the environment has it, or already what it stands for.

    Raises:
        SettingsError: a value can't be used; the message names the setting and says what would do.
    """
    given = merged(flags, from_environment(BY_VARIABLE))
    folder = working_folder()
    if folder is not None:
        given = merged(given, folder.settings(BY_VARIABLE))
    home: Path = _read("ASSISTANT_HOME", given) or default_home()
    given = merged(given, from_file(home / "assistant.toml"))
    values = {BY_VARIABLE[name].name: _read(name, given) for name in BY_VARIABLE}
    settings = Settings(
        **{name: value for name, value in values.items() if value is not None},
        left_out=folder.left_out(BY_VARIABLE) if folder else "",
    )
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
