"""Messages from one to another, beyond what the graph passes on: direct, to several, with an answer."""

import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from agents.messages.journal import Journal
from agents.messages.message import Message, MessageType, message_id
from tools.effects.plan import Priority

_URGENCY = {priority: place for place, priority in enumerate(Priority)}
_POLL_S = 0.1
NOTES = "notes"
"""The conversation that messages of mailboxes belong to."""
TOO_LATE = "too late: its deadline has passed"


class NoReplyError(Exception):
    """Nobody answered in time."""


class Mailbox:
    """What is sent to `address` from now on, and a pen to write from there.

    Works across processes, as everything goes through the journal. Not for several threads at once. What
    comes after its deadline isn't received: who asked for it is told so.
    """

    def __init__(self, journal: Journal, address: str, *, conversation: str = NOTES) -> None:
        self.address = address
        self._journal = journal
        self._conversation = conversation
        self._read_no = journal.store.last_no()
        self._unread: list[Message] = []
        self._deadline: datetime | None = None

    def send(
        self,
        *recipients: str,
        content: str,
        type: MessageType | str = MessageType.NOTIFICATION,
        priority: Priority = Priority.NORMAL,
        reply_to: str | None = None,
        deadline: datetime | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> tuple[Message, ...]:
        """Send the same to each of `recipients`; the messages as they were recorded.

        Copies have one id in common: `metadata["broadcast"]`. What is sent while a message is handled has its
        deadline, or the earlier one that is given.
        """
        broadcast = message_id(self._conversation, uuid.uuid4().hex) if len(recipients) > 1 else None
        until = min((each for each in (deadline, self._deadline) if each is not None), default=None)
        return tuple(
            recorded
            for recipient in recipients
            if (
                recorded := self._journal.note(
                    MessageType(type),
                    content,
                    id=message_id(self._conversation, uuid.uuid4().hex),
                    conversation=self._conversation,
                    run="",
                    sender=self.address,
                    recipient=recipient,
                    priority=priority,
                    reply_to=reply_to,
                    deadline=until,
                    metadata={**(metadata or {}), "broadcast": broadcast},
                )
            )
        )

    def receive(self, timeout_s: float = 0.0) -> Message | None:
        """The most urgent unread message, the oldest of those; None when none comes within `timeout_s`."""
        end = time.monotonic() + timeout_s
        while not self._look():
            left = end - time.monotonic()
            if left <= 0:
                return None
            self._journal.wait(min(left, _POLL_S))
        return self._unread.pop(0)

    def receive_all(self) -> tuple[Message, ...]:
        """Every unread message, the most urgent first."""
        self._look()
        unread, self._unread = self._unread, []
        return tuple(unread)

    @contextmanager
    def handling(self, message: Message) -> Iterator[None]:
        """What is sent inside inherits the deadline of `message`."""
        before, self._deadline = self._deadline, message.deadline
        try:
            yield
        finally:
            self._deadline = before

    def ask(
        self,
        recipient: str,
        content: str,
        *,
        timeout_s: float,
        priority: Priority = Priority.NORMAL,
        type: MessageType | str = MessageType.REQUEST,
        deadline: datetime | None = None,
    ) -> Message:
        """Send a request or a task and wait for its answer, which may be an error.

        Raises:
            NoReplyError: none came within `timeout_s`.
        """
        (asked,) = self.send(recipient, content=content, type=type, priority=priority, deadline=deadline)
        end = time.monotonic() + timeout_s
        while True:
            self._look()
            for message in self._unread:
                if message.reply_to == asked.id:
                    self._unread.remove(message)
                    return message
            left = end - time.monotonic()
            if left <= 0:
                raise NoReplyError(f"{recipient} did not answer within {timeout_s:g} s")
            self._journal.wait(min(left, _POLL_S))

    def answer(self, message: Message, content: str) -> Message:
        """Reply to `message`."""
        (sent,) = self.send(message.sender, content=content, type=MessageType.REPLY, reply_to=message.id)
        return sent

    def _look(self) -> bool:
        for number, message in self._journal.store.select(agent=self.address, after_no=self._read_no):
            self._read_no = number
            if message.recipient == self.address and message.conversation_id == self._conversation:
                self._unread.append(message)
        late = [message for message in self._unread if self.is_late(message)]
        for message in late:
            self._unread.remove(message)
            if message.type in (MessageType.REQUEST, MessageType.TASK):
                self.send(message.sender, content=TOO_LATE, type=MessageType.ERROR, reply_to=message.id)
        self._unread.sort(key=lambda message: _URGENCY[message.priority])
        return bool(self._unread)

    def is_late(self, message: Message) -> bool:
        """Whether the deadline of `message` has passed."""
        return message.deadline is not None and message.deadline <= self._journal.clock()
