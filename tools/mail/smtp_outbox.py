"""The outbox that hands mails to an SMTP server."""

import base64
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property

from tools.errors import FinalError, PassingError
from tools.mail.outbox import Delivery, Reply, nothing
from tools.mail.transport import Security, check_plain
from tools.plain_http import is_loopback
from tools.redaction import REDACTION

LINE_START = re.compile(rb"^\.", re.MULTILINE)
LINE_END = re.compile(rb"\r\n|\r|\n")
HEADER_END = b"\r\n\r\n"
OWN_NAME = "[127.0.0.1]"
"""What a server is told: this machine's name is nobody's business, and looking it up may take seconds."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mails are handed over, and as whom."""

    host: str
    port: int = 587
    security: Security = Security.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    token: Callable[[], str] | None = field(default=None, repr=False)
    """Gives an access token for XOAUTH2, in the place of a password."""
    timeout_s: float = 30
    plain_anywhere: bool = False
    """Allows a connection that anybody on the way can read, to other machines too."""
    context: ssl.SSLContext | None = field(default=None, repr=False)
    """Which certificates are trusted; None: those that the system trusts."""


class SmtpOutbox:
    """An `Outbox` on an SMTP server; certificates are always verified.

    SMTP has no way to ask for a mail that was sent before. `knows` is the answer of whoever can be
    asked, such as the server's own Sent folder.

    Raises:
        SettingsError: the connection would be unprotected, to another machine.
    """

    note = ""

    def __init__(self, server: SmtpServer, knows: Callable[[str], bool | None] | None = None) -> None:
        check_plain(server.host, server.security, plain_anywhere=server.plain_anywhere)
        self._server = server
        self._knows = knows

    def destination_of(self, sender: str) -> str:  # noqa: ARG002 - the same for all
        return f"smtp:{self._server.host}:{self._server.port}"

    def send(
        self,
        content: bytes,
        sender: str,
        recipients: Sequence[str],
        *,
        handing_over: Callable[[], None] = nothing,
    ) -> Mapping[str, Reply]:
        with self._session() as session:
            start(session, content, (sender, *recipients), sender)
            replies = {recipient: answered(*session.rcpt(recipient)) for recipient in recipients}
            if any(reply.delivery is Delivery.ACCEPTED for reply in replies.values()):
                hand_over(session, content, replies, handing_over)
            return replies

    def knows(self, message_id: str) -> bool | None:
        return self._knows(message_id) if self._knows else None

    def check(self) -> None:
        """Log in, and nothing else.

        Raises:
            PassingError, FinalError: the server can't be reached, or refuses.
        """
        with self._session():
            pass

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        """A connection that is ready for a mail; what goes wrong on it as our own errors."""
        host = self._server.host
        try:
            session = self._connected()
            try:
                yield session
            except BaseException:
                session.close()
                raise
            farewell(session)
        except smtplib.SMTPNotSupportedError as error:
            raise FinalError(f"{host} can't do what this mail needs: {error}") from error
        except smtplib.SMTPAuthenticationError as error:
            if error.smtp_code < 500:
                raise refusal(f"{host} refused", error.smtp_code, error.smtp_error) from error
            raise FinalError(
                f"the mail server {host} refuses the user name or the password; "
                "check them with: assistant connect"
            ) from error
        except smtplib.SMTPResponseException as error:
            raise refusal(f"{host} refused", error.smtp_code, error.smtp_error) from error
        except ssl.SSLCertVerificationError as error:
            raise FinalError(
                f"the certificate of {host} can't be trusted, nothing was sent to it ({error.verify_message})"
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            raise PassingError(f"{host} can't be reached: {error}") from error

    @cached_property
    def _context(self) -> ssl.SSLContext:
        # Reading the system's certificates costs ten times what handing a mail over does.
        return self._server.context or ssl.create_default_context()

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        session: smtplib.SMTP
        if server.security is Security.TLS:
            session = smtplib.SMTP_SSL(
                server.host, server.port, OWN_NAME, timeout=server.timeout_s, context=self._context
            )
        else:
            session = smtplib.SMTP(server.host, server.port, OWN_NAME, timeout=server.timeout_s)
        try:
            session.ehlo_or_helo_if_needed()
            if server.security is Security.STARTTLS:
                session.starttls(context=self._context)
                session.ehlo_or_helo_if_needed()
            log_in(session, server)
        except BaseException:
            session.close()
            raise
        return session


def log_in(session: smtplib.SMTP, server: SmtpServer) -> None:
    if server.token is not None:
        said = f"user={server.user}\x01auth=Bearer {server.token()}\x01\x01"
        # A refusal comes as a challenge, which wants an empty answer.
        session.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")
    elif server.user and (session.has_extn("auth") or not is_loopback(server.host)):
        # A relay on this machine knows who we are, and may ask for nothing.
        if f"{server.user}{server.password}".isascii():
            session.login(server.user, server.password)
        else:
            log_in_beyond_ascii(session, server.user, server.password)


def log_in_beyond_ascii(session: smtplib.SMTP, user: str, password: str) -> None:
    """AUTH PLAIN in UTF-8 (RFC 4616), which the library can't.

    Raises:
        smtplib.SMTPAuthenticationError: the server lets nobody in with these.
    """
    said = base64.b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
    code, text = session.docmd("AUTH", f"PLAIN {said}")
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, text)


def start(session: smtplib.SMTP, content: bytes, addresses: Sequence[str], sender: str) -> None:
    """MAIL FROM, with the extensions that this mail needs.

    Raises:
        FinalError: the server has no such extension, or takes no mail as large as this.
        smtplib.SMTPSenderRefused: it takes none from `sender`.
    """
    options = []
    limit = session.esmtp_features.get("size", "")
    if limit.isdigit() and 0 < int(limit) < len(content):
        raise FinalError(f"the mail has {len(content):,} bytes; the server takes {int(limit):,}")
    if session.has_extn("size"):
        options.append(f"size={len(content)}")
    if not content.isascii() and session.has_extn("8bitmime"):
        options.append("body=8bitmime")
    headers = content.partition(HEADER_END)[0]
    if not (headers.isascii() and all(address.isascii() for address in addresses)):
        if not session.has_extn("smtputf8"):
            raise FinalError("the server takes no addresses outside ASCII (SMTPUTF8)")
        options.append("smtputf8")
    code, text = session.mail(sender, options)
    if code != 250:
        raise smtplib.SMTPSenderRefused(code, text, sender)


def hand_over(
    session: smtplib.SMTP, content: bytes, replies: Mapping[str, Reply], handing_over: Callable[[], None]
) -> None:
    """DATA, up to the server's yes.

    The server may deliver nothing that doesn't end with a line of a single dot (RFC 5321, 4.1.1.4), so
    nothing is lost or sent twice until that goes out.

    Raises:
        PassingError: with `uncertain` when no answer came after the last line had begun to go out.
    """
    code, text = session.docmd("DATA")
    if code != 354:
        raise refusal("the server refused", code, text, replies)
    lines = LINE_START.sub(b"..", LINE_END.sub(b"\r\n", content))
    session.send(lines + (b"" if lines.endswith(b"\r\n") else b"\r\n"))
    handing_over()
    try:
        session.send(b".\r\n")
        code, text = session.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise PassingError(
            "the connection was lost while the mail was handed over; it may have gone out",
            uncertain=True,
            progress=refused(replies),
        ) from error
    if code != 250:
        raise refusal("the server refused the mail", code, text, replies)


def answered(code: int, text: bytes) -> Reply:
    """What a server's reply to RCPT TO means."""
    said = f"{code} {words(text)}".strip()
    if code in (250, 251):
        return Reply(Delivery.ACCEPTED, said)
    return Reply(Delivery.DEFERRED if code < 500 else Delivery.REFUSED, said)


def refusal(
    what: str, code: int, text: bytes | str, replies: Mapping[str, Reply] | None = None
) -> PassingError | FinalError:
    """The error for a reply: 5xx is the server's last word, everything else may change."""
    kind = FinalError if 500 <= code < 600 else PassingError
    return kind(f"{what}: {code} {words(text)}".strip(), progress=refused(replies or {}))


def refused(replies: Mapping[str, Reply]) -> dict[str, dict[str, str]]:
    """The recipients who need not be tried again."""
    final = {who: str(reply) for who, reply in replies.items() if reply.delivery is Delivery.REFUSED}
    return {"recipients": final} if final else {}


def words(text: bytes | str) -> str:
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    plain = REDACTION.sentence(plain)
    return " ".join(sign for sign in " ".join(plain.split()).split(" ") if sign.isprintable())[:300]


def farewell(session: smtplib.SMTP) -> None:
    """QUIT, whose answer nobody waits for: what has gone out should be written down first."""
    with suppress(smtplib.SMTPException, OSError):
        session.putcmd("quit")
    session.close()
