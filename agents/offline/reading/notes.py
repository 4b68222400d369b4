"""What a text speaks of that would be noted down, where it asks for nothing."""

from collections.abc import Sequence
from dataclasses import replace

from agents.offline.reading.frames import Clause, Frame, Role
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.subjects import subjects

_WANTS = frozenset({Role.COMMAND, Role.QUESTION, Role.CONDITION, Role.UNKNOWN})


def note_of(said: Instruction) -> Frame | None:
    """What a clause speaks of that would be noted down; None where there is nothing."""
    readings = (subject.noted(said) for subject in subjects() if subject.noted)
    return next((found for found in readings if found is not None), None)


def noted(clauses: Sequence[Clause]) -> Sequence[Clause]:
    """The clauses of a text, with what they speak of as what is wanted where nothing else is."""
    if any(clause.role in _WANTS and clause.note is None for clause in clauses):
        return clauses
    return [
        replace(clause, role=Role.COMMAND, frame=clause.note) if clause.note is not None else clause
        for clause in clauses
    ]
