"""Whether words ask for what is in a calendar, a mailbox, a list or an address book, and wants a look."""

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
from agents.wishes import SENTENCE, words_of

_THINGS = EVENT_NOUNS | CALENDARS | MAIL_NOUNS | MAILBOXES | TASK_NOUNS | CONTACT_NOUNS
_STATES = frozenset(
    "free busy available booked unread planned scheduled mailed emailed written replied".split()
)
_LOOKING = frozenset(
    "show list find check look see read search count tell get give summarize summarise".split()
)
_OPENERS = QUESTION_WORDS | AUXILIARIES | _LOOKING
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
        return False
    opening = tuple(words[:2])
    if opening in _OF_YOU:
        return not _LOOKING.isdisjoint(words[2:3])
    if opening in _IN_GENERAL and words[:3] != ["what", "do", "i"]:
        return False
    return words[0] in _OPENERS or sentence.rstrip().endswith("?")
