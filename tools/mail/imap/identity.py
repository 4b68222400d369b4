"""What tells that a mail here and one on the server are the same."""

import hashlib

from tools.mail.parsing import parse


def identity_of(header: bytes, size: int) -> tuple[str, str]:
    """The Message-ID, and what stays the same wherever the mail is moved to.

    Both are empty for a mail that can't be told from others.

    Somebody who forges a mail can take over its Message-ID, but not its sender, date, subject and size
    without making the same mail.
    """
    mail = parse(header, rough=True)
    if not mail.message_id:
        return "", ""
    date = mail.date.isoformat() if mail.date else ""
    said = (mail.message_id, mail.sender.key, date, mail.subject)
    digest = hashlib.sha256("\0".join(said).encode("utf-8", "replace")).hexdigest()[:32]
    return mail.message_id, f"{digest}:{size}"


def same_header(identity: str, other: str) -> bool:
    """Whether two mails are the same but for what a program has added on the way."""
    return bool(identity) and identity.partition(":")[0] == other.partition(":")[0]
