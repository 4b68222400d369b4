"""What a screen is told while a turn runs: the journal's messages and the answer as it arrives."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.values import Progress

if TYPE_CHECKING:
    from agents.turn import TurnContext
    from assistant.home import Home


@contextmanager
def watched(
    home: "Home", thread_id: str, on_progress: Callable[[Progress], None] | None, hold: timedelta
) -> "Iterator[TurnContext]":
    """A turn's context that reports to `on_progress`, in the order in which things happen."""
    from agents.turn import TurnContext

    if on_progress is None:
        yield TurnContext(hold=hold)
        return
    yield TurnContext(hold=hold, on_text=lambda text: on_progress(Progress(type="text", text=text)))
