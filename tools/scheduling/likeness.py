"""Titles that are written a little otherwise than they are said: "standup", "dentists", "sprnt review"."""

import difflib
import unicodedata

_SHORTEST = 5
_ALIKE = 0.8
"""Of two words of five letters or more, one letter may be wrong, missing, or too much."""


def almost(words: str, title: str) -> bool:
    """Whether `title` has each of `words`, but for signs, accents, an "s" at the end, or a slip."""
    said, there = _letters(words), _letters(title)
    joined = "".join(there)
    return bool(said) and all(
        (len(word) >= _SHORTEST and _stem(word) in joined) or any(_alike(word, other) for other in there)
        for word in said
    )


def _alike(word: str, other: str) -> bool:
    if _stem(word) == _stem(other) or (len(word) > 2 and other.startswith(_stem(word))):
        return True
    close = min(len(word), len(other)) >= _SHORTEST and word[0] == other[0]
    return close and difflib.SequenceMatcher(None, word, other, autojunk=False).ratio() >= _ALIKE


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 2 and word.endswith("s") and not word.endswith("ss") else word


def _letters(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", ""))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return "".join(sign if sign.isalnum() else " " for sign in bare).split()
