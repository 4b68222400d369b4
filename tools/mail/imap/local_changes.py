"""What other programs have changed in the mirror, handed on to the server."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from tools.errors import DeliveryError, PassingError, ToolError
from tools.mail.imap.files import MirrorFiles, Stray
from tools.mail.imap.identity import same_header
from tools.mail.imap.server import ImapServer
from tools.mail.imap.session import FolderGoneError, was_lost
from tools.mail.imap.status import Known, Linked, MailState, Status
from tools.mail.imap.views import Outcome, View, merged
from tools.mail.line_ends import on_the_wire
from tools.mail.maildir import Entry
from tools.mail.message import Folder

FEW = 20
"""So many mails may vanish from a folder at once before it looks like an accident."""
ARRIVAL_S = 600
"""How long a provider may take to put a mail that went out into Sent."""
REMOVED_FROM = frozenset({Folder.TRASH, Folder.DRAFTS})
"""What is deleted there is gone; elsewhere it goes to the trash."""


class LocalChanges:
    """Compares the files of the mirror with what was there last, and tells the server.

    Nothing that is refused is undone: it stays here, is said, and is tried again the next time.
    """

    def __init__(
        self,
        files: MirrorFiles,
        server: ImapServer,
        status: Status,
        *,
        ensure: Callable[[str], Linked],
        sent_arrives: bool,
    ) -> None:
        self._files = files
        self._server = server
        self._status = status
        self._ensure = ensure
        self._sent_arrives = sent_arrives

    def hand_on(self, views: list[View], unlinked: Collection[str], outcome: Outcome) -> None:
        names = [*(view.name for view in views), *unlinked]
        entries = {name: self._files.entries(name) for name in names}
        known = {(mail.folder, mail.base): mail for mail in self._status.mails()}
        missing = {
            place: mail
            for place, mail in known.items()
            if mail.state is MailState.LINKED and place[0] in entries and place[1] not in entries[place[0]]
        }
        strays = [
            stray
            for name, found in entries.items()
            for base, entry in found.items()
            if (name, base) not in known and (stray := self._files.stray(entry)) is not None
        ]
        for stray in strays:
            with self._alone(stray.entry.folder, "A mail in {} stays here alone", outcome):
                self._hand_on_stray(stray, missing, outcome)
        self._remove(missing.values(), known, outcome)
        for view in views:
            with self._alone(view.name, "The marks of mails in {} stay here alone", outcome):
                self._hand_on_flags(view, entries[view.name], known.values(), outcome)

    @contextmanager
    def _alone(self, folder: str, what: str, outcome: Outcome) -> Iterator[None]:
        """What the server refuses here keeps nothing else from its turn. A lost connection is raised."""
        try:
            yield
        except (DeliveryError, FolderGoneError, ToolError) as error:
            if isinstance(error, PassingError) and was_lost(error):
                raise
            outcome.left.add(folder)
            outcome.refused.append(f"{what.format(folder)}: {error.message}")

    def _hand_on_stray(self, stray: Stray, missing: dict[tuple[str, str], Known], outcome: Outcome) -> None:
        """A file that has come without the server: moved, copied, or new."""
        folder = stray.entry.folder
        if moved := origin(stray, missing.values()):
            del missing[moved.folder, moved.base]
            self._move(moved, stray.entry, outcome)
            return
        if stray.is_partial:
            # A copy of what only stands for a mail: the mail itself is on the server.
            return
        if folder == Folder.SENT and self._sent_arrives and self._is_fresh(stray.entry):
            outcome.left.add(folder)
            return
        linked = self._ensure(folder)
        if stray.message_id and (there := self._server.with_message_id(linked.remote, stray.message_id)):
            same = [mail for mail in self._status.mails(folder) if mail.uid in there]
            if folder == Folder.SENT or any(mail.identity == stray.identity for mail in same):
                # What is linked to another file is here twice; what isn't will be linked to this one.
                if same:
                    self._files.remove(stray.entry)
                return
        self._append(stray, linked, outcome)

    def _move(self, mail: Known, entry: Entry, outcome: Outcome) -> None:
        if mail.folder != entry.folder:
            source, target = self._ensure(mail.folder), self._ensure(entry.folder)
            if mail.uid is None or not self._server.move(source.remote, mail.uid, target.remote):
                # Taken away there meanwhile: the next comparison finds out where to.
                return
            mail = replace(mail, uid=None, state=MailState.AWAITED)
            outcome.sent += 1
        self._status.change([replace(mail, folder=entry.folder, base=entry.base)])

    def _append(self, stray: Stray, linked: Linked, outcome: Outcome) -> None:
        content = self._files.read(stray.entry)
        if content is None:
            return
        flags = self._files.maildir.marks(stray.entry)
        arrived = datetime.fromtimestamp(self._files.maildir.file(stray.entry).stat().st_mtime, UTC)
        place = self._server.append(linked.remote, on_the_wire(content), flags, arrived)
        uid = place[1] if place and place[0] == linked.state.uidvalidity else None
        state = MailState.AWAITED if uid is None else MailState.LINKED
        self._status.add(
            [Known(0, linked.name, uid, stray.entry.base, stray.identity, flags, state, whole=True)]
        )
        outcome.sent += 1

    def _is_fresh(self, entry: Entry) -> bool:
        try:
            changed = self._files.maildir.file(entry).stat().st_ctime
        except FileNotFoundError:
            return True
        return time.time() - changed < ARRIVAL_S

    def _remove(
        self, missing: Iterable[Known], known: Mapping[tuple[str, str], Known], outcome: Outcome
    ) -> None:
        by_folder: dict[str, list[Known]] = {}
        for mail in missing:
            by_folder.setdefault(mail.folder, []).append(mail)
        for folder, mails in by_folder.items():
            all_of_it = sum(1 for place in known if place[0] == folder)
            if len(mails) > FEW and len(mails) * 2 > all_of_it:
                self._status.forget(mails)
                # The folder as it is now is not what both sides have: it is to be looked at again.
                outcome.left.add(folder)
                outcome.refused.append(
                    f"{len(mails):,} of {all_of_it:,} mails were missing from {folder} at once: "
                    "they were not deleted on the server, but are fetched from it again"
                )
                continue
            for mail in mails:
                with self._alone(folder, "A mail that was removed from {} is still on the server", outcome):
                    self._remove_there(mail)
                    self._status.forget([mail])
                    outcome.sent += 1

    def _remove_there(self, mail: Known) -> None:
        if mail.uid is None:
            return
        linked = self._ensure(mail.folder)
        if mail.folder in REMOVED_FROM:
            self._server.expunge(linked.remote, mail.uid)
        else:
            self._server.move(linked.remote, mail.uid, self._ensure(Folder.TRASH).remote)

    def _hand_on_flags(
        self, view: View, entries: Mapping[str, Entry], known: Iterable[Known], outcome: Outcome
    ) -> None:
        changed: list[Known] = []
        for mail in known:
            entry = entries.get(mail.base)
            if mail.folder != view.name or mail.uid is None or entry is None:
                continue
            there = view.flags.get(mail.uid, mail.flags)
            here = self._files.maildir.marks(entry)
            flags = merged(mail.flags, here, there)
            if flags != there:
                self._server.flag(view.remote, mail.uid, flags - there, there - flags)
                outcome.sent += 1
            if flags != here:
                try:
                    self._files.maildir.flag(entry, flags)
                except FileNotFoundError:
                    continue
            if flags != mail.flags:
                changed.append(replace(mail, flags=flags))
        self._status.change(changed)


def origin(stray: Stray, missing: Iterable[Known]) -> Known | None:
    """The mail that is missing elsewhere and has come here, under its name or another."""
    same_name = next((mail for mail in missing if mail.base == stray.entry.base), None)
    if same_name is not None:
        return same_name
    same = [mail for mail in missing if same_header(mail.identity, stray.identity)]
    # In the same folder, another size means that it was edited; elsewhere, that a program has added to it.
    fits = (mail for mail in same if mail.identity == stray.identity or mail.folder != stray.entry.folder)
    return next(fits, None)
