"""The calendar in a vdir, answering from its index; what other programs change is seen at once."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TypeVar

from tools.errors import AmbiguousError, StillReadingError, StorageError, UnknownIdError
from tools.ics.files import Access, Calendar, EventFile
from tools.ics.moments import Moment, instant
from tools.people.names import words_of
from tools.problems import Problem, shown_path
from tools.scheduling.events import Attendee, Occurrence
from tools.scheduling.index import EventIndex
from tools.scheduling.index_file import IndexLostError
from tools.scheduling.index_rows import Found, Span, Stamp, TimeRow, Window
from tools.scheduling.scan import seconds
from tools.scheduling.upkeep import Progress, Upkeep
from tools.scheduling.vdir import Vdir, by_nobody

LOOK_S = 45.0
"""So long a look waits for a calendar that nothing has read yet; a tool that reads may take a minute."""
CHECKED = 300
"""Files behind an answer that are looked at once more; an answer with more isn't read by anybody in full."""

ATTEMPTS = 3

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Result = TypeVar("Result")


class VdirStore:
    """The calendars in the folder `root`, with the index in its file `.index.db`.

    `zone` is the user's: occurrences are given in it, and it says when whole days begin. A first look at
    a large calendar waits up to `look_s` for the index; see `StillReadingError`. `kept_by` says of a
    calendar's folder why another program that keeps it lets nobody write to it, or nothing.
    """

    kind = "vdir"

    def __init__(
        self,
        root: Path,
        zone: tzinfo,
        *,
        default_calendar: str = "personal",
        look_s: float = LOOK_S,
        kept_by: Callable[[Path], str] = by_nobody,
    ) -> None:
        self.zone = zone
        self.default_calendar = default_calendar
        self._vdir = Vdir(root, kept_by)
        self._index = EventIndex(root / ".index.db")
        self._upkeep = Upkeep(self._vdir, self._index, zone)
        self._look_s = look_s

    @property
    def progress(self) -> tuple[int, int] | None:
        """Files read and to be read by a scan that goes on; None when none does."""
        return self._upkeep.progress

    def wait(self, report: Progress | None = None) -> None:
        """Return when all that is in the folder is known; `report` hears how many files of how many."""
        with suppress(StillReadingError):
            self._ask(lambda: None, wait_s=0)
        self._upkeep.wait(report)

    def calendars(self) -> tuple[Calendar, ...]:
        names = sorted({*self._vdir.names(), self.default_calendar})
        return tuple(self._vdir.calendar(name) for name in names)

    def between(self, start: datetime, end: datetime) -> tuple[Occurrence, ...]:
        span = self._span(start, end)
        return self._answer(span, lambda: self._index.between(span))

    def search(
        self, start: datetime, end: datetime, *, words: str = "", attendee: str = ""
    ) -> tuple[Occurrence, ...]:
        span = self._span(start, end)
        terms = words_of(words)
        people = words_of(attendee)
        if not terms and not people:
            return self.between(start, end)
        mailbox = attendee.casefold() if "@" in attendee else ""

        def look() -> list[Found]:
            found = self._index.search(span, terms, people)
            return [one for one in found if not mailbox or _invites(one, mailbox)]

        return self._answer(span, look)

    def locate(self, id: str) -> EventFile:
        """
        Raises:
            AmbiguousError: several ids begin so.
            UnknownIdError: none does.
        """
        beginning = id.strip().lower()
        files = self._ask(lambda: self._index.files_of(beginning)) if beginning else []
        files = [file for file in files if file[0] == beginning] or files
        if len(files) > 1:
            fits = [f"{event} ({title})" for event, _, _, title in files]
            raise AmbiguousError(
                f"several events have an id that begins with {id!r}: {', '.join(fits)}", fits
            )
        found = self.read(files[0][1], files[0][2]) if files else None
        if found is None:
            raise UnknownIdError(
                f"there is no event with the id {id!r}; list or search events to see their ids"
            )
        return found

    def read(self, calendar: str, name: str) -> EventFile | None:
        found = self._vdir.read(calendar, name)
        return found[0] if found else None

    def named(self, calendar: str, uid: str) -> EventFile | None:
        file = self._ask(lambda: self._index.with_uid(calendar, uid))
        return self.read(calendar, file) if file else None

    def refresh(self, calendar: str, name: str) -> None:
        """Nothing: a folder is looked at itself."""

    def create(self, calendar: str, name: str, data: bytes) -> bool:
        with self._writing(calendar, name):
            return self._vdir.create(calendar, name, data) is not None

    def replace(self, calendar: str, name: str, data: bytes, *, etag: str) -> None:
        with self._writing(calendar, name):
            self._vdir.replace(calendar, name, data, etag=etag)

    def delete(self, calendar: str, name: str, *, etag: str) -> None:
        with self._writing(calendar, name):
            self._vdir.delete(calendar, name, etag=etag)

    def claim(self, calendar: str) -> bool:
        """Make the folder of a new calendar; False, and nothing is changed, where it is there already."""
        return self._vdir.claim(calendar)

    def stamps(self, calendar: str) -> dict[str, Stamp]:
        """Every file of a calendar, with what changes when it does."""
        return dict(self._vdir.stamps(calendar))

    def stamp(self, calendar: str, name: str) -> Stamp | None:
        return self._vdir.stamp(calendar, name)

    def problems(self) -> tuple[Problem, ...]:
        files = [(f"{calendar}/{name}", why) for calendar, name, why in self._ask(self._index.problems)]
        folders = [*self._upkeep.failed.items(), *self._vdir.unfit().items()]
        root = self._vdir.root.name
        return tuple(
            Problem(path=shown_path(f"{root}/{path}"), reason=reason) for path, reason in [*folders, *files]
        )

    def access(self, calendar: str) -> Access:
        return self._vdir.access(calendar)

    def to_dos(self) -> int:
        return self._ask(self._index.to_dos)

    def close(self) -> None:
        self._upkeep.close()
        self._index.close()

    @contextmanager
    def _writing(self, calendar: str, name: str) -> Iterator[None]:
        """Let the index know what is written. What is on the disk counts, whatever becomes of the index."""
        before = None
        with suppress(IndexLostError, StorageError):
            before = self._upkeep.folder(calendar)
        yield
        with suppress(IndexLostError, StorageError):
            self._upkeep.wrote(calendar, name, before)

    def _ask(
        self, work: Callable[[], Result], window: Window | None = None, *, wait_s: float | None = None
    ) -> Result:
        """What `work` finds in the index, once that knows what is on the disk.

        Raises:
            StillReadingError: that takes longer than a look may.
        """
        wait_s = self._look_s if wait_s is None else wait_s
        for _ in range(ATTEMPTS):
            try:
                self._upkeep.refresh(window, wait_s)
                return work()
            except IndexLostError as error:
                lost = error
        raise StorageError(f"the calendar's index is damaged again and again ({lost}); check the disk")

    def _answer(self, span: Span, look: Callable[[], Sequence[Found]]) -> tuple[Occurrence, ...]:
        def look_again() -> Sequence[Found]:
            found = look()
            while self._outdated(found):
                found = look()
            return found

        occurrences = [self._occurrence(one) for one in self._ask(look_again, _window(span))]
        occurrences.sort(
            key=lambda o: (instant(o.start, self.zone), instant(o.end, self.zone), o.title, o.id)
        )
        return tuple(occurrences)

    def _outdated(self, found: Sequence[Found]) -> bool:
        """Whether a file behind the answer was edited in place, which no folder tells; it is reread."""
        files = {(one.calendar, one.name): one.stamp for one in found}
        if len(files) > CHECKED:
            return False
        edited = [file for file, stamp in files.items() if self._vdir.stamp(*file) != stamp]
        for calendar, name in edited:
            self._upkeep.reread(calendar, name)
        return bool(edited)

    def _span(self, start: datetime, end: datetime) -> Span:
        return Span(
            seconds(start),
            seconds(end),
            seconds(start.astimezone(self.zone), True),
            seconds(end.astimezone(self.zone), True),
        )

    def _occurrence(self, found: Found) -> Occurrence:
        event, time = found.event, found.time
        return Occurrence(
            id=event.event_id,
            calendar=found.calendar,
            file=found.name,
            title=event.title,
            start=self._moment(time.start, time, event.all_day),
            end=self._moment(time.end, time, event.all_day),
            location=event.location,
            attendees=tuple(Attendee(*attendee) for attendee in event.attendees),
            rrule=event.rrule,
            original=self._original(time.original),
            busy=event.busy,
            status=event.status,
            organizer=event.organizer,
            zone=event.zone,
        )

    def _moment(self, second: int, time: TimeRow, all_day: bool) -> Moment:
        moment = EPOCH + timedelta(seconds=second)
        if all_day:
            return moment.date()
        return moment.replace(tzinfo=self.zone) if time.wall else moment.astimezone(self.zone)

    def _original(self, text: str | None) -> Moment | None:
        if text is None:
            return None
        if len(text) == len("2026-11-24"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=self.zone) if moment.tzinfo is None else moment.astimezone(self.zone)


def _window(span: Span) -> Window:
    return Window(min(span.start, span.wall_start), max(span.end, span.wall_end))


def _invites(found: Found, mailbox: str) -> bool:
    event = found.event
    return mailbox in (event.organizer.casefold(), *(email.casefold() for email, _, _ in event.attendees))
