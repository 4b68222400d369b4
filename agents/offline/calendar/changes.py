"""Changing events that exist: cancel, move, rename, invite."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.answer import Wanted
from agents.offline.asking.contacts import look_up, those_meant
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import QuestionError, UnableError, ask, read, together, understood
from agents.offline.asking.script import Call, Part, Result, Script
from agents.offline.asking.selection import Entry
from agents.offline.calendar.event_time import iso_words, settled_time, time_tokens, with_clock
from agents.offline.calendar.frames import (
    CancelEvent,
    ChangeEvent,
    InviteGuests,
    MoveEvent,
    RenameEvent,
    SwapEvents,
    UninviteGuests,
)
from agents.offline.calendar.likely import near_half
from agents.offline.calendar.search import events_in
from agents.offline.calendar.targets import chosen, of_handle
from agents.offline.calendar.their_time import zoned
from agents.offline.reading import when
from agents.offline.reading.frames import Frame
from agents.offline.reading.references import Person, Reference
from agents.offline.reading.tokens import Sort, tokenize
from tools.patterns import Spoken
from tools.timewords import Kind, Resolution, resolve

Change = ChangeEvent | RenameEvent | InviteGuests | UninviteGuests

_TWO = 2
_COMES, _LEAVES = "add_attendees", "remove_attendees"


def cancel(request: Request, frame: CancelEvent) -> Script:
    """Cancel the events that a frame means."""
    understood(frame)
    found = yield from chosen(request, frame)
    results = yield from _side_by_side(
        [(entry, Call("cancel_calendar_event", which(entry))) for entry in found]
    )
    return reports.report(results)


def move(request: Request, frame: MoveEvent) -> Script:
    """Move events by a length, or to another time.

    Raises:
        QuestionError: nobody has said to when.
    """
    understood(frame)
    question = "To when should it be moved?"
    if frame.shift is None and not frame.times:
        frame = replace(frame, times=tuple(time_tokens(request, ask(request, question))))
        if not frame.times:
            raise QuestionError(question)
    frame = zoned(request, frame)
    found = yield from chosen(request, frame)
    if frame.shift is None and frame.target is not None and frame.target.handle:
        found = yield from reloaded(request, frame.target)
    calls = []
    for entry in found:
        changes = yield from new_time(request, frame, entry)
        calls.append((entry, _update(entry, changes)))
    results = yield from _side_by_side(calls)
    return reports.report(results)


def swap(request: Request, frame: SwapEvents) -> Script:
    """Have each of two events begin when the other does; how long each is, stays.

    Raises:
        UnableError: it isn't two events at a time of day.
    """
    understood(frame)
    first = yield from chosen(request, frame)
    second = yield from chosen(request, replace(frame, target=frame.other))
    two = [*first, *second]
    apart = len(two) == _TWO and which(first[0]) != which(second[0])
    if not apart or any(one.get("all_day") or "start" not in one for one in two):
        raise UnableError("I can swap two events that have a time of day. Please name both.")
    calls = [(one, _update(one, {"start_time": str(other["start"])})) for one, other in (two, two[::-1])]
    results = yield from _side_by_side(calls)
    return reports.report(results)


def change(request: Request, frame: Change) -> Script:
    """Rename events, change place or length, invite or uninvite people."""
    understood(frame)
    if isinstance(frame, InviteGuests) and (frame.leaving or frame.only_guest):
        found = yield from chosen(request, frame)
        changes = yield from _other_guests(request, frame, found)
    elif isinstance(frame, UninviteGuests):
        found = yield from chosen(request, frame)
        changes = yield from guest_args(request, _LEAVES, among(frame.people, found))
    else:
        changes = yield from _changes(request, frame)
        found = yield from chosen(request, frame)
    if isinstance(frame, ChangeEvent) and frame.noun == "note":
        return (yield from _with_note(frame.note, found))
    if "longer" in changes and frame.target is not None and frame.target.handle:
        found = yield from reloaded(request, frame.target)
    calls = [(entry, _update(entry, _fitted(changes, entry))) for entry in found]
    results = yield from _side_by_side(calls)
    return reports.report(results)


def _with_note(note: str, found: Sequence[Entry]) -> Script:
    """Write a note below those that the events have."""
    wholes = yield [Call("read_calendar_event", which(entry)) for entry in found]
    notes = [str(read(whole).get("description") or "").strip() for whole in wholes]
    calls = [
        (entry, _update(entry, {"description": f"{before}\n{note}".strip()}))
        for entry, before in zip(found, notes, strict=True)
    ]
    return reports.report((yield from _side_by_side(calls)))


def event_changes(request: Request, frame: Frame, entry: Entry) -> Part[dict[str, Any]]:
    """The arguments that change `entry` as a frame wants: name, place, length, guests.

    Raises:
        UnableError: it isn't known how.
    """
    match frame:
        case UninviteGuests():
            return (yield from guest_args(request, _LEAVES, among(frame.people, [entry])))
        case ChangeEvent() | RenameEvent() | InviteGuests():
            return _fitted((yield from _changes(request, frame)), entry)
        case _:
            raise UnableError("I don't know how to change a whole series so. Nothing was changed.")


def _update(entry: Entry, changes: dict[str, Any]) -> Call:
    return Call("update_calendar_event", {**which(entry), **changes})


def which(entry: Entry) -> dict[str, Any]:
    """The id, and the occurrence when one of a series is meant."""
    args: dict[str, Any] = {"event_id": entry["id"]}
    if entry.get("occurrence"):
        args["occurrence"] = entry["occurrence"]
    return args


def _side_by_side(calls: Sequence[tuple[Entry, Call]]) -> Part[list[Result]]:
    """All calls at once, so that they are asked about together; what is meant of one whole series twice, once
    after the other."""
    results: list[Result] = []
    waiting = list(calls)
    while waiting:
        this_round: dict[str, Call] = {}
        later = []
        for entry, call in waiting:
            part = f"{entry['id']} {entry.get('occurrence', '')}"
            if part in this_round:
                later.append((entry, call))
            else:
                this_round[part] = call
        results += yield list(this_round.values())
        waiting = later
    return results


def reloaded(request: Request, ref: Reference) -> Part[list[Entry]]:
    """The event behind an id, with its times."""
    args = {"query": ref.title, "when": when.coming(request.now).words, "limit": 50}
    results = yield [Call("search_calendar_events", args)]
    # One of them is wanted, however many there are.
    found = events_in(results[0], all_of_them=False)
    entries = [entry for entry in found if str(entry["id"]).startswith(ref.handle)]
    if ref.occurrence:
        entries = [entry for entry in entries if entry.get("occurrence") == ref.occurrence]
    else:
        # What was just made is changed as it was made: a series as a whole.
        entries = [{key: value for key, value in one.items() if key != "occurrence"} for one in entries]
    return entries[:1] or [of_handle(ref)]


_PART_OF_IT = Spoken(r"(?:to |in |for )?the (?P<part>morning|afternoon|evening)")


def new_time(request: Request, frame: MoveEvent, entry: Entry) -> Part[dict[str, Any]]:
    """The arguments that move `entry`: what the words leave out, day or time of day, stays as it is.

    Raises:
        QuestionError: they leave open when it shall be.
    """
    now = request.now
    if frame.shift is not None:
        return {"move_by": when.minutes(frame.shift)}
    times, title = frame.times, str(entry["title"])
    found = when.joined(times, now)
    only_days = found is not None and found.certain and not found.time_of_day_given
    if found is not None and only_days and when.several_days(found, now) and not entry.get("all_day"):
        times = tuple(time_tokens(request, ask(request, f"On which day should '{title}' be?", Wanted.TIME)))
        found = when.joined(times, now)
    words = when.words_of(times, now)
    if found is None or found.start is None:
        raise QuestionError("To when should it be moved?")
    if found.rrule:
        # "And every day": how often, and when only where that is said, too.
        at = {"start_time": f"at {found.start:%H:%M}"} if found.time_of_day_given else {}
        return {"recurrence": found.rrule, **at}
    if found.kind is Kind.SINCE and not found.time_of_day_given and _repeats(entry):
        raise UnableError(
            f"'{title}' repeats, and I can't have it begin later as a whole. Please cancel the days before "
            "that, or have it made anew with the day on which it begins."
        )
    start = when.iso(str(entry.get("start", "")))
    names_day = any(when.names_day(token, now) or when.goes_by_clock(token, now) for token in times)
    if start is not None and not names_day:
        clock = _nearest(found.candidates, start, now) if not found.certain else None
        clock = clock or near_half(words, found, start, now)
        if clock is not None:
            return {"start_time": when.on_day(start, clock, now)}
    if start is not None and not found.certain and not names_day and found.time_of_day_given:
        # "9 to 10:30", of what is on Thursday.
        there = resolve(f"{words} on {start:%Y-%m-%d}", now=now)
        if there is not None and there.certain and there.start is not None:
            words, found = iso_words(there), there
    if start is not None and (part := _PART_OF_IT.fullmatch(words)):
        # "To the afternoon": of the day that it is on.
        there = resolve(f"{part['part']} of {start:%Y-%m-%d}", now=now)
        words, found = (iso_words(there), there) if there is not None and there.start else (words, found)
    if not found.certain:
        words, found = settled_time(request, words, found)
    assert found.start is not None
    within = any(token.text.lower().startswith("between ") for token in times)
    if found.time_of_day_given and (found.approximate or found.kind is Kind.SINCE or within):
        words, found = yield from with_clock(request, times, (words, found), length_of(entry), title)
    assert found.start is not None
    elsewhere = found.zone is not None and found.time_of_day_given
    if start is not None and not entry.get("all_day") and not names_day and elsewhere:
        # "4 to 5pm UTC": of the day that it is on, whatever day it is there.
        dated = f"{words} on {start:%Y-%m-%d}"
        known = resolve(dated, now=now)
        certain = known is not None and known.certain
        return {"start_time": dated if certain else when.on_day(start, found, now)}
    if start is None or entry.get("all_day") or (found.end is not None and found.time_of_day_given):
        return {"start_time": words}
    if not found.time_of_day_given:
        day = when.aware(found.start, now).date()
        return {"start_time": datetime.combine(day, start.time(), tzinfo=now.tzinfo).isoformat()}
    if not names_day:
        return {"start_time": when.on_day(start, found, now)}
    return {"start_time": words}


def _repeats(entry: Entry) -> bool:
    return bool(entry.get("occurrence") or entry.get("recurrence"))


def _nearest(readings: Sequence[Resolution], start: datetime, now: datetime) -> Resolution | None:
    """ "To 8" of what begins at 19:00 is 20:00; None where both halves of the day are about as near."""
    if not readings or any(not isinstance(one.start, datetime) or one.end is not None for one in readings):
        return None

    def distance(one: Resolution) -> timedelta:
        assert one.start is not None
        moved = datetime.combine(start.date(), when.aware(one.start, now).time(), tzinfo=start.tzinfo)
        return abs(moved - start)

    nearest, *others = sorted(readings, key=distance)
    return nearest if all(distance(nearest) * 2 < distance(other) for other in others) else None


def length_of(entry: Entry) -> timedelta | None:
    start, end = when.iso(str(entry.get("start", ""))), when.iso(str(entry.get("end", "")))
    return end - start if start is not None and end is not None else None


def _named(request: Request, question: str) -> str:
    """The answer to `question` without the quotation marks around it."""
    answer = ask(request, question)
    match tokenize(answer, request.now):
        case (token,) if token.sort is Sort.QUOTE:
            return token.value
        case _:
            return answer


def _changes(request: Request, frame: Change) -> Part[dict[str, Any]]:
    match frame:
        case RenameEvent():
            return {"title": frame.title or _named(request, "What should it be called?")}
        case ChangeEvent(noun="place"):
            return {"location": frame.place or _named(request, "Where should it be?")}
        case ChangeEvent(noun="note"):
            return {}
        case ChangeEvent(noun="calendar"):
            return {"calendar": frame.place}
        case ChangeEvent(noun="reminder"):
            return {"reminder_minutes": list(frame.reminders)}
        case ChangeEvent(noun="length"):
            return {"longer": frame.shift}
        case ChangeEvent():
            return {"length": frame.length}
        case InviteGuests() | UninviteGuests():
            return (yield from guest_args(request, _COMES, frame.people))


def guest_args(request: Request, change: str, people: Sequence[Person]) -> Part[dict[str, Any]]:
    """The arguments by which `people` come or go, as `change` says.

    Raises:
        UnableError: one of them is in no address book.
    """
    known = yield from look_up(request, those_meant(request, people))
    unknown = [one.name for one in known if not one.address]
    if unknown:
        raise UnableError(f"Not in your contacts: {together(unknown)}. Nothing was changed.")
    return {change: [one.address for one in known]}


def _other_guests(request: Request, frame: InviteGuests, found: Sequence[Entry]) -> Part[dict[str, Any]]:
    """Who comes, and who goes in their place."""
    leaving = among(frame.leaving, found) if frame.leaving else _only_guest(found)
    coming = yield from guest_args(request, _COMES, frame.people)
    return coming | (yield from guest_args(request, _LEAVES, leaving))


def _only_guest(found: Sequence[Entry]) -> tuple[Person, ...]:
    guests = {str(guest) for entry in found for guest in entry.get("attendees", [])}
    if len(guests) != 1:
        raise UnableError(f"It has {len(guests)} guests. Please say in whose place; nothing was changed.")
    return (Person(address := guests.pop(), 0, 0, address=address),)


def among(people: Sequence[Person], found: Sequence[Entry]) -> tuple[Person, ...]:
    """`people`, with the address of the only guest who has such a name."""
    guests = {str(guest) for entry in found for guest in entry.get("attendees", [])}
    named = []
    for person in people:
        words = set(person.text.lower().split())
        fitting = [guest for guest in guests if words <= set(guest.partition("<")[0].lower().split())]
        if person.pronoun and len(guests) == 1:
            fitting = list(guests)
        elif person.pronoun:
            fitting = []
        known = len(fitting) == 1 and not (person.address or person.myself)
        named.append(replace(person, address=fitting[0], pronoun=False) if known else person)
    return tuple(named)


def _fitted(changes: dict[str, Any], entry: Entry) -> dict[str, Any]:
    """`changes` for one event: a length becomes an end."""
    if "length" in changes:
        return {"end_time": when.minutes(changes["length"])}
    if "longer" in changes:
        length = length_of(entry)
        if length is None:
            raise UnableError("I don't know how long it is now. Please say how long it should be.")
        if length + changes["longer"] <= timedelta(0):
            lasts, less = when.length(length), when.length(-changes["longer"])
            raise UnableError(f"It lasts {lasts} and can't be {less} shorter, so nothing was changed.")
        return {"end_time": when.minutes(length + changes["longer"])}
    return changes
