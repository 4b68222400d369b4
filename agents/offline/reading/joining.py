"""Clauses that only say something further of the one before: "… and call it 'Catch up'", "It's with Ana"."""

from dataclasses import replace

from agents.offline.reading.frames import Clause, Frame, NameGiven, Role
from agents.offline.reading.subjects import subjects
from agents.offline.reading.verbs import verbs
from agents.offline.reading.words import THING_PRONOUNS, Act

_DOES = (verbs(Act.CHANGE, Act.LENGTHEN, Act.MOVE) | {"fix", "correct", "arrange"}) - {"make", "set"}
_POLITE = frozenset("please kindly can could would you just then so and for me".split())


def joined(clauses: list[Clause], clause: Clause) -> list[Clause]:
    """`clauses` with one more, which may only say something further of the one before."""
    last = _last_command(clauses)
    name = clause.frame if isinstance(clause.frame, NameGiven) and clause.role is Role.COMMAND else None
    if last is None:
        return [*clauses, _renaming(clause, name) if name is not None and name.title else clause]
    index, before = last
    if before.told and _says_again(clause):
        return clauses
    assert before.frame is not None
    if name is not None and name.title:
        further = before.frame.called(name.title)
    else:
        readings = (subject.continued(before, clause) for subject in subjects() if subject.continued)
        further = next((found for found in readings if found is not None), None)
    return _replaced(clauses, index, further, clause) if further else [*clauses, clause]


def _renaming(clause: Clause, name: NameGiven) -> Clause:
    """A name for what was spoken of long before is a new one."""
    renamed = next((subject.named(name) for subject in subjects() if subject.named), name)
    return clause.with_frame(renamed)


def _says_again(clause: Clause) -> bool:
    """ "The review has to start at 4. Please change it.": only asks for what was told before."""
    words = [token.low for token in clause.tokens if token.low not in _POLITE]
    return len(words) == 2 and words[0] in _DOES and words[1] in THING_PRONOUNS


def _last_command(clauses: list[Clause]) -> tuple[int, Clause] | None:
    for index in range(len(clauses) - 1, -1, -1):
        clause = clauses[index]
        if clause.role is Role.COMMAND and clause.frame:
            return index, clause
        if clause.answer_is is not None:
            # After "otherwise" and "if not" comes something else.
            return None
    return None


def _replaced(clauses: list[Clause], index: int, frame: Frame, more: Clause) -> list[Clause]:
    before = clauses[index]
    merged = replace(
        before,
        frame=replace(frame, stop=max(frame.stop, more.stop)),
        mentioned=(*before.mentioned, *more.mentioned),
    )
    return [*clauses[:index], merged, *clauses[index + 1 :]]
