"""A text that is longer than the screen, in the pager of the person's own or in one that is built in."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prompt_toolkit import Application

KEYS = " Space, PgUp, ↑ ↓ leaf · q goes back "
SAFE = {"LESSSECURE": "1", "LESS": "-R"}
"""A pager that shows what strangers have written starts no other program."""


def is_long(lines: Sequence[str], columns: int, rows: int) -> bool:
    """Whether the lines don't fit on a screen of this size, with two rows for what is around them."""
    return sum(max(1, -(-len(line) // max(1, columns))) for line in lines) > rows - 2


def find_pager() -> list[str] | None:
    """What `PAGER` names as a command; empty: none is wanted. None: it names nothing that is here."""
    if (wanted := os.environ.get("PAGER")) is None:
        return [found] if (found := shutil.which("less")) else None
    words = shlex.split(wanted)
    return words if not words or shutil.which(words[0]) else None


def leaf(text: str, pager: Sequence[str]) -> bool:
    """Show `text` in that program until it ends; False where it can't be started."""
    try:
        subprocess.run([*pager], input=text.encode(), env={**os.environ, **SAFE}, check=False)
    except OSError:
        return False
    return True


def built_in(text: str) -> "Application[None]":
    """A pager over the whole screen; what it gives is to be run."""
    from prompt_toolkit import Application
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.key_binding.bindings.scroll import scroll_page_down, scroll_page_up
    from prompt_toolkit.layout import HSplit, Layout, Window
    from prompt_toolkit.layout.controls import FormattedTextControl
    from prompt_toolkit.widgets import TextArea

    area = TextArea(text, read_only=True, scrollbar=False, wrap_lines=True)
    keys = KeyBindings()

    @keys.add("q")
    @keys.add("escape", eager=True)
    @keys.add("c-c")
    def _(event: KeyPressEvent) -> None:
        event.app.exit()

    keys.add(" ")(scroll_page_down)
    keys.add("pagedown")(scroll_page_down)
    keys.add("b")(scroll_page_up)
    keys.add("pageup")(scroll_page_up)
    hint = Window(FormattedTextControl([("reverse", KEYS)]), height=1)
    return Application(Layout(HSplit([area, hint])), key_bindings=keys, full_screen=True)
