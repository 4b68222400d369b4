"""When a series takes place next, as it is and as it would be."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from tools.ics.files import EventFile
from tools.ics.moments import Moment, instant
from tools.scheduling.events import Event, Series
from tools.scheduling.expansion import times_of
from tools.scheduling.ics_read import read_contents

Span = tuple[Moment, Moment]
SHOWN = 5
AHEAD = (timedelta(days=45), timedelta(days=800), timedelta(days=8 * 366))


def coming(files: Iterable[EventFile], like: Event, now: datetime, zone: tzinfo) -> list[list[str]]:
    """Start and end of the next five times, ISO 8601, of what the files hold under the UID of `like`."""
    found = [
        series
        for file in files
        for series in read_contents(file, zone).series
        if (series.main.uid, series.main.part) == (like.uid, like.part)
    ]
    for ahead in AHEAD:
        times = _times(found, now, now + ahead, zone)
        if len(times) >= SHOWN:
            break
    return [[_shown(start, zone), _shown(end, zone)] for start, end in times[:SHOWN]]


def compared(before: list[list[str]], after: list[list[str]]) -> dict[str, Any]:
    """For a preview: the next times before and after a change; nothing where they are the same."""
    return {} if before == after else {"times": {"before": before, "after": after}}


def _times(
    found: Sequence[Series], now: datetime, end: datetime, zone: tzinfo
) -> list[tuple[Moment, Moment]]:
    times = {
        (time.start, time.end)
        for series in found
        for time in times_of(series, now, end, zone).times
        if now <= instant(time.start, zone) < end and time.event.status != "cancelled"
    }
    return sorted(times, key=lambda pair: instant(pair[0], zone))


def _shown(moment: Moment, zone: tzinfo) -> str:
    return (moment.astimezone(zone) if isinstance(moment, datetime) else moment).isoformat()
