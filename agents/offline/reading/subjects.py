"""What can be spoken of, as the reading room is handed it: each domain says how its things are spoken of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from agents.offline.reading.frames import Clause, Enquiry, Frame, NameGiven
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.nouns import NOUNS, Called
from agents.offline.reading.question import Question
from agents.offline.reading.references import Reference
from agents.offline.reading.words import Act, Domain

CommandReader = Callable[[Instruction, int], Frame | None]
"""Reads an instruction, given where what follows its verb begins; None when it is none of the domain's."""


class By(IntEnum):
    """What a question is known by; those that are known by more are tried first."""

    FORM = 1
    """By all of its words: "what is on tomorrow?", "which of them are with Ana?"."""
    PERSON = 2
    """By whom it asks about."""
    VERB = 3
    """By what is done: "has Ana written?"."""
    NOUN = 4
    """By the things that it names."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A kind of things that can be spoken of, and how. Where several subjects could read the same words, the
    one that was handed over first does.
    """

    called: Called | None = None
    """What its things are called; None where it is about what others' things are."""
    commands: Mapping[Act, CommandReader] = field(default_factory=dict)
    """How an instruction is read, by what its verb asks for."""
    wholes: Sequence[Callable[[Instruction], Frame | None]] = ()
    """What is read as a whole, each word in its place, before anything else is tried."""
    questions: Sequence[tuple[By, Callable[[Question], Enquiry | None]]] = ()
    conditions: Sequence[tuple[By, Callable[[Question], Enquiry | None]]] = ()
    """How is read what something depends on: "if I have nothing on Friday"."""
    verbless: Callable[[Instruction, Reference, bool], Frame | None] | None = None
    """What a noun in the place of a sentence wants; and whether it is said that something is wanted."""
    routine: Callable[[Instruction], Frame | None] | None = None
    """What is said without a verb and without a noun that anybody knows: "every Monday at 9 yoga"."""
    noted: Callable[[Instruction], Frame | None] | None = None
    """What a sentence speaks of that would be noted down, where the text wants nothing else."""
    continued: Callable[[Clause, Clause], Frame | None] | None = None
    """What was said before with what a further clause adds to it; None when that adds nothing."""
    named: Callable[[NameGiven], Frame] | None = None
    """What a name means that is given to something said long before: "call it 'Catch up'"."""
    amending: Callable[[str, datetime], Frame | None] | None = None
    """What is said next of a thing that was proposed or made: "no, thursday", "and for 30 minutes"."""
    amended: Callable[[Frame, Frame, datetime], Frame | None] | None = None
    """What was not carried out with what has been said of it since; None where that can't be said of it."""
    removed: Callable[[Frame], Frame] | None = None
    """What is wanted where "it" is to be taken away, and turns out to be one of these things."""

    @property
    def domain(self) -> Domain | None:
        """Whose things they are."""
        return self.called.domain if self.called is not None else None


_subjects: tuple[Subject, ...] = ()


def hand_over(subjects: Sequence[Subject]) -> None:
    """Let these subjects be read from now on, and no others."""
    global _subjects
    _subjects = tuple(subjects)
    NOUNS.know(subject.called for subject in subjects if subject.called is not None)


def subjects() -> tuple[Subject, ...]:
    """What can be spoken of, in the order in which it is tried."""
    return _subjects
