"""Whether words ask for what is in a calendar, a mailbox, a list or an address book, and wants a look."""

from collections.abc import Sequence

from agents.offline.reading.words import (
    AUXILIARIES,
    CALENDARS,
    CONTACT_NOUNS,
    EVENT_NOUNS,
    MAIL_NOUNS,
    MAILBOXES,
    QUESTION_WORDS,
    TASK_NOUNS,
)
from agents.wishes import SENTENCE, is_time, words_of

_THINGS = EVENT_NOUNS | CALENDARS | MAIL_NOUNS | MAILBOXES | TASK_NOUNS | CONTACT_NOUNS
_STATES = frozenset(
    "free busy available booked unread planned scheduled mailed emailed written replied".split()
)
_LOOKING = frozenset(
    "show list find check look see read search count tell get give summarize summarise".split()
)
_OPENERS = QUESTION_WORDS | AUXILIARIES | _LOOKING
_OF_ITS_PLACE = frozenset({"when", "where"})
_IT = frozenset({"it", "that", "this"})
MOST_OF_IT = 5
"""So many words has a question that says nothing of the thing itself."""
_OF_YOU = frozenset((modal, "you") for modal in ("can", "could", "would", "will"))
_IN_GENERAL = frozenset(
    (word, verb)
    for word in ("how", "why", "what")
    for verb in ("do", "can", "could", "should", "would", "to")
)
"""How a question begins that is about what one can do, and not about what there is."""


def asks_for_a_look(text: str) -> bool:
    """Whether a sentence of `text` asks for what only a look can tell. Only English is read."""
    return any(map(_asks, SENTENCE.split(text)))


def _asks(sentence: str) -> bool:
    words = [word.partition("'")[0] for word in words_of(sentence)]
    if (_THINGS | _STATES).isdisjoint(words):
        return _asks_for_a_day(words) or _asks_of_it(words)
    opening = tuple(words[:2])
    if opening in _OF_YOU:
        return not _LOOKING.isdisjoint(words[2:3])
    if opening in _IN_GENERAL and words[:3] != ["what", "do", "i"]:
        return False
    return words[0] in _OPENERS or sentence.rstrip().endswith("?")


def _asks_of_it(words: Sequence[str]) -> bool:
    """Whether it is asked when or where something is that was spoken of: "where is that?"."""
    return words[0] in _OF_ITS_PLACE and not _IT.isdisjoint(words) and len(words) <= MOST_OF_IT


def _asks_for_a_day(words: Sequence[str]) -> bool:
    """Whether it is asked what there is at a time: "what do I have tomorrow", "what's on on Friday"."""
    if words[0] not in QUESTION_WORDS | {"do", "am", "is"} or not any(map(is_time, words)):
        return False
    if words[1:2] == ["on"] or words[1:3] == ["is", "on"]:
        return True
    return any(words[at : at + 2] == ["i", "have"] for at in (1, 2)) and (
        words[0] == "what" or words[3:4] != ["to"]
    )
