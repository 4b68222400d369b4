"""When a series takes place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from tools.scheduling.components import listed
from tools.scheduling.events import Event, Moment, Series, instant
from tools.scheduling.ics_read import PARSER_ERRORS

if TYPE_CHECKING:
    from icalendar import Component

MOST = 20_000
"""Occurrences of one series that are listed; rules that have more within a window are mistakes or jokes."""

BEYOND_REASON = re.compile(
    r"FREQ=(SECONDLY|MINUTELY)|INTERVAL=0+(;|$)|FREQ=HOURLY.*BY(MONTH|YEARDAY|WEEKNO)|BY(MONTH|YEARDAY|WEEKNO).*HOURLY"
)
"""Rules that take for ever to follow: too often, never on, or hours of days that may never come."""


@dataclass(frozen=True, slots=True)
class Time:
    """One occurrence: which component of the file describes it, and when it is."""

    event: Event
    start: Moment
    end: Moment
    original: Moment | None
    """The start that the series gives it; None for an event that is no series."""


def times_of(
    series: Series, components: Sequence["Component"], start: datetime, end: datetime, zone: tzinfo
) -> tuple[Time, ...]:
    """What of `series` overlaps the span, in no order; an event that is no series, whenever it is.

    `components` are the file's own. A rule that can't be followed leaves the first occurrence.
    """
    if not series.recurring:
        return tuple(Time(e, e.start, e.end, e.recurrence_id) for e in (series.main, *series.changed))
    rules = [rule.to_ical().decode() for component in components for rule in listed(component, "RRULE")]
    if any(BEYOND_REASON.search(rule) for rule in rules):
        return (_first(series),)
    try:
        return tuple(_expanded(series, components, start, end, zone))
    except PARSER_ERRORS:
        return (_first(series),)


def _first(series: Series) -> Time:
    return Time(series.main, series.main.start, series.main.end, series.main.start)


def _expanded(
    series: Series, components: Sequence["Component"], start: datetime, end: datetime, zone: tzinfo
) -> Iterator[Time]:
    from icalendar import Calendar
    from recurring_ical_events import of

    parsed = Calendar()
    parsed.subcomponents = list(components)
    changed = {instant(e.recurrence_id, UTC): e for e in series.changed if e.recurrence_id is not None}
    for found in of(parsed).series:
        for number, occurrence in enumerate(found.between(start.astimezone(UTC), end.astimezone(UTC))):
            if number == MOST:
                return
            starts, ends = _aware(occurrence.start, zone), _aware(occurrence.end, zone)
            name = occurrence.recurrence_ids[0].replace(tzinfo=UTC) if occurrence.recurrence_ids else None
            event = changed.get(name) if name else None
            yield Time(event or series.main, starts, ends, event.recurrence_id if event else starts)


def _aware(moment: Moment, zone: tzinfo) -> Moment:
    if isinstance(moment, datetime) and moment.tzinfo is None:
        return moment.replace(tzinfo=zone)
    return moment
