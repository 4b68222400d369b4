"""Asking for whom "her" stands, and the request with the name that is the answer."""

import re
from collections.abc import Sequence
from functools import partial

from agents.offline.asking.messages import Request
from agents.offline.asking.questions import together
from agents.offline.reading.afterwords import afterwords
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Person
from agents.offline.reading.tokens import tokenize
from agents.offline.reading.words import DETERMINERS, POSSESSIVES, PREPOSITIONS, THING_PRONOUNS
from tools.patterns import Pattern

_WHOM = Pattern(r"Whom do you mean by '(?P<pronoun>[^']+)'")


def whom(pronoun: str, people: Sequence[Person] = ()) -> str:
    """The question, with those who may be meant."""
    names = f": {together([person.name for person in people], 'or')}" if people else ""
    return f"Whom do you mean by '{pronoun}'{names}?"


def with_name(request: Request) -> str | None:
    """The request before, with the name that answers our question about it; None where none was asked."""
    if len(request.history) < 2 or request.history[-1].by_user or not request.history[-2].by_user:
        return None
    asked = _WHOM.match(request.history[-1].text)
    phrases = Phrases(tokenize(afterwords(request.text).text, request.now))
    people, after = phrases.people(0) if phrases.tokens else ((), 0)
    if asked is None or not people or after < len(phrases.tokens):
        return None
    names = together([person.address or person.text for person in people])
    before = request.history[-2].text
    pronoun = asked["pronoun"]
    if pronoun.lower() in POSSESSIVES:
        return re.sub(rf"\b{pronoun}\b(?P<thing>(?: [\w:]+)?)", partial(_owned, names), before, count=1)
    return re.sub(rf"\b{re.escape(pronoun)}\b", lambda _: names, before, count=1)


def _owned(names: str, match: re.Match[str]) -> str:
    """ "Ana's review" for "her review", and "Ana about it" for "her about it"."""
    thing = match["thing"]
    owns = thing.strip() and thing.strip().lower() not in PREPOSITIONS | DETERMINERS | THING_PRONOUNS
    return f"{names}'s{thing}" if owns else f"{names}{thing}"
