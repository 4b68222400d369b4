"""From a question ("has Maya sent me anything since Monday?") to a frame that looks for the answer."""

from agents.offline.calendar.free_questions import free_question
from agents.offline.calendar.questions import agenda_question, event_question
from agents.offline.mail.questions import mail_question
from agents.offline.reading.frames import Frame, Quantity, Reference
from agents.offline.reading.question import Question
from agents.offline.reading.words import (
    AUXILIARIES,
    CONTACT_NOUNS,
    QUESTION_WORDS,
    Act,
    Domain,
)

_OF_THOSE = frozenset("which what any how many one ones of them those these is are was were".split())
_SOME = frozenset({"which", "what", "any", "many"})
_ARE = frozenset({"is", "are", "was", "were"})
_LISTED = frozenset({"them", "those", "these", "ones"})


def asked_for(question: Question) -> Frame | None:
    """What a question asks for; None when it is nothing of ours."""
    if question.words & {"list", "lists"}:
        return None
    readings = (read(question) for read in _READERS)
    return next((frame for frame in readings if frame is not None), None)


def _address_question(q: Question) -> Frame | None:
    """ "what is Ana's email address", "who is in the design team"."""
    if q.words & (CONTACT_NOUNS - {"contact"}) or (
        "email" in q.words and q.asked == "what" and q.phrases.low(q.end - 1) == "email"
    ):
        for i in range(q.at, q.end):
            if q.phrases.low(i) in AUXILIARIES | QUESTION_WORDS | {"'s", "the", "email"}:
                continue
            person, _ = q.phrases.person(i)
            if person and not person.myself and not set(person.text.lower().split()) & CONTACT_NOUNS:
                return q.frame(Act.PERSON, "who", people=(person,))
    if (
        q.asked == "who"
        and q.phrases.low(q.at + 1) in {"is", "are", "'s"}
        and q.phrases.low(q.at + 2) in {"in", "on"}
    ):
        people, _ = q.phrases.people(q.at + 3)
        if people and people[0].group:
            return q.frame(Act.PERSON, "who", people=people)
    return None


def _narrowing_question(q: Question) -> Frame | None:
    """ "Which of them are with Ana?", "are any of those on Monday?": of what was listed, those that fit."""
    i = q.at
    while q.phrases.low(i) in _OF_THOSE:
        i += 1
    said = {q.phrases.low(j) for j in range(q.at, i)}
    if not (said & _LISTED and said & _SOME and said & _ARE):
        return None
    mails = q.phrases.low(i) in {"from", "about"}
    domain = Domain.EMAIL if mails else Domain.CALENDAR
    begin, stop = q.tokens[q.at].begin, q.tokens[-1].stop
    ref = Reference(domain, begin, stop, quantity=Quantity.ALL, pronoun=True)
    ref, after = q.phrases.modified(ref, i)
    if after != q.end or not (ref.people or ref.times or ref.about):
        return None
    return q.frame(Act.SEARCH if mails else Act.LIST, "what", target=ref, complete=True)


_READERS = (
    _narrowing_question,
    agenda_question,
    free_question,
    _address_question,
    mail_question,
    event_question,
)
"""In the order in which they are tried."""
