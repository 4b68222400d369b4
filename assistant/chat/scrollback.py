"""Printing above a prompt that stays: whole, in order, and never while another program has the terminal."""

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from io import StringIO
from typing import Any

from prompt_toolkit.application import Application, in_terminal
from rich.console import Console

from assistant.views.safe_console import SafeConsole
from assistant.views.terminal import MAX_WIDTH


class Scrollback:
    """A Rich console whose lines go above the prompt of an application."""

    def __init__(self, application: Application[Any], theme: str) -> None:
        self._application = application
        self._context = copy_context()
        self._waiting: list[str] = []
        self._printing: asyncio.Task[None] | None = None
        self._console = SafeConsole(theme, file=_Lines(self._print), force_terminal=True)

    @property
    def console(self) -> Console:
        """As wide as the terminal is by now."""
        self._console.width = self.columns
        return self._console

    @property
    def columns(self) -> int:
        return min(self._application.output.get_size().columns, MAX_WIDTH)

    @property
    def is_shown(self) -> bool:
        """Everything printed so far is on the screen."""
        return not self._waiting

    async def settle(self) -> None:
        """Returns when everything printed so far is on the screen."""
        while self._printing is not None:
            await self._printing

    def flush(self) -> None:
        """Print what waits, with no prompt on the screen."""
        text, self._waiting[:] = "".join(self._waiting), []
        output = self._application.output
        output.write_raw(text.replace("\n", "\r\n"))
        output.flush()

    def _print(self, text: str) -> None:
        self._waiting.append(text)
        if self._printing is None and self._application.is_running:
            # What is told from another thread comes in that one's context, which knows no application.
            self._printing = asyncio.get_running_loop().create_task(
                self._print_above(), context=self._context
            )

    async def _print_above(self) -> None:
        try:
            while self._waiting:
                async with in_terminal():
                    self.flush()
        finally:
            self._printing = None


class _Lines(StringIO):
    """A file that hands on what is written into it."""

    def __init__(self, write: Callable[[str], None]) -> None:
        super().__init__()
        self._hand_on = write

    def write(self, text: str) -> int:
        self._hand_on(text)
        return len(text)
