"""What a text speaks of that would be noted down, where it asks for nothing else."""

from collections.abc import Sequence
from dataclasses import replace

from agents.offline.reading.frames import Clause, Frame, Role
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.subjects import subjects
from agents.offline.reading.verbs import verbs
from agents.offline.reading.words import PARTICLES, THING_PRONOUNS, Act

_WANTS = frozenset({Role.COMMAND, Role.QUESTION, Role.CONDITION, Role.UNKNOWN})
_NOTES = verbs(Act.CREATE) | {"save"}
_POLITE = frozenset("please can could would you just so then for me".split())


def note_of(said: Instruction) -> Frame | None:
    """What a clause speaks of that would be noted down; None where there is nothing."""
    readings = (subject.noted(said) for subject in subjects() if subject.noted)
    return next((found for found in readings if found is not None), None)


def noted(clauses: Sequence[Clause]) -> Sequence[Clause]:
    """The clauses of a text, with what they speak of as what is wanted where nothing else is."""
    told = [clause for clause in clauses if not _asks_for_that(clause)]
    if any(clause.role in _WANTS and clause.note is None and not _is_bare(clause) for clause in told):
        return clauses
    if not any(clause.note for clause in told):
        return clauses
    return [
        replace(clause, role=Role.COMMAND, frame=clause.note) if clause.note is not None else clause
        for clause in told
    ]


def _is_bare(clause: Clause) -> bool:
    return clause.frame is not None and clause.frame.bare


def _asks_for_that(clause: Clause) -> bool:
    """ "I have a haircut at 1. Please add it": asks for what was said before, and nothing more."""
    words = [token.low for token in clause.tokens if token.low not in _POLITE | PARTICLES]
    return len(words) == 2 and words[0] in _NOTES and words[1] in THING_PRONOUNS
