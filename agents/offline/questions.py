"""From a question ("has Maya sent me anything since Monday?") to a frame that looks for the answer."""

from agents.offline.event_questions import agenda_question, event_question
from agents.offline.frames import Frame
from agents.offline.free_questions import free_question
from agents.offline.mail_questions import mail_question
from agents.offline.question import Question
from agents.offline.words import (
    AUXILIARIES,
    CONTACT_NOUNS,
    QUESTION_WORDS,
    Act,
)


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


_READERS = (agenda_question, free_question, _address_question, mail_question, event_question)
"""In the order in which they are tried."""
