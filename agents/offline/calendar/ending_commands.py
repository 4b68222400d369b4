"""Instructions that say when an event ends: "extend the review until 5", "make the lunch end at 2"."""

from dataclasses import replace

from agents.offline.calendar.frames import AmendEvent
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.words import Domain
from tools.timewords import Kind

_MAKES = frozenset({"make", "have", "let"})
_ENDS = frozenset("end finish stop last go run".split())
_UNTIL = frozenset({"until", "till", "til", "to"})


def ending(said: Instruction) -> Frame | None:
    """The event that is named, and until when it lasts from now on."""
    times = [j for j in range(said.at + 1, said.end) if said.phrases.is_time(j)]
    last = times[-1] if times else said.end
    if any(said.phrases.is_word(j) and said.low(j) != "please" for j in range(last, said.end)):
        return None
    stop = _name_ends(said, last)
    until = said.tokens[last] if last < said.end else None
    if stop is None or until is None or until.time is None or not until.time.time_of_day_given:
        return None
    target, after = Phrases(said.tokens[:stop]).reference(said.at + 1)
    if target is None or after < stop or target.pronoun or not target.definite:
        return None
    if target.domain not in (None, Domain.CALENDAR):
        return None
    return AmendEvent(*said.span, target=replace(target, domain=Domain.CALENDAR), until=until, complete=True)


def _name_ends(said: Instruction, last: int) -> int | None:
    """Where what is named before the time at `last` ends; None where nothing says that it is an end."""
    if last >= said.end:
        return None
    time = said.tokens[last].time
    until = time is not None and time.kind is Kind.DEADLINE
    before = last - (said.low(last - 1) in _UNTIL)
    if said.verb in _MAKES:
        return before - 1 if said.low(before - 1) in _ENDS else None
    if said.verb == "extend":
        return before if until or before < last else None
    return last if said.verb == "end" and said.tokens[last].text.lower().startswith("at ") else None
