"""What each token may be, for the grammar."""

from __future__ import annotations

from collections.abc import Sequence

from tools.timewords import zones
from tools.timewords.chart import Terminal
from tools.timewords.days.view import DayExpr
from tools.timewords.figures import full_date, month_and_day, stamp, year_and_month
from tools.timewords.lexicon import WORDS, spelled
from tools.timewords.spans import Unit
from tools.timewords.spelling import corrected
from tools.timewords.tokens import Form, Token

_DECADES = {
    f"{word}ties": 10 * n
    for n, word in enumerate(("twen", "thir", "for", "fif", "six", "seven", "eigh", "nine"), start=2)
}
_INITIALS = {
    f"{edge}{letter}": (which, unit)
    for edge, which in (("eo", 2), ("bo", 0))
    for letter, unit in (("w", Unit.WEEK), ("m", Unit.MONTH), ("q", Unit.QUARTER), ("y", Unit.YEAR))
}
_MONTHS, _DAYS = 12, 31
SEPARATORS = "-/"
_MODALS = frozenset("will would should shall may might must can could won't shouldn't it'll".split())
"""After these "last" is a verb."""
_CLOCK_WORDS = frozenset(("am", "pm", "noon", "midnight", "o'clock"))
"""After these the name of a place is that of its zone: "noon Pacific"."""
_BEFORE_A_DAY = frozenset("on next this today tomorrow tonight".split())
"""Words that may follow the zone of a time of day: "8am Pacific on Friday"."""
NUMBERED = frozenset(
    "room building floor page chapter version step item section gate flight bus line table unit apartment "
    "suite number no phase level grade team platform track terminal exit house ticket issue order".split()
)
"""Words whose number is a name, and no time of day."""


def terminals(tokens: Sequence[Token], words: set[str], day_first: bool) -> list[list[Terminal]]:
    """For each token the symbols that it may stand for; none for one that has nothing to do with time."""
    day_first = _day_first(tokens, day_first)
    return [list(_token(tokens, n, words, day_first)) for n in range(len(tokens))]


def _day_first(tokens: Sequence[Token], usual: bool) -> bool:
    """In which order all dates are, where one of them has but one: "from 21/12 to 3/1"."""
    shown = {
        numbers[0] > _MONTHS
        for token in tokens
        if token.form is Form.SLASHED or (token.form is Form.DATE and "/" in token.text)
        for numbers in [[int(number) for number in token.text.split("/")[:2]]]
        if numbers[0] <= _DAYS and numbers[1] <= _DAYS and (numbers[0] > _MONTHS) != (numbers[1] > _MONTHS)
    }
    return shown.pop() if len(shown) == 1 else usual


def _token(tokens: Sequence[Token], n: int, words: set[str], day_first: bool) -> list[Terminal]:
    token = tokens[n]
    text = token.text
    match token.form:
        case Form.WORD:
            return _word(tokens, n, words)
        case Form.SIGN:
            return [(text, text, 0, 1)] if text in words else []
        case Form.DIGITS if n and tokens[n - 1].word in NUMBERED and (n < 2 or tokens[n - 2].word != "week"):
            return []
        case Form.DIGITS:
            found: list[Terminal] = [("<digits>", text, 0, 1)]
            if text in words:
                found.append((text, text, 0, 1))
            return found + _spread_date(tokens, n, day_first)
        case Form.CLOCK:
            return [("<clock-figures>", text, 0, 1)]
        case Form.DECIMAL if text.endswith("."):
            return _date(month_and_day(text[:-1].split("."), True), 0, 1)
        case Form.DECIMAL:
            return [("<decimal>", text, 0, 1), *_date(month_and_day(text.split("."), True), 4, 1)]
        case Form.SLASHED:
            return [("<slashed>", text, 0, 1), *_date(month_and_day(text.split("/"), day_first), 0, 1)]
        case Form.DATE:
            return _date(full_date(text, day_first), 0, 1)
        case Form.MONTH:
            return _one("<numeric-month>", year_and_month(text))
        case Form.STAMP:
            return _one("<stamp>", stamp(text))
        case Form.ZONE:
            return _one("<zone-name>", zones.named(text))
        case Form.OFFSET:
            return _one("<offset>", zones.offset(text))
        case Form.OPAQUE:
            return []


def _touches_number(tokens: Sequence[Token], n: int) -> bool:
    """Whether a number ends where the token begins."""
    before = tokens[n - 1] if n else None
    return (
        before is not None
        and before.stop == tokens[n].begin
        and before.form in (Form.DIGITS, Form.CLOCK, Form.DECIMAL)
    )


def normal(token: Token) -> str:
    """The word in its usual spelling."""
    word = token.word
    if word in WORDS:
        return word
    return spelled(word)


def _word(tokens: Sequence[Token], n: int, words: set[str]) -> list[Terminal]:
    token = tokens[n]
    word = normal(token)
    if word not in words and word not in WORDS:
        word = corrected(word) or word
    if n and tokens[n - 1].word == "good" and word in ("morning", "afternoon", "evening", "night", "day"):
        return []
    if n and word == "about" and tokens[n - 1].word in ("how", "what"):
        return []
    if word == "fall" and n + 1 < len(tokens) and tokens[n + 1].word in ("on", "in", "to", "behind", "for"):
        return []
    if n and word == "last" and tokens[n - 1].word in _MODALS:
        return []
    found: list[Terminal] = []
    if word in words:
        found.append((word, word, 0, 1))
    touching = _touches_number(tokens, n)
    for category, value in WORDS.get(word, ()):
        if category != "<letter-unit>" or touching or value is Unit.HOUR:
            found.append((category, value, 0, 1))
    if touching and word in ("a", "p"):
        found.append((f"<{word}>", word, 0, 1))
    if word in _DECADES:
        found.append(("<decade>", _DECADES[word], 0, 1))
    if word in _INITIALS and (word.startswith("e") or token.text.isupper()):
        found.append(("<initials>", _INITIALS[word], 0, 1))
    found.extend(_zone(tokens, n, word, touching))
    return found


def _zone(tokens: Sequence[Token], n: int, word: str, touching: bool) -> list[Terminal]:
    if word in zones.INITIALS and (len(word) > 2 or tokens[n].text.isupper()):
        return _one("<zone-name>", zones.named(word))
    if touching and tokens[n].text == "Z":
        return _one("<zone-name>", zones.named("utc"))
    follows = tokens[n + 1].word if n + 1 < len(tokens) else ""
    ends = n + 1 == len(tokens) or not follows[0].isalpha() or follows in _BEFORE_A_DAY
    for width in (3, 2, 1):
        first = n - width + 1
        if first < 0:
            continue
        precedes = tokens[first - 1].word if first else ""
        timed = ends and first and (precedes in _CLOCK_WORDS or tokens[first - 1].form is Form.CLOCK)
        awaited = precedes == "in" or follows in ("time", "standard", "daylight")
        if not (timed or awaited):
            continue
        place = " ".join(token.word for token in tokens[first : n + 1])
        named = tokens[first].text[0].isupper() or zones.well_known(place)
        if (awaited or named) and (zone := zones.named(place)):
            return _one("<place>", zone, width)
    return []


def _one(symbol: str, value: object, width: int = 1) -> list[Terminal]:
    return [] if value is None else [(symbol, value, 0, width)]


def _date(expr: DayExpr | None, cost: int, width: int) -> list[Terminal]:
    return [] if expr is None else [("<numeric-date>", expr, cost, width)]


def _spread_date(tokens: Sequence[Token], n: int, day_first: bool) -> list[Terminal]:
    """2-15, 2 / 15."""
    if n < 2 or tokens[n - 1].text not in SEPARATORS or tokens[n - 2].form is not Form.DIGITS:
        return []
    first, last = tokens[n - 2].text, tokens[n].text
    if len(first) > 2 or len(last) > 2:
        return []
    return _date(month_and_day((first, last), day_first), 3, 3)
