"""The events that are to be changed, settled with the user where that is needed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from agents.offline.asking import reports
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import QuestionError, UnableError, ask, is_yes, which
from agents.offline.asking.script import Part
from agents.offline.asking.selection import Entry, settled
from agents.offline.calendar.descriptions import described
from agents.offline.calendar.facts import moment
from agents.offline.calendar.frames import InviteGuests, UninviteGuests
from agents.offline.calendar.search import find
from agents.offline.calendar.windows import links_times
from agents.offline.reading import when
from agents.offline.reading.frames import Frame
from agents.offline.reading.references import Quantity, Reference, is_called
from agents.offline.reading.tokens import tokenize
from agents.offline.reading.words import Domain

_WHOLE_SERIES = frozenset({"series", "all", "whole", "every", "entire", "both"})


def of_handle(ref: Reference) -> Entry:
    """What is known of an event by its handle alone."""
    one = {"occurrence": ref.occurrence} if ref.occurrence else {}
    return {"id": ref.handle, "title": ref.title, **one}


def chosen(request: Request, frame: Frame) -> Part[list[Entry]]:
    """The events that are to be changed, settled with the user where that is needed.

    Raises:
        QuestionError: one is meant and several fit, or it isn't said which.
        UnableError: there are none.
    """
    ref = frame.target
    if ref is None:
        raise which(Domain.CALENDAR)
    if ref.handle:
        return [of_handle(ref)]
    if ref.order == -1 and not ref.times and ref.tense != "past":
        raise which(Domain.CALENDAR)
    try:
        found = (yield from find(request, ref, writes=True)).found
    except UnableError:
        if ref.bare and ref.generic:
            # "The meeting", of which nobody has spoken: too many to name, but one is meant.
            raise which(Domain.CALENDAR) from None
        raise
    found = found or (yield from _but_for_its_people(request, ref))
    if not found:
        raise UnableError(f"I found no {described(ref)}, so nothing was changed.")
    found = _with_those_who_leave(frame, found)
    if ref.count and ref.quantity is Quantity.ALL and len(found) > ref.count:
        raise which(Domain.CALENDAR)
    if _boundless(ref):
        _confirm(request, found)
    if not _is_of_each_day(found, ref):
        found = settled(request, _series_once(found, ref), ref, "event")
    return [_one_or_series(request, entry, ref) for entry in found]


def _but_for_its_people(request: Request, ref: Reference) -> Part[list[Entry]]:
    """ "Cancel the dinner with my sister", whom the calendar doesn't name: the only one, where that is meant.

    Raises:
        QuestionError: it hasn't been asked yet.
    """
    if not ref.people or ref.generic or ref.quantity is not Quantity.ONE:
        return []
    near = (yield from find(request, replace(ref, people=()), writes=True)).found
    near = _series_once(near, ref)
    if len(near) != 1 or (near[0].get("attendees") and not all(one.text.islower() for one in ref.people)):
        return []
    asked = f"I found no {described(ref)}. Do you mean {reports.event(near[0])}?"
    return near if is_yes(ask(request, asked)) else []


def _with_those_who_leave(frame: Frame, found: list[Entry]) -> list[Entry]:
    """ "Take Ana off the meeting on Monday": of several, those to which she is invited."""
    match frame:
        case UninviteGuests(people=leaving) | InviteGuests(leaving=leaving):
            named = [one for one in leaving if not one.pronoun]
        case _:
            return found
    fitting = [
        entry
        for entry in found
        if all(any(is_called(one, guest) for guest in entry.get("attendees", ())) for one in named)
    ]
    return fitting or found


def _is_of_each_day(found: Sequence[Entry], ref: Reference) -> bool:
    """Whether it is one series, of which several days are named: "the stand-up on Monday and Tuesday"."""
    days = {str(entry["start"])[:10] for entry in found}
    of_one = len({str(entry["id"]) for entry in found}) == 1 and len(days) == len(found)
    return of_one and links_times(ref)


def _boundless(ref: Reference) -> bool:
    """Whether it means everything there is: "all my meetings", with no time, no people and no title."""
    return (
        ref.quantity is Quantity.ALL
        and ref.generic
        and not (ref.times or ref.people or ref.tense or ref.next)
    )


def _confirm(request: Request, found: Sequence[Entry]) -> None:
    answer = ask(request, f"Do you mean all {len(found)} coming events?")
    if not answer.strip().lower().startswith(("y", "all", "sure", "right", "ok")):
        raise UnableError(
            "All right, nothing was changed. Please say which ones, for example 'all meetings today'."
        )


def _series_once(found: Sequence[Entry], ref: Reference) -> list[Entry]:
    """Every occurrence of a series counts as one thing, unless a time or an order picks some of them."""
    if ref.times or ref.order is not None or ref.next:
        return list(found)
    once: dict[str, Entry] = {}
    for entry in found:
        once.setdefault(str(entry["id"]), entry)
    return list(once.values())


def _one_or_series(request: Request, entry: Entry, ref: Reference) -> Entry:
    """An event of a series as the one occurrence, or without it as the whole series."""
    if not entry.get("occurrence") or ref.times or ref.order is not None or ref.next:
        return entry
    series = {key: value for key, value in entry.items() if key != "occurrence"}
    if ref.quantity is Quantity.ALL:
        return series
    day = when.spoken(str(entry["start"]))
    question = f"'{entry['title']}' repeats. Do you mean the one on {day}, or the whole series?"
    answer = ask(request, question)
    if _is_of_another_day(answer, entry, request.now):
        raise QuestionError(question)
    return series if set(answer.lower().replace(".", "").split()) & _WHOLE_SERIES else entry


def _is_of_another_day(answer: str, entry: Entry, now: datetime) -> bool:
    """Whether an answer names a day, and not the one on which the event is."""
    at = moment(entry, "start", now)
    dated = [token for token in tokenize(answer, now) if token.time is not None]
    windows = [window for token in dated for window in when.windows((token,), now, "future")]
    return bool(windows) and at is not None and not any(window.holds(at) for window in windows)
