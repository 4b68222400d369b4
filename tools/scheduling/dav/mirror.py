"""Brings a vdir and a server's calendars to the same: what changed on one side goes to the other."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from tools.errors import FinalError, StaleError, StorageError
from tools.ics.files import EventFile, etag_of
from tools.scheduling.dav.likeness import say_the_same
from tools.scheduling.dav.remote import RemoteCalendar, Server, TokenRefusedError, UnclearAnswerError
from tools.scheduling.dav.status import ALL_OF_IT, Conflict, Known, Linked, NotMirrored, Status
from tools.scheduling.vdir import MOST_BYTES, SUFFIX
from tools.scheduling.vdir_store import VdirStore

Report = Callable[[int, int], None]
"""Hears how many files of how many were fetched."""

AT_ONCE = 100
LONGEST_NAME = 200
TOO_MANY = 3
"""So many files and more that are a whole calendar, nobody removes one by one between two looks."""
TOO_LARGE = f"larger than {MOST_BYTES // 1_000_000} MB; it stays on the server"
_UNSAFE = re.compile(r"[^\w.@ -]+")
_NO_NAME = re.compile(r"^\.|[/\x00-\x1f\x7f\\]|%2F")


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
            self._status.set_access(remote.url, remote.access)
        return self._status.calendars()

    def compare(self, report: Report | None = None) -> Outcome:
        """Bring all calendars to the same; one that can't be doesn't keep the others from it.

        Raises:
            PassingError, FinalError: none can be, or the server isn't reached.
        """
        outcome = Outcome()
        failed: list[UnclearAnswerError | FinalError] = []
        calendars = self._status.calendars() or self.discover()
        for linked in calendars:
            if linked.url in self._gone:
                outcome.refused.append(f"the server has no calendar {linked.title!r} any more; it stays here")
                continue
            if ALL_OF_IT in self._status.not_mirrored(linked.name):
                self._status.take_in(linked.name, [ALL_OF_IT])
            try:
                self._compare(linked, outcome, report)
            except (UnclearAnswerError, FinalError) as error:
                self._status.leave_out(linked.name, NotMirrored(ALL_OF_IT, "", error.message))
                failed.append(error)
                outcome.refused.append(f"{linked.title}: {error.message}")
        if failed and len(failed) == len(calendars):
            raise failed[0]
        return outcome

    def refresh(self, linked: Linked, name: str) -> None:
        """Take over what the server has of one file now; what was changed here stays, and is sent later."""
        mine = self._local.read(linked.name, name)
        known = self._status.file(linked.name, name)
        if mine is not None and (known is None or known.local_etag != mine.etag):
            return
        remote = remote_name(name, known)
        for _, etag, data in self._server.fetch(linked.url, [remote]):
            # What we have written ourselves, some servers give back in other words.
            if data is not None and (known is None or known.remote_etag != etag or not etag):
                self._take_over(linked.name, name, remote, etag, data, mine)
            return
        if mine is not None:
            self._local.delete(linked.name, name, etag=mine.etag)
        self._status.forget(linked.name, name)

    def _compare(self, linked: Linked, outcome: Outcome, report: Report | None) -> None:
        if self._local.claim(linked.name):
            # Whoever has thrown the folder away didn't throw away what is on the server.
            self._status.forget_all(linked.name)
            linked = replace(linked, token="")
        try:
            changes = self._server.changes(linked.url, linked.token)
        except TokenRefusedError:
            changes = self._server.changes(linked.url, "")
        known = self._status.files(linked.name)
        left_out = self._status.not_mirrored(linked.name)
        here, unreadable = self._here(linked.name, known)
        if len(known) >= TOO_MANY and not here and not unreadable:
            # Nor did a disk that isn't there, or a program that empties a folder to restore it.
            self._status.forget_all(linked.name)
            known, left_out = {}, {}
            changes = self._server.changes(linked.url, "")
            outcome.refused.append(f"all files of {linked.title} were removed here; they are fetched again")
        outcome.refused += [f"{linked.title}/{name}: {why}" for name, why in unreadable.items()]
        listed = {local_name(remote): (remote, etag) for remote, etag in changes.changed.items()}
        gone = {local_name(remote) for remote in changes.gone}
        if changes.whole:
            gone |= (known.keys() | {local_name(remote) for remote in left_out}) - listed.keys()
        self._status.take_in(linked.name, [remote for remote in left_out if local_name(remote) in gone])
        wanted = {
            name: remote
            for name, (remote, etag) in listed.items()
            if not etag or etag not in (_etag(known.get(name)), _etag(left_out.get(remote)))
        }
        for remote, one in left_out.items():
            if not one.etag and local_name(remote) not in gone:
                wanted[local_name(remote)] = remote
        edited = {
            name
            for name in here.keys() | known.keys()
            if here.get(name) != (known[name].local_etag if name in known else None)
        } - unreadable.keys()
        unreported = {name for name, it in known.items() if not it.reported} - wanted.keys() - gone
        asked = {remote_name(name, known[name]): name for name in sorted(unreported)}
        present = {asked[remote] for remote, _, _ in self._server.fetch(linked.url, asked)}
        gone |= unreported - present
        for name in (listed.keys() | unreported & present) & known.keys() - wanted.keys():
            if not known[name].reported:
                known[name] = replace(known[name], reported=True)
                self._status.keep(linked.name, name, known[name])
        settled = self._fetch(linked, wanted, unreadable.keys(), outcome, report)
        for name in gone & known.keys() - unreadable.keys():
            if self._status.file(linked.name, name) == known[name]:
                self._removed_there(linked, name, outcome)
        for name in sorted(edited - settled - gone):
            self._breathe()
            current = self._status.file(linked.name, name)
            if current == known.get(name) or name in wanted:
                self._send(linked, name, current, outcome)
        self._status.set_token(linked.name, changes.token)

    def _here(self, calendar: str, known: dict[str, Known]) -> tuple[dict[str, str], dict[str, str]]:
        """The ETag of every file here, and why others can't be read.

        Those that look as when they were compared last are not read.
        """
        etags: dict[str, str] = {}
        unreadable: dict[str, str] = {}
        for name, stamp in self._local.stamps(calendar).items():
            if name in known and known[name].stamp == str(tuple(stamp)):
                etags[name] = known[name].local_etag
                continue
            try:
                if mine := self._local.read(calendar, name):
                    etags[name] = mine.etag
            except StorageError as error:
                unreadable[name] = error.message
        return etags, unreadable

    def keep(
        self,
        calendar: str,
        name: str,
        remote_etag: str,
        data: bytes,
        *,
        remote: str = "",
        reported: bool = False,
    ) -> None:
        """Record that both sides have `data`; `reported` when the server has named it in its changes."""
        # Taken before the file is read again: were it changed in between, the stamp would not fit.
        stamp = self._local.stamp(calendar, name)
        mine = self._local.read(calendar, name)
        fits = mine is not None and mine.data == data and stamp is not None
        known = Known(
            remote_etag,
            etag_of(data),
            str(tuple(stamp)) if fits and stamp else "",
            reported,
            "" if remote == name else remote,
        )
        self._status.keep(calendar, name, known)

    def _fetch(
        self,
        linked: Linked,
        wanted: Mapping[str, str],
        untouchable: Set[str],
        outcome: Outcome,
        report: Report | None,
    ) -> set[str]:
        """Take over what the server has of these, by their names here and there.

        Given back are those that need not be sent any more; not among them is what is there as before.
        """
        names = sorted(wanted)
        settled = set(names)
        for first in range(0, len(names), AT_ONCE):
            self._breathe()
            asked = {wanted[name]: name for name in names[first : first + AT_ONCE]}
            missing = dict(asked)
            for remote, etag, data in self._server.fetch(linked.url, asked):
                name = missing.pop(remote, "")
                if not name or name in untouchable:
                    continue
                if data is None or len(data) > MOST_BYTES:
                    self._leave_out(linked, remote, etag, data, outcome)
                elif self._taken(linked, name, remote, etag, data, outcome):
                    outcome.fetched += 1
                else:
                    settled.discard(name)
            for remote in missing:
                self._leave_out(linked, remote, "", None, outcome)
            if report:
                report(min(first + AT_ONCE, len(names)), len(names))
        return settled

    def _taken(
        self, linked: Linked, name: str, remote: str, etag: str, data: bytes, outcome: Outcome
    ) -> bool:
        """Take over a file, unless the server has still what both sides had: then only its ETag is noted."""
        self._status.take_in(linked.name, [remote])
        known = self._status.file(linked.name, name)
        mine = self._local.read(linked.name, name)
        if known is not None and etag_of(data) == known.local_etag:
            self._status.keep(linked.name, name, replace(known, remote_etag=etag, reported=True))
            return False
        # What both sides say alike is mostly what we have sent, its answer lost on the way.
        if is_edited(mine, known) and not (mine is not None and say_the_same(mine.data, data)):
            self._conflict(linked.name, name, mine, known, outcome)
        self._take_over(linked.name, name, remote, etag, data, mine)
        return True

    def _leave_out(
        self, linked: Linked, remote: str, etag: str, data: bytes | None, outcome: Outcome
    ) -> None:
        """Note what the server has and the mirror can't."""
        reason = "the server lists it, and doesn't give it" if data is None else TOO_LARGE
        self._status.leave_out(linked.name, NotMirrored(remote, etag if data else "", reason))
        outcome.refused.append(f"{linked.title}/{remote}: {reason}")

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
        remote = remote_name(name, known)
        try:
            done = self._sent(linked, name, remote, mine, known)
        except FinalError as error:
            outcome.refused.append(f"{linked.title}/{name}: {error.message}")
            return
        if done:
            outcome.sent += 1
            return
        # Changed there since the list of changes was made, or gone.
        for _, etag, data in self._server.fetch(linked.url, [remote]):
            if data is None:
                return
            if mine is None or not say_the_same(mine.data, data):
                self._conflict(linked.name, name, mine, known, outcome)
            self._take_over(linked.name, name, remote, etag, data, mine)
            return
        self._removed_there(linked, name, outcome)

    def _sent(
        self, linked: Linked, name: str, remote: str, mine: EventFile | None, known: Known | None
    ) -> bool:
        """Whether the server has taken it; not where it has something else by now."""
        if known is not None and not known.remote_etag and not self._is_as_known(linked, remote, known):
            return False
        if mine is None:
            done = known is None or self._server.delete(linked.url, remote, known.remote_etag)
            if done:
                self._status.forget(linked.name, name)
            return done
        etag = self._server.put(linked.url, remote, mine.data, known.remote_etag if known else None)
        if etag is not None:
            self.keep(linked.name, name, etag, mine.data, remote=remote)
        return etag is not None

    def _is_as_known(self, linked: Linked, remote: str, known: Known) -> bool:
        """Whether a server that tells no ETags has what both sides had."""
        return any(
            data is not None and etag_of(data) == known.local_etag
            for _, _, data in self._server.fetch(linked.url, [remote])
        )

    def _take_over(
        self, calendar: str, name: str, remote: str, etag: str, data: bytes, mine: EventFile | None
    ) -> None:
        if mine is None:
            if not self._local.create(calendar, name, data):
                raise StaleError(f"{calendar}/{name} has just been written by another program")
        elif mine.data != data:
            self._local.replace(calendar, name, data, etag=mine.etag)
        self.keep(calendar, name, etag, data, remote=remote, reported=True)

    def _conflict(
        self, calendar: str, name: str, mine: EventFile | None, known: Known | None, outcome: Outcome
    ) -> None:
        if mine is None and known is None:
            return
        self._keep_conflict(Conflict(calendar, name, mine.data if mine else None), outcome)

    def _keep_conflict(self, conflict: Conflict, outcome: Outcome) -> None:
        self._status.add_conflict(conflict, self._clock().isoformat())
        outcome.conflicts.append(conflict)


def local_name(remote: str) -> str:
    """What a file of the server is called here: mostly the same.

    Where that is no name for a calendar's file, something like it that no other can get.
    """
    if remote.endswith(SUFFIX) and len(remote.encode()) <= LONGEST_NAME and not _NO_NAME.search(remote):
        return remote
    number = hashlib.sha256(remote.encode()).hexdigest()[:10]
    plain = _UNSAFE.sub("-", remote.removesuffix(SUFFIX)).strip(" .-")[:40]
    return f"{plain}-{number}{SUFFIX}" if plain else f"{number}{SUFFIX}"


def remote_name(name: str, known: Known | None) -> str:
    """What the server calls the file that is called `name` here."""
    return known.remote_name or name if known else name


def _etag(known: Known | NotMirrored | None) -> str:
    return known.etag if isinstance(known, NotMirrored) else known.remote_etag if known else ""


def is_edited(mine: EventFile | None, known: Known | None) -> bool:
    """Whether the file here isn't what both sides had last."""
    return (mine.etag if mine else None) != (known.local_etag if known else None)


def _folder_names(remote: RemoteCalendar) -> Iterator[str]:
    """Names for the folder of a calendar: its title, as far as a folder can be called so; then numbered."""
    plain = _UNSAFE.sub("-", remote.title).strip(" .-") or "calendar"
    yield plain
    for number in count(2):
        yield f"{plain} {number}"
