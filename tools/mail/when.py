"""Words about time in the arguments of the mail tools."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tools.errors import AmbiguousError, ToolError

if TYPE_CHECKING:
    from tools.timewords import Direction, Resolution

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which mails are looked for; a bound that is None is open."""

    since: datetime | None
    before: datetime | None
    understood: str


def moment(words: str, now: datetime, zone: ZoneInfo, *, day_first: bool = False) -> datetime:
    """The one instant in the future that is meant; an exact ISO 8601 time is taken as it is.

    Raises:
        ToolError: no instant is meant for certain, or the words mean one that has passed.
    """
    start = iso(words, zone)
    if start is None:
        found = resolution("send_at", words, now, day_first, "future")
        start = found.start if found.time_of_day_given else None
        if isinstance(start, datetime) and start < now:
            raise ToolError(f"send_at {words!r} is {start.isoformat()}, which has passed")
    if not isinstance(start, datetime):
        raise ToolError(f"send_at {words!r} doesn't say a day and a time; say both")
    return start.astimezone(zone)


def span(words: str, now: datetime, zone: ZoneInfo, *, day_first: bool = False) -> Span:
    """The time that is meant by `words`, in the past where they leave it open.

    Raises:
        ToolError: no time is meant for certain.
    """
    exact = iso(words, zone)
    if isinstance(exact, datetime):
        return Span(exact, None, f"since {exact.isoformat()}")
    if exact:
        return Span(midnight(exact, zone), midnight(exact + DAY, zone), f"{exact:%A} {exact}")
    found = resolution("when", words, now, day_first, "past")
    start, end = found.start, found.end
    if found.kind == "deadline" and end is not None:
        return Span(None, instant(end, zone), found.understood)
    if start is None:
        raise ToolError(f"when {words!r} is a length, not a time; say 'last {words.strip()}' for example")
    if found.kind == "since":
        return Span(instant(start, zone), instant(end, zone) if end else None, found.understood)
    if end is None:
        # "at three" names no end: what came from then on.
        end = start + DAY if not isinstance(start, datetime) else None
    return Span(instant(start, zone), instant(end, zone) if end else None, found.understood)


def resolution(
    argument: str, words: str, now: datetime, day_first: bool, direction: "Direction"
) -> "Resolution":
    """What `words`, given as `argument`, name.

    Raises:
        ToolError: no time.
        AmbiguousError: several, or not all of them is understood.
    """
    # The grammar takes a moment to load, and most calls name no time.
    from tools.timewords import resolve

    found = resolve(words, now=now, day_first=day_first, direction=direction)
    if found is None:
        raise ToolError(
            f"{argument} {words!r} names no time; give ISO 8601, or words such as 'Monday at 8am'"
        )
    if not found.certain:
        readings = [reading.understood for reading in found.candidates]
        left = f" ({', '.join(found.unresolved)!r} is not understood)" if found.unresolved else ""
        raise AmbiguousError(
            f"{argument} {words!r} is not certain{left}; it may mean: {'; '.join(readings[:4])}", readings
        )
    return found


def instant(value: datetime | date, zone: ZoneInfo) -> datetime:
    return value if isinstance(value, datetime) else midnight(value, zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def iso(text: str, zone: ZoneInfo) -> datetime | date | None:
    """An ISO 8601 date or time; without an offset it is one of `zone`."""
    text = text.strip()
    try:
        if len(text) == len("2026-01-31"):
            return date.fromisoformat(text)
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)
