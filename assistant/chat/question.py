"""A question that is answered with one key, or by going to an answer with the arrows."""

import asyncio
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from prompt_toolkit.application import get_app
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import FormattedTextControl, Window

QUIET_S = 0.3
"""A question takes no key before the hands were still for so long: they may be amid a word, or on a key
that repeats."""
ALONE_S = 0.35
"""A key is an answer when no other follows for so long: the first letter of "no, Thursday" is none."""


HARMLESS = ("s", "n", "w")
"""Where the arrows begin, where there is one of these: skip, back, let it wait."""


@dataclass(frozen=True)
class Pressed:
    """A key that may turn out to be the first of a word."""

    key: str
    counts: bool
    """The hands were still before it."""
    timer: asyncio.TimerHandle
    """Ends the wait for the next."""


class Question:
    """The line that asks, and its keys. Enter alone is no answer to anything, and no word is a key.

    Who doesn't know the keys goes to one with the arrows; only then Enter is the answer that stands out.

    `answer` is told the key, or None when the person backs out; `begin_text` what was typed or pasted
    so far, where it is no key; `begin_command` that a slash was typed.
    """

    def __init__(
        self,
        *,
        columns: Callable[[], int],
        answer: Callable[[str | None], None],
        begin_text: Callable[[str], None],
        begin_command: Callable[[str], None],
        leave: Callable[[], None],
    ) -> None:
        self._columns = columns
        self._answer = answer
        self._begin_text = begin_text
        self._begin_command = begin_command
        self._leave = leave
        self._asked = ""
        self._keys: Mapping[str, str] = {}
        self._last_key_at = 0.0
        self._pressed: Pressed | None = None
        self._at: str | None = None
        """The key that the arrows have come to."""
        self.window = Window(
            FormattedTextControl(self._text, focusable=True, key_bindings=self._bindings()),
            wrap_lines=True,
            dont_extend_height=True,
            always_hide_cursor=True,
        )

    @property
    def is_asked(self) -> bool:
        return bool(self._keys)

    def ask(self, question: str, keys: Mapping[str, str]) -> None:
        self._asked, self._keys, self._at = question, keys, None
        self._wait_for_still_hands()

    def close(self) -> None:
        self._taken()
        self._asked, self._keys = "", {}

    def _wait_for_still_hands(self) -> None:
        loop = asyncio.get_running_loop()
        self._last_key_at = loop.time()
        loop.call_later(QUIET_S, get_app().invalidate)

    def _is_ready(self) -> bool:
        return asyncio.get_running_loop().time() - self._last_key_at >= QUIET_S

    def _text(self) -> StyleAndTextTuples:
        text: StyleAndTextTuples = [("class:question", textwrap.fill(self._asked, self._columns()))]
        if not self._is_ready():
            return [*text, ("class:label", "\n…")]
        column = self._columns()
        for key, meaning in self._keys.items():
            name = "Tab" if key == "tab" else key
            column += len(f" · {name} {meaning}")
            if column > self._columns():
                text.append(("", "\n"))
                column = len(f"{name} {meaning}")
            else:
                text.append(("class:label", " · "))
            if key == self._at:
                text.append(("class:chosen", f"{name} {meaning}"))
            else:
                text += [("class:key", name), ("", f" {meaning}")]
        hint = "Enter takes what stands out" if self._at else "← → go to one"
        if column + len(hint) + 3 <= self._columns():
            text.append(("class:label", f" · {hint}"))
        elif self._at:
            text.append(("class:label", f"\n{hint}"))
        return text

    def _go(self, step: int) -> None:
        """To the next answer, or the one before; first to one that does nothing."""
        self._taken()
        if not self._is_ready():
            return
        keys = [*self._keys]
        if self._at is None:
            self._at = next((key for key in HARMLESS if key in keys), keys[-1])
        else:
            self._at = keys[(keys.index(self._at) + step) % len(keys)]

    def _press(self, key: str) -> None:
        """Take `key`, once it is known to stand alone; one that repeats is pressed once."""
        self._at = None
        before = self._taken()
        if before and before.key != key:
            self._begin_text(before.key + key)
            return
        counts = before.counts if before else self._is_ready()
        self._wait_for_still_hands()

        def stood_alone() -> None:
            self._pressed = None
            if counts and key.lower() in self._keys:
                self._answer(key.lower())

        timer = asyncio.get_running_loop().call_later(ALONE_S, stood_alone)
        self._pressed = Pressed(key, counts, timer)

    def _taken(self) -> "Pressed | None":
        """The key that waited for the next, if one did; it is no answer any more."""
        pressed, self._pressed = self._pressed, None
        if pressed:
            pressed.timer.cancel()
        return pressed

    def _bindings(self) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("<any>")
        def press(event: KeyPressEvent) -> None:
            self._press(event.data)

        @keys.add("tab")
        def tab(_: KeyPressEvent) -> None:
            self._taken()
            if self._is_ready() and "tab" in self._keys:
                self._answer("tab")

        @keys.add("/")
        def command(_: KeyPressEvent) -> None:
            if before := self._taken():
                self._begin_text(before.key + "/")
            else:
                self._begin_command("/")

        @keys.add("enter")
        def take_what_stands_out(_: KeyPressEvent) -> None:
            # By itself it is neither a yes nor anything else.
            if self._at is not None:
                self._answer(self._at)

        @keys.add("right")
        @keys.add("down")
        def further(_: KeyPressEvent) -> None:
            self._go(1)

        @keys.add("left")
        @keys.add("up")
        def back(_: KeyPressEvent) -> None:
            self._go(-1)

        @keys.add("<bracketed-paste>")
        def paste(event: KeyPressEvent) -> None:
            before = self._taken()
            self._begin_text((before.key if before else "") + event.data)

        @keys.add("escape", eager=True)
        @keys.add("c-c")
        def back_out(_: KeyPressEvent) -> None:
            self._answer(None)

        @keys.add("c-d")
        def leave(_: KeyPressEvent) -> None:
            self._leave()

        return keys
