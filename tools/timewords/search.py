"""The phrases in a row of tokens: the longest ones, and their readings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tools.remembered import kept
from tools.timewords.chart import Edge, Grammar, Terminal
from tools.timewords.days.view import View
from tools.timewords.readings import Phrase, Reading

LATENT = 4
"""From this cost on, words are about time only when nothing else is said."""


_NUMBERS = frozenset(("<digits>", "<decimal>", "<small>", "<tens>"))
_UNITS = frozenset(("<unit>", "<letter-unit>", "am", "pm", "<a>", "<p>", "st", "nd", "rd", "th"))


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


Phrases = dict[tuple[int, int], list[Edge]]
"""All phrases by the tokens that they cover."""


def phrases(symbols: Sequence[Sequence[Terminal]], grammar: Grammar) -> Phrases:
    """Every phrase that the grammar sees."""
    spans: Phrases = {}
    for begin, stop in _islands(symbols):
        parse = _parsed_before if stop - begin <= _LONGEST_KEPT else _parsed
        for edge in parse(grammar, tuple(map(tuple, symbols[begin:stop]))):
            if not _cuts(symbols, begin + edge.stop) and not _cuts(symbols, begin + edge.begin):
                spans.setdefault((begin + edge.begin, begin + edge.stop), []).append(edge)
    return spans


def _parsed(grammar: Grammar, symbols: tuple[tuple[Terminal, ...], ...]) -> tuple[Edge, ...]:
    return tuple(edge for edge in grammar.parse(symbols) if edge.symbol == "<phrase>")


_parsed_before = kept(256)(_parsed)
"""A sentence, its clauses and what is made of them for an agent have the same islands."""
_LONGEST_KEPT = 16
"""Tokens of an island whose phrases are kept."""


def _cuts(symbols: Sequence[Sequence[Terminal]], at: int) -> bool:
    """Whether a phrase that begins or ends here takes a number apart, or from what belongs to it.

    "By 2" of "by 2 hours", "8 December to 4" of "8 December to 4pm", "in December" of "in December 8".
    """
    if at in (0, len(symbols)):
        return False
    before = {symbol for symbol, *_ in symbols[at - 1]}
    after = {symbol for symbol, *_ in symbols[at]}
    if "<tens>" in before and after & {"<small>", "<nth>"}:
        return True
    if "<month>" in before and before.isdisjoint(_NUMBERS) and "<digits>" in after:
        return _day_number(symbols[at])
    return bool(before & _NUMBERS and after & _UNITS)


def _day_number(symbols: Sequence[Terminal]) -> bool:
    return any(symbol == "<digits>" and int(str(text)) <= 31 for symbol, text, *_ in symbols)


def _islands(symbols: Sequence[Sequence[Terminal]]) -> Iterator[tuple[int, int]]:
    """Runs of tokens that the grammar knows."""
    known = {n - k for n, found in enumerate(symbols) for *_, width in found for k in range(width)}
    begin = 0
    for n in range(len(symbols) + 1):
        if n not in known:
            if n > begin:
                yield begin, n
            begin = n + 1


def chosen(
    spans: Phrases, view_at: Callable[[int, int], View], accepted: Callable[[Found], bool] = lambda _: True
) -> list[Found]:
    """The longest phrase, then the longest of what remains on either side of it, and so on, in order.

    `view_at` tells from where a phrase is read that covers these tokens; those that aren't `accepted`
    count for nothing.
    """
    found: list[Found] = []
    taken: set[int] = set()
    for begin, stop in sorted(spans, key=lambda s: (s[0] - s[1], min(e.cost for e in spans[s]), s[0])):
        if taken.isdisjoint(range(begin, stop)):
            best = _best(begin, stop, spans[begin, stop], view_at(begin, stop))
            if best is not None and accepted(best):
                found.append(best)
                taken.update(range(begin, stop))
    return sorted(found, key=lambda f: f.begin)


def _best(begin: int, stop: int, edges: list[Edge], view: View) -> Found | None:
    """The readings of the cheapest phrases over the same words that mean anything."""
    for cost in sorted({edge.cost for edge in edges}):
        meant = [e.value for e in edges if e.cost == cost and isinstance(e.value, Phrase)]
        readings: dict[object, Reading] = {}
        for phrase in meant:
            for reading in _evaluated(phrase, view):
                readings.setdefault(_identity(reading), reading)
        if readings:
            return Found(begin, stop, cost, max(p.parts for p in meant), tuple(readings.values()))
    return None


def _identity(reading: Reading) -> object:
    """What makes it another reading: datetimes of one zone compare by wall clock, so the fold as well."""
    return reading, *(getattr(when, "fold", 0) for when in (reading.start, reading.end))


def _evaluated(phrase: Phrase, view: View) -> tuple[Reading, ...]:
    try:
        return tuple(phrase.readings(view))
    except (ValueError, OverflowError):
        # A year that no calendar has: the words make a date, but there is no such day.
        return ()
