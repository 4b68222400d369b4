"""A model's arguments, read as a person would read them: small models say the right thing in another form.

What is read another way is shown before anything happens. What is not understood is refused by name, and
never dropped.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from tools.arguments.names import joined, places_of
from tools.arguments.placeholders import placeholder_in
from tools.arguments.schemas import fields_of, unwrapped
from tools.arguments.values import in_words, is_nothing, read
from tools.errors import ToolError

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool
    from pydantic import BaseModel, ValidationError


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


def required_by(tool: "BaseTool") -> frozenset[str]:
    """The arguments without which `tool` can't be called."""
    from pydantic import BaseModel

    schema = tool.args_schema
    if isinstance(schema, type) and issubclass(schema, BaseModel):
        return frozenset(name for name, field in schema.model_fields.items() if field.is_required())
    return frozenset(schema.get("required", ())) if isinstance(schema, dict) else frozenset()


def as_meant(args: Mapping[str, Any], schema: "type[BaseModel]") -> dict[str, Any]:
    """`args` under the names and in the types of `schema`; what isn't given is left out.

    A schema whose class has a `WORDS` names the argument to which what it doesn't know is added in words.

    Raises:
        ToolError: an argument is unknown, or a placeholder; the message names those that there are.
    """
    fields = fields_of(schema)
    given = unwrapped(args, fields)
    places = places_of(given, fields)
    pieces: dict[str, dict[str, Any]] = {}
    unknown: dict[str, Any] = {}
    for name, value in given.items():
        place = places.get(name)
        if place is None:
            unknown[name] = value
            continue
        meant = read(value, fields[place.field], place.field, said=name)
        if meant is None:
            continue
        said = pieces.setdefault(place.field, {})
        if said.setdefault(place.part, meant) != meant:
            raise ToolError(_unknown(name, fields))
    found = {field: joined(said) for field, said in pieces.items()}
    words = getattr(schema, "WORDS", "")
    if unknown and not words:
        raise ToolError(_unknown(next(iter(unknown)), fields))
    if unknown:
        found[words] = in_words({words: found.get(words, ""), **unknown})
    for name, value in found.items():
        if placeholder := placeholder_in(value):
            raise ToolError(f"{name} has a placeholder, {placeholder!r}: put in what it stands for, or ask")
    return found


def says_nothing(args: Mapping[str, Any]) -> bool:
    """Whether no argument has a value, besides those that are only yes or no."""
    return all(isinstance(value, bool) or is_nothing(value) or value in ([], {}) for value in args.values())


def misfit(error: "ValidationError", but: Collection[str] = ()) -> str:
    """What a model can mend, of arguments that don't fit a schema: not `but`, which it doesn't give."""
    wrong = "; ".join(
        f"{'.'.join(map(str, found['loc']))}: {found['msg']}"
        for found in error.errors()
        if not found["loc"] or found["loc"][0] not in but
    )
    return f"these arguments don't fit: {wrong}"


def _unknown(name: str, fields: Mapping[str, Any]) -> str:
    those = f"the arguments are {', '.join(fields)}" if fields else "it takes none"
    return f"there is no argument {name!r}; {those}"
