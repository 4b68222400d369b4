"""An event at another time: moved, longer, shorter, repeated otherwise."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tools.errors import ToolError
from tools.ics.file_zones import FileZone
from tools.ics.moments import Moment, later, length
from tools.ics.recurrence_rules import first_of, moved_rule, nearest_start
from tools.scheduling.change import Change
from tools.scheduling.events import Event
from tools.scheduling.finding import Target
from tools.scheduling.store import CalendarStore
from tools.scheduling.time_words import HOUR, Clock, says_only_the_clock
from tools.scheduling.wording import named

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)

_RELATIVE = re.compile(r"\b(later|earlier|sooner)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Retiming:
    """Works out the new time of `target`."""

    target: Target
    store: CalendarStore
    words: Clock

    def event(self, start: str | None, end: str | None, by: str | None, recurrence: str | None) -> Event:
        """The event at the time that the arguments of an update give it; nothing else about it is changed.

        Words without a day keep its day, words without a time of day its time of day; without an end
        it stays as long as it was.

        Raises:
            ToolError: that isn't certain, or can't be.
        """
        event = self.target.event
        starts, ends = event.start, event.end
        if by and by.strip():
            if start or end:
                raise ToolError("give either move_by, or start_time and end_time")
            distance = self.words.length(by, "move_by")
            starts, ends = self._shifted(starts, distance), self._shifted(ends, distance)
        elif start and _RELATIVE.search(start):
            return self.event(None, end, start, recurrence)
        elif start and start.strip():
            starts, ends = self._new_start(start)
        elif self.words.named and isinstance(starts, datetime) and isinstance(ends, datetime):
            starts, ends = (moment.replace(tzinfo=self.words.zone) for moment in (starts, ends))
        if end and end.strip() and not (start and self.words.says_again(end, starts)):
            ends = self.words.end(end, starts)
            if isinstance(ends, datetime) and isinstance(event.zone, FileZone):
                ends = ends.astimezone(event.zone)
        return self._repeated(replace(event, start=starts, end=ends), recurrence)

    def once_more(self, text: str) -> Event:
        """The event with one more time: one that was left out, or one of its own, as long as the others.

        Raises:
            ToolError: it isn't certain which, it takes place then already, or it is one occurrence.
        """
        event = self.target.event
        if self.target.scope == "occurrence":
            raise ToolError("add_occurrence is for a series; leave occurrence out")
        start, _ = self._new_start(text, first=False)
        if isinstance(start, datetime) != isinstance(event.start, datetime):
            raise ToolError(f"{named(event)} lasts whole days; give add_occurrence a day")
        if left_out := [one for one in event.exdates if _same_time(one, start)]:
            return replace(event, exdates=tuple(one for one in event.exdates if one not in left_out))
        begin = self.words.midnight(start)
        if any(o.id == event.id and o.start == begin for o in self.store.between(begin, begin + MINUTE)):
            raise ToolError(f"{named(event)} takes place on {start.isoformat()} already")
        return replace(event, rdates=(*event.rdates, start))

    def _shifted(self, moment: Moment, distance: timedelta) -> Moment:
        if isinstance(moment, datetime):
            if distance % DAY and self.target.scope != "series":
                return later(moment, distance)
            return (moment.replace(tzinfo=None) + distance).replace(tzinfo=moment.tzinfo)
        if distance % DAY:
            raise ToolError(
                f"{named(self.target.event)} lasts whole days; move it by days, or give it a start_time"
            )
        return moment + distance

    def _new_start(self, text: str, *, first: bool = True) -> tuple[Moment, Moment]:
        """`first`: of a series, where its first goes when the nearest does."""
        event, words = self.target.event, self.words
        if says_only_the_clock(text):
            words = replace(words, now=words.midnight(self._local_day(event.start)))
        starts, ends = words.start(text)
        if isinstance(event.start, datetime) and not isinstance(starts, datetime):
            if ends is not None and isinstance(ends, date) and ends - starts > DAY:
                raise ToolError(f"start_time {text!r} says several days; say which day")
            clock = event.start.astimezone(self.words.zone).time()
            starts, ends = datetime.combine(starts, clock, self.words.zone), None
        own = event.zone is not None and not self.words.named
        if isinstance(starts, datetime) and own and starts.tzinfo == self.store.zone:
            starts = starts.astimezone(event.zone)
        if self.target.scope == "series" and first:
            starts, ends = self._for_the_first(starts, ends)
        if ends is None:
            ends = self._as_long(starts)
        return starts, ends

    def _local_day(self, moment: Moment) -> date:
        return moment.astimezone(self.store.zone).date() if isinstance(moment, datetime) else moment

    def _for_the_first(self, starts: Moment, ends: Moment | None) -> tuple[Moment, Moment | None]:
        """Where a series moves to when its occurrence nearest to `starts` does."""
        event = self.target.event
        if isinstance(starts, datetime) != isinstance(event.start, datetime):
            raise ToolError(
                f"the series {named(event)} can't be made one of "
                f"{'times' if isinstance(starts, datetime) else 'whole days'}; cancel it and create another"
            )
        days = _date(event.start) - nearest_start(event.rrule, event.start, starts)
        return _by_days(starts, days), None if ends is None else _by_days(ends, days)

    def _as_long(self, starts: Moment) -> Moment:
        event = self.target.event
        if isinstance(starts, datetime) and not isinstance(event.start, datetime):
            return later(starts, HOUR)
        if not isinstance(starts, datetime):
            return starts + max(DAY, length(event.start, event.end))
        if self.target.scope == "series":
            assert isinstance(event.start, datetime) and isinstance(event.end, datetime)
            return starts + (event.end.replace(tzinfo=None) - event.start.replace(tzinfo=None))
        return later(starts, length(event.start, event.end))

    def _repeated(self, event: Event, recurrence: str | None) -> Event:
        before = self.target.event
        if recurrence is None or not recurrence.strip():
            if not before.rrule or event.start == before.start:
                return event
            return replace(event, rrule=moved_rule(before.rrule, before.start, event.start))
        if self.target.scope == "occurrence":
            raise ToolError(
                "one occurrence can't repeat differently; leave occurrence out to change the series"
            )
        rule = self.words.rule(recurrence, event.start)
        if not rule:
            return replace(event, rrule="", rdates=(), exdates=())
        first = first_of(rule, event.start)
        days = _date(first) - _date(event.start)
        return replace(event, rrule=rule, start=_by_days(event.start, days), end=_by_days(event.end, days))


def whole_days_on(change: Change) -> int:
    """By how many days a series is moved, where its new start alone wouldn't say so: it is one of the old."""
    before, after = change.before, change.after
    if change.scope != "series" or after is None or not before.rrule or before.zone != after.zone:
        return 0
    distances = {_wall(after.start) - _wall(before.start), _wall(after.end) - _wall(before.end)}
    days = next(iter(distances)).days
    alone = nearest_start(before.rrule, before.start, after.start) == _date(before.start)
    return 0 if alone or distances != {days * DAY} else days


def _wall(moment: Moment) -> datetime:
    """As the clock shows it; a day is its midnight."""
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001  only compared


def _date(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _by_days(moment: Moment, days: timedelta) -> Moment:
    """The same time of day, other days."""
    if isinstance(moment, datetime):
        return (moment.replace(tzinfo=None) + days).replace(tzinfo=moment.tzinfo)
    return moment + days


def _same_time(one: Moment, other: Moment) -> bool:
    return one == other or (isinstance(other, datetime) and one == other.date())
