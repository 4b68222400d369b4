"""The calendars of a CalDAV server: read from a mirror, written to the server first."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import cached_property
from pathlib import Path

from tools.database import SqliteDatabase
from tools.errors import FinalError, StaleError
from tools.freshness import Freshness, FreshnessRecord
from tools.ics.files import Access, Calendar, EventFile
from tools.mirror_comparisons import MirrorComparisons
from tools.mirror_lock import MirrorLock
from tools.private_files import make_folder
from tools.problems import Problem, shown_path
from tools.scheduling.availability import Slot
from tools.scheduling.dav.likeness import say_the_same
from tools.scheduling.dav.mirror import Mirror, Outcome, Report, remote_name
from tools.scheduling.dav.remote import ReadOnlyError, Server
from tools.scheduling.dav.status import Conflict, Known, Linked, Status, for_new_events
from tools.scheduling.events import Occurrence
from tools.scheduling.vdir_store import VdirStore


class CalDavStore:
    """A `CalendarStore` on a server, answering from a mirror in a vdir that other programs may use too.

    A look takes what a look at a folder takes: it never waits for the server. When the last
    comparison is older than `fresh_s`, the next one is begun in the background; with 0 each look
    waits for one, and with infinity none is begun. What is written goes to the server first, on the
    condition that there it is still what it was here; then into the mirror.

    Raises, when it writes:
        StaleError: it was changed on the server; the mirror has that version, and nothing was written.
        PassingError, FinalError: the server can't be reached, or refuses.
    """

    kind = "caldav"

    def __init__(
        self,
        root: Path,
        server: Server,
        zone: tzinfo,
        *,
        clock: Callable[[], datetime],
        fresh_s: float = 60,
        default_calendar: str = "",
        account: str = "",
        local: VdirStore | None = None,
    ) -> None:
        """The mirror is in `root`, where several accounts may have theirs, beside calendars of no server.

        `local` is a store of the same folder that is used by others too, who close it.
        """
        make_folder(root)
        self.zone = zone
        self._shared = local is not None
        self._local = local or VdirStore(root, zone, default_calendar=default_calendar or "personal")
        self._server = server
        mirror = f".mirror-{account}" if account else ".mirror"
        database = SqliteDatabase(root / f"{mirror}.db")
        self._status = Status(database)
        self._freshness = FreshnessRecord(database)
        self._mirror = Mirror(self._local, server, self._status, clock, self._breathe)
        self.comparisons = MirrorComparisons(self.sync, "calendar server", fresh_s=fresh_s)
        self._discovered = False
        self._mirror_lock = MirrorLock(root / f"{mirror}.lock")
        self._named_default = default_calendar

    @property
    def default_calendar(self) -> str:
        """The one the settings name, else the first of the server that is one's own and can be written."""
        return self._named_default or for_new_events(self._status.calendars()) or "personal"

    def sync(self, report: Report | None = None) -> Outcome:
        """Compare with the server now.

        Raises:
            PassingError, FinalError: the server can't be reached, or refuses. What was compared
                until then stays so.
        """
        with self._freshness.comparing():
            if not self._discovered:
                self.discover()
            with self._mirror_lock:
                outcome = self._mirror.compare(report)
                self.comparisons.done()
                return outcome

    def discover(self) -> tuple[Linked, ...]:
        """Ask the server for its calendars; each has a folder then, which need not be filled yet.

        Raises:
            PassingError, FinalError: the server can't be reached, or refuses.
        """
        with self._mirror_lock:
            found = self._mirror.discover()
            self._discovered = True
            return found

    @property
    def freshness(self) -> Freshness:
        """When the mirror was the same as the server; no server is asked."""
        return self._freshness.state()

    @property
    def linked(self) -> tuple[Linked, ...]:
        """The calendars of the server that are known here."""
        return self._status.calendars()

    @cached_property
    def invites(self) -> bool:
        """Whether the server itself tells the guests of its events.

        Raises:
            PassingError, FinalError: the server can't be asked.
        """
        return self._server.invites()

    def busy(self, organizer: str, guests: Sequence[str], span: Slot) -> Mapping[str, tuple[Slot, ...]]:
        """By address: when they are busy, as far as the server may tell.

        Raises:
            PassingError, FinalError: the server can't be asked.
        """
        return self._server.busy(organizer, guests, span)

    def conflicts(self) -> tuple[Conflict, ...]:
        """What was changed on both sides and waits for a person."""
        return self._status.conflicts()

    def settle(self, conflict: Conflict, *, mine: bool) -> None:
        """End a conflict: with what was here, or with what is on the server.

        Raises:
            StaleError: it has been changed again meanwhile; the conflict stays.
        """
        if mine:
            current = self.read(conflict.calendar, conflict.name)
            if conflict.mine is None:
                if current is not None:
                    self.delete(conflict.calendar, conflict.name, etag=current.etag)
            elif current is None:
                self.create(conflict.calendar, conflict.name, conflict.mine)
            else:
                self.replace(conflict.calendar, conflict.name, conflict.mine, etag=current.etag)
        self._status.settle(conflict.calendar, conflict.name)

    def refresh(self, calendar: str, name: str) -> None:
        if linked := self._linked(calendar):
            with self._mirror_lock:
                self._mirror.refresh(linked, name)

    def calendars(self) -> tuple[Calendar, ...]:
        self.comparisons.before_a_look()
        linked = {one.name: one.title for one in self._status.calendars()}
        if not linked:
            return self._local.calendars()
        return tuple(Calendar(name, title) for name, title in sorted(linked.items()))

    def between(self, start: datetime, end: datetime) -> tuple[Occurrence, ...]:
        self.comparisons.before_a_look()
        return self._local.between(start, end)

    def search(
        self, start: datetime, end: datetime, *, words: str = "", attendee: str = ""
    ) -> tuple[Occurrence, ...]:
        self.comparisons.before_a_look()
        return self._local.search(start, end, words=words, attendee=attendee)

    def locate(self, id: str) -> EventFile:
        self.comparisons.before_a_look()
        return self._local.locate(id)

    def read(self, calendar: str, name: str) -> EventFile | None:
        self.comparisons.before_a_look()
        return self._local.read(calendar, name)

    def named(self, calendar: str, uid: str) -> EventFile | None:
        self.comparisons.before_a_look()
        return self._local.named(calendar, uid)

    def problems(self) -> tuple[Problem, ...]:
        return (*self._local.problems(), *self.left_out())

    def left_out(self) -> tuple[Problem, ...]:
        """What is on the server, and can't be in the mirror."""
        return tuple(
            Problem(path=shown_path(f"{linked.title}/{one.remote_name}".rstrip("/")), reason=one.reason)
            for linked in self._status.calendars()
            for one in self._status.not_mirrored(linked.name).values()
        )

    def access(self, calendar: str) -> Access:
        linked = self._linked(calendar)
        return linked.access if linked else self._local.access(calendar)

    def to_dos(self) -> int:
        return self._local.to_dos()

    def create(self, calendar: str, name: str, data: bytes) -> bool:
        if self._local.read(calendar, name) is not None:
            return False
        linked = self._on_server(calendar)
        with self._mirror_lock, self._noting_read_only(linked):
            etag = self._server.put(linked.url, name, data, None)
            if etag is None:
                self._mirror.refresh(linked, name)
                return False
            created = self._local.create(calendar, name, data)
            self._mirror.keep(calendar, name, etag, data)
            return created

    def replace(self, calendar: str, name: str, data: bytes, *, etag: str) -> None:
        """
        Raises:
            StaleError: here or on the server it is no longer what `etag` names; nothing is changed.
            DeliveryError: the server can't be reached, or refuses.
        """
        linked = self._on_server(calendar)
        with self._mirror_lock, self._noting_read_only(linked):
            known = self._known(calendar, name, etag)
            remote = remote_name(name, known)
            written = self._server.put(linked.url, remote, data, known.remote_etag)
            if written is None:
                self._mirror.refresh(linked, name)
                raise StaleError(
                    f"{calendar}/{name} was changed on the server meanwhile; nothing was written"
                )
            self._local.replace(calendar, name, data, etag=etag)
            self._mirror.keep(calendar, name, written, data, remote=remote)

    def delete(self, calendar: str, name: str, *, etag: str) -> None:
        """
        Raises:
            StaleError: here or on the server it is no longer what `etag` names; nothing is changed.
            DeliveryError: the server can't be reached, or refuses.
        """
        linked = self._on_server(calendar)
        with self._mirror_lock, self._noting_read_only(linked):
            known = self._known(calendar, name, etag)
            if not self._server.delete(linked.url, remote_name(name, known), known.remote_etag):
                self._mirror.refresh(linked, name)
                raise StaleError(
                    f"{calendar}/{name} was changed on the server meanwhile; nothing was removed"
                )
            self._local.delete(calendar, name, etag=etag)
            self._status.forget(calendar, name)

    @property
    def progress(self) -> tuple[int, int] | None:
        return self._local.progress

    def wait(self, report: Report | None = None) -> None:
        """Return when the mirror is what the server has, and all of it is known."""
        self.sync(report)
        self._local.wait()

    def close(self) -> None:
        """Stop; a comparison that is under way goes on where it stopped the next time."""
        if not self.comparisons.stop():
            return  # It needs what is open until it notices.
        if not self._shared:
            self._local.close()
        self._status.close()
        self._server.close()

    def _known(self, calendar: str, name: str, etag: str) -> Known:
        """What is known of the file on the server, while here it has the bytes that `etag` names."""
        mine = self._local.read(calendar, name)
        known = self._status.file(calendar, name)
        if mine is None or mine.etag != etag or known is None:
            raise StaleError(f"{calendar}/{name} is no longer what was planned against; nothing was written")
        if known.local_etag != etag or not known.remote_etag:
            # Edited here by another program, or written to a server that doesn't tell ETags.
            linked = self._on_server(calendar)
            for _, remote_etag, data in self._server.fetch(linked.url, [remote_name(name, known)]):
                if data is not None and say_the_same(data, mine.data):
                    return replace(known, remote_etag=remote_etag, local_etag=etag)
            raise StaleError(
                f"{calendar}/{name} was edited here and isn't on the server yet; nothing was written"
            )
        return known

    @contextmanager
    def _noting_read_only(self, linked: Linked) -> Iterator[None]:
        """Remember that a calendar can only be read: the next time it is said before anybody is asked."""
        try:
            yield
        except ReadOnlyError:
            self._status.set_access(linked.url, replace(linked.access, writable=False))
            raise

    def _linked(self, calendar: str) -> Linked | None:
        return next((linked for linked in self._status.calendars() if linked.name == calendar), None)

    def _on_server(self, calendar: str) -> Linked:
        if linked := self._linked(calendar):
            return linked
        with self._mirror_lock:
            self._mirror.discover()
            if not self._linked(calendar):
                self._server.make_calendar(calendar)
                self._mirror.discover()
        if linked := self._linked(calendar):
            return linked
        raise FinalError(f"the server has no calendar {calendar!r} and makes none; nothing was written")

    def _breathe(self) -> None:
        self.comparisons.breathe()
        self._mirror_lock.breathe()
