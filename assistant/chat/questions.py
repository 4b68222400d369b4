"""Asking a person about what waits: one card at a time, a key or words for an answer."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from agents.assents import is_assent, is_denial
from assistant.chat.screen import Screen, Typed
from assistant.contract import Approval, Decision
from assistant.views import cards, fields
from assistant.views.difference import difference
from assistant.views.fields import Field
from assistant.views.many_mails import is_long
from assistant.views.text import clean_line, counted
from tools.errors import AssistantError

KEYS = {
    "y": "approve",
    "n": "reject",
    "e": "edit",
    "tab": "reject with a reason",
    "g": "always, within limits",
    "a": "approve all",
    "s": "skip for now",
    "l": "list all mails",
}
SHOWS_MORE = ("g", "e")
"""Keys after which another card stands below the one that is asked about."""
_SAID = {"approve": "Approved", "reject": "Rejected"}
ALL_KEYS = {"y": "approve all", "n": "back"}
EDITED_KEYS = {"y": "approve it like this", "e": "edit on", "n": "back"}

PlanEdit = Callable[[str, Mapping[str, Any]], Awaitable[Approval]]
"""What an approval would become with these arguments changed; raises what is wrong with them."""

GrantFrom = Callable[[Approval], Awaitable[Decision | None]]
"""Lets acts such as this one go without a question, and says yes to it; None: not, after all."""

Record = Callable[[Mapping[str, Decision]], Awaitable[bool]]
"""Keeps answers for good; False: they don't count, which was said."""

AnsweredElsewhere = Callable[[Approval], Awaitable[None]]
"""Returns when an approval no longer waits, as somebody else has answered it."""


@dataclass
class Outcome:
    """What a person has said to what waits."""

    answered: list[Approval] = field(default_factory=list)
    message: str = ""
    """A question of theirs, which is no answer to any of them."""
    about: Approval | None = None
    """The one whose card was asked about when they asked it."""


class Questions:
    """Shows approvals one by one; each answer counts at once."""

    def __init__(
        self,
        screen: Screen,
        *,
        plan_edit: PlanEdit,
        grant: GrantFrom,
        record: Record,
        answered_elsewhere: AnsweredElsewhere,
        zone: tzinfo,
    ) -> None:
        self._screen = screen
        self._grant = grant
        self._plan_edit = plan_edit
        self._record = record
        self._answered_elsewhere = answered_elsewhere
        self._zone = zone

    async def ask(self, approvals: Sequence[Approval], outcome: Outcome, shown: Collection[str] = ()) -> None:
        """Fill `outcome`; what was skipped, or not come to before the person backed out, isn't in it.

        The card of the first one isn't shown again if it is among `shown`.

        Raises:
            LeftError: the person has left; what they answered before counts.
        """
        for position, approval in enumerate(approvals, start=1):
            number = f"{position} of {len(approvals)}" if len(approvals) > 1 else ""
            if position > 1 or approval.id not in shown:
                self._screen.view.approval(approval, number)
            if not await self._ask_one(approval, approvals[position:], number, outcome):
                return

    async def _ask_one(
        self, approval: Approval, rest: Sequence[Approval], number: str, outcome: Outcome
    ) -> bool:
        """Whether to go on to the next."""
        asked = f"{number}  {clean_line(approval.summary)}".strip()
        while True:
            match await self._said(approval, asked, _keys(approval, rest)):
                case None:
                    return False
                case Typed(text) if text.rstrip().endswith("?"):
                    outcome.message, outcome.about = text, approval
                    return False
                case Typed(text):
                    # A change in words: the agent is told, and proposes anew.
                    decision: Decision | None = Decision.reject(text.strip())
                case "elsewhere":
                    self._say("Answered elsewhere", approval)
                    return True
                case "s":
                    self._say("Skipped", approval)
                    return True
                case "l":
                    self._screen.view.card(cards.card(approval, self._zone, whole=True))
                    decision = None
                case "a":
                    if await self._are_wanted(rest):
                        await self._take([(one, Decision.approve()) for one in (approval, *rest)], outcome)
                        return False
                    decision = None
                    self._screen.view.approval(approval, number)
                case key:
                    decision = await self._decision(key, approval)
                    if decision is None and key in SHOWS_MORE:
                        self._screen.view.approval(approval, number)
            if decision:
                await self._take([(approval, decision)], outcome)
                return True

    async def _said(self, approval: Approval, asked: str, keys: Mapping[str, str]) -> str | Typed | None:
        """A key, words, `elsewhere` when somebody else has answered, or None: backed out."""
        answer = asyncio.ensure_future(self._screen.answer(asked, keys))
        elsewhere = asyncio.ensure_future(self._answered_elsewhere(approval))
        try:
            await asyncio.wait([answer, elsewhere], return_when=asyncio.FIRST_COMPLETED)
            if elsewhere.done() and elsewhere.exception():
                # Who can't look has seen no answer. The person's own counts, or is refused when it is kept.
                await asyncio.wait([answer])
            if not answer.done():
                return "elsewhere"
            given = answer.result()
        finally:
            answer.cancel()
            elsewhere.cancel()
        if isinstance(given, Typed):
            return "y" if is_assent(given.text) else "n" if is_denial(given.text) else given
        return given

    async def _are_wanted(self, rest: Sequence[Approval]) -> bool:
        """Show those that nobody has seen yet, and ask whether they are meant too."""
        for position, approval in enumerate(rest, start=1):
            self._screen.view.approval(approval, f"{position} more" if len(rest) > 1 else "")
        everything = counted(len(rest) + 1, "thing")
        return await self._screen.key(f"Approve all of them, {everything}?", ALL_KEYS) == "y"

    async def _take(self, answers: Sequence[tuple[Approval, Decision]], outcome: Outcome) -> None:
        if not await self._record(
            {approval.id: _about(approval, decision) for approval, decision in answers}
        ):
            return
        outcome.answered += [approval for approval, _ in answers]
        for approval, decision in answers:
            if decision.type != "edit":
                self._say(_SAID[decision.type], approval, decision.message)

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
                Field(one.name, one.label, typed.get(one.name, one.text), one.is_long)
                for one in fields.fields(approval.args, self._zone)
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
                return Decision.edit(**changed).of(approval, edited)
            if key != "e":
                return None


def _keys(approval: Approval, rest: Sequence[Approval]) -> dict[str, str]:
    missing = {"a": not rest, "l": not is_long(approval.preview)}
    return {key: meaning for key, meaning in KEYS.items() if not missing.get(key, False)}


def _about(approval: Approval, decision: Decision) -> Decision:
    """`decision`, counting only for exactly what was on the screen."""
    return decision if decision.shown_hash else decision.of(approval)
