"""What a sentence comes to, in one line."""

import re
from dataclasses import fields, is_dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

from agents.offline.reading.claims import Claims
from agents.offline.reading.steps import steps_of
from agents.offline.reading.tokens import Token
from agents.offline.reading.understanding import understand
from agents.offline.reading.words import Domain
from tests.agents.offline.sentences import NOW

_PLACES = frozenset({"begin", "stop"})
_ANY = Claims()


def meaning(text: str) -> str:
    """The steps that a sentence asks for, with all that was said of them; behind "?" what is not clear."""
    found = steps_of(understand(text, NOW))
    said = [_step(step) for step in found.steps] + [f"? {clause.text}" for clause in found.unclear]
    return "; ".join(said) or "nothing"


def _step(step: Any) -> str:
    if step.condition is None:
        return _frame(step.frame)
    return (
        f"{'if' if step.condition.exists else 'unless'} <{_frame(step.condition.frame)}> {_frame(step.frame)}"
    )


def _frame(frame: Any) -> str:
    kind = re.findall("[A-Z][a-z]+", type(frame).__name__)[0].lower()
    return f"{kind} {_fields(frame)}".rstrip()


def _fields(value: Any) -> str:
    """Whatever differs from nothing and from its default, by name and in the order of the names."""
    said = sorted(
        ((field.name, getattr(value, field.name), field.default) for field in fields(value)),
        key=lambda one: one[0],
    )
    # Of who has read which word, only what nothing has read is part of what was meant.
    said = [
        (n, Claims(left=each.left), _ANY) if isinstance(each, Claims) else (n, each, d) for n, each, d in said
    ]
    return " ".join(
        name if each is True else f"{name}={_plain(each)}"
        for name, each, default in said
        if name not in _PLACES
        and each != default
        and each not in ("", ())
        and each is not False
        and each is not None
    )


def _plain(value: Any) -> str:
    match value:
        case Token():
            return f"[{value.text}]"
        case Enum():
            return str(value.value)
        case Domain():
            return str(value)
        case tuple():
            return ", ".join(map(_plain, value))
        case str():
            return f"'{value}'"
        case timedelta():
            return f"{value.total_seconds() / 60:g}min"
        case _ if is_dataclass(value):
            return f"({_fields(value)})"
        case _:
            return str(value)
