"""Which file of which mail is meant."""

import hashlib
from dataclasses import dataclass

from tools.errors import ToolError
from tools.mail.files import FROM_MAIL
from tools.mail.finding import find_mail
from tools.mail.message import Envelope
from tools.mail.parsing import parse
from tools.mail.payloads import FileOnDisk
from tools.mail.store import MailStore


@dataclass(frozen=True)
class FoundFile:
    """A file that came with a mail."""

    mail: Envelope
    name: str
    type: str
    content: bytes


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
    wanted = name.strip().casefold()
    exact = [pair for pair in files if pair[0].name.casefold() == wanted]
    found = exact or [pair for pair in files if wanted in pair[0].name.casefold()]
    names = ", ".join(repr(described.name) for described, _ in files)
    if not found:
        raise ToolError(f"{mail.subject!r} has no file {name!r}; there are {names}")
    if len(found) > 1:
        raise ToolError(f"{mail.subject!r} has several such files: {names}; give the name of one")
    [(described, part)] = found
    return FoundFile(mail, described.name, described.type, part.content())


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
