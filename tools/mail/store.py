"""What a mailbox can do, whichever way it keeps its messages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tools.mail.folder_names import spoken
from tools.mail.message import Envelope, Flag, Folder, Label, Mark, Message
from tools.problems import Problem

HIDDEN = frozenset({Folder.TRASH, Folder.DRAFTS})
JUNK = "Junk"
"""What the folder is called here that a server keeps for junk."""
JUNK_NAMES = frozenset(
    """junk, junk mail, junk e-mail, junk email, junk-e-mail, spam, bulk, bulk mail, quarantine, spamverdacht,
    unerwünscht, werbung, pourriel, indésirables, courrier indésirable, correo no deseado, no deseado,
    posta indesiderata, ongewenste e-mail, skräppost, lixo eletrônico, søppelpost, roskaposti, спам, 垃圾邮件,
    迷惑メール""".replace("\n   ", "").split(", ")
)


def is_hidden(folder: str) -> bool:
    """Whether the mails of a folder are shown only to who asks for it: trash, drafts, junk."""
    return folder in HIDDEN or is_junk(folder)


def is_junk(folder: str) -> bool:
    """Whether it is called as filters call the folder of what they caught, at the top or in the inbox."""
    name = spoken(folder).casefold().removeprefix("inbox.")
    # On a server that parts folders by slashes, dots in names have become underscores.
    return name.replace("_", ".") in JUNK_NAMES or name in JUNK_NAMES


LOOK_S = 45.0
"""So long a look waits for a mailbox that nothing has read yet; a tool that reads may take a minute."""


@dataclass(frozen=True, slots=True)
class Query:
    """Which mails are looked for; each thing that is given narrows it."""

    words: str = ""
    """All of them, in any part; "words in quotes" together."""
    sender: str = ""
    recipient: str = ""
    """Of To, Cc or Bcc."""
    subject: str = ""
    since: datetime | None = None
    before: datetime | None = None
    """Excluded."""
    folder: str = ""
    """Without one: all but trash, drafts and junk."""
    unread: bool | None = None
    attached: bool | None = None
    """Whether files come with it."""
    answered: bool | None = None
    """Whether the mailbox remembers that it was answered; what the user sent is neither."""
    flagged: bool | None = None
    label: Label | None = None
    kind: str = ""
    """`newsletter` or `notification`, as `Envelope.kinds`."""
    for_calendars: bool = False
    """Only those that hold an invitation, its cancellation, or an answer."""
    deleted: bool = False
    """Also those that another program has marked as deleted and not removed yet."""


@dataclass(frozen=True, slots=True)
class Page:
    """The newest of the mails that fit."""

    envelopes: tuple[Envelope, ...]
    more: int
    """How many older ones fit besides; counted up to a thousand."""


class MailStore(Protocol):
    """A mailbox.

    An id is `Envelope.id` or any unique prefix of it; a copy of the same message in another folder
    has the same id. Where one must be chosen it is the one in the inbox, then archive, sent, any other
    folder, drafts, trash.

    Raises:
        ToolError: there is no such mail. AmbiguousError: the prefix fits several.
        StillReadingError: not all of it has been read yet, so there may be more than is known.
        StorageError: the mailbox can't be read or written; nothing was changed.
    """

    @property
    def progress(self) -> tuple[int, int] | None:
        """Files read and files to be read by a scan that goes on; None when none does."""
        ...

    def folders(self) -> tuple[str, ...]: ...

    def refresh(self, *folders: str) -> None:
        """See to it that the next look at these folders shows what really is in them.

        Raises:
            PassingError: the mailbox can't be asked at the moment.
        """
        ...

    def search(self, query: Query, limit: int = 20) -> Page:
        """The newest first."""
        ...

    def envelope(self, id: str, folder: str = "") -> Envelope: ...

    def read(self, id: str) -> Message:
        """The whole mail. It isn't marked as seen."""
        ...

    def thread(self, id: str) -> tuple[Message, ...]:
        """The conversation that the mail belongs to, oldest first, without drafts and trash."""
        ...

    def content(self, id: str) -> bytes:
        """The mail as it goes over the wire, its lines ended with CRLF."""
        ...

    def with_message_id(self, message_id: str, folder: str) -> Envelope | None:
        """The mail in `folder` that has this Message-ID (given without angle brackets)."""
        ...

    def written_to(self, address: str) -> bool:
        """Whether any mail in the Sent folder went to this address."""
        ...

    def deliver(
        self,
        content: bytes,
        folder: str,
        *,
        flags: frozenset[Flag] = frozenset(),
        received: datetime | None = None,
    ) -> Envelope:
        """Put a mail into `folder`; one with its Message-ID that is there already stays, and is returned."""
        ...

    def move(self, id: str, folder: str, *, source: str = "") -> Envelope:
        """Move a mail to `folder`; `source` says which copy is meant."""
        ...

    def flag(
        self,
        id: str,
        *,
        add: frozenset[Mark] = frozenset(),
        remove: frozenset[Mark] = frozenset(),
        source: str = "",
    ) -> None:
        """Change what the mailbox remembers of a mail; `source` says which copy is meant.

        Raises:
            ToolError: also when the folder has no room for another label.
        """
        ...

    def problems(self) -> tuple[Problem, ...]:
        """What of the mailbox can't be shown, or not as a whole; all else can."""
        ...

    def catch_up(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Return when all mails that are here are indexed; `progress` hears how many of how many are."""
        ...

    def close(self) -> None: ...
