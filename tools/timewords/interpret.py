"""The two questions that callers ask: what do these words mean, and which words are about time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tools.timewords.chart import Edge, Terminal
from tools.timewords.days.view import View
from tools.timewords.describe import describe
from tools.timewords.grammar import grammar
from tools.timewords.readings import Phrase, Reading
from tools.timewords.terminals import normal, terminals
from tools.timewords.tokens import Form, Token, tokenise
from tools.timewords.values import Direction, Mention, Resolution

LATENT = 4
"""From this cost on, words are about time only when nothing else is said."""

MAX_CANDIDATES = 4

_POLITE = frozenset("please the a , . ! ? ; : ( ) \" '".split())
"""What may be left over without a loss."""

_STRONG = frozenset(
    ("<weekday>", "<month>", "<unit>", "<clock-figures>", "<numeric-date>", "<step>", "<daypart>", "<digits>")
)
"""Symbols that are about time wherever they stand."""


@dataclass(frozen=True)
class Found:
    """The best reading of a run of tokens."""

    begin: int
    stop: int
    cost: int
    parts: int
    """How many things were said of the moment: day, time of day, zone, length."""
    readings: tuple[Reading, ...]

    @property
    def convincing(self) -> bool:
        """Whether it is about time wherever it stands; what says more may do so less clearly."""
        return self.cost < (LATENT if self.parts < 2 else 2 * LATENT)


def _longest(found: Sequence[Found]) -> Found | None:
    return max(found, key=lambda f: (f.stop - f.begin, -f.cost), default=None)


def resolve(
    text: str, *, now: datetime, day_first: bool = False, direction: Direction = "future"
) -> Resolution | None:
    """What `text`, all of it words about time, means at `now`; None when no time is in it.

    The zone of `now` is the user's. `direction` is how a weekday, a date or a month is read that
    does not say itself which one it is.

    Raises:
        ValueError: `now` has no zone.
    """
    view = _view(now, day_first, direction)
    tokens = tokenise(text)
    symbols = terminals(tokens, grammar().words, day_first)
    best = _longest(_search(symbols, view))
    if best is None:
        return None
    left = _left_over(tokens, best)
    if left:
        best = _longest([f for f in _search(symbols, view, running=True) if plausible(tokens, symbols, f)])
        left = _left_over(tokens, best) if best else ()
    return _resolution(best.readings, left, view) if best else None


def find(
    text: str, *, now: datetime, day_first: bool = False, direction: Direction = "future"
) -> tuple[Mention, ...]:
    """The words about time inside `text`, in order, each as long as it goes.

    Raises:
        ValueError: `now` has no zone.
    """
    view = _view(now, day_first, direction)
    tokens = tokenise(text)
    symbols = terminals(tokens, grammar().words, day_first)
    found = [f for f in _search(symbols, view, running=True) if plausible(tokens, symbols, f)]
    covered = {n for f in found for n in range(f.begin, f.stop)}
    mentions = []
    for f in found:
        begin, stop = tokens[f.begin].begin, tokens[f.stop - 1].stop
        left = tuple(
            tokens[n].text
            for n in (f.begin - 1, f.stop)
            if 0 <= n < len(tokens) and n not in covered and _strong(symbols[n])
        )
        mentions.append(Mention(text[begin:stop], begin, stop, _resolution(f.readings, left, view)))
    return tuple(mentions)


def _view(now: datetime, day_first: bool, direction: Direction) -> View:
    if now.tzinfo is None:
        raise ValueError("now needs a zone")
    return View(now, direction, day_first)


def _strong(terminals: Sequence[Terminal]) -> bool:
    return any(symbol in _STRONG for symbol, *_ in terminals)


def _search(symbols: Sequence[Sequence[Terminal]], view: View, running: bool = False) -> list[Found]:
    """The longest phrases, not overlapping, in order; in `running` text only convincing ones."""
    found: list[Found] = []
    for begin, stop in _islands(symbols):
        edges = [e for e in grammar().parse(symbols[begin:stop]) if e.symbol == "<phrase>"]
        found.extend(_cover(edges, begin, view, running))
    return sorted(found, key=lambda f: f.begin)


def _islands(symbols: Sequence[Sequence[Terminal]]) -> list[tuple[int, int]]:
    """Runs of tokens that the grammar knows."""
    islands, begin = [], 0
    for n in range(len(symbols) + 1):
        if n == len(symbols) or not symbols[n]:
            if n > begin:
                islands.append((begin, n))
            begin = n + 1
    return islands


def _cover(edges: list[Edge], offset: int, view: View, running: bool) -> list[Found]:
    """The longest edge, then the longest of what remains on either side of it, and so on."""
    chosen: list[Found] = []
    spans: dict[tuple[int, int], list[Edge]] = {}
    for edge in edges:
        spans.setdefault((edge.begin, edge.stop), []).append(edge)
    for begin, stop in sorted(spans, key=lambda s: (s[0] - s[1], min(e.cost for e in spans[s]), s[0])):
        if any(f.begin - offset < stop and begin < f.stop - offset for f in chosen):
            continue
        cost, parts, readings = _readings(spans[begin, stop], view)
        found = Found(begin + offset, stop + offset, cost, parts, readings)
        if readings and (found.convincing or not running):
            chosen.append(found)
    return chosen


def _readings(edges: list[Edge], view: View) -> tuple[int, int, tuple[Reading, ...]]:
    """The readings of the cheapest phrases over the same words that mean anything."""
    for cost in sorted({edge.cost for edge in edges}):
        readings: dict[object, Reading] = {}
        parts = 1
        for edge in edges:
            if edge.cost == cost and isinstance(edge.value, Phrase):
                for reading in _evaluated(edge.value, view):
                    readings.setdefault(_identity(reading), reading)
                parts = max(parts, edge.value.parts)
        if readings:
            return cost, parts, tuple(readings.values())
    return 0, 0, ()


def _identity(reading: Reading) -> object:
    """What makes it another reading: datetimes of one zone compare by wall clock, so the fold as well."""
    return reading, *(getattr(when, "fold", 0) for when in (reading.start, reading.end))


def _evaluated(phrase: Phrase, view: View) -> tuple[Reading, ...]:
    try:
        return tuple(phrase.readings(view))
    except (ValueError, OverflowError):
        # A year that no calendar has: the words make a date, but there is no such day.
        return ()


def _left_over(tokens: Sequence[Token], found: Found) -> tuple[str, ...]:
    outside = (*tokens[: found.begin], *tokens[found.stop :])
    return tuple(token.text for token in outside if token.word not in _POLITE)


def plausible(tokens: Sequence[Token], symbols: Sequence[Sequence[Terminal]], found: Found) -> bool:
    """Whether words that may be something else are likely to be about time where they stand."""
    first, last = tokens[found.begin], tokens[found.stop - 1]
    after = tokens[found.stop] if found.stop < len(tokens) else None
    if found.parts < 2 and after is not None and (last.form is Form.DIGITS or last.word in _ORDINAL_ENDS):
        # "At 12 Elm Street", "the 3rd item": the number belongs to the word that follows.
        return after.form is not Form.WORD or bool(symbols[found.stop]) or after.word in _FUNCTION_WORDS
    if found.stop - found.begin > 1 or first.form is not Form.WORD:
        return True
    word = normal(first)
    before = tokens[found.begin - 1] if found.begin else None
    if word.endswith("ly") and before is not None and before.word in _DETERMINERS:
        return False
    if word in _ALSO_NAMES:
        return False
    if word == "now":
        return before is not None
    if word not in _ALSO_WORDS:
        return True
    named = after is not None and after.text[0].isupper()
    begins = before is None or before.text in _SENTENCE_ENDS
    return first.text[0].isupper() and not begins and not named


_SENTENCE_ENDS = frozenset('.!?:;"')
_DETERMINERS = frozenset("the this that my our your his her their its last next".split())
"""Before "weekly" or "monthly" they make it the name of a thing."""
_ORDINAL_ENDS = frozenset("st nd rd th".split())
_ALSO_NAMES = frozenset("may march april june august jan spring summer autumn fall winter second eve".split())
"""Alone, with no "in" or "next" before them, they are rather people, verbs and ranks."""
_ALSO_WORDS = frozenset("mar sat sun mon wed fri night mo".split())
_FUNCTION_WORDS = frozenset(
    "and or but with to for in on at by from if please about is was are will would should could can so then "
    "when because as unless instead of that which who i you he she it we they my your our the a an".split()
)
"""Words that may follow a time of day."""


def _resolution(readings: tuple[Reading, ...], left: tuple[str, ...], view: View) -> Resolution:
    plain = [_plain(reading, view.now) for reading in readings[:MAX_CANDIDATES]]
    certain = len(readings) == 1 and not readings[0].doubt and not left
    if certain:
        return plain[0]
    uncertain = tuple(replace(resolution, certain=False, unresolved=left) for resolution in plain)
    return replace(uncertain[0], candidates=uncertain)


def _plain(reading: Reading, now: datetime) -> Resolution:
    return Resolution(
        kind=reading.kind,
        start=reading.start,
        end=reading.end,
        duration=reading.duration,
        rrule=reading.rrule,
        certain=True,
        candidates=(),
        unresolved=(),
        zone=reading.zone,
        time_of_day_given=reading.time_given,
        understood=describe(reading, now),
    )
