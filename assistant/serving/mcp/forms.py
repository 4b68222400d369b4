"""Cards as forms that a client shows to the person, and what the person filled in, checked."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from assistant.contract import Approval, Decision, EffectView
from assistant.views import plain
from assistant.views.fields import changes, fields
from assistant.views.text import clean, clean_line
from tools.errors import InputError

LATER = "later"
"""The first choice: where a client proposes one, Enter alone leaves the question open."""
ANSWERS = {LATER: "Not now", "approve": "Approve", "edit": "Change it first", "reject": "Reject"}
ANSWERS_TO_SEVERAL = {
    LATER: "Not now",
    "approve": "Approve all {}",
    "each": "One by one",
    "reject": "Reject all {}",
}
"""For occurrences of a series that one card is for."""
UNDO = {LATER: "Not now", "undo": "Take it back"}

Form = dict[str, Any]
Filled = Mapping[str, Any]


def decision_form(number: int = 1) -> Form:
    """The form beneath a card that `number` approvals stand on."""
    why = {"type": "string", "title": "Why not", "description": "Only with a rejection: the agents are told."}
    answers = ANSWERS if number == 1 else ANSWERS_TO_SEVERAL
    choices = {answer: label.format(number) for answer, label in answers.items()}
    return _form({"decision": _choice("Your decision", choices), "why": why}, "decision")


def undo_form() -> Form:
    """The form beneath something that would be taken back."""
    return _form({"decision": _choice("Your decision", UNDO)}, "decision")


def edit_form(shown: Approval, zone: tzinfo, typed: Filled | None = None) -> Form:
    """The arguments of `shown` to type over; `typed` stands there already, after a try that failed."""
    given = typed or {}
    return _form(
        {
            field.name: {
                "type": "string",
                "title": field.label,
                "default": clean(_text(given, field.name) if field.name in given else field.text),
            }
            for field in fields(shown.args, zone)
        }
    )


def wants_each(filled: Filled) -> bool:
    """Whether the person wants to be asked about each of several.

    Raises:
        ValueError: it is none of the answers to several.
    """
    chosen = _text(filled, "decision")
    if chosen not in ANSWERS_TO_SEVERAL:
        raise ValueError(f"no such decision: {chosen!r}")
    return chosen == "each"


def decision_of(filled: Filled) -> Decision | None:
    """What the person decided; None: later. An edit is still without its changes.

    Raises:
        ValueError: it is none of the answers.
        InputError: it says two things at once.
    """
    _check(filled, {"decision", "why"})
    chosen, why = _text(filled, "decision"), _text(filled, "why").strip()
    if chosen not in ANSWERS:
        raise ValueError(f"no such decision: {chosen!r}")
    if why and chosen in ("approve", "edit"):
        raise InputError("you gave a reason against it, and did not reject it; which of the two is meant?")
    match chosen:
        case "approve":
            return Decision.approve()
        case "reject":
            return Decision.reject(why)
        case "edit":
            return Decision.edit()
        case _:
            return None


def says_undo(filled: Filled) -> bool:
    """
    Raises:
        ValueError: it is none of the answers.
    """
    _check(filled, {"decision"})
    chosen = _text(filled, "decision")
    if chosen not in UNDO:
        raise ValueError(f"no such decision: {chosen!r}")
    return chosen == "undo"


def changes_of(shown: Approval, filled: Filled, zone: tzinfo) -> dict[str, Any]:
    """The arguments of `shown` that the person typed over, with their new values.

    Raises:
        ValueError: it is not what was asked for.
        InputError: a number or a yes was expected.
    """
    known = {field.name: clean(field.text) for field in fields(shown.args, zone)}
    _check(filled, set(known))
    typed = {name: _text(filled, name) for name in filled}
    # A value with something in it that is not shown can't come back as it was: untouched is untouched.
    return changes(shown.args, {name: text for name, text in typed.items() if text != known[name]}, zone)


def quoted(lines: str) -> str:
    """`lines` as a block that a client which reads Markdown shows as it is, and any other as well."""
    return "\n".join(f"    {line}".rstrip() for line in lines.split("\n"))


def effect_text(effect: EffectView, zone: tzinfo) -> str:
    """What would be taken back, and how."""
    lines = plain.effect(effect, zone)
    note = clean_line(effect.undo_note)
    return clean("\n".join([*lines, *([f"  Undo: {note}"] if note else [])]))


def _form(properties: dict[str, Any], *required: str) -> Form:
    return {"type": "object", "properties": properties, "required": list(required)}


def _choice(title: str, choices: Mapping[str, str]) -> dict[str, Any]:
    return {"type": "string", "title": title, "enum": [*choices], "enumNames": [*choices.values()]}


def _check(filled: Filled, known: set[str]) -> None:
    if unknown := set(filled) - known:
        raise ValueError(f"no such fields: {sorted(unknown)}")


def _text(filled: Filled, name: str) -> str:
    value = filled.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name} is no text")
    return value
