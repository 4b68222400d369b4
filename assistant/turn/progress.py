"""What a screen is told while a turn runs: the journal's messages, and what models are at as it happens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assistant.contract import Progress, ProgressType
from assistant.loading import lasting
from assistant.turn.approvals import approval_of

if TYPE_CHECKING:
    from agents.messages import Journal, Message
    from agents.telling import Told
    from agents.turn_context import TurnContext
    from tools.effects.approvals import ApprovalBook

SHOWN: dict[str, ProgressType] = {name: name for name in ("delegation", "task", "result", "reply", "error")}
SETTLE_S = 1.0


@contextmanager
def watched(
    journal: "Journal",
    book: "ApprovalBook",
    thread_id: str,
    on_progress: Callable[[Progress], None] | None,
    hold: timedelta,
    deadline: datetime | None = None,
) -> "Iterator[TurnContext]":
    """A turn's context that reports to `on_progress`, in the order in which things happen.

    Steps come from a thread of the journal's own; all of them have come when the block is left.
    """
    with lasting():  # the first of a process to want the agents' libraries
        from agents.telling import Telling
        from agents.turn_context import TurnContext

    if on_progress is None:
        yield TurnContext(hold=hold, deadline=deadline)
        return

    def step(message: "Message") -> None:
        on_progress(Progress(type=SHOWN[message.type], agent=message.sender, text=_line(message)))

    def tell(told: "Told") -> None:
        if told.type == "asks":
            asked = approval_of(book.get(told.text))
            on_progress(Progress(type="approval", agent=told.agent, text=asked.summary, approval=asked))
        else:
            on_progress(Progress(type=told.type, agent=told.agent, text=told.text, tokens=told.tokens))

    wanted = f"type:{','.join(SHOWN)} conversation:{thread_id}"
    subscription = journal.subscribe(wanted, step, name="progress")
    try:
        yield TurnContext(hold=hold, deadline=deadline, telling=Telling(tell))
        subscription.settle(SETTLE_S)
    finally:
        subscription.cancel()


def _line(message: "Message") -> str:
    """One line about a message: a task is its tool, a request says to whom, all else is its words."""
    if message.type == "task":
        return message.recipient
    if message.type == "delegation":
        return f"→ {message.recipient}: {message.content}"
    return message.content
