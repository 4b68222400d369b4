"""What a model says in the place of an answer: that it will look, that it can't, or the request itself. Only
English is read.
"""

import re
from collections.abc import Collection

from agents.wishes import words_of
from tools.patterns import Pattern

_TAG = Pattern(r"</?\w+>")
_CODE = Pattern(r"\s*(?:```\w*\s*)?[\[{<].*[\]}>](?:\s*```)?\s*", re.DOTALL)
_CLAUSE = Pattern(r"(?<=[.!?;:])\s+|\n+")
_WILL = (
    r"(?:['’]ll| will| shall| need to| have to| must| should| would (?:need|have) to| first need to"
    r"|['’]d need to|['’]m going to| am going to| can)"
)
_ANNOUNCES = Pattern(
    rf"\b(?:let me|(?:i|we){_WILL})\s+(?:(?:now|first|just|also|then|quickly|go ahead and|please)\s+)*"
    r"(?!know\b|be\b|have\b|only\b|not\b|help\b|assist\b)[a-z]+"
    r"|\A\W*(?:checking|looking|searching|fetching|retrieving|finding)\b",
    re.IGNORECASE,
)
_FILLS = Pattern(
    r"\W*(?:sure|ok(?:ay)?|of course|certainly|absolutely|understood|got it|great|alright|all right|hello|hi"
    r"|(?:i['’]m |i am )?sorry|(?:just |please )?(?:(?:a|one|give me a) (?:moment|second|minute)|wait|hold on"
    r"|stand by|be patient)|to (?:do|answer|find|see|tell) (?:so|this|that|it))\b[^.!?]{0,40}[.!?,:…]*\s*",
    re.IGNORECASE,
)
_WAITS = Pattern(
    r"\?|\b(?:if|unless|until|once you|when you|after you|please (?:tell|provide|specify|give|confirm|let)"
    r"|tell me|need to know|which|more (?:details?|information))\b",
    re.IGNORECASE,
)
"""The person has to say something first."""
_CANT = (
    r"(?:can['’]t|cannot|can not|could not|couldn['’]t|unable to|not able to|not capable of)(?:\s+directly)?"
)
_OF_NOTHING = (
    r"(?:\s+(?:you|with|on|to|in|that|this|it|the|your|any|such|request|question|task|information|answer))*"
)
_STORES = (
    r"(?:calendar|agenda|schedule|e-?mails?|mail|inbox|mailbox|tasks?|to-do list|contacts?|address book)"
)
_DECLINES = Pattern(
    r"\b(?:i|we)(?:['’]m| am| are)?\s+(?:sorry\W+(?:but\s+)?(?:i|we)(?:['’]m| am)?\s+)?"
    rf"(?:{_CANT}\s+"
    rf"(?:(?:help|assist|do|answer|fulfil+|process|complete|perform|handle|provide)(?:ing)?\b{_OF_NOTHING}"
    rf"|(?:access|see|check|view|look (?:at|into))\s+(?:your|the|any|my)\s+{_STORES}\b"
    r"(?:\s+(?:directly|right now|at the moment))?"
    r"|(?:create|add|make|schedule|find|change|update|move|cancel|delete|send|write|forward)\s+"
    r"(?:(?:an?|any|the|your|new|existing)\s+)*(?:events?|meetings?|appointments?|e-?mails?|tasks?|reminders?)"
    r"(?:\s+or\b[^.!,;]{0,40})?)\s*(?=[.!,;]|\Z|\b(?:because|as|since)\s+you\s+(?:have|did|do)(?:n['’]t|\s+not)\b)"
    r"|(?:don['’]t|do not)\s+(?:know\b|have\s+(?:(?:direct|any|specific|enough|the)\s+)*"
    r"(?:access|information|a specific|details|data|record)\b))"
    r"|\b(?:please|you)\s+(?:provide|give|share|send|show|tell)(?:\s+(?:me|with|access|to|the|some|any|more|specific|details"
    rf"|information|contents?|data|about|of|on|for|in|regarding|from))*\s+(?:your|the)\s+{_STORES}\b",
    re.IGNORECASE,
)
"""Without a reason, over what the tools are for, or as if the person had to bring what a look brings."""


_OFFERS = Pattern(
    r"\s*(?:do|did) you have (?:any )?(?:other |more |further )?(?:questions?|requests?|concerns?)\b[^.!?]*\?"
    r"|\s*(?:is there|are there|anything|what) (?:else|any(?:thing)? (?:else|more|other|further))\b[^.!?]*\?"
    r"|\s*(?:how |what )?(?:can|may|could) I (?:help|assist|do)\b[^.!?]*\?"
    r"|\s*(?:does|did|do) (?:that|this|it|these) (?:help|answer|work)\b[^.!?]*\?"
    r"|\s*(?:is|was) (?:that|this|it) (?:what you|helpful|clear|correct|right|ok(?:ay)?)\b[^.!?]*\?",
    re.IGNORECASE,
)
"""Asks for nothing that is needed."""


def without_offers(text: str) -> str:
    """`text` without the questions that only close it: "do you have any other questions?"."""
    return _OFFERS.sub("", text)


def is_empty(text: str, tools: Collection[str]) -> bool:
    """Whether `text` has nothing for a person: tags alone, or calls of `tools` that can't be read as such."""
    if not _TAG.sub("", text).strip():
        return True
    return any(f'"{tool}"' in text for tool in tools) and _CODE.fullmatch(text) is not None


def announces(text: str) -> bool:
    """Whether `text` only says that something will be looked up or done, and waits for nobody."""
    clauses = [clause for clause in _CLAUSE.split(text) if clause.strip(" \t*-")]
    if waits(text):
        return False
    said = [bool(_ANNOUNCES.search(clause)) for clause in clauses if not _FILLS.fullmatch(clause)]
    return bool(said) and all(said)


def waits(text: str) -> bool:
    """Whether `text` wants something of the person first."""
    return bool(_WAITS.search(text))


def declines(text: str) -> bool:
    """Whether `text` says without a reason that it can't be done or isn't known."""
    return bool(_DECLINES.search(text))


def repeats(text: str, asked: str) -> bool:
    """Whether `text` says nothing but what was asked."""
    said, words = ([word for word in words_of(one) if word[0].isalnum()] for one in (text, asked))
    return bool(said) and said in (words, ["user", *words], ["request", *words])
