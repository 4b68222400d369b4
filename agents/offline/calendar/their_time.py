"""Times of day that are said in the clock of somebody elsewhere: "at 3pm their time"."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from agents.offline.asking.messages import Request
from agents.offline.asking.questions import QuestionError, ask
from agents.offline.calendar.frames import CreateEvent, MoveEvent
from agents.offline.reading.references import Person
from agents.offline.reading.tokens import Sort, Token, tokenize
from tools.timewords import zones

Timed = TypeVar("Timed", CreateEvent, MoveEvent)


def zoned(request: Request, frame: Timed) -> Timed:
    """`frame` with its times in the zone of the place that it names, when they are somebody else's.

    Raises:
        QuestionError: it doesn't say where they are.
    """
    if not frame.their_time:
        return frame
    people = (*frame.people, *(frame.target.people if frame.target is not None else ()))
    place = _place(request, people)
    times = tuple(_there(request, token, place) for token in frame.times)
    return replace(frame, times=times, their_time=False)


def _place(request: Request, people: Sequence[Person]) -> str:
    named = [person.text for person in people if zones.named(person.text)]
    if len(named) == 1:
        return named[0]
    question = "In the time of which city is that?"
    answer = ask(request, question).strip(" .!")
    place = answer.removesuffix(" time").removeprefix("in ")
    if zones.named(place) is None:
        raise QuestionError(question)
    return place


def _there(request: Request, token: Token, place: str) -> Token:
    """`token` as a time in `place`, where it is a time of day."""
    if token.time is None or not token.time.time_of_day_given:
        return token
    read = [t for t in tokenize(f"{token.text} {place} time", request.now) if t.sort is Sort.TIME]
    if len(read) != 1 or read[0].time is None or read[0].time.zone is None:
        raise QuestionError(
            f"What time is '{token.text}' in {place} for you? Please say it in your own time."
        )
    return read[0]
