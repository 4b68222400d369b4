"""Requests without a verb of their own: "lunch with Ana tomorrow at noon", "my meetings on Friday"."""

from dataclasses import replace

from agents.offline.reading.frames import Clause, Frame, Role, asks_something
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.subjects import subjects
from agents.offline.reading.tokens import Sort
from agents.offline.reading.words import AUXILIARIES, FUNCTION, NEXT, ORDER, RECENT

_DENIES = frozenset({"never", "not", "n't"})
""""Never book meetings on Fridays" asks for none."""


def verbless(said: Instruction, clause: Clause, *, wanted: bool) -> Clause | None:
    """`clause` with what a noun in the place of a sentence wants; `wanted`: it says "I need" or the like."""
    if _DENIES & {token.low for token in said.tokens[said.at :]}:
        return None
    routines = (subject.routine(said) for subject in subjects() if subject.routine)
    frame = next((found for found in routines if found is not None), None) or _named(said, wanted)
    if frame is None:
        return None
    if not asks_something(frame):
        return replace(clause, role=Role.COMMAND, frame=frame)
    return replace(clause, role=Role.QUESTION, frame=replace(frame, begin=clause.begin, stop=clause.stop))


def _unknown_verb(said: Instruction) -> bool:
    """ "Star Ana's last mail": what comes before a name is no part of it, and may ask for anything."""
    first, name = said.tokens[said.at], said.tokens[said.at + 1 : said.at + 2]
    owned = said.low(said.at + 2) == "'s" and bool(name) and name[0].capitalised
    if not owned or said.at or first.sort is not Sort.WORD or first.capitalised:
        return False
    return first.low not in NOUNS.every | FUNCTION | frozenset(ORDER) | NEXT | RECENT


def _named(said: Instruction, wanted: bool) -> Frame | None:
    words = {token.low for token in said.tokens[said.at :]}
    told = words & (AUXILIARIES - {"need", "may", "will", "can"})
    if told or not words & NOUNS.named:
        return None
    if _unknown_verb(said):
        return None
    target, _ = said.phrases.reference(said.at)
    if target is None:
        return None
    readings = (subject.verbless(said, target, wanted) for subject in subjects() if subject.verbless)
    return next((frame for frame in readings if frame is not None), None)
