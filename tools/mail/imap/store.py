"""The mailbox of an IMAP server: read from a mirror, and brought to the same as the server."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tools.database import SqliteDatabase
from tools.errors import DeliveryError, ToolError
from tools.freshness import FreshnessRecord
from tools.mail.imap.account import ImapAccount
from tools.mail.imap.criteria import criteria
from tools.mail.imap.idle import Watch
from tools.mail.imap.mirror import Mirror, Report
from tools.mail.imap.server import ImapServer
from tools.mail.imap.status import Known, MailState, Status
from tools.mail.imap.views import Outcome
from tools.mail.maildir import Entry, Maildir
from tools.mail.maildir_store import MIRROR, MaildirStore
from tools.mail.message import Envelope, Flag, Folder, Mark, Message
from tools.mail.mirror_troubles import Troubles
from tools.mail.store import Page, Query, is_hidden
from tools.mirror_comparisons import MirrorComparisons
from tools.mirror_lock import MirrorLock
from tools.problems import Problem

logger = logging.getLogger(__name__)

WHOLE_UP_TO = 1_000_000
"""A mail with more bytes is fetched when it is opened."""


class LocalMailbox(MaildirStore):
    """The Maildir of the mirror, with the files behind its mails."""

    def located(self, id: str, folder: str = "") -> tuple[Entry, Envelope]:
        return self._located(id, folder)


class ImapStore:
    """A `MailStore` on a server, answering from a mirror in a Maildir that other programs may use too.

    A look takes what a look at the folder takes: it never waits for the server. When the last
    comparison is older than `fresh_s`, the next one is begun in the background; with 0 each look
    waits for one. A move is made on the server first. A mail that is put somewhere and a change of
    flags are kept here first, and are on the server afterwards or, when it can't be reached, after
    the next comparison.

    Raises, when it moves or refreshes:
        PassingError, FinalError: the server can't be reached, or refuses.
    """

    def __init__(
        self, root: Path, account: ImapAccount, *, fresh_s: float = 60, whole_up_to: int = WHOLE_UP_TO
    ) -> None:
        self._local = LocalMailbox(root)
        self._account = account
        self._server = ImapServer(account)
        database = SqliteDatabase(root / MIRROR)
        self._status = Status(database)
        self._freshness = FreshnessRecord(database)
        self._mirror_lock = MirrorLock(root / ".mirror.lock")
        self.comparisons = MirrorComparisons(self.sync, "mail server", fresh_s=fresh_s)
        self._troubles = Troubles(database, account.host)
        self._mirror = Mirror(
            Maildir(root),
            self._server,
            self._status,
            self._troubles,
            whole_up_to=whole_up_to,
            breathe=self._breathe,
        )
        self.destination = self._server.destination

    @property
    def complete(self) -> bool:
        """Whether everything on the server has been mirrored once."""
        folders = self._status.folders()
        return bool(folders) and all(linked.complete for linked in folders)

    def sync(self, report: Report | None = None) -> Outcome:
        """Compare with the server now; `report` hears how many mails of how many were fetched.

        Raises:
            PassingError, FinalError: the server can't be reached, or refuses. What was compared
                until then stays so.
        """
        with self._freshness.comparing(), self._mirror_lock:
            outcome = self._mirror.compare(report)
            self.comparisons.done()
        if outcome.refused:
            logger.warning("not taken or given by the mail server: %d", len(outcome.refused))
        return outcome

    def refresh(self, *folders: str) -> None:
        with self._mirror_lock:
            if folders and all(self._mirror.linked(folder) for folder in folders):
                self._mirror.compare(only=folders)
            else:
                self._mirror.compare()

    def watch(self, on_new: Callable[[], None]) -> Watch:
        """Hear at once of what arrives in the inbox, until the `Watch` is stopped.

        `on_new` is called, in a thread of its own, when new mail is in the mirror.
        """
        return Watch(self._account, lambda: self._take_in_news(on_new))

    def has_gone_out(self, message_id: str) -> bool | None:
        """Whether a mail with this Message-ID is in Sent on the server.

        None: it isn't, which says nothing with a provider that doesn't put it there by itself.
        """
        with self._mirror_lock:
            linked = self._mirror.ensure(Folder.SENT)
            self._server.select(linked.remote)
            if self._server.with_message_id(linked.remote, message_id):
                return True
        return False if self._account.files_sent else None

    def folders(self) -> tuple[str, ...]:
        self.comparisons.before_a_look()
        return self._local.folders()

    def search(self, query: Query, limit: int = 20) -> Page:
        self.comparisons.before_a_look()
        if not self.complete and not query.for_calendars:
            self._fetch_what_fits(query, limit)
        return self._local.search(query, limit)

    def envelope(self, id: str, folder: str = "") -> Envelope:
        self.comparisons.before_a_look()
        return self._local.envelope(id, folder)

    def read(self, id: str) -> Message:
        self.comparisons.before_a_look()
        try:
            self._make_whole(id)
        except DeliveryError as error:
            logger.info("a large mail was not fetched: %s", error.code)
        return self._local.read(id)

    def thread(self, id: str) -> tuple[Message, ...]:
        self.comparisons.before_a_look()
        return self._local.thread(id)

    def content(self, id: str) -> bytes:
        self.comparisons.before_a_look()
        self._make_whole(id)
        return self._local.content(id)

    def with_message_id(self, message_id: str, folder: str) -> Envelope | None:
        self.comparisons.before_a_look()
        return self._local.with_message_id(message_id, folder)

    def written_to(self, address: str) -> bool:
        self.comparisons.before_a_look()
        return self._local.written_to(address)

    def deliver(
        self,
        content: bytes,
        folder: str,
        *,
        flags: frozenset[Flag] = frozenset(),
        received: datetime | None = None,
    ) -> Envelope:
        with self._mirror_lock:
            self.comparisons.quietly(lambda: self.refresh(folder))
            kept = self._local.deliver(content, folder, flags=flags, received=received)
            self.comparisons.quietly(lambda: self.refresh(folder))
            return kept

    def move(self, id: str, folder: str, *, source: str = "") -> Envelope:
        """
        Raises:
            ToolError: there is no such mail, or it is no longer there on the server.
            DeliveryError: the server can't be reached, or refuses; the mail stays.
        """
        with self._mirror_lock:
            entry, envelope = self._local.located(id, source)
            if entry.folder == folder:
                return envelope
            target = self._mirror.ensure(folder)
            known = self._known(envelope.id, entry)
            linked = self._mirror.linked(known.folder)
            if (
                linked is None
                or known.uid is None
                or not self._server.move(linked.remote, known.uid, target.remote)
            ):
                self.refresh(entry.folder, folder)
                raise ToolError(f"{envelope.subject!r} is no longer in {entry.folder} on the server")
            moved = self._local.move(envelope.id, folder, source=entry.folder)
            place, _ = self._local.located(envelope.id, folder)
            self._status.change(
                [replace(known, folder=folder, base=place.base, uid=None, state=MailState.AWAITED)]
            )
            self.comparisons.quietly(lambda: self.refresh(folder))
            return moved

    def flag(
        self,
        id: str,
        *,
        add: frozenset[Mark] = frozenset(),
        remove: frozenset[Mark] = frozenset(),
        source: str = "",
    ) -> None:
        with self._mirror_lock:
            entry, envelope = self._local.located(id, source)
            self._local.flag(envelope.id, add=add, remove=remove, source=entry.folder)
            self.comparisons.quietly(lambda: self.refresh(entry.folder))

    def problems(self) -> tuple[Problem, ...]:
        self.comparisons.before_a_look()
        return self._local.problems()

    @property
    def progress(self) -> tuple[int, int] | None:
        return self._local.progress

    def catch_up(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Index what is mirrored; the server isn't asked."""
        self._local.catch_up(progress)

    def close(self) -> None:
        if not self.comparisons.stop():
            return  # It needs what is open until it notices.
        self._local.close()
        self._status.close()
        self._server.close()

    def _known(self, id: str, entry: Entry) -> Known:
        """Where a mail is on the server; asked, when it isn't known."""
        known = self._status.mail(entry.folder, entry.base)
        if known is None or known.uid is None:
            self.refresh(entry.folder)
            entry, _ = self._local.located(id, entry.folder)
            known = self._status.mail(entry.folder, entry.base)
        if known is None:
            raise ToolError(f"the mail {id} isn't on the server; nothing was moved")
        return known

    def _make_whole(self, id: str) -> None:
        entry, _ = self._local.located(id)
        known = self._status.mail(entry.folder, entry.base)
        if known is None or known.whole:
            return
        with self._mirror_lock:
            self._mirror.fetch_whole(known)

    def _fetch_what_fits(self, query: Query, limit: int) -> None:
        """Fetch what the server finds, before its turn in the first mirror comes."""

        def fetch() -> None:
            asked = criteria(query)
            for linked in self._status.folders():
                if linked.complete or (
                    linked.name != query.folder if query.folder else is_hidden(linked.name)
                ):
                    continue
                with self._mirror_lock:
                    self._mirror.take_in(linked.name, self._server.search(linked.remote, asked)[-limit:])

        self.comparisons.quietly(fetch)

    def _take_in_news(self, on_new: Callable[[], None]) -> None:
        inbox_before = self._unread()
        self.comparisons.quietly(lambda: self.refresh(Folder.INBOX))
        if self._unread() - inbox_before:
            on_new()

    def _unread(self) -> set[str]:
        page = self._local.search(Query(folder=Folder.INBOX, unread=True), 200)
        return {mail.id for mail in page.envelopes}

    def _breathe(self) -> None:
        self.comparisons.breathe()
        self._mirror_lock.breathe()
