"""A mail as bytes: made once, and then only ever sent as they are."""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from tools.errors import ToolError
from tools.people.contacts import Address

THREADING = frozenset({"message-id", "in-reply-to", "references"})
PEOPLE = frozenset({"from", "to", "cc", "bcc"})
MESSAGE = "message/rfc822"
LINE_END = re.compile(rb"\r\n|\r|\n")
MAX_ID_CHARS = 900
KEPT_REFERENCES = 30


class MailPolicy(EmailPolicy):
    """SMTP's rules for a mail, without two faults of the standard policy.

    It encodes a long Message-ID inside References (RFC 2047), which breaks threads; here they are never
    broken or encoded, however long. And it loses a space of a name that is partly outside ASCII, where a
    sign such as a colon follows; here such a name is encoded as a whole.
    """

    def fold(self, name: str, value: Any) -> str:
        return self._folded(name, value) or str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self._folded(name, value).encode("ascii") or super().fold_binary(name, value)

    def _folded(self, name: str, value: Any) -> str:
        """The lines of a header that the standard policy gets wrong; empty for all others."""
        if name.casefold() in THREADING:
            return f"{name}: " + f"{self.linesep} ".join(str(value).split()) + self.linesep
        if self.utf8 or name.casefold() not in PEOPLE or str(value).isascii():
            return ""
        people = (self._mailbox(name, address) for address in value.addresses)
        return f"{name}: " + f",{self.linesep} ".join(people) + self.linesep

    def _mailbox(self, name: str, address: HeaderAddress) -> str:
        if address.display_name.isascii():
            return str(address)
        encoded = Header(address.display_name, "utf-8", header_name=name)
        return f"{encoded.encode(linesep=self.linesep)}{self.linesep} <{address.addr_spec}>"


# 7bit: a server on the way that can't do 8bit would have to change the text.
POLICY = MailPolicy(linesep="\r\n", cte_type="7bit", max_line_length=78)
POLICY_UTF8 = POLICY.clone(utf8=True)


@dataclass(frozen=True, slots=True)
class File:
    """An attachment with its content."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """What a calendar program reads of a mail (RFC 6047)."""

    method: str
    """`REQUEST`, `REPLY`, `CANCEL`."""
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """All that goes into a mail."""

    message_id: str
    """Without angle brackets, as `in_reply_to` and `references`."""
    date: datetime
    sender: Address
    to: tuple[Address, ...]
    subject: str
    body: str
    cc: tuple[Address, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    importance: str = ""
    """`high` or `low`; empty: neither."""
    files: tuple[File, ...] = ()
    calendar: CalendarPart | None = None


def render(letter: Letter) -> bytes:
    """The bytes that are sent. They never name who is in Bcc."""
    mail = EmailMessage(policy=policy_for((letter.sender, *letter.to, *letter.cc)))
    mail["From"] = header_address(letter.sender)
    if letter.to:
        mail["To"] = [header_address(address) for address in letter.to]
    if letter.cc:
        mail["Cc"] = [header_address(address) for address in letter.cc]
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(letter.date)
    mail["Message-ID"] = f"<{letter.message_id}>"
    if usable([letter.in_reply_to]):
        mail["In-Reply-To"] = f"<{letter.in_reply_to}>"
    if references := shortened(letter.references):
        mail["References"] = " ".join(f"<{one}>" for one in references)
    if letter.importance:
        mail["Importance"] = letter.importance
    mail.set_content(text_lines(letter.body))
    if letter.calendar:
        add_calendar(mail, letter.calendar)
    for file in letter.files:
        attach(mail, file)
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"{boundary(letter)}{number or ''}")
    content = mail.as_bytes()
    for file in letter.files:
        if file.type == MESSAGE:
            # Read and written again, a signature in it, or something broken, would not survive.
            content = content.replace(place_of(file), LINE_END.sub(b"\r\n", file.content))
    return content


def with_bcc(content: bytes, bcc: Sequence[Address]) -> bytes:
    """The copy that one keeps: `content`, which was sent, with the hidden recipients on top."""
    if not bcc:
        return content
    policy = policy_for(bcc)
    header = policy.header_factory("Bcc", [header_address(address) for address in bcc])
    return policy.fold_binary("Bcc", header) + content


def policy_for(addresses: Sequence[Address]) -> MailPolicy:
    """The policy that can write these addresses: outside ASCII they need SMTPUTF8."""
    ascii_only = all(wire(address.email).isascii() for address in addresses)
    return POLICY if ascii_only else POLICY_UTF8


def header_address(address: Address) -> HeaderAddress:
    """`address` as a header takes it.

    Raises:
        ToolError: it is none that mail can be sent to.
    """
    email = wire(address.email)
    try:
        if email.isascii():
            return HeaderAddress(display_name=address.name, addr_spec=email)
        local, _, host = email.rpartition("@")
        return HeaderAddress(display_name=address.name, username=local, domain=host)
    except (ValueError, IndexError, MessageError) as error:
        raise ToolError(f"{str(address)!r} is not an address that mail can be sent to") from error


def wire(email: str) -> str:
    """An address as it goes over the wire: a domain outside ASCII in its encoded form (IDNA).

    Raises:
        ToolError: the domain can't be encoded.
    """
    local, _, host = email.rpartition("@")
    if host.isascii():
        return email
    try:
        return f"{local}@{host.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise ToolError(f"{email!r} is not an address that mail can be sent to") from error


def text_lines(body: str) -> str:
    """`body` with one kind of line end, and one at its end."""
    return body.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


def shortened(references: Sequence[str]) -> tuple[str, ...]:
    """The first of a long conversation and its latest, those that a header can carry."""
    fit = usable(references)
    if len(fit) <= KEPT_REFERENCES:
        return tuple(fit)
    return (fit[0], *fit[-KEPT_REFERENCES + 1 :])


def usable(ids: Sequence[str]) -> list[str]:
    """Those that a header can carry: in ASCII, and short enough for one line."""
    return [one for one in ids if one and one.isascii() and len(one) < MAX_ID_CHARS]


def add_calendar(mail: EmailMessage, calendar: CalendarPart) -> None:
    """As another reading of the text, for calendar programs, and as a file, for those that look for one."""
    text = calendar.content.decode("utf-8")
    mail.add_alternative(text, subtype="calendar", params={"method": calendar.method})
    mail.add_attachment(calendar.content, maintype="application", subtype="ics", filename="invite.ics")


def attach(mail: EmailMessage, file: File) -> None:
    main, _, sub = file.type.partition("/")
    if file.type == MESSAGE:
        part = EmailMessage(policy=mail.policy)
        part["Content-Type"] = "message/rfc822"
        part["Content-Transfer-Encoding"] = "7bit" if file.content.isascii() else "8bit"
        part.add_header("Content-Disposition", "attachment", filename=file.name)
        part.set_payload(place_of(file).decode())
        if mail.get_content_type() != "multipart/mixed":
            mail.make_mixed()
        mail.attach(part)
        return
    if main in ("multipart", "message") or not sub:
        main, sub = "application", "octet-stream"
    mail.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)


def place_of(file: File) -> bytes:
    """Stands for an attached mail until its bytes are put there."""
    return b"message-" + hashlib.sha256(file.name.encode() + file.content).hexdigest().encode()


def boundary(letter: Letter) -> str:
    """What separates the parts; always the same for the same mail."""
    digest = hashlib.sha256(f"{letter.message_id} {letter.date.isoformat()}".encode()).digest()
    return "=-" + base64.b32encode(digest)[:32].decode()
