"""A reading in words, for the person to check."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from tools.timewords.readings import Reading
from tools.timewords.values import Kind

_NAMES = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
_UNITS = {
    "MINUTELY": "minute",
    "HOURLY": "hour",
    "DAILY": "day",
    "WEEKLY": "week",
    "MONTHLY": "month",
    "YEARLY": "year",
}
_MONTHS = ("January February March April May June July August September October November December").split()


def describe(reading: Reading, now: datetime) -> str:
    """Weekday, date, time, end and zone."""
    zone = f" ({now.tzinfo}{_elsewhere(reading)})" if isinstance(reading.start, datetime) else ""
    about = "about " if reading.vague.start or reading.vague.end else ""
    match reading.kind:
        case Kind.DURATION:
            return length(reading.duration or timedelta())
        case Kind.DEADLINE if reading.start is None:
            return f"before {_moment(reading.end, about=about)} ({now.tzinfo})"
        case Kind.DEADLINE:
            return f"by {_moment(reading.end, end=True, about=about)} ({now.tzinfo})"
        case Kind.SINCE:
            text = f"from {_moment(reading.start, about=about)} on"
            if isinstance(reading.end, datetime):
                text = f"from {_between(reading.start, reading.end, about)}"
            return text + zone
        case Kind.RECURRENCE:
            first = _span(reading, about) if reading.end is not None else _moment(reading.start)
            return f"{recurrence(reading.rrule or '')}, first {first}{zone}"
        case _:
            text = _span(reading, about)
            if (
                reading.duration
                and not isinstance(reading.start, datetime)
                and reading.duration < timedelta(days=1)
            ):
                text += f", for {length(reading.duration)}"
            return text + zone


def _elsewhere(reading: Reading) -> str:
    """The time of day in the zone that was named, and in the user's which of two that show the same."""
    start, text = reading.start, ""
    if isinstance(start, datetime):
        if start.utcoffset() != start.replace(fold=1 - start.fold).utcoffset():
            text = f", {start:%Z}"
        if reading.zone is not None and reading.zone != start.tzinfo:
            text += f"; {start.astimezone(reading.zone):%H:%M} in {reading.zone}"
    return text


def _span(reading: Reading, about: str) -> str:
    start, end = reading.start, reading.end
    if end is None or start is None:
        return _moment(start, about=about)
    if not isinstance(start, datetime) and not isinstance(end, datetime):
        last = end - timedelta(days=1)
        return about + (_day(start) if last <= start else f"{_day(start)} – {_day(last)}")
    return _between(start, end, about)


def _between(start: datetime | date | None, end: datetime | date, about: str) -> str:
    if isinstance(start, datetime) and isinstance(end, datetime):
        if start.date() == end.date():
            return f"{_day(start)}, {about}{start:%H:%M}–{end:%H:%M}"
        if end.time() == time() and end.date() - start.date() == timedelta(days=1):
            return f"{_day(start)}, {about}{start:%H:%M}–24:00"
    return f"{about}{_moment(start)} – {_moment(end)}"


def _moment(when: datetime | date | None, *, end: bool = False, about: str = "") -> str:
    if when is None:
        return ""
    if not isinstance(when, datetime):
        return about + _day(when)
    if end and when.time() == time():
        return f"the end of {_day(when - timedelta(days=1))}"
    return f"{_day(when)}, {about}{when:%H:%M:%S}" if when.second else f"{_day(when)}, {about}{when:%H:%M}"


def _day(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B} {day.year}"


def length(duration: timedelta) -> str:
    """ "1 hour 30 minutes"."""
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "day"), (hours, "hour"), (minutes, "minute"), (seconds, "second"))
    words = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in parts if number]
    return " ".join(words) or "0 minutes"


def recurrence(rrule: str) -> str:
    """ "every 2 weeks on Monday and Wednesday"."""
    rule = dict(part.split("=", 1) for part in rrule.split(";"))
    unit = _UNITS[rule["FREQ"]]
    interval = int(rule.get("INTERVAL", "1"))
    text = f"every {unit}" if interval == 1 else f"every {interval} {unit}s"
    days = rule.get("BYDAY", "").split(",") if "BYDAY" in rule else []
    if rule.get("BYDAY") == "MO,TU,WE,TH,FR" and "BYSETPOS" not in rule:
        text = "every weekday (Monday to Friday)"
    elif "BYSETPOS" in rule:
        text += f" on {_nth(int(rule['BYSETPOS']))} working day"
    elif days:
        text += " on " + _list([_weekday(day) for day in days])
    if "BYMONTHDAY" in rule:
        numbers = [int(n) for n in rule["BYMONTHDAY"].split(",")]
        text += " on " + _list(["the last day" if n == -1 else f"the {ordinal(n)}" for n in numbers])
    if "BYMONTH" in rule:
        names = _list([_MONTHS[int(n) - 1] for n in rule["BYMONTH"].split(",")])
        text += f" of {names}" if "BYMONTHDAY" in rule else f" in {names}"
    if "COUNT" in rule:
        text += f", {rule['COUNT']} times"
    if "UNTIL" in rule:
        until = date.fromisoformat(rule["UNTIL"][:8])
        text += f", until {_day(until)}"
    return text


def _weekday(day: str) -> str:
    number = day[:-2]
    return f"{_nth(int(number))} {_NAMES[day[-2:]]}" if number else _NAMES[day]


def _nth(number: int) -> str:
    if number == -1:
        return "the last"
    return f"the {ordinal(-number)} to last" if number < 0 else f"the {ordinal(number)}"


def ordinal(number: int) -> str:
    """ "1st", "12th"."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
