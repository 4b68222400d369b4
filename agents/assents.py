"""Words that only agree or refuse, and what is agreed to."""

import re

from agents import courtesy
from agents.wishes import SENTENCE, Wish, instructions, words_of
from tools.patterns import Pattern

_ASSENT = frozenset(
    "yes yeah yep yup yeppers yessir sure ok okay fine right correct exactly please do it that go ahead "
    "proceed absolutely "
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
    "these those will be".split()
)
"""With what is liked they say that it may be so: "this looks good", "that's fine"."""
_AROUND = frozenset(
    "all very so much really just to me then and now thanks thank you i love like it one option the first "
    "well enough for we us oh ah wow everything tome pretty quite totally completely about info information "
    "details".split()
)
_AS_WISHED = Pattern(
    r"(?P<so>\b(?:is|are|its|was|like|exactly|precisely|yes,? (?:please )?(?:just )?(?:give me|do))|['’]s) "
    r"(?:(?:just|exactly|precisely) )?"
    r"(?:what|as|how|the (?:one|change|update|event|meeting|time|date|day|details?|things?)(?: that)?) "
    r"(?:i|we)(?:['’]d| had|['’]ve)? "
    r"(?:want|wanted|need|needed|requested|asked(?: for)?|meant|said|(?:was|am|were) looking for|had in mind"
    r"|hoped for)\b",
    re.I,
)
""" "That is exactly what I wanted": right."""
_THE_ONE = Pattern(
    r"\A\W*(?:(?:yes|yeah|yep|ok(?:ay)?)\W+)*(?:(?:that|this|it)(?: is|['’]s) the (?:right )?one"
    r"(?: i (?:want|need|mean(?:t)?))?|(?:it|this|that) looks? (?:pretty|very|quite|really|so) well)"
    r"(?: (?:please|thanks|thank you))*\W*\Z",
    re.I,
)
""" "That is the one", of the one that is shown."""
_BECAUSE = Pattern(
    r"\A(?P<yes>\W*(?:yes|yeah|yep|yup|sure)\b[^.,;!?]{0,20})[.,;!] (?:it|he|she|they|we|i|the \w+) "
    r"(?:was|were|got|has been|have been)\b"
    r"(?![^\n]*(?:\d|\b(?:but|not|wrong|supposed|meant|only|instead)\b|n['’]t))"
    r"[^.,;!?\n]*[.!]*\s*\Z",
    re.I,
)
""" "Yes. It was rescheduled": and why."""
_PICKED = Pattern(
    r"(?:(?:yes|ok|okay|great|good|i like|i(?:['’]ll| will) take)\W+)*(?:the |that )?"
    r"(?:first|second|third|last|other|1st|2nd|3rd) (?:one|option|choice|time)"
    r"(?: (?:does|is|was|looks?|works?|suits?|sounds?|would be|will do|meeting|very|really|just|well"
    r"|good|great|fine|nice|best|better|perfect(?:ly)?|for me|me|please|thanks))*\W*",
    re.I,
)
""" "The second one works", where one is shown."""
_FOR_IT = Pattern(
    r" for (?:the|this|that|my) (?:[a-z'-]+ ){0,3}"
    r"(?:meeting|appointment|event|call|lunch|dinner|mail|party)\W*\Z",
    re.I,
)
""" "That is great for the dentist appointment": for what is shown."""
_THANKED = frozenset(
    "thanks thank you so very much a lot many bunch million for your the all help that that's thats this is "
    "everything ok okay great ,".split()
)
"""Thanks in which there is no more than "great" agree to nothing."""
_CLOSES = frozenset("that that's thats is it".split())
""" "That is it": nothing more is wanted, or it is what was meant."""
_ORDERS = frozenset(
    "please can could you schedule book add send set up put do it that give create make the event meeting "
    "appointment to on my calendar".split()
)
"""Behind a yes they say only what is proposed; "cancel it" may be of what is proposed, or of the proposal."""
_ASKING = frozenset("is are will does".split())
_YES = frozenset("yes yeah yep yup yeppers yessir sure absolutely definitely".split())
_NO = frozenset("no nope nah stop don't dont never nevermind not".split())
_DENIAL = frozenset(
    "no nope nah stop don't dont do not never mind it that thanks thank you please leave "
    "actually sorry oh wait nevermind".split()
)
_OPENS = frozenset("ok okay alright right".split())
_TAKEN_AWAY = Pattern(
    r"\A\W*(?P<yes>(?:(?:yes|yeah|yep|yup|sure|ok(?:ay)?|absolutely|definitely|please|right|go ahead|and"
    r"|i (?:want|need|would like)(?: you)? to|you can)\W+)*)"
    r"(?:cancel|delete|remove|call off|get rid of|trash) "
    r"(?:it|that|this|them)(?: (?:one|off|event|meeting|appointment|mail|task))?"
    r"(?: (?:please|now|then|for me|from (?:my|the) calendar|thanks|thank you))*\W*\Z",
    re.I,
)
""" "Yes, cancel it", "cancel that"."""
TAKING_AWAY = ("cancel_", "delete_")
"""How the tools are called whose cards show what is to go."""
_IN_FORM = Pattern(
    r"\A\W*(?:(?:ok(?:ay)?|so|and|but|wait|hm+|oh|thanks|great|good|yes|no)\W+)*"
    r"(?:(?:what|when|where|who|how)(?:['’]?s\b| (?:is|are|was|were|do|does|did|will|am|else|time|day|long"
    r"|many|much|events?|meetings?|appointments?)\b)|which (?:day|events?|meetings?|appointments?)\b"
    r"|(?:do|did|am) (?:i|we)\b|(?:do|does|will|would) (?:that|it|this) (?:clash|conflict|overlap)\b"
    r"|(?:is|are|was|were) (?:there|any\w*|some\w*)\b)",
    re.I,
)
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
    if _THE_ONE.match(text):
        return True
    text = _BECAUSE.sub(r"\g<yes>", _FOR_IT.sub("", text))
    said = [word for word in words_of(_AS_WISHED.sub(r"\g<so> right", text)) if word != ","]
    words = set(said)
    if words <= _WEAK or said == ["right", "now"]:
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
    """Whether `text` only thanks, or closes, and neither likes nor refuses: "thanks for your help"."""
    if not courtesy.is_courtesy(text) or is_denial(text):
        return False
    words = set(words_of(text))
    return not words <= _CLOSES and (words <= _THANKED or not is_assent(text))


def picks_one(text: str) -> bool:
    """Whether `text` only takes one of several: "the second one works"."""
    return _PICKED.fullmatch(text) is not None


def takes_away(text: str) -> bool:
    """Whether `text` says of a thing that it shall go: "cancel it", "yes, delete that please"."""
    return _TAKEN_AWAY.match(text) is not None


def agrees_to_take_away(text: str) -> bool:
    """Whether `text` says so after a yes. Alone, "cancel that" may also be said of the card."""
    match = _TAKEN_AWAY.match(text)
    return match is not None and not _YES.isdisjoint(words_of(match["yes"]))


def asks(text: str) -> bool:
    """Whether `text` is a question in form, with or without its mark: "what is on at 9"."""
    return text.rstrip().endswith("?") or _IN_FORM.match(text) is not None


def is_denial(text: str) -> bool:
    """Whether `text` does nothing but refuse: "no", "never mind"."""
    words = set(words_of(text)) - {","}
    return words <= _DENIAL and not words.isdisjoint(_NO)
