"""Hours of the day, as a grant has them: `08:00-18:00`."""

import re
from datetime import date, datetime, timedelta

from tools.errors import InputError

HOURS = re.compile(r"\s*(\d{1,2})(?::(\d\d))?\s*[-–]\s*(\d{1,2})(?::(\d\d))?\s*")
DAY = 24 * 60


def read_hours(text: str) -> str:
    """`text` as `08:00-18:00`; `8-18` will do. Nothing stays nothing.

    Raises:
        InputError: these are no hours of one day, the first before the last.
    """
    if not text.strip():
        return ""
    found = HOURS.fullmatch(text)
    if found is None:
        raise InputError(f"{text!r} are no hours; write 8-18 or 08:30-17:00")
    begin, end = _minutes(found.group(1), found.group(2)), _minutes(found.group(3), found.group(4))
    if not 0 <= begin < end <= DAY:
        raise InputError(f"{text!r} are no hours of one day, the first before the last")
    return f"{begin // 60:02}:{begin % 60:02}-{end // 60:02}:{end % 60:02}"


def in_hours(hours: str, start: date, end: date) -> bool:
    """Whether what lasts from `start` to `end` is within `hours` of one day; a whole day never is.

    Both have to be in the zone that the hours are meant in. An instant at the end of the hours is outside.
    """
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return False
    found = HOURS.fullmatch(hours)
    assert found is not None
    begin, finish = _minutes(found.group(1), found.group(2)), _minutes(found.group(3), found.group(4))
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    first, last = (start.replace(tzinfo=None) - midnight, end.replace(tzinfo=None) - midnight)
    opens, closes = timedelta(minutes=begin), timedelta(minutes=finish)
    return opens <= first < closes and first <= last <= closes


def _minutes(hour: str, minute: str | None) -> int:
    """Since midnight; more than a day for what is no time."""
    return int(hour) * 60 + int(minute or 0) if int(minute or 0) < 60 else DAY + 1
