"""Numbers in a text, each in one form, whichever way it is written."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from tools.patterns import Pattern
from tools.provenance.folding import WORD, folded

FIGURES = Pattern(r"\d(?:[\d.,'’\u00a0\u202f -]*\d)?")
DECIMALS = Pattern(r"[.,](\d{1,2})$")
SMALL = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        " sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: (number + 2) * 10
    for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())
}
LARGE = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "k": 1_000}
OTHERS = {"dozen": 12, "half": 30, "quarter": 15, "couple": 2}


LITTLE = "|".join(sorted([*SMALL, *TENS], key=len, reverse=True))
"""What in a pattern stands for a small number in words."""


def numbers_in(text: str) -> Mapping[str, str]:
    """Every number in `text`, in one form, with how it is written there."""
    found: dict[str, str] = {}
    for figures in FIGURES.finditer(text):
        written = figures.group()
        for piece in (written, *written.split()):
            for number in _forms(piece):
                found.setdefault(number, piece)
    for value, words in _spelled(text):
        found.setdefault(str(value), words)
    return found


def _forms(figures: str) -> Iterator[str]:
    """What figures may mean: a point or comma before one or two of them begins the decimals, or not."""
    if decimals := DECIMALS.search(figures):
        whole = re.sub(r"\D", "", figures[: decimals.start()])
        if whole:
            yield f"{Decimal(f'{int(whole)}.{decimals.group(1)}').normalize():f}"
    plain = re.sub(r"\D", "", figures)
    if plain:
        yield plain
        yield str(int(plain))


def _spelled(text: str) -> Iterator[tuple[int, str]]:
    """Numbers in words: "twenty-five", "two hundred and ten", "3k"."""
    total = current = 0
    words: list[str] = []
    for word in [*WORD.findall(folded(text)), ""]:
        known = True
        if word in SMALL:
            current += SMALL[word]
        elif word in TENS:
            current += TENS[word]
        elif word in LARGE and words:
            current = max(current, 1) * LARGE[word]
            if LARGE[word] >= 1_000:
                total, current = total + current, 0
        elif word == "and" and words:
            continue
        else:
            known = False
        if known:
            words.append(word)
        elif words:
            yield total + current, " ".join(words)
            total, current, words = 0, 0, []
        if word in OTHERS:
            yield OTHERS[word], word
