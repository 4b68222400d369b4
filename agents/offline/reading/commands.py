"""From an instruction ("move my first meeting with Kofi by an hour") to a frame."""

from agents.offline.reading.cursor import Rows
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.references import Reference
from agents.offline.reading.subjects import subjects
from agents.offline.reading.verbs import PHRASAL, acts_of
from agents.offline.reading.words import CONTACT_NOUNS, Act, Domain

_PHRASAL = Rows(*map(" ".join, PHRASAL))
_AFTER_LOOK = frozenset("me us up out for through at in on if whether".split())


def instructed(said: Instruction) -> Frame | None:
    """What is to be done; None when this is no instruction of ours."""
    phrasal = _phrasal(said)
    if phrasal:
        return read_as(*phrasal)
    readings = (read_as(act, said, said.at + 1) for act in acts_of(said.verb))
    return next((frame for frame in readings if frame is not None), None)


def read_as(act: Act, said: Instruction, i: int) -> Frame | None:
    """The instruction as one whose verb asks for `act` and ends before `i`, whatever its verb is."""
    readers = (subject.commands.get(act) for subject in subjects())
    readings = (read(said, i) for read in readers if read is not None)
    return next((frame for frame in readings if frame is not None), None)


def whole(said: Instruction) -> Frame | None:
    """What is read as a whole, each word in its place."""
    readings = (read(said) for subject in subjects() for read in subject.wholes)
    return next((frame for frame in readings if frame is not None), None)


def _phrasal(said: Instruction) -> tuple[Act, Instruction, int] | None:
    """A verb of several words and the position after it; the longest that fits."""
    after = said.phrases.skip_any(said.at, _PHRASAL)
    words = tuple(said.low(i) for i in range(said.at, after))
    return (PHRASAL[words], said, after) if words else None


def domain_of(said: Instruction, target: Reference, after: int) -> Domain | None:
    """Whose thing it is; "from my calendar" and "in my inbox" anywhere after it say so."""
    if target.domain is not None:
        return target.domain
    rest = {said.low(j) for j in range(after, said.end)}
    known = [subject.called for subject in subjects() if subject.called is not None]
    return next((called.domain for called in known if rest & called.places), None)


def after_look(said: Instruction, i: int) -> int:
    """After "me", "up", "for" and what else stands between "show", "look" and what is looked for."""
    while said.low(i) in _AFTER_LOOK:
        i += 1
    return i


def names_contact(said: Instruction, i: int) -> bool:
    """Whether somebody's address is spoken of."""
    return any(said.low(j) in CONTACT_NOUNS | {"phone", "number"} for j in range(i, said.end))
