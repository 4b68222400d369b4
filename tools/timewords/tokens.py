"""Cutting text into the words, numbers and signs that the grammar is written in."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import NamedTuple


class Form(Enum):
    """What a token looks like."""

    WORD = "word"
    DIGITS = "digits"
    DECIMAL = "decimal"
    """Two numbers with a point between: a decimal fraction, a time, or a day and a month."""
    SLASHED = "slashed"
    """Two short numbers with a slash between: a day and a month, or a fraction."""
    DATE = "date"
    """Three numbers: year, month and day in some order."""
    MONTH = "month"
    """A month and a four-figure year, in some order."""
    CLOCK = "clock"
    """Hours and minutes with a colon between, and perhaps seconds."""
    STAMP = "stamp"
    """Date, time and distance from UTC, as programs write them."""
    OFFSET = "offset"
    """A distance from UTC."""
    ZONE = "zone"
    """An IANA name: Europe/London."""
    SIGN = "sign"
    OPAQUE = "opaque"
    """Nothing about time: an address, a price, a telephone number, a version."""


class Token(NamedTuple):
    """A piece of the text."""

    text: str
    form: Form
    begin: int
    stop: int
    word: str
    """The text in small letters."""


_OPAQUE = r"""
    \w[\w.+-]*@[\w-]+(?:\.[\w-]+)+                      # mail address
  | (?:https?://|www\.)(?:(?!\d{4}-\d\d-\d\d)\S)+       # address of a page, up to a date in it
  | [$€£¥]\s?\d[\d,.]*\d*k?                             # price
  | [$\#@][^\W\d_]\w* | \#\d+ | \d+(?:\.\d+)?\s?%
  | \+\d[\d\ ().-]{6,}\d                                # telephone numbers
  | \(\d{3}\)\s?\d{3}[-\ ]\d{4} | \b\d{3}[-.\ ]\d{3,4}[-.\ ]\d{4}\b | \b\d{3}-\d{2}-\d{4}\b
  | \b\d{3}-0\d{3}\b | \b24/7\b
  | \b0\d{2,4}[-\ ]\d{3,}(?:[-\ ]\d{2,})*\b
  | \b\d{1,2}:\d(?:\b|s\b)(?!:)                        # ratios, talks of two: 1:1
  | \bv\d+(?:\.\d+)+\b | \b\d+(?:\.\d+){3,}\b           # versions, network addresses
  | \b\d+\.\d+\.\d{3}\b | \b(?!\d\d\.\d\d\.\d\d\b|(?:19|20)\d\d\.)\d+\.\d+\.\d{1,2}\b
  | \d{1,3}(?:,\d{3})+(?:\.\d+)? | \d+\.\d{3,}          # large or exact number
"""
_DATE = r"""
    (?<!\d)\d{4}(?P<a>[-/.])\d{1,2}(?P=a)\d{1,2}(?!\d)
  | (?<!\d)\d{1,2}(?P<b>[-/])\d{1,2}(?P=b)(?:\d{4}|\d{2})(?!\d)
  | (?<!\d)\d{1,2}\.\d{1,2}\.\d{4}(?!\d)
  | (?<!\d)\d\d\.\d\d\.\d\d(?![\d.]*\d)
  | (?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?=T\d|\b)
"""
_STAMP = r"""
    \d{4}-\d\d-\d\d[T\ ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|\+\d\d:?\d\d)
  | \d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?-\d\d:?\d\d
  | \b(?:19|20)\d{6}T\d{4}(?:\d\d)?Z?\b
"""
_HYPHEN = r"""
    (?:(?<=\btwenty)|(?<=\bthirty)|(?<=\bforty)|(?<=\bfifty)|(?<=\bsixty)|(?<=\bseventy)|(?<=\beighty)|(?<=\bninety))
    -(?=(?:one|two|three|four|five|six|seven|eight|nine|first|second|third|(?:four|fif|six|seven|eigh|nin)th)\b)
"""
"""Inside of a number in words: no sign that anything goes from one to the other."""
_PATTERN = rf"""
    (?P<plain>[^\W\d_]++(?=\s|\Z))                     # nothing else is looked for there
  | (?P<stamp>{_STAMP})
  | (?P<opaque>{_OPAQUE})
  | (?P<date>{_DATE})
  | (?P<month>(?<![\d/.-])(?:\d{{4}}[-/]\d{{1,2}}|\d{{1,2}}/\d{{4}})(?![\d/]|-\d{{2}}))
  | (?P<clock>(?<!\d)\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?(?!\d))
  | (?P<offset>(?<=:\d\d\s)(?:\+\d{{4}}|-0\d[03]0)(?![\d:])
      |(?<=:\d\d)\+\d\d:\d\d(?!\d)|(?:(?<=UTC)|(?<=GMT))[+-]\d{{1,2}}(?::?\d\d)?(?!\d))
  | (?P<zone>\b(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)(?:/[A-Z][A-Za-z_-]+){{1,2}}\b)
  | (?P<slashed>(?<![\d/])\d{{1,2}}/\d{{1,2}}(?![\d/]))
  | (?P<decimal>(?<![\d.])\d{{1,2}}\.\d{{1,2}}(?![\d.]*\d)
      (?:\.(?=\s*(?:-|–|to|until|till|through|and)\s*\d))?)
  | (?P<digits>\d+)
  | (?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)
  | (?P<hyphen>{_HYPHEN})
  | (?P<sign>\S)
"""


_FORMS = {form.value: form for form in Form} | {"plain": Form.WORD}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    return re.compile(_PATTERN, re.VERBOSE | re.IGNORECASE)


def tokenise(text: str) -> list[Token]:
    """The tokens of `text`, in order; white space falls away, and the hyphen of "forty-five".

    Letters and digits that touch are two tokens ("2pm", "Feb13"), a possessive is a token of its own
    ("year's": "year", "'s"), so is "ish", and so is a "T" between a date and a time.
    """
    tokens: list[Token] = []
    for match in _pattern().finditer(text):
        if match.lastgroup == "hyphen":
            continue
        form = _FORMS[match.lastgroup or ""]
        whole = _token(match[0], form, match.start())
        if form is Form.WORD and whole.word.endswith(_ENDINGS) and whole.word not in _ENDINGS:
            cut = len(whole.text) - next(len(e) for e in _ENDINGS if whole.word.endswith(e))
            tokens.append(_token(whole.text[:cut], form, whole.begin))
            tokens.append(_token(whole.text[cut:], form, whole.begin + cut))
        else:
            tokens.append(whole)
    return tokens


def _token(text: str, form: Form, begin: int) -> Token:
    return Token(text, form, begin, begin + len(text), text.lower().replace("’", "'"))


_ENDINGS = ("'s", "ish")
