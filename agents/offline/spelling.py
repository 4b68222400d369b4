"""Putting right two letters that were typed in the wrong order, in words that steer what is done."""

from agents.offline.words import (
    CALENDARS,
    COMMAND_VERBS,
    EVENT_NOUNS,
    FUNCTION,
    MAIL_NOUNS,
    ORDER,
    RECENT,
    RELATIONS,
)
from tools.timewords.spelling import swaps

_SHORTEST = 5
_KNOWN = frozenset(
    word
    for word in COMMAND_VERBS
    | EVENT_NOUNS
    | MAIL_NOUNS
    | CALENDARS
    | FUNCTION
    | RECENT
    | frozenset(ORDER)
    | frozenset(RELATIONS)
    if len(word) >= _SHORTEST and word.isalpha()
)


def unswapped(word: str) -> str:
    """`word`, or the one word of ours that it is with two neighbours swapped: "emial".

    Letters that are missing or too many stay: "deleted" is no slip of "delete".
    """
    low = word.lower()
    if len(low) < _SHORTEST or low in _KNOWN or word[1:] != low[1:]:
        return word
    near = swaps(low) & _KNOWN
    return near.pop() if len(near) == 1 else word
