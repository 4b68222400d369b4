"""The mailbox in a Maildir++ folder, searched by an index beside it."""

import functools
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from tools.errors import AmbiguousError, ToolError, UnknownIdError
from tools.mail.addresses import label
from tools.mail.formatted import formatted_text
from tools.mail.index import Index
from tools.mail.index_file import DamagedIndexError
from tools.mail.indexing import id_of, indexed
from tools.mail.invitations import invitation_in
from tools.mail.labels import readable
from tools.mail.line_ends import on_the_wire
from tools.mail.mail_files import UnreadableFileError, read_beginning
from tools.mail.maildir import Entry, Maildir, base_name
from tools.mail.message import Envelope, Flag, Folder, Label, Mark, Message
from tools.mail.mirror_troubles import troubles_in
from tools.mail.parsing import parse
from tools.mail.scan import Progress, Scanner
from tools.mail.sealed import is_sealed
from tools.mail.store import LOOK_S, Page, Query, is_hidden
from tools.mail.structure import headers_of
from tools.people.contacts import Address
from tools.problems import Problem, shown_path

logger = logging.getLogger(__name__)

MIRROR = ".mirror.db"
"""What the folder of a server's mirror has in common with it, beside the mails."""
ALIKE = 10
"""So many mails that have the words of an address are looked at, whether one is to that address itself."""
PREFERRED = (Folder.INBOX, Folder.ARCHIVE, Folder.SENT)


P = ParamSpec("P")
T = TypeVar("T")


def self_healing(
    method: Callable[Concatenate["MaildirStore", P], T],
) -> Callable[Concatenate["MaildirStore", P], T]:
    """`method`, done again with an index made anew when the one that was there turns out damaged."""

    @functools.wraps(method)
    def healed(self: "MaildirStore", /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(self, *args, **kwargs)
        except DamagedIndexError as error:
            logger.warning("made the mail index anew: %s", error)
            self.rebuild_index()
            return method(self, *args, **kwargs)

    return healed


class MaildirStore:
    """A `MailStore` in the folder `root`.

    A first look at a large mailbox waits up to `look_s` for its index; see `StillReadingError`.
    """

    def __init__(self, root: Path, *, look_s: float = LOOK_S) -> None:
        self._maildir = Maildir(root)
        self._index = Index(root / ".index.db", self._maildir.words)
        self._scanner = Scanner(self._maildir, self._index)
        self._look_s = look_s

    def folders(self) -> tuple[str, ...]:
        return self._maildir.folders()

    def refresh(self, *folders: str) -> None:
        """Nothing needs to be done: each look sees what other programs have changed."""

    @self_healing
    def search(self, query: Query, limit: int = 20) -> Page:
        self._look_at_folders()
        hidden = tuple(filter(is_hidden, self._maildir.folders()))
        found, more = self._index.search(query, limit, prefixes=False, hidden=hidden)
        if not found:
            found, more = self._index.search(query, limit, prefixes=True, hidden=hidden)
        return Page(envelopes=tuple(found), more=more)

    @self_healing
    def envelope(self, id: str, folder: str = "") -> Envelope:
        return self._located(id, folder)[1]

    @self_healing
    def read(self, id: str) -> Message:
        entry, envelope = self._located(id)
        return message_of(envelope, self._bytes(entry))

    @self_healing
    def thread(self, id: str) -> tuple[Message, ...]:
        wanted = self.envelope(id)
        found: dict[str, tuple[Entry, Envelope]] = {}
        for entry, envelope in self._index.thread(wanted.thread):
            if envelope.id != wanted.id and (is_hidden(envelope.folder) or Flag.DELETED in envelope.flags):
                continue
            if envelope.id not in found or rank(envelope.folder) < rank(found[envelope.id][1].folder):
                found[envelope.id] = entry, envelope
        return tuple(message_of(envelope, self._bytes(entry)) for entry, envelope in found.values())

    @self_healing
    def content(self, id: str) -> bytes:
        return on_the_wire(self._bytes(self._located(id)[0]))

    @self_healing
    def with_message_id(self, message_id: str, folder: str) -> Envelope | None:
        self._look_at_folders()
        found = self._index.with_message_id(message_id, folder)
        return found[1] if found else None

    @self_healing
    def written_to(self, address: str) -> bool:
        self._look_at_folders()
        query = Query(recipient=f'"{address}"', folder=Folder.SENT)
        return self._index.went_to(query, Address("", address).same_mailbox, ALIKE)

    @self_healing
    def deliver(
        self,
        content: bytes,
        folder: str,
        *,
        flags: frozenset[Flag] = frozenset(),
        received: datetime | None = None,
    ) -> Envelope:
        mail = parse(content, rough=True)
        if mail.message_id and (there := self.with_message_id(mail.message_id, folder)):
            return there
        identifier = id_of(mail, content)
        at = mail.date or received or datetime.now(UTC)
        base = base_name(mail.message_id, content, at)
        # Written through: the folder, which has just changed, need not be compared with the index.
        with self._scanner.writing(folder):
            entry = self._maildir.deliver(content, folder, base, flags, received)
            self._index.add([indexed(entry, content, at.timestamp(), mail)])
        known = (envelope for place, envelope in self._index.with_id(identifier) if place == entry)
        return next(known, None) or self.envelope(identifier, folder)

    @self_healing
    def move(self, id: str, folder: str, *, source: str = "") -> Envelope:
        entry, envelope = self._located(id, source)
        if entry.folder == folder:
            return envelope
        try:
            moved = self._maildir.move(entry, folder)
        except FileNotFoundError:
            moved = self._maildir.move(self._looked_for_again(entry), folder)
        self._index.update([(entry, moved)], [])
        labels = self._maildir.labels(folder, moved.tags)
        return replace(envelope, folder=folder, flags=moved.flags, labels=labels)

    @self_healing
    def flag(
        self,
        id: str,
        *,
        add: frozenset[Mark] = frozenset(),
        remove: frozenset[Mark] = frozenset(),
        source: str = "",
    ) -> None:
        """
        Raises:
            ToolError: there is no such mail, or no room in its folder for another label.
        """
        entry, _ = self._located(id, source)
        if missing := add - self._maildir.kept(entry.folder, add):
            words = ", ".join(readable(one) for one in missing if isinstance(one, Label))
            raise ToolError(f"{entry.folder} has no room for another label, so {words} was not added")
        try:
            flagged = self._maildir.flag(entry, (self._maildir.marks(entry) | add) - remove)
        except FileNotFoundError:
            entry = self._looked_for_again(entry)
            flagged = self._maildir.flag(entry, (self._maildir.marks(entry) | add) - remove)
        self._index.update([(entry, flagged)], [])

    @self_healing
    def catch_up(self, progress: Progress | None = None) -> None:
        """Index everything that is not yet; otherwise only small changes are waited for."""
        self._scanner.catch_up(progress)

    @self_healing
    def problems(self) -> tuple[Problem, ...]:
        self._look_at_folders()
        here = tuple(
            Problem(path=shown_path(self._path_of(folder, place)), reason=reason)
            for folder, place, reason in self._index.problems()
        )
        undotted = tuple(
            Problem(
                path=shown_path(self._maildir.root / name),
                reason=f"is no folder of a Maildir++; call it .{shown_path(name)}",
            )
            for name in self._maildir.undotted()
        )
        return (*here, *undotted, *troubles_in(self._maildir.root / MIRROR))

    def _path_of(self, folder: str, place: str) -> Path:
        return self._maildir.file(Entry.at(folder, place)) if place else self._maildir.path(folder)

    @property
    def progress(self) -> tuple[int, int] | None:
        """Files read and files to be read by a scan that goes on; None when none does."""
        return self._scanner.progress

    def rebuild_index(self) -> None:
        """Throw the index away; it is made again from the files."""
        self._scanner.stop()
        self._index.rebuild()

    def close(self) -> None:
        self._scanner.stop()
        self._index.close()

    def _look_at_folders(self) -> None:
        """Have the index know what is there. Nothing is answered from an index that doesn't."""
        self._scanner.refresh(self._look_s)

    def _located(self, id: str, folder: str = "") -> tuple[Entry, Envelope]:
        """The file that is meant by an id or its beginning."""
        self._look_at_folders()
        prefix = id.strip().lower()
        if not prefix:
            raise ToolError("an email_id is needed; search_emails gives the ids")
        found = [
            (entry, envelope)
            for entry, envelope in self._index.with_id(prefix)
            if folder in ("", entry.folder)
        ]
        if not found:
            where = f" in {folder}" if folder else ""
            raise UnknownIdError(f"no mail has the id {id!r}{where}; search_emails gives the ids")
        if len(ids := {envelope.id for _, envelope in found}) > 1:
            candidates = [f"{one.id}: {one.subject!r} from {label(one.sender)}" for _, one in found[:5]]
            raise AmbiguousError(f"{len(ids)} mails have ids that start with {id!r}", candidates)
        return min(found, key=lambda pair: rank(pair[0].folder))

    def _bytes(self, entry: Entry) -> bytes:
        try:
            return self._read(entry)
        except FileNotFoundError:
            return self._read(self._looked_for_again(entry))

    def _read(self, entry: Entry) -> bytes:
        path = self._maildir.file(entry)
        try:
            return read_beginning(path)[0]
        except UnreadableFileError as error:
            raise ToolError(f"{shown_path(path)} {error}") from error

    def _looked_for_again(self, entry: Entry) -> Entry:
        """The file under the name that another program has just given it."""
        if found := self._maildir.find(entry.folder, entry.base):
            return found
        raise ToolError("the mail was moved or removed by another program just now; search for it again")


def message_of(envelope: Envelope, content: bytes) -> Message:
    mail = parse(content)
    return Message(
        envelope=envelope,
        authors=mail.authors,
        reply_to=mail.reply_to,
        in_reply_to=mail.in_reply_to,
        references=mail.references,
        body=mail.body,
        unread=mail.unread,
        followup_to=mail.followup_to,
        list_post=mail.list_post,
        html=bool(formatted_text(content)),
        sealed=is_sealed(headers_of(content)),
        invitation=invitation_in(content),
    )


def rank(folder: str) -> int:
    """Which of several copies is meant: the smaller."""
    if folder in PREFERRED:
        return PREFERRED.index(Folder(folder))
    return len(PREFERRED) + is_hidden(folder) + (folder == Folder.TRASH)
