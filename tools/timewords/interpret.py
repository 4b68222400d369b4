"""The two questions that callers ask: what do these words mean, and which words are about time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tools.remembered import remembered
from tools.timewords.chart import Grammar, Terminal
from tools.timewords.context import awaited, is_excluded, is_of, is_pronoun, looks_back, moves
from tools.timewords.days.view import View
from tools.timewords.describe import describe
from tools.timewords.grammar import grammar as all_rules
from tools.timewords.plausibility import plausible
from tools.timewords.readings import Reading
from tools.timewords.search import Found, Phrases, chosen, phrases
from tools.timewords.terminals import terminals
from tools.timewords.tokens import Token, tokenise
from tools.timewords.value import replace
from tools.timewords.values import Direction, Kind, Mention, Resolution

MAX_CANDIDATES = 4

_POLITE = frozenset("please the a , . ! ? ; : ( ) \" '".split())
"""What may be left over without a loss."""

_STRONG = frozenset(
    ("<weekday>", "<month>", "<unit>", "<clock-figures>", "<numeric-date>", "<step>", "<daypart>", "<digits>")
)
"""Symbols that are about time wherever they stand."""

_BEFORE_DAYS = frozenset({"on", "for", "by"})
_ORDINALS = frozenset({"st", "nd", "rd", "th"})


def resolve(
    text: str,
    *,
    now: datetime,
    day_first: bool = False,
    direction: Direction = "future",
    grammar: Grammar | None = None,
) -> Resolution | None:
    """What `text`, all of it words about time, means at `now`; None when no time is in it.

    The zone of `now` is the user's, and that of every instant of the answer. `direction` is how a
    weekday, a date or a month is read that does not say itself which one it is. Without a `grammar`
    all rules are read by.

    Raises:
        ValueError: `now` has no zone.
    """
    view = _view(now, day_first, direction)
    tokens = tokenise(text)
    grammar = grammar or all_rules()
    symbols = terminals(tokens, grammar.words, day_first)
    spans = phrases(symbols, grammar)
    best = _longest(chosen(spans, lambda *_: view))
    left = _left_over(tokens, best) if best else ()
    if left:
        best = _longest(_in_text(tokens, symbols, spans, view))
        left = _left_over(tokens, best) if best else ()
    return _resolution(best.readings, left, view) if best else None


def find(
    text: str,
    *,
    now: datetime,
    day_first: bool = False,
    direction: Direction = "future",
    grammar: Grammar | None = None,
) -> tuple[Mention, ...]:
    """The words about time inside `text`, in order, each as long as it goes.

    What they mean is in the zone of `now`, as with `resolve`.

    Raises:
        ValueError: `now` has no zone.
    """
    if grammar is not None:
        return _mentions(text, now, day_first, direction, grammar)
    return _by_all_rules(text, now, day_first, direction)


@remembered(128)
def _by_all_rules(text: str, now: datetime, day_first: bool, direction: Direction) -> tuple[Mention, ...]:
    return _mentions(text, now, day_first, direction, all_rules())


def _mentions(
    text: str, now: datetime, day_first: bool, direction: Direction, grammar: Grammar
) -> tuple[Mention, ...]:
    view = _view(now, day_first, direction)
    tokens = tokenise(text)
    symbols = terminals(tokens, grammar.words, day_first)
    found = _in_text(tokens, symbols, phrases(symbols, grammar), view)
    covered = {n for f in found for n in range(f.begin, f.stop)}
    mentions = []
    for f in found:
        begin, stop = tokens[f.begin].begin, tokens[f.stop - 1].stop
        beside = [n for n in (f.begin - 1, f.stop) if 0 <= n < len(tokens) and n not in covered]
        left = [tokens[n].text for n in beside if _says_time(symbols[n]) and not is_pronoun(tokens, n)]
        if is_excluded(tokens, f.begin):
            left.insert(0, tokens[f.begin - 1].text)
        mentions.append(Mention(text[begin:stop], begin, stop, _resolution(f.readings, tuple(left), view)))
    return tuple(mentions)


def _view(now: datetime, day_first: bool, direction: Direction) -> View:
    if now.tzinfo is None:
        raise ValueError("now needs a zone")
    return View(now, direction, day_first)


def _in_text(
    tokens: Sequence[Token], symbols: Sequence[Sequence[Terminal]], spans: Phrases, view: View
) -> list[Found]:
    anchors = (n for n, token in enumerate(tokens) if moves(token) or _says_time(symbols[n]))
    first_anchor = next(anchors, len(tokens))

    def view_at(begin: int, stop: int) -> View:
        past = looks_back(tokens, begin) and view.direction == "future"
        return replace(
            view,
            direction="past" if past else view.direction,
            anchored=first_anchor < begin or is_of(tokens, stop),
            awaited=awaited(tokens, begin, stop),
        )

    def accepted(found: Found) -> bool:
        by = found.begin > 0 and tokens[found.begin - 1].word == "by"
        if found.convincing or (by and all(r.kind is Kind.DURATION for r in found.readings)):
            return True
        if _is_ordinal(tokens[found.begin : found.stop]):
            return True
        return _has_unit(symbols[found.begin : found.stop]) and awaited(tokens, found.begin, found.stop)

    return [found for found in chosen(spans, view_at, accepted) if plausible(tokens, symbols, found)]


def _is_ordinal(tokens: Sequence[Token]) -> bool:
    """ "On 7th", "for 20th": a day of the month, as it is written in a hurry."""
    words = [token.word for token in tokens]
    return words[0] in _BEFORE_DAYS and words[-1] in _ORDINALS and len(words) == 3 and words[1].isdigit()


def _says_time(symbols: Sequence[Terminal]) -> bool:
    return any(symbol in _STRONG for symbol, *_ in symbols)


def _has_unit(symbols: Sequence[Sequence[Terminal]]) -> bool:
    return any(symbol in ("<unit>", "<letter-unit>") for found in symbols for symbol, *_ in found)


def _longest(found: Sequence[Found]) -> Found | None:
    return max(found, key=lambda f: (f.stop - f.begin, -f.cost), default=None)


def _left_over(tokens: Sequence[Token], found: Found) -> tuple[str, ...]:
    outside = (*tokens[: found.begin], *tokens[found.stop :])
    return tuple(token.text for token in outside if token.word not in _POLITE)


def _resolution(readings: tuple[Reading, ...], left: tuple[str, ...], view: View) -> Resolution:
    plain = [_plain(reading, view.now) for reading in readings[:MAX_CANDIDATES]]
    if len(readings) == 1 and not readings[0].doubt and not left:
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
        moment=reading.moment,
        approximate=reading.vague.start or reading.vague.end,
    )
