"""Answering questions about the calendar."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.answer import Answer, Thing, in_full
from agents.offline.asking.contacts import look_up
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import QuestionError, read, together
from agents.offline.asking.script import Call, Script
from agents.offline.asking.selection import Entry
from agents.offline.asking.wording import capital, ended
from agents.offline.calendar.frames import FreeTime, ListEvents
from agents.offline.calendar.search import described, during, find, open_days, takes_time
from agents.offline.reading import when
from agents.offline.reading.references import Reference
from tools.timewords import Kind

_FEW = 3
_MOST_SLOTS = 10


def list_events(request: Request, frame: ListEvents) -> Script:
    """The events that a question is about."""
    ref = frame.target or Reference(None, 0, 0)
    looked = yield from find(request, ref, writes=False)
    return in_full(_listed(frame, ref, looked.found), looked.problems)


def _listed(frame: ListEvents, ref: Reference, found: Sequence[Entry]) -> Answer:
    met = frame.is_met_by(len(found)) if frame.asked == "exists" and frame.question else None
    if not found:
        none = f"there is no {described(ref)}."
        if frame.asked == "what":
            return Answer(capital(none), met=False)
        if not frame.question:
            return Answer(f"I found no {described(ref)}.")
        return Answer(f"{'Yes' if met else 'No'}: {none}", met=bool(met))
    guests = "all" if frame.asked == "who" else "few" if len(found) <= _FEW else "none"
    lines = [reports.event(entry, guests=guests) for entry in found]
    people = tuple(name for entry in found for name in reports.guests_told(entry, guests))
    lead = "" if met is None else "Yes: " if met else "No: "
    if len(lines) == 1:
        return Answer(ended(lead + lines[0]), things=(_thing(found[0]),), people=people, met=met)
    counted = reports.counted(len(lines), "event")
    return Answer(f"{lead}{counted}:\n{reports.listed(lines)}", people=people, met=met)


def _thing(entry: Entry) -> Thing:
    # The id of a whole series would not say which of its days was spoken of.
    id = "" if entry.get("occurrence") else str(entry["id"])
    return Thing("event", id=id, title=str(entry.get("title", "")))


def free_time(request: Request, frame: FreeTime) -> Script:
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
    found = read(results[0])
    slots, problems = found.get("slots", []), found.get("problems", ())
    if frame.target is not None and frame.target.order is not None:
        slots = slots[:1]
    if not slots:
        return in_full(Answer("There is no free time then.", met=False), problems)
    offered = tuple((str(slot["start"]), str(slot["end"])) for slot in slots[:_MOST_SLOTS])
    lines = [when.spoken(*slot) for slot in offered]
    text = f"Free: {lines[0]}." if len(lines) == 1 else f"Free:\n{reports.listed(lines)}"
    return in_full(Answer(text, slots=offered), problems)


def _from_then(request: Request, frame: FreeTime) -> str:
    """ "Is Ana free on Tuesday at 2": for as long as it takes, from then on."""
    found = when.joined(frame.times, request.now) if frame.times else None
    if found is None or found.kind is not Kind.INSTANT or found.start is None:
        return ""
    start = when.aware(found.start, request.now)
    return when.interval(start, start + (frame.length or timedelta(hours=1)))


def _open_ended(request: Request, frame: FreeTime) -> bool:
    """ "Am I free on or after 3 December?": wants to know when, and not whether the first day is."""
    found = when.joined(frame.times, request.now) if frame.times else None
    return found is not None and found.kind is Kind.SINCE and found.end is None


def _am_i_free(request: Request, frame: FreeTime) -> Script:
    found = when.joined(frame.times, request.now) if frame.times else None
    if found is None or found.start is None:
        raise QuestionError("For when do you want to know whether you are free?")
    start = when.aware(found.start, request.now)
    end = when.aware(found.end, request.now) if found.end else start + (frame.length or timedelta(hours=1))
    looked = yield from during(start, end)
    busy = [entry for entry in looked.found if takes_time(entry)]
    days = [entry for entry in looked.found if _is_a_day(entry)]
    day = when.spoken(start.date().isoformat())
    at = when.spoken(start.isoformat(), end.isoformat()) if found.time_of_day_given else day
    met = bool(busy) == (frame.noun == "busy")
    there = together([reports.event(entry, guests="none") for entry in busy or days])
    if busy:
        said = f"there is {there}"
    elif days:
        said = f"nothing takes your time on {at}, but there is {there}"
    else:
        said = f"nothing is in your calendar on {at}"
    return in_full(Answer(f"{'Yes' if met else 'No'}: {said}.", met=met), looked.problems)


def _is_a_day(entry: Entry) -> bool:
    """Whether it is a whole day that takes no time, and is on all the same: a holiday, a birthday."""
    return bool(entry.get("all_day")) and not (entry.get("status") == "cancelled" or entry.get("answer"))
