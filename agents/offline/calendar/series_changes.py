"""Changing series: from an occurrence on, their rhythm, or by one more."""

from datetime import datetime, timedelta
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import UnableError, understood, which
from agents.offline.asking.script import Call, Part, Script
from agents.offline.asking.selection import Entry, search_words, settled, titled
from agents.offline.calendar.changes import event_changes, new_time
from agents.offline.calendar.descriptions import described
from agents.offline.calendar.frames import CancelEvent, ChangeSeries, MoveEvent
from agents.offline.calendar.making import make_event
from agents.offline.calendar.search import events_in
from agents.offline.reading import when
from agents.offline.reading.references import Reference
from agents.offline.reading.words import Domain

LOOKED_AHEAD = timedelta(days=370)
MOST = 60


def change_series(request: Request, frame: ChangeSeries) -> Script:
    """Do with a series, from an occurrence on, what a frame wants.

    Raises:
        QuestionError: it isn't said which series, or several fit.
        UnableError: there is none.
    """
    understood(frame)
    ref = frame.target
    if ref is None or (ref.pronoun and not ref.handle):
        raise which(Domain.CALENDAR)
    since = frame.since or request.now
    found = yield from _from(ref, max(since, request.now) if frame.once_more else since)
    repeating = [entry for entry in found if entry.get("occurrence")]
    if not repeating and frame.otherwise is not None:
        # "Another meeting", where none comes back, is no further time of one that is there.
        return (yield from make_event(request, frame.otherwise))
    if not found:
        raise UnableError(
            f"I found no {described(ref)} from {when.spoken(since.date().isoformat())} on, "
            "so nothing was changed."
        )
    if not repeating and not (frame.rule or frame.once_more):
        raise UnableError(f"'{found[0]['title']}' doesn't repeat, so nothing was changed.")
    calls = []
    for entry in settled(request, repeating or found, ref, "event"):
        args = yield from _arguments(request, frame, entry)
        tool = "cancel_calendar_event" if isinstance(frame.change, CancelEvent) else "update_calendar_event"
        calls.append(Call(tool, {"event_id": entry["id"], **args}))
    results = yield calls
    return reports.report(results)


def _from(ref: Reference, since: datetime) -> Part[list[Entry]]:
    """The first occurrence from some day on of each event that is meant."""
    words = ref.title or ref.about or ("" if ref.generic else ref.words)
    days = f"{since.date()}/{(since + LOOKED_AHEAD).date()}"
    args: dict[str, Any] = {"query": search_words(words), "when": days, "limit": MOST}
    people = [person for person in ref.people if not person.myself]
    if people:
        args["attendee"] = people[0].address.partition("<")[2].rstrip(">") or people[0].name
    tool = "search_calendar_events" if words or people else "list_calendar_events"
    results = yield [Call(tool, args if words or people else {"when": days, "limit": MOST})]
    entries = events_in(results[0], all_of_them=False)
    if ref.handle:
        entries = [entry for entry in entries if str(entry["id"]).startswith(ref.handle)]
    elif words:
        entries = titled(entries, words, "title")
    first: dict[str, Entry] = {}
    for entry in entries:
        start = when.iso(str(entry["start"]))
        if start is None or when.aware(start, since) >= since or start.date() > since.date():
            first.setdefault(str(entry["id"]), entry)
    return list(first.values())


def _arguments(request: Request, frame: ChangeSeries, entry: Entry) -> Part[dict[str, Any]]:
    if frame.once_more:
        return {"add_occurrence": frame.once_more}
    which = "all" if frame.all_of_it else f"following {entry.get('occurrence')}"
    following = {"occurrence": which} if entry.get("occurrence") else {}
    if frame.rule:
        clock = {"start_time": frame.clock} if frame.clock else {}
        return {**({} if frame.all_of_it else following), "recurrence": frame.rule, **clock}
    match frame.change:
        case MoveEvent():
            return {**following, **(yield from new_time(request, frame.change, entry))}
        case CancelEvent() | None:
            return following
        case change:
            return {**following, **(yield from event_changes(request, change, entry))}
