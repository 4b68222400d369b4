"""Calls of tools that are not ours: they change something that nobody here can look at."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tools.effects.plan import UNMARKED, CannotAskError, Intent, Marks, Plan, Receipt
from tools.errors import FinalError, PassingError, StaleError
from tools.redaction import REDACTION
from tools.values import Value

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

CALL = "call"
UNDO_NOTE = "this can't be taken back: nothing is known about what the tool does"


@dataclass(frozen=True)
class Server:
    """What stands behind a tool: a program, an address, or a function."""

    shown: str
    """As a person reads it, without secrets."""
    mark: str
    """The same only as long as nothing changes by which it is reached."""


@dataclass(frozen=True)
class ForeignTool:
    """A tool of somebody else, and whose it is: two agents may have tools of one name."""

    agent: str
    server: Server
    tool: "BaseTool"


class Sent(Value):
    """What a tool of another program was handed without a question, because it only looks."""

    agent: str
    server: str
    tool: str
    args: dict[str, Any]

    @classmethod
    def of(cls, plan: Plan) -> "Sent":
        """What calling by `plan`, which `plan_call` made, hands over."""
        return cls(**{name: plan.payload[name] for name in ("agent", "server", "tool", "args")})

    @property
    def text(self) -> str:
        """As a sentence."""
        return f"{self.agent} was handed {_spoken(self.tool, self.args)}, at {self.server}"


def plan_call(called: ForeignTool, args: Mapping[str, Any]) -> Plan:
    """The plan of calling a foreign tool: which agent's, on which server, with what."""
    where = {"agent": called.agent, "server": called.server.shown}
    call = {"tool": called.tool.name, "args": dict(args)}
    return Plan(
        kind=CALL,
        args=dict(args),
        summary=f"Call {called.agent}'s {_spoken(called.tool.name, args)}, at {called.server.shown}",
        preview={"type": "call", **where, **call},
        payload={**where, "mark": called.server.mark, **call},
        destination=f"tool:{called.agent}/{called.tool.name}",
        undo_note=UNDO_NOTE,
    )


def as_shown_before(plan: Plan) -> Plan:
    """`plan` as 0.1.0 made it, which named the tool alone: such plans may still wait for an answer."""
    tool, args = plan.payload["tool"], plan.payload["args"]
    call = {"tool": tool, "args": args}
    return replace(
        plan,
        summary=f"Call {_spoken(tool, args)}",
        preview={"type": "call", **call},
        payload=call,
        destination=f"tool:{tool}",
    )


class CallExecutor:
    """Calls foreign tools, once. What they have done when they break off, only a person can know."""

    kinds = (CALL,)

    def __init__(self, tools: Iterable[ForeignTool]) -> None:
        self._tools = tuple(tools)

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:
        """The call, as JSON."""
        return json.dumps({**plan.payload, "key": key, "at": at.isoformat()}, ensure_ascii=False).encode()

    def act(self, intent: Intent) -> Receipt:
        return self.carry_out(intent, UNMARKED)

    def carry_out(self, intent: Intent, marks: Marks) -> Receipt:
        """
        Raises:
            StaleError: the tool is behind another server than was shown. It is not called.
            FinalError: there is no such tool any more, or it refuses.
            PassingError: it broke off; nobody knows whether it has done its work.
        """
        from langchain_core.tools import ToolException

        call = json.loads(intent.rendered)
        called = self._called(call, intent.agent)
        tool, reference = called.tool, {"agent": called.agent, "tool": called.tool.name}
        if "said" in intent.progress:
            return Receipt(text=str(intent.progress["said"]), reference=reference)
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
        return Receipt(text=said, reference=reference)

    def _called(self, call: Mapping[str, Any], asked_by: str) -> ForeignTool:
        """The one tool that was shown.

        A plan that names no agent is of an earlier version: it means the tool of the agent that asked,
        and where that isn't known, the only one of its name.
        """
        agent = call.get("agent") or asked_by
        named = [each for each in self._tools if each.tool.name == call["tool"]]
        found = [each for each in named if each.agent == agent] if agent else named
        whose = f" of {agent}" if agent else ""
        if not found:
            raise FinalError(f"there is no tool {call['tool']!r}{whose} here any more; nothing was done")
        if len(found) > 1:
            agents = ", ".join(dict.fromkeys(each.agent for each in found))
            raise FinalError(f"several have a tool {call['tool']!r} ({agents}); nothing was done: ask again")
        [called] = found
        if call.get("mark", called.server.mark) != called.server.mark:
            raise StaleError(
                f"{agent}'s {call['tool']} is behind {called.server.shown} by now, and {call['server']} was"
                " shown; nothing was done"
            )
        return called

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


def _spoken(tool: str, args: Mapping[str, Any]) -> str:
    return f"{tool}({', '.join(f'{name}={value!r}' for name, value in args.items())})"


def _call(tool: "BaseTool", args: dict[str, Any]) -> object:
    if getattr(tool, "func", tool) is not None:
        return tool.invoke(args)
    # A tool that only exists as a coroutine gets a loop of its own, in a thread that has none yet.
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, tool.ainvoke(args)).result()


def _text(answer: object) -> str:
    text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False, default=str)
    return REDACTION.known(text)
