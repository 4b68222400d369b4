"""Whether an answer without a look rests on what was looked up before. Only English is read."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import get_args

from langchain_core.messages import AnyMessage, HumanMessage, ToolMessage

from agents.claims import EMAIL
from agents.offline.reading.words import CONTACT_NOUNS, MAIL_NOUNS, MAILBOXES, TASK_NOUNS
from agents.wishes import is_time
from agents.wishes import words_of as words_in
from tools.delegation import Outcome
from tools.margin import words_of
from tools.patterns import Pattern
from tools.provenance.numerals import SMALL

_ONLY_OF: Mapping[str, frozenset[str]] = {
    EMAIL: MAIL_NOUNS | MAILBOXES,
    "tasks": TASK_NOUNS,
    "contacts": CONTACT_NOUNS,
}
"""By agent: the words of a question that only it can answer."""
_OUTCOMES = "|".join(get_args(Outcome))
_AS_A_TOOL = Pattern(rf"\s*(?:<(?:tool|function)_\w+>|(?:{_OUTCOMES}):\s)", re.IGNORECASE)
_DENIES = Pattern(
    r"\b(?:no|none|nothing|nobody)\b|(?:\bnot|n['’]t) (?:have|find|found|see|any|exist)\b",
    re.IGNORECASE,
)
_CALLED = Pattern(r"(?<=[\w,;:] )(?!I\b)[A-Z][\w'’-]{2,}")
_FIGURES = Pattern(r"\d+")
_HALF_A_DAY = 12


def speaks_as_a_tool(text: str) -> bool:
    """Whether `text` has the form in which a tool reports: small models go on as what they were told."""
    return _AS_A_TOOL.match(text) is not None


def denies(text: str) -> bool:
    """Whether `text` says that there is none of something."""
    return _DENIES.search(text) is not None


def is_backed(said: str, asked: str, messages: Sequence[AnyMessage]) -> bool:
    """Whether tools have told before what `said` answers to `asked`: its names, numbers and days.

    Nothing that was told backs that there is none: what was looked up before was another question.
    `messages` are the conversation, the question included.
    """
    if denies(said) or speaks_as_a_tool(said):
        return False
    told = [one for one in messages if isinstance(one, ToolMessage) and one.status != "error"]
    agents = {one.artifact.get("agent") for one in told if isinstance(one.artifact, Mapping)}
    if any(
        agent not in agents and not words.isdisjoint(words_in(asked)) for agent, words in _ONLY_OF.items()
    ):
        return False
    before = [words_of(one) for one in messages if isinstance(one, HumanMessage)][:-1]
    return rests_on([said, asked], [*before, *(one.text for one in told)])


def rests_on(said: Iterable[str], told: Iterable[str]) -> bool:
    """Whether all names, numbers and days in `said` are in `told`, too."""
    known = set(_telling(told))
    return all(_is_known(word, known) for word in _telling(said))


def _telling(texts: Iterable[str]) -> Iterator[str]:
    """The words of `texts` that say which one: names, days, and numbers as figures."""
    for text in texts:
        yield from (called.lower() for called in _CALLED.findall(text))
        yield from (str(int(figures)) for figures in _FIGURES.findall(text))
        for word in words_in(text):
            if word in SMALL:
                yield str(SMALL[word])
            elif word.isalpha() and is_time(word):
                yield word


def _is_known(word: str, known: set[str]) -> bool:
    if not word.isdecimal():
        return word in known
    hour = int(word)
    # "2 pm" is told of what was at 14:00.
    other = (hour + _HALF_A_DAY) % (2 * _HALF_A_DAY) if hour < 2 * _HALF_A_DAY else hour
    return word == "0" or not {word, str(other)}.isdisjoint(known)
