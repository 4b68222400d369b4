"""A real SMTP server on loopback that keeps what it takes, and fails as it is told."""

import asyncio
from collections.abc import Sequence
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.patience import PATIENCE_S
from tests.servers.ports import free_port

Reply = str
TAKEN = "250 taken"


class Dropped:
    """In the place of a reply: the connection is cut, after or before the mail has been taken."""

    def __init__(self, *, taken: bool) -> None:
        self.taken = taken


class Sink:
    """Takes mails for anybody. `data` and `rcpt` say how it misbehaves.

    `data`: what is answered to the first, second, … mail; every later one is taken.
    `rcpt`: for an address, what is answered the first, second, … time; later it is accepted. A single
    text is the answer every time. With `spool`, each mail that is taken is a file there, named
    `<Message-ID>.<number>`.
    """

    def __init__(self, spool: Path | None = None) -> None:
        self.data: list[Reply | Dropped] = []
        self.rcpt: dict[str, list[Reply] | Reply] = {}
        self.slow_s = 0.0
        self.spool = spool
        self.mails: list[tuple[str, tuple[str, ...]]] = []
        """Message-ID and recipients of all that was taken, in order."""
        self.port = free_port()
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=PATIENCE_S)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def knows(self, message_id: str) -> bool:
        return self.copies(message_id) > 0

    def copies(self, message_id: str) -> int:
        return sum(message_id == name for name, _ in self.mails)

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Sequence[str]
    ) -> Reply:
        answers = self.rcpt.get(address, [])
        answer = answers if isinstance(answers, str) else (answers.pop(0) if answers else "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> Reply:
        answer = self.data.pop(0) if self.data else TAKEN
        if isinstance(answer, Dropped):
            if answer.taken:
                self._take(envelope)
            server.transport.abort()
            return TAKEN
        if answer.startswith("250"):
            self._take(envelope)
        await asyncio.sleep(self.slow_s)
        return answer

    def _take(self, envelope: Envelope) -> None:
        content: Any = envelope.content
        name = str(message_from_bytes(content)["Message-ID"]).strip("<>")
        self.mails.append((name, tuple(envelope.rcpt_tos)))
        if self.spool is not None:
            (self.spool / f"{name}.{len(self.mails)}").write_bytes(content)
