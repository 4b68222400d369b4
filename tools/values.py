"""Frozen values that are also JSON.

They are made by our own code only, so there is nothing to validate, and what only looks at them needs no
pydantic: that is for what comes from a model or from outside.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Value:
    """A frozen value that is also JSON; its classes are dataclasses, made with keywords."""

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)

    def json_dict(self) -> dict[str, Any]:
        """As JSON types; times are ISO 8601 with an offset in figures: +00:00, and not Z."""
        return {name: _json(value) for name, value in self.__dict__.items()}


PLAIN = frozenset({str, int, float, bool, type(None)})


def _json(value: Any) -> Any:
    if type(value) in PLAIN:  # most values are, and the questions below are dear
        return value
    if type(value) is dict:
        return {key: _json(each) for key, each in value.items()}
    if isinstance(value, Value):
        return value.json_dict()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _json(each) for key, each in value.items()}
    return [_json(each) for each in value] if isinstance(value, list | tuple) else value
