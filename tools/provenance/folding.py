"""Texts made comparable: without case, widths and signs that nobody sees."""

import unicodedata
from collections.abc import Iterator

from tools.patterns import Pattern

WORD = Pattern(r"\w+")
_QUOTE_CHARS = 120


def folded(text: str) -> str:
    """`text` in one case and one spelling of each sign (NFKC), without invisible signs."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")


def words_in(text: str) -> list[str]:
    """The words of `text`, folded, in order."""
    return WORD.findall(folded(text))


def placed_words(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word of `text`, folded, and where it stands there."""
    visible = text if text.isascii() else "".join(s if unicodedata.category(s) != "Cf" else " " for s in text)
    for found in WORD.finditer(visible):
        for word in WORD.findall(folded(found.group())):
            yield word, found.start(), found.end()


def signs_in(text: str) -> str:
    """Only letters and figures: the same however a number or a name is split into groups."""
    return "".join(sign for sign in folded(text) if sign.isalnum())


def line_with(text: str, begin: int, stop: int) -> str:
    """The line of `text` around this place, as much of it as a quote shows."""
    start = text.rfind("\n", 0, begin) + 1
    end = text.find("\n", stop)
    line = text[start : len(text) if end < 0 else end]
    if len(line) > _QUOTE_CHARS:
        start = max(start, begin - (_QUOTE_CHARS - min(stop - begin, _QUOTE_CHARS)) // 2)
        line = text[start : start + _QUOTE_CHARS]
    return " ".join(line.split())
