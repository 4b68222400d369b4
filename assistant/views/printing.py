"""Where commands print: to a terminal with colour, to anything else as plain lines."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Protocol, TextIO

from assistant.contract import Approval, EffectView, GrantView, ThreadView, Turn
from assistant.page import Page
from assistant.views import grant_cards, plain
from assistant.views.card import Card
from assistant.views.text import clean


class View(Protocol):
    """Shows values to a person. Times are in the zone that the view was made with."""

    def turn(self, outcome: Turn) -> None: ...

    def approval(self, wanted: Approval, number: str = "") -> None:
        """The card of one; `number` says which of how many."""

    def approvals(self, wanted: Sequence[Approval]) -> None: ...

    def effects(self, listed: Sequence[EffectView], now: datetime) -> None: ...

    def grants(self, listed: Sequence[GrantView]) -> None: ...

    def threads(self, listed: Sequence[ThreadView], now: datetime) -> None: ...

    def agenda(self, events: Sequence[Mapping[str, Any]], now: datetime, title: str = "") -> None: ...

    def page(self, found: Page) -> None: ...

    def mails(self, listed: Sequence[Mapping[str, Any]], now: datetime) -> None: ...

    def event(self, read: Mapping[str, Any]) -> None:
        """All of one event."""

    def mail(self, read: Mapping[str, Any]) -> None:
        """All of one mail."""

    def card(self, shown: Card, number: str = "") -> None: ...

    def reply(self, text: str) -> None: ...

    def effect(self, done: EffectView) -> None: ...

    def activity(self, agent: str, text: str) -> None: ...

    def said(self, text: str) -> None:
        """What the person has said."""

    def error(self, message: str) -> None: ...

    def note(self, message: str) -> None: ...


def view_for(stream: TextIO, zone: tzinfo, theme: str = "terminal") -> View:
    """A view that prints to `stream`: in the colours of `theme` when it is a terminal, else plain."""
    if not stream.isatty():
        return PlainView(stream, zone)
    # Rich is loaded only where there is colour: a script doesn't wait for it.
    from assistant.views.terminal import console
    from assistant.views.terminal_view import TerminalView

    return TerminalView(console(stream, theme), zone)


class PlainView:
    """Prints lines; a character that the stream can't encode becomes a question mark."""

    def __init__(self, stream: TextIO, zone: tzinfo, *, errors: TextIO | None = None) -> None:
        self._stream = stream
        self._errors = errors or stream
        self._zone = zone

    def turn(self, outcome: Turn) -> None:
        self._show(plain.turn(outcome, self._zone))

    def approval(self, wanted: Approval, number: str = "") -> None:
        self._show(plain.approval(wanted, self._zone, number))

    def approvals(self, wanted: Sequence[Approval]) -> None:
        for card in plain.approvals(wanted, self._zone):
            self._show(card)
        if not wanted:
            self.note("Nothing waits for you.")

    def effects(self, listed: Sequence[EffectView], now: datetime) -> None:
        self._show(plain.effects(listed, self._zone, now))

    def grants(self, listed: Sequence[GrantView]) -> None:
        self._show(grant_cards.grant_lines(listed))

    def threads(self, listed: Sequence[ThreadView], now: datetime) -> None:
        self._show(plain.threads(listed, self._zone, now))

    def agenda(self, events: Sequence[Mapping[str, Any]], now: datetime, title: str = "") -> None:
        self._show(plain.agenda(events, self._zone, now, title))

    def page(self, found: Page) -> None:
        self._show(plain.page(found))

    def mails(self, listed: Sequence[Mapping[str, Any]], now: datetime) -> None:
        self._show(plain.mails(listed, self._zone, now))

    def event(self, read: Mapping[str, Any]) -> None:
        self._show(plain.event(read, self._zone))

    def mail(self, read: Mapping[str, Any]) -> None:
        self._show(plain.mail(read, self._zone))

    def card(self, shown: Card, number: str = "") -> None:
        self._show(plain.card(shown, number))

    def reply(self, text: str) -> None:
        self._show(plain.reply(text))

    def effect(self, done: EffectView) -> None:
        self._show(plain.effect(done, self._zone))

    def activity(self, agent: str, text: str) -> None:
        """Not shown: whoever reads a pipe wants the outcome."""

    def said(self, text: str) -> None:
        """Not shown: whoever writes into a pipe knows it."""

    def error(self, message: str) -> None:
        self._show(plain.error(message), self._errors)

    def note(self, message: str) -> None:
        self._show(plain.reply(message))

    def _show(self, lines: Sequence[str], stream: TextIO | None = None) -> None:
        stream = stream or self._stream
        encoding = stream.encoding or "utf-8"
        for line in lines:
            stream.write(clean(line).encode(encoding, "replace").decode(encoding) + "\n")
        stream.flush()
