"""Carries out what was wished to be put off: in the table of snoozes."""

import json
from datetime import datetime
from typing import Any

from assistant.snoozes.book import PUT, Snooze, SnoozeBook
from tools.effects.plan import Intent, Plan, Receipt


class SnoozeExecutor:
    """An `Executor` whose destination is the table of snoozes."""

    kinds = (PUT,)

    def __init__(self, book: SnoozeBook) -> None:
        self._book = book

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:  # noqa: ARG002 - it is the same at any time
        """What is put off, and what was said of it before."""
        return json.dumps(plan.payload, ensure_ascii=False).encode()

    def act(self, intent: Intent) -> Receipt:
        self._book.put(_snooze(json.loads(intent.rendered)["snooze"]))
        return _done(intent)

    def find(self, intent: Intent) -> Receipt | None:
        """Whether it is put off so already."""
        wanted = _snooze(json.loads(intent.rendered)["snooze"])
        found = self._book.find(wanted.kind, wanted.id)
        return _done(intent) if found and found.until == wanted.until else None

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:  # noqa: ARG002 - the intent has it all
        payload = json.loads(intent.rendered)
        if payload["former"]:
            self._book.put(_snooze(payload["former"]))
        else:
            self._book.drop(payload["snooze"]["kind"], payload["snooze"]["id"])
        return Receipt(text=f"No longer put off: {payload['snooze']['title']}.")


def _snooze(stored: dict[str, Any]) -> Snooze:
    return Snooze(**{**stored, "until": datetime.fromisoformat(stored["until"])})


def _done(intent: Intent) -> Receipt:
    return Receipt(text=f"Put off: {intent.plan.summary.removeprefix('Snooze ')}.")
