"""A person at a terminal: one prompt that stays at the bottom, and everything else printed above it."""

import asyncio
import itertools
import os
import shlex
import shutil
import subprocess
import tempfile
import textwrap
from collections.abc import Callable, Mapping, Sequence
from contextvars import copy_context
from datetime import tzinfo
from io import StringIO
from pathlib import Path
from typing import Any

from prompt_toolkit.application import Application, in_terminal
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition, has_completions
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import FileHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import (
    BufferControl,
    ConditionalContainer,
    Container,
    Dimension,
    DynamicContainer,
    Float,
    FloatContainer,
    FormattedTextControl,
    HSplit,
    Layout,
    Window,
)
from prompt_toolkit.layout.menus import CompletionsMenu
from prompt_toolkit.layout.processors import BeforeInput
from prompt_toolkit.styles import Style
from rich.console import Console

from assistant.chat.form import Form
from assistant.chat.screen import LeftError
from assistant.views import terminal
from assistant.views.fields import Field
from assistant.views.printing import TerminalView, View
from assistant.views.text import clean, clean_line

QUIET_S = 0.3
"""A question waits so long before it takes a key: the person may be in the middle of a word."""
MENU_LINES = 8
MOST_LIVE_LINES = 6
SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
STYLE = Style.from_dict(
    {
        "status": "fg:ansibrightblack",
        "live": "fg:ansibrightblack",
        "prompt": "fg:ansicyan bold",
        "question": "bold",
        "key": "fg:ansicyan bold",
        "label": "fg:ansibrightblack",
        "countdown": "fg:ansiyellow",
        "completion-menu": "bg:default fg:default",
        "completion-menu.completion.current": "fg:ansicyan bold noreverse",
        "completion-menu.meta.completion": "bg:default fg:ansibrightblack",
        "completion-menu.meta.completion.current": "bg:default fg:ansicyan",
        "scrollbar.background": "bg:default",
        "scrollbar.button": "bg:default",
    }
)


class SlashCompleter(Completer):
    """Completes the commands, with what each does beside it."""

    def __init__(self, commands: Sequence[tuple[str, str]]) -> None:
        self._commands = commands

    def get_completions(self, document: Document, _: CompleteEvent) -> "list[Completion]":
        text = document.text
        if not text.startswith("/") or " " in text:
            return []
        return [
            Completion(name, start_position=-len(text), display=name.strip(), display_meta=does)
            for name, does in self._commands
            if name.startswith(text.lower())
        ]


class TerminalScreen:
    """Asks through prompt_toolkit, prints through Rich."""

    def __init__(
        self,
        *,
        history: Path,
        commands: Sequence[tuple[str, str]],
        zone: tzinfo,
    ) -> None:
        self.on_interrupt: Callable[[], bool] = lambda: False
        """Stops what is running; False when nothing is."""
        self.on_take_back: Callable[[], bool] = lambda: False
        """Stops what is about to happen; False when nothing is."""
        self._typed: asyncio.Queue[str] = asyncio.Queue()
        self._left = asyncio.Event()
        self._printed: list[str] = []
        self._printing: asyncio.Task[None] | None = None
        self._context = copy_context()
        self._status = ""
        self._working = ""
        self._countdown = ""
        self._answer = ""
        self._unfinished_line = ""
        self._question: tuple[str, Mapping[str, str]] | None = None
        self._answered: asyncio.Future[str | None] | None = None
        self._form: Form | None = None
        self._ask_line = ""
        self._frames = itertools.cycle(SPINNER)
        self._input = Buffer(
            history=FileHistory(str(history)),
            completer=SlashCompleter(commands),
            complete_while_typing=Condition(lambda: self._input.text.startswith("/")),
            multiline=True,
        )
        self._line = Buffer(multiline=False)
        self._application = self._build()
        self._console = Console(
            file=_Above(self._print), force_terminal=True, highlight=False, markup=False, emoji=False
        )
        self._view = TerminalView(self._console, zone)
        self._interrupts = 0

    @property
    def view(self) -> View:
        # The terminal may have been resized since the last time.
        self._console.width = self._columns
        return self._view

    async def show_while(self, conversation: "asyncio.Task[int]") -> int:
        """Keep the prompt on the screen until `conversation` has ended; gives what it gives."""

        async def end_with_it() -> None:
            await asyncio.wait([conversation])
            await self.settle()
            if self._application.is_running:
                self._application.exit()

        self._context = copy_context()
        self._flush_directly()
        animation = asyncio.ensure_future(self._animate())
        ending = asyncio.ensure_future(end_with_it())
        try:
            await self._application.run_async(set_exception_handler=False)
        except EOFError:
            pass
        finally:
            animation.cancel()
            self._leave()
        await ending
        self._flush_directly()
        return await conversation

    async def message(self) -> str:
        if not self._typed.empty():
            return self._typed.get_nowait()
        getting, leaving = asyncio.ensure_future(self._typed.get()), asyncio.ensure_future(self._left.wait())
        await asyncio.wait([getting, leaving], return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        if getting.done():
            return getting.result()
        getting.cancel()
        raise LeftError

    async def key(self, question: str, keys: Mapping[str, str]) -> str | None:
        await self.settle()
        await self._until_hands_are_still()
        self._question = question, keys
        return await self._wait_for_answer(self._question_window)

    async def line(self, question: str) -> str | None:
        self._ask_line = question
        self._line.reset()
        return await self._wait_for_answer(self._line_window)

    async def form(self, question: str, fields: Sequence[Field]) -> dict[str, str] | None:
        await self.settle()
        form = self._form = Form(question, fields, edit=self._edit_text, done=self._give_answer)
        try:
            given = await self._wait_for_answer(form.first)
            return None if given is None else form.texts()
        finally:
            self._form = None

    async def settle(self) -> None:
        while self._printing is not None:
            await self._printing

    def echo(self, text: str) -> None:
        self.view.said(text)

    def put_back(self, text: str) -> None:
        if not self._input.text:
            self._input.document = Document(text, len(text))

    def working(self, text: str) -> None:
        self._working = clean_line(text)
        self._interrupts = 0 if not text else self._interrupts
        self._application.invalidate()

    def countdown(self, text: str) -> None:
        self._countdown = clean_line(text)
        self._application.invalidate()

    def says(self, piece: str) -> None:
        self._answer += piece
        *whole, self._unfinished_line = (self._unfinished_line + piece).split("\n")
        for line in whole:
            self.view.reply(line)
        self._application.invalidate()

    def said(self) -> str:
        answer, self._answer = self._answer, ""
        if self._unfinished_line:
            self.view.reply(self._unfinished_line)
            self._unfinished_line = ""
        return answer

    def status(self, text: str) -> None:
        self._status = clean_line(text)
        self._application.invalidate()

    # What is printed goes above the prompt, in order, and never while an editor has the terminal.

    def _print(self, text: str) -> None:
        self._printed.append(text)
        if self._printing is None and self._application.is_running:
            # What is told from another thread comes in that one's context, which knows no application.
            self._printing = asyncio.get_running_loop().create_task(self._flush(), context=self._context)

    async def _flush(self) -> None:
        try:
            while self._printed:
                async with in_terminal():
                    self._flush_directly()
        finally:
            self._printing = None

    def _flush_directly(self) -> None:
        text, self._printed[:] = "".join(self._printed), []
        output = self._application.output
        output.write_raw(text.replace("\n", "\r\n"))
        output.flush()

    async def _animate(self) -> None:
        while True:
            await asyncio.sleep(0.1)
            if self._working:
                self._application.invalidate()

    async def _wait_for_answer(self, window: Window) -> str | None:
        if self._left.is_set():
            raise LeftError
        answered: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._answered = answered
        self._application.layout.focus(window)
        self._application.invalidate()
        leaving = asyncio.ensure_future(self._left.wait())
        try:
            waited: list[asyncio.Future[Any]] = [answered, leaving]
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            if not answered.done():
                raise LeftError
            return answered.result()
        finally:
            leaving.cancel()
            self._answered = self._question = None
            self._ask_line = ""
            self._application.layout.focus(self._input)
            self._application.invalidate()

    async def _until_hands_are_still(self) -> None:
        """Whoever is typing a message must not answer a question with the rest of it."""
        await asyncio.sleep(QUIET_S)
        while self._input.text and not self._left.is_set():
            self.working("a question waits until this is sent or cleared (Ctrl-C)")
            await asyncio.sleep(QUIET_S)
        self.working("")

    def _give_answer(self, answer: str | None) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(answer)

    def _leave(self) -> None:
        self._left.set()

    async def _edit_text(self, text: str) -> str | None:
        """`text` as it comes back from the person's editor; None when there is no editor."""
        editor = find_editor()
        if editor is None:
            return None
        await self.settle()
        with tempfile.TemporaryDirectory(prefix="assistant-") as folder:
            path = Path(folder) / "text.txt"
            path.write_text(text, encoding="utf-8")
            async with in_terminal():
                await asyncio.to_thread(subprocess.run, [*editor, str(path)], check=False)
            edited = path.read_text(encoding="utf-8", errors="replace")
        return edited if text.endswith("\n") else edited.removesuffix("\n")

    def _build(self) -> Application[None]:
        asking = Condition(lambda: self._question is not None)
        in_line = Condition(lambda: bool(self._ask_line))
        in_form = Condition(lambda: self._form is not None and self._question is None)
        free = ~asking & ~in_line & ~in_form
        self._question_window = Window(
            FormattedTextControl(self._question_text, focusable=True, key_bindings=self._question_keys()),
            wrap_lines=True,
            dont_extend_height=True,
            always_hide_cursor=True,
        )
        self._line_window = Window(
            BufferControl(
                self._line,
                input_processors=[BeforeInput(lambda: [("class:question", f"{self._ask_line} ")])],
                key_bindings=self._line_keys(),
            ),
            wrap_lines=True,
            dont_extend_height=True,
        )
        message = Window(
            BufferControl(self._input, key_bindings=self._message_keys()),
            get_line_prefix=lambda line, wrap: [("class:prompt", "› " if line == wrap == 0 else "  ")],
            height=self._message_height,
            wrap_lines=True,
            dont_extend_height=True,
        )
        live = Window(
            FormattedTextControl(self._live_text),
            wrap_lines=True,
            dont_extend_height=True,
            height=Dimension(max=MOST_LIVE_LINES),
        )
        rows = HSplit(
            [
                Window(height=1),
                ConditionalContainer(live, Condition(lambda: bool(self._live_text()))),
                ConditionalContainer(self._question_window, asking),
                ConditionalContainer(self._line_window, in_line),
                ConditionalContainer(DynamicContainer(self._form_container), in_form),
                ConditionalContainer(message, free),
                Window(FormattedTextControl(self._status_text), height=1, style="class:status"),
            ]
        )
        menu = CompletionsMenu(max_height=MENU_LINES, scroll_offset=1)
        body = FloatContainer(rows, [Float(menu, xcursor=True, ycursor=True)])
        return Application(
            layout=Layout(body, focused_element=message),
            style=STYLE,
            erase_when_done=True,
            enable_page_navigation_bindings=False,
        )

    def _form_container(self) -> Container:
        return self._form.container if self._form else Window()

    def _message_height(self) -> Dimension:
        completing = self._input.complete_state is not None
        return Dimension(min=MENU_LINES) if completing else Dimension()

    def _message_keys(self) -> KeyBindings:
        keys = KeyBindings()
        is_empty = Condition(lambda: not self._input.text)

        @keys.add("enter", filter=~has_completions | Condition(self._nothing_chosen))
        def send(_: KeyPressEvent) -> None:
            if text := self._input.text.strip():
                self._input.append_to_history()
                self._typed.put_nowait(text)
            self._input.reset()

        @keys.add("escape", "enter")
        def new_line(_: KeyPressEvent) -> None:
            self._input.insert_text("\n")

        @keys.add("u", filter=is_empty & Condition(lambda: bool(self._countdown)))
        def take_back(_: KeyPressEvent) -> None:
            self.on_take_back()

        @keys.add("c-c")
        def interrupt(_: KeyPressEvent) -> None:
            if self._input.text:
                self._input.reset()
            elif not self.on_interrupt():
                self.view.note("Ctrl-D or /quit leaves.")
            else:
                self._interrupts += 1
                if self._interrupts > 2:
                    self._leave()

        @keys.add("c-d", filter=is_empty)
        def leave(_: KeyPressEvent) -> None:
            self._leave()

        @keys.add("c-z")
        def suspend(event: KeyPressEvent) -> None:
            event.app.suspend_to_background()

        return keys

    def _nothing_chosen(self) -> bool:
        state = self._input.complete_state
        return state is None or state.current_completion is None

    def _question_keys(self) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("<any>")
        def answer(event: KeyPressEvent) -> None:
            if self._input.text:
                # A command was begun here, and its letters come faster than the question goes.
                self._input.insert_text(event.data)
                return
            pressed = event.data.lower()
            if self._question and pressed in self._question[1]:
                self._give_answer(pressed)

        @keys.add("/")
        def command(_: KeyPressEvent) -> None:
            self._give_answer(None)
            self.put_back("/")

        @keys.add("tab")
        def tab(_: KeyPressEvent) -> None:
            if self._question and "tab" in self._question[1]:
                self._give_answer("tab")

        @keys.add("enter")
        @keys.add("<bracketed-paste>")
        def nothing(_: KeyPressEvent) -> None:
            """Neither is a yes, nor anything else."""

        @keys.add("escape", eager=True)
        @keys.add("c-c")
        def back_out(_: KeyPressEvent) -> None:
            self._give_answer(None)

        @keys.add("c-d")
        def leave(_: KeyPressEvent) -> None:
            self._leave()

        return keys

    def _line_keys(self) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("enter")
        def done(_: KeyPressEvent) -> None:
            self._give_answer(self._line.text)

        @keys.add("escape", eager=True)
        @keys.add("c-c")
        def back_out(_: KeyPressEvent) -> None:
            self._give_answer(None)

        return keys

    def _question_text(self) -> StyleAndTextTuples:
        if self._question is None:
            return []
        question, keys = self._question
        text: StyleAndTextTuples = [("class:question", self._wrapped(question))]
        column = self._columns
        for key, meaning in keys.items():
            name = "Tab" if key == "tab" else key
            column += len(f" · {name} {meaning}")
            if column > self._columns:
                text.append(("", "\n"))
                column = len(f"{name} {meaning}")
            else:
                text.append(("class:label", " · "))
            text += [("class:key", name), ("", f" {meaning}")]
        return text

    @property
    def _columns(self) -> int:
        return min(self._application.output.get_size().columns, terminal.MAX_WIDTH)

    def _wrapped(self, text: str) -> str:
        return textwrap.fill(text, self._columns)

    def _live_text(self) -> StyleAndTextTuples:
        text: StyleAndTextTuples = []
        if self._unfinished_line:
            text.append(("", clean(self._unfinished_line)))
        if self._working and not self._unfinished_line:
            text += [("class:live", f"{next(self._frames)} {self._working}")]
        if self._countdown:
            text += [("", "\n" if text else ""), ("class:countdown", self._wrapped(self._countdown))]
        return text

    def _status_text(self) -> StyleAndTextTuples:
        queued = self._typed.qsize()
        return [("", self._status + (f" · {queued} typed ahead" if queued else ""))]


class _Above(StringIO):
    """A file for Rich that prints above the prompt."""

    def __init__(self, write: Callable[[str], None]) -> None:
        super().__init__()
        self._write = write

    def write(self, text: str) -> int:
        self._write(text)
        return len(text)


def find_editor() -> list[str] | None:
    """The person's editor as a command, or one that every system has."""
    wanted = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if wanted:
        return shlex.split(wanted)
    found = next((name for name in ("editor", "nano", "vim", "vi") if shutil.which(name)), None)
    return [found] if found else None
