"""Asking a person about what waits: one answer for each approval, or none."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from assistant.chat.screen import Screen
from assistant.contract import Approval, Decision
from assistant.views import cards, fields
from assistant.views.difference import difference
from assistant.views.fields import Field
from assistant.views.text import clean_line, counted
from tools.errors import AssistantError

KEYS = {
    "y": "approve",
    "n": "reject",
    "e": "edit",
    "tab": "reject with a reason",
    "g": "always, within limits",
    "a": "approve all shown",
    "s": "skip for now",
}
_SAID = {"approve": "Approved", "reject": "Rejected"}
EDITED_KEYS = {"y": "approve it like this", "e": "edit on", "n": "back"}

PlanEdit = Callable[[str, Mapping[str, Any]], Awaitable[Approval]]
"""What an approval would become with these arguments changed; raises what is wrong with them."""

GrantFrom = Callable[[Approval], Awaitable[Decision | None]]
"""Lets acts such as this one go without a question, and says yes to it; None: not, after all."""


class Questions:
    """Shows approvals and collects what the person answers; nothing counts before all were asked."""

    def __init__(self, screen: Screen, plan_edit: PlanEdit, grant: GrantFrom, zone: tzinfo) -> None:
        self._screen = screen
        self._grant = grant
        self._plan_edit = plan_edit
        self._zone = zone

    async def ask(self, approvals: Sequence[Approval]) -> dict[str, Decision] | None:
        """The answers by id; a skipped approval is not among them. None: backed out, no answer counts.

        Raises:
            LeftError: the person has left; no answer counts.
        """
        self._screen.view.approvals(approvals)
        answers: dict[str, Decision] = {}
        for position, approval in enumerate(approvals, start=1):
            number = f"{position} of {len(approvals)}  " if len(approvals) > 1 else ""
            while True:
                key = await self._screen.key(
                    f"{number}{clean_line(approval.summary)}", _keys(approvals, position)
                )
                if key is None:
                    return None
                if key == "a":
                    rest = approvals[position - 1 :]
                    self._screen.view.note(f"Approved: {counted(len(rest), 'thing')} shown above")
                    return answers | {approval.id: Decision.approve() for approval in rest}
                if key == "s":
                    self._say("Skipped", approval)
                    break
                if decision := await self._decision(key, approval):
                    if decision.type != "edit":
                        self._say(_SAID[decision.type], approval, decision.message)
                    answers[approval.id] = decision
                    break
        return answers

    def _say(self, what: str, approval: Approval, why: str = "") -> None:
        reason = f" ({clean_line(why)})" if why else ""
        self._screen.view.note(f"{what}: {clean_line(approval.summary)}{reason}")

    async def _decision(self, key: str, approval: Approval) -> Decision | None:
        """The answer that `key` begins; None when the person thinks better of it."""
        match key:
            case "y":
                return Decision.approve()
            case "n":
                return Decision.reject()
            case "tab":
                why = await self._screen.line("Why not?")
                return None if why is None else Decision.reject(why.strip())
            case "g":
                return await self._grant(approval)
            case _:
                return await self._edit(approval)

    async def _edit(self, approval: Approval) -> Decision | None:
        before = cards.card(approval, self._zone)
        typed: Mapping[str, str] = {}
        while True:
            shown = [
                Field(field.name, field.label, typed.get(field.name, field.text), field.is_long)
                for field in fields.fields(approval.args, self._zone)
            ]
            given = await self._screen.form(f"Edit: {clean_line(approval.summary)}", shown)
            if given is None:
                return None
            typed = given
            try:
                changed = fields.changes(approval.args, typed, self._zone)
                if not changed:
                    self._screen.view.note("Nothing was changed.")
                    return None
                edited = await self._plan_edit(approval.id, changed)
            except AssistantError as error:
                self._screen.view.error(error.message)
                continue
            self._screen.view.card(difference(before, cards.card(edited, self._zone)))
            key = await self._screen.key(clean_line(edited.summary), EDITED_KEYS)
            if key == "y":
                self._say("Approved", edited)
                return Decision.edit(**changed)
            if key != "e":
                return None


def _keys(approvals: Sequence[Approval], position: int) -> dict[str, str]:
    several = len(approvals) > position
    return {key: meaning for key, meaning in KEYS.items() if key != "a" or several}
