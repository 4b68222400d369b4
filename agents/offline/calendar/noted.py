"""Events that nobody asks for in so many words: "I have to study on Friday at 2", "out of the office Monday".

They are read where a text wants nothing else: what has a time, and isn't something else, is an event. What it
costs the person if they only said so is a key.
"""

from collections.abc import Sequence
from dataclasses import replace

from agents.offline.calendar.frames import CreateEvent
from agents.offline.calendar.making_commands import created
from agents.offline.calendar.slots import EventSlots
from agents.offline.reading import when
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.slots import Slots
from agents.offline.reading.tokens import Token
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import (
    AUXILIARIES,
    CALENDARS,
    CONTACT_NOUNS,
    DETERMINERS,
    EVENT_NOUNS,
    FUNCTION,
    FUTURE,
    MAIL_NOUNS,
    NEGATIONS,
    NEXT,
    PERSON_PRONOUNS,
    PLEASED,
    QUANTIFIERS,
    QUESTION_WORDS,
    RECENT,
    THING_PRONOUNS,
)
from tools.timewords import Kind

_ONESELF = frozenset({"i", "we", "i'm", "im"})
_HAVING = AUXILIARIES - {"need", "needs", "must"} | frozenset(
    "'m 're 'll 've 'd got gotta going gonna wanna want to really just also am not".split()
)
_MINE = frozenset({"my", "our"})
_DEFINITE = (
    DETERMINERS - {"a", "an"}
    | QUANTIFIERS
    | PERSON_PRONOUNS
    | THING_PRONOUNS
    | QUESTION_WORDS
    | {"only", "just", "about", "more", "in", "on", "at", "with", "to", "for"}
)
"""What something that there is already begins with, or a question, or half a sentence."""
_IS = frozenset("is are will 's 'll be starts begins happens start begin takes place held happening".split())
_NO_ENTRY = frozenset(
    "went was were had got did day date time order late sick ill tired bored sorry ready done happy "
    "sad sure good great fine ok free available hungry thirsty "
    "feeling glad wrong right early mean meant except besides".split()
)
"""What somebody is, and does not mean to note down."""
_TOLD = frozenset("was were been had said says told tells asked asks should could would if ?".split())
"""Words of what has been, of what others say, and of what only might be."""
_ANSWERS = frozenset("accept decline tentatively maybe rsvp".split())
"""What an answer to an invitation begins with."""
_OWN_WORK = frozenset(
    "call see review check prepare start begin meet catch bring drop file clear get grab take pull "
    "host visit "
    "pay let fix make do run".split()
)
"""Verbs of instructions that one gives oneself as well: "call mum at 5"."""
_OTHERS = PERSON_PRONOUNS | THING_PRONOUNS | QUESTION_WORDS | {"you", "your", "there", "here", "'s"}
_OF_SOMETHING = frozenset("end start begin finish extend shorten lengthen cut stretch open close".split())
"""Verbs of instructions about what there is, which are nouns as well: "end my work day at 5"."""
_PLEASES = frozenset("love like hate prefer enjoy dislike".split())
_BARE = frozenset({"go", "goes", "going", "have"})
_INTENDS = frozenset({"will", "gonna", "going", "must", "need"})
_GOES = frozenset("go be get attend play study watch work eat to".split())
_SEES = frozenset({"see", "seeing", "meet", "meeting", "visit", "visiting"})


def noted(said: Instruction) -> Frame | None:
    """The event that a sentence speaks of; None where it has no time, or speaks of something else."""
    tokens = said.tokens
    dated = [token for token in tokens if token.dated]
    words = {token.low for token in tokens[said.at :]}
    if words & (NEGATIONS | MAIL_NOUNS | CONTACT_NOUNS | _TOLD | {"ones"}) or said.low(said.at) in _ANSWERS:
        return None
    if not dated:
        return _named(said)
    if _gone(said, dated):
        return None
    begin = _content(said)
    if begin >= said.end:
        return None
    i = begin
    met = _met(said, i)
    if met is None and said.low(i) in COMMAND_VERBS and not _is_own_work(said, i, dated):
        return None
    if said.low(i) == "make" and "be" in words:
        # "Make the conference be from 3 to 5."
        return None
    if said.low(i) in _PLEASES and said.low(i + 1) in DETERMINERS | THING_PRONOUNS:
        # "Love the new time of the review at 3."
        return None
    if said.low(i) in _OF_SOMETHING and said.low(i + 1) in DETERMINERS - {"a", "an"}:
        return None
    if said.low(i - 1) == "got" and said.low(i).endswith("ed"):
        # "I got asked along": what was done is no entry yet.
        return None
    if said.low(i) in _OTHERS or said.low(i) in _NO_ENTRY or said.low(i) in AUXILIARIES:
        return None
    if said.low(i) in {"the", "this", "that"} and any(said.low(j) in _IS for j in range(i + 1, said.end)):
        # "The review is on Friday": of something that is there already, and may be meant to move.
        return None
    slots = met or _spoken_of(said, i) or EventSlots(said.text, tokens, said.now).read(i)
    if (
        not slots.people
        and not slots.title
        and {word.lower() for word in slots.words} <= PLEASED | FUNCTION | _BARE
    ):
        # "2pm is fine", "I like the one on Monday": of what was offered.
        return None
    frame = created(said, slots, "schedule") if slots.times and (slots.kept or slots.people) else None
    return replace(frame, noted=True) if isinstance(frame, CreateEvent) else None


def _named(said: Instruction) -> Frame | None:
    """ "Dentist appointment for the baby", "meeting with Jake": an event, whenever it is to be."""
    words = {said.low(j) for j in range(said.at, said.end)}
    if not words & EVENT_NOUNS or words & (AUXILIARIES | CALENDARS | _ONESELF):
        return None
    if said.low(said.at) in COMMAND_VERBS | _DEFINITE:
        return None
    slots = EventSlots(said.text, said.tokens, said.now).read(said.at)
    told = slots.people or (len(slots.words) > 1 and not words & (NEXT | RECENT | FUTURE))
    eventful = any(word.lower() in EVENT_NOUNS for word in slots.words)
    frame = created(said, slots) if told and eventful else None
    return replace(frame, noted=True) if isinstance(frame, CreateEvent) else None


def _gone(said: Instruction, dated: Sequence[Token]) -> bool:
    """Whether it speaks of what has been, or of this day as such."""
    found = when.joined(dated, said.now)
    if found is None or found.start is None:
        return True
    # "I need a haircut before 5": not from now on.
    wished = not {"need", "want"}.isdisjoint(said.low(j) for j in range(said.at + 2))
    by = found.end if wished and found.kind is Kind.DEADLINE else None
    start = when.aware(by or found.start, said.now)
    # "Now" and "today" are no appointment: "I am tired today".
    today = start.date() == said.now.date() and not found.time_of_day_given
    return start.date() < said.now.date() or start == said.now or today


def _content(said: Instruction) -> int:
    """Where what is to be noted begins: after "I have", "we're", "there's"."""
    i = said.at
    if said.low(i) == "there" and said.low(i + 1) in {"is", "'s", "are", "will"}:
        i += 2 + (said.low(i + 2) == "be")
        return i
    # "Will call Tracy at 8", of oneself; "will Ana come" begins with somebody else.
    subjectless = said.low(i) in _INTENDS and said.low(i + 1) in _OWN_WORK | _SEES | _GOES
    if said.low(i) in _ONESELF or subjectless:
        i += 1
        while said.low(i) in _HAVING:
            i += 1
    return i


def _known(said: Instruction, i: int) -> bool:
    """Whether it is about something that there may be already: "prepare the review", "check my calls"."""
    definite = [j for j in range(i + 1, said.end) if said.low(j) in DETERMINERS - {"a", "an"}]
    return any(said.low(k) in EVENT_NOUNS for j in definite for k in range(j + 1, j + 4))


def _is_own_work(said: Instruction, i: int, dated: Sequence[Token]) -> bool:
    """Whether a verb of instructions is one that the person gives themselves: "call mum at 5"."""
    return said.low(i) in _OWN_WORK and any(token.clocked for token in dated) and not _known(said, i)


def _met(said: Instruction, i: int) -> Slots | None:
    """ "See Ana for lunch on Friday": with her."""
    if said.low(i) not in _SEES:
        return None
    people, after = said.phrases.people(i + 1)
    if not people or any(person.myself or person.pronoun for person in people):
        return None
    slots = EventSlots(said.text, said.tokens, said.now).read(after)
    slots.people = [*people, *slots.people]
    return slots


def _spoken_of(said: Instruction, i: int) -> Slots | None:
    """ "My book club is at the library on Friday": what it is stands before the verb."""
    verb = next((j for j in range(i + 1, said.end) if said.low(j) in _IS), None)
    if verb is None or any(said.phrases.is_time(j) for j in range(i, verb)):
        return None
    after = verb
    while said.low(after) in _IS | {"meeting", "taking", "on"} and not said.phrases.is_time(after):
        after += 1
    slots = EventSlots(said.text, said.tokens, said.now).read(after)
    before = EventSlots(said.text, said.tokens[:verb], said.now).read(i)
    if slots.words or before.times:
        return None
    slots.words, slots.kept, slots.noun = before.words, before.kept, before.noun
    slots.people = [*before.people, *slots.people]
    return slots
