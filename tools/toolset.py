"""What an agent can do, split into what it may do alone and what needs a person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

    from tools.effects.plan import Plan


@runtime_checkable
class Planner(Protocol):
    """Turns the arguments of a writing tool into the exact thing that would happen."""

    def __call__(self, **args: Any) -> "Plan":
        """The plan for these arguments; nothing is changed.

        Raises:
            ToolError: these arguments can't be carried out. The message says what would work.
        """
        ...


@dataclass(frozen=True)
class Write:
    """A tool that changes the world: `tool` is what the model sees, `plan` what an approval shows.

    The tool's own body is never run. What runs is its plan, through the ledger, once a person
    has said yes: a new tool can forget neither.
    """

    tool: "BaseTool"
    plan: Planner

    @property
    def name(self) -> str:
        return self.tool.name


@dataclass(frozen=True)
class Toolset:
    """The tools of one agent. What needs a person is derived from `writes`, never listed by hand."""

    reads: tuple["BaseTool", ...]
    writes: tuple[Write, ...]

    @property
    def tools(self) -> tuple["BaseTool", ...]:
        return (*self.reads, *(write.tool for write in self.writes))

    def write(self, name: str) -> Write | None:
        return next((write for write in self.writes if write.name == name), None)


def write_tool(name: str, description: str, args_schema: type, plan: Callable[..., "Plan"]) -> Write:
    """A `Write` whose model-facing side is `name`, `description` and the pydantic `args_schema`."""
    from langchain_core.tools import StructuredTool

    def refuse(**_: Any) -> str:
        raise RuntimeError(f"{name} runs only through the ledger, once it is approved")

    tool = StructuredTool(name=name, description=description, args_schema=args_schema, func=refuse)
    return Write(tool=tool, plan=plan)
