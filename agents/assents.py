"""Words that only agree or refuse, and what is agreed to."""

import re

from agents.wishes import SENTENCE, Wish, instructions, words_of
from tools.patterns import Pattern

_ASSENT = frozenset(
    "yes yeah yep yup sure ok okay fine right correct exactly please do it that go ahead proceed absolutely "
    "definitely of course sounds good great perfect thanks thank you so confirm confirmed agreed approved y "
    "both all them then works for me i would like".split()
)
_THANKS = frozenset("thanks thank you great".split())
_NO = frozenset("no nope nah stop don't dont never not".split())
_DENIAL = frozenset(
    "no nope nah stop don't dont do not never mind it that thanks thank you please leave".split()
)
_OFFER = Pattern(
    r"\b(?:(?:shall|should|can|could|may) (?:i|we)|(?:want|like) me to|i (?:go ahead and|then))\b", re.I
)


def offers(text: str) -> tuple[Wish, ...]:
    """What a question of the assistant's offers to do: "shall I cancel the review?"."""
    asked = (
        sentence for sentence in SENTENCE.split(text.replace("’", "'")) if sentence.rstrip().endswith("?")
    )
    return tuple(
        wish
        for sentence in asked
        if (match := _OFFER.search(sentence))
        for wish in instructions(words_of(sentence[match.end() :]))[0]
    )


def is_assent(text: str) -> bool:
    """Whether `text` does nothing but agree: "yes please", "go ahead"."""
    words = set(words_of(text)) - {","}
    return words <= _ASSENT and not words <= _THANKS


def is_denial(text: str) -> bool:
    """Whether `text` does nothing but refuse: "no", "never mind"."""
    words = set(words_of(text)) - {","}
    return words <= _DENIAL and not words.isdisjoint(_NO)
