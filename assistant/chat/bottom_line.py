"""The bottom line of a chat: where we are, what waits, what is next, what the model has used."""

import asyncio
import textwrap
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from agents.model import OFFLINE
from assistant.chat.call_thread import CallThread
from assistant.chat.screen import Screen
from assistant.looking import next_event
from assistant.views.text import clean_line
from tools.errors import AssistantError

if TYPE_CHECKING:
    from agents.usage import UsageReport
    from assistant.contract import ThreadView
    from assistant.home import Home

TITLE_CHARS = 32
LOOK_EVERY_S = 60.0
ENOUGH_S = 2.0
"""At the end, a look that goes on is waited for so long: it reads what is closed then."""


class BottomLine:
    """Says at once what is known; what has to be looked up is added later, and nobody waits for it."""

    def __init__(self, screen: Screen, home: "Home") -> None:
        self._screen = screen
        self._home = home
        # Apart from the other looks: a calendar may have to be read first.
        self._beside = CallThread("beside")
        self._changed = asyncio.Event()
        self._where: Sequence[str] = ()
        self._thread: str | None = None
        self._found: tuple[str, ...] = ()

    @asynccontextmanager
    async def followed(self) -> AsyncIterator[None]:
        """Inside, what has to be looked up is looked up again whenever something may have changed it."""
        following = asyncio.ensure_future(self._follow())
        try:
            yield
        finally:
            following.cancel()
            await asyncio.wait([asyncio.ensure_future(self._beside.call(lambda: None))], timeout=ENOUGH_S)

    def look_again(self) -> None:
        """What has to be looked up may have changed."""
        self._changed.set()

    def say(
        self, threads: "Sequence[ThreadView]", thread: str | None, model: str, *, uses_tokens: bool
    ) -> None:
        """Where the conversation is, in `thread` of all the `threads`; looks further behind that."""
        current = next((one for one in threads if one.thread_id == thread), None)
        title = clean_line(current.title) if current else "new thread"
        here = current.pending if current else 0
        elsewhere = sum(one.pending for one in threads) - here
        self._where = (
            textwrap.shorten(title, TITLE_CHARS, placeholder=" …"),
            model,
            *([f"{here} waiting"] if here else []),
            *([f"{elsewhere} waiting elsewhere"] if elsewhere else []),
        )
        self._thread = thread if uses_tokens else None
        self._draw()
        self.look_again()

    def _draw(self) -> None:
        self._screen.status(" · ".join([*self._where, *self._found, "/help"]))

    async def _follow(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), LOOK_EVERY_S)
            self._changed.clear()
            thread = self._thread
            found = await self._beside.call(partial(self._look, thread))
            if thread == self._thread and found != self._found:
                self._found = found
                self._draw()

    def _look(self, thread: str | None) -> tuple[str, ...]:
        try:
            coming = next_event(self._home)
        except (AssistantError, OSError):
            coming = ""  # who asks for the agenda is told why
        parts = (
            [textwrap.shorten(f"next {clean_line(coming)}", TITLE_CHARS, placeholder=" …")] if coming else []
        )
        if thread is not None:
            from agents.usage import usage_report

            zone = self._home.settings.time_zone
            parts.append(_used(usage_report(self._home.journal.store, zone, conversation=thread)))
        return tuple(filter(None, parts))


def _used(report: "UsageReport") -> str:
    # What the built-in model reads costs nobody anything.
    lines = [line for name, line in report.by_model.items() if name != OFFLINE]
    tokens = sum(line.input_tokens + line.output_tokens for line in lines)
    if not tokens:
        return ""
    cost = sum((line.cost_usd for line in lines), Decimal(0))
    spoken = f"{tokens / 1000:.1f}k tokens" if tokens >= 1000 else f"{tokens} tokens"
    return f"{spoken} ${cost:.4f}" if cost else spoken
