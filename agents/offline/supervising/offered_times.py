"""Booking one of the free times that were just listed: "book the first one", "the second works"."""

from collections.abc import Sequence
from typing import TypeGuard

from agents.offline.asking.messages import Line, Request
from agents.offline.asking.questions import together
from agents.offline.calendar.frames import CreateEvent, FreeTime
from agents.offline.reading import when
from agents.offline.reading.choices import CHOOSES
from agents.offline.reading.frames import Frame
from agents.offline.reading.references import Person
from agents.offline.reading.understanding import understand
from agents.offline.reading.words import ORDER


def chosen(request: Request) -> str | None:
    """What books one of the times that were just listed: "the second works", "take the last for a call"."""
    match = CHOOSES.match(request.text) if _offered(request.history) else None
    if match is None:
        return None
    order = match["order"].lower()
    booked = _in_words(request, ORDER[order], match["what"] or "a meeting")
    return booked and f"schedule {booked}"


def is_offered(frame: Frame) -> TypeGuard[CreateEvent]:
    """Whether a frame makes an event at a time that only the conversation gives."""
    return isinstance(frame, CreateEvent) and frame.target is not None


def at_offered_time(request: Request, frame: Frame) -> str | None:
    """What stands for "the first one" in words: with whom, when and how long; None when it isn't certain."""
    assert frame.target is not None
    order = 0 if frame.target.next else frame.target.order
    if order is None and len(_offered(request.history)) == 1:
        order = 0
    return None if order is None else _in_words(request, order, "a meeting", frame.people)


def _in_words(request: Request, order: int, what: str, people: Sequence[Person] = ()) -> str | None:
    """`what` with `people`, or else with those whose time was asked for, at one of the times."""
    offer = _offer(request.history)
    slots = _offered(request.history)
    frames = [clause.frame for clause in understand(offer.request, request.now).clauses] if offer else []
    asked = next((frame for frame in frames if isinstance(frame, FreeTime)), None)
    if asked is None or not -len(slots) <= order < len(slots):
        return None
    start, end = slots[order]
    with_whom = [one.address or one.text for one in people or asked.people if not one.myself]
    guests = f" with {together(with_whom)}" if with_whom and " with " not in what else ""
    if asked.length is None:
        return f"{what}{guests} on {when.spoken(start, end)}"
    minutes = int(asked.length.total_seconds() // 60)
    return f"{what}{guests} for {minutes} minutes on {when.spoken(start)}"


def _offer(history: Sequence[Line]) -> Line | None:
    """The report that listed free times last, where nothing has been said since."""
    for line in reversed(history):
        if line.by_user:
            break
        if line.answer.slots:
            return line
    return None


def _offered(history: Sequence[Line]) -> tuple[tuple[str, str], ...]:
    offer = _offer(history)
    return offer.answer.slots if offer else ()
