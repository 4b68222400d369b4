"""A value as its argument has it, in whatever form a model gave it."""

import json
import re
from collections.abc import Mapping
from typing import Any

from tools.arguments.lengths import ended, number, with_unit
from tools.arguments.schemas import Kind
from tools.errors import ToolError
from tools.patterns import Pattern

NOTHING = frozenset(
    {"", "null", "none", "nil", "n/a", "undefined", "not specified", "not given", "unspecified"}
)
NOTHING_OF: Mapping[str, frozenset[str]] = {
    "calendar": frozenset({"default", "primary", "main", "my calendar", "the default calendar"}),
    "recurrence": frozenset(
        {"no", "false", "never", "does not repeat", "no repeat", "not recurring", "no recurrence"}
    ),
    "send_at": frozenset({"now", "immediately", "right away", "asap", "right now", "at once"}),
    "folder": frozenset({"all", "any", "all folders", "all mail"}),
}
"""By argument: what models write too where they mean no particular one."""
SAME: Mapping[str, str] = {
    **dict.fromkeys(("medium", "default", "regular"), "normal"),
    "important": "high",
    **dict.fromkeys(("deleted", "bin"), "trash"),
    **dict.fromkeys(("accepted", "yes"), "accept"),
    **dict.fromkeys(("declined", "no"), "decline"),
    "tentative": "maybe",
}
"""What a choice is called too."""
_YES, _NO = frozenset({"true", "yes", "1", "on"}), frozenset({"false", "no", "0", "off"})
_STEPS = Pattern(r"\n|;\s*(?=\w+:)")
_QUOTED = Pattern(r"""\A\s*(?:"[^"]*"|'[^']*')(?:\s*,\s*(?:"[^"]*"|'[^']*'))+\s*\Z""")
"""A list without its brackets."""
_TOOL = Pattern(r"[a-z]+(?:_[a-z]+)+")
_PARTED = Pattern(r"\s*[,;\n]\s*|\s+and\s+")
_TAGGED = Pattern(r"^\W*(?:event|e-?mail|mail|message)?[_\s]?id\W+(?P<id>[\w-]+)\W*$", re.IGNORECASE)
"""An id as answers have it: `[event_id=abc]`."""
_NAMED = Pattern(
    r"(?:the_)?(?P<name>[a-z]+(?:_[a-z]+)*?)(?:_(?:event|e?mail|message|task|appointment|meeting))?_id"
    r"|(?:(?:event|e?mail|message|task)_)?id_(?:of|for)_(?:the_)?(?P<of>[a-z]+(?:_[a-z]+)*)",
    re.IGNORECASE,
)
"""What a model makes up for an id that it hasn't seen: `dentist_event_id`."""
_WRITTEN_BREAKS = Pattern(r"\\n\\n|(?:(?<=[,.!?;])|(?<=\w\w:))\s?\\n")
_LINES = frozenset({"body", "description", "comment"})
_WORDS = frozenset({"query", "request"})
_TIMES = frozenset({"start_time", "end_time", "when", "send_at"})


def read(value: Any, kind: Kind, name: str, said: str = "") -> Any:
    """`value` as its argument `name` has it; None where nothing is given. `said` is what the model called it.

    Raises:
        ToolError: it can't be read as one; the message says what is wanted.
    """
    if is_nothing(value, name):
        return None
    if value is False and kind.form != "flag":
        return None
    if value is True and kind.form != "flag":
        raise ToolError(f"{name} is {value!r}; say what it is")
    match kind.form:
        case "texts":
            one = Kind("text")
            return [text for each in _listed(value, name) if (text := read(each, one, name)) is not None]
        case "numbers":
            numbers = value if isinstance(value, list) else _listed(value, name)
            return [number(each, name, said) for each in numbers]
        case "number":
            return number(value, name, said)
        case "flag" if str(value).strip().lower() in _YES | _NO:
            return str(value).strip().lower() in _YES
        case "choice" if isinstance(value, str):
            return _choice(value, kind.choices)
        case "text":
            return _text(value, name, said or name)
    return value


def in_words(given: Mapping[str, Any]) -> str:
    """Values as a person would write them down: what stands first as it is, the others with their names."""
    (_, first), *others = given.items()
    named = [f"{name.replace('_', ' ')}: {_spoken(value)}" for name, value in others]
    return "; ".join([*([str(first)] if first else []), *named])


def _spoken(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_spoken(one)}" for key, one in value.items())
    return ", ".join(map(_spoken, value)) if isinstance(value, list) else str(value)


def is_nothing(value: Any, name: str = "") -> bool:
    """Whether `value` is what models write where they give nothing, for any argument or for `name`."""
    if not isinstance(value, str):
        return value is None
    plain = value.strip().casefold().replace("_", " ")
    return plain in NOTHING or plain in NOTHING_OF.get(name, ())


def _text(value: Any, name: str, said: str) -> Any:
    match value:
        case int() | float():
            return ended(value, said) if name in ("end_time", "move_by") else str(value)
        case [one]:
            return read(one, Kind("text"), name, said)
        case list() if name in _LINES:
            return "\n".join(map(_spoken, value))
        case list() if name in _WORDS:
            return " ".join(map(_spoken, value))
        case list() if name.endswith("_id"):
            raise ToolError(f"{name} takes one, not {len(value)}; make a call for each")
        case dict():
            return _of_object(value, name)
        case str() if value.lstrip().startswith("[") and (one := _as_list(value)) and len(one) == 1:
            return read(one[0], Kind("text"), name, said)
        case str() if name in _WORDS and _QUOTED.match(value) and (pieces := _as_list(f"[{value}]")):
            # The first piece may be the tool that is called.
            return " ".join(piece for piece in pieces if not _TOOL.fullmatch(piece)) or value
        case str() if name in _LINES:
            return _with_breaks(value)
        case str() if name.endswith("_id"):
            tagged = _TAGGED.match(value)
            plain = tagged["id"] if tagged else value.strip().strip("\"'`")
            made_up = _NAMED.fullmatch(plain)
            return (made_up["name"] or made_up["of"]).replace("_", " ") if made_up else plain
        case str() if name in ("end_time", "move_by", "start_time"):
            return with_unit(value, said)
    return value


def _of_object(value: Mapping[str, Any], name: str) -> Any:
    """A mailbox or a moment that was given in parts, as servers' own interfaces have them."""
    plain = {str(key).lower(): one for key, one in value.items()}
    moment = plain.get("datetime") or plain.get("date")
    if moment and name in _TIMES and set(plain) <= {"datetime", "date", "timezone"}:
        return f"{moment} {plain.get('timezone') or ''}".strip()
    if address := plain.get("email") or plain.get("address"):
        person = plain.get("name") or plain.get("displayname")
        return f"{person} <{address}>" if person else str(address)
    if set(plain) == {"name"}:
        return str(plain["name"])
    if name == "request":
        return in_words({"": "", **value})
    return value


def _with_breaks(text: str) -> str:
    """`text` with line breaks for those that were written twice over: `Hi,\\nit is on`."""
    if "\n" in text or not _WRITTEN_BREAKS.search(text):
        return text
    return text.replace("\\r\\n", "\n").replace("\\n", "\n")


def _choice(value: str, choices: tuple[str, ...]) -> str:
    """The one that is meant: "INBOX", "sent items", "High", "never before" for `never_before`."""
    plain = value.strip().lower()
    joined = re.sub(r"[\s-]+", "_", plain)
    plain = joined if joined in choices else plain
    plain = SAME.get(plain, plain)
    words = {word.removesuffix("s") for word in re.findall(r"\w+", plain)}
    named = [choice for choice in choices if choice and choice.removesuffix("s") in words]
    return named[0] if plain not in choices and len(named) == 1 else plain


def _listed(value: Any, name: str) -> list[Any]:
    """A list, or what stands for one: a text with commas, a list as JSON, a single thing."""
    if isinstance(value, list):
        return [one for each in value for one in (_listed(each, name) if isinstance(each, list) else [each])]
    if not isinstance(value, str):
        return [value]
    text = value.strip()
    if (found := _as_list(text)) is not None:
        return found
    # A name in quotes, or one before its address, may hold a comma: it is left for who reads addresses.
    if name == "steps":
        return [step for step in _STEPS.split(text) if step.strip()]
    return _mailboxes(text) if "<" in text or '"' in text else _PARTED.split(text)


def _as_list(text: str) -> list[Any] | None:
    """A list that was written as JSON, or as Python has it."""
    if not text.lstrip().startswith("["):
        return None
    for form in (text, text.replace("'", '"')):
        try:
            found = json.loads(form)
        except json.JSONDecodeError:
            continue
        return found if isinstance(found, list) else None
    return None


def _mailboxes(text: str) -> list[str]:
    """Names with addresses behind them, parted where an address ends: a name in quotes may hold a comma."""
    return [one for each in re.split(r"(?<=>)\s*(?:[,;]|and\b)\s*", text) if (one := each.strip())]
