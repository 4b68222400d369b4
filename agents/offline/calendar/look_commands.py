"""Instructions to show events, or free time between them."""

from dataclasses import replace
from datetime import timedelta

from agents.offline.calendar.frames import FreeTime, ListEvents
from agents.offline.calendar.slots import EventSlots
from agents.offline.reading.commands import after_look, domain_of, names_contact
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.references import Person, Quantity, Reference
from agents.offline.reading.words import CALENDARS, Domain
from tools.timewords import Kind

_AN_HOUR = timedelta(hours=1)
_FREE_NOUNS = frozenset(
    "hour hours minutes slot slots time gap gaps opening openings availability window windows".split()
)


def look(said: Instruction, i: int) -> Frame | None:
    """ "Show my meetings", "find a free slot", "show me next week"."""
    i = after_look(said, i)
    if _free_time(said, i):
        return _free(said, i)
    if said.verb in {"show", "see", "view"} and said.phrases.is_time(i) and said.sentence_end(i + 1) == i + 1:
        # "Show me next week": the calendar.
        begin, stop = said.tokens[i].begin, said.tokens[i].stop
        days = Reference(
            Domain.CALENDAR, begin, stop, noun="events", quantity=Quantity.ALL, times=(said.tokens[i],)
        )
        return ListEvents(*said.span, target=days, complete=True)
    target, after = said.phrases.reference(i, to_is_recipient=True)
    if target is None or target.pronoun or names_contact(said, i):
        return None
    if target.noun not in CALENDARS and domain_of(said, target, after) is not Domain.CALENDAR:
        return None
    target = replace(target, domain=Domain.CALENDAR)
    return ListEvents(*said.span, target=target, leftovers=said.leftovers(after))


def _free_time(said: Instruction, i: int) -> bool:
    first = said.tokens[i].time if i < said.end else None
    if said.verb == "find" and first is not None and first.kind is Kind.DURATION:
        return True
    window = [said.low(j) for j in range(i, min(i + 6, said.end))]
    return any(word in _FREE_NOUNS for word in window) and any(
        word in {"free", "open", "available", "a", "some", "my", "availability"} for word in window
    )


def _free(said: Instruction, i: int) -> Frame:
    slots = EventSlots(said.text, said.tokens).read(i)
    hour = _AN_HOUR if any(said.low(j) == "hour" for j in range(i, said.end)) else None
    return FreeTime(*said.span, asked="free", times=tuple(slots.times), length=slots.length or hour,
        people=tuple(slots.people) or _for_whom(said, i), target=_count(said, i),
    )  # fmt: skip


def _for_whom(said: Instruction, i: int) -> tuple[Person, ...]:
    """ "Find free time for Ana and me": for whom besides oneself."""
    for j in range(i, said.end):
        if said.low(j) in {"for", "between"}:
            people, _ = said.phrases.people(j + 1)
            if others := tuple(person for person in people if not person.myself):
                return others
    return ()


def _count(said: Instruction, i: int) -> Reference | None:
    """ "my first free slot" wants one of them."""
    words = {said.low(j) for j in range(i, min(i + 4, said.end))}
    one = words & {"first", "next", "earliest", "a"}
    begin = said.tokens[i].begin
    return Reference(Domain.CALENDAR, begin, begin, order=0, definite=not words & {"a"}) if one else None


def read(said: Instruction, i: int) -> Frame | None:
    """ "Read me my calendar for today"."""
    target = said.target_after(i, {"me", "out", "through"})
    if target is None or (target.domain is not Domain.CALENDAR and target.noun not in CALENDARS):
        return None
    return ListEvents(*said.span, target=replace(target, domain=Domain.CALENDAR))
