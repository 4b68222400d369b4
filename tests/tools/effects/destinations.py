"""Destinations that the tests can look into and make fail."""

import json
import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tools.database import Database
from tools.effects.approvals import Answer, ApprovalBook, Proposal
from tools.effects.plan import CannotAskError, Intent, Plan, Priority, Receipt
from tools.errors import StaleError


class Folder:
    """An executor whose destination is a folder; every arrival is one more line in the file of its key.

    `behave` is called with the number of the try, before the line is written; what it raises is the
    failure. With `askable` False nobody can find out what has arrived.
    """

    kinds = ("note",)

    def __init__(
        self,
        path: Path,
        *,
        askable: bool = True,
        before: Callable[[int], None] = lambda _: None,
        after: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.path = path
        self.askable = askable
        self.before = before
        self.after = after
        self.tries = 0
        self.intents: list[Intent] = []
        path.mkdir(exist_ok=True)

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:
        return json.dumps({"key": key, "text": plan.payload["text"], "at": at.isoformat()}).encode()

    def act(self, intent: Intent) -> Receipt:
        self.tries += 1
        self.intents.append(intent)
        self.before(self.tries)
        with (self.path / intent.key).open("ab") as file:
            file.write(intent.rendered + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self.after(self.tries)
        return self._receipt(intent)

    def find(self, intent: Intent) -> Receipt | None:
        if not self.askable:
            raise CannotAskError
        return self._receipt(intent) if (self.path / intent.key).exists() else None

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:
        file = self.path / intent.key
        if file.read_bytes() != intent.rendered + b"\n":
            raise StaleError(f"{intent.plan.summary} was changed since; nothing was taken back")
        file.unlink()
        return Receipt(text=f"Removed {intent.plan.summary}")

    def arrivals(self, key: str) -> int:
        file = self.path / key
        return len(file.read_bytes().splitlines()) if file.exists() else 0

    def order(self) -> list[str]:
        return [intent.key for intent in self.intents]

    def _receipt(self, intent: Intent) -> Receipt:
        return Receipt(text=f"Wrote {intent.plan.summary}", reference={"file": str(self.path / intent.key)})


def note(text: str = "Milk", **changed: Any) -> Plan:
    """A plan that `Folder` carries out."""
    values: dict[str, Any] = {
        "kind": "note",
        "args": {"text": text},
        "summary": f"Note: {text}",
        "preview": {"type": "call", "tool": "note", "args": {"text": text}},
        "payload": {"text": text},
        "destination": "folder:notes",
        "undoable": True,
    }
    return Plan(**{**values, **changed})


def proposed(book: ApprovalBook, plan: Plan, key: str, *, thread_id: str = "t1", **changed: Any) -> Proposal:
    """A proposal that waits for an answer."""
    book.propose(
        id=key, thread_id=thread_id, agent="calendar", action="write_note", tool_call_id=f"call-{key}",
        args=plan.args, plan=plan, **changed,
    )  # fmt: skip
    waiting = [proposal.id for proposal in book.pending(thread_id)]
    return book.await_answers(thread_id, [*waiting, key])[-1]


def approved(book: ApprovalBook, plan: Plan, key: str, *, thread_id: str = "t1") -> Proposal:
    """A proposal that a person has said yes to."""
    proposed(book, plan, key, thread_id=thread_id)
    return book.claim({key: Answer(type="approve")}, by="ana@desk")[0]


def approved_all(book: ApprovalBook, keys: Iterable[str]) -> list[Proposal]:
    return [approved(book, note(key), key) for key in keys]


__all__ = ["Database", "Folder", "Priority", "UTC", "approved", "approved_all", "note", "proposed"]
