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
    "good great fine right perfect purfect perfectly perfection nice lovely excellent wonderful awesome "
    "fantastic amazing brilliant cool super correct ok okay alright works work worked better best suitable "
    "suits yea ya lit".split()
)
_ONLY_COMPARED = frozenset("better best work yea ya super".split())
"""Liked only where more is said: "that works best", and not "better" alone, which goes on."""
_VERDICTS = frozenset(
    "look looks looked looking lookin does sound sounds seem seems is are it's that's its thats this that it "
    "will be".split()
)
"""With what is liked they say that it may be so: "this looks good", "that's fine"."""
_AROUND = frozenset(
    "all very so much really just to me then and now thanks thank you i love like it one option the first "
    "well enough for we us oh ah wow everything tome".split()
)
_AS_WISHED = Pattern(
    r"(?P<so>\b(?:is|its|was|like|exactly|precisely|yes,? (?:please )?(?:just )?(?:give me|do))|['’]s) "
    r"(?:(?:just|exactly|precisely) )?"
    r"(?:what|as|how|the (?:one|change|update|event|meeting|time|date|day)(?: that)?) "
    r"(?:i|we)(?:['’]d| had|['’]ve)? "
    r"(?:want|wanted|need|needed|requested|asked(?: for)?|meant|said|was looking for|had in mind"
    r"|hoped for)\b",
    re.I,
)
""" "That is exactly what I wanted": right."""
_FOR_IT = Pattern(
    r" for (?:the|this|that|my) (?:[a-z'-]+ ){0,3}"
    r"(?:meeting|appointment|event|call|lunch|dinner|mail|party)\W*\Z",
    re.I,
)
""" "That is great for the dentist appointment": for what is shown."""
_COURTESY = frozenset(
    "thanks thank you so very much a lot many bunch million for your the all help that that's thats this is "
    "everything ok okay great".split()
)
_ORDERS = frozenset(
    "please can could you schedule book add send set up put do it that give create make the event meeting "
    "appointment to on my calendar".split()
)
"""Behind a yes they say only what is proposed; "cancel it" may be of what is proposed, or of the proposal."""
_ASKING = frozenset("is are will does".split())
_YES = frozenset("yes yeah yep yup sure absolutely definitely".split())
_NO = frozenset("no nope nah stop don't dont never not".split())
_DENIAL = frozenset(
    "no nope nah stop don't dont do not never mind it that thanks thank you please leave".split()
)
_THANKS_FOR = Pattern(r"\W*(?:thanks|thank you) for (?!it\b)[^\W\d][^\d,.;!?]{0,40}[.!]*\s*\Z", re.I)
_OPENS = frozenset("ok okay alright right".split())
_JOINT = Pattern(r"(?:[.!;,]+(?=\s)|(?=\s+(?:and|now|also)\b))\s*(?:(?:and|now|also)\s+)*", re.I)
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
    text = _FOR_IT.sub("", text)
    said = [word for word in words_of(_AS_WISHED.sub(r"\g<so> right", text)) if word != ","]
    words = set(said)
    if words <= _WEAK or said[-2:] == ["right", "now"]:
        return False
    if words <= _ASSENT and not words <= _THANKS:
        return True
    pleased = _ASSENT | _LIKED | _VERDICTS | _AROUND
    if not words.isdisjoint(_YES | _LIKED - _OPENS - _ONLY_COMPARED) and words <= pleased | _WEAK | _ORDERS:
        return said[0] not in _ASKING
    if not words <= pleased or said[0] in _ASKING:
        return False
    return not words.isdisjoint(_LIKED | _YES) and not words <= _ONLY_COMPARED


def after_assent(text: str) -> str:
    """What follows words that agree: "add lunch with Ana" of "Great! Add lunch with Ana"; empty without both.

    "Ok" and "right" open a refusal as well, and agree to nothing here.
    """
    further = ""
    for joint in _JOINT.finditer(text):
        lead = text[: joint.start()]
        firm = not (_YES | _LIKED - _OPENS).isdisjoint(words_of(lead))
        if not is_assent(lead):
            continue
        further = text[joint.end() :].strip() if firm else further
    return further


def is_courtesy(text: str) -> bool:
    """Whether `text` only thanks: "thanks for your help"."""
    words = set(words_of(text)) - {","}
    if _THANKS_FOR.match(text):
        return True
    return words <= _COURTESY and not words.isdisjoint({"thanks", "thank"})


def is_denial(text: str) -> bool:
    """Whether `text` does nothing but refuse: "no", "never mind"."""
    words = set(words_of(text)) - {","}
    return words <= _DENIAL and not words.isdisjoint(_NO)
