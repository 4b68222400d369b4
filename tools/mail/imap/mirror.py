"""Brings a Maildir and a mailbox on a server to the same: what changed on one side goes to the other."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Set
from dataclasses import replace
from datetime import UTC, datetime

from tools.errors import AssistantError, DeliveryError, PassingError, ToolError
from tools.mail.imap.files import Arrival, MirrorFiles, base_of
from tools.mail.imap.folders import MADE, NOT_SHOWN, RemoteFolder, matched
from tools.mail.imap.local_changes import LocalChanges
from tools.mail.imap.partial import partial
from tools.mail.imap.server import Described, FolderState, ImapServer
from tools.mail.imap.session import FolderGoneError, was_lost
from tools.mail.imap.status import PLACELESS, Known, Linked, MailState, Status
from tools.mail.imap.views import Outcome, View, Waiting, merged
from tools.mail.maildir import UNSURE, Entry, Maildir, relied_on
from tools.mail.message import Folder, Mark
from tools.mail.mirror_troubles import FOLDER, Troubles
from tools.mail.stubs import MADE_WHOLE

Report = Callable[[int, int], None]
"""Hears how many mails of how many were fetched."""

DESCRIBED_AT_ONCE = 200
FETCHED_AT_ONCE = 50
BYTES_AT_ONCE = 4_000_000
ORDER = (Folder.INBOX, Folder.SENT, Folder.DRAFTS, Folder.ARCHIVE)


class Mirror:
    """A Maildir that follows a server, and is followed by it.

    Each mail is compared with what both sides had last (`Status`), so it is known which side has
    changed it. What is done is recorded mail by mail: a comparison that is cut short goes on
    where it stopped. `breathe` is called now and then while many mails are fetched; what it does
    to the folders, or lets others do, is taken into account.
    """

    def __init__(
        self,
        maildir: Maildir,
        server: ImapServer,
        status: Status,
        troubles: Troubles,
        *,
        whole_up_to: int,
        breathe: Callable[[], None],
    ) -> None:
        self._maildir = maildir
        self._files = MirrorFiles(maildir)
        self._server = server
        self._status = status
        self._troubles = troubles
        self._whole_up_to = whole_up_to
        self._breathe = breathe
        self._changes = LocalChanges(
            self._files, server, status, ensure=self.ensure, sent_arrives=server.account.files_sent
        )

    def discover(self) -> tuple[Linked, ...]:
        """The folders of the server, each with ours; those that are gone there are given up."""
        known = {linked.remote: linked.name for linked in self._status.folders()}
        there = self._server.folders()
        listed = {folder.name for folder in there if folder.usable and not folder.flags & NOT_SHOWN}
        # A list may leave out what is there, as when a backend fails; what is in it is given up for good.
        left_out = [
            RemoteFolder(name, frozenset()) for name in known.keys() - listed if self._server.has(name)
        ]
        there = (
            *(folder for folder in there if folder.name not in {one.name for one in left_out}),
            *left_out,
        )
        names = matched(there, known, self._server.account.folders)
        unusable = [folder.name for folder in there if not folder.usable]
        self._troubles.keep_only([*names, *unusable])
        for name in unusable:
            self._troubles.set(name, {FOLDER: "the name of the folder can't be read"})
        for remote, name in known.items():
            if names.get(remote) != name:  # gone there, or another of ours since somebody has chosen so
                self._lose(name)
                self._status.unlink(name)
        self._status.link((name, remote) for remote, name in names.items() if known.get(remote) != name)
        return self._status.folders()

    def ensure(self, folder: str) -> Linked:
        """Our `folder` and the one on the server, which is made when it is missing.

        Raises:
            ToolError: the server makes none of this name.
            DeliveryError: the server can't be reached.
        """
        if linked := self.linked(folder):
            return linked
        self.discover()
        if linked := self.linked(folder):
            return linked
        remote = remote_name(folder, self._server.folders())
        self._server.make(remote)
        self._status.link([(folder, remote)])
        self.discover()
        if linked := self.linked(folder):
            return linked
        raise ToolError(f"the mail server takes no folder {folder!r}; nothing was changed")

    def linked(self, folder: str) -> Linked | None:
        return next((one for one in self._status.folders() if one.name == folder), None)

    def compare(self, report: Report | None = None, only: Collection[str] = ()) -> Outcome:
        """Bring all folders to the same, or `only` some."""
        outcome = Outcome()
        folders = self._status.folders() if only else self.discover()
        wanted = [linked for linked in folders if not only or linked.name in only]
        views = self._views(sorted(wanted, key=lambda linked: order(linked.name)), outcome)
        unlinked = () if only else self._unlinked(folders)
        lost = {mail.folder for mail in self._status.placeless()} - {linked.name for linked in folders}
        if not views and not unlinked and not lost:
            return outcome
        views = [view for view in views if self._is_looked_at(view, outcome)]
        self._take_in(views, outcome, report)
        for name in (*(view.name for view in views), *sorted(lost)):
            self._clear_up(name, outcome)
        self._changes.hand_on(views, unlinked, outcome)
        for view in views:
            # What was left for the next time must be looked for then, though nothing changes meanwhile.
            self._troubles.set(view.remote, view.refused)
            stamp = UNSURE if view.name in outcome.left or view.refused else view.stamp
            self._status.compared(view.name, view.state, complete=True, stamp=stamp)
            outcome.refused += [
                f"A mail in {view.name} can't be fetched: {reason}" for reason in view.refused.values()
            ]
        return outcome

    def _views(self, folders: list[Linked], outcome: Outcome) -> list[View]:
        """Those in which something has changed.

        Raises:
            PassingError, FinalError: the server can't be reached, or lets us look into none.
        """
        views: list[View] = []
        errors: list[AssistantError] = []
        for linked in folders:
            try:
                view = self._view(linked)
            except (DeliveryError, FolderGoneError) as error:
                errors.append(error)
                self._closed(linked, error, outcome)
                continue
            views += [view] if view else []
        if errors and len(errors) == len(folders):
            raise errors[0]
        return views

    def _is_looked_at(self, view: View, outcome: Outcome) -> bool:
        """Whether `view` is filled in; a folder that the server refuses keeps no other from its turn."""
        try:
            self._look(view)
        except (DeliveryError, FolderGoneError) as error:
            self._closed(view.linked, error, outcome)
            return False
        return True

    def _closed(self, linked: Linked, error: AssistantError, outcome: Outcome) -> None:
        """Remember that a folder can't be looked into. Raises `error` when it is not the folder's."""
        if isinstance(error, PassingError) and was_lost(error):
            self._server.select(linked.remote)
        self._troubles.set(linked.remote, {FOLDER: error.message})
        outcome.refused.append(f"{linked.name} can't be looked into: {error.message}")

    def fetch_whole(self, known: Known) -> Entry | None:
        """Fetch a mail of which only the header is here; None: the server has it no longer.

        Raises:
            PassingError: the server doesn't give it, or can't be reached.
        """
        linked = self.linked(known.folder)
        if linked is None or known.uid is None:
            return None
        fetched = self._server.fetch(linked.remote, [known.uid])
        for reason in fetched.refused.values():
            raise PassingError(reason)
        content = fetched.found.get(known.uid)
        return self._put_whole(known, content) if content is not None else None

    def take_in(self, folder: str, uids: Iterable[int]) -> None:
        """Fetch some mails before their turn comes."""
        linked = self.linked(folder)
        if linked is None:
            return
        view = View(linked, self._server.select(linked.remote), (0, 0))
        if linked.state.uidvalidity not in (0, view.state.uidvalidity):
            return
        self._start(view)
        view.new = sorted(set(uids) - self._status.uids(folder), reverse=True)
        self._take_in([view], Outcome(), None)

    def _view(self, linked: Linked) -> View | None:
        """The folder as it is on the server; None: nothing has changed in it on either side."""
        now_ns = time.time_ns()
        stamp = self._maildir.stamps(linked.name)
        state = self._server.select(linked.remote)
        if linked.complete and state == linked.state and stamp == linked.stamp and state.modseq:
            return None
        return View(linked, state, relied_on(stamp, now_ns))

    def _unlinked(self, folders: Iterable[Linked]) -> tuple[str, ...]:
        """Folders here that the server has not got, with mails in them."""
        there = {linked.name for linked in folders}
        return tuple(
            name for name in self._maildir.folders() if name not in there and self._maildir.places(name)
        )

    def _look(self, view: View) -> None:
        """Find out what is new in a folder, what is gone from it, and whose flags have changed."""
        before = view.linked.state
        if before.uidvalidity not in (0, view.state.uidvalidity):
            self._lose(view.name)
            before = FolderState(0, 0, 0, 0)
        self._start(view)
        known = [mail for mail in self._status.mails(view.name) if mail.uid is not None]
        there = self._uids(view, {mail.uid for mail in known if mail.uid is not None})
        gone = [mail for mail in known if mail.uid not in there]
        self._status.forget(mail for mail in gone if mail.state is MailState.EXPECTED)
        self._status.change(
            replace(mail, uid=None, state=MailState.GONE)
            for mail in gone
            if mail.state is not MailState.EXPECTED
        )
        here = {mail.uid for mail in known if mail.uid in there and mail.state is MailState.LINKED}
        view.new = sorted(there - here, reverse=True)
        since = before.modseq if view.linked.complete and view.state.modseq else 0
        if here and not (since and since == view.state.modseq):
            found = self._server.flags(view.remote, sorted(uid for uid in here if uid), since)
            view.flags = {uid: self._maildir.kept(view.name, marks) for uid, marks in found.items()}

    def _uids(self, view: View, known: Set[int]) -> set[int]:
        """The UIDs in a folder, of which each that is `known` and isn't named is gone.

        Raises:
            PassingError: the server names fewer than it counts; that isn't relied on.
        """
        there, counted = self._server.uids(view.remote), view.state.messages
        if known <= there or len(there) >= counted:
            return there
        counted = self._server.select(view.remote).messages  # some may have gone in between
        there = self._server.uids(view.remote)
        if known <= there or len(there) >= counted:
            return there
        raise PassingError(
            f"the mail server counts {counted:,} mails in {view.remote} and names {len(there):,}"
        )

    def _start(self, view: View) -> None:
        """Record to which UIDVALIDITY the UIDs belong, before any is recorded."""
        if view.linked.state.uidvalidity != view.state.uidvalidity:
            begun = FolderState(view.state.uidvalidity, 0, 0, 0)
            self._status.compared(view.name, begun, complete=False, stamp=(0, 0))

    def _lose(self, folder: str) -> None:
        """The UIDs of a folder mean nothing any more: each mail has to be found again.

        What isn't found is not taken for deleted: a server that has lost its mails should not take
        ours along. It goes to the trash, on both sides.
        """
        mails = self._status.mails(folder)
        self._status.forget(mail for mail in mails if mail.state is MailState.EXPECTED)
        self._status.change(
            replace(mail, uid=None, state=MailState.LOST)
            for mail in mails
            if mail.state is not MailState.EXPECTED
        )

    def _take_in(self, views: list[View], outcome: Outcome, report: Report | None) -> None:
        total, done = sum(len(view.new) for view in views), 0
        for view in views:
            for first in range(0, len(view.new), DESCRIBED_AT_ONCE):
                some = view.new[first : first + DESCRIBED_AT_ONCE]
                known = self._status.uids(view.name)
                gathered = self._server.describe(view.remote, [uid for uid in some if uid not in known])
                view.refused |= gathered.refused
                found = [
                    replace(mail, flags=self._maildir.kept(view.name, mail.flags))
                    for mail in gathered.found.values()
                ]
                described = sorted(found, key=lambda mail: mail.uid, reverse=True)
                unmatched = self._matched(view, described)
                done += len(some) - len(unmatched)
                for batch in batches(unmatched, self._whole_up_to):
                    outcome.fetched += self._fetch(view, batch)
                    done += len(batch)
                    if report:
                        report(done, total)
                    self._breathe()

    def _matched(self, view: View, described: list[Described]) -> list[Described]:
        """Recognize mails that are here already; those that aren't are returned."""
        if not described:
            return []
        entries = self._files.entries(view.name)
        recorded = {mail.base for mail in self._status.mails(view.name)}
        strays = [
            stray
            for base, entry in entries.items()
            if base not in recorded and (stray := self._files.stray(entry)) is not None
        ]
        waiting = Waiting(self._status.placeless(), strays)
        sent = view.name == Folder.SENT
        left: list[Described] = []
        for mail in described:
            base = base_of(view.remote, view.state.uidvalidity, mail.uid, mail.received)
            if known := waiting.known(view.name, mail):
                self._found(view, mail, known)
            elif stray := waiting.stray(view.name, mail, by_name=sent):
                self._link(view, mail, stray.entry, whole=not stray.is_partial)
            elif base in entries and base not in recorded:
                self._link(view, mail, entries[base], whole=mail.size <= self._whole_up_to)
            else:
                left.append(mail)
        return left

    def _link(self, view: View, mail: Described, entry: Entry, *, whole: bool) -> None:
        """Both sides have this mail: from here on they are compared."""
        flagged = self._with_flags(entry, self._maildir.marks(entry) | mail.flags)
        self._status.add(
            [Known(0, view.name, mail.uid, flagged.base, mail.identity, mail.flags, MailState.LINKED, whole)]
        )

    def _found(self, view: View, mail: Described, known: Known) -> None:
        """A mail that had lost its place is in this folder of the server: it goes there here, too."""
        entry = self._files.entries(known.folder).get(known.base)
        if entry is None:
            # Moved or removed here as well: what was done here is found out with the other changes.
            self._status.change(
                [replace(known, folder=view.name, uid=mail.uid, state=MailState.LINKED, flags=mail.flags)]
            )
            return
        if known.folder != view.name:
            entry = self._maildir.move(entry, view.name)
        flags = merged(known.flags, self._maildir.marks(entry), mail.flags)
        entry = self._with_flags(entry, flags)
        self._status.change(
            [
                replace(
                    known,
                    folder=view.name,
                    uid=mail.uid,
                    base=entry.base,
                    identity=mail.identity,
                    flags=mail.flags,
                    state=MailState.LINKED,
                )
            ]
        )

    def _fetch(self, view: View, mails: list[Described]) -> int:
        """Write mails into the mirror; how many there were."""
        large = {mail.uid for mail in mails if self._is_large(mail)}
        expected = {
            mail.uid: Known(
                0,
                view.name,
                mail.uid,
                base_of(view.remote, view.state.uidvalidity, mail.uid, mail.received),
                mail.identity,
                mail.flags,
                MailState.EXPECTED,
                mail.uid not in large,
            )
            for mail in mails
        }
        self._status.add(expected.values())
        by_uid = {mail.uid: mail for mail in mails}
        fetched = self._server.fetch(view.remote, sorted(by_uid.keys() - large))
        headers = self._server.headers(view.remote, sorted(large))
        contents = fetched.found | {
            uid: partial(header, by_uid[uid].size) for uid, header in headers.found.items()
        }
        for uid, reason in (fetched.refused | headers.refused).items():
            view.refused[uid] = f"{by_uid[uid].title}: {reason}"
        arrivals = [
            Arrival(view.name, expected[uid].base, content, by_uid[uid].flags, by_uid[uid].received)
            for uid, content in contents.items()
            if uid in by_uid
        ]
        for _ in self._files.write(arrivals):
            pass
        self._status.add(
            replace(expected[uid], state=MailState.LINKED) for uid in contents if uid in expected
        )
        return len(arrivals)

    def _is_large(self, mail: Described) -> bool:
        return mail.size > self._whole_up_to and bool(mail.identity)

    def _clear_up(self, folder: str, outcome: Outcome) -> None:
        """Take away here what has been taken away there."""
        left = [mail for mail in self._status.mails(folder) if mail.state in PLACELESS]
        if not left:
            return
        entries = self._files.entries(folder)
        for mail in left:
            entry = entries.get(mail.base)
            if entry is not None:
                self._take_away(mail, entry)
                outcome.removed += 1
            self._status.forget([mail])

    def _take_away(self, mail: Known, entry: Entry) -> None:
        if mail.state is MailState.LOST and mail.whole and not self._is_there_again(mail, entry):
            if mail.folder != Folder.TRASH:
                self._maildir.move(entry, Folder.TRASH)
            return
        if mail.state is MailState.AWAITED:
            stray, linked = self._files.stray(entry), self.linked(mail.folder)
            named = stray.message_id if stray else ""
            if named and linked and not self._server.with_message_id(linked.remote, named):
                # The server has said yes to it and hasn't got it: it is put there again.
                return
        self._files.remove(entry)

    def _is_there_again(self, mail: Known, entry: Entry) -> bool:
        """Whether a mail without Message-ID was fetched once more, because nothing tells it from others."""
        if mail.identity:
            return False
        content = self._files.read(entry)
        others = self._files.entries(mail.folder)
        return any(
            one.state is MailState.LINKED
            and not one.identity
            and (other := others.get(one.base)) is not None
            and self._files.read(other) == content
            for one in self._status.mails(mail.folder)
        )

    def _with_flags(self, entry: Entry, flags: frozenset[Mark]) -> Entry:
        return entry if self._maildir.marks(entry) == flags else self._maildir.flag(entry, flags)

    def _put_whole(self, known: Known, content: bytes) -> Entry | None:
        entry = self._files.entries(known.folder).get(known.base)
        if entry is None:
            return None
        received = self._maildir.file(entry).stat().st_mtime
        arrival = Arrival(
            known.folder, f"{known.base}{MADE_WHOLE}", content, self._maildir.marks(entry), at_utc(received)
        )
        [written] = self._files.write([arrival])
        self._status.change([replace(known, base=written.base, whole=True)])
        self._files.remove(entry)
        return written


def order(folder: str) -> tuple[int, int, str]:
    """The folders that people look into first; the trash last."""
    first = ORDER.index(Folder(folder)) if folder in ORDER else len(ORDER)
    return int(folder == Folder.TRASH), first, folder


def batches(mails: list[Described], whole_up_to: int) -> Iterator[list[Described]]:
    """The mails in portions that can be fetched at once."""
    batch: list[Described] = []
    size = 0
    for mail in mails:
        if batch and (len(batch) >= FETCHED_AT_ONCE or size >= BYTES_AT_ONCE):
            yield batch
            batch, size = [], 0
        batch.append(mail)
        size += mail.size if mail.size <= whole_up_to else 0
    if batch:
        yield batch


def remote_name(folder: str, there: Iterable[RemoteFolder]) -> str:
    """What a folder of ours is called on a server that has these."""
    others = [one for one in there if one.name.upper() != "INBOX"]
    delimiter = next((one.delimiter for one in there if one.delimiter), "/")
    prefix = f"INBOX{delimiter}"
    inside = bool(others) and all(one.name.upper().startswith(prefix) for one in others)
    name = MADE[Folder(folder)] if folder in MADE else folder.replace(".", delimiter)
    return prefix + name if inside else name


def at_utc(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)
