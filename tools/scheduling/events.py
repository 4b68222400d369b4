"""The values of the calendar: events as a file holds them, and their occurrences in time."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import product

from tools.ics.moments import Lasting, Moment

ID_LENGTH = 10
_PAIRS = ["".join(pair) for pair in product("abcdefghijklmnopqrstuvwxyz234567", repeat=2)]


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who is invited, or who invites."""

    email: str
    name: str = ""
    status: str = ""
    """The answer: `accepted`, `declined`, `tentative`, `needs-action`; empty when unknown."""

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email


@dataclass(frozen=True, slots=True)
class Event:
    """One component of a calendar file: an event, a series, or the changed occurrence of a series."""

    calendar: str
    uid: str
    title: str
    start: Moment
    end: Moment
    """Excluded; of the same type as `start`."""
    file: str = ""
    """The name of the file that it is in; empty before there is one."""
    part: str = ""
    """What tells it from others of the same UID in the file; mostly nothing has to."""
    floating: bool = False
    """The file names no zone: the same wall-clock time everywhere, given here in the user's zone."""
    location: str = ""
    description: str = ""
    organizer: Attendee | None = None
    attendees: tuple[Attendee, ...] = ()
    rrule: str = ""
    """RFC 5545 RRULE value, without its name."""
    further_rules: tuple[str, ...] = ()
    """`RRULE:…` and `EXRULE:…`, where there are more rules than one."""
    rdates: tuple[Moment, ...] = ()
    periods: tuple[tuple[Moment, Moment], ...] = ()
    """Start and end of those `rdates` that have a length of their own."""
    exdates: tuple[Moment, ...] = ()
    recurrence_id: Moment | None = None
    """For a changed occurrence: the start that the series would give it."""
    ranged: bool = False
    """A changed occurrence with RANGE=THISANDFUTURE: those after it are changed likewise."""
    lasting: Lasting | None = None
    """How long it is, where the file says that and not when it ends."""
    reminders: tuple[int, ...] = ()
    """Minutes before the start."""
    status: str = ""
    """`confirmed`, `tentative`, `cancelled`, or empty."""
    transparency: str = ""
    """`opaque`, `transparent`, or empty where the file says nothing."""
    sequence: int = 0

    @property
    def id(self) -> str:
        return event_id(self.calendar, self.file, self.uid, self.part)

    @property
    def all_day(self) -> bool:
        return not isinstance(self.start, datetime)

    @property
    def recurring(self) -> bool:
        return bool(self.rrule or self.rdates or self.further_rules)

    @property
    def busy(self) -> bool:
        """Whether it blocks its time. Whole days do only where the file says OPAQUE: most are birthdays,
        holidays, reminders, written by programs that say nothing."""
        if self.status == "cancelled" or self.transparency == "transparent":
            return False
        return not self.all_day or self.transparency == "opaque"

    @property
    def zone(self) -> tzinfo | None:
        """The zone it is kept in; None for whole days."""
        return self.start.tzinfo if isinstance(self.start, datetime) else None


@dataclass(frozen=True, slots=True)
class Series:
    """All that one calendar file says of one event: the event itself, and the changed occurrences."""

    main: Event
    changed: tuple[Event, ...] = ()

    @property
    def recurring(self) -> bool:
        return self.main.recurring


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event at the time at which it takes place, in the user's zone."""

    id: str
    calendar: str
    file: str
    title: str
    start: Moment
    end: Moment
    location: str = ""
    attendees: tuple[Attendee, ...] = ()
    rrule: str = ""
    original: Moment | None = None
    """For a member of a series: the start that the series gives it, which names it. Else None."""
    busy: bool = True
    """Whether it takes its time: not where it is cancelled, or free time, or a day that only has a name."""
    status: str = ""
    organizer: str = ""
    """The mail address of who invites; empty where nobody does."""
    zone: str = ""
    """The IANA name of the zone that it is kept in; empty of whole days, floating times and those in UTC."""

    @property
    def all_day(self) -> bool:
        return not isinstance(self.start, datetime)

    def is_declined_by(self, mailboxes: Collection[str]) -> bool:
        """Whether somebody who has one of these addresses, in small letters, has said no to it."""
        return any(
            guest.status == "declined" and guest.email.casefold() in mailboxes for guest in self.attendees
        )


def event_id(calendar: str, file: str, uid: str, part: str = "") -> str:
    """The short name that people and models use for an event; all occurrences of a series share it."""
    named = "\n".join((calendar, file, uid, *filter(None, (part,))))
    # The first fifty bits in base32 (RFC 4648), two letters at a time.
    bits = int.from_bytes(hashlib.sha256(named.encode()).digest()[:7], "big") >> 6
    return "".join([_PAIRS[bits >> place & 1023] for place in range(40, -1, -10)])
