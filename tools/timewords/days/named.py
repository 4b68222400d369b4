"""Days and longer spans that have a name of their own: "Friday", "3 March", "summer", "Easter"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from tools.timewords.days.view import A_QUARTER, DayExpr, Open, View, chosen, only, stepped, yearly
from tools.timewords.holidays import FESTIVALS
from tools.timewords.spans import (
    Days,
    Unit,
    Vague,
    add_months,
    containing,
    month_of,
    move,
    one_day,
    season_of,
    week_of,
    year_of,
)
from tools.timewords.value import replace


class Fixed(DayExpr):
    """Days that need nothing else."""

    span: Days

    def days(self, view: View) -> tuple[Days, ...]:  # noqa: ARG002 - the same from everywhere
        return (self.span,)


class Relative(DayExpr):
    """The `unit` that today is in, or the one `count` later: "next week", "tomorrow"."""

    unit: Unit
    count: int

    def days(self, view: View) -> tuple[Days, ...]:
        return (containing(move(view.today, self.count, self.unit), self.unit),)


class This(DayExpr):
    """The unit that today is in, where nobody said so: "the week". Only what remains of it may be meant."""

    unit: Unit

    def days(self, view: View) -> tuple[Days, ...]:
        own = containing(view.today, self.unit)
        return (replace(own, vague=Vague(start=True, end=own.vague.end)),)


class Weekday(Open):
    """ "Friday", or with a step "this", "next" or "last Friday".

    "Next Friday" is the one of the next calendar week (Monday to Sunday); while this week's is still
    to come, some mean that one. "Last Friday" is the one before today, "this Friday" the first from
    today on.
    """

    number: int
    step: int | None = None

    def days(self, view: View) -> tuple[Days, ...]:
        if self.step == 1:
            return self._next(view.today)
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

    def _next(self, today: date) -> tuple[Days, ...]:
        own = week_of(today).first + timedelta(days=self.number)
        after = one_day(own + timedelta(days=7))
        return (after, one_day(own)) if own > today else (after,)

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

    @property
    def is_open(self) -> bool:
        return self.step is None

    def with_step(self, step: int) -> DayExpr | None:
        return replace(self, step=step) if self.is_open else None


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
        return yearly(options, view, A_QUARTER)

    def occurrences(self, window: Days) -> Iterator[Days]:
        for year in range(window.first.year, window.stop.year + 1):
            if self.year in (None, year) and self.day <= (month_of(year, self.month).last.day):
                day = date(year, self.month, self.day)
                if window.first <= day < window.stop:
                    yield one_day(day)

    @property
    def is_open(self) -> bool:
        return self.year is None and self.step is None

    def in_year(self, year: int) -> DayExpr | None:
        return replace(self, year=year) if self.is_open else None

    def with_step(self, step: int) -> DayExpr | None:
        return replace(self, step=step) if self.is_open else None


class DayNumber(Open):
    """ "The 15th", of a month that is not said."""

    number: int

    def days(self, view: View) -> tuple[Days, ...]:
        return only(chosen(self.around(view.origin), view))

    def occurrences(self, window: Days) -> Iterator[Days]:
        month = window.first.replace(day=1)
        while month < window.stop:
            after = add_months(month, 1)
            day = month + timedelta(days=self.number - 1)
            if day < after and window.first <= day < window.stop:
                yield one_day(day)
            month = after

    @property
    def is_open(self) -> bool:
        return True


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
        return only(chosen(options, view))

    def occurrences(self, window: Days) -> Iterator[Days]:
        for year in range(window.first.year, window.stop.year + 1):
            month = month_of(year, self.number)
            if window.first <= month.first < window.stop:
                yield month

    @property
    def is_open(self) -> bool:
        return self.year is None and self.step is None

    def in_year(self, year: int) -> DayExpr | None:
        return replace(self, year=year) if self.is_open else None

    def with_step(self, step: int) -> DayExpr | None:
        return replace(self, step=step) if self.is_open else None


class YearPart(Open):
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
        options = self.around(view.origin, 2)
        if self.step is None:
            return only(chosen(options, view))
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

    @property
    def is_open(self) -> bool:
        return self.year is None and self.step is None

    def in_year(self, year: int) -> DayExpr | None:
        return replace(self, year=year) if self.is_open else None

    def with_step(self, step: int) -> DayExpr | None:
        return replace(self, step=step) if self.is_open else None


class Feast(Open):
    """A festival."""

    index: int
    year: int | None = None
    step: int | None = None

    def days(self, view: View) -> tuple[Days, ...]:
        if self.year is not None:
            return (_festival(self.index, self.year),)
        options = self.around(view.origin)
        if self.step is None:
            return yearly(options, view)
        if self.step == 0:
            return only(chosen(options, view.looking("future")))
        return stepped(options, self.step, view.today)[:1]

    def occurrences(self, window: Days) -> Iterator[Days]:
        for year in range(window.first.year, window.stop.year + 1):
            feast = _festival(self.index, year)
            if window.first <= feast.first < window.stop:
                yield feast

    @property
    def is_open(self) -> bool:
        return self.year is None and self.step is None

    def in_year(self, year: int) -> DayExpr | None:
        return replace(self, year=year) if self.is_open else None

    def with_step(self, step: int) -> DayExpr | None:
        return replace(self, step=step) if self.is_open else None


@lru_cache(maxsize=256)
def _festival(index: int, year: int) -> Days:
    first = FESTIVALS[index].on(year)
    return Days(first, first + timedelta(days=FESTIVALS[index].length))


def year_span(year: int) -> Fixed:
    """A year as days."""
    return Fixed(year_of(year))
