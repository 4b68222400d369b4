"""A calendar that is named where an event is to go: "to my work calendar"."""

from collections.abc import Sequence

from agents.offline.reading.phrases import Phrases
from agents.offline.reading.tokens import Sort, Token
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import CALENDARS, DETERMINERS, EVENT_NOUNS, FUNCTION, PARTICLES

_ANYBODYS = frozenset("google outlook apple icloud exchange ical main own online shared phone".split())
"""What people say of the calendar that they have, and is no name of one of several."""


def named_calendar(tokens: Sequence[Token], i: int) -> tuple[str, int]:
    """The calendar that is named from `i` on ("to my work calendar", "in calendar work") and where it ends.

    No name, and `i`, where none is; "my Google calendar" names none.
    """
    phrases = Phrases(tuple(tokens))
    if phrases.low(i) not in {"to", "on", "in", "into", "onto"}:
        return "", i
    begin = i + 1 + (phrases.low(i + 1) in DETERMINERS)
    if phrases.low(begin) in {"calendar", "calender"}:
        j = begin + 1 + (phrases.low(begin + 1) in {"called", "named"})
        quoted = phrases.sort(j) is Sort.QUOTE
        if quoted and j == begin + 1 and phrases.low(i) == "on":
            # "Put on my calendar 'dinner with Maya'": what is to be put there.
            return "", i
        if quoted:
            return tokens[j].value, j + 1
        named = j > begin + 1 or begin == i + 1
        if begin == j - 1 and (_is_thing(phrases, j) or _is_name(phrases, j + 1)):
            # "Put on calendar meet Jill for dinner": what is to be put there.
            return "", i
        return (tokens[j].text, j + 1) if named and _is_name(phrases, j) else ("", i)
    for end in (begin + 1, begin + 2):
        if phrases.low(end) in {"calendar", "calender"} and all(
            _is_name(phrases, k) for k in range(begin, end)
        ):
            words = " ".join(token.text for token in tokens[begin:end])
            return ("", i) if words.lower() in _ANYBODYS else (words, end + 1)
    return "", i


def _is_name(phrases: Phrases, i: int) -> bool:
    return phrases.is_word(i) and phrases.low(i) not in FUNCTION | PARTICLES | DETERMINERS | CALENDARS


def _is_thing(phrases: Phrases, i: int) -> bool:
    return phrases.low(i) in COMMAND_VERBS | EVENT_NOUNS


def calendar_in(tokens: Sequence[Token]) -> str:
    """The calendar that is named anywhere in these words, or nothing."""
    found = (named_calendar(tokens, i)[0] for i in range(len(tokens)))
    return next(filter(None, found), "")
