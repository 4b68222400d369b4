"""A destination that the tests can look into and make fail, and the way to it."""

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from tools.effects.approvals import Answer, ApprovalBook, Proposal
from tools.effects.plan import CannotAskError, Intent, Plan, Receipt
from tools.errors import StaleError


def nothing(_: int) -> None:
    pass


class Notes:
    """An executor whose destination is a folder: each arrival is one more line in the file of its key.

    `before` and `after` are called with the number of the try, around the writing; what they raise is
    the failure. With `askable` False nobody can find out what has arrived.
    """

    kinds = ("note",)

    def __init__(
        self,
        path: Path,
        *,
        askable: bool = True,
        before: Callable[[int], None] = nothing,
        after: Callable[[int], None] = nothing,
        during_undo: Callable[[int], None] = nothing,
    ) -> None:
        self.path = path
        self.askable = askable
        self.before = before
        self.after = after
        self.during_undo = during_undo
        self.intents: list[Intent] = []
        path.mkdir(exist_ok=True)

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:
        return json.dumps({"key": key, "text": plan.payload["text"], "at": at.isoformat()}).encode()

    def act(self, intent: Intent) -> Receipt:
        self.intents.append(intent)
        self.before(len(self.intents))
        with (self.path / intent.key).open("ab") as file:
            file.write(intent.rendered + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self.after(len(self.intents))
        return self._receipt(intent)

    def find(self, intent: Intent) -> Receipt | None:
        if not self.askable:
            raise CannotAskError
        return self._receipt(intent) if (self.path / intent.key).exists() else None

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:
        self.during_undo(1)
        file = self.path / intent.key
        if not file.exists() or file.read_bytes() != intent.rendered + b"\n":
            raise StaleError(f"{intent.plan.summary} was changed since")
        file.unlink()
        self.during_undo(2)
        return Receipt(text=f"Removed {intent.plan.summary}")

    def arrivals(self, key: str) -> int:
        file = self.path / key
        return len(file.read_bytes().splitlines()) if file.exists() else 0

    @property
    def tried(self) -> list[str]:
        return [intent.key for intent in self.intents]

    def _receipt(self, intent: Intent) -> Receipt:
        return Receipt(text=f"Wrote {intent.plan.summary}", reference={"file": str(self.path / intent.key)})


def note(text: str = "Milk", **changed: Any) -> Plan:
    """A plan that `Notes` carries out."""
    values: dict[str, Any] = {
        "kind": "note",
        "args": {"text": text},
        "summary": f"Note {text!r}",
        "preview": {"type": "call", "tool": "note", "args": {"text": text}},
        "payload": {"text": text},
        "destination": "folder:notes",
        "undoable": True,
    }
    return Plan(**{**values, **changed})


def proposed(
    book: ApprovalBook,
    plan: Plan,
    key: str,
    *,
    thread_id: str = "t1",
    agent: str = "calendar",
    **changed: Any,
) -> Proposal:
    """A proposal that waits for an answer, beside those of the thread that do already."""
    book.propose(
        id=key,
        thread_id=thread_id,
        agent=agent,
        action="write_note",
        tool_call_id=f"call-{key}",
        args=plan.args,
        plan=plan,
        **changed,
    )
    waiting = [proposal.id for proposal in book.pending(thread_id)]
    return book.await_answers(thread_id, [*waiting, key])[-1]


def approved(
    book: ApprovalBook,
    key: str = "k1",
    plan: Plan | None = None,
    *,
    thread_id: str = "t1",
    agent: str = "calendar",
) -> Proposal:
    """A proposal that a person has said yes to."""
    proposed(book, plan or note(key), key, thread_id=thread_id, agent=agent)
    return book.claim({key: Answer(type="approve")}, by="ana@desk")[0]
