"""Which file of which mail is meant."""

import hashlib
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass

from tools.errors import ToolError
from tools.mail.attachments.reader import files_inside
from tools.mail.files import FROM_MAIL
from tools.mail.finding import find_mail
from tools.mail.message import Envelope
from tools.mail.parsing import parse
from tools.mail.part import Part
from tools.mail.payloads import FileOnDisk
from tools.mail.sealed import is_outlooks
from tools.mail.store import MailStore


@dataclass(frozen=True)
class FoundFile:
    """A file that came with a mail."""

    mail: Envelope
    name: str
    type: str
    source: Part | bytes

    @property
    def content(self) -> bytes:
        """Its bytes, decoded."""
        return self.source if isinstance(self.source, bytes) else self.source.content()


def find_file(mailbox: MailStore, email_id: str, name: str = "") -> FoundFile:
    """The file of a mail that is called `name`, or so in part; without a name its only one.

    Raises:
        ToolError: there is none, or several could be meant; the message names them.
    """
    mail = find_mail(mailbox, email_id)
    parsed = parse(mailbox.content(mail.id))
    files = list(zip(parsed.attachments, parsed.files, strict=True))
    if not files:
        raise ToolError(f"nothing is attached to {mail.subject!r}")
    outside = [FoundFile(mail, described.name, described.type, part) for described, part in files]
    found = called(name, outside)
    if not found and any(is_outlooks(part) for _, part in files):
        outside += inside(mail, [part for _, part in files if is_outlooks(part)])
        found = called(name, outside)
    names = ", ".join(repr(file.name) for file in outside)
    if not found:
        raise ToolError(f"{mail.subject!r} has no file {name!r}; there are {names}")
    if len(found) > 1:
        raise ToolError(f"{mail.subject!r} has several such files: {names}; give the name of one")
    return found[0]


def called(name: str, files: Sequence[FoundFile]) -> list[FoundFile]:
    """Those of `files` that are called so, or else so in part."""
    wanted = name.strip().casefold()
    exact = [file for file in files if file.name.casefold() == wanted]
    return exact or [file for file in files if wanted in file.name.casefold()]


def inside(mail: Envelope, parts: Sequence[Part]) -> list[FoundFile]:
    """The files that Outlook has put into a `winmail.dat`."""
    return [
        FoundFile(mail, name, mimetypes.guess_type(name)[0] or "application/octet-stream", content)
        for part in parts
        for name, content in files_inside(part.name or "winmail.dat", part.content())
    ]


def described_from_mail(mailbox: MailStore, given: str) -> FileOnDisk:
    """The file that `mail:ID/NAME` names, to be attached to another mail.

    Raises:
        ToolError: there is none.
    """
    id, _, name = given.removeprefix(FROM_MAIL).partition("/")
    found = find_file(mailbox, id, name)
    return FileOnDisk(
        path=f"{FROM_MAIL}{found.mail.id}/{found.name}",
        name=found.name,
        type=found.type,
        size=len(found.content),
        sha256=hashlib.sha256(found.content).hexdigest(),
    )
