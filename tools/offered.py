"""A tool whose schema says what a model has to know, and no more: each character is sent with every turn."""

from typing import Any

from langchain_core.tools import StructuredTool
from langchain_core.tools.base import ArgsSchema
from pydantic import BaseModel

NOTHING: tuple[Any, ...] = ("", [], {}, False, None)


class OfferedTool(StructuredTool):
    """As LangChain's, but that an empty value is left when nothing is given goes without saying."""

    @property
    def tool_call_schema(self) -> ArgsSchema:
        """What a model is sent, as JSON schema."""
        schema = super().tool_call_schema
        # LangChain allows for the models of pydantic 1, too.
        if isinstance(schema, dict) or not issubclass(schema, BaseModel):
            return schema
        return without_empty_defaults(schema.model_json_schema())


def without_empty_defaults(schema: dict[str, Any]) -> dict[str, Any]:
    """`schema`, whose arguments that aren't required have a default in it only where that says something.

    Nor is null told of: what can be null can be left out, and small models stumble over it.
    """
    arguments = {
        name: {
            key: value for key, value in _given(argument).items() if not (key == "default" and empty(value))
        }
        for name, argument in schema.get("properties", {}).items()
    }
    return {**schema, "properties": arguments}


def _given(argument: dict[str, Any]) -> dict[str, Any]:
    """`argument` as it is where it is given."""
    kinds = [kind for kind in argument.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return argument
    return {**{key: value for key, value in argument.items() if key != "anyOf"}, **kinds[0]}


def empty(value: Any) -> bool:
    # 0 is equal to False, and says something.
    return any(value is nothing or (value == nothing and not isinstance(value, int)) for nothing in NOTHING)
