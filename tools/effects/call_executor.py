"""Calls of tools that are not ours: they change something that nobody here can look at."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tools.effects.plan import UNMARKED, CannotAskError, Intent, Marks, Plan, Receipt
from tools.errors import FinalError, PassingError

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

CALL = "call"
UNDO_NOTE = "this can't be taken back: nothing is known about what the tool does"


def plan_call(tool: str, args: Mapping[str, Any]) -> Plan:
    """The plan of calling a foreign tool."""
    call = {"tool": tool, "args": dict(args)}
    return Plan(
        kind=CALL,
        args=dict(args),
        summary=f"Call {tool}({', '.join(f'{name}={value!r}' for name, value in args.items())})",
        preview={"type": "call", **call},
        payload=call,
        destination=f"tool:{tool}",
        undo_note=UNDO_NOTE,
    )


class CallExecutor:
    """Calls foreign tools, once. What they have done when they break off, only a person can know."""

    kinds = (CALL,)

    def __init__(self, tools: "Iterable[BaseTool]") -> None:
        self._tools = {tool.name: tool for tool in tools}

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:
        """The call, as JSON."""
        return json.dumps({**plan.payload, "key": key, "at": at.isoformat()}, ensure_ascii=False).encode()

    def act(self, intent: Intent) -> Receipt:
        return self.carry_out(intent, UNMARKED)

    def carry_out(self, intent: Intent, marks: Marks) -> Receipt:
        """
        Raises:
            FinalError: there is no such tool any more, or it refuses.
            PassingError: it broke off; nobody knows whether it has done its work.
        """
        from langchain_core.tools import ToolException

        call = json.loads(intent.rendered)
        tool = self._tools.get(call["tool"])
        if tool is None:
            raise FinalError(f"there is no tool {call['tool']!r} here any more; nothing was done")
        if "said" in intent.progress:
            return Receipt(text=str(intent.progress["said"]), reference={"tool": tool.name})
        marks.handing_over()
        try:
            answer = _call(tool, call["args"])
        except ToolException as error:
            raise FinalError(f"{tool.name} says: {error}") from error
        except Exception as error:
            # Foreign code may raise anything, before, amid or after its work.
            raise PassingError(f"{tool.name} broke off: {error!r}", uncertain=True) from error
        said = _text(answer)
        marks.answered({"said": said})
        return Receipt(text=said, reference={"tool": tool.name})

    def find(self, intent: Intent) -> Receipt | None:
        """
        Raises:
            CannotAskError: always: nobody can look at what a tool of somebody else has done.
        """
        raise CannotAskError(intent.plan.destination)

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:
        """
        Raises:
            FinalError: always; the message has what the tool said.
        """
        raise FinalError(f"{intent.plan.summary}, which said {receipt.text!r}: {UNDO_NOTE}")


def _call(tool: "BaseTool", args: dict[str, Any]) -> object:
    if getattr(tool, "func", tool) is not None:
        return tool.invoke(args)
    # A tool that only exists as a coroutine gets a loop of its own, in a thread that has none yet.
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, tool.ainvoke(args)).result()


def _text(answer: object) -> str:
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False, default=str)
