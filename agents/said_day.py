"""A proposal for the time of day that the person said, on a day that nobody has: small models miscount."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from tools.provenance.origin import YOU_SAID, Origin
from tools.provenance.times import Times

_STARTS = ("start_time", "due")
_TIMES = (*_STARTS, "end_time")


def days_off(args: Mapping[str, Any], said: Times, before: Any = None) -> int:
    """By how many days the start in `args` misses the only day that the person's words name, of one in two
    weeks ("next Tuesday") the one that the grammar takes; 0 where they name several days of a week or another
    time of day, or where it is on the same day of another week.

    Where they name no day, what began on one `before` stays on it.
    """
    start = next((moment for name in _STARTS if (moment := _moment(args.get(name)))), None)
    former = _moment(before)
    if start and former and not said.names_day:
        return (former.date() - start.date()).days if said.clock(start.time()) else 0
    days = said.plain.days
    weekdays = {day.weekday() for day in days}
    if start is None or len(weekdays) != 1 or start.weekday() in weekdays or not said.clock(start.time()):
        return 0
    day = next(iter(days)) if len(days) == 1 else said.first_day
    return (day - start.date()).days if day in days else 0


def is_nobodys(origins: Iterable[Origin]) -> bool:
    """Whether nobody has said or written the start, and the person's words have another one."""
    return any(one.argument in _STARTS and one.label.startswith(YOU_SAID) for one in origins)


def moved(args: Mapping[str, Any], planned: Mapping[str, Any], days: int) -> dict[str, Any]:
    """`args` with the times of theirs that were `planned` so many days later."""
    moments = {name: moment for name in _TIMES if args.get(name) and (moment := _moment(planned.get(name)))}
    by = timedelta(days=days)
    return {**args, **{name: (moment + by).isoformat() for name, moment in moments.items()}}


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
    except ValueError:
        return None
