"""A Rich console that sends a terminal no character that it could obey, but for Rich's own colours."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.theme import Theme

from assistant.views.text import clean
from assistant.views.themes import rich_styles


class SafeConsole(Console):
    """What is drawn on it takes no text for markup.

    Text is cleaned where it is drawn, for then it takes the room that it needs; what was forgotten is cleaned
    here, so that no list, bar or card is a way to the terminal.
    """

    def __init__(self, theme: str = "terminal", **options: Any) -> None:
        """A console as Rich takes the `options`, in the colours of `theme`."""
        super().__init__(
            theme=Theme(rich_styles(theme)),
            no_color=True if theme == "none" else None,
            highlight=False,
            markup=False,
            emoji=False,
            **options,
        )

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The pieces of `renderable`, as Rich makes them, cleaned."""
        for segment in super().render(renderable, options):
            if segment.control or segment.text.isprintable():
                yield segment
            else:
                yield Segment(clean(segment.text), segment.style)
