"""Tools that others have written, as a toolset: what does not clearly only look asks first."""

from collections.abc import Collection, Iterable
from functools import partial
from typing import TYPE_CHECKING

from tools.effects.call_executor import plan_call
from tools.effects.plan import Plan
from tools.toolset import Toolset, Write

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool


def foreign_toolset(tools: "Iterable[BaseTool]", reads: Collection[str] = ()) -> Toolset:
    """`tools` as reads and writes.

    A tool reads when its name is in `reads`, or when it says so itself (the `readOnlyHint` of the
    Model Context Protocol). Every other one counts as writing, unknown ones above all.
    """
    looking: list[BaseTool] = []
    writing: list[BaseTool] = []
    for tool in tools:
        says_so = (tool.metadata or {}).get("readOnlyHint") is True
        (looking if says_so or tool.name in reads else writing).append(tool)
    return Toolset(
        reads=tuple(looking),
        writes=tuple(Write(tool=tool, planner=partial(_plan, tool.name)) for tool in writing),
    )


def _plan(tool_name: str, /, **args: object) -> Plan:
    return plan_call(tool_name, args)
