"""Days of the calendar as half-open spans, and moving along them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from tools.timewords.value import Value


class Unit(StrEnum):
    """A measure of time."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WORKDAY = "working day"
    WEEKEND = "weekend"
    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half-year"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"


MONTHS_IN = {
    Unit.MONTH: 1,
    Unit.QUARTER: 3,
    Unit.HALF: 6,
    Unit.YEAR: 12,
    Unit.DECADE: 120,
    Unit.CENTURY: 1200,
}
DAYS_IN = {Unit.DAY: 1, Unit.WEEK: 7, Unit.FORTNIGHT: 14}
SECONDS_IN = {Unit.SECOND: 1, Unit.MINUTE: 60, Unit.HOUR: 3600}

CALENDAR = (
    Unit.DAY,
    Unit.WORKDAY,
    Unit.WEEKEND,
    Unit.WEEK,
    Unit.MONTH,
    Unit.QUARTER,
    Unit.YEAR,
    Unit.DECADE,
    Unit.CENTURY,
)
"""Units that begin and end somewhere on the calendar."""

SATURDAY = 5


class Vague(Value):
    """Which boundaries nobody said and nothing fixes, so that they are a convention of ours."""

    start: bool = False
    end: bool = False


EXACT = Vague()
VAGUE = Vague(start=True, end=True)


@dataclass(frozen=True, order=True)
class Days:
    """Whole days, the first included, `stop` excluded."""

    first: date
    stop: date
    grain: Unit = Unit.DAY
    """What the words named: a day, a week, …; DAY for any run of days counted by the day."""
    vague: Vague = field(default=EXACT, compare=False)

    @property
    def single(self) -> bool:
        """Whether it is one day, and named as such."""
        return self.grain is Unit.DAY and (self.stop - self.first).days == 1

    @property
    def last(self) -> date:
        """Its last day, included."""
        return self.stop - timedelta(days=1)

    def to(self, other: Days) -> Days:
        """From the beginning of this to the end of `other`."""
        return Days(self.first, other.stop, vague=Vague(self.vague.start, other.vague.end))


def one_day(day: date) -> Days:
    """A day as a span."""
    return Days(day, day + timedelta(days=1))


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last.

    Raises:
        OverflowError: that is before the year 1 or after 9998.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9998:
        raise OverflowError("outside the calendar")
    return date(year, month + 1, min(day.day, _days_in(year, month + 1)))


def _days_in(year: int, month: int) -> int:
    next_month = date(year + month // 12, month % 12 + 1, 1)
    return (next_month - timedelta(days=1)).day


def next_workday(day: date, count: int) -> date:
    """`count` working days (Monday to Friday) after `day`, or before it when negative.

    Raises:
        OverflowError: no calendar has such a day.
    """
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while day.weekday() >= SATURDAY:
            day += step
    return day


def move(day: date, count: int, unit: Unit) -> date:
    """`day`, `count` units later; a month has its last day where it has no such day.

    Raises:
        OverflowError: no calendar has such a day.
    """
    if unit in MONTHS_IN:
        return add_months(day, count * MONTHS_IN[unit])
    if unit is Unit.SEASON:
        return add_months(day, 3 * count)
    if unit is Unit.WORKDAY:
        return next_workday(day, count)
    return day + timedelta(days=count * DAYS_IN.get(unit, 7))


def year_of(year: int) -> Days:
    """January to December."""
    return Days(date(year, 1, 1), date(year + 1, 1, 1), Unit.YEAR)


def month_of(year: int, month: int) -> Days:
    """From its first day to its last."""
    first = date(year, month, 1)
    return Days(first, add_months(first, 1), Unit.MONTH)


def week_of(day: date) -> Days:
    """The week, Monday to Sunday, that `day` is in."""
    monday = day - timedelta(days=day.weekday())
    return Days(monday, monday + timedelta(days=7), Unit.WEEK)


def weekend_of(day: date) -> Days:
    """Saturday and Sunday of the week that `day` is in; for some a weekend begins on Friday evening."""
    monday = day - timedelta(days=day.weekday())
    return Days(monday + timedelta(days=5), monday + timedelta(days=7), Unit.WEEKEND, Vague(start=True))


def season_of(year: int, season: int) -> Days:
    """Spring (0) to winter (3) of the northern half of the world, from the 21st of its first month.

    Winter is counted to the year in which it begins.
    """
    first = date(year, 3 + 3 * season, 21)
    return Days(first, add_months(first, 3), Unit.SEASON, VAGUE)


def containing(day: date, unit: Unit) -> Days:
    """The `unit` of the calendar that `day` is in."""
    if unit is Unit.WEEK:
        return week_of(day)
    if unit is Unit.FORTNIGHT:
        return Days(week_of(day).first, week_of(day).first + timedelta(days=14), unit)
    if unit is Unit.WEEKEND:
        return weekend_of(day)
    if unit is Unit.SEASON:
        begun = [season_of(day.year - 1, 3), *(season_of(day.year, n) for n in range(4))]
        return next(season for season in reversed(begun) if season.first <= day)
    if unit in MONTHS_IN:
        months = MONTHS_IN[unit]
        index = (day.year * 12 + day.month - 1) // months * months
        first = date(index // 12, index % 12 + 1, 1)
        return Days(first, add_months(first, months), unit)
    return one_day(day)
