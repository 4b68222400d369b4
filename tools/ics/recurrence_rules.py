"""Recurrence rules: checked, fitted to the start they belong to, moved along with it."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from tools.errors import ToolError
from tools.ics.moments import Moment
from tools.ics.repetition import WEEKDAYS, RuleError, rule_of, until_of

LONGEST_WAIT = timedelta(days=5 * 366)

_RULE = re.compile(r"(?:RRULE:)?((?:[A-Z]+=[A-Z0-9,+:-]+)(?:;[A-Z]+=[A-Z0-9,+:-]+)*);?")


def rule_from(text: str, start: Moment) -> str | None:
    """The RRULE value in `text`, fitted to an event that starts at `start`; None when it is something else.

    Raises:
        ToolError: it is a rule that can't be followed.
    """
    match = _RULE.fullmatch(text.strip().upper())
    if match is None or "FREQ=" not in match[1]:
        return None
    parts = dict(part.split("=", 1) for part in match[1].split(";"))
    if parts["FREQ"] in ("SECONDLY", "MINUTELY"):
        raise ToolError(f"recurrence {text!r} repeats more than once an hour; a calendar doesn't do that")
    if set(parts.get("INTERVAL", "1")) <= {"0"}:
        raise ToolError(f"recurrence {text!r} has an INTERVAL of 0; it has to be 1 or more")
    if "UNTIL" in parts:
        parts["UNTIL"] = _until(parts["UNTIL"], start)
    rule = ";".join(f"{name}={value}" for name, value in parts.items())
    next(_starts(rule, start, _naive(start), _naive(start)), None)
    return rule


def first_of(rule: str, start: Moment) -> Moment:
    """The first time at or after `start` that follows the rule: what a series has to start with.

    Raises:
        ToolError: there is none.
    """
    wall = _naive(start)
    first = next(_starts(rule, start, wall, wall + LONGEST_WAIT), None)
    if first is None:
        raise ToolError(f"the recurrence {rule} never happens after {start.isoformat()}")
    return _like(first, start)


def next_starts(rule: str, start: Moment, count: int) -> list[Moment]:
    """The first starts of a series, as far as they come within some years."""
    wall = _naive(start)
    return [_like(found, start) for found in islice(_starts(rule, start, wall, wall + LONGEST_WAIT), count)]


def moved_rule(rule: str, before: Moment, after: Moment) -> str:
    """The rule of a series whose start is moved: the day it names moves along.

    Raises:
        ToolError: it names several days, so that isn't clear.
    """
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    if "UNTIL" in parts:
        parts["UNTIL"] = _shifted(parts["UNTIL"], before, after)
    if _naive(before).date() != _naive(after).date():
        old, new = WEEKDAYS[before.weekday()], WEEKDAYS[after.weekday()]
        if "BYDAY" in parts and old != new:
            if parts["BYDAY"] != old:
                raise ToolError(
                    f"the series repeats on {parts['BYDAY']}; to move it to another day, give recurrence too"
                )
            parts["BYDAY"] = new
        if parts.get("BYMONTHDAY", str(before.day)) != str(before.day):
            raise ToolError("the series repeats on several days of the month; give the recurrence too")
        if "BYMONTHDAY" in parts:
            parts["BYMONTHDAY"] = str(after.day)
        if "BYMONTH" in parts and before.month != after.month:
            parts["BYMONTH"] = str(after.month)
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _until(text: str, start: Moment) -> str:
    """UNTIL as RFC 5545 wants it: in UTC for a start with a zone, a date for whole days."""
    digits = text.replace("-", "").replace(":", "")
    try:
        day = datetime.strptime(digits[:8], "%Y%m%d")  # noqa: DTZ007  given its zone below
        clock = datetime.strptime(digits[9:15], "%H%M%S").time() if len(digits) >= 15 else time(23, 59, 59)  # noqa: DTZ007
    except ValueError:
        raise ToolError(f"UNTIL={text} isn't a date; write it as UNTIL=20270630") from None
    if not isinstance(start, datetime):
        return f"{day:%Y%m%d}"
    zone = UTC if digits.endswith("Z") else start.tzinfo
    return f"{datetime.combine(day, clock, zone).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _shifted(until: str, before: Moment, after: Moment) -> str:
    """UNTIL moved as the start is, by the clock on the wall; one that can't be read stays."""
    zone = before.tzinfo if isinstance(before, datetime) else None
    try:
        wall = until_of(until, zone)
        if "T" in until:
            return _until(f"{wall + (_naive(after) - _naive(before)):%Y%m%dT%H%M%S}", after)
        return _until(f"{wall + (_naive(after).date() - _naive(before).date()):%Y%m%d}", after)
    except (RuleError, OverflowError):
        return until


def follows(rule: str, start: Moment, moment: Moment) -> bool:
    """Whether a series that starts at `start` has an occurrence at `moment`."""
    if isinstance(moment, datetime) and isinstance(start, datetime):
        moment = moment.astimezone(start.tzinfo)
    wall = _naive(moment)
    return next(_starts(rule, start, wall, wall + timedelta(seconds=1)), None) == wall


def nearest_start(rule: str, start: Moment, moment: Moment) -> date:
    """The day nearest to that of `moment` on which the series takes place, the earlier of two."""
    if not rule:
        return _naive(start).date()
    midnight = datetime.combine(_naive(moment), time())
    for wait in (timedelta(days=60), LONGEST_WAIT):
        days = [found.date() for found in _starts(rule, start, midnight - wait, midnight + wait)]
        if days:
            return min(days, key=lambda day: (abs((day - midnight.date()).days), day))
    return _naive(start).date()


def _starts(rule: str, start: Moment, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Starts of the series as the wall shows them; `start` itself only where it follows the rule."""
    try:
        yield from rule_of(rule, start.tzinfo if isinstance(start, datetime) else None).starts(
            _naive(start), begin, end
        )
    except RuleError as error:
        raise ToolError(f"the recurrence {rule} can't be followed: {error}") from None


def _like(wall: datetime, start: Moment) -> Moment:
    return wall.replace(tzinfo=start.tzinfo) if isinstance(start, datetime) else wall.date()


def _naive(moment: Moment) -> datetime:
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001  rules go by the wall
