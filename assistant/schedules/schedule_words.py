"""A schedule in words: when, and what of it doesn't exist or comes twice."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from assistant.schedules.schedule import Schedule
from tools.ics.repetition import Repetition
from tools.ics.rrule_words import recurrence_words

SEEN = timedelta(days=2 * 366)
"""So far ahead clock changes are looked at."""
MOST_CHANGES = 2
"""So many of them are named."""
SHORT_MONTHS = (29, 30, 31)


def in_words(schedule: Schedule) -> str:
    """`every Friday at 16:00`, or `Fri 4 Dec 2026, 16:00` for once; without the zone."""
    if not schedule.rule:
        return _clock(schedule.start)
    first = schedule.start.replace(tzinfo=schedule.zone)
    if Repetition.of(schedule.rule, schedule.zone).frequency in ("HOURLY", "MINUTELY"):
        return f"{recurrence_words(schedule.rule, first)}, from {_clock(schedule.start)}"
    return recurrence_words(schedule.rule, first, f" at {schedule.start:%H:%M}")


def spoken(moment: datetime, zone: ZoneInfo, *, offset: bool = False) -> str:
    """`Fri 4 Dec 2026, 16:00` in `zone`; with the name of its offset from UTC, where that is asked for."""
    local = moment.astimezone(zone)
    return f"{_clock(local)} {local:%Z}" if offset else _clock(local)


def next_lines(schedule: Schedule, upcoming: list[datetime]) -> list[str]:
    """The next times, each with its offset where clocks change among them."""
    zone = schedule.zone
    changes = len({moment.astimezone(zone).utcoffset() for moment in upcoming}) > 1
    return [spoken(moment, zone, offset=changes) for moment in upcoming]


def oddities(schedule: Schedule, now: datetime) -> Iterator[str]:
    """What a person would not expect: days that some months or years don't have, and changes of the clock."""
    yield from _days(schedule)
    yield from islice(_clock_changes(schedule, now), MOST_CHANGES)


def _days(schedule: Schedule) -> Iterator[str]:
    if not schedule.rule:
        return
    rule = Repetition.of(schedule.rule, schedule.zone)
    if rule.frequency == "YEARLY":
        months = rule.months or (schedule.start.month,)
        days = rule.month_days or (() if rule.days else (schedule.start.day,))
        if months == (2,) and days == (29,):
            yield "Only leap years have a 29 February; in others it does not run."
    if rule.frequency == "MONTHLY":
        days = rule.month_days or (() if rule.days else (schedule.start.day,))
        if late := [day for day in days if day in SHORT_MONTHS]:
            yield f"Months without a {late[0]}{'st' if late[0] == 31 else 'th'} are left out."


def _clock_changes(schedule: Schedule, now: datetime) -> Iterator[str]:
    """Each run whose time on the wall is not there, or is there twice."""
    zone = schedule.zone
    if schedule.rule and Repetition.of(schedule.rule, zone).frequency in ("HOURLY", "MINUTELY"):
        return
    for change, forward in changes(zone, now, now + SEEN):
        day = change.astimezone(zone).date()
        midnight = datetime.combine(day, time(), zone).astimezone(UTC) - timedelta(seconds=1)
        for found in schedule.upcoming(midnight, 1):
            local = found.astimezone(zone)
            if local.date() != day:
                continue
            wall = schedule.start.time()
            said = f"{wall:%H:%M} on {_day(local)}"
            if forward and local.time() != wall:
                yield f"There is no {said}, as clocks go forward; it runs at {local:%H:%M}."
            elif not forward and local.replace(fold=1).utcoffset() != local.replace(fold=0).utcoffset():
                yield f"It is {said} twice, as clocks go back; it runs the first time."


def changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[tuple[datetime, bool]]:
    """The instants between the two at which clocks change in `zone`, and whether they go forward."""
    at, step = begin.astimezone(UTC), timedelta(days=7)
    while at < end:
        before, after = at.astimezone(zone).utcoffset(), (at + step).astimezone(zone).utcoffset()
        if before != after and before is not None and after is not None:
            low, high = at, at + step
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) / 2
                if middle.astimezone(zone).utcoffset() == before:
                    low = middle
                else:
                    high = middle
            yield high.replace(microsecond=0), after > before
        at += step


def _clock(moment: datetime) -> str:
    return f"{_day(moment)}, {moment:%H:%M}"


def _day(moment: datetime) -> str:
    return f"{moment:%a} {moment.day} {moment:%b %Y}"
