"""The supervisor's turn: takes up an open question, declines, or hands the work to the agents."""

import re
from dataclasses import dataclass, replace

from agents.offline.asking.answer import Question, Wanted
from agents.offline.asking.conversation import in_full, last_asked
from agents.offline.asking.messages import Line, Request, with_answer
from agents.offline.asking.script import Call, Script
from agents.offline.asking.specialists import tools
from agents.offline.calendar.frames import FreeTime, ListEvents, MoveEvent
from agents.offline.mail.invitations import wish_of
from agents.offline.reading.frames import Frame
from agents.offline.reading.steps import Steps, steps_of
from agents.offline.reading.tokens import Token, tokenize
from agents.offline.reading.understanding import understand
from agents.offline.reading.words import Domain
from agents.offline.supervising.afterthoughts import in_full_sentence
from agents.offline.supervising.delegation import Delegation
from agents.offline.supervising.doubt import GREETING, INTRODUCTION, NOT_FOR_ME, declined, doubted
from agents.offline.supervising.errands import errand
from agents.offline.supervising.outcomes import spoken
from tools.timewords import Kind

_DROPS = re.compile(
    r"\A\W*(?:(?:ok(?:ay)?|no|well|hm+)\W+)?"
    r"(?:never ?mind|forget (?:it|that)|cancel that|stop|no|nothing|drop it|leave it)\W*\Z",
    re.IGNORECASE,
)
_LETS_BE = re.compile(
    r"\A\W*(?:(?:ok(?:ay)?|no|well|hm+)\W+)?(?:never ?mind|forget (?:it|that)|leave it|keep it)\W*\Z",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\A\W*(?:(?:ok(?:ay)?|great|perfect|good|fine|super|lovely)\W+)*"
    r"(?:thanks?|thank you|cheers)\b[\w ,]{0,20}\W*\Z",
    re.IGNORECASE,
)
_PRAISE = re.compile(
    r"\A\W*(?:great|perfect|ok(?:ay)?|good|fine|super|lovely|well done|nice)\W*\Z", re.IGNORECASE
)
_GREETING = re.compile(
    r"\A\W*(?:good (?:morning|afternoon|evening|day)|hello|hi|hey)\b[\w ]{0,12}\W*\Z", re.IGNORECASE
)
_THEN = re.compile(r"\A(?P<before>.+?),? (?:then|at that time)(?P<mark>\W*)\Z", re.IGNORECASE | re.DOTALL)
_QUESTION = re.compile(
    r"\A\W*(?:and |so |but )?(?:who|what|when|where|which|why|how|did|does|do|is|are|has|have|can|could|will"
    r"|any|anything)\b[^?]*\?\W*\Z",
    re.IGNORECASE,
)
"""A question back: no answer to one of ours."""


_TO_THEM = re.compile(r"\b(?:you|your|we|us|our)\b", re.IGNORECASE)


def supervisor_turn(request: Request) -> Script:
    """What the supervisor does with the user's message."""
    open_question = _open_question(request.history)
    if not request.text.strip() or (_GREETING.match(request.text) and not open_question):
        return INTRODUCTION if not request.text.strip() else GREETING
    if _THANKS.match(request.text) or (_PRAISE.match(request.text) and not open_question):
        return "You're welcome."
    if _LETS_BE.match(request.text) and not open_question:
        return "All right."
    request = replace(
        request,
        text=_at_that_time(request)
        or (None if open_question else in_full_sentence(request))
        or in_full(request.text, request.history, request.now),
    )
    wish = wish_of(request)
    if wish is not None and not (wish.bare and open_question):
        return spoken((yield [errand(Domain.EMAIL, request.text)])).text
    reading = understand(request.text, request.now)
    planned = steps_of(reading)
    if open_question and _is_answer(request, open_question, planned):
        return (yield from _take_up(request, open_question))
    if planned.unclear or not planned.steps:
        return declined(request, planned)
    work = Delegation(request, reading, planned)
    if doubted(request, work):
        return NOT_FOR_ME
    return (yield from work.carry_out())


def _at_that_time(request: Request) -> str | None:
    """ "Block 2 hours then": with the time that was last asked for in the place of "then"."""
    match = _THEN.match(request.text)
    if match is None or _dated(request):
        return None
    asked = last_asked(request.history, FreeTime, request.now) or last_asked(
        request.history, ListEvents, request.now
    )
    times = (*asked.times, *(asked.target.times if asked.target else ())) if asked else ()
    words = " ".join(token.text for token in times)
    return f"{match['before']} {words}{match['mark']}" if words else None


def _dated(request: Request) -> tuple[Token, ...]:
    """The words about time that say more than how long something takes."""
    return tuple(
        token
        for token in tokenize(request.text, request.now)
        if token.time is not None and token.time.kind is not Kind.DURATION
    )


def _is_answer(request: Request, asked: "_Open", planned: Steps) -> bool:
    """Whether what the user says is meant for what was asked, and is no request or question of its own."""
    asks_back = bool(_QUESTION.match(request.text))
    if asked.wants is Wanted.TEXT:
        # "Can we talk tomorrow?" is what a mail should say; "when is the review?" may be asked of us.
        return not asks_back or bool(_TO_THEM.search(request.text))
    if asked.wants is Wanted.TIME and _only_says_when(planned):
        return True
    return not planned.steps and not asks_back


def _only_says_when(planned: Steps) -> bool:
    """ "No, make it Friday at 4": what is not there yet can't be moved, so it says when it should be."""
    frames = [step.frame for step in planned.steps]
    return (
        len(frames) == 1 and isinstance(frames[0], MoveEvent) and _is_it(frames[0]) and bool(frames[0].times)
    )


def _is_it(frame: Frame) -> bool:
    return frame.target is not None and frame.target.pronoun and not frame.target.people


@dataclass(frozen=True)
class _Open:
    """A question that the last turn ended with."""

    tool: str
    request: str
    full_context: bool
    question: str
    wants: Wanted


def _open_question(history: tuple[Line, ...]) -> _Open | None:
    """What was asked last, when nothing has been said since. The request stands in the turn's own calls."""
    for line in reversed(history):
        if line.by_user:
            return None
        if line.speaker in tools().values() and line.outcome == "question":
            # An agent that is a language model asks in words alone.
            asked = line.answer.question or Question(line.text)
            return _Open(line.speaker, line.request, line.full_context, asked.text, asked.wants)
    return None


def _take_up(request: Request, asked: _Open) -> Script:
    if _DROPS.match(request.text):
        return "All right, nothing was done."
    text = with_answer(asked.request, asked.question, request.text.strip())
    context = {"full_context": True} if asked.full_context else {}
    return spoken((yield [Call(asked.tool, {"request": text, **context})])).text
