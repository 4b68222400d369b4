"""Instructions and questions that look somebody up: "what is Ana's email address?"."""

from agents.offline.reading.commands import after_look, names_contact
from agents.offline.reading.frames import Enquiry
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.question import Question
from agents.offline.reading.subjects import By, Subject
from agents.offline.reading.words import AUXILIARIES, CONTACT_NOUNS, QUESTION_WORDS, Act, Domain


class PersonDetails(Enquiry):
    """Who somebody is, by the address book; either agent can look it up."""

    domain = Domain.EMAIL


_DETAILS = CONTACT_NOUNS | {"phone", "number", "details", "info", "information"}


def _look(said: Instruction, i: int) -> Enquiry | None:
    i = after_look(said, i)
    return _person(said, i) if names_contact(said, i) else None


def _read(said: Instruction, i: int) -> Enquiry | None:
    target = said.target_after(i, {"me", "out", "through"})
    return _person(said, i) if target is not None and target.noun in CONTACT_NOUNS else None


def _person(said: Instruction, i: int) -> Enquiry | None:
    people = [person for j in range(i, said.end) if (person := said.phrases.person(j)[0])]
    named = [p for p in people if not p.myself and not {w.lower() for w in p.text.split()} & _DETAILS]
    return PersonDetails(*said.span, people=(named[0],), asked="who") if named else None


def _question(q: Question) -> Enquiry | None:
    """ "what is Ana's email address", "who is in the design team"."""
    if q.words & (CONTACT_NOUNS - {"contact"}) or (
        "email" in q.words and q.asked == "what" and q.phrases.low(q.end - 1) == "email"
    ):
        for i in range(q.at, q.end):
            if q.phrases.low(i) in AUXILIARIES | QUESTION_WORDS | {"'s", "the", "email"}:
                continue
            person, _ = q.phrases.person(i)
            if person and not person.myself and not set(person.text.lower().split()) & CONTACT_NOUNS:
                return q.put(PersonDetails(*q.span, people=(person,)), "who")
    inside = q.phrases.low(q.at + 1) in {"is", "are", "'s"} and q.phrases.low(q.at + 2) in {"in", "on"}
    if q.asked == "who" and inside:
        people, _ = q.phrases.people(q.at + 3)
        if people and people[0].group:
            return q.put(PersonDetails(*q.span, people=people), "who")
    return None


PEOPLE = Subject(commands={Act.SEARCH: _look, Act.READ: _read}, questions=[(By.PERSON, _question)])
