"""Guests who hear nothing of a change, as nothing can send mails: said on the card, and in the answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from assistant.invitations.guests import concerned, guests_of
from tools.effects.plan import Executor, Intent, Plan, Receipt
from tools.effects.standing import NOT_TOLD
from tools.mail.addresses import listed
from tools.people.contacts import Address
from tools.people.owner import Owner
from tools.toolset import Planner, Toolset, Write


@dataclass(frozen=True)
class Untold:
    """Whom nobody tells of what becomes of an event."""

    identities: Callable[[], tuple[Address, ...]]
    """One's own addresses."""
    zone: tzinfo

    def of(self, plan: Plan) -> tuple[Address, ...]:
        """Those whom a change concerns."""
        me = Owner(self.identities())
        return concerned(plan, lambda event: guests_of(event, me), self.zone)


class UntellingExecutor:
    """An `Executor` of events that says who has not been told of it."""

    def __init__(self, events: Executor, untold: Untold) -> None:
        self._events = events
        self._untold = untold

    @property
    def kinds(self) -> tuple[str, ...]:
        return self._events.kinds

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:
        return self._events.render(plan, key, at)

    def act(self, intent: Intent) -> Receipt:
        return self._said(intent, self._events.act(intent))

    def find(self, intent: Intent) -> Receipt | None:
        found = self._events.find(intent)
        return self._said(intent, found) if found else None

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:
        return self._said(intent, self._events.undo(intent, receipt))

    def _said(self, intent: Intent, receipt: Receipt) -> Receipt:
        who = self._untold.of(intent.plan)
        if not who:
            return receipt
        have = "has" if len(who) == 1 else "have"
        said = f"{listed(who)} {have} not been told: no way to send mail is set up."
        return replace(receipt, text=f"{receipt.text} {said}")


def naming_untold(toolset: Toolset, untold: Untold) -> Toolset:
    """`toolset` of the calendar, its approvals saying which guests are not told."""
    return replace(
        toolset, writes=tuple(replace(write, planner=_naming(write, untold)) for write in toolset.writes)
    )


def _naming(write: Write, untold: Untold) -> Planner:
    def plan(**args: object) -> Plan:
        planned = write.planner(**args)
        who = untold.of(planned)
        if not who:
            return planned
        return replace(planned, warnings=(*planned.warnings, f"{NOT_TOLD}{listed(who)}"))

    return plan
