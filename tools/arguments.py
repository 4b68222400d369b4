"""A model's arguments, read as a person would read them: small models say the right thing in another form.

What is read another way is shown before anything happens. What is not understood is refused by name, and
never dropped.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from tools.errors import ToolError

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool
    from pydantic import BaseModel

NEAR: Mapping[str, tuple[str, ...]] = {
    "when": ("date", "day", "time", "period", "date_range", "time_range"),
    "start_time": ("start", "when", "date", "time", "begin", "starts_at", "start_date", "datetime"),
    "end_time": ("end", "until", "ends_at", "end_date", "duration", "length"),
    "duration_minutes": ("duration", "length", "minutes"),
    "attendees": ("guests", "participants", "invitees", "people", "with"),
    "attendee": ("guest", "participant", "person", "with", "attendees"),
    "add_attendees": ("attendees", "guests", "add_guests", "invite"),
    "remove_attendees": ("remove_guests", "uninvite"),
    "title": ("name", "summary", "subject", "event", "event_title"),
    "location": ("place", "where", "room"),
    "description": ("notes", "details", "body"),
    "recurrence": ("repeat", "rrule", "repeats", "recurring"),
    "reminder_minutes": ("reminder", "reminders", "remind"),
    "calendar": ("calendar_name", "calendar_id"),
    "event_id": ("id", "event", "uid"),
    "email_id": ("id", "email", "mail_id", "message_id", "mail"),
    "to": ("recipient", "recipients", "to_email", "email", "address"),
    "sender": ("from", "from_email", "author"),
    "recipient": ("to", "recipients"),
    "body": ("message", "text", "content", "body_text"),
    "send_at": ("when", "time", "at", "later", "send_time"),
    "query": ("q", "search", "keywords", "words", "text"),
    "limit": ("max", "count", "max_results", "top", "n"),
    "attachments": ("files", "attachment", "file"),
    "request": ("task", "instruction", "instructions", "query", "message", "text"),
    "name": ("query", "person", "who", "contact"),
    "reason": ("why", "message"),
}
"""By argument: what models call it too. It counts only for a tool that has no argument of that name."""
NOTHING = frozenset({"", "null", "none", "nil", "n/a", "undefined", "not specified", "not given"})
_PLAIN = frozenset({"default", "primary", "main", "my calendar"})
"""What models call the calendar when they mean no particular one."""
_YES, _NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
_PARTED = re.compile(r"\s*[,;\n]\s*|\s+and\s+")
_PLACEHOLDER = re.compile(
    r"[\[<{]{1,2}\s*(?:your|recipient|sender|user|insert|e-?mail|name|address|date|time|first|last|company)"
    r"(?:[\s_-]*(?:name|e-?mail|address|date|time|here|your|the|signature|subject|position|title)){0,3}\s*[\]>}]{1,2}",
    re.IGNORECASE,
)


def meant_for(tool: "BaseTool", args: Mapping[str, Any]) -> dict[str, Any]:
    """`args` as `tool` has them; untouched where it has no pydantic schema, as a server's tools.

    Raises:
        ToolError: an argument is unknown, or a placeholder; the message says what there is.
    """
    from pydantic import BaseModel

    schema = tool.args_schema
    return (
        as_meant(args, schema) if isinstance(schema, type) and issubclass(schema, BaseModel) else dict(args)
    )


def as_meant(args: Mapping[str, Any], schema: "type[BaseModel]") -> dict[str, Any]:
    """`args` under the names and in the types of `schema`; what isn't given is left out.

    Raises:
        ToolError: an argument is unknown, or a placeholder; the message names those that there are.
    """
    fields = _fields(schema)
    meant: dict[str, Any] = {}
    for name, value in args.items():
        place = name if name in fields else _place(name, fields, args)
        if place is None or place in meant:
            raise ToolError(f"there is no argument {name!r}; the arguments are {', '.join(fields)}")
        read = _read(value, fields[place], place)
        if read is not None:
            meant[place] = read
    for name, value in meant.items():
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str) and (found := _PLACEHOLDER.search(text)):
                raise ToolError(
                    f"{name} has a placeholder, {found.group()!r}: put in what it stands for, or ask"
                )
    return meant


@lru_cache
def _fields(schema: "type[BaseModel]") -> Mapping[str, str]:
    """Of which kind each argument is."""
    return {name: _kind(field.annotation) for name, field in schema.model_fields.items()}


def _kind(annotation: Any) -> str:
    if get_origin(annotation) in (Union, UnionType):
        return next(_kind(one) for one in get_args(annotation) if one is not NoneType)
    if get_origin(annotation) is list:
        return "numbers" if get_args(annotation) == (int,) else "texts"
    if get_origin(annotation) is Literal:
        return "choice"
    return {str: "text", int: "number", bool: "flag"}.get(annotation, "other")


def _place(name: str, fields: Iterable[str], given: Mapping[str, Any]) -> str | None:
    """The one argument that is meant by `name`."""
    said = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).replace("-", "_").replace(" ", "_").lower()
    if said in fields:
        return said if said not in given else None
    fits = [field for field in fields if field not in given and said in NEAR.get(field, ())]
    return fits[0] if fits else None


def _read(value: Any, kind: str, name: str) -> Any:
    """`value` as its argument has it; None where nothing is given."""
    if value is None or (isinstance(value, str) and value.strip().casefold() in NOTHING):
        return None
    match kind:
        case "texts":
            return [text for each in _listed(value) if (text := _read(each, "text", name)) is not None]
        case "numbers":
            return [_number(each, name) for each in _listed(value)]
        case "number":
            return _number(value, name)
        case "flag" if isinstance(value, str) and value.strip().lower() in _YES | _NO:
            return value.strip().lower() in _YES
        case "choice" if isinstance(value, str):
            return value.strip().lower()
        case "text" if name == "calendar" and str(value).strip().lower() in _PLAIN:
            return None
        case "text" if isinstance(value, int | float) and not isinstance(value, bool):
            return f"{value} minutes" if name == "end_time" else str(value)
        case "text" if isinstance(value, list) and len(value) == 1:
            return _read(value[0], kind, name)
    return value


def _listed(value: Any) -> list[Any]:
    """A list, or what stands for one: a text with commas, a list as JSON, a single thing."""
    if isinstance(value, list):
        return value
    if not isinstance(value, str):
        return [value]
    text = value.strip()
    if text.startswith("["):
        try:
            read = json.loads(text)
        except json.JSONDecodeError:
            read = None
        if isinstance(read, list):
            return read
    # A name in quotes, or one before its address, may hold a comma: it is left for who reads addresses.
    return [text] if "<" in text or '"' in text else _PARTED.split(text)


def _number(value: Any, name: str) -> Any:
    """A number, also in words or with its unit: of minutes, "1 hour" is 60."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    minutes = _minutes(text) if "minutes" in name else None
    found = _minutes(f"{text} minutes") if minutes is None else minutes
    return value if found is None else found


def _minutes(text: str) -> int | None:
    """Whole minutes of a length in words."""
    from tools.timewords import Kind, resolve

    found = resolve(text, now=datetime(2000, 1, 1, tzinfo=UTC))
    if found is None or not found.certain or found.kind is not Kind.DURATION or found.duration is None:
        return None
    return found.duration // timedelta(minutes=1)
