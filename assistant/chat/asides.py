"""A question that is asked while a card waits: answered beside it, in a copy of the conversation."""

import re
from datetime import datetime
from typing import TYPE_CHECKING

from assistant.chat.turn_runner import TurnRunner
from assistant.contract import Approval, Decision, Turn
from tools.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant import Assistant
    from assistant.contract import Progress
    from assistant.home import Home

THAT_DAY = re.compile(r"\b(?:on )?(?:that|the same) (?:day|date)\b", re.IGNORECASE)


class Asides:
    """Has questions answered that mustn't wait for a card, and leaves no conversation of its own behind."""

    def __init__(self, turns: TurnRunner, home: "Home") -> None:
        self._turns = turns
        self._home = home

    async def ask(self, question: str, about: Approval) -> Turn | None:
        """The answer to a question that was asked at the card of `about`, which goes on waiting.

        None where it is no question: something would be done for it. Nothing is done then, or kept of it.
        """
        turn = await self._turns.run(lambda a, tell: self._answer(a, dated(question, about), about, tell))
        return None if turn is None or turn.status != "done" or turn.effects else turn

    def _answer(
        self, assistant: "Assistant", question: str, about: Approval, tell: "Callable[[Progress], None]"
    ) -> Turn:
        try:
            beside = assistant.fork(about.thread_id)
        except NotFoundError:
            beside = self._home.threads.new_id()  # the card is what the first turn waits for
        try:
            turn = assistant.ask(question, beside, on_progress=tell)
            if turn.approvals:
                assistant.decide({one.id: Decision.reject() for one in turn.approvals})
            return turn
        finally:
            assistant.delete(beside)


def dated(question: str, about: Approval) -> str:
    """`question` with the day that the card shows in the place of "that day"."""
    if about.preview.get("type") not in ("event", "event_change", "event_cancel"):
        return question
    event = about.preview.get("after") or about.preview["event"]
    day = datetime.fromisoformat(event["start"])
    return THAT_DAY.sub(f"on {day:%A}, {day.day} {day:%B %Y}", question)
