"""A word or two in the place of a sentence: "agenda", "inbox", "tomorrow", "stand-up"."""

from agents.offline.asking.history import last_asked
from agents.offline.asking.messages import Request
from agents.offline.calendar.frames import ListEvents
from agents.offline.reading.courtesies import OPENERS
from agents.offline.reading.tokens import Sort, tokenize
from agents.offline.reading.words import EVENT_NOUNS, FUNCTION
from agents.offline.supervising.foreign import foreign
from tools.patterns import Spoken
from tools.timewords import Kind

_SHOWN = {
    "what is on today?": "agenda calendar schedule diary today",
    "show my inbox": "mail mails email emails e-mail e-mails inbox mailbox messages",
    "show my unread mails": "unread",
    "show my tasks": "tasks to-dos todos todo to-do",
    "show my contacts": "contacts people",
    "show my drafts": "drafts",
    "show my routines": "routines watches",
    "show my preferences": "preferences",
    "brief me": "brief briefing news",
}
_SENTENCE_OF = {word: sentence for sentence, words in _SHOWN.items() for word in words.split()}
_NEWS = Spoken(
    r"\W*(?:so |and )?(?:what(?:['’]s| is) new|what (?:did|have) i miss(?:ed)?|catch me up|anything new"
    r"|bring me up to (?:speed|date)|fill me in"
    r"|(?:is there |do i have |have i got )?(?:any ?thing|some ?thing) (?:urgent|pressing|burning)"
    r"|what(?:['’]?s| is) (?:the )?(?:most )?(?:urgent|important|pressing)(?: thing)?"
    r"|what (?:should|shall|do|must) i (?:do|start with|look at|begin with|tackle) first"
    r"|what needs (?:doing|my attention))"
    r"(?: today| please| (?:this|for the) morning| for (?:me|today)| (?:right )?now)*\W*"
)
_POLITE = frozenset({"please", "my", "the", "show"})
_MOST_WORDS = 3


def page(request: Request) -> str | None:
    """The sentence that the name of a page stands for: "agenda", "inbox", "what's new"."""
    if _NEWS.fullmatch(request.text):
        return "brief me"
    words = [word for word in request.text.lower().strip(" .!?").split() if word not in _POLITE]
    return _SENTENCE_OF.get(words[0]) if len(words) == 1 else None


_THE_ONE = Spoken(
    rf"\A\W*(?:(?:{OPENERS}|no|oh|sorry|actually|i (?:mean|meant)|what about|how about"
    r"|(?P<look>i(?:['’]d| would)? (?:like|want|need)(?: you)? to (?:know|see|check)(?: for| about)?)"
    r"|it['’]?s|show me)\W+)*"
    r"(?P<one>the (?:other )?(?:one|event|meeting|appointment) (?=(?:on|at|with|in|for|from|this|next|today"
    r"|tomorrow|tonight)\b))?(?P<which>[^?!.;]{2,60}?)(?:,? please)?\W*\Z"
)


def other_one(request: Request) -> str | None:
    """ "The 9th", "the one with Tom", after a look: the same is asked of that one, and nothing is changed."""
    match = _THE_ONE.match(request.text)
    if match is None:
        return None
    asked = last_asked(request.history, ListEvents, request.now)
    target = asked.target if asked is not None else None
    named = target is not None and bool(target.words or target.title or target.definite)
    tokens = tokenize(match["which"], request.now)
    only_when = bool(tokens) and all(token.time is not None for token in tokens)
    if match["look"] and only_when:
        return f"what about {match['which']}?"
    if not named or not (only_when or (match["one"] and match["which"].lower().startswith("with "))):
        return None
    return f"what about {'' if only_when else match['one']}{match['which']}?"


def glance(request: Request) -> str | None:
    """The question that a day, or the name of an event, stands for; None where they may be anything."""
    tokens = [token for token in tokenize(request.text, request.now) if token.sort is not Sort.SIGN]
    said = request.text.strip(" .!?")
    if not 0 < len(tokens) <= _MOST_WORDS:
        return None
    if all(token.time is not None and token.time.kind in (Kind.DAY, Kind.SPAN) for token in tokens):
        return f"what is on {said}?"
    plain = all(token.sort is Sort.WORD and token.low not in FUNCTION for token in tokens)
    plain = plain and not foreign([token.low for token in tokens])
    return f"when is the {said}?" if plain and tokens[-1].low in EVENT_NOUNS else None
