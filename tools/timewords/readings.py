"""From what the words say to instants and days, seen from a moment."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from tools.timewords.days.view import DayExpr, View
from tools.timewords.lengths import Length, settle
from tools.timewords.lexicon import Part
from tools.timewords.moments import Clock, ClockSpan, Elapsed, Moment, hour_in
from tools.timewords.spans import Days
from tools.timewords.values import Kind


@dataclass(frozen=True)
class Reading:
    """One reading of a phrase."""

    kind: Kind
    start: datetime | date | None
    end: datetime | date | None = None
    duration: timedelta | None = None
    rrule: str | None = None
    zone: ZoneInfo | None = None
    time_given: bool = False
    doubt: bool = False
    """Whether the words themselves say that it is not exact, or it falls into a change of clocks."""


class Phrase(ABC):
    """Words about time that have a meaning of their own."""

    @property
    def parts(self) -> int:
        """How many things it says of a moment."""
        return 1

    @abstractmethod
    def readings(self, view: View) -> Iterator[Reading]:
        """Best first."""


def of_days(days: Days) -> Reading:
    return Reading(Kind.DAY if days.single else Kind.SPAN, days.first, days.stop)


def read(moment: Moment, view: View) -> Iterator[Reading]:
    """The readings of `moment`, best first."""
    zone = moment.zone or view.now.tzinfo
    if isinstance(moment.hours, Elapsed):
        for reading in _elapsed(moment.hours, view):
            yield _lengthened(reading, moment.length)
    elif moment.hours is None and moment.part is None:
        if moment.day is not None:
            for days in moment.day.days(view):
                yield _lasting(of_days(days), moment.length)
        elif moment.length is not None:
            yield Reading(
                Kind.DURATION, None, None, moment.length.as_timedelta(view.today), doubt=moment.length.fuzzy
            )
    else:
        local = replace(view, now=view.now.astimezone(zone))
        for reading in _to_come(list(_timed(moment, local)), local):
            yield _lengthened(_home(reading, view, moment.zone), moment.length)


def _home(reading: Reading, view: View, zone: tzinfo | None) -> Reading:
    """The reading in the user's zone."""
    if zone is None:
        return reading
    start, end = reading.start, reading.end
    here = view.now.tzinfo
    return replace(
        reading,
        start=start.astimezone(here) if isinstance(start, datetime) else start,
        end=end.astimezone(here) if isinstance(end, datetime) else end,
        zone=zone if isinstance(zone, ZoneInfo) else None,
    )


def _lengthened(reading: Reading, length: Length | None) -> Reading:
    """An instant that lasts `length`."""
    if length is None or not isinstance(reading.start, datetime):
        return reading
    if reading.kind is Kind.INSTANT:
        end = length.from_instant(reading.start)
        span = end.astimezone(UTC) - reading.start.astimezone(UTC)
        return replace(reading, kind=Kind.SPAN, end=end, duration=span, doubt=reading.doubt or length.fuzzy)
    return replace(reading, duration=length.as_timedelta(reading.start.date()))


def _lasting(reading: Reading, length: Length | None) -> Reading:
    """Days that last `length`; hours on a day without a time leave the day as it is."""
    if length is None or not isinstance(reading.start, date):
        return reading
    duration = length.as_timedelta(reading.start)
    if length.of_days and reading.kind is Kind.DAY:
        end = length.from_day(reading.start)
        kind = Kind.DAY if (end - reading.start).days == 1 else Kind.SPAN
        return replace(reading, kind=kind, end=end, duration=duration, doubt=reading.doubt or length.fuzzy)
    return replace(reading, duration=duration, doubt=reading.doubt or length.fuzzy)


def _elapsed(hours: Elapsed, view: View) -> Iterator[Reading]:
    if hours.base is None:
        bases = [Reading(Kind.INSTANT, view.now, time_given=True)]
    else:
        bases = [r for r in read(hours.base, view) if r.start is not None]
    for base in bases:
        start = base.start
        if not isinstance(start, datetime):
            start = at(start or view.today, time(), view.now.tzinfo)[0]
        moved = hours.length.from_instant(start, hours.sign)
        yield Reading(
            Kind.INSTANT, moved, zone=base.zone, time_given=True, doubt=base.doubt or hours.length.fuzzy
        )


def at(day: date, clock: time, zone: tzinfo | None) -> tuple[datetime, ...]:
    """The instants at which clocks in `zone` show this: one; two when it comes twice.

    A time that clocks skip is moved on by as much as they skip.
    """
    local = datetime.combine(day, clock)
    first, second = settle(local, zone), settle(local.replace(fold=1), zone)
    if first.replace(tzinfo=None) == local and first.utcoffset() != second.utcoffset():
        return first, second
    return (first,)


def _on(day: date, hour: int, minute: int, second: int, zone: tzinfo | None) -> tuple[datetime, ...]:
    return at(day + timedelta(days=hour // 24), time(hour % 24, minute, second), zone)


def _timed(moment: Moment, view: View) -> Iterator[Reading]:
    """A time of day, a span of hours or a part of the day, on its day."""
    for day, said in _days(moment.day, view):
        if isinstance(moment.hours, Clock):
            yield from _clock(moment.hours, moment.part, day, said, view)
        elif isinstance(moment.hours, ClockSpan):
            yield from _clock_span(moment.hours, moment.part, day, said, view)
        elif moment.part is not None:
            yield from _part(moment.part, day, said, view)


def _to_come(readings: list[Reading], view: View) -> list[Reading]:
    """Without those that are over, when there are others and the view looks ahead."""
    if view.direction != "future" or view.anchor:
        return readings
    ahead = [r for r in readings if isinstance(r.start, datetime) and (r.end or r.start) > view.now]
    return ahead or readings


def _days(expr: DayExpr | None, view: View) -> Iterator[tuple[date, bool]]:
    """The days it may be, and whether one was said."""
    if expr is None:
        yield view.origin, False
        return
    for days in expr.days(view):
        if days.single:
            yield days.first, True


def _clock(clock: Clock, part: Part | None, day: date, said: bool, view: View) -> Iterator[Reading]:
    zone = view.now.tzinfo
    for hour, doubt in halves(clock, part, said):
        instants = _on(day, hour, clock.minute, clock.second, zone)
        if not said:
            instants = _rolled(instants, day, hour, clock, view)
        exact = (instants[0].hour, instants[0].minute) == (hour % 24, clock.minute)
        for instant in instants:
            yield Reading(Kind.INSTANT, instant, time_given=True, doubt=doubt or clock.fuzzy or not exact)


def _rolled(
    instants: tuple[datetime, ...], day: date, hour: int, clock: Clock, view: View
) -> tuple[datetime, ...]:
    """The next (or the last) such time, when no day was said."""
    zone = view.now.tzinfo
    if view.anchor:
        return instants
    if view.direction == "future" and instants[0] <= view.now:
        return _on(day + timedelta(days=1), hour, clock.minute, clock.second, zone)
    if view.direction == "past" and instants[0] > view.now:
        return _on(day - timedelta(days=1), hour, clock.minute, clock.second, zone)
    return instants


def halves(clock: Clock, part: Part | None, said: bool = True) -> tuple[tuple[int, bool], ...]:
    """The hours that `clock` may mean, best first, each with whether it is in doubt.

    An open hour follows the part of the day. Without one: office hours, that is 9 to 12 as they
    are and 1 to 6 after noon; 7 and 8 may be both.
    """
    hour = clock.hour
    if hour == 24 and part is None and said:
        return (24, True), (0, True)
    if clock.settled:
        return ((hour, False),)
    if part is not None:
        return (hour_in(hour, part),)
    if hour in (7, 8):
        return (hour, True), (hour + 12, True)
    return ((hour + 12 if hour < 7 else hour, False),)


def _clock_span(span: ClockSpan, part: Part | None, day: date, said: bool, view: View) -> Iterator[Reading]:
    zone = view.now.tzinfo
    for begin, finish, doubt in span_halves(span, part):
        starts = _on(day, begin, span.begin.minute, span.begin.second, zone)
        ends = _on(day, finish, span.finish.minute, span.finish.second, zone)
        if not said and not view.anchor and view.direction == "future" and ends[0] <= view.now:
            tomorrow = day + timedelta(days=1)
            starts = _on(tomorrow, begin, span.begin.minute, span.begin.second, zone)
            ends = _on(tomorrow, finish, span.finish.minute, span.finish.second, zone)
        if starts[0] >= ends[-1]:
            continue
        twice = len(starts) > 1 or len(ends) > 1
        yield Reading(
            Kind.SPAN,
            starts[0],
            ends[-1],
            time_given=True,
            doubt=doubt or twice or span.begin.fuzzy or span.finish.fuzzy,
        )


def span_halves(span: ClockSpan, part: Part | None) -> Iterator[tuple[int, int, bool]]:
    """Begin and finish in hours of the day, and whether in doubt; one end settles the other."""
    begin, finish = span.begin, span.finish
    early, late = begin.hour * 60 + begin.minute, finish.hour * 60 + finish.minute
    if begin.settled and finish.settled:
        yield begin.hour, finish.hour + (24 if late <= early else 0), False
    elif begin.settled:
        hour = finish.hour
        while hour * 60 + finish.minute <= early:
            hour += 12
        yield begin.hour, hour, False
    elif finish.settled:
        hour = begin.hour % 12
        if (hour + 12) * 60 + begin.minute < late:
            hour += 12
        if hour * 60 + begin.minute >= late:
            yield hour + 12, finish.hour + 24, False
        else:
            yield hour, finish.hour, False
    else:
        for hour, doubt in halves(begin, part):
            last = finish.hour % 12
            while last * 60 + finish.minute <= hour * 60 + begin.minute:
                last += 12
            settled = part is not None or last % 12 not in (8, 9)
            yield hour, last, doubt and not settled
            if settled:
                return


def _part(part: Part, day: date, said: bool, view: View) -> Iterator[Reading]:
    zone = view.now.tzinfo
    start, end = _on(day, part.begin, 0, 0, zone)[0], _on(day, part.finish, 0, 0, zone)[0]
    if not said and not view.anchor:
        if view.direction == "future" and end <= view.now:
            day += timedelta(days=1)
        elif view.direction == "past" and start > view.now:
            day -= timedelta(days=1)
        start, end = _on(day, part.begin, 0, 0, zone)[0], _on(day, part.finish, 0, 0, zone)[0]
    yield Reading(Kind.SPAN, start, end, time_given=True)
