"""What happens again and again, as an RFC 5545 rule and its first occurrence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile

from tools.timewords.days.view import View
from tools.timewords.lengths import Length
from tools.timewords.moments import Clock, ClockSpan, Moment, merge
from tools.timewords.reader import instant, read
from tools.timewords.readings import Phrase, Reading, day_of
from tools.timewords.spans import Unit
from tools.timewords.value import replace
from tools.timewords.values import Kind

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKDAYS = DAYS[:5]
WEEKEND = DAYS[5:]

_FREQUENCIES = {
    Unit.MINUTE: ("MINUTELY", 1),
    Unit.HOUR: ("HOURLY", 1),
    Unit.DAY: ("DAILY", 1),
    Unit.WEEK: ("WEEKLY", 1),
    Unit.FORTNIGHT: ("WEEKLY", 2),
    Unit.MONTH: ("MONTHLY", 1),
    Unit.QUARTER: ("MONTHLY", 3),
    Unit.YEAR: ("YEARLY", 1),
}


AT_ANY_TIME = Moment()
MANY = 1000


class Every(Phrase):
    """A rule as it was said, with the time of day, the length and the limits."""

    freq: str
    interval: int = 1
    by_day: tuple[str, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    position: int = 0
    moment: Moment = AT_ANY_TIME
    """Time of day, length and zone; no day."""
    starting: Moment | None = None
    until: Moment | None = None
    lasting: Length | None = None
    """How long the whole goes on."""
    times: int = 0

    @property
    def parts(self) -> int:
        return 1 + self.moment.parts

    def rule(self) -> str:
        """The RRULE without its end."""
        parts = [f"FREQ={self.freq}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        for name, values in (
            ("BYMONTH", self.by_month),
            ("BYMONTHDAY", self.by_month_day),
            ("BYDAY", self.by_day),
        ):
            if values:
                parts.append(f"{name}={','.join(map(str, values))}")
        if self.position:
            parts.append(f"BYSETPOS={self.position}")
        return ";".join(parts)

    def readings(self, view: View) -> Iterator[Reading]:
        day, said = self._first_day(view)
        timed = self.moment.hours is not None or self.moment.part is not None
        for reading in self._occurrences(day, said, view) if timed else self._whole(day):
            yield self._limited(reading, view)

    def _first_day(self, view: View) -> tuple[date, bool]:
        if self.starting is not None:
            for reading in read(self.starting, view):
                if reading.start is not None:
                    begun = reading.end is not None and day_of(reading.start) < view.today
                    return (view.today, False) if begun else (day_of(reading.start), True)
        return view.today, False

    def _on_or_after(self, day: date) -> date | None:
        if self.freq in ("HOURLY", "MINUTELY"):
            return day
        base = replace(self, interval=1) if self.interval > 1 else self
        first = next(_each(base.rule(), day), None)
        return None if first is None else first.date()

    def _occurrences(self, day: date, said: bool, view: View) -> Iterator[Reading]:
        for attempt in (day, day + timedelta(days=1)):
            first = self._on_or_after(attempt)
            if first is None:
                return
            found = list(read(self.moment, view.looking("future", first)))
            start = found[0].start if found else None
            if said or attempt != day or first != day or (isinstance(start, datetime) and start > view.now):
                yield from found
                return

    def _whole(self, day: date) -> Iterator[Reading]:
        first = self._on_or_after(day)
        if first is not None:
            length = self.moment.length
            duration = None if length is None else length.as_timedelta(first)
            yield Reading(Kind.DAY, first, first + timedelta(days=1), duration)

    def _limited(self, reading: Reading, view: View) -> Reading:
        rule, doubt = self.rule(), reading.doubt
        count = self.times
        if self.lasting is not None and reading.start is not None:
            count = self._count(reading.start, self.lasting)
            doubt = doubt or self.lasting.fuzzy or count == MANY
        if count:
            rule += f";COUNT={count}"
        elif self.until is not None:
            start = instant(reading.start, view)
            limits = [] if start is None else list(read(self.until, view.looking("future", start.date())))
            if not limits:
                doubt = True
            else:
                rule += f";UNTIL={_until(limits[0], reading, view)}"
                doubt = doubt or len(limits) > 1 or limits[0].doubt
        return replace(reading, kind=Kind.RECURRENCE, rrule=rule, doubt=doubt)

    def _count(self, start: datetime | date, lasting: Length) -> int:
        """How many begin before `lasting` is over; `MANY` when they are more."""
        first = day_of(start)
        stop = lasting.from_day(first)
        occurrences = islice(_each(self.rule(), first), MANY)
        return sum(1 for _ in takewhile(lambda occurrence: occurrence.date() < stop, occurrences))


def _each(rule: str, first: date) -> Iterator[datetime]:
    """The occurrences of a rule, from a day on."""
    # Loaded when something recurs, as it takes longer than the rest of a first call.
    from dateutil.rrule import rrulestr

    return iter(rrulestr(rule, dtstart=datetime.combine(first, time())))


def _until(limit: Reading, reading: Reading, view: View) -> str:
    """The last day, or the last instant in UTC: of the type that the start has, as the RFC asks."""
    last = limit.start or view.now
    if limit.end is not None and not isinstance(limit.end, datetime):
        last = limit.end - timedelta(days=1)
    if not isinstance(reading.start, datetime):
        return f"{day_of(last):%Y%m%d}"
    if not isinstance(last, datetime):
        last = datetime.combine(last, time(23, 59, 59), view.now.tzinfo)
    return f"{last.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def each(unit: Unit, count: int = 1) -> Every | None:
    """Every `count` units."""
    if unit is Unit.WORKDAY:
        return Every("WEEKLY", count, WORKDAYS) if count == 1 else None
    if unit is Unit.WEEKEND:
        return Every("WEEKLY", count, WEEKEND)
    if unit not in _FREQUENCIES or count < 1:
        return None
    freq, factor = _FREQUENCIES[unit]
    return Every(freq, count * factor)


def yearly_rule(on: Callable[[int], date]) -> Every | None:
    """A day that each year has, as a rule, when it is always the same date or weekday of a month."""
    # In 28 years every date falls on every weekday.
    days = [on(year) for year in range(2000, 2028)]
    first = days[0]
    yearly = Every("YEARLY", by_month=(first.month,))
    if all((day.month, day.day) == (first.month, first.day) for day in days):
        return replace(yearly, by_month_day=(first.day,))
    if any((day.month, day.weekday()) != (first.month, first.weekday()) for day in days):
        return None
    weeks = {(day.day - 1) // 7 + 1 for day in days}
    if all((day + timedelta(days=7)).month != day.month for day in days):
        weeks = {-1}
    return replace(yearly, by_day=(f"{weeks.pop()}{DAYS[first.weekday()]}",)) if len(weeks) == 1 else None


_SPREAD = {
    (2, Unit.WEEK): Every("WEEKLY", 1, ("MO", "TH")),
    (3, Unit.WEEK): Every("WEEKLY", 1, ("MO", "WE", "FR")),
    (4, Unit.WEEK): Every("WEEKLY", 1, ("MO", "TU", "TH", "FR")),
    (5, Unit.WEEK): Every("WEEKLY", 1, WORKDAYS),
    (2, Unit.MONTH): Every("MONTHLY", 1, by_month_day=(1, 15)),
}


def spread(count: int, unit: Unit) -> Every | None:
    """`count` times in each `unit`, evenly, where that can be said as a rule."""
    if unit is Unit.DAY and 1 < count <= 24 and 24 % count == 0:
        return Every("HOURLY", 24 // count)
    if unit is Unit.YEAR and 1 < count <= 12 and 12 % count == 0:
        return Every("MONTHLY", 12 // count)
    return _SPREAD.get((count, unit))


def on_weekdays(days: tuple[int, ...], interval: int = 1) -> Every:
    """Every week, or every `interval` weeks, on weekdays that are counted from Monday, 0."""
    return Every("WEEKLY", interval, tuple(DAYS[day] for day in sorted(set(days))))


def with_moment(every: Every, moment: Moment) -> Every | None:
    """The rule with a time of day, a zone or a length."""
    if moment.day is not None or not isinstance(moment.hours, Clock | ClockSpan | None):
        return None
    if moment.length is not None and moment.length.of_days:
        return None
    if every.freq in ("HOURLY", "MINUTELY") and isinstance(moment.hours, ClockSpan):
        # "Every hour from 9 to 5" is no event of eight hours.
        return None
    merged = merge(every.moment, moment)
    return None if merged is None else replace(every, moment=merged)
