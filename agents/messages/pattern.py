"""Which messages somebody wants: `type:error`, `sender:cal*`, `recipient:email priority:urgent`, `*`."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from agents.messages.message import Message
from tools.errors import InputError

_FIELDS = {
    "type": "type",
    "sender": "sender",
    "recipient": "recipient",
    "priority": "priority",
    "conversation": "conversation_id",
    "run": "run_id",
}


@dataclass(frozen=True)
class Pattern:
    """Conditions that must all hold; each allows one of several shell-style patterns."""

    conditions: tuple[tuple[str, tuple[str, ...]], ...]

    def matches(self, message: Message) -> bool:
        return all(
            any(fnmatchcase(getattr(message, field), wanted) for wanted in allowed)
            for field, allowed in self.conditions
        )


def pattern(text: str) -> Pattern:
    """The pattern written as `text`: `field:value` pairs that must all hold; commas separate alternatives.

    Raises:
        InputError: there is no such field, or a value is missing.
    """
    if text.strip() == "*":
        return Pattern(())
    conditions = []
    for part in text.split():
        name, colon, values = part.partition(":")
        if name not in _FIELDS or not colon or not values:
            raise InputError(
                f"{part!r} is no pattern for messages; write field:value with one of the fields"
                f" {', '.join(_FIELDS)}, or * for all"
            )
        conditions.append((_FIELDS[name], tuple(values.split(","))))
    if not conditions:
        raise InputError("an empty pattern fits no message; write * for all")
    return Pattern(tuple(conditions))
