"""Weeks, which begin on a Monday (ISO 8601)."""

from datetime import date, timedelta

DAYS = 7


def first_of_week(day: date) -> date:
    """The Monday before, or the day itself."""
    return day - timedelta(days=day.weekday())


def weeks_of_month(day: date) -> tuple[date, date]:
    """The Monday before the month of `day` begins, and the one after it has ended."""
    first = day.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return first_of_week(first), first_of_week(after - timedelta(days=1)) + timedelta(days=DAYS)
