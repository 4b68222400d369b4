"""Answering questions about the calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.answer import Answer, Thing, in_full, joined
from agents.offline.asking.contacts import look_up
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import QuestionError, read, together
from agents.offline.asking.script import Call, Part, Script
from agents.offline.asking.selection import Entry
from agents.offline.asking.wording import capital, ended
from agents.offline.calendar import attendance
from agents.offline.calendar.attendance import Attendance
from agents.offline.calendar.beside import looked_around, time_around
from agents.offline.calendar.descriptions import described
from agents.offline.calendar.facts import busy_time, guests_of, invited, moment, overlaps, pairs, told
from agents.offline.calendar.frames import FreeTime, ListEvents
from agents.offline.calendar.nearly_named import nearly_named
from agents.offline.calendar.search import Events, during, find, takes_time
from agents.offline.calendar.standing import OF_NOW, standing
from agents.offline.calendar.windows import open_days, parts_of_days
from agents.offline.reading import when
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.when import names_day
from agents.offline.reading.words import FUNCTION, GENERIC_EVENTS
from tools.timewords import Kind, Resolution

_FEW = 3
_MOST_SLOTS = 10
_MOST_SHOWN = 60
"""A list of more than that is no answer; a full week is below it."""


def list_events(request: Request, frame: ListEvents) -> Script:
    """The events that a question is about, or what it asks of them."""
    ref = frame.target or Reference(None, 0, 0)
    if frame.asked in OF_NOW:
        return (yield from standing(request, frame.asked, ref))
    if frame.around is not None:
        told_of, looked = yield from looked_around(request, ref, frame.around)
        return in_full(_told(request, frame, told_of, looked), looked.problems)
    looked = yield from find(request, ref, writes=False)
    if not looked.found and ref.order == -1 and not ref.times:
        coming = (yield from find(request, replace(ref, order=None, next=True, tense=""), writes=False)).found
        return in_full(_none_yet(ref, coming), looked.problems)
    if not looked.found and (at := _hour_alone(ref, request.now)) is not None:
        # "The dinner at 7": the next that begins then, on whichever day.
        looked = yield from find(request, replace(ref, times=(), next=False), writes=False)
        then = [one for one in looked.found if _clock(one, request) == at]
        looked = replace(looked, found=then[:1])
    if not looked.found and frame.question and frame.asked in _OF_ONE:
        near = yield from nearly_named(request, ref)
        if near is not None:
            none = capital(f"there is no {described(replace(ref, next=False))}.")
            text = f"{none} What comes nearest is {reports.event(near)}."
            return in_full(Answer(text, things=(_thing(near),)), looked.problems)
    if not looked.found and (ref.next or frame.asked == "then"):
        # None is to come, or none is then: when there is one all the same, is what helps.
        elsewhere = replace(ref, next=False, order=-1, tense="past", quantity=Quantity.ONE)
        if frame.asked == "then" and ref.filters.place:
            elsewhere = replace(ref, next=True, quantity=Quantity.ONE, filters=replace(ref.filters, place=""))
        elif frame.asked == "then":
            elsewhere = replace(ref, times=(), next=True, quantity=Quantity.ONE)
        other = (yield from find(request, elsewhere, writes=False)) if _says_which(ref) else looked
        answer = _elsewhere(frame, ref, other.found)
        return in_full(answer, other.problems)
    if not looked.found and frame.question and frame.asked in {"exists", "what"}:
        parts = yield from _named_in_part(request, ref)
        looked = replace(looked, found=parts, near=bool(parts))
    if frame.asked == "clash":
        around = yield from _beside(request, ref, looked.found)
        return in_full(_clashes(ref, looked.found, around, request.now), looked.problems)
    answer = _told(request, frame, ref, looked)
    unnamed = attendance.unknown(ref.people) if looked.found and len(ref.people) > 1 else ""
    notes = [ref.filters.taken_as, f"{unnamed}." if unnamed else ""]
    answer = replace(answer, text="\n".join(filter(None, (answer.text, *notes))))
    return in_full(answer, looked.problems)


def _hour_alone(ref: Reference, now: datetime) -> time | None:
    """The hour that is said of something by its name, where no day is."""
    token = ref.times[0] if len(ref.times) == 1 and (ref.words or ref.title or ref.definite) else None
    start = token.time.start if token is not None and token.time is not None else None
    if token is None or not isinstance(start, datetime) or names_day(token, now):
        return None
    return start.time()


def _clock(entry: Entry, request: Request) -> time | None:
    at = moment(entry, "start", request.now)
    return at.time() if at is not None else None


_OF_ONE = frozenset({"when", "where", "who", "start", "end", "long"})


def _named_in_part(request: Request, ref: Reference) -> Part[list[Entry]]:
    """Events that all of their own name is said of, where more was said: "the training at work"."""
    asked = {word for word in ref.words.lower().split() if word not in FUNCTION}
    if len(asked) < 2 or ref.title:
        return []
    looked = yield from find(request, replace(ref, words="", noun="events"), writes=False)
    titles = [{*str(one["title"]).lower().split()} - FUNCTION for one in looked.found]
    return [
        one
        for one, title in zip(looked.found, titles, strict=True)
        if title - GENERIC_EVENTS and title <= asked | {ref.noun}
    ]


def _says_which(ref: Reference) -> bool:
    return bool(ref.words or ref.title or ref.about or ref.people)


def _elsewhere(frame: ListEvents, ref: Reference, found: Sequence[Entry]) -> Answer:
    """What is said where there is none in the time that is asked about."""
    none = f"there is no {described(replace(ref, next=False))}"
    if not found and (unnamed := attendance.unknown(ref.people)):
        return Answer(f"{unnamed}, and {none}.")
    if not found:
        lead = "No: " if frame.asked in {"then", "coming", "exists"} else ""
        return Answer(f"{capital(none) if not lead else lead + none}.", met=False)
    there = reports.event(found[0], guests="none")
    if frame.asked == "then" and ref.filters.place and not found[0].get("location"):
        return Answer(f"It doesn't say where: {there}.", things=(_thing(found[0]),))
    if frame.asked == "then":
        return Answer(f"No: {there}.", things=(_thing(found[0]),), met=False)
    return Answer(f"{capital(none)} to come; the last one was {there}.", things=(_thing(found[0]),))


def _none_yet(ref: Reference, coming: Sequence[Entry]) -> Answer:
    """What is said where the last one is asked about, and there was none."""
    none = f"There was no {described(ref)} before now"
    if not coming:
        return Answer(f"{none}, and none is to come.", met=False)
    return Answer(
        f"{none}; the next one is {reports.event(coming[0], guests='none')}.", things=(_thing(coming[0]),)
    )


def _told(request: Request, frame: ListEvents, ref: Reference, looked: Events) -> Answer:
    found, asked = looked.found, frame.asked
    if not found:
        return _listed(frame, ref, looked)
    if asked in {"day_start", "day_end"}:
        timed = [entry for entry in found if not entry.get("all_day")] or found
        found = [timed[0] if asked == "day_start" else max(timed, key=lambda one: str(one["end"]))]
    if asked == "cancelled":
        there = reports.event(found[0], guests="none")
        gone = found[0].get("status") == "cancelled"
        return Answer(f"{'Yes' if gone else 'No'}: {there}.", things=(_thing(found[0]),), met=gone)
    if asked == "coming":
        return _coming(frame, found[0])
    if frame.attendance is not None:
        said = [attendance.told(frame.attendance, entry) for entry in found[:_FEW]]
        met = said[0][1] if len(said) == 1 else None
        return Answer("\n".join(text for text, _ in said), things=(_thing(found[0]),), met=met)
    if asked == "spent":
        spent = when.length(busy_time(found, request.now))
        return Answer(f"{capital(spent)}, in {reports.counted(len(found), 'event')}.")
    if asked == "who" and (len(found) > 1 or not found[0].get("attendees")):
        return _guests(found)
    one = told(asked, found[0], request.now) if len(found) == 1 else None
    if one is None:
        return _listed(frame, ref, looked)
    guests = guests_of(found) if asked == "heads" else ()
    text = f"{one.removesuffix('.')}, with {together(guests)}." if guests else one
    return Answer(text, things=(_thing(found[0]),), people=guests)


def _coming(frame: ListEvents, entry: Entry) -> Answer:
    there, met = reports.event(entry, guests="none"), invited(entry, frame.people)
    names = together([person.name for person in frame.people])
    if met is None:
        return Answer(f"It names no guests: {there}.", things=(_thing(entry),))
    if not met and (unnamed := attendance.unknown(frame.people)):
        return Answer(f"{unnamed}: {reports.event(entry)}.", things=(_thing(entry),))
    answers = {attendance.answer_of(person, entry) for person in frame.people}
    if answers & attendance.ANSWERED and len(answers) == 1:
        asked = Attendance("people", frozenset({"accepted"}), people=frame.people)
        text, met = attendance.told(asked, entry)
        return Answer(text, things=(_thing(entry),), met=met)
    guests = together(guests_of([entry]))
    said = f"{names} {'is' if len(frame.people) == 1 else 'are'}{'' if met else ' not'} among the guests of"
    return Answer(f"{'Yes' if met else 'No'}: {said} {there}: {guests}.", things=(_thing(entry),), met=met)


def _guests(found: Sequence[Entry]) -> Answer:
    guests = guests_of(found)
    if not guests:
        return Answer(f"No guests are named: {reports.event(found[0])}.", things=(_thing(found[0]),))
    several = reports.counted(len(found), "event")
    return Answer(f"{together(guests)}, in {several}.", people=guests)


def _clashes(ref: Reference, found: Sequence[Entry], around: Sequence[Entry], now: datetime) -> Answer:
    named = _says_which(ref)
    if named and not found:
        return Answer(f"There is no {described(ref)}.", met=False)
    names = {(entry["id"], entry["start"]) for entry in found}
    both = [
        pair
        for pair in overlaps(around, now, found if named else ())
        if any((entry["id"], entry["start"]) in names for entry in pair)
    ]
    if not both:
        them = f" with {together([reports.event(entry, guests='none') for entry in found])}" if named else ""
        return Answer(f"No: nothing overlaps{them}.", met=False)
    return Answer(f"Yes:\n{pairs(both)}", met=True)


def _beside(request: Request, ref: Reference, found: Sequence[Entry]) -> Part[Sequence[Entry]]:
    """All that is on while the events that a question is about are, these among it."""
    if not _says_which(ref) or not found:
        return found
    starts = [at for entry in found if (at := moment(entry, "start", request.now))]
    ends = [at for entry in found if (at := moment(entry, "end", request.now))]
    looked = yield from during(min(starts), max(ends))
    return looked.found


def _listed(frame: ListEvents, ref: Reference, looked: Events) -> Answer:
    found = looked.found
    number = len(found) + looked.more
    met = frame.is_met_by(number) if frame.asked in {"exists", "then"} and frame.question else None
    if not found:
        none = f"there is no {described(ref)}."
        if frame.question and (unnamed := attendance.unknown(ref.people)):
            return Answer(f"{unnamed}, and {none}")
        if frame.asked not in {"exists", "then"} and frame.question:
            return Answer(capital(none), met=False)
        if not frame.question:
            return Answer(f"I found no {described(ref)}.")
        return Answer(f"{'Yes' if met else 'No'}: {none}", met=bool(met))
    lead = "" if met is None else "Yes: " if met else "No: "
    if looked.near:
        lead, met = f"Nothing is called '{ref.title or ref.about or ref.words}', but almost so is:\n", None
    guests = "all" if frame.asked == "who" else "few" if len(found) <= _FEW else "none"
    shown = found[:_MOST_SHOWN]
    people = tuple(name for entry in shown for name in reports.guests_told(entry, guests))
    if number == 1:
        said = ended(lead + reports.event(found[0], guests=guests))
        if frame.asked == "who" and (gone := attendance.declined(found[0])):
            said += f" Declined: {together(gone)}."
        if frame.asked == "count":
            said = f"1: {said}"
        return Answer(said, things=(_thing(found[0]),), people=people, met=met)
    counted, more = reports.counted(number, "event"), number - len(shown)
    if frame.asked == "count" and number > _COUNTED:
        return Answer(f"{counted}.", more=number)
    rest = f"\nand {more} more" if more else ""
    return Answer(
        f"{lead}{counted}:\n{reports.days(shown, guests=guests)}{rest}", people=people, more=more, met=met
    )


_COUNTED = 5
"""So many are named where it is asked how many there are; of more, only the number is told."""


def _thing(entry: Entry) -> Thing:
    title, start, end, occurrence = (
        str(entry.get(key, "")) for key in ("title", "start", "end", "occurrence")
    )
    return Thing("event", str(entry["id"]), title, start=start, end=end, occurrence=occurrence)


def free_time(request: Request, frame: FreeTime) -> Script:
    """Free slots, or whether the user is free."""
    if frame.around is not None:
        at, _ = yield from time_around(request, frame.times, frame.around)
        frame = replace(frame, times=(at,), around=None)
    if frame.asked == "free" and frame.question and not frame.people and not _open_ended(request, frame):
        return (yield from _am_i_free(request, frame))
    args: dict[str, Any] = {}
    if frame.length:
        args["duration_minutes"] = int(frame.length.total_seconds() // 60)
    if frame.people:
        known = yield from look_up(request, frame.people)
        args["attendees"] = [one.address or one.name for one in known]
    looked = parts_of_days(frame.times, request.now)
    looked = looked or [_from_then(request, frame) or open_days(frame.times, request.now)]
    results = yield [Call("find_free_slots", {"when": one, **args}) for one in looked]
    told = [read(result) for result in results]
    found, slots = told[0], [slot for one in told for slot in one.get("slots", [])]
    problems = tuple(dict.fromkeys(line for one in told for line in one.get("problems", ())))
    unseen = _unseen(found)
    if frame.target is not None and frame.target.order is not None:
        slots = slots[:1]
    if not slots:
        none = f"{unseen}your own has no free time then." if unseen else "There is no free time then."
        return in_full(Answer(none, met=None if unseen else False), problems)
    offered = tuple((str(slot["start"]), str(slot["end"])) for slot in slots[:_MOST_SLOTS])
    lines = [when.spoken(*slot) for slot in offered]
    lead, more = (f"{unseen}in your own, this is free" if unseen else "Free"), len(slots) - len(lines)
    text = f"{lead}: {lines[0]}." if len(lines) == 1 else f"{lead}:\n{reports.listed(lines, more)}"
    if liked := found.get("preferences"):
        text += f"\n({'; '.join(liked)})"
    return in_full(Answer(text, slots=offered), problems)


def _unseen(found: Mapping[str, Any]) -> str:
    """Whose calendars can't be seen: what is free says nothing of them."""
    names = [str(one).partition(" <")[0] for one in found.get("not_known", ())]
    return (
        f"I can't see what {together(names)} {'has' if len(names) == 1 else 'have'} in the calendar; "
        if names
        else ""
    )


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
    # "Thursday", said on a Thursday, is this one or the next: each is told of.
    readings = found.candidates if not found.certain and not found.unresolved else ()
    answers = []
    for reading in readings[:_MOST_READINGS] or (found,):
        answers.append((yield from _is_free_then(request, frame, reading)))
    return joined(answers, "\n")


_MOST_READINGS = 2


def _is_free_then(request: Request, frame: FreeTime, found: Resolution) -> Part[Answer]:
    assert found.start is not None, "only what says when is asked about"
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
