"""Effects that leave in a moment: each is counted down, and can be taken back until then."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from assistant.chat.screen import Screen
from assistant.contract import EffectView
from assistant.views.text import clean_line

if TYPE_CHECKING:
    from tools.effects.effect import Effect

STEP_S = 0.25
"""How often the seconds are drawn anew, and it is looked whether the effect has left."""


class Countdowns:
    """Shows how long an effect can still be taken back; the runner carries it out, or another process."""

    def __init__(
        self, screen: Screen, find_effect: "Callable[[str], Awaitable[Effect]]", hold: timedelta
    ) -> None:
        self._screen = screen
        self._find_effect = find_effect
        self._hold = hold
        self._running: dict[str, asyncio.Task[None]] = {}

    def begin(self, effect: EffectView) -> bool:
        """Count `effect` down if it leaves in a moment; False when it is no such one."""
        if effect.state != "queued" or effect.not_before is None:
            return False
        if effect.not_before - datetime.now(UTC) > self._hold + timedelta(seconds=1):
            return False
        self._running[effect.key] = asyncio.ensure_future(self._count_down(effect, effect.not_before))
        return True

    def stop_last(self) -> str | None:
        """End the countdown that began last; gives the key of its effect, which is not taken back by that."""
        if not self._running:
            return None
        key, waiting = self._running.popitem()
        waiting.cancel()
        return key

    def forget(self, key: str) -> None:
        """End the countdown of an effect that has left or was taken back."""
        waiting = self._running.pop(key, None)
        if waiting is not None and waiting is not asyncio.current_task():
            waiting.cancel()
        if not self._running:
            self._screen.countdown("")

    async def wait(self) -> None:
        """Returns when everything that was counted down has left."""
        if self._running:
            self._screen.view.note("Waiting for what you approved to leave.")
            await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _count_down(self, effect: EffectView, due: datetime) -> None:
        while (await self._find_effect(effect.key)).state == "queued":
            left = (due - datetime.now(UTC)).total_seconds()
            when = f"in {math.ceil(left)} s" if left > 0 else "now"
            self._screen.countdown(f"u takes it back · {when}: {clean_line(effect.summary)}")
            await asyncio.sleep(STEP_S)
        self.forget(effect.key)
