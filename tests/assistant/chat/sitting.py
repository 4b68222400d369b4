"""A person at a terminal: they type through prompt_toolkit, and look at a VT100 screen."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pyte
import pyte.modes
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from assistant import Assistant
from assistant.chat import at_a_terminal
from assistant.chat.conversation import Wishes
from tests.databases import database_at
from tests.patience import PATIENCE_S

ENTER, TAB, ESCAPE, CTRL_C, CTRL_D, DOWN = "\r", "\t", "\x1b", "\x03", "\x04", "\x1b[B"


class Terminal:
    """A screen so tall that nothing scrolls away."""

    def __init__(self, pipe: Any, columns: int, rows: int = 300) -> None:
        self._pipe = pipe
        self._screen = pyte.Screen(columns, rows)
        self._screen.set_mode(pyte.modes.LNM)
        self._stream = pyte.Stream(self._screen)
        self._rows = [""] * rows
        self._lock = threading.Lock()
        self.raw = ""
        self.columns = columns
        self.output = Vt100_Output(
            self, lambda: Size(rows=rows, columns=columns), term="xterm-256color", enable_cpr=False
        )
        self.encoding = "utf-8"
        self.exit_code: int | None = None
        self.error: BaseException | None = None

    def write(self, text: str) -> None:
        with self._lock:
            self.raw += text
            self._stream.feed(text)

    def flush(self) -> None:
        """The screen shows at once what is written."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        raise OSError("this terminal is no file")

    @property
    def text(self) -> str:
        """All that is to be seen."""
        with self._lock:
            # Who waits looks fifty times a second: all of a tall screen would take more than the chat does.
            for row in self._screen.dirty:
                line = self._screen.buffer[row]
                self._rows[row] = "".join(line[column].data for column in range(self.columns)).rstrip()
            self._screen.dirty.clear()
            return "\n".join(self._rows).rstrip()

    def type(self, text: str) -> None:
        self._pipe.send_text(text)

    def sees(self, text: str, *, times: int = 1) -> str:
        """Wait until `text` is to be seen; gives all that is."""
        return self._wait(lambda: self.text.count(text) >= times, text)

    def misses(self, text: str) -> str:
        """Wait until `text` is no longer to be seen."""
        return self._wait(lambda: text not in self.text, f"not {text}")

    def repeats(self, key: str, *, until: str) -> str:
        """Press `key` until `until` is to be seen."""

        def pressed() -> bool:
            if until in self.text:
                return True
            self.type(key)
            time.sleep(0.2)
            return until in self.text

        return self._wait(pressed, until)

    def has_left(self) -> bool:
        self._wait(lambda: self.exit_code is not None or self.error is not None, "the end")
        if self.error:
            raise self.error
        return True

    def _wait(self, is_so: Callable[[], bool], what: str) -> str:
        give_up = time.monotonic() + PATIENCE_S
        while not is_so():
            if self.error:
                raise self.error
            assert time.monotonic() < give_up, f"waited in vain for {what!r}; the screen shows:\n{self.text}"
            time.sleep(0.02)
        return self.text


def let_go(home: Path) -> None:
    """As if the time had passed in which what was approved can be taken back."""
    with closing(database_at(home / "assistant.db")) as database, database.transaction() as connection:
        connection.execute(
            "UPDATE effects SET waiting = '', not_before = NULL, wait_boot = NULL, wait_ticks = NULL"
            " WHERE state = 'queued'"
        )


@contextmanager
def sitting(
    assistant: Assistant, *, columns: int = 100, rows: int = 300, thread: str | None = None
) -> Iterator[Terminal]:
    """The chat on `assistant`, with somebody in front of it."""
    with create_pipe_input() as pipe:
        terminal = Terminal(pipe, columns, rows)

        def chat() -> None:
            wishes = Wishes(thread=thread, invocation="assistant", watches=True)
            try:
                with create_app_session(input=pipe, output=terminal.output):
                    terminal.exit_code = asyncio.run(at_a_terminal(assistant.home, lambda: assistant, wishes))
            except BaseException as error:  # noqa: BLE001  # raised again in the thread that tests
                terminal.error = error

        running = threading.Thread(target=chat)
        running.start()
        try:
            yield terminal
        finally:
            if terminal.exit_code is None and terminal.error is None:
                terminal.type(ESCAPE)
                time.sleep(0.1)
                terminal.type(CTRL_C + CTRL_D)
            running.join(PATIENCE_S)
