"""A board of notes and the whole way to it, real but for the model, which plays a script."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from agents.approval import ApprovalMiddleware
from agents.checkpoints import ConversationSaver
from agents.loop import Middleware
from agents.messages import Journal
from agents.messages.recorder import JournalMiddleware
from agents.messages.saving import Saving
from agents.specialist import build_specialist
from agents.supervisor import build_supervisor
from agents.turn_context import TurnGuard
from assistant.testing import ScriptedModel, calls
from assistant.turn.approvals import Answers
from assistant.turn.session import Engine, Session
from assistant.turn.threads import Threads
from tests.databases import database_at
from tools.effects.approvals import ApprovalBook
from tools.effects.ledger import Ledger
from tools.effects.plan import Intent, Plan, Receipt
from tools.errors import StaleError, ToolError
from tools.provenance.readings import Readings
from tools.toolset import Toolset, write_tool


class NoteArgs(BaseModel):
    text: str
    colour: str = "white"


class Board:
    """A board of notes: a folder, one file for each."""

    kinds = ("note.write",)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.full = False
        self.trouble: Exception | None = None
        """What the next attempts to write fail with."""
        self.refuses = ""
        """Why nothing can be planned."""
        self.planned: dict[str, Any] = {"undoable": True}
        """What plans hold besides."""
        self.reference: dict[str, Any] = {}
        """What receipts name."""

    def notes(self) -> list[str]:
        return sorted(json.loads(path.read_text())["text"] for path in self.folder.iterdir())

    def plan(self, text: str, colour: str) -> Plan:
        if self.refuses:
            raise ToolError(self.refuses)
        if text == "forbidden":
            raise ToolError("'forbidden' can't be written; write something else")
        warnings = ("beer is there already",) if "beer" in self.notes() else ()
        return Plan(
            kind="note.write",
            args={"text": text, "colour": colour},
            summary=f"Write {text!r} in {colour}",
            payload={"text": text},
            destination="board",
            warnings=warnings,
            **{"preview": {"type": "call", "tool": "write_note", "args": {}}, **self.planned},
        )

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:
        return json.dumps(plan.payload).encode()

    def act(self, intent: Intent) -> Receipt:
        if self.full:
            raise StaleError("the board is full")
        if self.trouble:
            raise self.trouble
        part = self.folder.with_name(f"{intent.key}.part")
        part.write_bytes(intent.rendered)
        part.rename(self.folder / intent.key)
        return Receipt(text=f"Wrote {intent.plan.args['text']!r}.", reference=self.reference)

    def find(self, intent: Intent) -> Receipt | None:
        path = self.folder / intent.key
        return Receipt(text="It is there.") if path.exists() else None

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:
        (self.folder / intent.key).unlink()
        return Receipt(text="Took it down.")


class Desk:
    """The whole way from a message to a note, with a model that plays a script."""

    def __init__(
        self,
        home: Path,
        *,
        wait_s: float = 5,
        zone: tzinfo = UTC,
        expires_at: Callable[[], datetime | None] = lambda: None,
        board: type[Board] = Board,
        supervising: Sequence[Middleware] = (),
        **script: Any,
    ) -> None:
        self.home = home
        home.mkdir(exist_ok=True)
        self.board = board(home / "board")
        self.database = database_at(home / "assistant.db")
        clock = lambda: datetime.now(UTC)  # noqa: E731  # a clock is a function
        self.book = ApprovalBook(self.database, clock=clock)
        self.ledger = Ledger(self.database, [self.board], clock=clock)
        self.toolset = toolset = Toolset(
            reads=(), writes=(write_tool("write_note", "Write a note.", NoteArgs, self.board.plan),)
        )
        self.model = ScriptedModel(
            script={"delegate": script["boss"], "write_note": script.get("writer", [])}
        )
        writer = build_specialist(
            "writer",
            model=self.model,
            toolset=toolset,
            system_prompt="You write notes.",
            tool_name="delegate",
            tool_description="Write notes.",
            middleware=[
                TurnGuard(),
                ApprovalMiddleware(
                    "writer", toolset, self.book, self.ledger, zone=zone, expires_at=expires_at
                ),
                Saving(self.database.flush),
            ],
        )
        saver = ConversationSaver(self.database)
        self.threads = Threads(self.database, clock=clock)
        self.journal = Journal(self.database)
        graph = build_supervisor(
            self.model,
            [writer],
            saver,
            user_name="Sam",
            user_email="sam@example.com",
            middleware=[
                JournalMiddleware("supervisor", self.journal, delegates={"delegate": "writer"}),
                TurnGuard(),
                *supervising,
                Saving(self.database.flush),
            ],
        )
        self.session = Session(
            Engine(
                graph=graph,
                threads=self.threads,
                book=self.book,
                ledger=self.ledger,
                answers=Answers({"writer": toolset}),
                saver=saver,
                journal=self.journal,
                thread_wait_s=wait_s,
                readings=Readings(self.database),
                clock=clock,
            ),
            "sam@desk",
        )

    def history(self) -> list[str]:
        return [f"{m.type}: {m.text}" for m in self.session.messages("t")]


def delegated(*requests: str) -> Any:
    return calls(*(("delegate", {"request": request}) for request in requests))


def noted(*texts: str) -> Any:
    return calls(*(("write_note", {"text": text}) for text in texts))


class Crash(BaseException):
    """What kill -9 looks like from inside: nothing catches it."""


def crash(*_: Any) -> Any:
    raise Crash
