"""Lengths of time: some months, some days, and some seconds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from tools.timewords.spans import DAYS_IN, MONTHS_IN, SECONDS_IN, Unit, add_months, move
from tools.timewords.value import Value

if TYPE_CHECKING:
    from fractions import Fraction

DAY_SECONDS = 86400
_ORDER = list(Unit)


class Length(Value):
    """Months and days are counted on the calendar, seconds on the clock."""

    months: int = 0
    days: int = 0
    seconds: int = 0
    grain: Unit = Unit.SECOND
    """The smallest unit that was named."""
    count: int = 0
    """How many of the unit, when there is one unit and the number is whole."""
    fuzzy: bool = False
    """Whether the words were "a few" or "about"."""

    @property
    def of_days(self) -> bool:
        """Whether it is counted in whole days."""
        return not self.seconds

    def __add__(self, other: Length) -> Length:
        return Length(
            self.months + other.months,
            self.days + other.days,
            self.seconds + other.seconds,
            min(self.grain, other.grain, key=_ORDER.index),
            0,
            self.fuzzy or other.fuzzy,
        )

    def from_day(self, day: date, sign: int = 1) -> date:
        """The day that lies this many months and days after (or before) `day`.

        Raises:
            OverflowError: no calendar has such a day.
        """
        if self.grain is Unit.WORKDAY:
            return move(day, sign * self.count, Unit.WORKDAY)
        return add_months(day, sign * self.months) + timedelta(days=sign * self.days)

    def from_instant(self, instant: datetime, sign: int = 1) -> datetime:
        """Months and days on the wall clock of its zone, then seconds as they pass; in that zone.

        Raises:
            OverflowError: no calendar has such a day.
        """
        zone = instant.tzinfo
        day = self.from_day(instant.date(), sign)
        moved = settle(datetime.combine(day, instant.timetz()), zone)
        return elapsed(moved, timedelta(seconds=sign * self.seconds))

    def as_timedelta(self, start: date) -> timedelta:
        """As it passes from `start` on, a day being 24 hours.

        Raises:
            OverflowError: no calendar has the day that it reaches.
        """
        whole = self.from_day(start) - start
        return whole + timedelta(seconds=self.seconds)


def length(amount: Fraction, unit: Unit) -> Length:
    """`amount` of `unit`; a part of a day becomes hours, a part of a month days."""
    count = int(amount) if amount.denominator == 1 else 0
    if unit in SECONDS_IN:
        return Length(seconds=int(amount * SECONDS_IN[unit]), grain=unit, count=count)
    if unit in MONTHS_IN or unit is Unit.SEASON:
        months = amount * MONTHS_IN.get(unit, 3)
        return Length(int(months), int((months - int(months)) * 30), grain=unit, count=count)
    days = amount * DAYS_IN.get(unit, 1 if unit is Unit.WORKDAY else 7)
    seconds = int((days - int(days)) * DAY_SECONDS)
    return Length(0, int(days), seconds, Unit.HOUR if seconds else unit, count)


def elapsed(instant: datetime, delta: timedelta) -> datetime:
    """`instant` after `delta` has passed, whatever the clocks do meanwhile."""
    zone = instant.tzinfo
    return (instant.astimezone(UTC) + delta).astimezone(zone)


def settle(local: datetime, zone: tzinfo | None) -> datetime:
    """The wall-clock time in `zone`; one that clocks skip is moved on by what they skip.

    Of a time that comes twice, the first.
    """
    aware = local.replace(tzinfo=zone)
    return aware.astimezone(UTC).astimezone(zone)
