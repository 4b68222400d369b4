"""Fields that are typed over in place."""

import asyncio
import textwrap
from collections.abc import Awaitable, Callable, Sequence

from prompt_toolkit.application import get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import BufferControl, Dimension, FormattedTextControl, HSplit, VSplit, Window

from assistant.views.fields import Field
from assistant.views.text import clean

Edit = Callable[[str], Awaitable[str | None]]
"""Text as it comes back from an editor; None when there is no editor."""
MOST_LINES = 8
MOST_LINES_OF_A_LIST = 4
HINT = "Tab ↑ ↓ move · Ctrl-U empties · Enter shows what changes · Esc goes back"
LONG_HINT = "Tab ↑ ↓ move · Enter opens your editor · Esc goes back"


class Form:
    """One row for each field. `done` is told "" when the person has finished, None when they back out."""

    def __init__(
        self, question: str, fields: Sequence[Field], *, edit: Edit, done: Callable[[str | None], None]
    ) -> None:
        self._fields = fields
        self._edit = edit
        self._done = done
        self._opened: set[asyncio.Task[None]] = set()
        self._before = {field.name: clean(field.text) for field in fields}
        self._buffers = {
            field.name: Buffer(
                document=Document(self._before[field.name], 0 if field.is_long else None),
                multiline=field.is_long,
            )
            for field in fields
        }
        width = max(len(field.label) for field in fields) + 2
        self._windows = [self._window(field) for field in fields]
        self.first = self._windows[0]
        rows = [
            VSplit([Window(FormattedTextControl([("class:label", field.label)]), width=width), window])
            for field, window in zip(fields, self._windows, strict=True)
        ]
        self.container = HSplit(
            [
                _text_row(lambda: [("class:question", _wrapped(question))]),
                *rows,
                _text_row(self._hint),
            ],
            key_bindings=self._keys(),
        )

    def texts(self) -> dict[str, str]:
        """What stands in the fields. A field that was left alone keeps what the screen can't show of it."""
        return {
            field.name: field.text
            if self._buffers[field.name].text == self._before[field.name]
            else self._buffers[field.name].text
            for field in self._fields
        }

    def _hint(self) -> StyleAndTextTuples:
        field = self._fields[self._focused()]
        hint = LONG_HINT if field.is_long else HINT
        return [("class:label", _wrapped(hint))]

    def _focused(self) -> int:
        layout = get_app().layout
        return next((i for i, window in enumerate(self._windows) if layout.has_focus(window)), 0)

    def _window(self, field: Field) -> Window:
        if not field.is_long:
            return Window(
                BufferControl(self._buffers[field.name]),
                height=Dimension(min=1, max=MOST_LINES_OF_A_LIST),
                wrap_lines=True,
                dont_extend_height=True,
            )
        return Window(
            BufferControl(self._buffers[field.name], key_bindings=self._long_keys(field)),
            height=Dimension(min=1, max=MOST_LINES),
            wrap_lines=True,
            dont_extend_height=True,
        )

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("tab")
        @keys.add("down")
        def following(_: KeyPressEvent) -> None:
            self._move(1)

        @keys.add("s-tab")
        @keys.add("up")
        def former(_: KeyPressEvent) -> None:
            self._move(-1)

        @keys.add("enter")
        def done(_: KeyPressEvent) -> None:
            self._done("")

        @keys.add("escape", eager=True)
        @keys.add("c-c")
        def back_out(_: KeyPressEvent) -> None:
            self._done(None)

        return keys

    def _long_keys(self, field: Field) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("enter")
        def open_editor(_: KeyPressEvent) -> None:
            task = asyncio.ensure_future(self._open(field))
            self._opened.add(task)
            task.add_done_callback(self._opened.discard)

        return keys

    async def _open(self, field: Field) -> None:
        buffer = self._buffers[field.name]
        edited = await self._edit(buffer.text)
        if edited is None:
            buffer.insert_text("\n")
        else:
            buffer.document = Document(edited, 0)

    def _move(self, by: int) -> None:
        get_app().layout.focus(self._windows[(self._focused() + by) % len(self._windows)])


def _text_row(text: Callable[[], StyleAndTextTuples]) -> Window:
    return Window(FormattedTextControl(text), wrap_lines=True, dont_extend_height=True)


def _wrapped(text: str) -> str:
    return textwrap.fill(text, get_app().output.get_size().columns)
