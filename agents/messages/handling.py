"""Agents that are code: what comes to a name is handled by its type, until it is stopped."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

from agents.messages.contained import Contained
from agents.messages.journal import Journal
from agents.messages.mailbox import TOO_LATE, Mailbox
from agents.messages.message import Message, MessageType
from tools.errors import InputError
from tools.redaction import REDACTION

logger = logging.getLogger(__name__)

Handling = Callable[[Message], str | None]
"""Takes a message; what it returns goes back to the sender."""
EVERYBODY = "*"
"""To whom an agent says that it has started or stopped."""
ANSWERED = {MessageType.TASK: MessageType.RESULT, MessageType.REQUEST: MessageType.REPLY}
"""What is answered, and as what."""
POLL_S = 0.2
STOP_S = 5.0


class HandlingAgent:
    """Hands what is sent to a mailbox to the handler of its type, one by one, in a thread of its own.

    A task is answered with a result, a request with a reply; what raises, comes to nothing in time or has no
    handler, with an error. What else a handler sends by `mailbox` has the deadline of what it handles.
    """

    def __init__(
        self, mailbox: Mailbox, handlers: Mapping[str, Handling], capabilities: Sequence[str] = ()
    ) -> None:
        """
        Raises:
            InputError: there is no message of such a type.
        """
        for kind in handlers:
            if kind not in set(MessageType):
                kinds = ", ".join(MessageType)
                raise InputError(f"there are no messages of type {kind!r}; there are {kinds}")
        self.mailbox = mailbox
        self.capabilities = tuple(capabilities)
        self._handlers = {MessageType(kind): handler for kind, handler in handlers.items()}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def name(self) -> str:
        return self.mailbox.address

    @property
    def running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> Self:
        """Begin to take messages, those that came since the mailbox was opened first.

        Raises:
            InputError: it runs already.
        """
        if self.running:
            raise InputError(f"{self.name} runs already")
        self._stopping.clear()
        self._tell("started")
        self._thread = threading.Thread(target=self._run, name=f"agent {self.name}", daemon=True)
        self._thread.start()
        return self

    def stop(self, timeout_s: float = STOP_S) -> bool:
        """Take nothing further; False when what is being handled takes longer.

        What waits then is there at the next start.
        """
        self._stopping.set()
        if self._thread is None:
            return True
        self._thread.join(timeout_s)
        if self.running:
            return False
        self._thread = None
        self._tell("stopped")
        return True

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        while not self._stopping.is_set():
            message = self.mailbox.receive(POLL_S)
            if message is not None:
                self._handle(message)

    def _handle(self, message: Message) -> None:
        handler = self._handlers.get(message.type)
        if handler is None:
            if message.type in ANSWERED:
                taken = ", ".join(self._handlers) or "nothing"
                self._answer(message, f"{self.name} takes {taken}, and no {message.type}", MessageType.ERROR)
            return
        said: str | None = None
        with Contained() as kept, self.mailbox.handling(message):
            said = handler(message)
        if kept.error is not None:
            logger.warning("agent %s failed: %s", self.name, type(kept.error).__name__)
            why = REDACTION.text(f"{type(kept.error).__name__}: {kept.error}")
            self._answer(message, why, MessageType.ERROR)
        elif said is not None and message.type in ANSWERED:
            if self.mailbox.is_late(message):
                self._answer(message, TOO_LATE, MessageType.ERROR)
            else:
                self._answer(message, said, ANSWERED[message.type])

    def _answer(self, message: Message, text: str, kind: MessageType) -> None:
        self.mailbox.send(message.sender, content=text, type=kind, reply_to=message.id)

    def _tell(self, state: str) -> None:
        can = f": {', '.join(self.capabilities)}" if self.capabilities else ""
        self.mailbox.send(
            EVERYBODY,
            content=f"{state}{can}",
            type=MessageType.STATUS,
            metadata={"state": state, "capabilities": list(self.capabilities)},
        )


def started_agents(journal: Journal) -> dict[str, tuple[str, ...]]:
    """The agents of this kind that have started and not stopped, in any process, and what each can do."""
    found: dict[str, tuple[str, ...]] = {}
    for message in journal.messages(agent=EVERYBODY, types=[MessageType.STATUS]):
        found.pop(message.sender, None)
        if message.metadata.get("state") == "started":
            found[message.sender] = tuple(message.metadata.get("capabilities", ()))
    return found
