"""What the person has said in a conversation, asked whether it asks for an act."""

from dataclasses import dataclass
from itertools import pairwise

from agents.messages import Journal
from agents.messages.message import USER, MessageType
from tools.effects.plan import Plan
from tools.people.address_book import AddressBook
from tools.provenance.origin import Origin
from tools.provenance.readings import Readings

_TO_THE_USER = (MessageType.REPLY, MessageType.AGGREGATED)


@dataclass(frozen=True)
class PersonsWords:
    """The person's words of all conversations, and what the assistant answered last."""

    readings: Readings
    journal: Journal
    people: AddressBook | None = None

    def ask_for(self, action: str, plan: Plan, thread_id: str) -> bool | None:
        """Whether what was said in the thread until now asks for `action` on the thing of `plan`.

        None when it is in a language that can't be read here, or another program speaks for the person.
        """
        if self.readings.is_relayed(thread_id):
            return None
        # Loads words of the built-in model, which a program that only looks does without.
        from agents.asked_for import asked_for
        from agents.assents import is_assent, is_denial
        from agents.offline.reading.choices import CHOOSES

        rows = self.readings.said_in(thread_id)
        # A no within a turn answers one approval, and what else was asked for stays so.
        said = [
            text
            for (turn, text), (before, _) in pairwise((*rows, (0, "")))
            if turn != before or not is_denial(text)
        ]
        # Also of a free time that was chosen: what was offered says whether it was one.
        agrees = bool(said) and (is_assent(said[0]) or CHOOSES.match(said[0]) is not None)
        offered = self._answered_last(thread_id) if agrees else ""
        return asked_for(action, plan, said, offered=offered)

    def why_not_armed(self, action: str, plan: Plan, thread_id: str) -> str:
        """Why what would act later may not be made, as the person's words of this turn don't ask for it."""
        from agents.arming import why_not

        return why_not(action, plan, *self.readings.said_now(thread_id))

    def unheeded(self, action: str, plan: Plan, thread_id: str, *, asked: bool | None) -> tuple[Origin, ...]:
        """Whom and what the newest words name that the plan has otherwise; nothing of unread languages."""
        from agents.unheeded import unheeded

        rows = self.readings.said_in(thread_id)
        if asked is None or not rows or self.people is None:
            return ()
        return tuple(unheeded(action, plan, rows[0][1], self.people.people, asked=asked))

    def _answered_last(self, thread_id: str) -> str:
        last = self.journal.messages(thread_id, agent=USER, types=_TO_THE_USER, limit=1, newest=True)
        return last[0].content if last else ""
