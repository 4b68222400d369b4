"""Tools that others have written, as a toolset: what the settings don't call a read asks first."""

from collections.abc import Collection, Iterable
from functools import partial

from tools.effects.call_executor import ForeignTool, as_shown_before, plan_call
from tools.effects.plan import Plan
from tools.toolset import Toolset, Write


def foreign_toolset(tools: Iterable[ForeignTool], reads: Collection[str] = ()) -> Toolset:
    """`tools` as reads and writes: only what is named in `reads` is used without a question.

    What a tool says of itself (the `readOnlyHint` of the Model Context Protocol) counts for nothing: it
    is the claim of somebody who may want to be sent things unseen.
    """
    writes = [Write(tool=each.tool, planner=partial(_plan, each), earlier=as_shown_before) for each in tools]
    return Toolset(
        reads=tuple(write.tool for write in writes if write.name in reads),
        writes=tuple(write for write in writes if write.name not in reads),
        leaving=tuple(write for write in writes if write.name in reads),
    )


def _plan(called: ForeignTool, /, **args: object) -> Plan:
    return plan_call(called, args)
