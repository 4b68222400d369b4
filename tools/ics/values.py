"""The values of calendar files: texts, days and times, lengths, as other programs write them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import unquote

from tools.folded_lines import Line
from tools.ics.file_zones import Zones
from tools.ics.moments import Lasting, Moment, instant

_ESCAPE = re.compile(r"\\([\\,;nN])")
_MOMENT = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    r"([+-])?P(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?",
    re.IGNORECASE,
)


BETWEEN_DATES = re.compile(r"([,;])")
"""Between the values of one line; some write the sign of the other lists."""


ENDS_OF_DAY = (time(), time(23, 59, 59))

FIRST_YEAR, LAST_YEAR = 1, 9999
"""Nothing is in these two: another zone, or the next day, may be in a year that no clock has."""


class UnreadableValueError(ValueError):
    """The value is none of its kind; the message shows it."""


def text_of(line: Line) -> str:
    """Text, what was escaped in it as it was meant."""
    value = line.plain
    if "\\" in value:
        value = _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)
    return value.strip()


def address_in(text: str) -> str:
    """The mail address that a `mailto:` is about, what is escaped in it (RFC 6068) as it is meant."""
    address = text.strip()
    while address[:7].lower() == "mailto:":
        address = address[7:].partition("?")[0].strip()
        if "%" in address:
            plain = unquote(address)
            address = plain if plain.isprintable() and "\ufffd" not in plain else address
    return address


def moment_of(text: str, tzid: str, zones: Zones) -> tuple[Moment, bool]:
    """The day or time, and whether it floats, and is given in the user's zone. 24:00 is the next midnight.

    Raises:
        UnreadableValueError: it is none, or one outside the calendar.
    """
    try:
        moment, floats = _moment_of(text, tzid, zones)
    except (ValueError, OverflowError):
        raise UnreadableValueError(shown(text)) from None
    return inside_the_calendar(moment, text), floats


def _moment_of(text: str, tzid: str, zones: Zones) -> tuple[Moment, bool]:
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise UnreadableValueError(shown(text))
    day = date(int(match[1]), int(match[2]), int(match[3]))
    if match[4] is None or not FIRST_YEAR < day.year < LAST_YEAR:
        return day, False
    hour, minute, second = int(match[4]), int(match[5]), int(match[6] or 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and minute + second):
        raise UnreadableValueError(shown(text))
    wall = datetime(day.year, day.month, day.day, hour % 24, minute, min(second, 59))  # noqa: DTZ001  its zone follows
    if hour == 24:
        wall += timedelta(days=1)
    if match[7]:
        if match[7].upper() == "Z":
            return wall.replace(tzinfo=UTC), False
        return datetime.fromisoformat(f"{wall.isoformat()}{match[7]}").astimezone(UTC), False
    if tzid:
        return on_the_clock(wall.replace(tzinfo=zones.named(tzid))), False
    wall = wall.replace(tzinfo=zones.usual)
    return (wall, True) if zones.floats else (on_the_clock(wall), False)


def inside_the_calendar(moment: Moment, text: str) -> Moment:
    """`moment`, which `text` stands for.

    Raises:
        UnreadableValueError: it is so far off that nothing can be counted from it.
    """
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        raise UnreadableValueError(f"it is outside the calendar: {shown(text)}")
    return moment


def on_the_clock(moment: datetime) -> datetime:
    """As the clock really shows it: an hour that it leaps over is the one after it."""
    if (
        not FIRST_YEAR < moment.year < LAST_YEAR
        or moment.replace(fold=1 - moment.fold).utcoffset() == moment.utcoffset()
    ):
        return moment  # neither leapt over nor there twice, as nearly all times are
    return moment.astimezone(UTC).astimezone(moment.tzinfo)


def moment_in(line: Line, zones: Zones) -> tuple[Moment, bool]:
    """The day or time of a property; see `moment_of`."""
    moment, floats = moment_of(line.value, line.parameter("TZID"), zones)
    if isinstance(moment, datetime) and line.parameter("VALUE").upper() == "DATE":
        return day_meant(moment, zones), False
    return moment, floats


def day_meant(moment: datetime, zones: Zones) -> date:
    """The day that a time stands for where days are meant.

    Outlook and others write its midnight, or its last second, on a clock of the calendar, and that in UTC.
    """
    if moment.tzinfo is UTC and moment.time() not in ENDS_OF_DAY:
        for clock in zones.clocks():
            there = moment.astimezone(clock)
            if there.time() in ENDS_OF_DAY:
                return there.date()
    return moment.date()


def length_of(text: str) -> Lasting:
    """The length; negative ones are for reminders.

    Raises:
        UnreadableValueError: it is none.
    """
    match = _LENGTH.fullmatch(text.strip())
    if match is None or not any(match.groups()[1:]):
        raise UnreadableValueError(shown(text))
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in match.groups()[1:])
    sign = -1 if match[1] == "-" else 1
    lasting = timedelta(weeks=weeks, days=days) * sign
    return Lasting(lasting, timedelta(hours=hours, minutes=minutes, seconds=seconds) * sign)


def period_of(text: str, tzid: str, zones: Zones) -> tuple[Moment, Moment]:
    """Start and end of a PERIOD.

    Raises:
        UnreadableValueError: it is none.
    """
    first, _, second = text.partition("/")
    start, _ = moment_of(first, tzid, zones)
    if second.strip().upper().startswith(("P", "+P")):
        try:
            return start, inside_the_calendar(length_of(second).after(start), text)
        except OverflowError:
            raise UnreadableValueError(shown(text)) from None
    end, _ = moment_of(second, tzid, zones)
    if isinstance(start, datetime) != isinstance(end, datetime) or instant(end, UTC) < instant(start, UTC):
        raise UnreadableValueError(shown(text))
    return start, end


def shown(text: str) -> str:
    """A value as a sentence can hold it."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text[:60]).strip()
    return f"{plain!r}{'…' if len(text) > 60 else ''}"
