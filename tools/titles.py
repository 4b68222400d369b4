"""Which thing is meant by a title that stands where its id is wanted, as small models write it."""

import re
from collections.abc import Mapping

WHOLE_CHARS = 6
"""A shorter beginning of an id is none of a model's: it said a number, or a place in a list."""
_WORD = re.compile(r"\w+")
_ANSWERED = re.compile(r"^(?:\s*(?:re|fwd?|aw|wg|sv|antw)\s*:)+\s*", re.IGNORECASE)
_PLACES = frozenset(
    "first second third fourth fifth last latest newest next previous this that it one event mail".split()
)
"""Words for a place in a list."""


def called(said: str, titles: Mapping[str, str]) -> list[str]:
    """The ids of those in `titles` (title by id) that are called `said`, or else have all its words.

    A number, or a place in a list, is a part of no title. "Re:" before a subject says nothing.
    """
    whole = [id for id, title in titles.items() if _bare(title) == _bare(said)]
    words = set(_words(said))
    if whole or words <= _PLACES or not any(len(word) > 1 and word.isalpha() for word in words):
        return whole
    return [id for id, title in titles.items() if words <= set(_words(title))]


def _bare(title: str) -> str:
    return " ".join(_ANSWERED.sub("", title).split()).casefold()


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
