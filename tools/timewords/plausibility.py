"""Whether words that may be something else are about time where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from tools.timewords.chart import Terminal
from tools.timewords.search import Found
from tools.timewords.terminals import normal
from tools.timewords.tokens import Form, Token

_SENTENCE_ENDS = frozenset('.!?:;"')
_NUMBERS = frozenset("<digits> <decimal> <small> <nth> st nd rd th".split())
_TELLING = frozenset(
    "<month> <weekday> <weekdays> <unit> <step> <clock-figures> <daypart> am pm today".split()
)
"""Symbols of words that make a number one of time."""
_DETERMINERS = frozenset("the this that my our your his her their its last next".split())
"""Before "weekly" or "monthly" they make it the name of a thing."""
_ALSO_NAMES = frozenset("may march april june august jan spring summer autumn fall winter second eve".split())
"""Alone, with no "in" or "next" before them, they are rather people, verbs and ranks."""
_ALSO_WORDS = frozenset("mar sat sun mon wed fri night mo".split())
"""Alone they are about time with a capital, and not where every word has one."""
_FUNCTION_WORDS = frozenset(
    "and or but with to for in on at by from if please about is was are will would should could can so then "
    "when because as unless instead that which who i you he she it we they my your our the a an".split()
)
"""Words that may follow a time of day."""


_CALENDAR_NAMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december today tomorrow tonight yesterday next this last".split()
)
"""What is written with a capital, or begins with one, without being a name."""


def plausible(tokens: Sequence[Token], symbols: Sequence[Sequence[Terminal]], found: Found) -> bool:
    """Whether `found`, in running text, is likely to be about time."""
    if found.parts < 2 and found.stop < len(tokens) and _only_a_number(symbols[found.begin : found.stop]):
        # "At 12 Elm Street", "the 3rd item", "the 4 of us": the number belongs to what follows.
        after = tokens[found.stop]
        if after.word == "of":
            return False
        ordinary = after.form is Form.WORD and not symbols[found.stop]
        return not ordinary or after.word in _FUNCTION_WORDS
    if _part_of_a_name(tokens, found):
        return False
    if found.stop - found.begin == 1 and tokens[found.begin].form is Form.WORD:
        return _plausible_word(tokens, found.begin)
    return True


def _part_of_a_name(tokens: Sequence[Token], found: Found) -> bool:
    """Whether it only belongs to a name or to a compound: "Year-End Review", "Slow Trains Weekly"."""
    before = tokens[found.begin - 1] if found.begin else None
    after = tokens[found.stop] if found.stop < len(tokens) else None
    if _hyphened(tokens, found.begin - 1) or _hyphened(tokens, found.stop):
        return True
    words = [token for token in tokens[found.begin : found.stop] if token.word != "the"]
    if not words or not words[0].text[0].isupper() or words[0].word in _CALENDAR_NAMES:
        return False
    if any(token.text[0].isdigit() for token in words):
        return False
    return any(
        beside is not None and beside.form is Form.WORD and beside.text[0].isupper()
        for beside in (before, after)
    )


def _hyphened(tokens: Sequence[Token], n: int) -> bool:
    """Whether the token is a hyphen that joins two words."""
    if not 0 < n < len(tokens) - 1 or tokens[n].text != "-":
        return False
    before, after = tokens[n - 1], tokens[n + 1]
    touches = before.stop == tokens[n].begin and tokens[n].stop == after.begin
    return touches and before.form is after.form is Form.WORD


def _only_a_number(symbols: Sequence[Sequence[Terminal]]) -> bool:
    """Whether it ends in a number, and nothing but that number is about time."""
    last = {symbol for symbol, *_ in symbols[-1]}
    if last.isdisjoint(_NUMBERS):
        return False
    return all(_TELLING.isdisjoint(symbol for symbol, *_ in terminals) for terminals in symbols)


def _plausible_word(tokens: Sequence[Token], n: int) -> bool:
    word = normal(tokens[n])
    before = tokens[n - 1] if n else None
    after = tokens[n + 1] if n + 1 < len(tokens) else None
    if word in _ALSO_NAMES:
        return False
    if word == "now":
        return before is not None
    if word.endswith("ly"):
        return before is None or before.word not in _DETERMINERS
    if word not in _ALSO_WORDS:
        return True
    begins = before is None or before.text in _SENTENCE_ENDS
    named = after is not None and after.text[0].isupper()
    return tokens[n].text[0].isupper() and not begins and not named
