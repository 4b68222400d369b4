"""Requests without a verb of their own: "lunch with Ana tomorrow at noon", "meet Kofi on Friday at 3"."""

from dataclasses import replace
from datetime import datetime

from agents.offline.calendar.slots import EventSlots
from agents.offline.reading.commands import CommandReader
from agents.offline.reading.frames import Clause, Frame, Quantity, Reference, Role
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.tokens import Sort, Token
from agents.offline.reading.words import (
    AUXILIARIES,
    CALENDARS,
    DETERMINERS,
    EVENT_NOUNS,
    FUNCTION,
    MAIL_NOUNS,
    PREPOSITIONS,
    Act,
    Domain,
)
from tools.timewords import Kind


def meet(text: str, tokens: tuple[Token, ...], at: int) -> Frame | None:
    """ "meet Ana on Friday at 3", "catch up with Kofi tomorrow": an event, when it says when."""
    i = at + 1
    while tokens[i : i + 1] and tokens[i].low in {"up", "with", "together"}:
        i += 1
    people, after = Phrases(tokens).people(i)
    slots = EventSlots(text, tokens).read(after if people else i)
    if not people or not slots.times:
        return None
    return Frame(
        Act.CREATE, tokens[at].begin, tokens[-1].stop,
        people=(*people, *slots.people), times=tuple(slots.times),
        length=slots.length, title=slots.title, about=slots.about, place=slots.place,
        noun="catch-up" if tokens[at].low == "catch" else "meeting",
        words="catch-up" if tokens[at].low == "catch" else "meeting",
    )  # fmt: skip


def verbless(text: str, clause: Clause, at: int, now: datetime, *, wanted: bool) -> Clause | None:
    """A noun in the place of a sentence: "lunch with Ana tomorrow at noon", "my meetings on Friday"."""
    tokens = clause.tokens
    routine = _routine(text, tokens, at, now)
    if routine is not None:
        return replace(clause, role=Role.COMMAND, frame=routine)
    words = {token.low for token in tokens[at:]}
    if words & (AUXILIARIES - {"need", "may", "will", "can"}) or not words & (
        EVENT_NOUNS | MAIL_NOUNS | CALENDARS
    ):
        return None
    phrases = Phrases(tokens)
    target, _ = phrases.reference(at)
    if target is None:
        return None
    if target.noun in CALENDARS:
        return _asked(clause, replace(target, domain=Domain.CALENDAR), Act.LIST)
    if target.domain is Domain.EMAIL:
        if target.people or target.unread or target.order is not None or target.quantity is Quantity.ALL:
            return _asked(clause, target, Act.SEARCH)
        frame = CommandReader(text, tokens, at - 1, now).mail_to(at)
        return replace(clause, role=Role.COMMAND, frame=frame) if frame else None
    if target.domain is not Domain.CALENDAR:
        return None
    existing = (
        target.next or target.order is not None or target.quantity is Quantity.ALL or phrases.low(at) == "my"
    )
    if existing:
        return _asked(clause, target, Act.LIST)
    slots = EventSlots(text, tokens).read(at)
    if not (slots.times or wanted):
        return None
    frame = CommandReader(text, tokens, at, now).created(slots, "schedule")
    return replace(clause, role=Role.COMMAND, frame=frame) if frame else None


def _asked(clause: Clause, target: Reference, act: Act) -> Clause:
    frame = Frame(act, clause.begin, clause.stop, target=target, asked="what")
    return replace(clause, role=Role.QUESTION, frame=frame)


def _routine(text: str, tokens: tuple[Token, ...], at: int, now: datetime) -> Frame | None:
    """ "Every Monday at 9 yoga, 45 minutes": what has a clock time that comes again is an event."""
    times = [token.time for token in tokens[at:] if token.time is not None]
    words = [token for token in tokens[at:] if token.sort is Sort.WORD]
    again = any(time.kind is Kind.RECURRENCE and time.time_of_day_given for time in times)
    if not again or not words or any(token.low in FUNCTION - PREPOSITIONS - DETERMINERS for token in words):
        return None
    slots = EventSlots(text, tokens).read(at)
    frame = CommandReader(text, tokens, at, now).created(slots, "schedule")
    return frame if frame is not None and not frame.leftovers else None
