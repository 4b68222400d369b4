"""Mails of several accounts, each leaving by the server of its sender."""

from collections.abc import Callable, Mapping, Sequence

from tools.mail.outbox import Outbox, Reply, nothing


class JoinedOutbox:
    """An `Outbox` that hands each mail to the one of its sender's address; any other sender has the first."""

    def __init__(self, outboxes: Mapping[str, Outbox]) -> None:
        self._outboxes = {address.casefold(): outbox for address, outbox in outboxes.items()}
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
        return self._outboxes.get(sender.casefold(), self._first)
