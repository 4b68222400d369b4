"""Times as a person reads them: with the weekday, in their own zone and, where it differs, the event's."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.views.text import clean_line, counted

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(moment: date, *, year: bool = True) -> str:
    """`Tue 24 Nov 2026`."""
    text = f"{WEEKDAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]}"
    return f"{text} {moment.year}" if year else text


def clock(moment: datetime) -> str:
    """`14:00`."""
    return f"{moment:%H:%M}"


def instant(moment: datetime, zone: tzinfo) -> str:
    """`Tue 24 Nov 2026, 14:00`, in `zone`."""
    local = moment.astimezone(zone)
    return f"{day(local)}, {clock(local)}"


def length(span: timedelta) -> str:
    """`90 minutes`, `2 hours`, `1 hour 30 minutes`, `3 days`."""
    minutes = round(span.total_seconds() / 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [counted(n, unit) for n, unit in ((days, "day"), (hours, "hour"), (minutes, "minute")) if n]
    return " ".join(parts) or "0 minutes"


def days(first: date, end: date) -> str:
    """Whole days; `end` is the day after the last."""
    last = max(first, end - timedelta(days=1))
    if first == last:
        return f"{day(first)}, all day"
    begin = day(first, year=first.year != last.year)
    return f"{begin} – {day(last)}, all day ({counted((last - first).days + 1, 'day')})"


def span(start: datetime, end: datetime, zone: tzinfo) -> str:
    """`Tue 24 Nov 2026, 14:00–15:00 (1 hour)`, in `zone`; the length is what passes on a stopwatch."""
    begin, finish = start.astimezone(zone), end.astimezone(zone)
    passed = length(end.astimezone(UTC) - start.astimezone(UTC))
    if begin == finish:
        return f"{day(begin)}, {clock(begin)}"
    if begin.date() == finish.date():
        return f"{day(begin)}, {clock(begin)}–{clock(finish)} ({passed})"
    return f"{day(begin)}, {clock(begin)} – {day(finish)}, {clock(finish)} ({passed})"


def short_span(start: str, end: str, zone: tzinfo | None) -> str:
    """`Tue 24 Nov 14:00–15:00`, from ISO 8601 text."""
    if "T" not in start:
        return days(date.fromisoformat(start), date.fromisoformat(end or start))
    begin, finish = datetime.fromisoformat(start), datetime.fromisoformat(end or start)
    if zone is not None:
        begin, finish = begin.astimezone(zone), finish.astimezone(zone)
    if begin.date() == finish.date():
        return f"{day(begin, year=False)} {clock(begin)}–{clock(finish)}"
    return f"{day(begin, year=False)} {clock(begin)} – {day(finish, year=False)} {clock(finish)}"


def when_lines(start: str, end: str, zone_name: str, user_zone: tzinfo | None) -> list[str]:
    """When an event is, from ISO 8601 text: in its own zone, then in the person's where that differs.

    Without `user_zone` only the event's own zone is known.
    """
    if "T" not in start:
        return [days(date.fromisoformat(start), date.fromisoformat(end or start))]
    begin = datetime.fromisoformat(start)
    finish = datetime.fromisoformat(end) if end else begin
    own = _zone(zone_name) or (begin.tzinfo if user_zone is None else user_zone) or UTC
    name = _name(own) or clean_line(zone_name)
    first = span(begin, finish, own) + (f", {name}" if name else "")
    if user_zone is None or _same_clock(begin, finish, own, user_zone):
        return [first]
    return [first, f"{span(begin, finish, user_zone).rsplit(' (', 1)[0]} for you ({_name(user_zone)})"]


def ago(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """`14:05` today, `Mon 14:05` within a week, else the day."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        return clock(local)
    if abs((today - local.date()).days) < 7:
        return f"{WEEKDAYS[local.weekday()]} {clock(local)}"
    return day(local, year=local.year != today.year)


def _same_clock(start: datetime, end: datetime, one: tzinfo, other: tzinfo) -> bool:
    return all(
        moment.astimezone(one).utcoffset() == moment.astimezone(other).utcoffset() for moment in (start, end)
    )


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _name(zone: tzinfo | None) -> str:
    if isinstance(zone, ZoneInfo):
        return zone.key
    return "" if zone is None else str(zone)
