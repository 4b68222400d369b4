"""Clauses that say something further of an event that is to be made: "it's with Ana", "invite Ben too"."""

from dataclasses import replace

from agents.offline.calendar.frames import CreateEvent, InviteGuests, RenameEvent
from agents.offline.calendar.slots import EventSlots
from agents.offline.reading.frames import Clause, Frame, NameGiven, Role
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.words import AUXILIARIES


def continued(frame: Frame, clause: Clause) -> Frame | None:
    """`frame` with what `clause` adds to it; None when that adds nothing."""
    more = clause.frame
    if not isinstance(frame, CreateEvent):
        return None
    if isinstance(more, InviteGuests) and more.target is None:
        return replace(frame, people=(*frame.people, *more.people))
    return _further(frame, clause)


def _further(frame: CreateEvent, clause: Clause) -> CreateEvent | None:
    """ "It's with the sender of …", "It should be an hour long": more about an event that is to be made."""
    phrases = Phrases(clause.tokens)
    if clause.role not in (Role.STATEMENT, Role.QUESTION):
        return None
    i = phrases.skip(0, "it") or phrases.skip(0, "this") or phrases.skip(0, "that")
    i = i or phrases.skip(0, "the", "meeting") or phrases.skip(0, "the", "event")
    if not i:
        return None
    j = i
    while phrases.low(j) in AUXILIARIES | {"'s", "'ll", "be", "last", "take"}:
        j += 1
    if j == i:
        return None
    # The clause with its offsets in the whole text.
    more = EventSlots(" " * clause.begin + clause.text, clause.tokens).read(j)
    if not (more.people or more.times or more.length or more.title or more.place):
        return None
    return replace(
        frame,
        people=(*frame.people, *more.people),
        times=(*frame.times, *more.times),
        length=frame.length or more.length,
        title=frame.title or more.title,
        place=frame.place or more.place,
    )


def renamed(name: NameGiven) -> RenameEvent:
    """The name of something that was spoken of long before is a new one."""
    return RenameEvent(name.begin, name.stop, target=name.target, title=name.title)
