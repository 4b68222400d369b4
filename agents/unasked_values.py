"""What a call gives that nobody wants: small models fill in whatever they are offered."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import Any

from tools.patterns import Pattern
from tools.provenance.folding import words_in
from tools.provenance.known import Text
from tools.provenance.origin import YOU_SAID, Origin
from tools.provenance.texts import COMMON

_NONE = "-"
"""In a change: that there is to be none any more."""
_WHEN = (
    r"\d|\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|to(?:day|morrow|night)|noon|midnight|morning|afternoon"
    r"|evening|weekend|week|month|year|hour|minute|before|after|by|until|till|when|once|soon|later|next|due|urgent"
    r"|asap|immediately|deadline|remind|every|each|daily|weekly|monthly|end of|eod|christmas|easter|holiday"
    r"|birthday)"
)
_GUESTS = r"\b(?:every(?:one|body)|all|both|team|guests?|people|group|colleagues|us|them|they)\b"
_COPIES = r"\b(?:b?cc|copy|everyone|everybody|all|both|team|too|also|as well|loop)\b"
_REMINDS = r"\b(?:remind|alert|alarm|notif|warn)"
_WANTED: Mapping[str, Pattern] = {
    name: Pattern(pattern, re.IGNORECASE)
    for name, pattern in {
        "location": r"\b(?:where|place|location|address|venue|room|somewhere|online|video|zoom|teams|link)\b",
        "description": r"\b(?:descri|detail|agenda|note|text|about|saying|explain|topic|invit)",
        "notes": r"\b(?:descri|detail|note|text|about|saying|explain|mail)",
        "attendees": _GUESTS,
        "add_attendees": _GUESTS,
        "cc": _COPIES,
        "bcc": _COPIES,
        "calendar": r"\bcalendars?\b",
        "due": _WHEN,
        "send_at": _WHEN,
        "recurrence": r"\b(?:every|each|repeat|recur|fortnight|twice|times|always|until|till|anniversary"
        r"|\w+days|(?:bi-?)?(?:dai|week|month|year|annual|quarter)ly|birthday|an? (?:day|week|month|year))",
        "reminder_minutes": rf"{_REMINDS}|\b(?:before|ahead|early|heads|ping|minute|hour)",
    }.items()
}
"""By argument: what words have that want one, whatever it then is."""
_OF_REMINDERS = Pattern(_REMINDS, re.IGNORECASE)
_OF_AN_END = Pattern(
    r"\b(?:until|till?|ends?|ending|long(?:er)?|length\w*|short\w*|extend\w*|all day|quarter|half|h|hrs?"
    r"|hours?|min(?:ute)?s?)\b|\d\s*(?:h|m(?:in)?\b|-|–|to\b|and\b)|\bfrom\b.*\bto\b|\bbetween\b",
    re.IGNORECASE,
)
"""Words that may say when something ends, or how long it takes."""
_BY_ORIGIN = frozenset({"due", "send_at", "recurrence", "reminder_minutes"})
"""What has a source however it is written: times and numbers."""


def is_read_here(said: str) -> bool:
    """Whether words say what they want in a way that is read here: in English, and no mere yes."""
    # Loads words of the built-in model, which a program that only looks does without.
    from agents.asked_for import is_english
    from agents.assents import is_assent

    return is_english(said) and not is_assent(said)


def changes_something(names: Iterable[str]) -> bool:
    """Whether a call with arguments of these `names` is about a thing that is there already."""
    return any(name.endswith("_id") for name in names)


def unasked(args: Mapping[str, Any], said: str, known: Callable[[], Collection[Text]]) -> dict[str, Any]:
    """What the words `said` don't want of `args`, and nobody has said or written in what is `known`: by
    argument what stays in its place, None for nothing. What is known is read for such values alone.
    """
    title = frozenset(words_in(str(args.get("title", ""))))
    changes = changes_something(args)

    @cache
    def words() -> frozenset[str]:
        return frozenset[str]().union(*(text.word_set for text in known()))

    def stays(name: str, value: Any) -> bool:
        if changes and value == _NONE:
            return True
        told = words_in(str(value))
        if name in ("description", "notes") and title.issuperset(told):
            return False
        telling = [word for word in told if len(word) > 2 and word not in COMMON]
        return any({word, word.removesuffix("s")} & words() for word in telling)

    found: dict[str, Any] = {}
    for name, value in args.items():
        if changes and (name, value) == ("reminder_minutes", []) and not _OF_REMINDERS.search(said):
            found[name] = None  # in a change, that there are to be none
        if changes and name == "end_time" and args.get("start_time") and not _OF_AN_END.search(said):
            found[name] = None  # what is moved keeps its length
        if name in _BY_ORIGIN or not _is_unwanted(name, value, said):
            continue
        if isinstance(value, list):
            kept = [one for one in value if stays(name, one)] or None
            found |= {} if kept == value else {name: kept}
        elif not stays(name, value):
            found[name] = None
    return found


def unsourced(args: Mapping[str, Any], said: str) -> frozenset[str]:
    """The times and numbers of `args` that the words `said` don't want."""
    return frozenset(name for name in _BY_ORIGIN if _is_unwanted(name, args.get(name), said))


def nobodys(origins: Iterable[Origin]) -> frozenset[str]:
    """The arguments that nobody has said or written anything for."""
    return frozenset(
        one.argument.partition(".")[0]
        for one in origins
        if one.source == "model" and not one.label.startswith(YOU_SAID)
    )


def without(args: Mapping[str, Any], unwanted: Mapping[str, Any]) -> dict[str, Any]:
    """`args` with what stays in the place of what is `unwanted`."""
    return {
        name: value
        for name, value in {**args, **unwanted}.items()
        if value is not None or name not in unwanted
    }


def _is_unwanted(name: str, value: Any, said: str) -> bool:
    wanted = _WANTED.get(name)
    return bool(value) and wanted is not None and not wanted.search(said)
