"""The calendars of all accounts, and those of none, as one store."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from tools.ics.files import Access, Calendar, EventFile
from tools.problems import Problem
from tools.scheduling.dav.status import for_new_events
from tools.scheduling.dav.store import CalDavStore
from tools.scheduling.events import Occurrence
from tools.scheduling.store import CalendarStore
from tools.scheduling.vdir_store import VdirStore


class JoinedStore:
    """A `CalendarStore` on one vdir, in which some calendars are mirrors of servers.

    All is looked up in the vdir; what is written to a calendar goes to its server, or is kept in the
    folder where it has none.
    """

    kind = "caldav"

    def __init__(
        self, local: VdirStore, servers: Sequence[CalDavStore], *, default_calendar: str = ""
    ) -> None:
        self._local = local
        self._servers = tuple(servers)
        self._named_default = default_calendar

    @property
    def zone(self) -> tzinfo:
        return self._local.zone

    @property
    def default_calendar(self) -> str:
        """The one that was chosen, else the servers' first that is one's own and can be written."""
        linked = (one for server in self._servers for one in server.linked)
        return self._named_default or for_new_events(linked) or self._local.default_calendar

    def calendars(self) -> tuple[Calendar, ...]:
        self._keep_fresh()
        titles = {linked.name: linked.title for server in self._servers for linked in server.linked}
        here = {one.name: one for one in self._local.calendars()}
        if titles and not self._local.stamps(self._local.default_calendar):
            # Nobody has put anything into the calendar that a home without accounts begins with.
            here.pop(self._local.default_calendar, None)
        colors = {name: one.color for name, one in here.items()}
        mirrored = {name: Calendar(name, title, colors.get(name, "")) for name, title in titles.items()}
        return named_apart(here | mirrored)

    def between(self, start: datetime, end: datetime) -> tuple[Occurrence, ...]:
        self._keep_fresh()
        return self._local.between(start, end)

    def search(
        self, start: datetime, end: datetime, *, words: str = "", attendee: str = ""
    ) -> tuple[Occurrence, ...]:
        self._keep_fresh()
        return self._local.search(start, end, words=words, attendee=attendee)

    def locate(self, id: str) -> EventFile:
        self._keep_fresh()
        return self._local.locate(id)

    def read(self, calendar: str, name: str) -> EventFile | None:
        return self._of(calendar).read(calendar, name)

    def named(self, calendar: str, uid: str) -> EventFile | None:
        return self._of(calendar).named(calendar, uid)

    def refresh(self, calendar: str, name: str) -> None:
        self._of(calendar).refresh(calendar, name)

    def create(self, calendar: str, name: str, data: bytes) -> bool:
        return self._of(calendar).create(calendar, name, data)

    def replace(self, calendar: str, name: str, data: bytes, *, etag: str) -> None:
        self._of(calendar).replace(calendar, name, data, etag=etag)

    def delete(self, calendar: str, name: str, *, etag: str) -> None:
        self._of(calendar).delete(calendar, name, etag=etag)

    @property
    def progress(self) -> tuple[int, int] | None:
        return self._local.progress

    def wait(self, report: Callable[[int, int], None] | None = None) -> None:
        self._local.wait(report)

    def problems(self) -> tuple[Problem, ...]:
        return (*self._local.problems(), *(one for server in self._servers for one in server.left_out()))

    def access(self, calendar: str) -> Access:
        return self._of(calendar).access(calendar)

    def to_dos(self) -> int:
        return self._local.to_dos()

    def close(self) -> None:
        for server in self._servers:
            server.close()
        self._local.close()

    def _of(self, calendar: str) -> CalendarStore:
        for server in self._servers:
            if any(linked.name == calendar for linked in server.linked):
                return server
        return self._local

    def _keep_fresh(self) -> None:
        for server in self._servers:
            server.comparisons.before_a_look()


def named_apart(calendars: Mapping[str, Calendar]) -> tuple[Calendar, ...]:
    """By name; of several with one title, each is called as its folder."""
    titles = Counter(one.title for one in calendars.values())
    return tuple(
        replace(one, title=one.title if titles[one.title] == 1 else name)
        for name, one in sorted(calendars.items())
    )
