"""What an instruction is done to, and the new time or the length that follows it."""

from dataclasses import dataclass
from datetime import timedelta

from agents.offline.reading.instructions import Instruction
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Reference
from agents.offline.reading.tokens import Token
from tools.timewords import Kind, resolve

LATER = frozenset({"later", "back", "out"})
SOONER = frozenset({"earlier", "forward", "sooner", "up", "ahead"})
_OF_A_MOVE = (
    LATER
    | SOONER
    | frozenset(
        "instead start starting begin time times same their her his local than again until till".split()
    )
)
"""Words that may stand around the new time without saying more."""


@dataclass(frozen=True, slots=True)
class Aimed:
    """What stands before the new time."""

    target: Reference
    after: int
    """Where the new time begins: at "to", "by", "until", "for", or at a bare length."""
    skipped: tuple[str, ...] = ()
    """Words between the two that have no place."""


def aimed(said: Instruction, i: int) -> Aimed | None:
    """What is named at `i`, up to the new time."""
    stop = next((j for j in range(i, said.end) if _new_time_begins(said, j, i)), said.end)
    target, after = Phrases(said.tokens[:stop]).reference(i)
    if target is None:
        return None
    if stop == said.end:
        return Aimed(target, after)
    return Aimed(target, max(after, stop), of_no_move(said, after, stop))


def target_before(said: Instruction, i: int, stops: set[str]) -> Aimed | None:
    """What is named before one of the words."""
    stop = next((j for j in range(i + 1, said.end) if said.low(j) in stops), said.end)
    target, after = Phrases(said.tokens[:stop]).reference(i)
    # "… from 'Talk' to 'Review'" says what it was.
    skipped = said.leftovers(after, stop) if said.low(after) != "from" else ()
    return Aimed(target, stop, skipped) if target is not None else None


def of_no_move(said: Instruction, i: int, stop: int) -> tuple[str, ...]:
    """The words that say more than a move: "… and the lunch"."""
    return tuple(word for word in said.leftovers(i, stop, times=False) if word.lower() not in _OF_A_MOVE)


def _new_time_begins(said: Instruction, j: int, first: int) -> bool:
    if j == first:
        return False
    token = said.tokens[j]
    if shift_of(token) is not None and said.low(j + 1) not in NOUNS.every:
        return True
    if said.low(j) in {"to", "until", "till", "by"}:
        return said.phrases.is_time(j + 1) or said.low(j + 1) in {"the", "a", "an", "start", "begin"}
    return said.low(j) in {"for", "so"} and said.phrases.is_time(j + 1) and not _has_to(said, j)


def _has_to(said: Instruction, j: int) -> bool:
    return any(said.low(k) in {"to", "by"} and said.phrases.is_time(k + 1) for k in range(j, said.end))


def length_behind(said: Instruction, i: int) -> timedelta | None:
    """ "Push it back an hour": a length that nothing leads to."""
    while said.low(i) in LATER | SOONER:
        i += 1
    found = resolve(said.phrases.span_text(i, said.end), now=said.now) if i < said.end else None
    return found.duration if found is not None and found.kind is Kind.DURATION else None


def shift_of(token: Token) -> timedelta | None:
    """The length in "by two hours", "an hour later": how far something is moved, not to when."""
    return token.time.duration if token.time is not None and token.time.kind is Kind.DURATION else None
