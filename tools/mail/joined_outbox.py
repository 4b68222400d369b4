"""Mails of several accounts, each leaving by the server of its sender."""

from collections.abc import Callable, Mapping, Sequence

from tools.mail.outbox import Outbox, Reply, nothing
from tools.people.domains import mailbox_key
from tools.people.owner import without_tag


class JoinedOutbox:
    """An `Outbox` that hands each mail to the one of its sender's address.

    What is sent from an address of no account leaves by that of its domain, or else by the first.
    """

    def __init__(self, outboxes: Mapping[str, Outbox]) -> None:
        self._outboxes = {mailbox_key(address): outbox for address, outbox in outboxes.items()}
        self._first = next(iter(outboxes.values()))
        self.note = self._first.note

    def destination_of(self, sender: str) -> str:
        return self._of(sender).destination_of(sender)

    def send(
        self,
        content: bytes,
        sender: str,
        recipients: Sequence[str],
        *,
        handing_over: Callable[[], None] = nothing,
    ) -> Mapping[str, Reply]:
        return self._of(sender).send(content, sender, recipients, handing_over=handing_over)

    def knows(self, message_id: str) -> bool | None:
        answers = [outbox.knows(message_id) for outbox in self._outboxes.values()]
        if any(answers):
            return True
        return None if None in answers else False

    def _of(self, sender: str) -> Outbox:
        """The server of this address, or of the one that it is another name of, or at least of its domain."""
        key = mailbox_key(sender)
        domain = key.rpartition("@")[2]
        same_domain = (one for known, one in self._outboxes.items() if known.rpartition("@")[2] == domain)
        known = self._outboxes.get(key) or self._outboxes.get(without_tag(key))
        return known or next(same_domain, self._first)
