"""Mails of several accounts, each leaving by the server of its sender."""

from collections.abc import Mapping, Sequence

from tools.mail.outbox import Outbox, Reply


class JoinedOutbox:
    """An `Outbox` that hands each mail to the one of its sender's address; any other sender has the first."""

    def __init__(self, outboxes: Mapping[str, Outbox]) -> None:
        self._outboxes = {address.casefold(): outbox for address, outbox in outboxes.items()}
        self._first = next(iter(outboxes.values()))
        self.destination = self._first.destination
        self.note = self._first.note

    def send(self, content: bytes, sender: str, recipients: Sequence[str]) -> Mapping[str, Reply]:
        outbox = self._outboxes.get(sender.casefold(), self._first)
        return outbox.send(content, sender, recipients)

    def knows(self, message_id: str) -> bool | None:
        answers = [outbox.knows(message_id) for outbox in self._outboxes.values()]
        if any(answers):
            return True
        return None if None in answers else False
