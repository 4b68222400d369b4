"""What a tool's schema wants of each argument, and the wrappings that small models put around all of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

if TYPE_CHECKING:
    from pydantic import BaseModel

Form = Literal["text", "texts", "number", "numbers", "flag", "choice", "other"]
_FORMS: Mapping[Any, Form] = {str: "text", int: "number", bool: "flag"}
_WRAPPINGS = frozenset(
    "args arguments parameters params kwargs input inputs properties event email mail".split()
)
"""Names under which small models give all arguments at once."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Of which kind an argument is."""

    form: Form
    choices: tuple[str, ...] = ()


@lru_cache
def fields_of(schema: "type[BaseModel]") -> Mapping[str, Kind]:
    """Of which kind each argument is, in the order of the schema."""
    return {name: _kind(field.annotation) for name, field in schema.model_fields.items()}


def _kind(annotation: Any) -> Kind:
    if get_origin(annotation) in (Union, UnionType):
        return next(_kind(one) for one in get_args(annotation) if one is not NoneType)
    if get_origin(annotation) is list:
        return Kind("numbers" if get_args(annotation) == (int,) else "texts")
    if get_origin(annotation) is Literal:
        return Kind("choice", get_args(annotation))
    return Kind(_FORMS.get(annotation, "other"))


def unwrapped(args: Mapping[str, Any], fields: Mapping[str, Kind]) -> Mapping[str, Any]:
    """`args`, also where all of them stand in one object under a name of their own."""
    if len(args) != 1:
        return args
    ((name, value),) = args.items()
    if name in fields or name not in _WRAPPINGS:
        return args
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            return args
    return value if isinstance(value, dict) and all(isinstance(key, str) for key in value) else args
