"""An SMTP server on loopback that keeps what it is given, and fails as it is told."""

import asyncio
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.patience import PATIENCE_S
from tests.servers.ports import free_port

HOST = "127.0.0.1"


@dataclass
class Sink:
    """What arrived, and what is said to whom."""

    kept: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    """Sender, recipients and bytes of each mail."""
    to_sender: str = ""
    to_recipient: dict[str, str] = field(default_factory=dict)
    to_data: str = ""
    drop: str = ""
    """`connect`, `rcpt`, `data` (before the text), `text` (after it, unkept), `reply` (kept, no answer)."""
    logins: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_EHLO(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        if self.drop == "connect":
            hang_up(server)
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.to_sender or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.drop == "rcpt":
            hang_up(server)
        reply = self.to_recipient.get(address, "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        if self.drop == "text":
            hang_up(server)
            return "250 nobody hears this"
        if self.to_data:
            return self.to_data
        self.kept.append((envelope.mail_from or "", list(envelope.rcpt_tos), content))
        if self.drop == "reply":
            hang_up(server)
        if self.drop == "silence":
            await asyncio.sleep(5)
        return "250 OK"


def hang_up(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()


@contextmanager
def running(sink: Sink, **options: Any) -> Iterator[Sink]:
    """`sink` listening on a port of its own."""
    sink.port = free_port()
    controller = Controller(sink, hostname=HOST, port=sink.port, ready_timeout=PATIENCE_S, **options)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


def accept_login(sink: Sink, password: str) -> Any:
    """An authenticator that knows one password."""

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        sink.logins.append(given.login.decode())
        return AuthResult(success=given.password.decode() == password, handled=False)

    return check


def certificate(folder: Path, name: str = "localhost") -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The contexts of a server with a certificate for `name`, and of a client that trusts it."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-nodes", "-days", "1", "-keyout", str(key), "-out", str(cert), "-subj", f"/CN={name}"),
            *("-addext", f"subjectAltName=DNS:{name}"),
        ],
        check=True,
        capture_output=True,
    )
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(cert, key)
    client = ssl.create_default_context(cafile=str(cert))
    return server, client
