"""What is free in a part of a day, to be offered where somebody wants something done then."""

from collections.abc import Generator, Sequence
from datetime import datetime, timedelta

from agents.offline import when
from agents.offline.asking import read, together
from agents.offline.messages import Request
from agents.offline.script import Call, Result, Round
from tools.timewords import Resolution

Slots = list[tuple[datetime, datetime]]

_AN_HOUR = timedelta(hours=1)
_MOST_OFFERED = 4


def free_within(
    request: Request, found: Resolution, length: timedelta | None
) -> Generator[Round, Sequence[Result], Slots]:
    """What is free in the hours that the words leave open; nothing where they leave all day open."""
    if not found.time_of_day_given or found.start is None or found.end is None:
        return []
    window = when.interval(when.aware(found.start, request.now), when.aware(found.end, request.now))
    minutes = int((length or _AN_HOUR).total_seconds() // 60)
    results = yield [Call("find_free_slots", {"when": window, "duration_minutes": minutes})]
    slots = read(results[0]).get("slots", [])
    return [(datetime.fromisoformat(slot["start"]), datetime.fromisoformat(slot["end"])) for slot in slots]


def offer(slots: Sequence[tuple[datetime, datetime]]) -> str:
    """The slots as the end of a question; nothing where there are none."""
    if not slots:
        return ""
    spans = [f"{start:%H:%M}–{end:%H:%M}" for start, end in slots[:_MOST_OFFERED]]
    return f" (you are free {together(spans)})"
