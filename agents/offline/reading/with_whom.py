"""With whom "we" meet: "I haven't seen Lena in a while. If we have nothing planned, …"."""

from collections.abc import Sequence
from dataclasses import replace

from agents.offline.reading.frames import Clause, Frame
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.references import Person, Reference


def with_those_named(clause: Clause, frame: Frame, before: Sequence[Clause]) -> Frame:
    """`frame` with those whom "we" or "our" includes: who was named before in the same text."""
    ref = frame.target
    if ref is None or ref.domain is not NOUNS.attended or ref.pronoun:
        return frame
    ours = [token for token in clause.tokens if token.low in {"our", "we"}]
    if not ours or ref.people or not _of_any_kind(ref):
        return frame
    named = _last_named(before)
    return replace(frame, target=replace(ref, people=named)) if named else frame


def _of_any_kind(ref: Reference) -> bool:
    """Whether nothing but people could tell which event it is."""
    return ref.generic and not ref.title


def _last_named(before: Sequence[Clause]) -> tuple[Person, ...]:
    for clause in reversed(before):
        named = tuple(person for person in clause.mentioned if not person.group)
        if named:
            return named
    return ()
