"""Drafts: mails that wait in the mailbox for somebody to finish them."""

import base64
import hashlib
from datetime import datetime

from tools.mail.compose import Letter, render, with_bcc
from tools.mail.message import Envelope, Flag, Folder
from tools.mail.payloads import Outgoing
from tools.mail.store import MailStore
from tools.people.domains import domain_of


def save_draft(mailbox: MailStore, outgoing: Outgoing, at: datetime, occasion: str) -> Envelope:
    """Put a mail into Drafts, so that a mail program can go on with it.

    The same mail on the same `occasion` (the tool call that asked for it) is one draft, however
    often it is saved.
    """
    digest = hashlib.sha256(f"{occasion}\0{outgoing.model_dump_json()}".encode()).digest()
    host = domain_of(outgoing.sender.email)
    letter = Letter(
        message_id=f"draft-{base64.b32encode(digest)[:16].decode().lower()}@assistant.{host or 'local'}",
        date=at,
        sender=outgoing.sender,
        to=outgoing.to,
        cc=outgoing.cc,
        subject=outgoing.subject,
        body=outgoing.body,
    )
    content = with_bcc(render(letter), outgoing.bcc)
    return mailbox.deliver(content, Folder.DRAFTS, flags=frozenset({Flag.DRAFT, Flag.SEEN}))
