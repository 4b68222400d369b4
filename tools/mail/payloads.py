"""What the executor is told besides what a person sees: plain JSON on its way through the ledger."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from tools.people.contacts import Address


class Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def as_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


class FileOnDisk(Payload):
    """An attachment from a file, as it was when it was shown."""

    path: str
    name: str
    type: str
    size: int
    sha256: str


class SavedFile(Payload):
    """A file of a mail that goes into a folder."""

    id: str
    """Of the mail."""
    name: str
    path: str
    size: int
    sha256: str


class Unsubscribing(Payload):
    """A list that is left by one request."""

    url: str
    sender: str


class Original(Payload):
    """The mail that is answered or forwarded."""

    id: str
    folder: str
    message_id: str
    flag: str
    """Set on it when the mail has gone out."""


class CalendarText(Payload):
    """An invitation, an answer to one, or its cancellation, as calendar programs write them."""

    method: str
    """`REQUEST`, `REPLY`, `CANCEL`."""
    text: str


class Filed(Payload):
    """One of the mails that are moved or marked together."""

    id: str
    folder: str
    """Where it was when it was shown."""
    subject: str
    sender: str


class Outgoing(Payload):
    """A mail to be sent."""

    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    subject: str
    body: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    importance: str = ""
    files: tuple[FileOnDisk, ...] = ()
    original: Original | None = None
    forwards_files: bool = False
    """The attachments of `original` go along."""
    forwards_html: bool = False
    """Its HTML goes along as it is, under what is written."""
    forwards_whole: bool = False
    """It goes along as a mail of its own: its parts mean something only together."""
    written: str = ""
    """What stands above a forwarded mail, and its headers: the part of `body` that isn't the mail's own."""
    calendar: CalendarText | None = None
    draft: Filed | None = None
    """What it was kept as until then: it goes to the trash."""

    def as_json(self) -> dict[str, Any]:
        # Plans that wait for an answer are compared by this: what is of no draft says nothing of one.
        content = super().as_json()
        if self.draft is None:
            del content["draft"]
        return content

    @property
    def recipients(self) -> tuple[Address, ...]:
        return (*self.to, *self.cc, *self.bcc)


class Filing(Payload):
    """Mails that are moved, or given and taken marks, together."""

    mails: tuple[Filed, ...]
    to_folder: str = ""
    """Empty: they stay where they are."""
    add: str = ""
    """The marks that each gets, as `tools.mail.marks` writes them."""
    remove: str = ""
    said: str
    """What has happened to them, with their number: `Archived 12 mails from Shop.`"""


class Move(Payload):
    """A mail that goes to another folder."""

    id: str
    from_folder: str
    to_folder: str
    subject: str
    sender: str
