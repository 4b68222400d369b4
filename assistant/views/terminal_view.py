"""A view that prints to a terminal, through Rich."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from rich.console import Console, RenderableType

from assistant.contract import Approval, EffectView, GrantView, ThreadView, Turn
from assistant.page import Page
from assistant.views import terminal
from assistant.views.card import Card


class TerminalView:
    """Prints through Rich."""

    def __init__(self, console: Console, zone: tzinfo) -> None:
        self._console = console
        self._zone = zone

    def turn(self, outcome: Turn) -> None:
        self._show(terminal.turn(outcome, self._zone))

    def approval(self, wanted: Approval, number: str = "") -> None:
        self._show(terminal.approval(wanted, self._zone, number))

    def approvals(self, wanted: Sequence[Approval]) -> None:
        for card in terminal.approvals(wanted, self._zone):
            self._show(card)
        if not wanted:
            self.note("Nothing waits for you.")

    def effects(self, listed: Sequence[EffectView], now: datetime) -> None:
        self._show(terminal.effects(listed, self._zone, now))

    def grants(self, listed: Sequence[GrantView]) -> None:
        self._show(terminal.grants(listed))

    def threads(self, listed: Sequence[ThreadView], now: datetime) -> None:
        self._show(terminal.threads(listed, self._zone, now))

    def agenda(self, events: Sequence[Mapping[str, Any]], now: datetime, title: str = "") -> None:
        self._show(terminal.agenda(events, self._zone, now, title))

    def page(self, found: Page) -> None:
        self._show(terminal.page(found))

    def mails(self, listed: Sequence[Mapping[str, Any]], now: datetime) -> None:
        self._show(terminal.mails(listed, self._zone, now))

    def event(self, read: Mapping[str, Any]) -> None:
        self._show(terminal.event(read, self._zone))

    def mail(self, read: Mapping[str, Any]) -> None:
        self._show(terminal.mail(read, self._zone))

    def card(self, shown: Card, number: str = "") -> None:
        self._show(terminal.card(shown, number))

    def reply(self, text: str) -> None:
        self._show(terminal.reply(text))

    def effect(self, done: EffectView) -> None:
        self._show(terminal.effect(done, self._zone))

    def activity(self, agent: str, text: str) -> None:
        self._show(terminal.activity(agent, text))

    def said(self, text: str) -> None:
        self._show(terminal.said(text))

    def error(self, message: str) -> None:
        self._show(terminal.error(message))

    def note(self, message: str) -> None:
        self._show(terminal.note(message))

    def _show(self, drawn: RenderableType) -> None:
        self._console.print(drawn)
