"""What a conversation needs of whoever sits in front of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.views.card import Card
from assistant.views.fields import Field
from assistant.views.printing import View


class LeftError(Exception):
    """The person has left, or the terminal is gone: whatever was asked has no answer."""


@dataclass(frozen=True)
class Typed:
    """Words that were typed where a key was asked for."""

    text: str


class Screen(Protocol):
    """A person at a terminal, or a pipe with nobody to ask.

    Every method that waits for the person raises `LeftError` when there is nobody any more.
    """

    @property
    def view(self) -> View:
        """Prints what has happened."""
        ...

    async def message(self) -> str:
        """The next message, in the order they were typed.

        Raises:
            LeftError: the person wants to leave, or no more come.
        """
        ...

    async def key(self, question: str, keys: Mapping[str, str], /) -> str | None:
        """The one of `keys` that was pressed; None when the person backs out, or can't be asked.

        Nothing else counts as an answer, Enter least of all.
        """
        ...

    async def answer(self, question: str, keys: Mapping[str, str], /) -> str | Typed | None:
        """As `key`; or the words that were typed instead of one, up to Enter."""
        ...

    async def line(self, question: str, /) -> str | None:
        """A line of text, perhaps empty; None when the person backs out."""
        ...

    async def form(self, question: str, fields: Sequence[Field], /) -> dict[str, str] | None:
        """The fields' new texts by name; None when the person backs out."""
        ...

    def is_tall(self, shown: Card, /) -> bool:
        """Whether a card has no room on the screen together with the question about it."""
        ...

    async def leaf(self, lines: Sequence[str], /, *, anyway: bool = False) -> bool:
        """Show what is longer than the screen in a pager, or `anyway`, until it is left; False: not shown."""
        ...

    async def settle(self) -> None:
        """Returns when everything shown so far is on the screen."""
        ...

    def echo(self, text: str) -> None:
        """Show `text` as what the person has said."""
        ...

    def put_back(self, text: str) -> None:
        """Give `text` back to be typed on."""
        ...

    def working(self, text: str) -> None:
        """Show what is going on at the moment; empty: nothing is."""
        ...

    def countdown(self, text: str) -> None:
        """Show that something is about to happen that `u` stops; empty: nothing is."""
        ...

    def says(self, piece: str) -> None:
        """Show a piece of an answer as it arrives."""
        ...

    def unsays(self, why: str) -> None:
        """What `says` has shown is void, and the answer comes anew: `why` is shown."""
        ...

    def said(self) -> str:
        """End the answer that `says` has shown; gives all of it."""
        ...

    def copy(self, text: str) -> bool:
        """Put `text` where the person pastes from; False where there is no such place."""
        ...

    def status(self, text: str) -> None:
        """Show `text` on the bottom line."""
        ...
