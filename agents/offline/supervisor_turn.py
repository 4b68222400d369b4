"""The supervisor's turn: takes up an open question, declines, or hands the work to the agents."""

import re
from dataclasses import dataclass

from agents.offline.asking import QuestionError, UnableError
from agents.offline.delegation import TOOLS, Delegation
from agents.offline.doubt import INTRODUCTION, NOT_FOR_ME, declined, doubted
from agents.offline.invitations import wish_in
from agents.offline.messages import Line, Request, with_answer
from agents.offline.outcomes import spoken
from agents.offline.script import Call, Script
from agents.offline.steps import steps_of
from agents.offline.understanding import understand
from agents.offline.words import Domain

_DROPS = re.compile(
    r"\A\W*(?:never ?mind|forget (?:it|that)|cancel that|stop|no|nothing|drop it|leave it)\W*\Z",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\A\W*(?:thanks?|thank you|cheers|great|perfect|ok(?:ay)?|good|fine)\b[\w ,]{0,20}\W*\Z", re.IGNORECASE
)


def supervisor_turn(request: Request) -> Script:
    """What the supervisor does with the user's message."""
    try:
        return (yield from _turn(request))
    except QuestionError as missing:
        return missing.question
    except UnableError as unable:
        return unable.why


def _turn(request: Request) -> Script:
    if not request.text.strip() or _THANKS.match(request.text):
        return INTRODUCTION if not request.text.strip() else "You're welcome."
    open_question = _open_question(request.history)
    wish = wish_in(request.text) if request.invitations else None
    if wish is not None and not (wish.bare and open_question):
        results = yield [Call(TOOLS[Domain.EMAIL], {"request": request.text})]
        return spoken(results)
    reading = understand(request.text, request.now)
    planned = steps_of(reading)
    if open_question and not planned.steps:
        return (yield from _take_up(request, open_question))
    if planned.unclear or not planned.steps:
        return declined(request, planned)
    work = Delegation(request, reading, planned)
    if doubted(request, work):
        return NOT_FOR_ME
    return (yield from work.carry_out())


@dataclass(frozen=True)
class _Open:
    """A question that the last turn ended with."""

    tool: str
    request: str
    question: str
    full_context: bool


def _open_question(history: tuple[Line, ...]) -> _Open | None:
    """What was asked last, when nothing has been said since. The request stands in the turn's own calls."""
    for line in reversed(history):
        if line.speaker == "user":
            return None
        if line.speaker in TOOLS.values() and line.text.startswith("question:"):
            return _Open(line.speaker, line.request, line.text.partition(":")[2].strip(), line.full_context)
    return None


def _take_up(request: Request, asked: _Open) -> Script:
    if _DROPS.match(request.text):
        return "All right, nothing was done."
    text = with_answer(asked.request, asked.question, request.text.strip())
    context = {"full_context": True} if asked.full_context else {}
    results = yield [Call(asked.tool, {"request": text, **context})]
    return spoken(results)
