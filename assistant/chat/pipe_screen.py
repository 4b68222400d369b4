"""No person to ask, only lines to read: every line is a message, what waits goes on waiting."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import TextIO

from assistant.chat.call_thread import CallThread
from assistant.chat.screen import LeftError
from assistant.views.card import Card
from assistant.views.fields import Field
from assistant.views.printing import PlainView


class PipeScreen:
    """Reads messages from `source`, prints plain lines to `target`, and problems to `errors`."""

    def __init__(self, source: TextIO, target: TextIO, errors: TextIO, zone: tzinfo) -> None:
        self._source = source
        self._reader = CallThread("lines")
        self.view = PlainView(target, zone, errors=errors)

    async def message(self) -> str:
        """The next line that isn't empty.

        Raises:
            LeftError: there is none.
        """
        while line := await self._reader.call(self._source.readline):
            if line.strip():
                return line.strip()
        raise LeftError

    async def key(self, _question: str, _keys: Mapping[str, str]) -> str | None:
        return None

    async def answer(self, _question: str, _keys: Mapping[str, str]) -> None:
        return None

    async def line(self, _question: str) -> str | None:
        return None

    async def form(self, _question: str, _fields: Sequence[Field]) -> dict[str, str] | None:
        return None

    def is_tall(self, _shown: Card) -> bool:
        return False

    async def leaf(self, _lines: Sequence[str], *, anyway: bool = False) -> bool:  # noqa: ARG002 - no pager
        return False

    async def settle(self) -> None:
        """Lines are written at once."""

    def echo(self, text: str) -> None:
        """Whoever wrote the line knows it."""

    def put_back(self, text: str) -> None:
        """There is nobody to type on."""

    def working(self, text: str) -> None:
        """Nobody watches."""

    def countdown(self, text: str) -> None:
        """Nobody watches."""

    def says(self, piece: str) -> None:
        """The answer is printed whole, when the turn has ended."""

    def unsays(self, why: str) -> None:
        """Nothing of it was printed."""

    def said(self) -> str:
        return ""

    def copy(self, text: str) -> bool:  # noqa: ARG002  # nobody pastes from a pipe
        return False

    def status(self, text: str) -> None:
        """Nobody watches."""
