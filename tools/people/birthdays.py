"""Birthdays: as vCards have them, as people say them, and when the next one is."""

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from tools.errors import ToolError

if TYPE_CHECKING:
    from tools.folded_lines import Line

NO_YEAR = "--"
"""How a birthday begins whose year isn't known (RFC 6350, 4.3.1): `--05-04`."""
NO_YEARS = ("0000", "1604")
"""Years that stand for none; Apple's, where what says so has been lost on the way."""
OMITTED = "X-APPLE-OMIT-YEAR"
_DATE = re.compile(r"(?P<year>\d{4}|--)-?(?P<month>\d{2})-?(?P<day>\d{2})(?:T.*)?", re.ASCII)
_LOOSE = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)|(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>\d{4})",
    re.ASCII,
)
"""As some write it, and nobody can take for another day."""
_PARTLY = re.compile(r"\d{4}(-?\d\d)?|---?\d\d", re.ASCII)
"""RFC 6350 allows a year, a month or a day alone."""
_YEAR = re.compile(r"\b\d{4}\b")
_LEAP_YEAR = 2000


def read_birthday(line: "Line") -> str:
    """`1990-05-04`, or `--05-04` without a year; empty where it is no day of the calendar."""
    value = line.plain.strip()
    if match := _DATE.fullmatch(value):
        year, month, day = match.groups()
    elif match := _LOOSE.fullmatch(value):
        year, month, day = match.groups()[:3] if match["year"] else match.group("y", "m", "d")
    else:
        return ""
    year = NO_YEAR if year in (NO_YEAR, *NO_YEARS, line.parameter(OMITTED)) else f"{year}-"
    return _checked(f"{year}{month:0>2}-{day:0>2}")


def is_unread(line: "Line") -> bool:
    """Whether there is a birthday on the line that can't be read."""
    value = line.plain.strip()
    in_words = line.parameter("VALUE").upper() == "TEXT" or _PARTLY.fullmatch(value)
    return bool(value) and not in_words and not read_birthday(line)


def birthday_of(said: str, now: datetime, *, day_first: bool = False) -> str:
    """The birthday that words mean, as `read_birthday` has it: "4 May 1990", "May 4", "1990-05-04".

    Raises:
        ToolError: they mean no single day, or one that is still to come.
    """
    from tools.timewords import resolve

    text = said.strip()
    if match := _DATE.fullmatch(text):
        year = NO_YEAR if match["year"] == NO_YEAR else f"{match['year']}-"
        found = _checked(f"{year}{match['month']}-{match['day']}")
    else:
        day = resolve(text, now=now, day_first=day_first)
        start = day.start if day is not None and day.certain and day.rrule is None else None
        known = start if start is not None and _YEAR.search(text) else None
        found = "" if start is None else f"{known.year:04}-" if known is not None else NO_YEAR
        found += f"{start:%m-%d}" if start is not None else ""
    if not found:
        raise ToolError(f"{said!r} is no day; give the birthday as 1990-05-04, or without the year as 4 May")
    if not found.startswith(NO_YEAR) and date.fromisoformat(found) > now.date():
        raise ToolError(f"{said!r} is still to come, so it is nobody's birthday")
    return found


def said_birthday(birthday: str) -> str:
    """As people read it: `4 May 1990`, `4 May`."""
    if not birthday:
        return ""
    year, day = ("", _in_leap_year(birthday)) if birthday.startswith(NO_YEAR) else _year_and_day(birthday)
    return f"{day.day} {day:%B}{year}"


def compact(birthday: str) -> str:
    """As version 4 of vCard has it: `19900504`, `--0504`."""
    return (
        f"{NO_YEAR}{birthday[2:].replace('-', '')}"
        if birthday.startswith(NO_YEAR)
        else birthday.replace("-", "")
    )


def birthday_in(birthday: str, year: int) -> date:
    """The day on which it is in `year`; of 29 February in other years the 1 March."""
    day = _in_leap_year(f"{NO_YEAR}{birthday[-5:]}")
    if (day.month, day.day) == (2, 29):
        try:
            return day.replace(year=year)
        except ValueError:
            return date(year, 3, 1)
    return day.replace(year=year)


def next_birthday(birthday: str, today: date) -> date:
    """The day of the next one, which may be `today`."""
    here = birthday_in(birthday, today.year)
    return here if here >= today else birthday_in(birthday, today.year + 1)


def age_on(birthday: str, day: date) -> int | None:
    """How old somebody gets on a birthday; None where the year isn't known."""
    return None if birthday.startswith(NO_YEAR) else day.year - int(birthday[:4])


def _checked(birthday: str) -> str:
    try:
        if birthday.startswith(NO_YEAR):
            _in_leap_year(birthday)
        else:
            date.fromisoformat(birthday)
    except ValueError:
        return ""
    return birthday


def _in_leap_year(birthday: str) -> date:
    return date.fromisoformat(f"{_LEAP_YEAR}-{birthday[-5:]}")


def _year_and_day(birthday: str) -> tuple[str, date]:
    day = date.fromisoformat(birthday)
    return f" {day.year}", day
