"""The settings of one run, read once."""

from datetime import UTC, datetime, time
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from platformdirs import user_data_path
from pydantic import AwareDatetime, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from agents.bounds.limits import Limits
from agents.configuration import AgentSettings, agent_settings
from tools.errors import SettingsError

PREFIX = "ASSISTANT_"
DEFAULT_OPENAI_MODEL = "openai:gpt-4.1-mini"


def default_home() -> Path:
    return user_data_path("assistant", appauthor=False)


def system_zone() -> ZoneInfo:
    """The zone of this machine, or UTC where it has none that is known by name."""
    from tzlocal import get_localzone_name

    return ZoneInfo(get_localzone_name() or "UTC")


class Settings(BaseSettings):
    """Flag > environment > `.env` in the working folder > `assistant.toml` in the home > default."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        env_nested_delimiter="__",
        frozen=True,
        extra="ignore",
    )
    toml_file: ClassVar[Path | None] = None

    home: Path = Field(default_factory=default_home)
    """Folder for everything that is kept."""
    model: str = ""
    """`offline`, or `provider:model`. Empty: an OpenAI model when OPENAI_API_KEY is set, else offline."""
    openai_api_key: SecretStr = Field(default=SecretStr(""), validation_alias="OPENAI_API_KEY")
    """Key for OpenAI or any server that speaks its protocol."""
    openai_base_url: str = Field(default="", validation_alias="OPENAI_BASE_URL")
    """Address of such a server, for example http://localhost:11434/v1."""
    time_zone: ZoneInfo = Field(default_factory=system_zone)
    """IANA name; times without a zone are in this one. Empty: the system's."""
    user_name: str = "Me"
    """Who the assistant works for."""
    user_email: str = "me@localhost"
    """The address mails are sent from and invitations come from."""
    now: AwareDatetime | None = None
    """ISO 8601: what agents and words about time take for now. Empty: the real time."""
    day_first: bool = False
    """Whether 03/04 is the 3rd of April."""
    workday_start: time = time(9)
    """Free time is looked for from this hour."""
    workday_end: time = time(18)
    """Free time is looked for until this hour."""
    hold_s: float = Field(default=10, ge=0)
    """Seconds that a mail approved in the chat is held back and can be undone."""
    approval_days: float = Field(default=0, ge=0)
    """Days after which an approval expires; 0: never."""
    speak: str = Field(default="auto", pattern="^(auto|always)$")
    """`always`: the model words every answer; `auto`: plain results are said without it."""
    fallback_models: tuple[str, ...] = ()
    """Models that take over when one is given up, as JSON: ["anthropic:…", "offline"]."""
    limits: Limits = Limits()
    """What a turn may take; `[limits]` in assistant.toml."""
    hooks: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Functions of your own by moment, as JSON: {"before_turn": ["module:function"]}."""
    plans: bool = True
    """Whether steps that depend on each other may be named at once and then taken one by one."""
    agents: dict[str, AgentSettings] = Field(default_factory=dict)
    """What is different for an agent, and agents of your own; `[agents.NAME]` in assistant.toml."""
    notify: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Who is told of which messages, as JSON: {"type:approval": ["bell", "a command", "https://…"]}."""
    telemetry: str = ""
    """Address of an OpenTelemetry collector (OTLP over HTTP) that is sent spans. Empty: none."""
    sync_s: float = Field(default=60, gt=0)
    """While the chat is open or a turn runs, servers are compared with at most so often."""
    thread_wait_s: float = Field(default=30, ge=0)
    """Seconds to wait for a conversation that another process is busy with."""
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    """How much goes to logs/assistant.log."""

    @field_validator("now", mode="before")
    @classmethod
    def _aware_now(cls, value: Any, info: ValidationInfo) -> Any:
        """A time without an offset is in the user's zone."""
        if isinstance(value, str) and value:
            parsed = datetime.fromisoformat(value)
            return parsed if parsed.tzinfo else parsed.replace(tzinfo=info.data.get("time_zone", UTC))
        return value or None

    @field_validator("home")
    @classmethod
    def _absolute_home(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("agents", mode="before")
    @classmethod
    def _agents(cls, value: Any) -> Any:
        """A table that can't be used is named, with what would do."""
        return agent_settings(value) if isinstance(value, dict) else value

    @property
    def model_name(self) -> str:
        """The model that answers, the default resolved."""
        if self.model:
            return self.model
        return DEFAULT_OPENAI_MODEL if self.openai_api_key.get_secret_value() else "offline"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # the parent names it
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        sources = (init_settings, env_settings, dotenv_settings)
        if cls.toml_file is None:
            return sources
        return (*sources, TomlConfigSettingsSource(settings_cls, cls.toml_file))


def load_settings(**flags: Any) -> Settings:
    """The settings, with `flags` before all other sources; None among them counts as not given.

    Raises:
        SettingsError: a value can't be used; the message names the setting and says what would do.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        home = Settings(**given).home
        toml = home / "assistant.toml"
        if not toml.is_file():
            return Settings(**given)
        return _with_toml(toml)(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "a setting"
        shown = name if name.isupper() else f"{PREFIX}{name.upper()}"
        raise SettingsError(f"{shown} can't be {first['input']!r}: {first['msg']}") from error
    except OSError as error:
        raise SettingsError(f"{error.filename or 'the settings'} can't be read: {error.strerror}") from error
    except ValueError as error:
        where = toml if isinstance(error, TOMLDecodeError) else "the settings"
        raise SettingsError(f"{where} can't be read: {error}") from error


def _with_toml(path: Path) -> type[Settings]:
    class SettingsWithFile(Settings):
        toml_file: ClassVar[Path | None] = path

    return SettingsWithFile
