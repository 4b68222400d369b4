"""Dates in figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from tools.timewords.days.named import Fixed, Month, MonthDay
from tools.timewords.moments import Clock, Moment
from tools.timewords.spans import one_day

LEAP_YEAR = 2024


def month_and_day(numbers: Sequence[str], day_first: bool) -> MonthDay | None:
    """A day and a month in the order of the setting, or in the other when only that makes a date."""
    first, second = int(numbers[0]), int(numbers[1])
    orders = ((second, first), (first, second)) if day_first else ((first, second), (second, first))
    return next((MonthDay(*order) for order in orders if _fixed(LEAP_YEAR, *order)), None)


def full_date(text: str, day_first: bool) -> Fixed | None:
    """Year, month and day: ISO order when the year comes first, else as the setting says.

    With points between them the day comes first.
    """
    if text.isdecimal():
        return _fixed(int(text[:4]), int(text[4:6]), int(text[6:]))
    separator = next(sign for sign in "-/." if sign in text)
    one, two, three = text.split(separator)
    if len(one) == 4:
        return _fixed(int(one), int(two), int(three)) or _fixed(int(one), int(three), int(two))
    year, first, second = full_year(three), int(one), int(two)
    if day_first or separator == ".":
        return _fixed(year, second, first) or _fixed(year, first, second)
    return _fixed(year, first, second) or _fixed(year, second, first)


def full_year(figures: str) -> int:
    """A year in four figures; of two, from 1950 to 2049."""
    return int(figures) if len(figures) > 2 else (1900 if int(figures) >= 50 else 2000) + int(figures)


def year_and_month(text: str) -> Month | None:
    """A year in four figures and a month, in either order."""
    one, _, other = text.replace("/", "-").partition("-")
    year, month = (one, other) if len(one) == 4 else (other, one)
    return Month(int(month), int(year)) if 1 <= int(month) <= 12 and int(year) else None


def stamp(text: str) -> Moment | None:
    """A date, a time and a distance from UTC in one."""
    try:
        when = datetime.fromisoformat(text.replace(" ", "T", 1))
        day = Fixed(one_day(when.date()))
    except (ValueError, OverflowError):
        return None
    return Moment(day, Clock(when.hour, when.minute, when.second), zone=when.tzinfo)


def _fixed(year: int, month: int, day: int) -> Fixed | None:
    """A day by its numbers, if there is such a day."""
    try:
        return Fixed(one_day(date(year, month, day)))
    except (ValueError, OverflowError):
        return None
