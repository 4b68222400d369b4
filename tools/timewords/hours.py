"""Times of day on their day: which half of it is meant, and what the clocks of the zone do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from tools.timewords.days.view import DayExpr, View
from tools.timewords.lengths import settle
from tools.timewords.lexicon import Part
from tools.timewords.moments import Clock, ClockSpan, Moment, hour_in
from tools.timewords.readings import Reading
from tools.timewords.spans import VAGUE, Vague
from tools.timewords.values import Kind

WAKING = 6
"""The hour from which on nobody who speaks of an early hour means one of the night."""


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


def timed(moment: Moment, view: View) -> Iterator[Reading]:
    """A time of day, a span of hours or a part of the day, on its day."""
    for day, said in _days(moment.day, view):
        if isinstance(moment.hours, Clock):
            yield from _clock(moment.hours, moment.part, day, said, view)
        elif isinstance(moment.hours, ClockSpan):
            yield from _clock_span(moment.hours, moment.part, day, said, view)
        elif moment.part is not None:
            yield from _part(moment.part, day, said, view)


def to_come(readings: list[Reading], view: View) -> list[Reading]:
    """Without times of today that are over, when there are others and the view looks ahead.

    Days before today stay: their words leave it open whether they look back.
    """
    if view.direction != "future" or view.anchor:
        return readings
    left = [r for r in readings if isinstance(r.start, datetime) and not _over_today(r, view)]
    return left or readings


def _over_today(reading: Reading, view: View) -> bool:
    start, end = reading.start, reading.end or reading.start
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return False
    return end <= view.now and start.date() >= view.today


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
    for hour, doubt in _halves_now(clock, part, day, said, view):
        instants = _on(day, hour, clock.minute, clock.second, zone)
        if not said:
            instants = _rolled(instants, day, hour, clock, view)
        exact = (instants[0].hour, instants[0].minute) == (hour % 24, clock.minute)
        for instant in instants:
            yield Reading(
                Kind.INSTANT,
                instant,
                time_given=True,
                doubt=doubt or clock.fuzzy or not exact,
                vague=Vague(start=clock.fuzzy or clock.vague),
            )


def _halves_now(
    clock: Clock, part: Part | None, day: date, said: bool, view: View
) -> tuple[tuple[int, bool], ...]:
    """As `halves`; after midnight "at 4" may also be this night, in the afternoon "at 9" this evening."""
    usual = halves(clock, part, said)
    late = clock.hour + 12
    if clock.settled or part is not None or view.direction != "future":
        return usual
    if clock.hour < WAKING > view.now.hour and not said and not view.anchor:
        ahead = (clock.hour, clock.minute) > (view.now.hour, view.now.minute)
        both = (clock.hour, True), (late, True)
        return both if ahead else both[::-1]
    if not 9 <= clock.hour < 12:
        return usual
    if view.now.hour < 12 or day != view.today or (view.now.hour, view.now.minute) >= (late, clock.minute):
        return usual
    return ((late, True), (clock.hour, True)) if said else ((clock.hour, True), (late, True))


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
        days = [day]
        if not said and not view.anchor and view.direction == "future" and starts[0] <= view.now:
            # One that has begun may be tomorrow's.
            days = [day + timedelta(days=1)] if ends[0] <= view.now else [day + timedelta(days=1), day]
        for one in days:
            starts = _on(one, begin, span.begin.minute, span.begin.second, zone)
            ends = _on(one, finish, span.finish.minute, span.finish.second, zone)
            if starts[0] < ends[-1]:
                twice = len(starts) > 1 or len(ends) > 1
                yield Reading(
                    Kind.SPAN,
                    starts[0],
                    ends[-1],
                    time_given=True,
                    doubt=doubt or twice or span.begin.fuzzy or span.finish.fuzzy,
                    vague=Vague(span.begin.fuzzy or span.begin.vague, span.finish.fuzzy or span.finish.vague),
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
        if finish.by_24 and WAKING <= begin.hour < 12:
            yield hour, finish.hour, False
            return
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
    yield Reading(Kind.SPAN, start, end, time_given=True, vague=VAGUE)
