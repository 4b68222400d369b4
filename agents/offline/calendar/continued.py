"""Clauses that say something further of an event that is to be made: "it's with Ana", "invite Ben too"."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from agents.offline.calendar.frames import CreateEvent, InviteGuests, MoveEvent, RenameEvent
from agents.offline.calendar.slots import BUSY, EventSlots
from agents.offline.reading.cursor import Rows
from agents.offline.reading.frames import Clause, Frame, NameGiven, Role
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.tokens import Token
from agents.offline.reading.when import names_day
from agents.offline.reading.words import AUXILIARIES
from tools.timewords import Kind, resolve

_IT = Rows("it", "this", "that", "the meeting", "the event")
_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_BETWEEN = len("?! Please, then, ")
"""Characters between two sentences, and no third one."""
_MARKED = BUSY | frozenset(
    "mark show set list put me it my time as that and then please status i am 'm will be the for".split()
)


def continued(before: Clause, clause: Clause) -> Frame | None:
    """What is made before, with what `clause` adds to it; None when that adds nothing."""
    frame, more = before.frame, clause.frame
    if not isinstance(frame, CreateEvent):
        return None
    if isinstance(more, InviteGuests) and more.target is None:
        return replace(frame, people=(*frame.people, *more.people))
    if isinstance(more, CreateEvent) and more.bare and frame.times:
        # "I see the doctor on Tuesday at 1, please add it", "… Remind me".
        return replace(frame, reminders=(*frame.reminders, *more.reminders), noted=False)
    next_to_it = clause.begin - frame.stop <= _BETWEEN
    if isinstance(more, MoveEvent) and more.shift is None and more.of_it and next_to_it:
        # With "If I'm busy then" between them, it is a second choice.
        return replace(frame, times=_at_last(frame, more))
    return _further(frame, clause)


def _at_last(frame: CreateEvent, more: MoveEvent) -> tuple[Token, ...]:
    """ "… Make it Thursday", "… and schedule it for 8": when it is after all, on the day that was said."""
    days = tuple(token for token in frame.times if names_day(token, _SOME_DAY))
    times = (*(more.target.times if more.target is not None else ()), *more.times)
    times = tuple(dict.fromkeys(times))
    anew = any(names_day(token, _SOME_DAY) for token in times)
    return times if anew else (*days, *times)


def _further(frame: CreateEvent, clause: Clause) -> CreateEvent | None:
    """ "It's with the sender of …", "It should be an hour long": more about an event that is to be made."""
    phrases = Phrases(clause.tokens)
    words = [token.low for token in clause.tokens if token.time is None]
    lengths = [token.time.duration for token in clause.tokens if token.time is not None]
    if set(words) <= _MARKED and not BUSY.isdisjoint(words[-1:]) and len(lengths) < 2 and all(lengths):
        # What has an hour takes it, unless something else is said.
        return replace(frame, length=frame.length or next(iter(lengths), None))
    if clause.role not in (Role.STATEMENT, Role.QUESTION):
        return None
    i = phrases.skip_any(0, _IT)
    j = i
    while phrases.low(j) in AUXILIARIES | {"'s", "'ll", "be", "last", "take", "run"}:
        j += 1
    length = _length(phrases, j if i else 0)
    if length is not None:
        return replace(frame, length=frame.length or length)
    if not i or j == i:
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


def _length(phrases: Phrases, i: int) -> timedelta | None:
    """ "It will take about an hour", "we'll stay for two hours": how long it is, where no more is said."""
    times = [token.time for token in phrases.tokens if token.time is not None]
    if phrases.low(0) in {"i", "we"} and len(times) == 1 and phrases.is_time(len(phrases.tokens) - 1):
        return times[0].duration if times[0].kind is Kind.DURATION else None
    while phrases.low(i) in {"about", "around", "for", "roughly", "approximately"}:
        i += 1
    said = resolve(phrases.span_text(i, len(phrases.tokens)), now=_SOME_DAY) if i else None
    return said.duration if said is not None and said.kind is Kind.DURATION and said.certain else None


def renamed(name: NameGiven) -> RenameEvent:
    """The name of something that was spoken of long before is a new one."""
    return RenameEvent(name.begin, name.stop, target=name.target, title=name.title)
