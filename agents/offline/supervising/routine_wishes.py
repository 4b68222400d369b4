"""What is said of routines and watches, as the request that their agent is handed."""

from agents.offline.asking.answer import Answer, in_words
from agents.offline.asking.messages import Request
from agents.offline.asking.script import Call, Part, Result, Script
from agents.offline.routines.domain import TOOL
from agents.offline.routines.preference_wishes import Keep
from agents.offline.routines.unnamed_wishes import unnamed_in
from agents.offline.routines.wishes import Make, wish_in, wish_of_it
from agents.offline.supervising.foreign import foreign
from agents.offline.supervising.open_question import open_question
from agents.offline.supervising.other_requests import overheard
from agents.offline.supervising.outcomes import spoken
from tools.patterns import Pattern

_QUOTED = Pattern(r"'([^'\n]+)'")


def routine_request(request: Request) -> str | None:
    """The request for the agent of routines; None where the text is none, or there is no such agent."""
    if TOOL not in request.offered:
        return None
    wanted = wish_in(request.text, request.now)
    if isinstance(wanted, Keep | Make) and foreign(request.text.lower().split()):
        # "Have the vacuum run for an hour" is no length of meetings, nor is the weather ours for coming back.
        return None
    if wanted is not None:
        return request.text
    wish = wish_of_it(request.text)
    spoken_of = next((line for line in reversed(request.history) if not line.by_user and line.request), None)
    if wish is None or spoken_of is None or spoken_of.speaker != TOOL:
        return None
    title = _QUOTED.search(spoken_of.text)
    return f"{wish.to} the {title[1]} routine {wish.which}".strip() if title else None


def with_routines(request: Request, others: Script) -> Script:
    """What `others` say, or the agent of routines where it has one that is meant: "skip the summary".

    It is asked first where no event and no mail can be meant, or a routine was spoken of last; else where the
    others have found nothing.
    """
    unnamed = unnamed_in(request.text) if TOOL in request.offered else None
    others_know = open_question(request.history) or wish_in(request.text, request.now)
    if unnamed is None or others_know or foreign(request.text.lower().split()):
        return (yield from others)
    last = next((line for line in reversed(request.history) if not line.by_user and line.request), None)
    if unnamed.sure or (last is not None and last.speaker == TOOL):
        own = yield from _own(request)
        return (yield from others) if own is None else own
    seen: list[Result] = []
    answer = in_words((yield from overheard(others, seen)))
    did = ("done", "refused")
    if any(one.outcome in did or one.answer.things or one.answer.question for one in seen):
        return answer
    own = yield from _own(request)
    return answer if own is None else own


def _own(request: Request) -> Part[Answer | None]:
    """What came of it, where it is of a routine."""
    results = yield [Call(TOOL, {"request": request.text})]
    return None if results[0].answer.met is False else spoken(results)
