"""The arguments of an approval as fields that a person can type in, and back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from tools.errors import InputError
from tools.people.mailboxes import entries_in


@dataclass(frozen=True)
class Field:
    """One line of a form; long text deserves an editor instead."""

    name: str
    label: str
    text: str
    is_long: bool = False


_LABELS = {"start_time": "start", "end_time": "end", "reminder_minutes": "reminders", "send_at": "send at"}
_FIXED = re.compile(r"_id$|^occurrence$")
"""What an approval is about can't be edited: rejecting it is the way to another."""
_LONG = ("body", "description")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00[+-]\d\d:\d\d")


def fields(args: Mapping[str, Any], zone: tzinfo | None = None) -> list[Field]:
    """What can be changed of `args`, in order; times as they are in `zone`."""
    return [
        Field(name, _LABELS.get(name, name.replace("_", " ")), as_text(value, zone), is_long=name in _LONG)
        for name, value in args.items()
        if not _FIXED.search(name) and not isinstance(value, Mapping)
    ]


def changes(args: Mapping[str, Any], typed: Mapping[str, str], zone: tzinfo | None = None) -> dict[str, Any]:
    """The arguments whose text, as `fields` gave it, was changed, with their new values.

    Raises:
        InputError: a number or a yes was expected.
    """
    return {
        name: _value(name, text, args[name])
        for name, text in typed.items()
        if text != as_text(args[name], zone)
    }


def as_text(value: Any, zone: tzinfo | None = None) -> str:
    """An argument as it is typed: a time of whole minutes in `zone`, without the offset."""
    match value:
        case str() if zone is not None and _INSTANT.fullmatch(value):
            return f"{datetime.fromisoformat(value).astimezone(zone):%Y-%m-%d %H:%M}"
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def _value(name: str, text: str, before: Any) -> Any:
    match before:
        case bool():
            return _yes_or_no(name, text)
        case int():
            return _number(name, text)
        case list() | tuple():
            parts = entries_in(text)
            numbers = name.endswith("_minutes")
            return [_number(name, part) for part in parts] if numbers else parts
        case None:
            return text or None
        case _:
            return text


def _yes_or_no(name: str, text: str) -> bool:
    answer = text.strip().lower()
    if answer not in ("yes", "y", "true", "no", "n", "false"):
        raise InputError(f"{name} is yes or no, not {text!r}")
    return answer in ("yes", "y", "true")


def _number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise InputError(f"{name} needs a whole number, not {text!r}") from error
