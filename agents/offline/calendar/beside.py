"""What is before, after or during an event that there is: "drinks after the review"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from agents.offline.asking import reports
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import UnableError
from agents.offline.asking.script import Part
from agents.offline.asking.selection import Entry, settled
from agents.offline.calendar.descriptions import described
from agents.offline.calendar.facts import moment
from agents.offline.calendar.frames import Around, CreateEvent
from agents.offline.calendar.search import Events, find
from agents.offline.reading import when
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.slots import Beside
from agents.offline.reading.tokens import Sort, Token
from tools.timewords import Kind, resolve

_AN_HOUR = timedelta(hours=1)


def placed_beside(request: Request, frame: CreateEvent, beside: Beside) -> Part[CreateEvent]:
    """`frame` at the end of what it comes after, or ending where what it comes before begins.

    Raises:
        QuestionError: several fit.
        UnableError: there is none, or it has no time of day.
    """
    if any(token.clocked for token in frame.times):
        return replace(frame, beside=None)
    target = beside.target
    timed = [token.time for token in target.times if token.time is not None]
    said = next((time.duration for time in timed if time.duration is not None), None)
    days = tuple(
        token for token in target.times if token.time is None or token.time.kind is not Kind.DURATION
    )
    target = replace(target, times=days or frame.times)
    found = (yield from find(request, target, writes=False)).found
    if not found:
        raise UnableError(f"I found no {described(target)}, so nothing was scheduled.")
    [entry, *_] = settled(request, found, replace(target, quantity=Quantity.ONE, domain=None), "event")
    edge = when.iso(str(entry["end" if beside.after else "start"]))
    if edge is None or entry.get("all_day"):
        raise UnableError(f"'{entry['title']}' has no time of day. Please say at what time it should be.")
    # "After the dentist for 20 minutes": how long it is, and not the dentist.
    length = frame.length or said or _AN_HOUR
    start = edge + beside.gap if beside.after else edge - (beside.gap or length)
    words = start.isoformat(timespec="minutes")
    at = Token(words, frame.begin, frame.begin, Sort.TIME, words, resolve(words, now=request.now))
    return replace(frame, times=(at,), length=length, beside=None)


def looked_around(request: Request, ref: Reference, around: Around) -> Part[tuple[Reference, Events]]:
    """What is on around an event that there is, and `ref` with that for its time.

    Raises:
        UnableError: there is no such event.
    """
    on_any_day = ref.next and around.how == "after"
    if on_any_day:
        around = replace(around, gap=when.YEAR)
    at, entries = yield from time_around(request, ref.times, around)
    looked = yield from find(request, replace(ref, times=(at,), order=None, tense=""), writes=False)
    others = [entry for entry in looked.found if entry not in entries and _fits(around, entry, at, request)]
    if ref.order is not None:
        others = [one for one in others if not one.get("all_day")][ref.order :][:1]
    said = " and ".join(reports.event(entry, guests="none") for entry in entries)
    told = f"{around.how} {said}"
    if around.how in {"after", "before"} and not on_any_day:
        gap = when.length(around.gap).removeprefix("an ") if around.gap else ""
        told = f"in the {gap} {told}" if gap else f"that day {told}"
    return replace(ref, times=(replace(at, text=told),)), replace(looked, found=others, more=0)


def time_around(
    request: Request, times: tuple[Token, ...], around: Around
) -> Part[tuple[Token, list[Entry]]]:
    """The time that events give, and these events; `times` say which they are.

    Raises:
        UnableError: there is no such event.
    """
    entries: list[Entry] = []
    for target in around.targets:
        target = replace(target, times=target.times or times, quantity=Quantity.ONE)
        target = replace(target, next=target.next or not target.times)
        found = (yield from find(request, target, writes=False)).found
        if not found:
            raise UnableError(f"There is no {described(target)}.")
        entries.append(found[0])
    then = when.interval(*_span(around, entries, request.now))
    begin = around.targets[0].begin
    return Token(then, begin, begin, Sort.TIME, then, resolve(then, now=request.now)), entries


def _span(around: Around, entries: Sequence[Entry], now: datetime) -> tuple[datetime, datetime]:
    """From when until when: of the day on which it is, where only one end is said."""
    first = entries[0]
    begin, stop = moment(first, "start", now), moment(first, "end", now)
    assert begin is not None, "an event has a beginning"
    assert stop is not None, "and an end"
    morning = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    match around.how:
        case "after":
            last = stop.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
            return stop, stop + around.gap if around.gap else last
        case "before":
            return begin - around.gap if around.gap else morning, begin
        case "between":
            other = moment(entries[1], "start", now)
            return stop, max(other or stop, stop)
        case _:
            return begin, stop


def _fits(around: Around, entry: Entry, at: Token, request: Request) -> bool:
    """Whether it begins in that time; what is on during an event need only not be over by then."""
    start = moment(entry, "start", request.now)
    if start is None or around.how == "during" or at.time is None or at.time.start is None:
        return start is not None
    return start >= when.aware(at.time.start, request.now)
