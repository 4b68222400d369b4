"""Changing the event that was spoken of in everything that was said of it at once."""

from datetime import timedelta
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import UnableError
from agents.offline.asking.script import Call, Part, Script
from agents.offline.asking.selection import Entry
from agents.offline.calendar.amended import until_of
from agents.offline.calendar.changes import among, guest_args, length_of, new_time, reloaded, which
from agents.offline.calendar.frames import AmendEvent, MoveEvent
from agents.offline.calendar.targets import chosen
from agents.offline.reading import when


def amend(request: Request, frame: AmendEvent) -> Script:
    """Change the event in one go: its time, its length, its guests, its place, its title.

    Raises:
        QuestionError: it isn't known which event is meant, or when it shall be.
        UnableError: there is none, or somebody isn't known.
    """
    found = yield from chosen(request, frame)
    timed = frame.times or frame.until or frame.longer or frame.shift or frame.all_day or frame.goes
    if timed and frame.target is not None and frame.target.handle:
        found = yield from reloaded(request, frame.target)
    calls = []
    for entry in found:
        changes = yield from _changes(request, frame, entry)
        calls.append(Call("update_calendar_event", {**which(entry), **changes}))
    return reports.report((yield calls))


def _changes(request: Request, frame: AmendEvent, entry: Entry) -> Part[dict[str, Any]]:
    args: dict[str, Any] = {}
    if frame.title:
        args["title"] = frame.title
    if frame.place:
        args["location"] = frame.place
    if frame.reminders:
        args["reminder_minutes"] = list(frame.reminders)
    if frame.comes:
        args |= yield from guest_args(request, "add_attendees", frame.comes)
    if frame.goes:
        args |= yield from guest_args(request, "remove_attendees", among(frame.goes, [entry]))
    if frame.times or frame.shift is not None:
        move = MoveEvent(frame.begin, frame.stop, target=frame.target, times=frame.times, shift=frame.shift)
        args |= yield from new_time(request, move, entry)
    return args | _end(frame, entry, str(args.get("start_time", "")))


def _end(frame: AmendEvent, entry: Entry, start_time: str) -> dict[str, Any]:
    """When it ends; empty where nothing says it anew.

    Raises:
        UnableError: it isn't known when it begins, or how long it is.
    """
    if frame.length is not None:
        return {"end_time": when.minutes(frame.length)}
    start = when.iso(start_time) or when.iso(str(entry.get("start", "")))
    if frame.until is not None:
        end = until_of(frame.until, start) if start is not None else None
        if start is None:
            raise UnableError("I don't know when it begins, so not when it would end. Please say both.")
        if end is None:
            raise UnableError(f"It begins at {start:%H:%M}. Please say a later end, with am or pm.")
        return {"end_time": end.isoformat()}
    if frame.longer is None:
        return {}
    length = length_of(entry)
    if length is None or length + frame.longer <= timedelta(0):
        raise UnableError("I don't know how long it is then. Please say how long it should be.")
    return {"end_time": when.minutes(length + frame.longer)}
