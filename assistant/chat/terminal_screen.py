"""A person at a terminal: one prompt that stays at the bottom, and everything else printed above it."""

import asyncio
import base64
import itertools
import textwrap
from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Any

from prompt_toolkit.application import Application, in_terminal
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import Completer, ThreadedCompleter, merge_completers
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
from prompt_toolkit.utils import get_cwidth

from assistant.chat.completion import MENTION, MentionCompleter, Mentions, SlashCompleter
from assistant.chat.editor import edit, find_editor
from assistant.chat.form import Form
from assistant.chat.question import Question
from assistant.chat.screen import LeftError, Typed
from assistant.chat.scrollback import Scrollback
from assistant.views import plain
from assistant.views.card import Card
from assistant.views.fields import Field
from assistant.views.pager import built_in, find_pager, is_long, leaf
from assistant.views.printing import View
from assistant.views.terminal_view import TerminalView
from assistant.views.text import clean, clean_line
from assistant.views.themes import prompt_style
from tools.private_files import make_private

LOOK_EVERY_S = 0.1
ENOUGH_INTERRUPTS = 3
"""After so many the person doesn't want to wait for the turn to stop."""
MENU_LINES = 8
QUESTION_ROWS, FRAME_COLUMNS = 6, 4
"""What a question and the bottom line take below a card, and the frame of the card beside its text."""
MOST_LIVE_LINES = 6
WORDS_PROMPT = "In words (Esc: back):"
SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
STYLES = {
    "status": "fg:ansibrightblack",
    "live": "fg:ansibrightblack",
    "prompt": "fg:ansicyan bold",
    "question": "bold",
    "key": "fg:ansicyan bold",
    "chosen": "reverse",
    "label": "fg:ansibrightblack",
    "countdown": "fg:ansiyellow",
    "completion-menu": "bg:default fg:default",
    "completion-menu.completion.current": "fg:ansicyan bold noreverse",
    "completion-menu.meta.completion": "bg:default fg:ansibrightblack",
    "completion-menu.meta.completion.current": "bg:default fg:ansicyan",
    "scrollbar.background": "bg:default",
    "scrollbar.button": "bg:default",
}


class TerminalScreen:
    """Asks through prompt_toolkit, prints through Rich."""

    def __init__(
        self,
        *,
        history: Path,
        commands: Sequence[tuple[str, str]],
        zone: tzinfo,
        mentions: Mentions | None = None,
        theme: str = "terminal",
    ) -> None:
        self.on_interrupt: Callable[[], bool] = lambda: False
        """Stops what is running; False when nothing is."""
        self.on_take_back: Callable[[], bool] = lambda: False
        """Stops what is about to happen; False when nothing is."""
        self._zone = zone
        self._typed: asyncio.Queue[str] = asyncio.Queue()
        self._left = asyncio.Event()
        self._interrupts = 0
        self._conversation: asyncio.Task[int] | None = None
        self._status = self._working = self._countdown = ""
        self._answer = self._unfinished_line = ""
        self._answered: asyncio.Future[str | Typed | None] | None = None
        self._words_count = False
        """Words may be typed where a key is asked for."""
        self._form: Form | None = None
        self._ask_line = ""
        self._frames = itertools.cycle(SPINNER)
        make_private(history)
        self._input = Buffer(
            history=FileHistory(str(history)),
            completer=_completer(commands, mentions),
            complete_while_typing=Condition(self._begins_something),
            multiline=True,
        )
        self._line = Buffer(multiline=False)
        self._question = Question(
            columns=lambda: self._scrollback.columns,
            answer=self._give_answer,
            begin_text=self._begin_text,
            begin_command=self._begin_command,
            leave=self._left.set,
        )
        self._application = self._build(theme)
        self._scrollback = Scrollback(self._application, theme)

    @property
    def view(self) -> View:
        return TerminalView(self._scrollback.console, self._zone)

    async def show_while(self, conversation: "asyncio.Task[int]") -> int:
        """Keep the prompt on the screen until `conversation` has ended; gives what it gives."""

        async def end_with_it() -> None:
            await asyncio.wait([conversation])
            await self.settle()
            if self._application.is_running:
                self._application.exit()

        self._conversation = conversation
        self._scrollback.flush()
        animation = asyncio.ensure_future(self._animate())
        ending = asyncio.ensure_future(end_with_it())
        try:
            await self._application.run_async(set_exception_handler=False)
        except EOFError:
            pass
        finally:
            animation.cancel()
            self._left.set()
        await ending
        self._scrollback.flush()
        return await conversation

    async def message(self) -> str:
        if not self._typed.empty():
            return self._typed.get_nowait()
        typed = asyncio.ensure_future(self._typed.get())
        await self._unless_left(typed)
        return typed.result()

    async def key(self, question: str, keys: Mapping[str, str], /) -> str | None:
        given = await self._asked(question, keys, words=False)
        assert not isinstance(given, Typed)
        return given

    async def answer(self, question: str, keys: Mapping[str, str], /) -> str | Typed | None:
        return await self._asked(question, keys, words=True)

    async def _asked(self, question: str, keys: Mapping[str, str], *, words: bool) -> str | Typed | None:
        await self.settle()
        await self._until_nothing_is_being_typed()
        self._question.ask(question, keys)
        self._words_count = words
        try:
            return await self._wait_for_answer(self._question.window)
        finally:
            self._question.close()
            self._ask_line = ""

    async def line(self, question: str, /) -> str | None:
        self._ask_line = question
        self._line.reset()
        try:
            given = await self._wait_for_answer(self._line)
            return given.text if isinstance(given, Typed) else None
        finally:
            self._ask_line = ""

    async def form(self, question: str, fields: Sequence[Field], /) -> dict[str, str] | None:
        await self.settle()
        form = self._form = Form(question, fields, edit=self._edit_text, done=self._give_answer)
        try:
            return None if await self._wait_for_answer(form.first) is None else form.texts()
        finally:
            self._form = None

    async def settle(self) -> None:
        await self._scrollback.settle()

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

    def unsays(self, why: str) -> None:
        self._answer = self._unfinished_line = ""
        self.view.note(clean_line(why))
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

    def copy(self, text: str) -> bool:
        # OSC 52: most terminals put it on the clipboard, also of the machine that they run on, over ssh.
        packed = base64.b64encode(clean(text).encode()).decode()
        self._application.output.write_raw(f"\x1b]52;c;{packed}\x07")
        self._application.output.flush()
        return True

    def _begins_something(self) -> bool:
        return self._input.text.startswith("/") or bool(
            MENTION.search(self._input.document.text_before_cursor)
        )

    async def _animate(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            if self._working:
                self._application.invalidate()

    async def _until_nothing_is_being_typed(self) -> None:
        """Whoever is typing a message must not answer a question with the rest of it."""
        while self._input.text and not self._left.is_set():
            self.working("a question waits until this is sent or cleared (Ctrl-C)")
            await asyncio.sleep(LOOK_EVERY_S)
        self.working("")

    async def _wait_for_answer(self, where: Window | Buffer) -> str | Typed | None:
        answered: asyncio.Future[str | Typed | None] = asyncio.get_running_loop().create_future()
        self._answered = answered
        # Keys that come before the next drawing (a terminal's reports are such) already find those of a form.
        self._application.layout.update_parents_relations()
        self._application.layout.focus(where)
        self._application.invalidate()
        try:
            await self._unless_left(answered)
            return answered.result()
        finally:
            self._answered = None
            self._application.layout.focus(self._input)
            self._application.invalidate()

    async def _unless_left(self, wanted: "asyncio.Future[Any]") -> None:
        """Wait for `wanted`.

        Raises:
            LeftError: the person has left before.
        """
        leaving = asyncio.ensure_future(self._left.wait())
        await asyncio.wait([wanted, leaving], return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        if not wanted.done():
            wanted.cancel()
            raise LeftError

    def _give_answer(self, answer: str | Typed | None) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(answer)

    def _begin_text(self, typed: str) -> None:
        """What was begun where a key was asked for goes on as text; where only keys count, as a message."""
        if self._words_count:
            self._ask_line = WORDS_PROMPT
            self._line.document = Document(typed, len(typed))
            self._application.layout.focus(self._line)
        else:
            self._begin_command(typed)

    def _leave_line(self) -> None:
        """Back from a line to the question in whose place it was begun, or out of it."""
        if self._question.is_asked:
            self._ask_line = ""
            self._application.layout.focus(self._question.window)
        else:
            self._give_answer(None)

    def _begin_command(self, typed: str) -> None:
        """Back out of the question: what was begun is no answer to it."""
        self.put_back(typed)
        self._give_answer(None)
        self._application.layout.focus(self._input)

    def is_tall(self, shown: Card) -> bool:
        rows = self._application.output.get_size().rows - QUESTION_ROWS
        return is_long(plain.card(shown), self._scrollback.columns - FRAME_COLUMNS, rows)

    async def leaf(self, lines: Sequence[str], *, anyway: bool = False) -> bool:
        size = self._application.output.get_size()
        pager = find_pager()
        if pager == [] or not (anyway or is_long(lines, size.columns, size.rows)):
            return False
        text = "\n".join(map(clean, lines))
        await self.settle()
        async with in_terminal():
            if pager is None or not await asyncio.to_thread(leaf, text, pager):
                await built_in(text).run_async()
        return True

    async def _edit_text(self, text: str) -> str | None:
        editor = find_editor()
        if editor is None:
            return None
        await self.settle()
        async with in_terminal():
            return await asyncio.to_thread(edit, text, editor)

    async def _edit_message(self) -> None:
        text = await self._edit_text(self._input.text)
        if text is None:
            self.view.note("No editor was found; say which one: EDITOR=nano")
        else:
            self._input.document = Document(text, len(text))

    def _build(self, theme: str) -> Application[None]:
        asking = Condition(lambda: self._question.is_asked)
        in_line = Condition(lambda: bool(self._ask_line))
        in_form = Condition(lambda: self._form is not None) & ~asking
        message = Window(
            BufferControl(self._input, key_bindings=self._message_keys()),
            get_line_prefix=lambda line, wrap: [("class:prompt", "› " if line == wrap == 0 else "  ")],
            height=self._message_height,
            wrap_lines=True,
            dont_extend_height=True,
        )
        rows = HSplit(
            [
                Window(height=1),
                ConditionalContainer(
                    _text(self._live_text, height=Dimension(max=MOST_LIVE_LINES)),
                    Condition(lambda: bool(self._live_text())),
                ),
                ConditionalContainer(self._question.window, asking & ~in_line),
                ConditionalContainer(self._line_window(), in_line),
                ConditionalContainer(DynamicContainer(self._form_container), in_form),
                ConditionalContainer(message, ~asking & ~in_line & ~in_form),
                Window(FormattedTextControl(self._status_text), height=1, style="class:status"),
            ]
        )
        menu = CompletionsMenu(max_height=MENU_LINES, scroll_offset=1)
        return Application(
            layout=Layout(
                FloatContainer(rows, [Float(menu, xcursor=True, ycursor=True)]), focused_element=message
            ),
            style=Style.from_dict({name: prompt_style(theme, style) for name, style in STYLES.items()}),
            erase_when_done=True,
            enable_page_navigation_bindings=False,
        )

    def _line_window(self) -> Window:
        keys = KeyBindings()

        @keys.add("enter")
        def done(_: KeyPressEvent) -> None:
            if self._line.text.strip() or not self._question.is_asked:
                self._give_answer(Typed(self._line.text))
            else:
                self._leave_line()

        @keys.add("escape", eager=True)
        @keys.add("c-c")
        def back_out(_: KeyPressEvent) -> None:
            self._leave_line()

        asked = BeforeInput(lambda: [("class:question", f"{self._ask_line} ")])
        control = BufferControl(self._line, input_processors=[asked], key_bindings=keys)
        return Window(control, wrap_lines=True, dont_extend_height=True)

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

        @keys.add("c-x", "c-e")
        def in_editor(event: KeyPressEvent) -> None:
            event.app.create_background_task(self._edit_message())

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
                if self._interrupts >= ENOUGH_INTERRUPTS and self._conversation:
                    self._conversation.cancel()

        @keys.add("c-d", filter=is_empty)
        def leave(_: KeyPressEvent) -> None:
            self._left.set()
            if self._working:
                self.working("leaving when this is done · Ctrl-C stops it")

        @keys.add("c-z")
        def suspend(event: KeyPressEvent) -> None:
            event.app.suspend_to_background()

        return keys

    def _nothing_chosen(self) -> bool:
        state = self._input.complete_state
        return state is None or state.current_completion is None

    def _live_text(self) -> StyleAndTextTuples:
        text: StyleAndTextTuples = []
        # An answer that streams in is never drawn above what it answers.
        if self._unfinished_line and self._scrollback.is_shown:
            text.append(("", clean(self._unfinished_line)))
        elif self._working:
            text.append(("class:live", f"{next(self._frames)} {self._working}"))
        if self._countdown:
            text += [("", "\n" if text else ""), ("class:countdown", self._wrapped(self._countdown))]
        return text

    def _wrapped(self, text: str) -> str:
        return textwrap.fill(text, self._scrollback.columns)

    def _status_text(self) -> StyleAndTextTuples:
        queued = self._typed.qsize()
        parts = [*([f"{queued} typed ahead"] if queued else []), *self._status.split(" · ")]
        while len(parts) > 1 and get_cwidth(" · ".join(parts)) > self._application.output.get_size().columns:
            parts.pop()
        return [("", " · ".join(parts))]


def _completer(commands: Sequence[tuple[str, str]], mentions: Mentions | None) -> Completer:
    if mentions is None:
        return SlashCompleter(commands)
    # What is looked up must not keep the keys waiting.
    return merge_completers(
        [
            ThreadedCompleter(SlashCompleter(commands, mentions.threads)),
            ThreadedCompleter(MentionCompleter(mentions.choices)),
        ]
    )


def _text(content: Callable[[], StyleAndTextTuples], height: Dimension) -> Window:
    return Window(FormattedTextControl(content), wrap_lines=True, dont_extend_height=True, height=height)
