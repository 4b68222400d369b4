"""What an IMAP server is asked, with its connection made again when it was lost."""

import imaplib
import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from imapclient import IMAPClient

from tools.errors import FinalError, PassingError
from tools.mail.addresses import label
from tools.mail.imap.account import ImapAccount
from tools.mail.imap.folders import RemoteFolder
from tools.mail.imap.gathering import Gathered, gather
from tools.mail.imap.gmail import EXTENSION, LABELS, GmailLabels, is_own
from tools.mail.imap.identity import identity_of
from tools.mail.imap.listed import list_folders
from tools.mail.imap.session import (
    LATER,
    FolderGoneError,
    code,
    connected,
    explained,
    hang_up,
    was_lost,
)
from tools.mail.message import Flag, Label, Mark
from tools.mail.parsing import parse
from tools.mail.transport import check_plain

T = TypeVar("T")
Data = Mapping[bytes, Any]
"""What an answer says of one mail."""

NOT_GIVEN = "the mail server has it and doesn't give it"

IDLE_S = 20
"""A connection that was not used for so long is tried before it is relied on."""
IDENTITY = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID FROM DATE SUBJECT)]"
APPENDED = re.compile(rb"\[APPENDUID (\d+) (\d+)\]")

IMAP_FLAGS = {
    Flag.SEEN: b"\\Seen",
    Flag.REPLIED: b"\\Answered",
    Flag.FLAGGED: b"\\Flagged",
    Flag.DELETED: b"\\Deleted",
    Flag.DRAFT: b"\\Draft",
    Flag.FORWARDED: b"$Forwarded",
}
OUR_FLAGS = {name.lower(): flag for flag, name in IMAP_FLAGS.items()}


@dataclass(frozen=True, slots=True)
class FolderState:
    """What tells whether anything in a folder has changed."""

    uidvalidity: int
    uidnext: int
    messages: int
    modseq: int
    """0 where the server counts no changes (CONDSTORE)."""


@dataclass(frozen=True, slots=True)
class Described:
    """A mail on the server, without its text."""

    uid: int
    message_id: str
    identity: str
    """As `identity_of`."""
    flags: frozenset[Mark]
    size: int
    received: datetime
    title: str = ""
    """Its subject and sender, for a person."""


class ImapServer:
    """An IMAP server, for one thread at a time; TLS certificates are always checked.

    Raises:
        SettingsError: the connection would be unprotected, to another machine.
    and in all that asks the server:
        PassingError: it can't be reached, or has no time; with `uncertain`, the connection was lost
            while it was told to change something.
        FinalError: it refuses, and will again: wrong password or certificate, no permission, no room.
        FolderGoneError: it has no such folder (any more).
    """

    def __init__(self, account: ImapAccount) -> None:
        check_plain(account.host, account.security, plain_anywhere=account.plain_anywhere)
        self.account = account
        self.destination = f"imap:{account.host}"
        self._client: IMAPClient | None = None
        self._selected = ""
        self._used_at = 0.0
        self._gmail = GmailLabels()

    def folders(self) -> tuple[RemoteFolder, ...]:
        return self._asked(list_folders)

    def has(self, folder: str) -> bool:
        """Whether it can be opened, or refuses for now; also one that is not listed."""
        try:
            self.select(folder)
        except FolderGoneError:
            return False
        except (PassingError, FinalError) as error:
            if isinstance(error, PassingError) and was_lost(error):
                raise
            return code(str(error.__cause__)) in LATER
        return True

    def select(self, folder: str) -> FolderState:
        """Look at `folder` as it is now."""

        def ask(client: IMAPClient) -> FolderState:
            self._selected = ""
            found = client.select_folder(folder)
            self._selected = folder
            return FolderState(
                int(found.get(b"UIDVALIDITY", 0)),
                int(found.get(b"UIDNEXT", 0)),
                int(found[b"EXISTS"]),
                int(found.get(b"HIGHESTMODSEQ", 0)),
            )

        return self._asked(ask)

    def uids(self, folder: str) -> set[int]:
        """The UIDs of all mails in it."""
        return set(self.search(folder, ["ALL"]))

    def search(self, folder: str, criteria: Sequence[Any]) -> list[int]:
        charset = None if all(not isinstance(one, str) or one.isascii() for one in criteria) else "UTF-8"
        return sorted(int(uid) for uid in self._in(folder, lambda client: client.search(criteria, charset)))

    def with_message_id(self, folder: str, message_id: str) -> list[int]:
        """The UIDs of the mails that have this Message-ID (given without angle brackets)."""
        return self.search(folder, ["HEADER", "Message-ID", f"<{message_id}>"])

    def flags(self, folder: str, uids: Iterable[int], since: int = 0) -> dict[int, frozenset[Mark]]:
        """The flags of those of `uids` that were changed after the state `since`; 0: of all of them."""
        modifiers = [f"CHANGEDSINCE {since}"] if since else None
        found = self._fetched(folder, uids, self._mark_items, modifiers).found
        return {uid: self._marks(data) for uid, data in found.items() if b"FLAGS" in data}

    def describe(self, folder: str, uids: Iterable[int]) -> Gathered[Described]:
        """The mails of `uids` that are there."""
        items = [*self._mark_items, "RFC822.SIZE", "INTERNALDATE", IDENTITY]
        return self._read(folder, uids, items, lambda uid, data: described(uid, data, self._marks(data)))

    def fetch(self, folder: str, uids: Iterable[int]) -> Gathered[bytes]:
        """The whole mails of `uids` that are there; none is marked as seen."""
        return self._read(folder, uids, ["BODY.PEEK[]"], content_in)

    def headers(self, folder: str, uids: Iterable[int]) -> Gathered[bytes]:
        return self._read(folder, uids, ["BODY.PEEK[HEADER]"], content_in)

    def append(
        self, folder: str, content: bytes, flags: Collection[Mark], received: datetime | None
    ) -> tuple[int, int] | None:
        """Put a mail into `folder`; its UIDVALIDITY and UID, where the server says them."""
        given, labels = self._apart(flags)
        said = self._told(lambda client: client.append(folder, content, imap_flags(given), received))
        found = APPENDED.search(said if isinstance(said, bytes) else b"")
        if found and labels:
            self.flag(folder, int(found[2]), labels, ())
        return (int(found[1]), int(found[2])) if found else None

    def move(self, folder: str, uid: int, target: str) -> bool:
        """Move a mail to `target`; False: it isn't in `folder` any more, and nothing is changed."""
        if not self._there(folder, uid):
            return False

        def tell(client: IMAPClient) -> None:
            if client.has_capability("MOVE"):
                client.move([uid], target)
            else:
                client.copy([uid], target)
                remove(client, uid)

        self._told(tell)
        return True

    def flag(self, folder: str, uid: int, add: Collection[Mark], remove: Collection[Mark]) -> bool:
        """Change flags; False: the mail isn't there any more."""
        if not self._there(folder, uid):
            return False

        more, labels = self._apart(add)
        less, unlabelled = self._apart(remove)

        def tell(client: IMAPClient) -> None:
            client.add_flags([uid], imap_flags(more), silent=True) if more else None
            client.remove_flags([uid], imap_flags(less), silent=True) if less else None
            client.add_gmail_labels([uid], self._gmail.written(labels), silent=True) if labels else None
            if unlabelled:
                client.remove_gmail_labels([uid], self._gmail.written(unlabelled), silent=True)

        self._told(tell)
        return True

    def expunge(self, folder: str, uid: int) -> bool:
        """Remove a mail for good; False: it isn't there any more."""
        if not self._there(folder, uid):
            return False
        self._told(lambda client: remove(client, uid))
        return True

    def make(self, folder: str) -> None:
        def tell(client: IMAPClient) -> None:
            client.create_folder(folder)
            client.subscribe_folder(folder)

        self._told(tell)

    def close(self) -> None:
        if self._client is not None:
            hang_up(self._client)
            self._drop()

    @property
    def _has_labels(self) -> bool:
        """Whether it has labels of its own kind, beside keywords."""
        return bool(self._asked(lambda client: client.has_capability(EXTENSION)))

    @property
    def _mark_items(self) -> list[str]:
        return ["FLAGS", LABELS] if self._has_labels else ["FLAGS"]

    def _marks(self, data: Data) -> frozenset[Mark]:
        labels = self._gmail.read(data[LABELS.encode()]) if LABELS.encode() in data else frozenset()
        return our_flags(data.get(b"FLAGS") or ()) | labels

    def _apart(self, marks: Collection[Mark]) -> tuple[list[Mark], list[Label]]:
        """What the server keeps as flags, and what as labels."""
        if not self._has_labels:
            return list(marks), []
        labels = [mark for mark in marks if isinstance(mark, Label) and is_own(mark)]
        return [mark for mark in marks if mark not in labels], labels

    def _there(self, folder: str, uid: int) -> bool:
        # Selected anew: this shows the folder as it is now, and that the connection is alive.
        self.select(folder)
        return uid in self.search(folder, ["UID", str(uid)])

    def _read(
        self, folder: str, uids: Iterable[int], items: list[str], read: Callable[[int, Data], T | None]
    ) -> Gathered[T]:
        """What `read` makes of the answers; of a mail that is there and has none, that it is refused."""
        wanted = list(uids)
        fetched = self._fetched(folder, wanted, items)
        gathered: Gathered[T] = Gathered(refused=fetched.refused)
        for uid, data in fetched.found.items():
            if (one := read(uid, data)) is not None:
                gathered.found[uid] = one
        if missing := set(wanted) - gathered.found.keys() - gathered.refused.keys():
            gathered.refused |= dict.fromkeys(missing & self.uids(folder), NOT_GIVEN)
        return gathered

    def _fetched(
        self, folder: str, uids: Iterable[int], items: list[str], modifiers: list[str] | None = None
    ) -> Gathered[Data]:
        def ask(some: list[int]) -> Mapping[int, Data]:
            return self._in(folder, lambda client: dict(client.fetch(some, items, modifiers)))

        return gather(uids, ask, reach=lambda: self.select(folder))

    def _in(self, folder: str, ask: Callable[[IMAPClient], T]) -> T:
        """`ask`, while `folder` is the one that is looked at."""
        if self._selected != folder:
            self.select(folder)

        def ask_there(client: IMAPClient) -> T:
            if self._selected != folder:
                client.select_folder(folder)
                self._selected = folder
            return ask(client)

        return self._asked(ask_there)

    def _asked(self, ask: Callable[[IMAPClient], T]) -> T:
        """A question changes nothing: when the connection was lost, it is asked again, once."""
        try:
            return self._once(ask)
        except PassingError as error:
            if not was_lost(error):
                raise
            return self._once(ask)

    def _told(self, tell: Callable[[IMAPClient], T]) -> T:
        """An order is given once: whoever gave it finds out what came of it."""
        client = self._ready()
        try:
            with self._explained():
                return tell(client)
        except PassingError as error:
            error.uncertain = was_lost(error)
            raise

    def _once(self, ask: Callable[[IMAPClient], T]) -> T:
        client = self._ready()
        with self._explained():
            return ask(client)

    def _ready(self) -> IMAPClient:
        """A connection that was alive just now."""
        if self._client is not None and time.monotonic() - self._used_at > IDLE_S:
            try:
                self._client.noop()
            except (OSError, imaplib.IMAP4.error):
                self._drop()
        if self._client is None:
            with self._explained():
                self._client = connected(self.account)
        return self._client

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            with explained(self.account.host):
                yield
        except PassingError as error:
            if was_lost(error):
                self._drop()
            raise
        self._used_at = time.monotonic()

    def _drop(self) -> None:
        client, self._client, self._selected = self._client, None, ""
        if client is not None:
            with suppress(OSError, imaplib.IMAP4.error):
                client.shutdown()


def described(uid: int, data: Data, marks: frozenset[Mark]) -> Described | None:
    header = next((value for key, value in data.items() if key.startswith(b"BODY[HEADER")), None)
    if not isinstance(header, bytes) or b"RFC822.SIZE" not in data:
        return None
    size = int(data[b"RFC822.SIZE"])
    received = data.get(b"INTERNALDATE") or datetime.fromtimestamp(0, UTC)
    try:
        aware = (received if received.tzinfo else received.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):  # a zone that is days away, or a year that there is none of
        aware = datetime.fromtimestamp(0, UTC)
    name, identity = identity_of(header, size)
    mail = parse(header, rough=True)
    title = f"{mail.subject!r} from {label(mail.sender)}"
    return Described(uid, name, identity, marks, size, aware, title)


def content_in(uid: int, data: Data) -> bytes | None:  # noqa: ARG001 - as `described`
    found = next((value for key, value in data.items() if key.startswith(b"BODY[")), None)
    return found if isinstance(found, bytes) else None


def remove(client: IMAPClient, uid: int) -> None:
    """Remove a mail of the folder that is open, and no other."""
    deleted = [IMAP_FLAGS[Flag.DELETED]]
    client.add_flags([uid], deleted, silent=True)
    if client.has_capability("UIDPLUS"):
        client.uid_expunge([uid])
        return
    # EXPUNGE takes all that is marked: the marks of others are put away for that time.
    others = [int(one) for one in client.search(["DELETED"]) if int(one) != uid]
    client.remove_flags(others, deleted, silent=True)
    client.expunge()
    client.add_flags(others, deleted, silent=True)


def our_flags(flags: Iterable[bytes]) -> frozenset[Mark]:
    """The flags that we know, and the keywords, which are labels."""
    known = (OUR_FLAGS.get(flag.lower()) or keyword_in(flag) for flag in flags)
    return frozenset(one for one in known if one is not None)


def keyword_in(flag: bytes) -> Label | None:
    # What begins with a backslash is the server's own.
    return None if flag.startswith(b"\\") else Label(flag.decode("utf-8", "surrogateescape"))


def imap_flags(flags: Iterable[Mark]) -> list[bytes]:
    return [
        IMAP_FLAGS[one] if isinstance(one, Flag) else one.keyword.encode("utf-8", "surrogateescape")
        for one in flags
    ]
