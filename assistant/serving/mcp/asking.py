"""Cards put to the person in front of a client, one after the other, and what came of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.api import Assistant
from assistant.contract import Approval, Decision, EffectView, Turn
from assistant.serving.mcp.client import MISUNDERSTOOD, Client, NotFilled
from assistant.serving.mcp.forms import (
    Filled,
    Form,
    changes_of,
    decision_form,
    decision_of,
    edit_form,
    effect_text,
    quoted,
    says_undo,
    undo_form,
    wants_each,
)
from assistant.serving.mcp.work import Work
from assistant.serving.questions import Questions
from assistant.views import series
from tools.errors import ConflictError, InputError

TRIES = 5
"""So often one card is shown again after an answer that doesn't work out."""


@dataclass
class Told:
    """What came of the questions of one call."""

    turns: list[Turn] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Sentences about questions that stayed open or were answered elsewhere."""


class Asking:
    """Puts questions to the person, if this client can; a yes is only what they choose in a form."""

    def __init__(self, assistant: Assistant, client: Client, work: Work) -> None:
        self._assistant = assistant
        self._questions = Questions(assistant)
        self._client = client
        self._work = work

    async def put(self, waiting: Sequence[Approval]) -> Told:
        """Show each card of `waiting` and of what is asked next in its threads; carry the answers out."""
        told = Told()
        queue = list(self._grouped(waiting))
        shown, known = 0, {approval.id for approval in waiting}
        while queue and self._client.shows_forms:
            several = queue.pop(0)
            shown += 1
            total = shown + len(queue)
            said = await self._said(several, f"{shown} of {total}" if total > 1 else "")
            if isinstance(said, NotFilled):
                what = series.summary_of(several, self._assistant.zone)
                told.notes.append(f"{what}: {said.why}; {self._standing(several)}")
                if said.goes_on:
                    continue
                break
            if said is None:
                queue[:0] = [(approval,) for approval in several]
                continue
            try:
                turn = await self._answer(several, said)
            except (ConflictError, InputError) as error:
                told.notes.append(error.message)
                continue
            if turn:
                told.turns.append(turn)
                queue += self._grouped(item for item in turn.approvals if item.id not in known)
                known.update(approval.id for approval in turn.approvals)
        return told

    async def may_undo(self, effect: EffectView) -> str:
        """Ask whether `effect` is to be taken back: empty for yes, otherwise why not."""
        if not self._client.shows_forms:
            return "this client can't ask the person"
        message = f"Take this back?\n\n{quoted(effect_text(effect, self._assistant.zone))}"
        filled = await self._client.fill_in(message, undo_form(), lambda: True)
        if isinstance(filled, NotFilled):
            return filled.why
        try:
            return "" if says_undo(filled) else "not now"
        except ValueError:
            return MISUNDERSTOOD

    def _grouped(self, waiting: Iterable[Approval]) -> tuple[series.Several, ...]:
        return series.grouped([*waiting], self._assistant.zone)

    async def _said(self, several: series.Several, number: str) -> list[Decision] | NotFilled | None:
        """What the person says to each of `several`: nothing for later; None if they want them one by one."""
        if len(several) == 1:
            decision = await self._decision(several[0], number)
            return decision if isinstance(decision, NotFilled) else [decision] if decision else []
        problem = ""
        for _ in range(TRIES):
            card = quoted(self._questions.card_text(*several, number=number))
            form = decision_form(len(several))
            filled = await self._fill_in(several, form, "Approve these?", card, problem)
            if isinstance(filled, NotFilled):
                return filled
            try:
                if wants_each(filled):
                    return None
                decision = decision_of(filled)
            except ValueError:
                return NotFilled(MISUNDERSTOOD, goes_on=True)
            except InputError as error:
                problem = error.message
                continue
            return [decision.of(asked) for asked in several] if decision else []
        return NotFilled(f"{MISUNDERSTOOD}, {TRIES} times", goes_on=True)

    async def _decision(self, asked: Approval, number: str) -> Decision | NotFilled | None:
        """What the person says to `asked`, after as many changes to it as they like; None: later."""
        changed: dict[str, Any] = {}
        shown, problem = asked, ""
        for _ in range(TRIES):
            title = "The changed one, as it would be carried out:" if changed else "Approve this?"
            card = quoted(self._questions.card_text(shown, number=number))
            filled = await self._fill_in((asked,), decision_form(), title, card, problem)
            if isinstance(filled, NotFilled):
                return filled
            try:
                decision = decision_of(filled)
            except ValueError:
                return NotFilled(MISUNDERSTOOD, goes_on=True)
            except InputError as error:
                problem = error.message
                continue
            if decision is None:
                return None
            if decision.type == "approve" and changed:
                return Decision.edit(**changed).of(asked, shown)
            if decision.type != "edit":
                return decision.of(asked)
            edited = await self._edited(asked, shown, changed, card)
            if isinstance(edited, NotFilled):
                return edited
            (changed, shown), problem = edited, ""
        return NotFilled(f"{MISUNDERSTOOD}, {TRIES} times", goes_on=True)

    async def _edited(
        self, asked: Approval, shown: Approval, changed: dict[str, Any], card: str
    ) -> tuple[dict[str, Any], Approval] | NotFilled:
        """All changes to `asked` so far, and what it becomes with them."""
        problem = ""
        typed: Filled = {}
        for _ in range(TRIES):
            title = "Change what you like; you will see what results before it counts."
            form = edit_form(shown, self._assistant.zone, typed)
            filled = await self._fill_in((asked,), form, title, card, problem)
            if isinstance(filled, NotFilled):
                return filled
            try:
                new = {**changed, **changes_of(shown, filled, self._assistant.zone)}
                if not new:
                    return {}, asked
                return new, await self._planned(asked, new)
            except ValueError:
                return NotFilled(MISUNDERSTOOD, goes_on=True)
            except InputError as error:
                problem, typed = error.message, filled
        return NotFilled(f"{MISUNDERSTOOD}, {TRIES} times", goes_on=True)

    async def _planned(self, asked: Approval, changed: dict[str, Any]) -> Approval:
        return await self._work.run(lambda: self._assistant.plan_edit(asked.id, **changed))

    async def _fill_in(
        self, several: series.Several, form: Form, title: str, card: str, problem: str
    ) -> Filled | NotFilled:
        message = "\n\n".join(filter(None, (problem and f"Not so: {problem}", title, card)))
        return await self._client.fill_in(message, form, lambda: all(map(self._questions.is_open, several)))

    async def _answer(self, several: series.Several, said: Sequence[Decision]) -> Turn | None:
        if not said:
            return None
        decisions = {approval.id: decision for approval, decision in zip(several, said, strict=True)}
        async with self._client.progress() as told:
            return await self._work.run(
                lambda: self._assistant.decide(decisions, on_progress=told),
                stop=self._stop(several[0].thread_id),
            )

    def _stop(self, thread: str) -> Callable[[], None]:
        return lambda: self._assistant.cancel_turn(thread)

    def _standing(self, several: series.Several) -> str:
        is_open = any(map(self._questions.is_open, several))
        return "the question stays open" if is_open else "nothing was done here"
