"""A small office: a supervisor, two agents, real approvals, ledger, checkpoints and journal."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from langchain_core.messages import HumanMessage
from langgraph.types import Command
from pydantic import BaseModel

from agents.approval import ApprovalMiddleware
from agents.checkpoints import ConversationSaver
from agents.messages import Journal
from agents.messages.recorder import Asked, JournalMiddleware, Meter
from agents.messages.saving import Saving
from agents.specialist import Specialist, build_specialist
from agents.supervisor import build_supervisor
from agents.turn_context import TurnContext
from assistant.testing import ScriptedModel, calls, says
from tests.databases import database_at
from tools.effects.approvals import Answer, ApprovalBook
from tools.effects.ledger import Ledger
from tools.effects.plan import Intent, Plan, Receipt
from tools.toolset import Toolset, write_tool

DELEGATES = {"schedule_event": "calendar", "manage_email": "email"}


class Words(BaseModel):
    text: str


class Tray:
    """A folder that takes what the agents write, one file for each."""

    kinds = ("event.create", "mail.send")

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def texts(self) -> list[str]:
        return sorted(path.read_text() for path in self.folder.iterdir())

    def planner(self, kind: str) -> Callable[..., Plan]:
        def plan(text: str) -> Plan:
            return Plan(
                kind=kind,
                args={"text": text},
                summary=f"{kind}: {text}",
                preview={"type": "call", "tool": kind, "args": {"text": text}},
                payload={"text": text},
                destination="tray",
            )

        return plan

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:
        return str(plan.payload["text"]).encode()

    def act(self, intent: Intent) -> Receipt:
        unfinished = self.folder.with_name(f"unfinished-{intent.key}")
        unfinished.write_bytes(intent.rendered)
        unfinished.rename(self.folder / intent.key)
        return Receipt(text=f"Done: {intent.plan.args['text']}.", reference={})

    def find(self, intent: Intent) -> Receipt | None:
        return Receipt(text="It is there.") if (self.folder / intent.key).exists() else None

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:
        (self.folder / intent.key).unlink()
        return Receipt(text="Taken back.")


class Office:
    """Everything real but the model, which plays a script."""

    def __init__(
        self,
        home: Path,
        script: dict[str, list[Any]],
        *,
        inside: Callable[[str], Sequence[Any]] = lambda _: (),
    ) -> None:
        home.mkdir(exist_ok=True)
        self.tray = Tray(home / "tray")
        self.database = database_at(home / "assistant.db")
        self.book = ApprovalBook(self.database)
        self.ledger = Ledger(self.database, [self.tray])
        self.journal = Journal(self.database)
        self.model = ScriptedModel(script=script)
        self._inside = inside
        specialists = [
            self._specialist("calendar", "schedule_event", "create_calendar_event", "event.create"),
            self._specialist("email", "manage_email", "send_email", "mail.send"),
        ]
        self.graph = build_supervisor(
            self.model,
            specialists,
            ConversationSaver(self.database),
            user_name="Sam",
            user_email="sam@example.com",
            middleware=[
                JournalMiddleware("supervisor", self.journal, delegates=DELEGATES),
                *inside("supervisor"),
                Saving(self.journal.flush),
                Meter("supervisor", self.journal),
            ],
        )

    def _specialist(self, agent: str, tool: str, write: str, kind: str) -> Specialist:
        toolset = Toolset(reads=(), writes=(write_tool(write, "Write it.", Words, self.tray.planner(kind)),))
        return build_specialist(
            agent,
            model=self.model,
            toolset=toolset,
            system_prompt=f"You are the {agent} agent.",
            tool_name=tool,
            tool_description=f"Asks the {agent} agent.",
            middleware=[
                JournalMiddleware(agent, self.journal, asked=self._asked),
                *self._inside(agent),
                ApprovalMiddleware(agent, toolset, self.book, self.ledger),
                Saving(self.journal.flush),
                Meter(agent, self.journal),
            ],
        )

    def _asked(self, approval: str) -> Asked:
        plan = self.book.get(approval).plan
        return Asked(plan.summary, plan.priority)

    def ask(self, text: str, thread: str = "t") -> dict[str, Any]:
        return self._run({"messages": [HumanMessage(text, id=f"said-{thread}-{text}")]}, thread)

    def answer(self, answer: Answer, thread: str = "t") -> dict[str, Any]:
        """Give the same answer to everything that waits."""
        waiting = self.book.pending(thread)
        self.book.claim({proposal.id: answer for proposal in waiting}, by="test")
        for proposal in waiting:
            self.journal.decided(thread, proposal.id, answer.type, answer.message, "test")
        return self.resume(thread)

    def resume(self, thread: str = "t") -> dict[str, Any]:
        claimed = {proposal.id: proposal for proposal in self.book.claimed(thread)}
        snapshot = self.graph.get_state(_config(thread))
        answers = {
            interrupt.id: {"type": "reject", "message": answer.message}
            if (answer := claimed[interrupt.value["proposal"]].answer) and answer.type == "reject"
            else {"type": "approve"}
            for interrupt in snapshot.interrupts
            if interrupt.value["proposal"] in claimed
        }
        return self._run(Command(resume=answers) if answers else None, thread)

    def _run(self, given: Any, thread: str) -> dict[str, Any]:
        result = self.graph.invoke(given, _config(thread), context=TurnContext(), durability="sync")
        asked = {i.value["proposal"] for i in result.get("__interrupt__", ())}
        self.book.settle(thread, (p.id for p in self.book.claimed(thread) if p.id not in asked))
        self.book.await_answers(thread, asked)
        return dict(result)

    def close(self) -> None:
        self.journal.close()
        self.database.close()


def both_at_once() -> dict[str, list[Any]]:
    """The script of a request that touches both agents."""
    return {
        "schedule_event": [
            calls(
                ("schedule_event", {"request": "meeting on Tuesday"}),
                ("manage_email", {"request": "remind the team"}),
            ),
            says("The meeting is booked and the team is reminded."),
        ],
        "create_calendar_event": [calls(("create_calendar_event", {"text": "meeting"})), says("Booked.")],
        "send_email": [calls(("send_email", {"text": "reminder"})), says("Sent.")],
    }


def lines(journal: Journal, thread: str = "t") -> list[str]:
    """`sender → recipient type` of each message, in order."""
    return [f"{m.sender} → {m.recipient} {m.type}" for m in journal.messages(thread)]


def as_json(journal: Journal, thread: str = "t") -> list[dict[str, Any]]:
    return [json.loads(line) for line in journal.export(thread)]


def now() -> datetime:
    return datetime.now(UTC)


def _config(thread: str) -> Any:
    return {"configurable": {"thread_id": thread}, "recursion_limit": 60}
