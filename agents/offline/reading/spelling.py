"""Putting right two letters that were typed in the wrong order, in words that steer what is done."""

from functools import cache, lru_cache

from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import FUNCTION, ORDER, RECENT, RELATIONS
from tools.patterns import Pattern, Spoken
from tools.timewords.spelling import swaps

_SHORTEST = 5
_SHORT = frozenset(
    "from with this that when what have been last next week hour time send sent move push mail read call "
    "meet find show list drop free need will more then back over".split()
)
"""Short words that are put right only where their first letter is: "frmo", never "amil"."""
_ORDINARY = frozenset("form mali mete dorp lsat bene".split()) | FUNCTION | COMMAND_VERBS | _SHORT
"""What might be meant as it stands, though it is a slip of a short word too."""
_AS_IT_STANDS = frozenset({"three"})
"""Words of their own, though two letters of another one of ours have changed places: "there"."""
_FORM = Spoken(r"\b(?P<mail>e-?mails?|mails?|messages?|replies|reply)\s+form\s+(?=[a-z0-9])")
"""A mail "form" somebody: no form is meant."""
_CLOCK = Spoken(r"\b(?P<hour>\d{1,2})(?:\.(?=[0-5]\d ?[ap]\.?m\b)|;(?=[0-5]\d\b))")
""" "6.30 pm", which no sentence ends in; "7;15", the key beside."""
_ALPHA = Pattern(r"[A-Za-z]{4,}")


@cache
def _known(nouns: frozenset[str]) -> frozenset[str]:
    words = COMMAND_VERBS | nouns | FUNCTION | RECENT | frozenset(ORDER) | frozenset(RELATIONS)
    return frozenset(word for word in words if len(word) >= _SHORTEST and word.isalpha())


@lru_cache(maxsize=4096)
def unswapped(word: str) -> str:
    """`word`, or the one word of ours that it is with two neighbours swapped: "emial".

    Letters that are missing or too many stay: "deleted" is no slip of "delete". In words of four
    letters, the first one has to be right: most swaps at the beginning make another word or a name.
    """
    low = word.lower()
    if low in _known(NOUNS.named) | _AS_IT_STANDS or word[1:] != low[1:]:
        return word
    if len(low) == _SHORTEST - 1:
        if low in _ORDINARY:
            return word
        near = {other for other in swaps(low) & _SHORT if other[0] == low[0]}
    elif len(low) >= _SHORTEST:
        near = swaps(low) & _known(NOUNS.named)
    else:
        return word
    if len(near) != 1:
        return word
    [known] = near
    return known.capitalize() if word[:1].isupper() else known


def respelled(text: str) -> str:
    """`text` with those words put right; every letter stands where its word stood before."""
    text = _CLOCK.sub(r"\g<hour>:", _ALPHA.sub(lambda match: unswapped(match[0]), text))
    return _FORM.sub(lambda match: match[0].lower().replace(" form ", " from "), text)
