"""From a question ("has Maya sent me anything since Monday?") to a frame that looks for the answer."""

from collections.abc import Callable, Sequence

from agents.offline.reading.frames import Enquiry
from agents.offline.reading.question import Question
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.subjects import By, subjects
from agents.offline.reading.verbs import COMMAND_VERBS, verbs
from agents.offline.reading.words import Act, Domain

Reader = tuple[By, Callable[[Question], Enquiry | None]]

_ORDERS = COMMAND_VERBS - verbs(Act.SEARCH, Act.READ) - {"have", "tell", "let", "number", "contact"}
"""Verbs with which no question begins."""
_OF_THOSE = frozenset("which what any how many one ones of them those these is are was were".split())
_SOME = frozenset({"which", "what", "any", "many"})
_ARE = frozenset({"is", "are", "was", "were"})
_LISTED = frozenset({"them", "those", "these", "ones"})


def asked_for(question: Question) -> Enquiry | None:
    """What a question asks for; None when it is nothing of ours."""
    if question.phrases.low(question.at) in _ORDERS:
        return None
    return _read(question, [pair for subject in subjects() for pair in subject.questions])


def depends_on(question: Question) -> Enquiry | None:
    """What a condition asks for; None when it is nothing of ours."""
    frame = _read(question, [pair for subject in subjects() for pair in subject.conditions])
    # What is on a list is known only where each word was read.
    unsure = frame is not None and not frame.complete and question.words & {"list", "lists"}
    return None if unsure else frame


def _read(question: Question, readers: Sequence[Reader]) -> Enquiry | None:
    readings = (read(question) for _, read in sorted(readers, key=lambda pair: pair[0]))
    return next((frame for frame in readings if frame is not None), None)


def narrowing(q: Question) -> int:
    """After "which of them are", "are any of those", or 0: of what was listed, those that fit are wanted."""
    i = q.at
    while q.phrases.low(i) in _OF_THOSE:
        i += 1
    said = {q.phrases.low(j) for j in range(q.at, i)}
    return i if said & _LISTED and said & _SOME and said & _ARE else 0


def those(q: Question, i: int, domain: Domain) -> Reference | None:
    """Those of what was listed that fit what is said from `i` on; None when not all of it can be read."""
    begin, stop = q.tokens[q.at].begin, q.tokens[-1].stop
    ref = Reference(domain, begin, stop, quantity=Quantity.ALL, pronoun=True)
    ref, after = q.phrases.modified(ref, i)
    return ref if after == q.end and (ref.people or ref.times or ref.about) else None
