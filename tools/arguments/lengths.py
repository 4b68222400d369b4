"""Numbers and lengths of time, in the forms in which models give them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from tools.errors import ToolError
from tools.patterns import Pattern

_ISO_LENGTH = Pattern(r"^(?P<sign>-?)P(?:(?P<d>\d+)D)?(?:T(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?)?$", re.IGNORECASE)
_BEFORE = Pattern(r"\s+(?:before.*|prior.*|in advance|ahead|earlier)$", re.IGNORECASE)
_LENGTHS = frozenset("duration length move_by shift shift_by delay delay_by postpone_by by".split())
_HOURS_AT_MOST = 4
"""A bare length up to this is one of hours: nobody meets for four minutes."""


def with_unit(text: str, said: str) -> str:
    """A time, or a length that is written as machines do: PT1H."""
    if iso := _ISO_LENGTH.match(text.strip()):
        parts = {unit: int(iso[unit] or 0) for unit in "dhm"}
        minutes = parts["d"] * 24 * 60 + parts["h"] * 60 + parts["m"]
        return f"{iso['sign']}{minutes} minutes"
    if _plain_length(said) and re.fullmatch(r"-?\d+(\.\d+)?", text.strip()):
        return ended(float(text), said)
    return text


def _plain_length(said: str) -> bool:
    return (
        said in _LENGTHS
        or "minute" in said
        or "hour" in said
        or "mins" in said
        or said.startswith("duration")
    )


def ended(amount: float, said: str) -> str:
    """A bare number where a length, or an end, is wanted."""
    shown = f"{amount:g}"
    if "hour" in said:
        return f"{shown} hours"
    if "min" in said:
        return f"{shown} minutes"
    if _plain_length(said):
        return f"{shown} hours" if abs(amount) <= _HOURS_AT_MOST else f"{shown} minutes"
    # Of an end: an hour of the day, or more than there are.
    return shown if 0 <= amount <= 24 else f"{shown} minutes"


def number(value: Any, name: str, said: str) -> Any:
    """A number, also in words or with its unit: of minutes, "1 hour" is 60.

    Raises:
        ToolError: it is a yes.
    """
    if isinstance(value, dict) and set(value) <= {"minutes", "method", "type", "unit"} and "minutes" in value:
        value = value["minutes"]
    if value is True:
        raise ToolError(f"{name} is {value!r}; say how many")
    minutes = "minutes" in name
    if isinstance(value, int | float):
        return round(value * 60) if minutes and "hour" in said else value
    if not isinstance(value, str):
        return value
    text = _BEFORE.sub("", value.strip())
    if re.fullmatch(r"-?\d+(\.0+)?", text):
        return int(float(text)) * (60 if minutes and "hour" in said else 1)
    if minutes and (iso := _ISO_LENGTH.match(text)):
        text = with_unit(iso.group(), said)
    found = _minutes(text) if minutes else None
    found = _minutes(f"{text} minutes") if found is None else found
    return value if found is None else found


def _minutes(text: str) -> int | None:
    """Whole minutes of a length in words."""
    from tools.timewords import Kind as TimeKind
    from tools.timewords import resolve

    found = resolve(text, now=datetime(2000, 1, 1, tzinfo=UTC))
    if found is None or not found.certain or found.kind is not TimeKind.DURATION or found.duration is None:
        return None
    return found.duration // timedelta(minutes=1)
