"""Other days and times in the place of those in a line, written as somebody has written these."""

from collections.abc import Callable
from datetime import UTC, datetime

from tools.folded_lines import Line
from tools.ics.content_lines import day, on_the_clock
from tools.ics.file_zones import Zones
from tools.ics.moments import Moment
from tools.ics.values import BETWEEN_DATES, UnreadableValueError, moment_of, period_of

Move = Callable[[Moment], Moment]


def restyled(line: Line, value: str, moment: Moment, zones: Zones) -> str:
    """`moment` as a value of `line` like `value`: a day, or a time in UTC, in the line's zone, or in none."""
    if not isinstance(moment, datetime):
        return day(moment)
    if "T" not in value.upper() or line.parameter("VALUE").upper() == "DATE":
        return day(moment)
    if value.strip().upper().endswith("Z"):
        return f"{on_the_clock(moment.astimezone(UTC))}Z"
    tzid = line.parameter("TZID")
    return on_the_clock(moment.astimezone(zones.named(tzid) if tzid else zones.usual))


def moved_values(line: Line, move: Move, zones: Zones, then: Zones) -> str:
    """The text of an RDATE, EXDATE or RECURRENCE-ID with its values moved; one that can't be read stays.

    `then` are the zones beside the start as it will be.
    """
    pieces = BETWEEN_DATES.split(line.value)
    moved = [_moved(line, piece, move, zones, then) for piece in pieces]
    now_days = "T" in line.value.upper() and not any("T" in piece.upper() for piece in moved)
    return f"{_of_days(line) if now_days else line.head}:{''.join(moved)}"


def _of_days(line: Line) -> str:
    """The head of a line that had times and has days."""
    if line.parameter("VALUE"):
        return line.head
    name, *parameters = line.head.split(";")
    return ";".join([name, "VALUE=DATE", *(one for one in parameters if not one.upper().startswith("TZID="))])


def _moved(line: Line, value: str, move: Move, zones: Zones, then: Zones) -> str:
    tzid = line.parameter("TZID")
    try:
        if "/" not in value:
            return restyled(line, value, move(moment_of(value, tzid, zones)[0]), then)
        first, _, second = value.partition("/")
        start, end = period_of(value, tzid, zones)
    except UnreadableValueError:
        return value
    begins = restyled(line, first, move(start), then)
    if second.strip().upper().startswith(("P", "+P")):
        return f"{begins}/{second}"
    return f"{begins}/{restyled(line, second, move(end), then)}"
