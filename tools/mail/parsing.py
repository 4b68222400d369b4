"""The bytes of a mail as values; whatever is broken in it, something is read."""

import mimetypes
from dataclasses import dataclass
from datetime import datetime

from tools.excerpts import excerpt
from tools.mail.headers import Headers
from tools.mail.lists import list_address
from tools.mail.mail_kinds import kinds_of
from tools.mail.message import Attachment
from tools.mail.part import Part
from tools.mail.reports import REPORTS
from tools.mail.structure import headers_of, taken_apart
from tools.people.contacts import Address

MAX_REFERENCES = 500


@dataclass(frozen=True, slots=True)
class Parsed:
    """All that a mail's bytes say."""

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    authors: tuple[Address, ...]
    """At least one, whose address is empty where none can be read."""
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
    unread: tuple[str, ...]
    """Whom From, To, Cc and Reply-To name in a way that can't be read."""
    followup_to: tuple[Address, ...] = ()
    """Whom Mail-Followup-To wants an answer to all to go to."""
    list_post: Address | None = None
    """The list that it came from, where one can write to it."""
    kinds: tuple[str, ...] = ()
    """As `mail_kinds.kinds_of`."""

    @property
    def sender(self) -> Address:
        return self.authors[0]


def parse(content: bytes, *, rough: bool = False) -> Parsed:
    """What the mail `content` says. Never raises. `rough`: of HTML the words alone, quickly."""
    mail, body, files = taken_apart(content, rough=rough)
    headers = Headers(mail)
    authors, to, cc, reply_to = map(headers.named, ("from", "to", "cc", "reply-to"))
    nobody = Address(name=excerpt(headers.text("from")), email="")
    references = headers.ids("references")
    if len(references) > MAX_REFERENCES:
        references = (references[0], *references[1 - MAX_REFERENCES :])
    senders = authors.addresses or headers.named("sender").addresses or (nobody,)
    return Parsed(
        message_id=next(iter(headers.ids("message-id")), ""),
        in_reply_to=headers.ids("in-reply-to"),
        references=references,
        authors=senders,
        to=to.addresses,
        cc=cc.addresses,
        bcc=headers.named("bcc").addresses,
        reply_to=reply_to.addresses,
        subject=headers.text("subject"),
        date=headers.date(),
        body=body,
        attachments=tuple(described(part) for part in files),
        files=files,
        unread=(*authors.unread, *to.unread, *cc.unread, *reply_to.unread),
        followup_to=headers.named("mail-followup-to").addresses,
        list_post=list_address(headers),
        kinds=tuple(kinds_of(headers, senders[0].email)),
    )


def described(part: Part) -> Attachment:
    content = part.content()
    kind = part.kind
    return Attachment(name=part.name or made_up_name(kind, content), type=kind, size=len(content))


def made_up_name(kind: str, content: bytes) -> str:
    """A name for an attachment that carries none, from what it is."""
    if kind == "message/rfc822" and (subject := Headers(headers_of(content)).text("subject")):
        return f"{subject[:60].replace('/', '-')}.eml"
    if kind in REPORTS:
        return f"{kind.partition('/')[2]}.txt"
    return f"unnamed{mimetypes.guess_extension(kind) or '.bin'}"
