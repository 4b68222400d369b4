"""Answering questions about the calendar."""

from datetime import timedelta
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.contacts import look_up
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import QuestionError, read, together
from agents.offline.asking.script import Call, Script
from agents.offline.asking.wording import capital, ended
from agents.offline.calendar.search import described, during, find, open_days
from agents.offline.reading import when
from agents.offline.reading.frames import Frame, Reference
from tools.timewords import Kind

_FEW = 3
_MOST_SLOTS = 10


def list_events(request: Request, frame: Frame) -> Script:
    """The events that a question is about."""
    ref = frame.target or Reference(None, 0, 0)
    found = yield from find(request, ref, writes=False)
    if not found:
        none = f"there is no {described(ref)}."
        if frame.asked == "what":
            return capital(none)
        if frame.question and frame.asked == "exists":
            return f"{'Yes' if frame.is_met_by(0) else 'No'}: {none}"
        return f"No: {none}" if frame.question else f"I found no {described(ref)}."
    guests = "all" if frame.asked == "who" else "few" if len(found) <= _FEW else "none"
    lines = [reports.event(entry, guests=guests) for entry in found]
    yes = "Yes" if frame.is_met_by(len(found)) else "No"
    lead = f"{yes}: " if frame.asked == "exists" and frame.question else ""
    if len(lines) == 1:
        # The id of a whole series would not say which of its days was spoken of.
        handle = "" if found[0].get("occurrence") else f" [event_id={found[0]['id']}]"
        return ended(lead + lines[0]) + handle
    return f"{lead}{reports.counted(len(lines), 'event')}:\n{reports.listed(lines)}"


def free_time(request: Request, frame: Frame) -> Script:
    """Free slots, or whether the user is free."""
    if frame.asked == "free" and frame.question and not frame.people and not _open_ended(request, frame):
        return (yield from _am_i_free(request, frame))
    args: dict[str, Any] = {"when": _from_then(request, frame) or open_days(frame.times, request.now)}
    if frame.length:
        args["duration_minutes"] = int(frame.length.total_seconds() // 60)
    if frame.people:
        known = yield from look_up(request, frame.people)
        args["attendees"] = [one.address or one.name for one in known]
    results = yield [Call("find_free_slots", args)]
    slots = read(results[0]).get("slots", [])
    if frame.target is not None and frame.target.order is not None:
        slots = slots[:1]
    if not slots:
        return "There is no free time then."
    lines = [when.spoken(str(slot["start"]), str(slot["end"])) for slot in slots[:_MOST_SLOTS]]
    return f"Free: {lines[0]}." if len(lines) == 1 else f"Free:\n{reports.listed(lines)}"


def _from_then(request: Request, frame: Frame) -> str:
    """ "Is Ana free on Tuesday at 2": for as long as it takes, from then on."""
    found = when.joined(frame.times, request.now) if frame.times else None
    if found is None or found.kind is not Kind.INSTANT or found.start is None:
        return ""
    start = when.aware(found.start, request.now)
    return when.interval(start, start + (frame.length or timedelta(hours=1)))


def _open_ended(request: Request, frame: Frame) -> bool:
    """ "Am I free on or after 3 December?": wants to know when, and not whether the first day is."""
    found = when.joined(frame.times, request.now) if frame.times else None
    return found is not None and found.kind is Kind.SINCE and found.end is None


def _am_i_free(request: Request, frame: Frame) -> Script:
    found = when.joined(frame.times, request.now) if frame.times else None
    if found is None or found.start is None:
        raise QuestionError("For when do you want to know whether you are free?")
    start = when.aware(found.start, request.now)
    end = when.aware(found.end, request.now) if found.end else start + (frame.length or timedelta(hours=1))
    busy = yield from during(start, end)
    day = when.spoken(start.date().isoformat())
    at = when.spoken(start.isoformat(), end.isoformat()) if found.time_of_day_given else day
    asks_busy = frame.noun == "busy"
    if not busy:
        return f"{'No' if asks_busy else 'Yes'}: nothing is in your calendar on {at}."
    there = together([reports.event(entry, guests="none") for entry in busy])
    return f"{'Yes' if asks_busy else 'No'}: there is {there}."
