"""Words that only agree or refuse, and what is agreed to."""

import re

from agents.wishes import SENTENCE, Wish, instructions, words_of
from tools.patterns import Pattern

_ASSENT = frozenset(
    "yes yeah yep yup sure ok okay fine right correct exactly please do it that go ahead proceed absolutely "
    "definitely of course sounds good great perfect thanks thank you so confirm confirmed agreed approved y "
    "both all them then works for me i would like alright let's lets with".split()
)
_THANKS = frozenset("thanks thank you great".split())
_WEAK = frozenset("it that this so for me i of you them then one with".split())
"""What agrees to nothing by itself."""
_LIKED = frozenset(
    "good great fine right perfect nice lovely excellent wonderful awesome correct ok okay alright "
    "works".split()
)
_VERDICTS = frozenset(
    "look looks looked looking lookin does sound sounds seem seems is are it's that's this that it".split()
)
"""With what is liked they say that it may be so: "this looks good", "that's fine"."""
_AROUND = frozenset(
    "all very so really just to me then and thanks thank you i love like it one the first well enough "
    "for".split()
)
_COURTESY = frozenset(
    "thanks thank you so very much a lot many for your the all help that this ok okay great".split()
)
_ORDERS = frozenset("please can could you schedule book add send set up put do it that".split())
"""Behind a yes they say only what is proposed; "cancel it" may be of what is proposed, or of the proposal."""
_YES = frozenset("yes yeah yep yup sure absolutely definitely".split())
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
    """Whether `text` does nothing but agree: "yes please", "go ahead", "this looks good"."""
    said = [word for word in words_of(text) if word != ","]
    words = set(said)
    if words <= _WEAK:
        return False
    if words <= _ASSENT and not words <= _THANKS:
        return True
    if not words.isdisjoint(_YES) and words <= _YES | _WEAK | _ORDERS:
        return True
    if not words <= _ASSENT | _LIKED | _VERDICTS | _AROUND or said[0] in {"is", "are"}:
        return False
    return not words.isdisjoint(_LIKED | _YES)


def is_courtesy(text: str) -> bool:
    """Whether `text` only thanks: "thanks for your help"."""
    words = set(words_of(text)) - {","}
    return words <= _COURTESY and not words.isdisjoint({"thanks", "thank"})


def is_denial(text: str) -> bool:
    """Whether `text` does nothing but refuse: "no", "never mind"."""
    words = set(words_of(text)) - {","}
    return words <= _DENIAL and not words.isdisjoint(_NO)
