"""Asking a person about what waits: one card at a time, a key or words for an answer."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from agents.assents import after_assent, asks
from assistant.chat.screen import Screen, Typed
from assistant.chat.typed_words import answer_in, left_open
from assistant.contract import Approval, Decision
from assistant.views import cards, fields, plain
from assistant.views.difference import difference
from assistant.views.fields import Field
from assistant.views.many_mails import is_long
from assistant.views.series import NOT_THIS_ONE, Several, card_of, grouped, summary_of
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
    "v": "view it whole",
}
SEVERAL_KEYS = {
    "x": "not this one",
    "n": "reject them",
    "tab": "reject with a reason",
    "i": "one by one",
    "a": "approve all",
    "s": "skip for now",
}
"""Beside yes, at occurrences of a series that are asked about together."""
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

AnsweredElsewhere = Callable[[Sequence[Approval]], Awaitable[Sequence[Approval]]]
"""Returns those that no longer wait, as soon as somebody else has answered one of them."""


AsksForAnother = Callable[[str, Approval], bool]
"""Whether words that follow a yes to an approval ask for something else than what it shows."""

IsOf = Callable[[str, Sequence[Approval]], bool]
"""Whether words, a question in form, are a no to what waits or a change of it: "can you make it 4?"."""


@dataclass(frozen=True)
class Elsewhere:
    """These no longer wait: somebody else has answered."""

    approvals: tuple[Approval, ...]


@dataclass
class Outcome:
    """What a person has said to what waits."""

    answered: list[Approval] = field(default_factory=list)
    message: str = ""
    """A question of theirs, which is no answer to any of them, or what they ask for after a yes."""
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
        asks_for_another: AsksForAnother,
        is_of: IsOf,
        zone: tzinfo,
    ) -> None:
        self._screen = screen
        self._grant = grant
        self._plan_edit = plan_edit
        self._record = record
        self._answered_elsewhere = answered_elsewhere
        self._asks_for_another = asks_for_another
        self._is_of = is_of
        self._zone = zone

    async def ask(self, approvals: Sequence[Approval], outcome: Outcome, shown: Collection[str] = ()) -> None:
        """Fill `outcome`; what was skipped, or not come to before the person backed out, isn't in it.

        The card of the first one isn't shown again if it is among `shown`.

        Raises:
            LeftError: the person has left; what they answered before counts.
        """
        groups = grouped(approvals, self._zone)
        for position, several in enumerate(groups, start=1):
            rest = [approval for later in groups[position:] for approval in later]
            number = f"{position} of {len(groups)}" if len(groups) > 1 else ""
            if len(several) > 1:
                goes_on = await self._ask_about(several, rest, number, outcome)
            else:
                [approval] = several
                if position > 1 or approval.id not in shown:
                    self._screen.view.approval(approval, number)
                goes_on = await self._ask_one(approval, rest, number, outcome)
            if not goes_on:
                return

    def is_tall(self, approval: Approval) -> bool:
        """Whether its card has no room on the screen together with the question about it."""
        return self._screen.is_tall(cards.card(approval, self._zone))

    async def _ask_about(
        self, several: Several, rest: Sequence[Approval], number: str, outcome: Outcome
    ) -> bool:
        """Ask about occurrences of a series, which one answer is for; whether to go on to the next."""
        but: set[int] = set()
        shows = True
        while True:
            if shows:
                self._screen.view.card(card_of(several, self._zone, but), number)
            asked = f"{number}  {clean_line(summary_of(several, self._zone, but))}".strip()
            said = await self._said(several, asked, _keys_for(several, rest, but))
            shows = said in ("x", "a", "tab")
            match said:
                case None:
                    return False
                case Typed(text) if self._asks(text, several):
                    outcome.message, outcome.about = text, several[0]
                    return False
                case Typed(text):
                    decisions = _alike(several, Decision.reject(text.strip()))
                case Elsewhere() as gone:
                    return await self._ask_about_the_rest(several, gone, rest, number, outcome)
                case "s":
                    self._say("Skipped", several)
                    return True
                case "i":
                    return await self._one_by_one(several, rest, outcome)
                case "x":
                    but = await self._left_out(several, but)
                    continue
                case "a":
                    if not await self._are_wanted(rest, len(several) - len(but)):
                        continue
                    decisions = [*_all_but(several, but), *((one, Decision.approve()) for one in rest)]
                case "tab":
                    why = await self._screen.line("Why not?")
                    if why is None:
                        continue
                    decisions = _alike(several, Decision.reject(why.strip()))
                case "n":
                    decisions = _alike(several, Decision.reject())
                case _:
                    decisions = _all_but(several, but)
            await self._take(decisions, outcome)
            return said != "a"

    async def _left_out(self, several: Several, but: Collection[int]) -> set[int]:
        """Which of `several`, by place, are not meant: as before, where what is said names none of them."""
        said = await self._screen.line(f"Which of them not? Their numbers, as in: 2 {len(several)}")
        if said is None:
            return set(but)
        numbers = {int(word) for word in re.findall(r"\d+", said)}
        if not numbers or not numbers < set(range(1, len(several) + 1)):
            self._screen.view.error(f"Give some of the numbers 1 to {len(several)}; n rejects all of them.")
            return set(but)
        return {one - 1 for one in numbers}

    async def _one_by_one(self, several: Several, rest: Sequence[Approval], outcome: Outcome) -> bool:
        for position, approval in enumerate(several, start=1):
            number = f"{position} of {len(several)}"
            self._screen.view.approval(approval, number)
            if not await self._ask_one(approval, [*several[position:], *rest], number, outcome):
                return False
        return True

    async def _ask_about_the_rest(
        self, several: Several, gone: Elsewhere, rest: Sequence[Approval], number: str, outcome: Outcome
    ) -> bool:
        self._say("Answered elsewhere", gone.approvals)
        left = tuple(approval for approval in several if approval not in gone.approvals)
        if len(left) > 1:
            return await self._ask_about(left, rest, number, outcome)
        return not left or await self._one_by_one(left, rest, outcome)

    async def _ask_one(
        self, approval: Approval, rest: Sequence[Approval], number: str, outcome: Outcome
    ) -> bool:
        """Whether to go on to the next."""
        asked = f"{number}  {clean_line(approval.summary)}".strip()
        keys = _keys(approval, rest, is_tall=self.is_tall(approval))
        while True:
            match await self._said([approval], asked, keys):
                case None:
                    return False
                case Typed(text) if (further := after_assent(text)) and self._asks_for_another(
                    further, approval
                ):
                    await self._take([(approval, Decision.approve())], outcome)
                    outcome.message = further
                    return False
                case Typed(text) if self._asks(text, [approval]):
                    outcome.message, outcome.about = text, approval
                    return False
                case Typed(text):
                    # A change in words: the agent is told, and proposes anew.
                    decision: Decision | None = Decision.reject(text.strip())
                case Elsewhere():
                    self._say("Answered elsewhere", [approval])
                    return True
                case "s":
                    self._say("Skipped", [approval])
                    return True
                case "l":
                    self._screen.view.card(cards.card(approval, self._zone, whole=True))
                    decision = None
                case "v":
                    lines = plain.approval(approval, self._zone, number)
                    if not await self._screen.leaf(lines, anyway=True):
                        self._screen.view.approval(approval, number)
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

    def _asks(self, text: str, about: Sequence[Approval]) -> bool:
        return asks(text) and not self._is_of(text, about)

    async def _said(
        self, approvals: Sequence[Approval], asked: str, keys: Mapping[str, str]
    ) -> str | Typed | Elsewhere | None:
        """A key, words, what somebody else has answered, or None: backed out."""
        answer = asyncio.ensure_future(self._screen.answer(asked, keys))
        elsewhere = asyncio.ensure_future(self._answered_elsewhere(approvals))
        try:
            await asyncio.wait([answer, elsewhere], return_when=asyncio.FIRST_COMPLETED)
            if elsewhere.done() and elsewhere.exception():
                # Who can't look has seen no answer. The person's own counts, or is refused when it is kept.
                await asyncio.wait([answer])
            if not answer.done():
                return Elsewhere(tuple(elsewhere.result()))
            given = answer.result()
        finally:
            answer.cancel()
            elsewhere.cancel()
        if isinstance(given, Typed):
            if note := left_open(given.text, approvals):
                self._screen.view.note(note)
                return await self._said(approvals, asked, keys)
            return answer_in(given.text, approvals) or given
        return given

    async def _are_wanted(self, rest: Sequence[Approval], seen: int = 1) -> bool:
        """Show those that nobody has seen yet, and ask whether they are meant too, beside the `seen` ones."""
        groups = grouped(rest, self._zone)
        for position, several in enumerate(groups, start=1):
            number = f"{position} more" if len(groups) > 1 else ""
            self._screen.view.card(card_of(several, self._zone), number)
        everything = counted(len(rest) + seen, "thing")
        return await self._screen.key(f"Approve all of them, {everything}?", ALL_KEYS) == "y"

    async def _take(self, answers: Sequence[tuple[Approval, Decision]], outcome: Outcome) -> None:
        if not await self._record(
            {approval.id: _about(approval, decision) for approval, decision in answers}
        ):
            return
        outcome.answered += [approval for approval, _ in answers]
        said: dict[tuple[str, str], list[Approval]] = {}
        for approval, decision in answers:
            if decision.type != "edit":
                said.setdefault((_SAID[decision.type], decision.message), []).append(approval)
        for (what, why), alike in said.items():
            self._say(what, alike, why)

    def _say(self, what: str, approvals: Sequence[Approval], why: str = "") -> None:
        reason = f" ({clean_line(why)})" if why else ""
        for several in grouped(approvals, self._zone):
            self._screen.view.note(f"{what}: {clean_line(summary_of(several, self._zone))}{reason}")

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
                self._say("Approved", [edited])
                return Decision.edit(**changed).of(approval, edited)
            if key != "e":
                return None


def _keys(approval: Approval, rest: Sequence[Approval], *, is_tall: bool) -> dict[str, str]:
    missing = {
        "a": not rest,
        "l": not is_long(approval.preview),
        "g": not approval.grantable,
        "v": not is_tall,
    }
    return {key: meaning for key, meaning in KEYS.items() if not missing.get(key, False)}


def _keys_for(several: Several, rest: Sequence[Approval], but: Collection[int]) -> dict[str, str]:
    keys = {"y": f"approve {len(several) - len(but)}"} | SEVERAL_KEYS
    return keys if rest else {key: meaning for key, meaning in keys.items() if key != "a"}


def _alike(several: Several, decision: Decision) -> list[tuple[Approval, Decision]]:
    return [(approval, decision) for approval in several]


def _all_but(several: Several, but: Collection[int]) -> list[tuple[Approval, Decision]]:
    """A yes to those that are meant, and a no to the others."""
    no = Decision.reject(NOT_THIS_ONE)
    return [(one, no if place in but else Decision.approve()) for place, one in enumerate(several)]


def _about(approval: Approval, decision: Decision) -> Decision:
    """`decision`, counting only for exactly what was on the screen."""
    return decision if decision.shown_hash else decision.of(approval)
