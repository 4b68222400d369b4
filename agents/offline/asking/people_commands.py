"""Instructions and questions that look somebody up: "what is Ana's email address?"."""

from dataclasses import dataclass

from agents.offline.reading.commands import after_look, names_contact
from agents.offline.reading.frames import Enquiry
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.words import CONTACT_NOUNS, Domain


@dataclass(frozen=True)
class PersonDetails(Enquiry):
    """Who somebody is, by the address book; either agent can look it up."""

    domain = Domain.EMAIL

    group: str = ""
    """Where it is asked whether somebody is in it; or whose employer or job is asked for."""


class Birthday(PersonDetails):
    """When somebody was born: the address book says it, or an event in the calendar."""

    domain = Domain.CALENDAR


_DETAILS = CONTACT_NOUNS | {"phone", "number", "details", "info", "information"}


def look(said: Instruction, i: int) -> Enquiry | None:
    i = after_look(said, i)
    return _person(said, i) if names_contact(said, i) else None


def read(said: Instruction, i: int) -> Enquiry | None:
    target = said.target_after(i, {"me", "out", "through"})
    return _person(said, i) if target is not None and target.noun in CONTACT_NOUNS else None


def _person(said: Instruction, i: int) -> Enquiry | None:
    people = [person for j in range(i, said.end) if (person := said.phrases.person(j)[0])]
    named = [p for p in people if not p.myself and not {w.lower() for w in p.text.split()} & _DETAILS]
    return PersonDetails(*said.span, people=(named[0],), asked="who") if named else None
