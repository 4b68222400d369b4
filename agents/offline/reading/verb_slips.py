"""A verb at the head of a request, with a letter missing or too many, or two swapped: "creat a meeting"."""

from agents.offline.reading.courtesies import WISHED
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import FUNCTION
from tools.patterns import Spoken

_HEAD = Spoken(
    rf"\A(?P<lead>\W*{WISHED})"
    r"(?P<word>[a-z]{3,11})(?= (?:an?|the|my|our|all|new|event|meeting|appointment|from)\b)"
)
_VERBS = (
    "create schedule cancel delete remove change move update reschedule arrange invite postpone rename"
).split()
_KNOWN = COMMAND_VERBS | FUNCTION
_FORMS = ("ed", "ing", "es", "er", "ers", "ion")
"""Endings that make another form of a verb, or a noun of it."""


def with_verb(text: str) -> str:
    """`text` with the verb that its first word can only be."""
    match = _HEAD.match(text)
    if match is None:
        return text
    word = match["word"].lower()
    if word in _KNOWN or word in NOUNS.every or word.endswith(_FORMS):
        return text
    near = [verb for verb in _VERBS if word != verb and _is_slip(word, verb)]
    return f"{match['lead']}{near[0]}{text[match.end() :]}" if len(near) == 1 else text


def _is_slip(word: str, verb: str) -> bool:
    """Whether one letter was left out or typed too much, or two neighbours changed places.

    Another letter in the place of one makes another word: "love the new time" moves nothing.
    """
    if len(word) == len(verb):
        swapped = (verb[:i] + verb[i + 1] + verb[i] + verb[i + 2 :] for i in range(len(verb) - 1))
        return word in swapped
    short, long = sorted((word, verb), key=len)
    return len(long) - len(short) == 1 and any(short == long[:i] + long[i + 1 :] for i in range(len(long)))
