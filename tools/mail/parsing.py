"""The bytes of a mail as values; whatever is broken in it, something is read."""

import base64
import binascii
import mimetypes
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import Message as EmailPart
from email.parser import BytesHeaderParser, BytesParser
from email.utils import parsedate_to_datetime
from typing import cast

from tools.mail.addresses import parse_addresses
from tools.mail.charsets import decoded, eight_bit, header_text, without_controls
from tools.mail.html_text import html_to_text
from tools.mail.message import Attachment
from tools.people.contacts import Address

MESSAGE_ID = re.compile(r"<\s*([^<>\s]+)\s*>")
BASE64_RUN = re.compile(rb"[A-Za-z0-9+/\s]*")
HEADER_END = re.compile(rb"\r?\n\r?\n")
# Text that is data: shown as a file even when it has no name.
DATA = frozenset({"calendar", "vcard", "x-vcard", "directory", "csv"})
UUENCODED = frozenset({"x-uuencode", "uuencode", "uue", "x-uue"})
MESSAGES = frozenset({"rfc822", "partial", "external-body", "global"})
MAX_PARTS = 1_000
MAX_REFERENCES = 500
# Reading a part of a broken mail: what the standard library raises, found by feeding it its own test mails.
BROKEN = (ValueError, LookupError, TypeError, AttributeError, AssertionError)


class Part(EmailPart):
    """A mail or a part of one; a mail inside it is kept byte for byte, not taken apart."""

    def get_content_maintype(self) -> str:
        kind = super().get_content_maintype()
        return "attached-message" if kind == "message" and self.get_content_subtype() in MESSAGES else kind

    def content(self) -> bytes:
        """What is in a part that has no parts, decoded as far as it can be."""
        # get_payload() applies the charset that the part names, and raises for some of them.
        payload = getattr(self, "_payload", "")
        raw = payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""
        encoding = eight_bit(str(self.get("content-transfer-encoding", ""))).strip().casefold()
        if encoding == "base64":
            return base64_bytes(raw)
        if encoding == "quoted-printable":
            return binascii.a2b_qp(raw)
        if encoding not in UUENCODED:
            return raw
        try:
            decoded = self.get_payload(decode=True)
        except BROKEN:
            return raw
        return decoded if isinstance(decoded, bytes) else raw


@dataclass(frozen=True, slots=True)
class Parsed:
    """All that a mail's bytes say."""

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    subject: str
    date: datetime | None
    body: str
    attachments: tuple[Attachment, ...]
    files: tuple[Part, ...]
    """The parts behind `attachments`, in the same order."""


def parse(content: bytes) -> Parsed:
    """What the mail `content` says. Never raises."""
    content = content.lstrip(b"\0\r\n")
    mail, body, files = structure(content)
    headers = Headers(mail)
    senders = headers.addresses("from") or headers.addresses("sender")
    return Parsed(
        message_id=next(iter(headers.ids("message-id")), ""),
        in_reply_to=headers.ids("in-reply-to"),
        references=bounded(headers.ids("references")),
        sender=senders[0] if senders else Address(name=headers.text("from"), email=""),
        to=headers.addresses("to"),
        cc=headers.addresses("cc"),
        bcc=headers.addresses("bcc"),
        reply_to=headers.addresses("reply-to"),
        subject=headers.text("subject"),
        date=headers.date(),
        body=body,
        attachments=tuple(described(part) for part in files),
        files=files,
    )


def bounded(references: tuple[str, ...]) -> tuple[str, ...]:
    """The first of a long conversation, and its latest."""
    return (
        references
        if len(references) <= MAX_REFERENCES
        else (references[0], *references[1 - MAX_REFERENCES :])
    )


class Headers:
    """The headers of one mail, read without the parser's opinion of them."""

    def __init__(self, mail: Part) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in mail.raw_items():
            self._values.setdefault(name.casefold(), []).append(str(value))

    def text(self, name: str) -> str:
        return header_text(next(iter(self._values.get(name, ())), ""))

    def addresses(self, name: str) -> tuple[Address, ...]:
        values = [
            " ".join(without_controls(eight_bit(value)).split()) for value in self._values.get(name, ())
        ]
        return parse_addresses(values)

    def ids(self, name: str) -> tuple[str, ...]:
        """Message-IDs in order, each once, without angle brackets."""
        raw = without_controls(eight_bit(" ".join(self._values.get(name, ()))))
        found = MESSAGE_ID.findall(raw)
        if not found and name == "message-id":
            found = raw.split()[:1]
        return tuple(dict.fromkeys(found))

    def date(self) -> datetime | None:
        """When it was written, or by which it had arrived; None: the headers don't say."""
        received = [value.rpartition(";")[2] for value in self._values.get("received", ())[:1]]
        for value in [*self._values.get("date", ())[:1], *received]:
            try:
                moment = parsedate_to_datetime(value.strip())
                aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
                aware.astimezone(UTC)
            except (ValueError, TypeError, OverflowError, IndexError):
                continue
            return aware
        return None


def structure(content: bytes) -> tuple[Part, str, tuple[Part, ...]]:
    """The mail's top part, its text, and the parts that are files."""
    try:
        mail = cast(Part, BytesParser(Part, policy=policy.compat32).parsebytes(content))
        texts, files = divided(mail)
        return mail, tidy("\n\n".join(filter(None, map(text_of, texts)))), files
    except (RecursionError, *BROKEN):
        # Parts nested a thousand deep: the headers can still be read, and the rest as it stands.
        mail = headers_of(content)
        end = HEADER_END.search(content)
        return mail, tidy(decoded(content[end.end() :] if end else b"")), ()


def headers_of(content: bytes) -> Part:
    return cast(Part, BytesHeaderParser(Part, policy=policy.compat32).parsebytes(content))


def divided(mail: Part) -> tuple[list[Part], tuple[Part, ...]]:
    """The parts that make up the text that is read, in order, and those that are files."""
    texts: list[Part] = []
    files: list[Part] = []
    waiting = [mail]
    while waiting and len(texts) + len(files) < MAX_PARTS:
        part = waiting.pop(0)
        if is_file(part):
            files.append(part)
        elif part.get_content_type() == "multipart/alternative" and part.is_multipart():
            shown, others = alternative(part)
            texts += shown
            files += others
        elif part.is_multipart():
            waiting[:0] = subparts(part)
        else:
            texts.append(part)
    return texts, tuple(files)


def alternative(part: Part) -> tuple[list[Part], list[Part]]:
    """The plain reading of a text that comes in several, and the files inside any of them."""
    readings = [divided(reading) for reading in subparts(part)]
    files = [file for _, found in readings for file in found]
    plain = [
        texts
        for texts, _ in readings
        if texts and all(text.get_content_type() == "text/plain" for text in texts)
    ]
    for texts in [*plain, *(texts for texts, _ in readings)]:
        if any(text_of(text) for text in texts):
            return texts, files
    return [], files


def subparts(part: Part) -> list[Part]:
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, Part)] if isinstance(payload, list) else []


def is_file(part: Part) -> bool:
    kind = part.get_content_maintype()
    if kind == "multipart":
        return False
    if kind != "text" or part.get_content_subtype() in DATA:
        return True
    return disposition(part) == "attachment" or bool(name_of(part))


def disposition(part: Part) -> str:
    return eight_bit(str(part.get("content-disposition", ""))).partition(";")[0].strip().casefold()


def name_of(part: Part) -> str:
    """The file name that a part carries, without any folder; empty when it has none."""
    try:
        raw = part.get_filename()
    except BROKEN:
        raw = None
    if raw is None:
        return ""
    return header_text(raw).replace("\\", "/").rpartition("/")[2]


def described(part: Part) -> Attachment:
    content = part.content()
    return Attachment(name=file_name(part), type=part.get_content_type(), size=len(content))


def file_name(part: Part) -> str:
    """The name of an attachment, made up from what it is when it carries none."""
    if name := name_of(part):
        return name
    if part.get_content_type() == "message/rfc822":
        subject = Headers(headers_of(part.content())).text("subject")
        return (subject[:60].replace("/", "-") or "message") + ".eml"
    return f"unnamed{mimetypes.guess_extension(part.get_content_type()) or '.bin'}"


def base64_bytes(raw: bytes) -> bytes:
    """What can be decoded of `raw`, up to the first sign that isn't base64; what follows as it stands.

    Mailing lists put their footer as plain text behind what is encoded.
    """
    run = BASE64_RUN.match(raw)
    encoded = b"".join(run.group().split()) if run else b""
    whole = encoded[: len(encoded) - (len(encoded) % 4 == 1)]
    rest = raw[run.end() if run else 0 :].lstrip(b"= \t\r\n")
    found = base64.b64decode(whole + b"=" * (-len(whole) % 4))
    return found + b"\n" + rest if found and rest else found or rest


def text_of(part: Part) -> str:
    """The text of a part, HTML turned into text."""
    charset = part.get_param("charset", "")
    text = decoded(part.content(), charset[2] if isinstance(charset, tuple) else str(charset))
    return html_to_text(text) if part.get_content_type() == "text/html" else text.strip("\r\n")


def tidy(text: str) -> str:
    """Line ends as \\n, no control characters, no blank space at the ends."""
    lines = without_controls(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    # "-- " starts a signature: mail programs look for the blank at its end.
    return "\n".join(line if line == "-- " else line.rstrip() for line in lines).strip("\n")
