"""What the text of a setting comes to, or a sentence that says what would do.

Each reader takes text, as the environment has it, or a value of TOML or of Python.

Raises:
    ValueError: by every reader, for what can't be used; it says what would do.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, field, fields
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from agents.bounds.limits import Limits
from agents.bounds.unasked import Unasked
from assistant.settings.powers import Power
from tools.people.domains import one_address

if TYPE_CHECKING:
    from agents.configuration import AgentSettings
    from agents.providers.options import ModelOptions
    from assistant.settings.workflows import Workflow

Reader = Callable[[Any], Any]
Table = TypeVar("Table", Limits, Unasked)
FLAGS = dict.fromkeys(("1", "true", "t", "yes", "y", "on"), True) | dict.fromkeys(
    ("0", "false", "f", "no", "n", "off"), False
)


def setting(
    read: Reader,
    default: Any = MISSING,
    *,
    power: Power,
    make: Callable[[], Any] | None = None,
    secret: bool = False,
    structured: bool = False,
) -> Any:
    """A field of the settings that `read` makes of what is given.

    `power`: what it can do when somebody else writes it; only what can do nothing is taken from a working
    folder that isn't trusted. `secret`: it is never shown. `structured`: a table or a list, in the
    environment as JSON.
    """
    about = {"read": read, "structured": structured, "power": power}
    if make is not None:
        return field(default_factory=make, repr=not secret, metadata=about)
    return field(default=default, repr=not secret, metadata=about)


def as_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("give a text")
    return value


def as_user_id(value: Any) -> str:
    text = as_text(value)
    if text and not re.fullmatch(r"[a-z0-9][a-z0-9._@-]{0,62}", text):
        raise ValueError("small letters, digits and . _ @ -, at most 63")
    return text


def as_address(value: Any) -> str:
    return one_address(as_text(value))


def as_addresses(value: Any) -> tuple[str, ...]:
    return tuple(map(as_address, as_names(value)))


def as_folder(value: Any) -> Path:
    if not isinstance(value, str | Path):
        raise ValueError("give the path of a folder")
    try:
        return Path(value).expanduser().absolute()
    except RuntimeError as error:  # nobody is called so
        raise ValueError(str(error)) from error


def as_zone(value: Any) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(as_text(value))
    except (LookupError, OSError, ValueError) as error:
        raise ValueError("give the IANA name of a time zone, like Europe/Berlin") from error


def as_moment(value: Any) -> datetime:
    """Without an offset when none is given."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    try:
        return datetime.fromisoformat(as_text(value))
    except ValueError as error:
        raise ValueError("give a time in ISO 8601, like 2026-03-05T09:00+01:00") from error


def as_time(value: Any) -> time:
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(as_text(value))
    except ValueError as error:
        raise ValueError("give a time of day, like 09:00") from error


def as_flag(value: Any) -> bool:
    found = FLAGS.get(str(value).strip().lower())
    if found is None:
        raise ValueError("give true or false")
    return found


def at_least(least: float) -> Reader:
    def read(value: Any) -> float:
        number = _number(value)
        if not number >= least:
            raise ValueError(f"give a number that is at least {least:g}")
        return number

    return read


def more_than(least: float) -> Reader:
    def read(value: Any) -> float:
        number = _number(value)
        if not number > least:
            raise ValueError(f"give a number above {least:g}")
        return number

    return read


def one_of(*choices: str) -> Reader:
    def read(value: Any) -> str:
        if value not in choices:
            raise ValueError(f"give {', '.join(choices[:-1])} or {choices[-1]}")
        return str(value)

    return read


def as_names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        raise ValueError('give a list of texts, like ["one", "two"]')
    return tuple(value)


def as_names_by_key(value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, Mapping):
        raise ValueError('give lists of texts by name, like {"name": ["one", "two"]}')
    return {str(key): as_names(listed) for key, listed in value.items()}


def as_texts_by_key(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or not all(isinstance(text, str) for text in value.values()):
        raise ValueError('give texts by name, like {"name": "text"}')
    return {str(key): text for key, text in value.items()}


def as_model_options(value: Any) -> "ModelOptions":
    from pydantic import ValidationError

    # Most homes say nothing of models, and need nothing of this.
    from agents.providers.options import ModelOptions

    if isinstance(value, ModelOptions):
        return value
    try:
        return ModelOptions.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{field + ': ' if field else ''}{first['msg']}") from error


def as_limits(value: Any) -> Limits:
    return _numbers(Limits, value)


def as_unasked(value: Any) -> Unasked:
    return _numbers(Unasked, value)


def _numbers(kind: type[Table], value: Any) -> Table:
    """A table of numbers as what it stands for."""
    if isinstance(value, kind):
        return value
    first = fields(kind)[0].name
    if not isinstance(value, Mapping):
        raise ValueError(f'give a table of numbers, like {{"{first}": 12}}')
    numbers: dict[type, Reader] = {int: _whole, float: _number, Decimal: _amount}
    given: dict[str, Any] = {}
    for each in fields(kind):
        if value.get(each.name) in (None, ""):
            continue
        try:
            given[each.name] = numbers[each.type](value[each.name])  # type: ignore[index]  # they are types there
        except ValueError as error:
            raise ValueError(f"{each.name}: {error}") from error
    return kind(**given)


def as_agents(value: Any) -> "dict[str, AgentSettings]":
    """
    Raises:
        SettingsError: a table can't be used; the message names it.
    """
    # Most homes say nothing of agents, and need nothing of this.
    from agents.configuration import agent_settings

    if not isinstance(value, Mapping):
        raise ValueError('give tables by the agents\' names, like {"calendar": {"model": "…"}}')
    return agent_settings(dict(value))


def as_workflows(value: Any) -> "dict[str, Workflow]":
    # Most homes have none, and need nothing of this.
    from assistant.settings.workflows import workflows_of

    if not isinstance(value, Mapping):
        raise ValueError('give tables by name, like {"monday": {"steps": [{"agenda": "this week"}]}}')
    return workflows_of(value)


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise ValueError("give a number") from error


def _whole(value: Any) -> int:
    number = _number(value)
    if not number.is_integer():
        raise ValueError("give a whole number")
    return int(number)


def _amount(value: Any) -> Decimal:
    try:
        amount = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError("give an amount, like 0.50") from error
    if not amount.is_finite():
        raise ValueError("give an amount, like 0.50")
    return amount
