"""Cards put to the person in front of a client, one after the other, and what came of it."""

from collections.abc import Callable, Sequence
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
)
from assistant.serving.mcp.work import Work
from assistant.serving.questions import Questions
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
        queue = list(waiting)
        shown: set[str] = set()
        while queue and self._client.shows_forms:
            approval = queue.pop(0)
            if approval.id in shown:
                continue
            shown.add(approval.id)
            coming = len({item.id for item in queue} - shown)
            number = f"{len(shown)} of {len(shown) + coming}" if len(shown) + coming > 1 else ""
            decision = await self._decision(approval, number)
            if isinstance(decision, NotFilled):
                told.notes.append(f"{approval.summary}: {decision.why}; {self._standing(approval)}")
                if decision.goes_on:
                    continue
                break
            if decision is None:
                continue
            try:
                turn = await self._answer(approval, decision)
            except (ConflictError, InputError) as error:
                told.notes.append(error.message)
                continue
            told.turns.append(turn)
            queue += turn.approvals
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

    async def _decision(self, asked: Approval, number: str) -> Decision | NotFilled | None:
        """What the person says to `asked`, after as many changes to it as they like; None: later."""
        changed: dict[str, Any] = {}
        shown, problem = asked, ""
        for _ in range(TRIES):
            title = "The changed one, as it would be carried out:" if changed else "Approve this?"
            card = quoted(self._questions.card_text(shown, number))
            filled = await self._fill_in(asked, decision_form(), title, card, problem)
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
        for _ in range(TRIES):
            title = "Change what you like; you will see what results before it counts."
            filled = await self._fill_in(asked, edit_form(shown, self._assistant.zone), title, card, problem)
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
                problem = error.message
        return NotFilled(f"{MISUNDERSTOOD}, {TRIES} times", goes_on=True)

    async def _planned(self, asked: Approval, changed: dict[str, Any]) -> Approval:
        return await self._work.run(lambda: self._assistant.plan_edit(asked.id, **changed))

    async def _fill_in(
        self, asked: Approval, form: Form, title: str, card: str, problem: str
    ) -> Filled | NotFilled:
        message = "\n\n".join(filter(None, (problem and f"Not so: {problem}", title, card)))
        return await self._client.fill_in(message, form, lambda: self._questions.is_open(asked))

    async def _answer(self, approval: Approval, decision: Decision) -> Turn:
        async with self._client.progress() as told:
            return await self._work.run(
                lambda: self._assistant.decide({approval.id: decision}, on_progress=told),
                stop=self._stop(approval.thread_id),
            )

    def _stop(self, thread: str) -> Callable[[], None]:
        return lambda: self._assistant.cancel_turn(thread)

    def _standing(self, approval: Approval) -> str:
        return "the question stays open" if self._questions.is_open(approval) else "nothing was done here"
