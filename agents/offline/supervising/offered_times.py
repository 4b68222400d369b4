"""Booking one of the free times that were just listed: "book the first one"."""

from collections.abc import Sequence
from typing import TypeGuard

from agents.offline.asking.history import last_asked
from agents.offline.asking.messages import Line, Request
from agents.offline.asking.questions import together
from agents.offline.calendar.frames import CreateEvent, FreeTime
from agents.offline.reading import when
from agents.offline.reading.frames import Frame


def is_offered(frame: Frame) -> TypeGuard[CreateEvent]:
    """Whether a frame makes an event at a time that only the conversation gives."""
    return isinstance(frame, CreateEvent) and frame.target is not None


def at_offered_time(request: Request, frame: Frame) -> str | None:
    """What stands for "the first one" in words: with whom, when and how long; None when it isn't certain."""
    slots = _offered(request.history)
    asked = last_asked(request.history, FreeTime, request.now)
    assert frame.target is not None
    order = 0 if frame.target.next else frame.target.order
    if order is None and len(slots) == 1:
        order = 0
    if order is None or asked is None or not -len(slots) <= order < len(slots):
        return None
    start, end = slots[order]
    people = [person.address or person.text for person in frame.people or asked.people if not person.myself]
    guests = f" with {together(people)}" if people else ""
    if asked.length is None:
        return f"a meeting{guests} on {when.spoken(start, end)}"
    minutes = int(asked.length.total_seconds() // 60)
    return f"a meeting{guests} for {minutes} minutes on {when.spoken(start)}"


def _offered(history: Sequence[Line]) -> tuple[tuple[str, str], ...]:
    """The free times of the last answer."""
    for line in reversed(history):
        if line.by_user:
            break
        if line.answer.slots:
            return line.answer.slots
    return ()
