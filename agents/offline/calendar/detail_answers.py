"""Answering what only a whole event says."""

from collections.abc import Mapping
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.answer import Answer, Thing, in_full
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import UnableError, read, together, which
from agents.offline.asking.script import Call, Script
from agents.offline.asking.selection import settled
from agents.offline.asking.wording import capital
from agents.offline.calendar.descriptions import described
from agents.offline.calendar.frames import EventDetails
from agents.offline.calendar.nearly_named import nearly_named
from agents.offline.calendar.search import find
from agents.offline.reading.words import Domain

Whole = Mapping[str, Any]


def event_details(request: Request, frame: EventDetails) -> Script:
    """All of an event, or the part of it that is asked for.

    Raises:
        QuestionError: it isn't said which, or several fit.
        UnableError: there is none.
    """
    ref = frame.target
    if ref is None or (ref.pronoun and not ref.handle):
        raise which(Domain.CALENDAR)
    looked = yield from find(request, ref, writes=False)
    if not looked.found:
        near = yield from nearly_named(request, ref)
        but = f"; what comes nearest is {reports.event(near)}" if near is not None else ""
        raise UnableError(f"I found no {described(ref)}{but}.")
    first = {str(entry["id"]): entry for entry in reversed(looked.found)}
    [entry, *_] = settled(request, list(first.values()), ref, "event")
    args = {"event_id": entry["id"]}
    if entry.get("occurrence") and frame.asked != "recurrence":
        args["occurrence"] = entry["occurrence"]
    results = yield [Call("read_calendar_event", args)]
    whole = read(results[0])
    thing = Thing("event", str(entry["id"]), str(entry["title"]), occurrence=str(args.get("occurrence", "")))
    if looked.near:
        raise UnableError(f"I found no {described(ref)}; what is called almost so is {reports.event(entry)}.")
    told, there = _told(frame.asked, whole), bool(_parts(whole).get(frame.asked))
    if frame.whether:
        told = f"{'Yes' if there else 'No'}: {told}"
    return in_full(Answer(told, things=(thing,), met=there if frame.whether else None), looked.problems)


def _told(asked: str, whole: Whole) -> str:
    title = whole["title"] or "an event without a title"
    parts = _parts(whole)
    if asked == "recurrence" and not parts[asked]:
        return f"'{title}' doesn't repeat."
    if asked in parts:
        return (
            f"'{title}': {parts[asked]}" if parts[asked] else f"'{title}' has no {asked.removesuffix('s')}."
        )
    lines = [
        f"{capital(reports.event({**whole, 'location': ''}, guests='none'))}.",
        *(f"{name}: {value}" for name, value in _rows(whole, parts) if value),
    ]
    return "\n".join(lines)


def _parts(whole: Whole) -> Mapping[str, str]:
    """What may be asked for by itself."""
    return {
        "description": whole["description"],
        "links": ", ".join(whole.get("links", ())),
        "attachments": ", ".join(map(_attached, whole.get("attachments", ()))),
        "reminders": together(list(whole["reminders"])) if whole["reminders"] else "",
        "recurrence": whole["recurrence"],
    }


def _rows(whole: Whole, parts: Mapping[str, str]) -> list[tuple[str, str]]:
    organizer = whole.get("organizer") or {}
    status = whole.get("status", "")
    return [
        ("Repeats", parts["recurrence"]),
        ("Where", whole["location"]),
        ("Invites", organizer.get("name") or organizer.get("email") or ""),
        ("Guests", ", ".join(map(_guest, whole["attendees"]))),
        ("Reminder", parts["reminders"]),
        ("Links", parts["links"]),
        ("Attached", parts["attachments"]),
        ("Status", status if status not in ("", "confirmed") else ""),
        ("Private", "yes" if whole.get("private") else ""),
        ("Shown as", "" if whole.get("busy", True) else "free"),
        ("Calendar", f"{whole['calendar']}{'' if whole.get('may_be_changed', True) else ' (read only)'}"),
        ("Notes", whole["description"]),
    ]


def _guest(person: Whole) -> str:
    said = (person.get("status") or "").replace("needs-action", "no answer yet")
    return f"{person.get('name') or person.get('email')}{f' ({said})' if said else ''}"


def _attached(one: Whole) -> str:
    return str(one.get("name") or one.get("link") or one.get("type") or "a file")
