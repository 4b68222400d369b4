"""Making an event: who, when, and what it is called."""

from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from agents.offline import compose, reports, when
from agents.offline.asking import QuestionError, UnableError, ask, choose, read, together
from agents.offline.contacts import Known, look_up
from agents.offline.event_search import during, open_days
from agents.offline.event_slots import EventSlots
from agents.offline.frames import Frame, Person
from agents.offline.messages import Request
from agents.offline.open_hours import free_within, offer
from agents.offline.script import Call, Result, Round, Script
from agents.offline.their_time import zoned
from agents.offline.tokens import Sort, Token, tokenize
from agents.offline.words import EVENT_NOUNS
from tools.timewords import Resolution, resolve

Words = Generator[Round, Sequence[Result], str]
Truth = Generator[Round, Sequence[Result], bool]
Time = Generator[Round, Sequence[Result], tuple[str, Resolution]]

_ALL_DAY = frozenset(
    "holiday holidays vacation birthday anniversary day off leave deadline trip reminder conference "
    "retreat".split()
)
_AN_HOUR = timedelta(hours=1)
_ANY = frozenset({"first", "earliest", "soonest", "any", "anytime", "whichever", "whenever"})
"""Answers that leave the time to us, within what was said before."""
_YES = ("y", "right", "correct", "exactly", "that")


def make_event(request: Request, frame: Frame) -> Script:
    """Create the event that a frame describes.

    Raises:
        QuestionError: its time is missing, open or not certain, or a name fits several.
        UnableError: it can't be made like this.
    """
    frame = zoned(request, _completed(request, frame))
    known = yield from look_up(request, frame.people)
    title = compose.event_title(frame, [_called(one, frame.people) for one in known])
    if frame.free_slot:
        words = yield from _first_free(request, frame)
        found = resolve(words, now=request.now)
    else:
        words, found = yield from the_time(request, frame, title)
        words = yield from _first_choice(request, frame, words, found)
    strangers = [one.name for one in known if not one.address and one.name not in title]
    title += f" with {together(strangers)}" if strangers else ""
    args: dict[str, Any] = {"title": title, "start_time": words}
    if frame.length is not None and not (found is not None and (found.end or found.duration)):
        args["end_time"] = when.minutes(frame.length)
    args |= _details(frame, [one.address for one in known if one.address])
    results = yield [Call("create_calendar_event", args)]
    strangers = [one.name for one in known if not one.address]
    note = f" Not in your contacts, so not invited: {together(strangers)}." if strangers else ""
    return reports.report(results) + note


def _details(frame: Frame, guests: list[str]) -> dict[str, Any]:
    args: dict[str, Any] = {}
    if guests:
        args["attendees"] = guests
    if frame.place:
        args["location"] = frame.place
    if frame.about and frame.title:
        args["description"] = frame.about
    if frame.reminders:
        args["reminder_minutes"] = list(frame.reminders)
    return args


def _completed(request: Request, frame: Frame) -> Frame:
    """`frame` with what the user has answered since: whom, when, where, for how long."""
    said = " ".join(exchange.answer for exchange in request.answers)
    if not said:
        return frame
    slots = EventSlots(said, tokenize(said, request.now)).read(0)
    return replace(
        frame,
        people=(*frame.people, *(person for person in slots.people if not person.pronoun)),
        length=frame.length or slots.length,
        place=frame.place or slots.place,
        title=frame.title or slots.title,
    )


def the_time(request: Request, frame: Frame, title: str) -> Time:
    """The words for the tool and what they mean.

    Raises:
        QuestionError: there are none, they leave the time of day open, or they are not certain.
    """
    question = f"When should '{title}' be?"
    tokens = list(frame.times) or time_tokens(request, ask(request, question))
    found = when.joined(tokens, request.now)
    if found is None or found.start is None:
        raise QuestionError(question)
    words = when.words_of(tokens, request.now)
    if not found.certain:
        words, found = settled_time(request, words, found)
    if _all_day(frame, tokens, found, request.now):
        return words, found
    if found.time_of_day_given and not _only_within(found, frame.length, request.now):
        return words, found
    return (yield from with_clock(request, tokens, (words, found), frame.length, title))


def _only_within(found: Resolution, length: timedelta | None, now: datetime) -> bool:
    """Whether it says between what times something should be, not when: "30 minutes on Friday morning"."""
    if found.start is None or found.end is None or length is None:
        return found.approximate
    return when.aware(found.end, now) - when.aware(found.start, now) > length


def with_clock(
    request: Request,
    tokens: Sequence[Token],
    day_of: tuple[str, Resolution],
    length: timedelta | None,
    title: str,
) -> Time:
    """The time of day that the user says for an event, on a day, or within a part of it, that is known."""
    words, found = day_of
    assert found.start is not None
    start = when.aware(found.start, request.now)
    question = f"At what time on {when.spoken(start.date().isoformat())} should '{title}' be"
    answer = request.answer_to(question)
    if answer is None or (_ANY & set(answer.lower().split()) and not time_tokens(request, answer)):
        slots = yield from free_within(request, found, length)
        if answer is None:
            raise QuestionError(f"{question}{offer(slots)}?")
        if slots:
            words = slots[0][0].isoformat()
            return words, resolve(words, now=request.now) or found
    assert answer is not None
    if "day" in answer.lower().split():
        return words, found
    clock = time_tokens(request, answer) or time_tokens(request, f"at {answer}")
    both = when.joined([*tokens, *clock], request.now)
    if not clock or both is None:
        raise QuestionError(f"{question}?")
    for reading in (both, *both.candidates):
        if reading.time_of_day_given and _same_day(reading, start) and reading.end is None:
            return _iso_words(reading), reading
    alone = when.joined(clock, request.now)
    if alone is None or not alone.time_of_day_given:
        raise QuestionError(f"{question}?")
    words = when.on_day(start, alone, request.now)
    return words, resolve(words, now=request.now) or alone


def _same_day(reading: Resolution, day: datetime) -> bool:
    return reading.start is not None and when.aware(reading.start, day).date() == day.date()


def settled_time(request: Request, words: str, found: Resolution) -> tuple[str, Resolution]:
    """The reading that the user chooses of words that are not certain.

    Raises:
        QuestionError: the user has not chosen yet.
    """
    options = [reading.understood for reading in found.candidates] or [found.understood]
    if len(options) > 1:
        sharper = _sharpened(
            request, words, found, f"'{words}' may mean {together(options, 'or')}. Which one?"
        )
        if sharper is not None:
            return sharper
        picked = choose(request, f"'{words}' may mean {together(options, 'or')}. Which one?", options)
        if not picked:
            raise UnableError("All right, nothing was done.")
        reading = found.candidates[picked[0]]
        return _iso_words(reading), reading
    answer = ask(request, f"I am not sure about '{words}': is it {options[0]}?")
    if answer.strip().lower().startswith(_YES):
        return _iso_words(found), found
    tokens = time_tokens(request, answer)
    again = when.joined(tokens, request.now)
    if again is None or not again.certain:
        raise QuestionError("When is it, then?")
    return when.words_of(tokens, request.now), again


def _sharpened(
    request: Request, words: str, found: Resolution, question: str
) -> tuple[str, Resolution] | None:
    """The reading that an answer leads to which says a time of its own: "10am", "the 27th"."""
    said = time_tokens(request, request.answer_to(question) or "")
    alone = when.joined(said, request.now)
    if alone is None or alone.start is None:
        return None
    named = when.aware(alone.start, request.now)
    for reading in found.candidates:
        if any(when.names_day(token, request.now) for token in said) and _same_day(reading, named):
            if alone.time_of_day_given:
                return _iso_words(alone), alone
            return _iso_words(reading), reading
    both = resolve(f"{words} {when.words_of(said, request.now)}", now=request.now)
    if both is None or both.start is None or not alone.time_of_day_given:
        return None
    if both.certain:
        return _iso_words(both), both
    return settled_time(request, f"{words} {when.words_of(said, request.now)}", both)


def time_tokens(request: Request, text: str) -> list[Token]:
    """The words about time in an answer."""
    return [token for token in tokenize(text, request.now) if token.sort is Sort.TIME]


def _all_day(frame: Frame, tokens: Sequence[Token], found: Resolution, now: datetime) -> bool:
    """Whether it takes whole days: a holiday, several days, or an entry that is no meeting."""
    said = {word.lower() for word in f"{frame.words} {frame.noun} {' '.join(t.text for t in tokens)}".split()}
    if said & _ALL_DAY or {"all", "day"} <= said:
        return True
    assert found.start is not None
    end = found.end if found.end is not None else found.start
    several = when.aware(end, now) - when.aware(found.start, now) > timedelta(days=1)
    return not frame.people and (several or not said & (EVENT_NOUNS | {"event"}))


def _first_free(request: Request, frame: Frame) -> Words:
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


def _first_choice(request: Request, frame: Frame, words: str, found: Resolution) -> Words:
    """`words`, or the second time that was named when there is something at the first."""
    if not frame.otherwise or not (yield from taken(request, frame.times, frame.length)):
        return words
    second = when.joined(frame.otherwise, request.now)
    if second is None or second.start is None or found.start is None:
        raise UnableError("I don't understand the second time.")
    if second.time_of_day_given and not any(when.names_day(token, request.now) for token in frame.otherwise):
        return when.on_day(when.aware(found.start, request.now), second, request.now)
    return when.words_of(frame.otherwise, request.now)


def taken(request: Request, times: Sequence[Token], length: timedelta | None) -> Truth:
    """Whether there is something in the calendar at `times`.

    Raises:
        UnableError: they name no time.
    """
    found = when.joined(times, request.now)
    if found is None or found.start is None:
        raise UnableError("I don't know for which time to look.")
    start = when.aware(found.start, request.now)
    end = when.aware(found.end, request.now) if found.end else start + (length or _AN_HOUR)
    return bool((yield from during(start, end)))


def _iso_words(reading: Resolution) -> str:
    if reading.start is None:
        return reading.understood
    if isinstance(reading.start, datetime) and reading.end is not None:
        end = when.aware(reading.end, reading.start)
        return f"{reading.start.isoformat()}/{end.isoformat()}"
    return reading.start.isoformat()


def _called(known: Known, people: Sequence[Person]) -> str:
    """A guest or a group as the user called them."""
    for person in people:
        if (
            known.group
            and person.group
            and set(known.name.lower().split()) & set(person.text.lower().split())
        ):
            return person.text if person.text.lower().startswith("every") else f"the {person.text}"
        if not person.address and person.name.lower() == known.first_name.lower():
            return person.name if person.name[:1].isupper() else known.first_name
    return known.name
