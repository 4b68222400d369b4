"""Who is thinking at the moment, for how long, and how much has come of it."""

import time
from collections.abc import Callable, Collection

from assistant.contract import Progress
from assistant.views.text import clean_line, counted


class Thinking:
    """Follows the models of a turn by what is told of them."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._begun: dict[str, tuple[float, int]] = {}
        """By agent: when its model was asked, and how many tokens have come."""

    @property
    def agents(self) -> Collection[str]:
        return self._begun.keys()

    def follow(self, progress: Progress) -> None:
        """Take note of `progress`, of whatever type it is."""
        if progress.type == "thinking":
            begun = self._begun.get(progress.agent)
            since = begun[0] if begun and progress.tokens else self._timer()
            self._begun[progress.agent] = (since, progress.tokens)
        elif progress.type == "thought":
            self._begun.pop(progress.agent, None)

    def line(self) -> str:
        """As "calendar thinks, 12 s, 40 tokens"; empty when nobody does."""
        now = self._timer()
        return " · ".join(
            f"{clean_line(agent)} thinks, {now - since:.0f} s"
            + (f", {counted(tokens, 'token')}" if tokens else "")
            for agent, (since, tokens) in self._begun.copy().items()
        )
