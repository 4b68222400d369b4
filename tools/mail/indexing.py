"""What the index keeps of a mail, read from its bytes."""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tools.mail.addresses import searched
from tools.mail.calendar_notes import note_of, packed
from tools.mail.invitations import invitation_in
from tools.mail.maildir import Entry
from tools.mail.parsing import Parsed, parse
from tools.mail.snippets import snippet
from tools.mail.stubs import was_stub

FOOTER_MARKS = ("_____", "-----", "=====", "\n--")
FOOTER = re.compile(r"^(?:[_=-]{10,}|-- ?)$", re.MULTILINE)
MAX_COMPARED_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index keeps of one mail file, read from its bytes."""

    entry: Entry
    id: str
    message_id: str
    linked: tuple[str, ...]
    """Message-IDs of its conversation, its own first."""
    date: datetime
    envelope: dict[str, Any]
    words: tuple[str, str, str, str, str]


def indexed(entry: Entry, content: bytes, arrived_s: float, mail: Parsed | None = None) -> Indexed:
    """What the index keeps of a mail; `mail` is what `content` says, where it was read before."""
    mail = mail or parse(content, rough=True)
    date = mail.date or datetime.fromtimestamp(arrived_s, UTC)
    identifier = id_of(mail, content, whole=not was_stub(entry.base, content))
    own = mail.message_id or f"no-message-id:{identifier}"
    offset = date.utcoffset()
    invitation = invitation_in(content)
    return Indexed(
        entry=entry,
        id=identifier,
        message_id=mail.message_id,
        linked=tuple(dict.fromkeys((own, *mail.references, *mail.in_reply_to))),
        date=date,
        envelope={
            "from": [mail.sender.name, mail.sender.email],
            "to": [[address.name, address.email] for address in mail.to],
            "cc": [[address.name, address.email] for address in mail.cc],
            "bcc": [[address.name, address.email] for address in mail.bcc],
            "subject": mail.subject,
            "date": [int(date.timestamp()), int(offset.total_seconds()) if offset else 0],
            "snippet": snippet(mail.body),
            "files": [[file.name, file.type, file.size] for file in mail.attachments],
            "calendar": packed(note_of(invitation, mail.sender)) if invitation else None,
            "kinds": list(mail.kinds),
        },
        words=(
            searched(mail.sender),
            " ".join(map(str, (*mail.to, *mail.cc, *mail.bcc))),
            mail.subject,
            mail.body,
            " ".join(attachment.name for attachment in mail.attachments),
        ),
    )


def id_of(mail: Parsed, content: bytes, *, whole: bool = True) -> str:
    """The id of a mail: the same for its copies, another for a mail that only claims its Message-ID.

    Two with one Message-ID and another text are two: scanners and shops send such. Of a large mail, and of
    one that was not always `whole` here, the headers alone count, so that its id stays as it was.
    """
    identity = content
    if mail.message_id:
        date = mail.date.isoformat() if mail.date else ""
        text = own_words(mail.body) if whole and len(content) <= MAX_COMPARED_BYTES else ""
        said = (mail.message_id, mail.sender.key, date, mail.subject, text)
        identity = "\0".join(said).encode("utf-8", "replace")
    # Ten bytes come to sixteen letters.
    return base64.b32encode(hashlib.sha256(identity).digest()[:10])[:10].decode().lower()


def own_words(body: str) -> str:
    """What was written, without the footer that a mailing list puts behind it."""
    footer = FOOTER.search(body) if any(mark in body for mark in FOOTER_MARKS) else None
    return " ".join((body[: footer.start()] if footer else body).split())
