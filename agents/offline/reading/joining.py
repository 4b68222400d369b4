"""Clauses that only say something further of the one before: "… and call it 'Catch up'", "It's with Ana"."""

from dataclasses import replace

from agents.offline.calendar.slots import EventSlots
from agents.offline.reading.frames import Clause, Frame, Role
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.words import (
    AUXILIARIES,
    CHANGE,
    MOVE,
    THING_PRONOUNS,
    Act,
)

_DOES = (CHANGE | MOVE | {"fix", "correct", "arrange"}) - {"make", "set", "put"}
_POLITE = frozenset("please kindly can could would you just then so and for me".split())


def joined(clauses: list[Clause], clause: Clause) -> list[Clause]:
    """`clauses` with one more, which may only say something further of the one before."""
    frame, last = clause.frame, _last_command(clauses)
    if frame and frame.act is Act.NAME and frame.title and clause.role is Role.COMMAND and last is None:
        return [*clauses, clause.with_frame(replace(frame, act=Act.RENAME))]
    if last is None:
        return [*clauses, clause]
    index, before = last
    if before.told and _says_again(clause):
        return clauses
    assert before.frame is not None
    if frame and frame.act is Act.NAME and frame.title and clause.role is Role.COMMAND:
        return _replaced(clauses, index, replace(before.frame, title=frame.title), clause)
    if frame and frame.act is Act.INVITE and frame.target is None and before.frame.act is Act.CREATE:
        return _replaced(
            clauses, index, replace(before.frame, people=(*before.frame.people, *frame.people)), clause
        )
    further = _further(before.frame, clause) or _text_for(before.frame, frame)
    if further:
        return _replaced(clauses, index, further, clause)
    return [*clauses, clause]


def _says_again(clause: Clause) -> bool:
    """ "The review has to start at 4. Please change it.": only asks for what was told before."""
    words = [token.low for token in clause.tokens if token.low not in _POLITE]
    return len(words) == 2 and words[0] in _DOES and words[1] in THING_PRONOUNS


def _last_command(clauses: list[Clause]) -> tuple[int, Clause] | None:
    for index in range(len(clauses) - 1, -1, -1):
        clause = clauses[index]
        if clause.role is Role.COMMAND and clause.frame:
            return index, clause
    return None


def _text_for(frame: Frame, more: Frame | None) -> Frame | None:
    """ "… Title it X and tell them 'Y'", "reply to Ana and tell her Y": the text of the mail before it."""
    if more is None or more.act is not Act.SEND or not more.body or more.title or more.words or frame.body:
        return None
    known = {
        person.text.lower() for person in (*frame.people, *(frame.target.people if frame.target else ()))
    }
    same = all(person.pronoun or person.text.lower() in known for person in more.people)
    if not same or frame.act not in (Act.SEND, Act.DRAFT, Act.REPLY, Act.FORWARD):
        return None
    return replace(frame, body=more.body, quoted=more.quoted, body_manner=more.body_manner)


def _further(frame: Frame, clause: Clause) -> Frame | None:
    """ "It's with the sender of …", "It should be an hour long": more about an event that is to be made."""
    phrases = Phrases(clause.tokens)
    if frame.act is not Act.CREATE or clause.role not in (Role.STATEMENT, Role.QUESTION):
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


def _replaced(clauses: list[Clause], index: int, frame: Frame, more: Clause) -> list[Clause]:
    before = clauses[index]
    merged = replace(
        before,
        frame=replace(frame, stop=max(frame.stop, more.stop)),
        mentioned=(*before.mentioned, *more.mentioned),
    )
    return [*clauses[:index], merged, *clauses[index + 1 :]]
