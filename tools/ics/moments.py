"""Days and times, lengths, and both as text: ISO 8601, and the zone where a clock change may matter."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Moment = datetime | date
"""Aware, or a date for whole days."""

_ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[T ](?P<clock>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)"
    r"\s*(?P<offset>Z|[+-]\d\d:?\d\d(?::\d\d)?)?(?:\[(?P<zone>[\w/+-]+)\])?)?",
    re.IGNORECASE,
)


YEARS = (1900, 2200)
"""What anybody means; farther off, it is a mistake."""


class Lasting(NamedTuple):
    """A length as RFC 5545 has it (3.3.6): days on the calendar, and after them time on a stopwatch."""

    days: timedelta
    rest: timedelta

    def after(self, start: Moment) -> Moment:
        """When something ends that begins then and lasts so long; whole days last one at least."""
        if not isinstance(start, datetime):
            return start + max(timedelta(days=1), self.days + timedelta(days=self.rest.days))
        return later(start + self.days, self.rest)


def from_iso(text: str, zone: tzinfo, *, any_year: bool = False) -> Moment | None:
    """The moment that ISO 8601 `text` names, or None when it is something else.

    In `any_year` only where the text comes of an event that there is: a file may say what nobody means.

    A time without offset is one in `zone`; one with an offset is given in `zone`, unless the text goes on
    with a zone of its own, as in `2026-11-24T14:00+00:00[Europe/London]` (RFC 9557).
    """
    match = _ISO.fullmatch(text.strip())
    if match is None or not (any_year or YEARS[0] <= int(match["day"][:4]) <= YEARS[1]):
        return None
    try:
        if match["clock"] is None:
            return date.fromisoformat(match["day"])
        moment = datetime.fromisoformat(f"{match['day']}T{match['clock']}{(match['offset'] or '').upper()}")
        own = ZoneInfo(match["zone"]) if match["zone"] else zone
        # by way of UTC, since a time that the clock leaps over is no time
        moment = moment.replace(tzinfo=own) if moment.tzinfo is None else moment
        return moment.astimezone(UTC).astimezone(own)
    except (ValueError, OverflowError, ZoneInfoNotFoundError):
        return None


def to_zoned(moment: Moment, usual: tzinfo | None = None) -> str:
    """ISO 8601, and the zone's name where it isn't `usual`; `from_iso` reads it back."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    name = zone_name(moment.tzinfo)
    if usual is not None and name == zone_name(usual):
        return moment.isoformat()
    return f"{moment.isoformat()}[{name}]" if name else moment.isoformat()


def zone_name(zone: tzinfo | None) -> str:
    """The IANA name; empty for a zone that has none."""
    if zone is UTC:
        return "UTC"
    return getattr(zone, "key", None) or ""


def instant(moment: Moment, zone: tzinfo) -> datetime:
    """`moment` in UTC; a date is its midnight in `zone`."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), zone)
    return moment.astimezone(UTC)


def length(start: Moment, end: Moment) -> timedelta:
    """The time that passes, clock changes counted."""
    return instant(end, UTC) - instant(start, UTC)


def later(moment: datetime, by: timedelta) -> datetime:
    """`moment` after `by` has passed, clock changes counted, in the zone of `moment`."""
    return (moment.astimezone(UTC) + by).astimezone(moment.tzinfo)
