"""What can be wanted of the calendar, a class for each kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from agents.offline.calendar.attendance import Attendance
from agents.offline.calendar.named_calendars import calendar_in
from agents.offline.reading import when
from agents.offline.reading.frames import Before, Clause, Condition, Enquiry, Frame, Listing, Made
from agents.offline.reading.references import Person, Reference
from agents.offline.reading.slots import Beside
from agents.offline.reading.tokens import Token
from agents.offline.reading.words import Domain


@dataclass(frozen=True)
class CreateEvent(Made):
    """An event that is to be made; with a target, at one of the times that were offered."""

    domain = Domain.CALENDAR
    writes = picks = lasts = True

    place: str = ""
    calendar: str = ""
    """The one that it is to go to, by its name."""
    away: bool = False
    """Whether the person isn't there then: whole days of it take the time."""
    length: timedelta | None = None
    reminders: tuple[int, ...] = ()
    """Minutes before."""
    their_time: bool = False
    """Whether the times are in the clock of those it is with: "at 3pm their time"."""
    free_slot: bool = False
    """At the first time that is free, within `times`."""
    same_day: bool = False
    """"That day": on the day that was spoken of before."""
    noted: bool = False
    """Whether nobody has asked for it in so many words: "dinner with mum on Thursday"."""
    beside: Beside | None = None
    """Before or after something that there is."""
    otherwise: tuple[Token, ...] = ()
    """Another time, for when the first is taken: "at 10, or at 16:00 if I already have something"."""

    @property
    def bare(self) -> bool:
        return self.target is None and not (
            self.title or self.about or self.words or self.times or self.people or self.length or self.place
        )

    @property
    def undated(self) -> bool:
        return self.same_day or super().undated

    def completed(self, before: Before) -> CreateEvent:
        made, condition = self, before.condition
        if not made.times and condition is not None and _at_that_time(condition):
            # "If I am free on Monday at 2, …", "if I have nothing on Monday at 2, … then".
            made = replace(made, times=condition.times)
        if not made.people:
            made = replace(made, people=_with_whom(before))
        if before.first and not made.calendar:
            # "In the work calendar, schedule …".
            named = (calendar_in(clause.tokens) for clause in before.statements)
            made = replace(made, calendar=next(filter(None, named), ""))
        days = tuple(when.day_of(token, before.now) for token in before.times) if made.same_day else ()
        if len({token.text for token in days}) == 1:
            made = replace(made, times=(days[0], *made.times), same_day=False)
        return made

    def after(self, last: Frame) -> CreateEvent | None:
        """ "Find my first free hour on Monday and book 'Tax' then": made at the time that is found."""
        if self.times or not isinstance(last, FreeTime) or last.question or last.people:
            return None
        if last.target is None or last.target.order != 0:
            return None
        return replace(self, free_slot=True, times=last.times, length=self.length or last.length)

    def or_else(self, other: Frame | None) -> CreateEvent | None:
        """ "If I already have something then, make it 16:00": another time for the event to be made."""
        if other is None:
            several = len(self.times) > 1
            return replace(self, times=self.times[:-1], otherwise=self.times[-1:]) if several else None
        again = isinstance(other, CreateEvent) and not other.words.strip()
        it = isinstance(other, CreateEvent | MoveEvent | ChangeEvent) and other.of_it
        return replace(self, otherwise=other.times) if other.times and (again or it) else None


def _at_that_time(condition: Condition) -> bool:
    """Whether it asks about a time that is to come, and nothing in particular: free, or with nothing then."""
    if isinstance(condition.frame, FreeTime):
        return True
    ref = condition.frame.target
    if ref is None or condition.exists or ref.tense == "past" or ref.people or not ref.generic:
        return False
    return condition.frame.domain is Domain.CALENDAR


def _with_whom(before: Before) -> tuple[Person, ...]:
    """ "I haven't met with Maya in a while. Can you schedule …": with whom, is said before."""
    about = before.condition.frame.target if before.condition is not None else None
    if about is not None and about.people:
        return about.people
    told = before.statements if before.first else ()
    return tuple(person for clause in told if not _says_who_is_away(clause) for person in clause.mentioned)


def _says_who_is_away(clause: Clause) -> bool:
    """ "I heard that Tom can't come"."""
    words = [token.low for token in clause.tokens]
    own = words[0] in {"i", "we"} and "that" not in words
    return not own and not _GONE.isdisjoint(words)


_GONE = frozenset("ca cannot wo left quit fired".split())


class OfEvent(Frame):
    """What is done with events that there are."""

    domain = Domain.CALENDAR
    writes = picks = stops_at_leftovers = True


@dataclass(frozen=True)
class MoveEvent(OfEvent):
    """An event that is to be at another time."""

    of_the_day = True

    shift: timedelta | None = None
    their_time: bool = False
    """Whether the times are in the clock of those it is with."""


@dataclass(frozen=True)
class SwapEvents(OfEvent):
    """Two events, each of which is to begin when the other does now."""

    other: Reference | None = None


@dataclass(frozen=True)
class ChangeEvent(OfEvent):
    """Another place, length or reminder for an event."""

    noun: str = ""
    """What changes: `place`, `reminder`, `calendar` to `place`, `length` by `shift`, the notes by one more
    `note`; empty: to `length`."""
    place: str = ""
    length: timedelta | None = None
    shift: timedelta | None = None
    reminders: tuple[int, ...] = ()
    """Minutes before."""
    note: str = ""


@dataclass(frozen=True)
class RenameEvent(OfEvent):
    """Another title for an event."""

    title: str = ""

    def called(self, title: str) -> Self:
        return replace(self, title=title)


@dataclass(frozen=True)
class AmendEvent(Frame):
    """What is said next of an event that was proposed or made: another time, further guests, a place."""

    domain = Domain.CALENDAR
    writes = picks = True
    who = ("comes", "goes")

    until: Token | None = None
    """When it ends, as a time of day."""
    length: timedelta | None = None
    longer: timedelta | None = None
    shift: timedelta | None = None
    all_day: bool = False
    comes: tuple[Person, ...] = ()
    goes: tuple[Person, ...] = ()
    title: str = ""
    place: str = ""
    reminders: tuple[int, ...] = ()
    """So many minutes before."""

    @property
    def says_something(self) -> bool:
        return bool(
            self.times or self.until or self.length or self.longer or self.shift or self.all_day
            or self.comes or self.goes or self.title or self.place or self.reminders
        )  # fmt: skip


@dataclass(frozen=True)
class InviteGuests(OfEvent):
    """Further guests for an event, or others in the place of some."""

    who = (*Frame.who, "leaving")

    leaving: tuple[Person, ...] = ()
    """Guests in whose place others come."""
    only_guest: bool = False
    """Whether the guest leaves, whoever it is, in whose place another comes."""

    def completed(self, before: Before) -> InviteGuests:  # noqa: ARG002 - it is the event that was spoken of
        spoken_of = Reference(Domain.CALENDAR, self.stop, self.stop, pronoun=True)
        return self if self.target is not None else replace(self, target=spoken_of)


class UninviteGuests(OfEvent):
    """Guests who no longer come."""


class CancelEvent(OfEvent):
    """An event that is not to be; "delete it" too, as long as nothing says what "it" is."""

    of_anything = of_the_day = True


@dataclass(frozen=True)
class ChangeSeries(OfEvent):
    """What becomes of a series from some day on, or of its rhythm, or one more of it."""

    change: Frame | None = None
    """What is done with it, as with one event."""
    since: datetime | None = None
    """From then on; None: from the next on."""
    rule: str = ""
    """How it repeats then, as RRULE; `clock` beside it says when on its days, if that changes."""
    clock: str = ""
    all_of_it: bool = False
    once_more: str = ""
    """When it takes place one more time, in words."""
    otherwise: CreateEvent | None = None
    """What is made where no such series is found."""

    @property
    def everybody(self) -> tuple[Person, ...]:
        return self.change.everybody if self.change is not None else ()

    def with_everybody(self, named: Callable[[tuple[Person, ...]], tuple[Person, ...]]) -> Self:
        changed = self.change.with_everybody(named) if self.change is not None else None
        return replace(self, change=changed)


@dataclass(frozen=True)
class EventDetails(Frame):
    """All of one event, or a part of it that no list has."""

    domain = Domain.CALENDAR

    asked: str = "all"
    """`all`, `description`, `links`, `attachments`, `reminders`, `recurrence`."""
    whether: bool = False
    """Whether it is asked if there is such a thing."""


@dataclass(frozen=True)
class Around:
    """A time that an event gives: "during the offsite", "an hour before my flight"."""

    how: str
    """`during`, `after` or `before` the first of `targets`, or `between` both."""
    targets: tuple[Reference, ...]
    gap: timedelta | None = None
    """How long before it begins, or after it has ended; None: that day."""


@dataclass(frozen=True)
class ListEvents(Listing):
    """Which events there are."""

    domain = Domain.CALENDAR
    anew = "what do I have"

    attendance: Attendance | None = None
    """What is asked of the answers of its guests."""
    around: Around | None = None
    """Another event that says when."""


@dataclass(frozen=True)
class FreeTime(Enquiry):
    """When the user, or somebody, is free."""

    domain = Domain.CALENDAR
    anew = "am I free"

    noun: str = ""
    """`free` or `busy`, as it was asked."""
    length: timedelta | None = None
    around: Around | None = None
    """An event that says when."""

    @property
    def holds_when_found(self) -> bool:
        # "If I am free" holds when nothing is there, "if I am busy" when something is.
        return self.noun == "busy"
