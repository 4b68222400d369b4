"""The key `g`: acts such as the one on the card go without a question from now on."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import Any

from assistant.chat.screen import Screen
from assistant.contract import Approval, Decision, GrantView
from assistant.grants import GrantDesk
from assistant.views.fields import Field
from assistant.views.grant_cards import grant_title, grant_use, offer_card
from assistant.views.grant_limits import limit_fields, read_limits
from tools.errors import AssistantError

WithDesk = Callable[[Callable[[GrantDesk], Any]], Awaitable[Any]]
"""Runs something on the grants of the home, beside the screen."""
KEYS = {"y": "let such acts go, and approve this one", "e": "change the limits", "n": "back"}


class Granting:
    """Offers the narrowest grant, lets the person widen or narrow it, and makes it when they say so."""

    def __init__(self, screen: Screen, desk: WithDesk, now: Callable[[], datetime], zone: tzinfo) -> None:
        self._screen = screen
        self._desk = desk
        self._now = now
        self._zone = zone

    async def ask(self, approval: Approval) -> Decision | None:
        """A yes to `approval`, once its grant is made; None when there is none.

        Raises:
            LeftError: the person has left; no grant was made.
        """
        typed: Mapping[str, str] = {}
        fields: Sequence[Field] = ()
        while True:
            try:
                limits = read_limits(typed, self._now())
                offer = await self._desk(partial(GrantDesk.offer, approval_id=approval.id, limits=limits))
            except AssistantError as error:
                self._screen.view.error(error.message)
                key = "e" if fields else "n"
            else:
                fields = limit_fields(offer)
                self._screen.view.card(offer_card(offer, self._zone))
                key = await self._screen.key("Let such acts go without asking?", KEYS) or "n"
            if key == "n":
                return None
            if key == "y":
                self._say(await self._desk(partial(GrantDesk.make, approval_id=approval.id, limits=limits)))
                return Decision.approve()
            shown = [Field(field.name, field.label, typed.get(field.name, field.text)) for field in fields]
            given = await self._screen.form("The limits; numbers may be: any", shown)
            if given is None:
                return None
            typed = given

    def _say(self, made: GrantView) -> None:
        self._screen.view.note(
            f"Not asked from now on: {grant_title(made)} ({grant_use(made)}).\n"
            f"/grants revoke {made.id} ends it."
        )
