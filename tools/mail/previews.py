"""What a person is shown of a mail that would go out or be moved."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from tools.mail.folder_names import spoken
from tools.mail.message import Attachment, Envelope
from tools.mail.payloads import FileOnDisk, Filing, Outgoing
from tools.people.contacts import Address


def mail_preview(
    outgoing: Outgoing,
    forwarded_files: Sequence[Attachment],
    *,
    answered: Envelope | None = None,
    at: datetime | None = None,
) -> dict[str, Any]:
    """All that goes out, the whole text included; `answered` is the mail that it replies to."""
    files: tuple[Attachment | FileOnDisk, ...] = (*outgoing.files, *forwarded_files)
    mail: dict[str, Any] = {
        "from": str(outgoing.sender),
        "to": texts(outgoing.to),
        "cc": texts(outgoing.cc),
        "bcc": texts(outgoing.bcc),
        "subject": outgoing.subject,
        "body": outgoing.body,
        "attachments": [{"name": file.name, "type": file.type, "size": file.size} for file in files],
    }
    if outgoing.forwards_html:
        mail["format"] = "as the original: its HTML goes along"
    if answered:
        mail["in_reply_to"] = named_mail(answered)
    if at:
        mail["send_at"] = at.isoformat()
    if outgoing.draft:
        mail["draft"] = outgoing.draft.subject or "(no subject)"
    if outgoing.importance:
        mail["importance"] = outgoing.importance
    return {"type": "mail", "mail": mail}


def move_preview(mail: Envelope, folder: str) -> dict[str, Any]:
    return {
        "type": "mail_move",
        "mail": {**named_mail(mail), "to": texts(mail.to), "snippet": mail.snippet},
        "from_folder": spoken(mail.folder),
        "to_folder": spoken(str(folder)),
    }


def mails_preview(
    mails: Sequence[Envelope], without: Sequence[Envelope], *, change: str, filing: Filing
) -> dict[str, Any]:
    """All of them, the newest first, and those that stay out of it by name."""

    def shown(mail: Envelope) -> dict[str, Any]:
        kinds = {"kind": " ".join(sorted(mail.kinds))} if mail.kinds else {}
        return {**named_mail(mail), "folder": spoken(mail.folder), **kinds}

    preview: dict[str, Any] = {
        "type": "mails",
        "change": change,
        "to_folder": spoken(filing.to_folder),
        "mails": [shown(mail) for mail in mails],
        "without": [shown(mail) for mail in without],
    }
    if len(mails) == 1:
        preview["mails"][0] |= {"to": texts(mails[0].to), "snippet": mails[0].snippet}
    return preview


def named_mail(mail: Envelope) -> dict[str, Any]:
    """What tells one mail from another."""
    return {
        "id": mail.id,
        "from": str(mail.sender),
        "subject": mail.subject,
        "date": mail.date.isoformat(),
    }


def texts(addresses: Iterable[Address]) -> list[str]:
    return [str(address) for address in addresses]
