"""From what the words say of a moment to instants and days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from tools.timewords.days.named import Fixed
from tools.timewords.days.view import View
from tools.timewords.hours import at, timed, to_come
from tools.timewords.lengths import Length
from tools.timewords.moments import NOW, Elapsed, Moment, shifted
from tools.timewords.readings import Reading, of_days
from tools.timewords.spans import Vague
from tools.timewords.value import replace
from tools.timewords.values import Kind


def read(moment: Moment, view: View) -> Iterator[Reading]:
    """The readings of `moment`, best first."""
    zone = moment.zone or view.now.tzinfo
    if isinstance(moment.hours, Elapsed):
        for reading in _elapsed(moment.hours, view):
            yield _lengthened(reading, moment.length)
    elif moment.hours is None and moment.part is None:
        if moment.day is not None:
            exact = moment.day.instant(view)
            for days in moment.day.days(view):
                reading = of_days(days, moment.day.fuzzy)
                yield _lasting(reading if exact is None else replace(reading, moment=exact), moment.length)
        elif moment.length is not None and view.awaited and (passed := shifted(NOW, moment.length, 1)):
            yield from read(passed, view)
        elif moment.length is not None:
            yield Reading(
                Kind.DURATION, None, None, moment.length.as_timedelta(view.today), doubt=moment.length.fuzzy
            )
    else:
        local = replace(view, now=view.now.astimezone(zone))
        for reading in to_come([*timed(moment, local), *_by_the_users_day(moment, view, local)], local):
            yield _lengthened(_home(reading, view, moment.zone), moment.length)


def _by_the_users_day(moment: Moment, view: View, local: View) -> Iterator[Reading]:
    """What "tomorrow at 9 in Sydney" means besides, while it is already tomorrow there."""
    if moment.day is None or local.today == view.today:
        return
    for days in moment.day.days(view):
        for reading in timed(replace(moment, day=Fixed(days)), local):
            ahead = isinstance(reading.start, datetime) and reading.start > view.now
            if ahead or view.direction != "future":
                yield reading


def _home(reading: Reading, view: View, zone: tzinfo | None) -> Reading:
    """The reading in the user's zone."""
    if zone is None:
        return reading
    start, end = reading.start, reading.end
    here = view.now.tzinfo
    return replace(
        reading,
        start=start.astimezone(here) if isinstance(start, datetime) else start,
        end=end.astimezone(here) if isinstance(end, datetime) else end,
        zone=zone if isinstance(zone, ZoneInfo) else None,
    )


def _lengthened(reading: Reading, length: Length | None) -> Reading:
    """An instant that lasts `length`."""
    if length is None or not isinstance(reading.start, datetime):
        return reading
    if reading.kind is Kind.INSTANT:
        end = length.from_instant(reading.start)
        span = end.astimezone(UTC) - reading.start.astimezone(UTC)
        return replace(
            reading,
            kind=Kind.SPAN,
            end=end,
            duration=span,
            doubt=reading.doubt or length.fuzzy,
            vague=Vague(reading.vague.start, reading.vague.start or length.fuzzy),
        )
    return replace(reading, duration=length.as_timedelta(reading.start.date()))


def _lasting(reading: Reading, length: Length | None) -> Reading:
    """Days that last `length`; hours on a day without a time leave the day as it is."""
    if length is None or not isinstance(reading.start, date):
        return reading
    duration = length.as_timedelta(reading.start)
    if length.of_days and reading.kind is Kind.DAY:
        end = length.from_day(reading.start)
        kind = Kind.DAY if (end - reading.start).days == 1 else Kind.SPAN
        return replace(reading, kind=kind, end=end, duration=duration, doubt=reading.doubt or length.fuzzy)
    return replace(reading, duration=duration, doubt=reading.doubt or length.fuzzy)


def _elapsed(hours: Elapsed, view: View) -> Iterator[Reading]:
    if hours.base is None:
        bases = [Reading(Kind.INSTANT, view.now, time_given=True)]
    else:
        bases = [r for r in read(hours.base, view) if r.start is not None]
    for base in bases:
        start = base.start
        if not isinstance(start, datetime):
            start = at(start or view.today, time(), view.now.tzinfo)[0]
        moved = hours.length.from_instant(start, hours.sign)
        yield Reading(
            Kind.INSTANT,
            moved,
            zone=base.zone,
            time_given=True,
            doubt=base.doubt or hours.length.fuzzy,
            vague=Vague(start=base.vague.start or hours.length.fuzzy),
        )


def instant(when: datetime | date | None, view: View) -> datetime | None:
    """`when` as an instant; of a day its first."""
    if when is None or isinstance(when, datetime):
        return when
    return at(when, time(), view.now.tzinfo)[0]
