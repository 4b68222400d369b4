"""Brings a vdir and a server's calendars to the same: what changed on one side goes to the other."""

import re
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from tools.errors import FinalError, StaleError
from tools.scheduling.dav.likeness import say_the_same
from tools.scheduling.dav.remote import RemoteCalendar, Server, TokenRefusedError
from tools.scheduling.dav.status import Conflict, Known, Linked, Status
from tools.scheduling.store import EventFile, etag_of
from tools.scheduling.vdir_store import VdirStore

Report = Callable[[int, int], None]
"""Hears how many files of how many were fetched."""

AT_ONCE = 100
_UNSAFE = re.compile(r"[^\w.@ -]+")


@dataclass
class Outcome:
    """What one comparison came to, in files."""

    fetched: int = 0
    sent: int = 0
    removed: int = 0
    conflicts: list[Conflict] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """What the server does not take, as sentences; it stays here."""


class Mirror:
    """A vdir that follows a server, and is followed by it.

    Each file is compared with what both sides had last (`Status`), so it is known which side has
    changed it. Changed on both, the server's version takes the place, and the other is kept as a
    `Conflict` for a person. What was compared is recorded file by file: a comparison that is cut
    short goes on where it stopped.
    """

    def __init__(
        self,
        local: VdirStore,
        server: Server,
        status: Status,
        clock: Callable[[], datetime],
        breathe: Callable[[], None] = lambda: None,
    ) -> None:
        """`breathe` is called between two steps; the mirror may be changed by others then."""
        self._local = local
        self._server = server
        self._status = status
        self._clock = clock
        self._breathe = breathe
        self._gone: Set[str] = frozenset()

    def discover(self) -> tuple[Linked, ...]:
        """The calendars of the server, each with its folder; new ones get one that nobody else uses."""
        known = {linked.url for linked in self._status.calendars()}
        remotes = self._server.calendars()
        self._gone = known - {remote.url for remote in remotes}
        for remote in remotes:
            if remote.url not in known:
                name = next(name for name in _folder_names(remote) if self._local.claim(name))
                self._status.link(name, remote.url, remote.title)
        return self._status.calendars()

    def compare(self, report: Report | None = None) -> Outcome:
        """Bring all calendars to the same."""
        outcome = Outcome()
        for linked in self._status.calendars() or self.discover():
            if linked.url in self._gone:
                outcome.refused.append(f"the server has no calendar {linked.title!r} any more; it stays here")
                continue
            self._compare(linked, outcome, report)
        return outcome

    def refresh(self, linked: Linked, name: str) -> None:
        """Take over what the server has of one file now; what was changed here stays, and is sent later."""
        mine = self._local.read(linked.name, name)
        known = self._status.file(linked.name, name)
        if mine is not None and (known is None or known.local_etag != mine.etag):
            return
        for _, etag, data in self._server.fetch(linked.url, [name]):
            # What we have written ourselves, some servers give back in other words.
            if known is None or known.remote_etag != etag or not etag:
                self._take_over(linked.name, name, etag, data, mine)
            return
        if mine is not None:
            self._local.delete(linked.name, name, etag=mine.etag)
        self._status.forget(linked.name, name)

    def _compare(self, linked: Linked, outcome: Outcome, report: Report | None) -> None:
        try:
            changes = self._server.changes(linked.url, linked.token)
        except TokenRefusedError:
            changes = self._server.changes(linked.url, "")
        known = self._status.files(linked.name)
        here = self._here(linked.name, known)
        gone = set(changes.gone)
        if changes.whole:
            gone |= known.keys() - changes.changed.keys()
        changed = {
            name
            for name, etag in changes.changed.items()
            if name.endswith(".ics") and (name not in known or not etag or known[name].remote_etag != etag)
        }
        edited = {
            name
            for name in here.keys() | known.keys()
            if here.get(name) != (known[name].local_etag if name in known else None)
        }
        unreported = {name for name, it in known.items() if not it.reported} - changed - gone
        present = {name for name, _, _ in self._server.fetch(linked.url, sorted(unreported))}
        gone |= unreported - present
        for name in (changes.changed.keys() | unreported & present) & known.keys() - changed:
            if not known[name].reported:
                known[name] = replace(known[name], reported=True)
                self._status.keep(linked.name, name, known[name])
        self._fetch(linked, changed, outcome, report)
        for name in gone & known.keys():
            if self._status.file(linked.name, name) == known[name]:
                self._removed_there(linked, name, outcome)
        for name in sorted(edited - changed - gone):
            self._breathe()
            if self._status.file(linked.name, name) == known.get(name):
                self._send(linked, name, known.get(name), outcome)
        self._status.set_token(linked.name, changes.token)

    def _here(self, calendar: str, known: dict[str, Known]) -> dict[str, str]:
        """The ETag of every file here; those that look as when they were compared last are not read."""
        etags: dict[str, str] = {}
        for name, stamp in self._local.stamps(calendar).items():
            if name in known and known[name].stamp == str(tuple(stamp)):
                etags[name] = known[name].local_etag
            elif mine := self._local.read(calendar, name):
                etags[name] = mine.etag
        return etags

    def keep(
        self, calendar: str, name: str, remote_etag: str, data: bytes, *, reported: bool = False
    ) -> None:
        """Record that both sides have `data`; `reported` when the server has named it in its changes."""
        # Taken before the file is read again: were it changed in between, the stamp would not fit.
        stamp = self._local.stamp(calendar, name)
        mine = self._local.read(calendar, name)
        fits = mine is not None and mine.data == data and stamp is not None
        known = Known(remote_etag, etag_of(data), str(tuple(stamp)) if fits and stamp else "", reported)
        self._status.keep(calendar, name, known)

    def _fetch(self, linked: Linked, changed: Iterable[str], outcome: Outcome, report: Report | None) -> None:
        wanted = sorted(changed)
        for first in range(0, len(wanted), AT_ONCE):
            self._breathe()
            for name, etag, data in self._server.fetch(linked.url, wanted[first : first + AT_ONCE]):
                known = self._status.file(linked.name, name)
                mine = self._local.read(linked.name, name)
                # What both sides say alike is mostly what we have sent, its answer lost on the way.
                if is_edited(mine, known) and not (mine is not None and say_the_same(mine.data, data)):
                    self._conflict(linked.name, name, mine, known, outcome)
                self._take_over(linked.name, name, etag, data, mine)
                outcome.fetched += 1
            if report:
                report(min(first + AT_ONCE, len(wanted)), len(wanted))

    def _removed_there(self, linked: Linked, name: str, outcome: Outcome) -> None:
        mine = self._local.read(linked.name, name)
        if mine is not None:
            if is_edited(mine, self._status.file(linked.name, name)):
                self._keep_conflict(Conflict(linked.name, name, mine.data), outcome)
            self._local.delete(linked.name, name, etag=mine.etag)
            outcome.removed += 1
        self._status.forget(linked.name, name)

    def _send(self, linked: Linked, name: str, known: Known | None, outcome: Outcome) -> None:
        """Hand on what was changed here; the server's ETag sees to it that nothing there is overwritten."""
        mine = self._local.read(linked.name, name)
        try:
            if mine is None:
                done = known is None or self._server.delete(linked.url, name, known.remote_etag)
                if done:
                    self._status.forget(linked.name, name)
            else:
                etag = self._server.put(linked.url, name, mine.data, known.remote_etag if known else None)
                done = etag is not None
                if etag is not None:
                    self.keep(linked.name, name, etag, mine.data)
        except FinalError as error:
            outcome.refused.append(f"{linked.title}/{name}: {error.message}")
            return
        if done:
            outcome.sent += 1
            return
        # Changed there since the list of changes was made, or gone.
        for _, etag, data in self._server.fetch(linked.url, [name]):
            if mine is None or not say_the_same(mine.data, data):
                self._conflict(linked.name, name, mine, known, outcome)
            self._take_over(linked.name, name, etag, data, mine)
            return
        self._removed_there(linked, name, outcome)

    def _take_over(self, calendar: str, name: str, etag: str, data: bytes, mine: EventFile | None) -> None:
        if mine is None:
            if not self._local.create(calendar, name, data):
                raise StaleError(f"{calendar}/{name} has just been written by another program")
        elif mine.data != data:
            self._local.replace(calendar, name, data, etag=mine.etag)
        self.keep(calendar, name, etag, data, reported=True)

    def _conflict(
        self, calendar: str, name: str, mine: EventFile | None, known: Known | None, outcome: Outcome
    ) -> None:
        if mine is None and known is None:
            return
        self._keep_conflict(Conflict(calendar, name, mine.data if mine else None), outcome)

    def _keep_conflict(self, conflict: Conflict, outcome: Outcome) -> None:
        self._status.add_conflict(conflict, self._clock().isoformat())
        outcome.conflicts.append(conflict)


def is_edited(mine: EventFile | None, known: Known | None) -> bool:
    """Whether the file here isn't what both sides had last."""
    return (mine.etag if mine else None) != (known.local_etag if known else None)


def _folder_names(remote: RemoteCalendar) -> Iterator[str]:
    """Names for the folder of a calendar: its title, as far as a folder can be called so; then numbered."""
    plain = _UNSAFE.sub("-", remote.title).strip(" .-") or "calendar"
    yield plain
    for number in count(2):
        yield f"{plain} {number}"
