"""Which times are proposed: free for oneself, and for those whose calendars can be seen, on several days."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from tools.scheduling.availability import Slot

MOST = 3
HOURS = (time(10), time(14), time(11))
"""About when the first, second and third is, so that not all are at the same time of day."""
QUARTER = timedelta(minutes=15)
A_DAY = timedelta(days=1)


def chosen(free: Sequence[Slot], length: timedelta, now: datetime, zone: tzinfo) -> tuple[Slot, ...]:
    """Up to three times of this length within `free`, spread over its days, in order.

    From tomorrow on, where there is room then: who is asked by mail needs time to answer.
    """
    tomorrow = datetime.combine(now.astimezone(zone).date() + A_DAY, time(), zone)
    days = _by_day(free, length, zone, after=tomorrow) or _by_day(free, length, zone, after=now)
    spread = [days[place] for place in _spread(len(days))]
    found = [_nearest(starts, hour) for starts, hour in zip(spread, HOURS, strict=False)]
    # Fewer days than times: those that are left are further ones of the same days, apart from each other.
    for starts in spread:
        for start in starts:
            if len(found) < MOST and all(abs(start - other) >= 2 * length for other in found):
                found.append(start)
    return tuple(Slot(start, (start.astimezone(UTC) + length).astimezone(zone)) for start in sorted(found))


def _by_day(
    free: Iterable[Slot], length: timedelta, zone: tzinfo, *, after: datetime
) -> list[list[datetime]]:
    """The starts that are possible, at full quarters, by their days."""
    days: dict[date, list[datetime]] = {}
    for slot in free:
        start = _quarter(max(slot.start.astimezone(UTC), after.astimezone(UTC)))
        while start + length <= slot.end.astimezone(UTC):
            local = start.astimezone(zone)
            days.setdefault(local.date(), []).append(local)
            start += QUARTER
    return [days[day] for day in sorted(days)]


def _spread(number: int) -> list[int]:
    """Which of so many days: the first, one in the middle, the last."""
    return sorted({0, number // 2, number - 1}) if number else []


def _nearest(starts: Sequence[datetime], hour: time) -> datetime:
    """The one nearest to that time of day, rather at a full hour."""

    def apart(start: datetime) -> tuple[bool, float]:
        return bool(start.minute), abs((datetime.combine(start, hour, start.tzinfo) - start).total_seconds())

    return min(starts, key=apart)


def _quarter(moment: datetime) -> datetime:
    """The next full quarter of an hour."""
    over = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment + (QUARTER - over if over else timedelta())
