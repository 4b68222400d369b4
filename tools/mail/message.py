"""Messages as the mailbox gives them: frozen, read, and safe to show."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tools.mail.calendar_notes import CalendarNote
from tools.mail.invitations import Invitation
from tools.people.contacts import Address


class Folder(StrEnum):
    """The folders that every mailbox here has. Others, made by other programs, go by their own names."""

    INBOX = "inbox"
    SENT = "sent"
    DRAFTS = "drafts"
    ARCHIVE = "archive"
    TRASH = "trash"


class Flag(StrEnum):
    """What a mailbox remembers of a message, by its letter in a Maildir file name."""

    DRAFT = "D"
    FLAGGED = "F"
    FORWARDED = "P"
    REPLIED = "R"
    SEEN = "S"
    DELETED = "T"


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """A word of the person's own, or of another program's, that a mail is marked with beside its flags."""

    keyword: str
    """As IMAP and Dovecot write it; see `tools.mail.labels`."""


Mark = Flag | Label


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that comes with a mail."""

    name: str
    type: str
    size: int
    """In bytes, decoded."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a list of mails shows of one."""

    id: str
    """Short, the same wherever the mail is moved to."""
    message_id: str
    """Without angle brackets; empty in a mail that has none."""
    thread: str
    """The same for all mails of one conversation."""
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    subject: str
    date: datetime
    """Aware. From the Date header, or when the mail arrived."""
    folder: str
    flags: frozenset[Flag]
    snippet: str
    attachments: tuple[Attachment, ...]
    calendar: CalendarNote | None = None
    """What it says to a calendar."""
    labels: frozenset[Label] = frozenset()
    kinds: frozenset[str] = frozenset()
    """`newsletter`, `notification`: what its headers say that it is, beside a letter."""

    @property
    def unread(self) -> bool:
        return Flag.SEEN not in self.flags

    @property
    def marks(self) -> frozenset[Mark]:
        """Its flags and its labels."""
        return self.flags | self.labels


@dataclass(frozen=True, slots=True)
class Message:
    """A whole mail, as text."""

    envelope: Envelope
    authors: tuple[Address, ...]
    """All who wrote it; the first is the envelope's sender."""
    reply_to: tuple[Address, ...]
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    body: str
    unread: tuple[str, ...] = ()
    """Whom From, To, Cc and Reply-To name in a way that can't be read."""
    followup_to: tuple[Address, ...] = ()
    """Whom it wants an answer to all to go to."""
    list_post: Address | None = None
    """The list that it came from, where one can write to it."""
    html: bool = False
    """It has a reading in HTML."""
    sealed: bool = False
    """It is encrypted, or its signature holds its text."""
    invitation: Invitation | None = None
    """What a calendar program reads of it: an invitation, an answer to one, or its cancellation."""

    @property
    def id(self) -> str:
        return self.envelope.id
