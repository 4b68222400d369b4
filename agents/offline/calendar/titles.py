"""The title of an event, made of what the user gave."""

from collections.abc import Iterable, Iterator, Sequence

from agents.offline.asking.questions import together
from agents.offline.asking.wording import capital
from agents.offline.calendar.frames import CreateEvent
from agents.offline.calendar.slots import ANYTHING
from agents.offline.reading.slots import SOFT
from agents.offline.reading.tokens import Sort, Token, as_typed
from agents.offline.reading.words import CALENDARS, FUNCTION, GENERIC_EVENTS, PREPOSITIONS, QUANTIFIERS, SELF

_EDGES = (FUNCTION | SELF | SOFT) - QUANTIFIERS
"""Words that no title begins or ends with."""


def event_title(frame: CreateEvent, guests: Sequence[str]) -> str:
    """The title that was given; else the words that say what it is, the topic and the guests."""
    if frame.title:
        return frame.title
    words = frame.words
    if not words or words.lower() in GENERIC_EVENTS - {"appointment"}:
        words = "reminder" if frame.noun == "reminder" else "meeting"
    if frame.about:
        return f"{capital(words)}: {frame.about}"
    if guests and len(words.split()) < 2:
        return f"{capital(words)} with {together(guests)}"
    return capital(words)


def phrase(text: str, tokens: Sequence[Token], kept: Iterable[int]) -> str:
    """The words that nothing else claims, in their order and spelling, without what only leads to them."""
    runs = [_trimmed(tokens, run) for run in _runs(kept)]
    at = [i for run in runs for i in run]
    if at and tokens[at[0]].low in PREPOSITIONS:
        at = at[1:]
    while at and tokens[at[0]].low in ANYTHING | CALENDARS | {"new"} and len(at) > 1:
        at = _trimmed(tokens, at[1:])
    return as_it_was_said(text, tokens, at)


def as_it_was_said(text: str, tokens: Sequence[Token], kept: Iterable[int]) -> str:
    """The words at these positions, in their order and spelling."""
    pieces = (as_typed(text, tuple(tokens[i] for i in run)) for run in _runs(kept))
    return " ".join(piece for piece in pieces if piece)


def _runs(kept: Iterable[int]) -> Iterator[list[int]]:
    """The positions that follow each other."""
    run: list[int] = []
    for i in kept:
        if run and i != run[-1] + 1:
            yield run
            run = []
        run.append(i)
    if run:
        yield run


def _trimmed(tokens: Sequence[Token], run: list[int]) -> list[int]:
    begin, stop = 0, len(run)
    while begin < stop and _leads(tokens[run[begin]]):
        begin += 1
    # "Tell Sam thanks | at 10": what closes a sentence stands at its end.
    within = run[stop - 1] + 1 < len(tokens)
    while begin < stop and _leads(last := tokens[run[stop - 1]]) and not (within and last.low == "thanks"):
        stop -= 1
    # "A workshop on Monday | to discuss pricing", "a hike at 7 | on Mt. Rainier".
    led = 0 < begin < stop and tokens[run[begin - 1]].low in PREPOSITIONS
    return run[begin - led : stop]


def _leads(token: Token) -> bool:
    return (token.low in _EDGES and token.low != "'s") or token.sort is Sort.SIGN
