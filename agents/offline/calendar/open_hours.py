"""What is free in a part of a day or on several days, to be offered to somebody who wants something then."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from agents.offline.asking.messages import Request
from agents.offline.asking.questions import read, together
from agents.offline.asking.script import Call, Part
from agents.offline.reading import when
from tools.timewords import Resolution

Slots = list[tuple[datetime, datetime]]

_AN_HOUR = timedelta(hours=1)
_MOST_OFFERED = 4


def free_within(request: Request, found: Resolution, length: timedelta | None) -> Part[Slots]:
    """What is free in the hours that the words leave open; nothing where they leave all day open."""
    if not found.time_of_day_given or found.start is None or found.end is None:
        return []
    window = when.interval(when.aware(found.start, request.now), when.aware(found.end, request.now))
    return (yield from _free(window, length or _AN_HOUR))


def free_between(request: Request, found: Resolution, length: timedelta | None) -> Part[Slots]:
    """What is free of several days that are still to come, in the usual hours of each."""
    if found.start is None or found.end is None:
        return []
    length, end = length or _AN_HOUR, when.aware(found.end, request.now)
    first = max(request.now, when.aware(found.start, request.now))
    last = (end - timedelta(seconds=1)).date()
    slots = yield from _free(f"from {first.date()} to {last}", length)
    clipped = [(max(begin, first), min(stop, end)) for begin, stop in slots]
    return [(begin, stop) for begin, stop in clipped if stop - begin >= length]


def _free(window: str, length: timedelta) -> Part[Slots]:
    minutes = int(length.total_seconds() // 60)
    results = yield [Call("find_free_slots", {"when": window, "duration_minutes": minutes})]
    slots = read(results[0]).get("slots", [])
    return [(datetime.fromisoformat(slot["start"]), datetime.fromisoformat(slot["end"])) for slot in slots]


def offer(slots: Sequence[tuple[datetime, datetime]], *, days: bool = False) -> str:
    """The slots, with their `days`, as the end of a question; nothing where there are none."""
    if not slots:
        return ""
    by_day: dict[str, list[str]] = {}
    for start, end in slots[:_MOST_OFFERED]:
        day = f"{start:%A} {start.day} {start:%B} " if days else ""
        by_day.setdefault(day, []).append(f"{start:%H:%M}–{end:%H:%M}")
    return f" (you are free {'; '.join(day + together(spans) for day, spans in by_day.items())})"
