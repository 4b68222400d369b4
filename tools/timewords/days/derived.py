"""Days that are found from other days: "first Monday of March", "two days before Easter", "end of May"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from tools.timewords.days.named import Relative, This, Weekday, year_span
from tools.timewords.days.view import A_QUARTER, DayExpr, Open, View, chosen, only, yearly
from tools.timewords.lengths import Length
from tools.timewords.spans import (
    Days,
    Unit,
    Vague,
    add_months,
    containing,
    month_of,
    move,
    one_day,
    week_of,
)
from tools.timewords.value import replace

LONG_YEAR = 53
"""How many weeks a year has, when it has one more than others."""


class Nth(DayExpr):
    """The `count`th weekday or unit within something longer, from its end when negative."""

    count: int
    what: Unit | int
    """A unit, or a weekday by number."""
    within: DayExpr
    many: int = 1

    def days(self, view: View) -> tuple[Days, ...]:
        found = self._found(view)
        over = view.direction == "future" and all(day.stop <= view.today for day in found)
        if over and isinstance(self.within, This):
            # "The first Monday of the month", when that is over.
            return replace(self, within=Relative(self.within.unit, 1)).days(view) + found
        return found

    def _found(self, view: View) -> tuple[Days, ...]:
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

    def in_year(self, year: int) -> DayExpr | None:
        within = self.within.in_year(year)
        return within and replace(self, within=within)

    def _parts(self, outer: Days) -> Iterator[Days]:
        if isinstance(self.what, int):
            yield from Weekday(self.what).occurrences(outer)
            return
        day = outer.first
        while day < outer.stop:
            part = containing(day, self.what)
            if self.what is Unit.WEEK and not outer.first <= part.first + timedelta(days=3) < outer.stop:
                # A week belongs to the month and the year that its Thursday is in.
                day = part.stop
                continue
            if self.what is Unit.WORKDAY:
                part = one_day(day)
                if day.weekday() >= 5:
                    day = part.stop
                    continue
            if self.what is Unit.WEEKEND and not day <= part.first < outer.stop:
                day = part.stop
                continue
            yield part
            day = part.stop


class NthOfMonth(Open):
    """The `count`th such weekday of a month that is not said, or the last (-1): "the third Thursday"."""

    count: int
    weekday: int

    def days(self, view: View) -> tuple[Days, ...]:
        return only(chosen(self.around(view.origin), view))

    def occurrences(self, window: Days) -> Iterator[Days]:
        month = window.first.replace(day=1)
        while month < window.stop:
            days = list(Weekday(self.weekday).occurrences(month_of(month.year, month.month)))
            if self.count <= len(days):
                day = days[self.count - 1 if self.count > 0 else self.count]
                if window.first <= day.first < window.stop:
                    yield day
            month = add_months(month, 1)

    @property
    def is_open(self) -> bool:
        return True

    def within(self, month: DayExpr) -> Nth:
        """The same of a month that is said."""
        return Nth(self.count, self.weekday, month)


class Edge(DayExpr):
    """The beginning (0), middle (1) or end (2) of something longer than a day.

    Beginning and end are about a third: Monday to Wednesday and Friday to Sunday of a week, the
    first ten days and from the 21st on of a month, three and four months of a year. Only where it
    begins and ends with the whole it is exact.
    """

    which: int
    of: DayExpr

    def days(self, view: View) -> tuple[Days, ...]:
        return tuple(
            replace(
                self._part(span),
                vague=Vague(
                    span.vague.start if self.which == 0 else not span.single,
                    span.vague.end if self.which == 2 else not span.single,
                ),
            )
            for span in self.of.days(view)
        )

    @property
    def is_open(self) -> bool:
        return self.of.is_open

    def in_year(self, year: int) -> DayExpr | None:
        of = self.of.in_year(year)
        return of and replace(self, of=of)

    def _part(self, span: Days) -> Days:
        first = span.first
        if span.single:
            return span
        if span.grain is Unit.YEAR:
            cuts = (0, 3, 8, 12) if self.which != 1 else (0, 4, 8, 12)
            return Days(
                move(first, cuts[self.which], Unit.MONTH), move(first, cuts[self.which + 1], Unit.MONTH)
            )
        if span.grain is Unit.QUARTER:
            return containing(move(first, self.which, Unit.MONTH), Unit.MONTH)
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


class HalfOf(DayExpr):
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


class IsoWeek(Open):
    """A week by its number; without a year that of this year until it is over."""

    number: int
    year: DayExpr | None = None

    def days(self, view: View) -> tuple[Days, ...]:
        if self.year is not None:
            return tuple(self._of(years.first.year) for years in self.year.days(view))
        return yearly(self.around(view.origin, 8 if self.number == LONG_YEAR else 1), view, A_QUARTER)

    def _of(self, year: int) -> Days:
        return week_of(date.fromisocalendar(year, self.number, 1))

    def occurrences(self, window: Days) -> Iterator[Days]:
        for year in range(window.first.year - 1, window.stop.year + 1):
            if self.number < LONG_YEAR or date(year, 12, 28).isocalendar().week == LONG_YEAR:
                week = self._of(year)
                if window.first <= week.first < window.stop:
                    yield week

    @property
    def is_open(self) -> bool:
        return self.year is None

    def in_year(self, year: int) -> DayExpr | None:
        return replace(self, year=year_span(year)) if self.is_open else None


class Moved(DayExpr):
    """Days, `length` after (or before) others."""

    base: DayExpr
    length: Length
    sign: int

    @property
    def fuzzy(self) -> bool:
        return self.length.fuzzy

    def days(self, view: View) -> tuple[Days, ...]:
        spans = self.base.days(view)
        if self.base.is_open and self.length.months >= 12:
            # "A year after Christmas": after the last one as well as after the next.
            spans += self.base.days(view.looking("past"))
        return tuple(dict.fromkeys(self._moved(span) for span in spans))

    def instant(self, view: View) -> datetime | None:
        if self.base != Relative(Unit.DAY, 0):
            return None
        return self.length.from_instant(view.now, self.sign)

    def _moved(self, span: Days) -> Days:
        # "Two weeks after Easter week" starts from its last day, "before" from its first; the end of
        # something is its last day, the beginning its first.
        late = self.base.which == 2 if isinstance(self.base, Edge) else self.sign > 0
        start = span.last if late else span.first
        return one_day(self.length.from_day(start, self.sign))


class NthAhead(DayExpr):
    """The `count`th such weekday after today, or before it when negative."""

    weekday: int
    count: int
    loose: bool = False
    """Whether this week's may not be counted, as in "two Fridays from now", said on a Monday."""

    def days(self, view: View) -> tuple[Days, ...]:
        today = view.today
        if self.count > 0:
            first = today + timedelta(days=(self.weekday - today.weekday() - 1) % 7 + 1)
            counted = one_day(first + timedelta(days=7 * (self.count - 1)))
            if self.loose and week_of(first) == week_of(today):
                return counted, one_day(counted.stop + timedelta(days=6))
            return (counted,)
        last = today - timedelta(days=(today.weekday() - self.weekday - 1) % 7 + 1)
        return (one_day(last + timedelta(days=7 * (self.count + 1))),)


class Nearest(DayExpr):
    """The `count`th nearest day of its kind to another day."""

    what: Open
    day: DayExpr
    count: int = 1

    def days(self, view: View) -> tuple[Days, ...]:
        found = []
        for span in self.day.days(view):
            reach = timedelta(days=7 * self.count + 7 if isinstance(self.what, Weekday) else 366)
            near = self.what.occurrences(Days(span.first - reach, span.first + reach))
            found.append(sorted(near, key=lambda d: abs((d.first - span.first).days))[self.count - 1])
        return tuple(found)


class WorkingWeek(DayExpr):
    """Monday to Friday of this week, or of one `count` weeks on."""

    count: int

    def days(self, view: View) -> tuple[Days, ...]:
        week = containing(move(view.today, self.count, Unit.WEEK), Unit.WEEK)
        return (Days(week.first, week.first + timedelta(days=5)),)


class ComingWeekend(DayExpr):
    """The first weekend that begins after today: "this coming weekend"."""

    def days(self, view: View) -> tuple[Days, ...]:
        return (next_weekend(view.today),)


class Beside(DayExpr):
    """The first such weekday or unit after (1) or before (-1) a day: "the Friday before Christmas"."""

    what: Unit | int
    day: DayExpr
    sign: int

    def days(self, view: View) -> tuple[Days, ...]:
        return tuple(self._beside(span) for span in self.day.days(view))

    def _beside(self, span: Days) -> Days:
        edge = span.last if self.sign > 0 else span.first
        if self.what is Unit.WEEKEND and self.sign > 0:
            return next_weekend(edge)
        if isinstance(self.what, Unit):
            return containing(move(edge, self.sign, self.what), self.what)
        distance = self.sign * (self.what - edge.weekday()) % 7 or 7
        return one_day(edge + timedelta(days=self.sign * distance))


class WeekWith(DayExpr):
    """The week (or other unit) that a day is in."""

    day: DayExpr
    unit: Unit = Unit.WEEK

    def days(self, view: View) -> tuple[Days, ...]:
        return tuple(dict.fromkeys(self._around(span.first) for span in self.day.days(view)))

    def _around(self, day: date) -> Days:
        return weekend_with(day) if self.unit is Unit.WEEKEND else containing(day, self.unit)


class LongWeekend(DayExpr):
    """The weekend of a festival, from or to the festival itself when that is next to it or one day off."""

    day: DayExpr

    def days(self, view: View) -> tuple[Days, ...]:
        return tuple(self._around(span) for span in self.day.days(view))

    def _around(self, feast: Days) -> Days:
        weekend = weekend_with(feast.first)
        near = replace(weekend, first=min(weekend.first, feast.first), stop=max(weekend.stop, feast.stop))
        return near if (near.stop - near.first).days <= 4 else weekend


def next_weekend(day: date) -> Days:
    """The first weekend that begins after a day."""
    own = containing(day, Unit.WEEKEND)
    return own if own.first > day else containing(move(day, 1, Unit.WEEKEND), Unit.WEEKEND)


def weekend_with(day: date) -> Days:
    """The weekend that people count a day to; of a Monday or Tuesday the one before it."""
    return containing(day - timedelta(days=7) if day.weekday() < 2 else day, Unit.WEEKEND)
