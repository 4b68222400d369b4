"""How people open and close what they say next: "no, …", "sorry, …", "yes but …", "… instead"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agents.offline.reading.tokens import Sort, tokenize
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import CONJUNCTIONS, DETERMINERS, FUNCTION, PREPOSITIONS
from tools.patterns import Pattern, Spoken

_LEAD = Spoken(
    r"(?:(?P<turns>no(?:pe)?|nah|sorry|wait|hold on|oh|oops|actually|on second thou?ghts?|correction|rather"
    r"|never ?mind|i (?:actually )?(?:mean|meant)(?: to say)?|make that|but|better|instead"
    r"|don'?t (?:cancel|delete|remove|move|change) (?:it|that|this)"
    r"|(?:that|this|it)(?:'s| is) (?:wrong|not (?:right|it|correct|what i (?:want(?:ed)?|meant|said)))"
    r"(?=\W+\w)|(?:right (?:day|date|time|place),? (?:but )?)?wrong (?:day|date|time|hour|place)(?=\W+\w))"
    r"|(?P<adds>and|also|plus)"
    r"|yes|yeah|yep|yup|sure|ok(?:ay)?|great|perfect|good|cool|fine|nice|right|alright"
    r"|looks (?:good|great|right)|hm+|um|ah|well|so|then|please|now|just|can you|could you|would you|can we"
    r"|could we|can i|let'?s|hey|thanks|thank you|make sure (?:to|you|that you)"
    r"|(?:that|it)'?s (?:fine|good|great|right|ok(?:ay)?))\b(?!['’])[\s,.:;!–—-]*"
)
_TAIL = Spoken(
    r"[\s,]*\b(?:please|instead|actually|then|thanks|thank you|too|as well|also|now|if (?:possible|you can)"
    r"|tho(?:ugh)?)\W*\Z"
)
_DROPS = Spoken(
    r"(?:never ?mind|nvm|forget (?:it|that|about it)|(?:please )?(?:stop|wait|hold on)|nothing|leave it"
    r"|(?:drop|scrap|skip) (?:it|that)|don'?t(?: (?:do|send|book|add) (?:it|that))?"
    r"|n|no(?:pe)?|nah|none(?: of (?:them|those|these))?"
    r"|no thanks?(?: you)?|not now|cancel that|i changed my mind"
    r"|(?:that'?s |it'?s )?(?:wrong|not (?:it|right|(?:that|this)(?: one)?|what i (?:want(?:ed)?|meant)))"
    r"|keep (?:it|this|that|the \w+|that \w+)(?: on| there| the same| as (?:it |this )?(?:is|was))?)\W*\Z"
)
_CALLS_OFF = Spoken(
    r"(?:cancel|delete|remove|discard|undo|drop|scrap|get rid of) (?:it|that|this)"
    r"(?: (?:one|meeting|event|appointment|proposal|card|mail))?\W*\Z"
)


_WORD = Pattern(r"[^\W_]+")
_MOST_PUZZLING = 4
_SAY_SOMETHING = (
    (FUNCTION - PREPOSITIONS - CONJUNCTIONS - DETERMINERS)
    | COMMAND_VERBS
    | frozenset(
        "too bad wrong busy sick ill late early later earlier long short already enough booked taken away "
        "conflict mistake error incorrect cancelled sorry unfortunately t".split()
    )
)
"""In what has one of these words there is a reason, a question or a wish."""


@dataclass(frozen=True, slots=True)
class Afterwords:
    """What is said after something, without what only opens or closes it."""

    text: str
    opened: str
    """With what closes it, as in a text that is meant for somebody else."""
    turns: bool = False
    """Whether it is opened as a correction: "no", "sorry", "i meant"."""
    adds: bool = False
    """Whether it is said as something further: "and", "also"."""
    also: bool = False
    """Whether it is closed as something further: "too", "as well"."""


def afterwords(said: str) -> Afterwords:
    """`said` without its opening words, "please" and the like."""
    text, turns, adds, also = " ".join(said.replace("’", "'").split()), False, False, False
    while (match := _LEAD.match(text)) and match.end() < len(text):
        turns, adds = turns or bool(match["turns"]), adds or bool(match["adds"])
        text = text[match.end() :]
    opened = text
    while (match := _TAIL.search(text)) and match.start() > 0:
        turns = turns or "instead" in match[0].lower() or "actually" in match[0].lower()
        also = also or any(word in match[0].lower() for word in ("too", "as well", "also"))
        text = text[: match.start()]
    return Afterwords(text.rstrip(" .!,?"), opened, turns, adds or also, also)


def about_it(said: str, names: Sequence[str]) -> str:
    """`said` with "it" in the place of "the lunch", where that is one of `names` or some of its words.

    "Add Ana to lunch" needs no "the".
    """
    words = {word.lower() for name in names for word in _WORD.findall(name)} - FUNCTION
    if not words:
        return said
    for name in filter(None, names):
        # "Add Ana to call my mother"
        said = re.sub(rf"(?<=\bto ){re.escape(name)}(?=\W*\Z)", "it", said, flags=re.IGNORECASE)
    known = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.sub(
        rf"\b(?:the|my|our|this|that) (?:(?:{known})(?: |(?='s)|\b))+(?=\W|\Z|'s)"
        rf"|\A(?:(?:{known})(?: |\b))+(?=(?:will|should|is|needs|has to|takes?|lasts?|begins?|starts?)\b)"
        rf"|(?<=\bto )(?:(?:{known})(?: |\b))+(?=(?:(?:too|also|as well|please)\W*)*\Z)",
        lambda match: "it" + " " * match[0].endswith(" "),
        said,
        flags=re.IGNORECASE,
    )


def puzzles(said: str, now: datetime) -> bool:
    """Whether what was said at a card is neither a reason nor a change, as far as its words go: "jello"."""
    words = _WORD.findall(said.lower().replace("’", "'"))
    if not 0 < len(words) <= _MOST_PUZZLING or not _SAY_SOMETHING.isdisjoint(words):
        return False
    return all(token.sort is not Sort.TIME and not token.low.isdigit() for token in tokenize(said, now))


def drops(said: str, *, waiting: bool = False) -> bool:
    """Whether it only says that nothing shall be done: "no", "nvm"; of what waits also "cancel it"."""
    forms = (_DROPS, _CALLS_OFF) if waiting else (_DROPS,)
    text = " ".join(said.replace("’", "'").split()).lstrip(" ,.!")
    while True:
        if any(form.match(text) for form in forms):
            return True
        match = _LEAD.match(text)
        if match is None or match.end() >= len(text):
            return False
        text = text[match.end() :]
