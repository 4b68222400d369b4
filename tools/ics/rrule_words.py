"""RRULE values in the words of a person."""

from datetime import UTC, date, datetime, tzinfo

from tools.ics.moments import Moment

DAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
UNITS = {
    "YEARLY": "year",
    "MONTHLY": "month",
    "WEEKLY": "week",
    "DAILY": "day",
    "HOURLY": "hour",
    "MINUTELY": "minute",
    "SECONDLY": "second",
}
WORKDAYS = {"MO", "TU", "WE", "TH", "FR"}
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "second to last"}
SAID = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT", "UNTIL", "WKST"}


def recurrence_words(rrule: str, first: Moment | None, at: str = "") -> str:
    """`every 2 weeks on Monday and Friday, until 24 March 2027`; the rule itself where it is beyond words.

    The last day is the one on the clock of `first`, the time at which it begins. `at`, such as ` at 16:00`,
    stands behind the days and before the end.
    """
    if not rrule:
        return ""
    parts = dict(part.upper().split("=", 1) for part in rrule.split(";") if "=" in part)
    if parts.get("FREQ") not in UNITS or not parts.keys() <= SAID:
        return f"{rrule}{at}"
    zone = first.tzinfo if isinstance(first, datetime) else None
    try:
        return f"{_every(parts)}{at}{_end(parts, zone)}"
    except (ValueError, KeyError, IndexError):
        return f"{rrule}{at}"


def _every(parts: dict[str, str]) -> str:
    interval = int(parts.get("INTERVAL", "1"))
    days = parts["BYDAY"].split(",") if "BYDAY" in parts else []
    frequency = parts["FREQ"]
    if (
        set(days) == WORKDAYS
        and interval == 1
        and frequency in ("WEEKLY", "DAILY")
        and "BYSETPOS" not in parts
    ):
        return "every weekday"
    if frequency == "WEEKLY" and interval == 1 and days and "BYSETPOS" not in parts:
        return f"every {_and([DAYS[day] for day in days])}{_months(parts)}"
    unit = UNITS[frequency]
    every = f"every {unit}" if interval == 1 else f"every {interval} {unit}s"
    return f"{every}{_days(days, parts)}{_month_days(parts)}{_months(parts)}"


def _days(days: list[str], parts: dict[str, str]) -> str:
    if not days:
        return ""
    place = int(parts.get("BYSETPOS", "0"))
    if place:
        kind = (
            "weekday"
            if set(days) == WORKDAYS
            else "day"
            if len(days) == 7
            else _and([DAYS[d] for d in days], "or")
        )
        return f" on the {ORDINALS[place]} {kind}"
    named = []
    for day in days:
        number, name = day[:-2], DAYS[day[-2:]]
        named.append(f"the {ORDINALS[int(number)]} {name}" if number else name)
    return f" on {_and(named)}"


def _month_days(parts: dict[str, str]) -> str:
    if "BYMONTHDAY" not in parts:
        return ""
    numbers = [int(number) for number in parts["BYMONTHDAY"].split(",")]
    if "BYSETPOS" in parts or min(numbers) < -1:
        raise ValueError("beyond words")
    return f" on {_and(['the last day' if number == -1 else f'the {_nth(number)}' for number in numbers])}"


def _months(parts: dict[str, str]) -> str:
    if "BYMONTH" not in parts:
        return ""
    return f" in {_and([MONTHS[int(number) - 1] for number in parts['BYMONTH'].split(',')])}"


def _end(parts: dict[str, str], zone: tzinfo | None) -> str:
    number = parts.get("COUNT", "")
    times = "" if number in ("", "-1") else ", once" if number == "1" else f", {number} times"
    if "UNTIL" in parts:
        text = parts["UNTIL"]
        last = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
        if zone is not None and text.endswith("Z") and len(text) > len("20261201T"):
            # A moment in UTC: the evening of the last day is the next one there, west of Greenwich.
            last = datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(zone).date()
        return f", until {last.day} {MONTHS[last.month - 1]} {last.year}{times and f'{times} at most'}"
    return times


def _and(words: list[str], joint: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joint} {words[-1]}"


def _nth(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
