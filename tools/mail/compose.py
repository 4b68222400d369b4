"""A mail as bytes: made once, and then only ever sent as they are."""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from tools.errors import ToolError
from tools.mail.header_lines import LINE_END, ids_line, people_line, text_line, wire
from tools.mail.headers import Headers
from tools.mail.structure import headers_of
from tools.people.contacts import Address

MESSAGE = "message/rfc822"
LINE_ENDS = re.compile(rb"\r\n|\r|\n")
# Some programs put blanks inside: their answers are found by the same blanks.
ID = re.compile(r"[!-;=?-~]+(?: [!-;=?-~]+)*")
MAX_ID_CHARS = 900
KEPT_REFERENCES = 30
# 7bit: a server on the way that can't do 8bit would have to change the text.
POLICY = SMTP.clone(cte_type="7bit", max_line_length=78)


@dataclass(frozen=True, slots=True)
class File:
    """An attachment with its content."""

    name: str
    type: str
    content: bytes
    params: tuple[tuple[str, str], ...] = ()
    """Of its type, such as the charset of a text, or what a calendar is to do with it."""
    content_id: str = ""
    """The name by which the HTML shows it, in angle brackets."""


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
    html: str = ""
    """Another reading of the text; empty: it is plain."""


def render(letter: Letter) -> bytes:
    """The bytes that are sent. They never name who is in Bcc.

    They were read back: whoever reads them finds the same people, subject and conversation.

    Raises:
        ToolError: somebody has no address that mail can be sent to, or something can't be written so
            that it is read as what it is.
    """
    mail = EmailMessage(policy=POLICY)
    mail.set_content(text_lines(letter.body))
    if letter.html:
        mail.add_alternative(letter.html, subtype="html")
    if letter.calendar:
        add_calendar(mail, letter.calendar)
    for file in letter.files:
        attach(mail, file)
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"{boundary(letter)}{number or ''}")
    content = header_of(letter).encode() + mail.as_bytes()
    for file in letter.files:
        if file.type == MESSAGE:
            # Read and written again, a signature in it, or something broken, would not survive.
            content = content.replace(place_of(file), LINE_ENDS.sub(b"\r\n", file.content))
    read_back(content, letter)
    return content


def header_of(letter: Letter) -> str:
    """The headers of the mail, but for those that say how its content is written."""
    lines = [people_line("From", [letter.sender])]
    lines += [people_line(name, to) for name, to in (("To", letter.to), ("Cc", letter.cc)) if to]
    lines += [
        text_line("Subject", letter.subject),
        f"Date: {format_datetime(letter.date)}{LINE_END}",
        ids_line("Message-ID", [letter.message_id]),
    ]
    if replied := usable([letter.in_reply_to]):
        lines.append(ids_line("In-Reply-To", replied))
    if references := shortened(letter.references):
        lines.append(ids_line("References", references))
    if letter.importance:
        lines.append(text_line("Importance", letter.importance))
    return "".join(lines)


def read_back(content: bytes, letter: Letter) -> None:
    """
    Raises:
        ToolError: `content` says anything else than `letter`.
    """
    said = Headers(headers_of(content))
    meant = {"from": (letter.sender,), "to": letter.to, "cc": letter.cc, "bcc": ()}
    for name, people in meant.items():
        found = said.named(name)
        if [one.email for one in found.addresses] != [wire(one.email) for one in people] or found.unread:
            raise ToolError(f"the names in {name} can't be written so that every program reads them alike")
    if said.text("subject") != " ".join(letter.subject.split()):
        raise ToolError("the subject can't be written so that it is read as it is; say it in other signs")
    if said.ids("message-id") != (letter.message_id,):
        raise ToolError("the mail can't be given a name of its own")


def with_bcc(content: bytes, bcc: Sequence[Address]) -> bytes:
    """The copy that one keeps: `content`, which was sent, with the hidden recipients on top."""
    return people_line("Bcc", bcc).encode() + content if bcc else content


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
    """Those that a header can carry: in ASCII, without brackets, and short enough for one line."""
    return [one for one in ids if ID.fullmatch(one) and len(one) < MAX_ID_CHARS]


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
    mail.add_attachment(
        file.content,
        maintype=main,
        subtype=sub,
        filename=file.name,
        params=dict(file.params),
        cid=file.content_id or None,
    )


def place_of(file: File) -> bytes:
    """Stands for an attached mail until its bytes are put there."""
    return b"message-" + hashlib.sha256(file.name.encode() + file.content).hexdigest().encode()


def boundary(letter: Letter) -> str:
    """What separates the parts; always the same for the same mail."""
    digest = hashlib.sha256(f"{letter.message_id} {letter.date.isoformat()}".encode()).digest()
    return "=-" + base64.b32encode(digest)[:32].decode()
