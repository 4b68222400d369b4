"""How much two names or addresses look alike to somebody who reads them."""

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("confusables.tsv")
MIXED = ("Latin", "Greek", "Cyrillic", "Armenian", "Cherokee", "Coptic", "Hebrew", "Arabic", "Devanagari")
"""Scripts of which no word has two. Japanese has four in one, Latin among them: none of its own is here."""
SHORTEST = 6
SHORTEST_LABEL = 4
"""Below so many characters, one letter apart is another name rather than a slip."""


@lru_cache(maxsize=20_000)
def skeleton(text: str) -> str:
    """The same for texts that look the same (UTS 39, accents aside); for comparing, never for showing."""
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return bare.translate(_looks()).casefold()


def skeletons(text: str) -> tuple[str, str]:
    """Of `text` as it is written, and in small letters: a capital I looks like an l, a small one doesn't."""
    return skeleton(text), skeleton(text.casefold())


def domains_apart(domain: str, other: str) -> bool:
    """Whether one label of `domain` is a letter apart from that of `other`, and all others are the same."""
    labels = list(zip_longest(domain.split("."), other.split("."), fillvalue=""))
    differing = [(one, another) for one, another in labels if one != another]
    return len(differing) == 1 and one_apart(*differing[0], shortest=SHORTEST_LABEL)


def one_apart(text: str, other: str, *, shortest: int = SHORTEST) -> bool:
    """Whether one letter more, less, changed, or swapped with its neighbour makes `other` of `text`."""
    if min(len(text), len(other)) < shortest or abs(len(text) - len(other)) > 1 or text == other:
        return False
    pairs = enumerate(zip(text, other, strict=False))
    same = next((at for at, (one, another) in pairs if one != another), min(len(text), len(other)))
    rest, others = text[same:], other[same:]
    swapped = rest[1:2] + rest[:1] + rest[2:] == others
    return swapped or rest[1:] == others[1:] or rest[1:] == others or rest == others[1:]


def mixed_scripts(text: str) -> tuple[str, ...]:
    """The scripts of the first word of `text` that is written in several; nothing where none is."""
    if text.isascii():
        return ()
    for word in unicodedata.normalize("NFKC", text).split():
        scripts = tuple(name for name, pattern in _scripts().items() if pattern.search(word))
        if len(scripts) > 1:
            return scripts
    return ()


@cache
def _looks() -> Mapping[int, str]:
    rows = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:1] != "#")
    return {int(code, 16): looks for code, looks in rows}


@cache
def _scripts() -> Mapping[str, Any]:
    # Few texts need it, and it takes longer to load than all else that a command imports of text.
    import regex

    return {name: regex.compile(rf"\p{{Script={name}}}") for name in MIXED}
