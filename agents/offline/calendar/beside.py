"""Making an event before or after one that there is: "drinks after the review"."""

from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import timedelta

from agents.offline.asking.messages import Request
from agents.offline.asking.questions import UnableError
from agents.offline.asking.script import Result, Round
from agents.offline.asking.selection import settled
from agents.offline.calendar.frames import CreateEvent
from agents.offline.calendar.search import described, find
from agents.offline.reading import when
from agents.offline.reading.references import Quantity
from agents.offline.reading.slots import Beside
from agents.offline.reading.tokens import Sort, Token
from tools.timewords import resolve

Placed = Generator[Round, Sequence[Result], CreateEvent]

_AN_HOUR = timedelta(hours=1)


def placed_beside(request: Request, frame: CreateEvent, beside: Beside) -> Placed:
    """`frame` at the end of what it comes after, or ending where what it comes before begins.

    Raises:
        QuestionError: several fit.
        UnableError: there is none, or it has no time of day.
    """
    if any(token.time is not None and token.time.time_of_day_given for token in frame.times):
        return replace(frame, beside=None)
    target = beside.target
    if not target.times:
        target = replace(target, times=frame.times)
    found = (yield from find(request, target, writes=False)).found
    if not found:
        raise UnableError(f"I found no {described(target)}, so nothing was scheduled.")
    [entry, *_] = settled(request, found, replace(target, quantity=Quantity.ONE, domain=None), "event")
    edge = when.iso(str(entry["end" if beside.after else "start"]))
    if edge is None or entry.get("all_day"):
        raise UnableError(f"'{entry['title']}' has no time of day. Please say at what time it should be.")
    length = frame.length or _AN_HOUR
    start = edge + beside.gap if beside.after else edge - (beside.gap or length)
    words = start.isoformat(timespec="minutes")
    at = Token(words, frame.begin, frame.begin, Sort.TIME, words, resolve(words, now=request.now))
    return replace(frame, times=(at,), beside=None)
