"""Making an event: who, when, and what it is called."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.contacts import Known, look_up, those_meant
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import UnableError, read, together
from agents.offline.asking.script import Call, Part, Script
from agents.offline.calendar.beside import placed_beside
from agents.offline.calendar.event_time import the_time
from agents.offline.calendar.frames import CreateEvent
from agents.offline.calendar.search import Events, during, events_in, takes_time
from agents.offline.calendar.slots import EventSlots
from agents.offline.calendar.their_time import zoned
from agents.offline.calendar.titles import event_title, phrase
from agents.offline.calendar.windows import open_days
from agents.offline.reading import when
from agents.offline.reading.references import Person
from agents.offline.reading.tokens import Token, tokenize
from agents.offline.reading.words import EVENT_NOUNS
from tools.timewords import Resolution, resolve

_AN_HOUR = timedelta(hours=1)
_A_MONTH = timedelta(days=31)
_A_NAME = 2
"""Words of a whole name."""


def make_event(request: Request, frame: CreateEvent) -> Script:
    """Create the event that a frame describes.

    Raises:
        QuestionError: its time is missing, open or not certain, or a name fits several.
        UnableError: it can't be made like this.
    """
    frame = zoned(request, _completed(request, frame))
    frame = replace(frame, people=those_meant(request, frame.people))
    if frame.beside is not None:
        frame = yield from placed_beside(request, frame, frame.beside)
    known = yield from look_up(request, frame.people) if frame.people else _named_by(request, frame)
    purposes = [one.name for one in known if not one.address and _is_for(request, frame.people, one.name)]
    guests = [
        _called(one, frame.people) if one.address else _in_full(request, frame.people, one.name)
        for one in known
        if one.name not in purposes
    ]
    title = event_title(frame, guests)
    title += f" for {together(purposes)}" if purposes else ""
    if frame.free_slot:
        words = yield from _first_free(request, frame)
        found = resolve(words, now=request.now)
    else:
        words, found = yield from the_time(request, frame, title)
        words = yield from _first_choice(request, frame, words, found)
    strangers = [one.name for one in known if not one.address and one.name.lower() not in title.lower()]
    title += f" with {together(strangers)}" if strangers else ""
    if frame.noted and found is not None and found.rrule:
        yield from _none_so_far(request, title)
    args: dict[str, Any] = {"title": title, "start_time": words}
    if frame.length is not None and not (found is not None and (found.end or found.duration)):
        args["end_time"] = when.minutes(frame.length)
    args |= _details(frame, [one.address for one in known if one.address])
    results = yield [Call("create_calendar_event", args)]
    strangers = [one.name for one in known if not one.address and not _is_thing(one.name, purposes)]
    note = f" Not in your contacts, so not invited: {together(strangers)}." if strangers else ""
    return reports.report(results) + note


def _none_so_far(request: Request, title: str) -> Part[Events]:
    """ "Yoga every other week from January", where there is a series of that name.

    Raises:
        UnableError: nothing says whether that one is to be changed, or another one made.
    """
    days = f"{request.now.date()}/{(request.now + _A_MONTH).date()}"
    [result] = yield [Call("search_calendar_events", {"query": title, "when": days})]
    known = [one for one in events_in(result, all_of_them=False) if one.get("occurrence")]
    if any(str(one["title"]).casefold() == title.casefold() for one in known):
        raise UnableError(
            f"'{title}' repeats already, so nothing was done. To change that, say 'make {title} …'; "
            f"for another one, 'create {title} …'."
        )
    return Events([])


def _named_by(request: Request, frame: CreateEvent) -> Part[tuple["Known", ...]]:
    """Whom an event is with that is called by nothing but their whole name: "Damon Ellery Monday at 12"."""
    words = frame.words.split()
    if frame.title or len(words) != _A_NAME or not all(word[:1].isupper() for word in words):
        return ()
    if {word.lower() for word in words} & EVENT_NOUNS:
        return ()
    person = Person(frame.words, frame.begin, frame.begin + len(frame.words))
    [found] = yield [Call("find_contact", {"name": frame.words})]
    whole = [one for one in read(found).get("people", []) if one["name"].lower() == person.text.lower()]
    return (yield from look_up(request, (person,))) if len(whole) == 1 else ()


def _is_for(request: Request, people: Sequence[Person], name: str) -> bool:
    """ "An appointment for tyre repair": whom or what it is for, where nobody is called so."""
    begins = [person.begin for person in people if person.text == name]
    return any(
        request.text.startswith(name, begin) and request.text[:begin].lower().endswith(" for ")
        for begin in begins
    )


def _in_full(request: Request, people: Sequence[Person], name: str) -> str:
    """ "The parents", whom nobody is called."""
    begins = [person.begin for person in people if person.text == name and name.islower()]
    return f"the {name}" if any(request.text[begin:].lower().startswith("the ") for begin in begins) else name


def _is_thing(name: str, purposes: Sequence[str]) -> bool:
    return name in purposes and name.islower() and " " in name


def _details(frame: CreateEvent, guests: list[str]) -> dict[str, Any]:
    args: dict[str, Any] = {}
    if guests:
        args["attendees"] = guests
    if frame.place:
        args["location"] = frame.place
    if frame.away:
        args["away"] = True
    if frame.calendar:
        args["calendar"] = frame.calendar
    if frame.about and frame.title:
        args["description"] = frame.about
    if frame.reminders:
        args["reminder_minutes"] = list(frame.reminders)
    return args


def _completed(request: Request, frame: CreateEvent) -> CreateEvent:
    """`frame` with what the user has answered since: whom, when, where, for how long."""
    said = " ".join(exchange.answer for exchange in request.answers)
    if not said:
        return frame
    tokens = tokenize(said, request.now)
    slots = EventSlots(said, tokens).read(0)
    # "At 3, to go over the budget": what it is for is said as well.
    aim = phrase(said, tokens, slots.kept)
    led = f"to {aim}" if aim and f" to {aim}" in f" {said}" and not frame.title else ""
    return replace(
        frame,
        words=f"{frame.words or frame.noun} {led}" if led else frame.words,
        people=(*frame.people, *(person for person in slots.people if not person.pronoun)),
        length=frame.length or slots.length,
        place=frame.place or slots.place,
        title=frame.title or slots.title,
    )


def _first_free(request: Request, frame: CreateEvent) -> Part[str]:
    """The start of the first free time, in the days that were named or the next two weeks."""
    length = frame.length or _AN_HOUR
    args = {
        "when": open_days(frame.times, request.now),
        "duration_minutes": int(length.total_seconds() // 60),
    }
    results = yield [Call("find_free_slots", args)]
    slots = read(results[0]).get("slots", [])
    if not slots:
        raise UnableError("There is no free time then, so nothing was scheduled.")
    return str(slots[0]["start"])


def _first_choice(request: Request, frame: CreateEvent, words: str, found: Resolution) -> Part[str]:
    """`words`, or the second time that was named when there is something at the first."""
    if not frame.otherwise or not (yield from taken(request, frame.times, frame.length)):
        return words
    second = when.joined(frame.otherwise, request.now)
    if second is None or second.start is None or found.start is None:
        raise UnableError("I don't understand the second time.")
    if second.time_of_day_given and not any(when.names_day(token, request.now) for token in frame.otherwise):
        return when.on_day(when.aware(found.start, request.now), second, request.now)
    return when.words_of(frame.otherwise, request.now)


def taken(request: Request, times: Sequence[Token], length: timedelta | None) -> Part[bool]:
    """Whether there is something in the calendar at `times`.

    Raises:
        UnableError: they name no time.
    """
    found = when.joined(times, request.now)
    if found is None or found.start is None:
        raise UnableError("I don't know for which time to look.")
    start = when.aware(found.start, request.now)
    end = when.aware(found.end, request.now) if found.end else start + (length or _AN_HOUR)
    looked = yield from during(start, end)
    return any(map(takes_time, looked.found))


def _called(known: Known, people: Sequence[Person]) -> str:
    """A guest or a group as the user called them."""
    for person in people:
        if (
            (known.group or not known.address)
            and person.group
            and set(known.name.lower().split()) & set(person.text.lower().split())
        ):
            return person.text if person.text.lower().startswith("every") else f"the {person.text}"
        if not person.address and person.name.lower() == known.first_name.lower():
            return person.name if person.name[:1].isupper() else known.first_name
    return known.name
