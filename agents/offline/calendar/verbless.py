"""Events in the place of a sentence: "lunch with Ana tomorrow at noon", "my meetings on Friday"."""

from dataclasses import replace

from agents.offline.calendar.frames import ListEvents
from agents.offline.calendar.making_commands import created
from agents.offline.calendar.slots import EventSlots
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.tokens import Sort
from agents.offline.reading.words import CALENDARS, DETERMINERS, FUNCTION, PREPOSITIONS, Domain
from tools.timewords import Kind

_ONE_BY_ANY_NUMBER = frozenset("drinks cocktails beers tapas snacks pints coffees cards errands".split())
"""What is one event, though its name is a plural."""


def verbless(said: Instruction, target: Reference, wanted: bool) -> Frame | None:
    """What there is already is asked for; what is "wanted", or has a time, is to be made."""
    if target.noun in CALENDARS:
        return ListEvents(*said.span, target=replace(target, domain=Domain.CALENDAR), asked="what")
    if target.domain is not Domain.CALENDAR:
        return None
    several = target.quantity is Quantity.ALL and target.noun not in _ONE_BY_ANY_NUMBER
    existing = target.next or target.order is not None or several
    if existing or said.low(said.at) == "my":
        return ListEvents(*said.span, target=target, asked="what")
    slots = EventSlots(said.text, said.tokens, said.now).read(said.at)
    return created(said, slots, "schedule") if slots.times or wanted else None


def routine(said: Instruction) -> Frame | None:
    """ "Every Monday at 9 yoga, 45 minutes": what has a clock time that comes again is an event."""
    tokens = said.tokens[said.at :]
    times = [token.time for token in tokens if token.time is not None]
    words = [token for token in tokens if token.sort is Sort.WORD]
    again = any(time.kind is Kind.RECURRENCE and time.time_of_day_given for time in times)
    if not again or not words or any(token.low in FUNCTION - PREPOSITIONS - DETERMINERS for token in words):
        return None
    frame = created(said, EventSlots(said.text, said.tokens, said.now).read(said.at), "schedule")
    return frame if frame is not None and not frame.leftovers else None
