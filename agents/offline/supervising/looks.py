"""What is looked for in a calendar, however it is put: its events, or the time that is free."""

from itertools import takewhile

from agents.offline.asking.messages import Request
from agents.offline.reading.courtesies import OPENERS, WISHES
from agents.offline.reading.tokens import Sort, tokenize
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import FUNCTION, QUESTION_WORDS
from tools.patterns import Spoken

_LEAD = (
    rf"\A\W*(?:(?:{OPENERS}|{WISHES}|yes|no|(?:i(?:['’]m| am) )?(?:just )?(?:trying|looking) to"
    r"|help me(?: to)?)\W+)*"
)
_ASK = (
    r"(?:(?:(?:im|i['’]m|i am) )?(?:looking|searching) (?:for|up)|check(?: for)?|search(?: for)?"
    r"|look(?: for| up)?|find(?: out| me)?|show(?: me)?|tell me(?: about)?|see|view|give me|get me|list"
    r"|know(?: what| which)?|let me (?:know|see)|what(?:['’]?s| is| are)|when(?:['’]?s| is| are)"
    r"|(?:is|are) there|which|what|any) "
)
_MINE = r"(?:(?:me|for me|any|all|my|the|of|some|other|a list of|list of|of my|whole|please)\W+)*"
_HAVE = (
    r"(?:[ ,]+(?:(?:that )?(?:do )?i(?: might| may| could| would)? (?:have|had)(?: got)?"
    r"|(?:that )?(?:is|are) there|there (?:is|are)|(?:that )?(?:are )?(?:scheduled|planned|noted|occurring"
    r"|listed|booked|available|left|happening|marked)"
    r"|(?:on|in|from) my (?:calendar|schedule|diary|agenda)|for me|please|still))*"
)
_WHEN = r"(?P<when>(?:[ ,]+[^?!.;\n]{2,60}?)?)"
_FREE = (
    r"(?:(?:(?:free|spare|open|empty|available|unbooked|vacant) )+(?:time ?slots?|times?|timings?|slots?"
    r"|days?|dates?|hours?|spaces?|spots?|calendar|schedule|gaps?|openings?)|availabilit(?:y|ies)"
    r"|(?:times?|timings?|time ?slots?|slots?) (?:(?:that|which) )?(?:(?:do )?i have |is |are )?"
    r"(?:available|free|open))"
)
_FREE_TIME = Spoken(
    rf"{_LEAD}(?:{_ASK})?{_MINE}{_FREE}{_HAVE}{_WHEN}{_HAVE}\W*\Z"
    rf"|{_LEAD}(?:tell (?:me )?|let me know |know |see )?when (?:do )?i have (?:any |some |an? )?{_FREE}"
    rf"{_HAVE}{_WHEN.replace('when', 'then')}\W*\Z"
)
""" "Search for my available timing", "tell me when I have free time", "any other empty slots on the 9th?"."""
_EVENTS = Spoken(
    rf"{_LEAD}(?:{_ASK}){_MINE}(?:events?|appointments|meetings|items"
    r"|(?:current |whole |full |entire )+(?:schedule|calendar|agenda))"
    rf"{_HAVE}{_WHEN}{_HAVE}\W*\Z"
)
""" "I'm looking for events on my calendar"."""
_ON_THE_DATE = Spoken(r"\A(?:(?:on|for|of|the) )*dates? (?:of )?")
_ASKS_OF_ONESELF = frozenset("am are do did have had will can".split())
_OPENS = (FUNCTION | COMMAND_VERBS) - frozenset("this next on in from between the".split())
_ASKS_SOMEWHERE = QUESTION_WORDS | _ASKS_OF_ONESELF | {"whats", "what's"}
_THAT_DAY = frozenset({"then", "that day", "on that day", "for that day", "on this day"})


def look(request: Request) -> str | None:
    """The question that a look into the calendar comes to; None where it names anything else."""
    text = _with_time_last(request)
    if match := _FREE_TIME.match(text):
        when = _when(match["when"] or match["then"] or "", request)
        return None if when is None else f"when am i free{when}?"
    if match := _EVENTS.match(text):
        when = _when(match["when"], request)
        return None if when is None else f"what is on my calendar{when}?"
    return None if text == request.text else text


def _with_time_last(request: Request) -> str:
    """ "3rd to 9th of december what have i got": the question with its time behind it."""
    text = request.text
    first, *words = text.lower().split() or [""]
    if first in _OPENS or _ASKS_SOMEWHERE.isdisjoint(words):
        return text
    tokens = [token for token in tokenize(text, request.now) if token.sort is not Sort.SIGN]
    dated = [token for token in tokens if token.dated]
    count = len(list(takewhile(lambda token: token.dated, tokens)))
    asks = tokens[count : count + 2]
    if not count or count < len(dated) or not asks:
        return text
    mine = asks[0].low in _ASKS_OF_ONESELF and asks[-1].low in {"i", "we"}
    if not mine and asks[0].low not in QUESTION_WORDS:
        return text
    time = text[tokens[0].begin : tokens[count - 1].stop]
    return f"{text[asks[0].begin :].rstrip(' ?.!')} {time}?"


def _when(words: str, request: Request) -> str | None:
    """The words about time with a space before them; None where a word of them says anything else."""
    words = _ON_THE_DATE.sub("on ", words.strip(" ,"))
    if not words:
        return ""
    if words.lower() in _THAT_DAY:
        return " on that day"
    tokens = [token for token in tokenize(words, request.now) if token.sort is not Sort.SIGN]
    return f" {words}" if tokens and all(token.sort is Sort.TIME for token in tokens) else None
