"""The limits of a grant as a person types them: on a command line, in a form."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from assistant.contract import USUAL_USES, GrantOffer
from assistant.grants import Limits
from assistant.views.fields import Field
from tools.effects.grants.scope import NUMBERS
from tools.errors import InputError

LISTS = ("people", "domains", "calendars", "folders", "weekdays")
LABELS = {
    "people": "people",
    "domains": "everybody at",
    "calendars": "calendars",
    "folders": "from folders",
    "hours": "hours",
    "weekdays": "weekdays",
    "recipients": "people at once",
    "chars": "characters",
    "attachment_bytes": "bytes attached",
    "minutes": "minutes long",
    "series": "whole series",
    "most": "how often",
    "until": "until",
}
ABOUT = {
    "folders": ("folders", "hours", "weekdays"),
    "calendars": (
        "people", "domains", "calendars", "hours", "weekdays", "recipients", "chars", "minutes", "series",
    ),
    "people": ("people", "domains", "hours", "weekdays", "recipients", "chars", "attachment_bytes"),
}  # fmt: skip
"""The limits that make a difference, by what the scope is about."""
ANY = "any"


def read_limits(typed: Mapping[str, str], now: datetime) -> Limits:
    """The limits in these texts, by name; lists with commas, `any` for no bound, the day as it is said.

    Raises:
        InputError: one of them can't be read.
    """
    scope: dict[str, Any] = {}
    for name, text in typed.items():
        if name in LISTS:
            scope[name] = [part.strip() for part in text.split(",") if part.strip()]
        elif name in NUMBERS:
            scope[name] = None if text.strip().lower() in ("", ANY) else _number(name, text)
        elif name == "series":
            scope[name] = text.strip().lower() in ("yes", "y", "true")
        elif name == "hours":
            scope[name] = text
    most = _number("most", typed["most"]) if "most" in typed else USUAL_USES
    return Limits(scope, most, _day(typed["until"], now) if typed.get("until", "").strip() else None)


def limit_fields(offer: GrantOffer) -> list[Field]:
    """What can be changed of `offer`, as the lines of a form."""
    scope = offer.scope
    about = ABOUT[next((name for name in ("folders", "calendars") if name in scope), "people")]
    shown = {name: _as_text(name, scope.get(name)) for name in about}
    return [Field(name, LABELS[name], text) for name, text in (shown | _end(offer)).items()]


def last_day(offer: GrantOffer) -> date:
    """The last day on which it counts, in the zone of its `expires_at`."""
    return (offer.expires_at - timedelta(microseconds=1)).date()


def _end(offer: GrantOffer) -> dict[str, str]:
    return {"most": str(offer.most), "until": last_day(offer).isoformat()}


def _as_text(name: str, value: Any) -> str:
    if name == "series":
        return "yes" if value else "no"
    if name in NUMBERS:
        return ANY if value is None else str(value)
    return ", ".join(value) if isinstance(value, list) else str(value or "")


def _number(name: str, text: str) -> int:
    try:
        return int(text.replace(",", "").strip())
    except ValueError as error:
        raise InputError(f"{LABELS[name]} needs a whole number or {ANY}, not {text!r}") from error


def _day(text: str, now: datetime) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        from tools.timewords import resolve

        found = resolve(text, now=now)
    start = found.start if found and found.certain else None
    if start is None:
        raise InputError(f"{text!r} is no day; write 2026-12-31, or: next Friday") from None
    return start.date() if isinstance(start, datetime) else start
