"""What an agent can do, split into what it may do alone and what needs a person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial, wraps
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Any

from tools.patterns import Pattern
from tools.reading import READ, Told

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool
    from pydantic import BaseModel

    from tools.effects.plan import Plan

Planner = Callable[..., "Plan"]
"""Turns a writing tool's arguments, as keywords, into the exact thing that would happen.

Nothing is changed by it. Raises ToolError when it can't be carried out; the message says what would work.
"""

Merge = Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, Any]]


def replace_args(args: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`args` with `changes` in their place."""
    return {**args, **changes}


@dataclass(frozen=True)
class Write:
    """A tool that changes the world: `tool` is what the model sees, `planner` what an approval shows.

    The tool's own body is never run. What runs is its plan, through the ledger, once a person
    has said yes: a new tool can forget neither.
    """

    tool: "BaseTool"
    planner: Planner
    merge: Merge = replace_args
    """How a person's changes join the arguments they saw: a new start may have to take the end along."""
    asks: bool = True
    """False: it goes ahead without a question, by the ledger like any other, as far as a turn allows it."""
    own_words: bool = False
    """It will act when nobody is there: so only the person's own words of the turn bring it up at all."""
    earlier: "Callable[[Plan], Plan] | None" = None
    """A plan as an earlier version made it, where that differs: such plans may still wait for an answer."""

    @property
    def name(self) -> str:
        return self.tool.name

    @property
    def _schema(self) -> "type[BaseModel] | None":
        from pydantic import BaseModel

        schema = self.tool.args_schema
        return schema if isinstance(schema, type) and issubclass(schema, BaseModel) else None

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its arguments; empty for a foreign tool that has no pydantic schema."""
        return tuple(self._schema.model_fields) if self._schema else ()

    def plan(self, args: Mapping[str, Any]) -> "Plan":
        """The plan for `args`, checked against the tool's schema and completed with its defaults.

        Raises:
            ValidationError: they don't fit the schema.
            ToolError: they fit, but can't be carried out.
        """
        if self._schema is None:
            return self.planner(**args)
        checked = self._schema.model_validate(dict(args))
        return self.planner(**{name: getattr(checked, name) for name in type(checked).model_fields})

    def still_holds(self, shown: "Plan", fresh: "Plan") -> bool:
        """Whether `fresh`, planned again from the arguments of `shown`, does what was shown."""
        earlier = self.earlier
        return shown.still_holds(fresh) or (earlier is not None and shown.still_holds(earlier(fresh)))

    def plan_edit(self, args: Mapping[str, Any], changes: Mapping[str, Any]) -> "Plan":
        """The plan for `args` after a person changed some; raises what `plan` raises."""
        return self.plan(self.merge(args, changes))


@dataclass(frozen=True)
class Toolset:
    """The tools of one agent. What needs a person is derived from `writes`, never listed by hand."""

    reads: tuple["BaseTool", ...]
    writes: tuple[Write, ...]
    leaving: tuple[Write, ...] = ()
    """How those of `reads` are asked about that hand things to another program, past what a turn may have."""
    further: Mapping[str, Pattern] = field(default_factory=dict)
    """Of both, by name, what few requests need, with the words that those have: others aren't sent them."""

    @property
    def tools(self) -> tuple["BaseTool", ...]:
        return (*self.reads, *(write.tool for write in self.writes))

    def write(self, name: str) -> Write | None:
        return next((write for write in self.writes if write.name == name), None)

    def gated(self, name: str) -> Write | None:
        """What stands behind the gate: a write, or a read that hands things to another program."""
        return next((write for write in (*self.writes, *self.leaving) if write.name == name), None)


def write_tool(
    name: str,
    description: str,
    args_schema: "type[BaseModel]",
    planner: Planner,
    merge: Merge = replace_args,
    *,
    asks: bool = True,
    own_words: bool = False,
    earlier: Planner | None = None,
) -> Write:
    """A `Write` whose model-facing side is `name`, `description` and the pydantic `args_schema`.

    `earlier` plans as an earlier version did, which warned of less.
    """
    from tools.offered import OfferedTool

    def refuse(**_: Any) -> str:
        raise RuntimeError(f"{name} runs only through the ledger, once it is approved")

    tool = OfferedTool(name=name, description=description, args_schema=args_schema, func=refuse)
    before = partial(_as_before, planner, earlier) if earlier else None
    return Write(tool=tool, planner=planner, merge=merge, earlier=before, asks=asks, own_words=own_words)


def _as_before(planner: Planner, earlier: Planner, fresh: "Plan") -> "Plan":
    """`fresh` without what `planner` says beyond `earlier`; what others have added to it stays."""
    ours, before = planner(**fresh.args), earlier(**fresh.args)
    beyond = set(ours.warnings) - set(before.warnings)
    return replace(
        fresh,
        summary=fresh.summary.replace(ours.summary, before.summary),
        warnings=tuple(said for said in fresh.warnings if said not in beyond),
    )


def read_tool(function: Callable[..., Told]) -> "BaseTool":
    """A tool that needs no approval: a model sees the function's name, docstring and parameters.

    Not those that LangChain gives: a `RunnableConfig`, and what is marked as injected. What the function
    has read goes into the artifact of the message, under `READ`.

    As LangChain's `tool`, which takes five times as long: it has pydantic wrap the whole function.
    """
    from tools.offered import OfferedTool

    parameters = signature(function)
    schema = _SCHEMAS.get(key := f"{function.__name__}{parameters}")
    if schema is None:
        schema = _SCHEMAS[key] = _schema(function.__name__, parameters)

    @wraps(function)
    def told(*args: Any, **given: Any) -> tuple[str, dict[str, Any]]:
        text, read = function(*args, **given)
        return text, {READ: [reading.json_dict() for reading in read]}

    return OfferedTool.from_function(func=told, args_schema=schema, response_format="content_and_artifact")


_SCHEMAS: "dict[str, type[BaseModel]]" = {}
"""By name and signature: each open home has the same tools, and pydantic takes a millisecond for a class."""


def _schema(name: str, parameters: Signature) -> "type[BaseModel]":
    from langchain_core.runnables import RunnableConfig
    from pydantic import create_model

    fields: dict[str, Any] = {
        parameter.name: (
            parameter.annotation,
            ... if parameter.default is Parameter.empty else parameter.default,
        )
        for parameter in parameters.parameters.values()
        if parameter.annotation is not RunnableConfig
    }
    return create_model(name, **fields)
