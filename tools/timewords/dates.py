"""Expressions that name days, and what they come to seen from a day.

Every expression gives its readings as spans of days, best first. More than one reading means that
the words do not tell which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Protocol

from tools.timewords.holidays import FESTIVALS
from tools.timewords.lengths import Length
from tools.timewords.spans import (
    Days,
    Unit,
    containing,
    month_of,
    move,
    one_day,
    season_of,
    week_of,
    year_of,
)
from tools.timewords.values import Direction

HALF_A_YEAR = timedelta(days=183)
HARDLY_OVER = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class View:
    """From where, and which way, words about time are read."""

    now: datetime
    direction: Direction = "future"
    day_first: bool = False
    anchor: date | None = None
    """The day from which weekdays and dates without a year are looked for; today when None."""

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def origin(self) -> date:
        return self.anchor or self.today

    def looking(self, direction: Direction, anchor: date | None = None) -> View:
        return replace(self, direction=direction, anchor=anchor)


class DayExpr(Protocol):
    """Words that name days."""

    def days(self, view: View) -> tuple[Days, ...]:
        """The readings, best first; none when there are no such days."""
        ...


class Open:
    """Words that name days again and again, until something says which."""

    __slots__ = ()

    def occurrences(self, window: Days) -> Iterator[Days]:
        """Those that begin within `window`, in order."""
        raise NotImplementedError

    def around(self, day: date, years: int = 1) -> list[Days]:
        reach = timedelta(days=366 * years + 31)
        return list(self.occurrences(Days(day - reach, day + reach)))


def chosen(options: Sequence[Days], view: View) -> Days | None:
    """The one of `options` (in order) that the direction of the view asks for."""
    origin = view.origin
    if view.direction == "past":
        return next((d for d in reversed(options) if d.first <= origin), None)
    ahead = next((d for d in options if d.stop > origin), None)
    if view.direction == "future":
        return ahead
    return min(options, key=lambda d: abs((d.first - origin).days), default=None)


def yearly(options: Sequence[Days], view: View) -> tuple[Days, ...]:
    """The one that the direction asks for; looking ahead also the last one, if it is hardly over.

    Said on 5 March, "3 March" may be eleven months ahead, or two days ago.
    """
    found = _only(chosen(options, view))
    if view.direction == "future" and view.anchor is None and found:
        found += tuple(d for d in options if timedelta() < view.today - d.first <= HARDLY_OVER)
    return found


def stepped(options: Sequence[Days], step: int, today: date) -> tuple[Days, ...]:
    """The last (-1), this (0) or next (1) of `options`, seen from `today`.

    Where this year's is still to come, "next" may mean that one or the one a year later, and the
    other way round with "last": both are given.
    """
    if step == 0:
        return tuple(d for d in options if d.first.year == today.year)[:1]
    ahead = [d for d in options if (d.first > today if step > 0 else d.stop <= today)]
    if step < 0:
        ahead.reverse()
    return tuple(ahead[:2] if ahead and ahead[0].first.year == today.year else ahead[:1])


@dataclass(frozen=True, slots=True)
class Fixed:
    """Days that need nothing else."""

    span: Days

    def days(self, view: View) -> tuple[Days, ...]:
        return (self.span,)


@dataclass(frozen=True, slots=True)
class Relative:
    """The `unit` that today is in, or the one `count` later: "next week", "tomorrow"."""

    unit: Unit
    count: int

    def days(self, view: View) -> tuple[Days, ...]:
        return (containing(move(view.today, self.count, self.unit), self.unit),)


@dataclass(frozen=True, slots=True)
class Weekday(Open):
    """ "Friday", or with a step "this", "next" or "last Friday".

    "Next Friday" is the one of the next calendar week (Monday to Sunday), on any day it is said.
    "Last Friday" is the one before today. "This Friday" is the first from today on.
    """

    number: int
    step: int | None = None

    def days(self, view: View) -> tuple[Days, ...]:
        if self.step == 1:
            return (one_day(week_of(view.today).first + timedelta(days=7 + self.number)),)
        if self.step == -1:
            return self._last(view.today)
        origin = view.origin
        ahead = one_day(origin + timedelta(days=(self.number - origin.weekday()) % 7))
        if self.step == 0 or view.anchor:
            return (ahead if view.direction != "past" or self.step == 0 else self._before(origin),)
        if origin.weekday() == self.number:
            week = timedelta(days=-7 if view.direction == "past" else 7)
            return (ahead, one_day(origin + week))
        if view.direction == "future":
            return (ahead,)
        behind = self._before(origin)
        if view.direction == "past":
            return (behind,)
        return (ahead if ahead.first - origin < origin - behind.first else behind,)

    def _before(self, day: date) -> Days:
        return one_day(day - timedelta(days=(day.weekday() - self.number) % 7))

    def _last(self, today: date) -> tuple[Days, ...]:
        recent = self._before(today - timedelta(days=1))
        if recent.first >= week_of(today).first:
            return recent, one_day(recent.first - timedelta(days=7))
        return (recent,)

    def occurrences(self, window: Days) -> Iterator[Days]:
        day = window.first + timedelta(days=(self.number - window.first.weekday()) % 7)
        while day < window.stop:
            yield one_day(day)
            day += timedelta(days=7)


@dataclass(frozen=True, slots=True)
class MonthDay(Open):
    """A day and a month, with or without a year."""

    month: int
    day: int
    year: int | None = None
    step: int | None = None

    def days(self, view: View) -> tuple[Days, ...]:
        if self.year is not None:
            return (one_day(date(self.year, self.month, self.day)),)
        options = self.around(view.origin, 8 if (self.month, self.day) == (2, 29) else 1)
        if self.step is not None:
            return stepped(options, self.step, view.today)[:1]
        return yearly(options, view)

    def occurrences(self, window: Days) -> Iterator[Days]:
        for year in range(window.first.year, window.stop.year + 1):
            if self.year in (None, year) and self.day <= (month_of(year, self.month).last.day):
                day = date(year, self.month, self.day)
                if window.first <= day < window.stop:
                    yield one_day(day)


@dataclass(frozen=True, slots=True)
class DayNumber(Open):
    """ "The 15th", of a month that is not said."""

    number: int

    def days(self, view: View) -> tuple[Days, ...]:
        return _only(chosen(self.around(view.origin), view))

    def occurrences(self, window: Days) -> Iterator[Days]:
        month = containing(window.first, Unit.MONTH)
        while month.first < window.stop:
            if self.number <= month.last.day:
                day = month.first.replace(day=self.number)
                if window.first <= day < window.stop:
                    yield one_day(day)
            month = containing(month.stop, Unit.MONTH)


@dataclass(frozen=True, slots=True)
class Month(Open):
    """A month by its name."""

    number: int
    year: int | None = None
    step: int | None = None

    def days(self, view: View) -> tuple[Days, ...]:
        if self.year is not None:
            return (month_of(self.year, self.number),)
        options = self.around(view.origin)
        if self.step is not None:
            return stepped(options, self.step, view.today)
        return _only(chosen(options, view))

    def occurrences(self, window: Days) -> Iterator[Days]:
        for year in range(window.first.year, window.stop.year + 1):
            month = month_of(year, self.number)
            if window.first <= month.first < window.stop:
                yield month


@dataclass(frozen=True, slots=True)
class Part(Open):
    """A quarter or half of a year by its number, or a season."""

    unit: Unit
    number: int
    """From 1; seasons from spring."""
    year: int | None = None
    step: int | None = None

    def _of(self, year: int) -> Days:
        if self.unit is Unit.SEASON:
            return season_of(year, self.number - 1)
        months = 3 if self.unit is Unit.QUARTER else 6
        return containing(date(year, months * self.number, 1), self.unit)

    def days(self, view: View) -> tuple[Days, ...]:
        if self.year is not None:
            return (self._of(self.year),)
        options = self.around(view.origin)
        if self.step is None and self.unit is Unit.SEASON:
            return _only(chosen(options, view))
        if self.step is None:
            return (self._of(view.origin.year),)
        if self.unit is Unit.SEASON and self.step >= 0:
            now = next((d for d in options if d.first <= view.today < d.stop), None)
            ahead = [d for d in options if d.first > view.today]
            return (now or ahead[0],) if self.step == 0 else tuple(ahead[:1])
        return stepped(options, self.step, view.today)[:1]

    def occurrences(self, window: Days) -> Iterator[Days]:
        for year in range(window.first.year, window.stop.year + 1):
            part = self._of(year)
            if window.first <= part.first < window.stop:
                yield part


@dataclass(frozen=True, slots=True)
class Named(Open):
    """A festival."""

    index: int
    year: int | None = None
    step: int | None = None

    def days(self, view: View) -> tuple[Days, ...]:
        festival = FESTIVALS[self.index]
        if self.year is not None:
            return (one_day(festival.on(self.year)),)
        options = self.around(view.origin)
        if self.step is None:
            return yearly(options, view)
        if self.step == 0:
            return _only(chosen(options, view.looking("future")))
        return stepped(options, self.step, view.today)[:1]

    def occurrences(self, window: Days) -> Iterator[Days]:
        for year in range(window.first.year, window.stop.year + 1):
            day = _festival(self.index, year)
            if window.first <= day < window.stop:
                yield one_day(day)


@lru_cache(maxsize=256)
def _festival(index: int, year: int) -> date:
    return FESTIVALS[index].on(year)


@dataclass(frozen=True, slots=True)
class Nth:
    """The `count`th weekday or unit within something longer, from its end when negative."""

    count: int
    what: Unit | int
    """A unit, or a weekday by number."""
    within: DayExpr
    many: int = 1

    def days(self, view: View) -> tuple[Days, ...]:
        found = []
        for outer in self.within.days(view):
            inner = list(self._parts(outer))
            first = self.count - 1 if self.count > 0 else self.count
            if self.many > 1:
                run = inner[: self.many] if self.count > 0 else inner[-self.many :]
                if len(run) == self.many:
                    found.append(Days(run[0].first, run[-1].stop))
            elif -len(inner) <= first < len(inner):
                found.append(inner[first])
        return tuple(found)

    def _parts(self, outer: Days) -> Iterator[Days]:
        if isinstance(self.what, int):
            yield from Weekday(self.what).occurrences(outer)
            return
        day = outer.first
        while day < outer.stop:
            part = containing(day, self.what)
            if self.what is Unit.WEEK and (part.first + timedelta(days=3)) not in _range(outer):
                # A week belongs to the month and the year that its Thursday is in.
                day = part.stop
                continue
            if self.what is Unit.WORKDAY:
                part = one_day(day)
                if day.weekday() >= 5:
                    day = part.stop
                    continue
            if self.what is Unit.WEEKEND and part.first < day:
                day = part.stop
                continue
            yield part
            day = part.stop


def _range(span: Days) -> _Range:
    return _Range(span)


@dataclass(frozen=True, slots=True)
class _Range:
    span: Days

    def __contains__(self, day: date) -> bool:
        return self.span.first <= day < self.span.stop


@dataclass(frozen=True, slots=True)
class Edge:
    """The beginning (0), middle (1) or end (2) of something longer than a day.

    Beginning and end are about a third: Monday to Wednesday and Friday to Sunday of a week, the
    first ten days and from the 21st on of a month, three and four months of a year.
    """

    which: int
    of: DayExpr

    def days(self, view: View) -> tuple[Days, ...]:
        return tuple(self._part(span) for span in self.of.days(view))

    def _part(self, span: Days) -> Days:
        first = span.first
        if span.single:
            return span
        if span.grain is Unit.YEAR:
            cuts = (0, 3, 8, 12) if self.which != 1 else (0, 4, 8, 12)
            return Days(move(first, cuts[self.which], Unit.MONTH), move(first, cuts[self.which + 1], Unit.MONTH))
        if span.grain is Unit.WEEK:
            days = ((0, 3), (2, 4), (4, 7))[self.which]
            return Days(first + timedelta(days=days[0]), first + timedelta(days=days[1]))
        if span.grain is Unit.MONTH:
            cut = (1, 11, 21)[self.which]
            stop = span.stop if self.which == 2 else first.replace(day=cut + 10)
            return Days(first.replace(day=cut), stop)
        total = (span.stop - first).days
        return Days(
            first + timedelta(days=total * self.which // 3),
            span.stop if self.which == 2 else first + timedelta(days=total * (self.which + 1) // 3),
        )


@dataclass(frozen=True, slots=True)
class HalfOf:
    """The first or second half of something longer."""

    number: int
    of: DayExpr

    def days(self, view: View) -> tuple[Days, ...]:
        return tuple(self._half(span) for span in self.of.days(view))

    def _half(self, span: Days) -> Days:
        if span.grain is Unit.YEAR:
            return containing(span.first.replace(month=6 * self.number), Unit.HALF)
        middle = span.first + (span.stop - span.first) // 2
        return Days(span.first, middle) if self.number == 1 else Days(middle, span.stop)


@dataclass(frozen=True, slots=True)
class IsoWeek:
    """A week of this year, by its number."""

    number: int

    def days(self, view: View) -> tuple[Days, ...]:
        try:
            monday = date.fromisocalendar(view.today.isocalendar().year, self.number, 1)
        except ValueError:
            return ()
        return (week_of(monday),)


@dataclass(frozen=True, slots=True)
class Moved:
    """Days, `length` after (or before) others."""

    base: DayExpr
    length: Length
    sign: int

    def days(self, view: View) -> tuple[Days, ...]:
        return tuple(self._moved(span) for span in self.base.days(view))

    def _moved(self, span: Days) -> Days:
        # "Two weeks after the conference week" starts from its last day, "before" from its first.
        start = span.last if self.sign > 0 else span.first
        return one_day(self.length.from_day(start, self.sign))


@dataclass(frozen=True, slots=True)
class NthAhead:
    """The `count`th such weekday after today, or before it when negative."""

    weekday: int
    count: int

    def days(self, view: View) -> tuple[Days, ...]:
        today = view.today
        if self.count > 0:
            first = today + timedelta(days=(self.weekday - today.weekday() - 1) % 7 + 1)
            return (one_day(first + timedelta(days=7 * (self.count - 1))),)
        last = today - timedelta(days=(today.weekday() - self.weekday - 1) % 7 + 1)
        return (one_day(last + timedelta(days=7 * (self.count + 1))),)


@dataclass(frozen=True, slots=True)
class Nearest:
    """The `count`th nearest such weekday to another day."""

    weekday: int
    day: DayExpr
    count: int = 1

    def days(self, view: View) -> tuple[Days, ...]:
        found = []
        for span in self.day.days(view):
            reach = timedelta(days=7 * self.count + 7)
            near = Weekday(self.weekday).occurrences(Days(span.first - reach, span.first + reach))
            found.append(sorted(near, key=lambda d: abs((d.first - span.first).days))[self.count - 1])
        return tuple(found)


@dataclass(frozen=True, slots=True)
class WorkingWeek:
    """Monday to Friday of this week, or of one `count` weeks on."""

    count: int

    def days(self, view: View) -> tuple[Days, ...]:
        week = containing(move(view.today, self.count, Unit.WEEK), Unit.WEEK)
        return (Days(week.first, week.first + timedelta(days=5)),)


@dataclass(frozen=True, slots=True)
class WeekWith:
    """The week (or other unit) that a day is in."""

    day: DayExpr
    unit: Unit = Unit.WEEK

    def days(self, view: View) -> tuple[Days, ...]:
        return tuple(dict.fromkeys(self._around(span.first) for span in self.day.days(view)))

    def _around(self, day: date) -> Days:
        if self.unit is Unit.WEEKEND and day.weekday() < 2:
            # The weekend of a Monday or Tuesday is the one before it.
            day -= timedelta(days=7)
        return containing(day, self.unit)


@dataclass(frozen=True, slots=True)
class Run:
    """From one day to another, both included; one without a year takes it from its partner."""

    begin: DayExpr
    finish: DayExpr

    def days(self, view: View) -> tuple[Days, ...]:
        if is_open(self.begin) and not (isinstance(self.begin, Weekday | DayNumber) and is_open(self.finish)):
            # "October to March", said in January: the one that is not over.
            finish = self.finish.days(view)
            begin = self.begin.days(view.looking("past", finish[0].first)) if finish else ()
        else:
            begin = self.begin.days(view)
            finish = self.finish.days(view.looking("future", begin[0].first)) if begin else ()
        if not begin or not finish:
            return ()
        pairs = [(a, b) for a in begin for b in finish if a.first < b.stop]
        return tuple(Days(a.first, b.stop) for a, b in pairs[:2])


@dataclass(frozen=True, slots=True)
class Count:
    """The last or next `count` units, by the day: "last 3 days", "next 2 weeks".

    Looking back today is included; looking ahead it begins tomorrow. Quarters are the calendar's.
    """

    count: int
    unit: Unit
    loose: bool = False
    """Whether the calendar's own units may be meant as well: "next 2 weeks", with nothing before it."""

    def days(self, view: View) -> tuple[Days, ...]:
        today = view.today
        ahead = self.count > 0
        reached = move(today, self.count, self.unit)
        tomorrow = today + timedelta(days=1)
        rolling = Days(tomorrow, reached + timedelta(days=1)) if ahead else Days(reached, tomorrow)
        if self.unit in (Unit.QUARTER, Unit.HALF, Unit.WEEKEND, Unit.SEASON):
            return (self._whole(today), rolling) if self.loose and ahead else (self._whole(today),)
        if not self.loose or self.unit in (Unit.DAY, Unit.WORKDAY):
            return (rolling,)
        return rolling, self._whole(today)

    def _whole(self, today: date) -> Days:
        near = containing(move(today, 1 if self.count > 0 else -1, self.unit), self.unit)
        far = containing(move(today, self.count, self.unit), self.unit)
        first, last = (near, far) if self.count > 0 else (far, near)
        return Days(first.first, last.stop)


@dataclass(frozen=True, slots=True)
class Rest:
    """What remains of something that today is in, from today on; or what of it has passed."""

    of: DayExpr
    passed: bool = False

    def days(self, view: View) -> tuple[Days, ...]:
        found = []
        for span in self.of.days(view):
            if span.first <= view.today < span.stop:
                tomorrow = view.today + timedelta(days=1)
                found.append(Days(span.first, tomorrow) if self.passed else Days(view.today, span.stop))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Either:
    """One or the other."""

    first: DayExpr
    second: DayExpr

    def days(self, view: View) -> tuple[Days, ...]:
        return tuple(dict.fromkeys((*self.first.days(view), *self.second.days(view))))


@dataclass(frozen=True, slots=True)
class Both:
    """Days that two expressions name at once: "Monday 24 November", "Tuesday of next week"."""

    one: DayExpr
    other: DayExpr

    def days(self, view: View) -> tuple[Days, ...]:
        one, other = self.one, self.other
        if isinstance(one, Weekday) and one.step is None:
            return _weekday_of(one, other, view)
        if isinstance(other, Weekday) and other.step is None:
            return _weekday_of(other, one, view)
        if isinstance(one, Weekday | DayNumber | MonthDay) and isinstance(other, Weekday):
            one, other = other, one
        if isinstance(one, Weekday):
            return _agreeing(one.days(view), list(other.around(view.origin)) if isinstance(other, Open) else [], other.days(view))
        if isinstance(one, Open) and not _names_day(other):
            return _within(one, other, view)
        if isinstance(other, Open):
            return _within(other, one, view)
        return tuple(a for a in one.days(view) if a in other.days(view))


def _agreeing(said: tuple[Days, ...], options: list[Days], usual: tuple[Days, ...]) -> tuple[Days, ...]:
    agreed = tuple(day for day in said if day in options or day in usual)
    return agreed or (*usual, *said)


def _names_day(expr: DayExpr) -> bool:
    return isinstance(expr, Weekday | DayNumber | MonthDay | Named)


def _within(inner: Open, outer: DayExpr, view: View) -> tuple[Days, ...]:
    found: list[Days] = []
    for span in outer.days(view):
        if isinstance(outer, Moved):
            span = containing(span.first, outer.length.grain)
        found.extend(inner.occurrences(span))
    ahead = [day for day in found if day.stop > view.origin]
    return tuple((ahead or found) if view.direction == "future" else found)[:4]


def _weekday_of(weekday: Weekday, other: DayExpr, view: View) -> tuple[Days, ...]:
    usual = other.days(view)
    if not usual:
        return ()
    if not usual[0].single:
        return _within(weekday, other, view)
    agreed = tuple(day for day in usual if day.first.weekday() == weekday.number)
    if agreed:
        return agreed
    if isinstance(other, Open):
        # The weekday tells the year (or the month) that was left out, if not too far away.
        near = [day for day in other.around(view.origin, 6) if day.first.weekday() == weekday.number]
        reach = timedelta(days=62) if isinstance(other, DayNumber) else HALF_A_YEAR
        close = [d for d in near if abs(d.first - view.origin) <= reach]
        ahead = [d for d in close if d.first >= view.origin]
        if close:
            return tuple((ahead or close[::-1])[:1])
        later = [d for d in near if d.first > view.origin][:1]
    else:
        later = []
    nearest = one_day(usual[0].first + timedelta(days=(weekday.number - usual[0].first.weekday() + 3) % 7 - 3))
    return tuple(dict.fromkeys((*later, *usual, nearest) if isinstance(other, MonthDay | Named) else (*usual, nearest)))


def is_open(expr: DayExpr) -> bool:
    """Whether a year (or a month, or a week) is still to be found for it."""
    if isinstance(expr, Both):
        return is_open(expr.one) and is_open(expr.other)
    if isinstance(expr, Edge):
        return is_open(expr.of)
    if isinstance(expr, Weekday):
        return expr.step is None
    if isinstance(expr, MonthDay | Month | Part | Named):
        return expr.year is None and expr.step is None
    return isinstance(expr, DayNumber)


def _only(days: Days | None) -> tuple[Days, ...]:
    return () if days is None else (days,)


def in_year(expr: DayExpr, year: int) -> DayExpr | None:
    """`expr` with a year that it did not have."""
    if isinstance(expr, MonthDay | Month | Part | Named) and expr.year is None and expr.step is None:
        return replace(expr, year=year)
    if isinstance(expr, Edge):
        inner = in_year(expr.of, year)
        return None if inner is None else Edge(expr.which, inner)
    if isinstance(expr, Both):
        one, other = in_year(expr.one, year), in_year(expr.other, year)
        if one is None and other is None:
            return None
        return Both(one or expr.one, other or expr.other)
    if isinstance(expr, Nth):
        within = in_year(expr.within, year)
        return None if within is None else replace(expr, within=within)
    if isinstance(expr, Run):
        finish = in_year(expr.finish, year)
        return None if finish is None else Run(expr.begin, finish)
    if isinstance(expr, Weekday | DayNumber):
        return None
    return None


def stepping(expr: DayExpr, step: int) -> DayExpr | None:
    """`expr` after "this" (0), "next" (1) or "last" (-1)."""
    if isinstance(expr, Weekday | MonthDay | Month | Part | Named) and expr.step is None:
        if isinstance(expr, Weekday) or expr.year is None:
            return replace(expr, step=step)
    return None


def year_span(year: int) -> Fixed:
    return Fixed(year_of(year))
