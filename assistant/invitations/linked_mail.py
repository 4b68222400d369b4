"""A mail that goes out because the calendar was changed: an effect of its own, linked by its key."""

from collections.abc import Callable
from datetime import datetime

from tools.effects.approvals import Proposal
from tools.effects.effect import Effect, EffectState
from tools.effects.ledger import Ledger
from tools.effects.plan import Plan
from tools.errors import NotFoundError
from tools.mail.addresses import listed
from tools.mail.executor import SEND
from tools.mail.header_lines import wire
from tools.mail.payloads import CalendarText, Original, Outgoing
from tools.mail.previews import mail_preview
from tools.people.contacts import Address

# Not behind the other key: its beginning would no longer name one effect.
PREFIX = "imip"


def linked_key(key: str, part: str = "") -> str:
    """The key of a mail that goes along with the effect `key`; `part` tells several of them apart."""
    return "-".join(filter(None, (PREFIX, part, key)))


class LinkedMails:
    """Sends mails along with effects, each exactly once, through the ledger.

    What they say was shown with the effect that they belong to, and approved with it.
    """

    def __init__(
        self, ledger: Callable[[], Ledger], destination: Callable[[str], str], clock: Callable[[], datetime]
    ) -> None:
        """`ledger` is asked for when it is needed: its executors are built with this.

        `destination` says where the mails of a sender go.
        """
        self._ledger = ledger
        self._destination = destination
        self.clock = clock

    def sent(self, key: str) -> Effect | None:
        """The mail with this key, however far it has come; None: there was none."""
        try:
            effect = self._ledger().get(key)
        except NotFoundError:
            return None
        return effect if effect.key == key else None

    def send(self, key: str, along_with: str, outgoing: Outgoing, summary: str) -> Effect:
        """Send it now, unless that was begun before; what can't go out now is tried again later.

        Where somebody else is just sending it, as an open chat does with all that waits, that is waited for.
        """
        return self._ledger().carry_out(self._proposal(key, along_with, outgoing, summary))

    def take_back(self, key: str) -> bool:
        """See to it that a mail that hasn't gone out never does; False: it has, or it may have."""
        effect = self.sent(key)
        if effect is None or effect.state is EffectState.CANCELED:
            return True
        if effect.state in (EffectState.QUEUED, EffectState.FAILED):
            self._ledger().cancel(key)
            return True
        return False

    def _proposal(self, key: str, along_with: str, outgoing: Outgoing, summary: str) -> Proposal:
        effect = self._ledger().get(along_with)
        plan = Plan(
            kind=SEND,
            args={},
            summary=summary,
            preview=mail_preview(outgoing, ()),
            payload=outgoing.as_json(),
            destination=self._destination(wire(outgoing.sender.email)),
            undo_note="A mail that was sent can't be taken back.",
        )
        return Proposal.settled_by(
            f"with {along_with}",
            plan,
            at=self.clock(),
            id=key,
            thread_id=effect.thread_id,
            agent=effect.agent,
            action=effect.action,
            tool_call_id=along_with,
            args={},
            grant=effect.grant,
        )


def calendar_mail(
    sender: Address,
    to: tuple[Address, ...],
    subject: str,
    body: str,
    method: str,
    content: bytes,
    *,
    original: Original | None = None,
) -> Outgoing:
    """A mail that calendar programs understand; `original` is the one that it answers."""
    answered = original.message_id if original else ""
    return Outgoing(
        sender=sender,
        to=to,
        subject=" ".join(subject.split())[:200],
        body=body,
        in_reply_to=answered,
        references=(answered,) if answered else (),
        original=original,
        calendar=CalendarText(method=method, text=content.decode("utf-8")),
    )


def told(effect: Effect, who: tuple[Address, ...], what: str) -> str:
    """A sentence about how far such a mail has come."""
    names = listed(who)
    match effect.state:
        case EffectState.DONE:
            return f"{names} {what} by mail."
        case EffectState.QUEUED | EffectState.RUNNING:
            return f"The mail to {names} is still on its way out and is tried again by itself."
        case EffectState.UNKNOWN:
            return f"Whether the mail to {names} went out is not known: {effect.error}"
        case _:
            return f"The mail to {names} did not go out: {effect.error}"
