"""Reminders for events that there are: "remind me 10 minutes before the review"."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Reference
from agents.offline.reading.tokens import Sort, Token
from agents.offline.reading.words import DETERMINERS, Domain
from tools.timewords import Kind, resolve

Tokens = tuple[Token, ...]

_REMINDERS = frozenset({"reminder", "reminders", "alert", "alarm", "notification"})
_GIVEN = frozenset("add set put create make give schedule have".split())
_BEFORE = " before "
_ENDS = (
    ("before",),
    ("before", "it"),
    ("before", "it", "starts"),
    ("beforehand",),
    ("in", "advance"),
    ("earlier",),
)


@dataclass(frozen=True, slots=True)
class OwnReminder:
    """How long before which event."""

    target: Reference
    minutes: int


def own_reminder(tokens: Tokens, at: int, now: datetime) -> OwnReminder | None:
    """The reminder that an instruction with its verb at `at` asks for, if it names an event that there is."""
    tokens = tuple(_apart(tokens, now))
    phrases = Phrases(tokens)
    if phrases.low(at) == "remind" and phrases.low(at + 1) in {"me", "us"}:
        return _before_event(phrases, at + 2) or _event_before(phrases, at + 2)
    if phrases.low(at) not in _GIVEN:
        return None
    i = at + 1
    while phrases.low(i) in DETERMINERS | {"me"}:
        i += 1
    if phrases.low(i) in _REMINDERS:
        i += 1 + (phrases.low(i + 1) in {"for", "to", "on"})
        return _before_event(phrases, i) or _event_before(phrases, i, named=False)
    length = _length(phrases, i)
    if (
        length is None
        or phrases.low(i + 1) not in _REMINDERS
        or phrases.low(i + 2) not in {"to", "for", "on", "before"}
    ):
        return None
    return _made(phrases, i + 3, len(tokens), length)


def _apart(tokens: Tokens, now: datetime) -> list[Token]:
    """The tokens, with "an hour" as a length, and "an hour before tomorrow" as one and a day where "'s call"
    follows."""
    apart: list[Token] = []
    for index, token in enumerate(tokens):
        if apart and apart[-1].low in {"a", "an", "one"} and token.low in {"hour", "day", "week"}:
            one = apart.pop()
            words = f"{one.text} {token.text}"
            apart.append(Token(words, one.begin, token.stop, Sort.TIME, words, resolve(words, now=now)))
            continue
        head, before, day = token.text.partition(_BEFORE)
        length = resolve(head, now=now) if before and token.sort is Sort.TIME else None
        owned = index + 1 < len(tokens) and tokens[index + 1].low in {"'s", "’s"}
        if length is None or length.kind is not Kind.DURATION or not owned:
            apart.append(token)
            continue
        first, second = token.begin + len(head), token.stop - len(day)
        apart.append(Token(head, token.begin, first, Sort.TIME, head, length))
        apart.append(Token("before", first + 1, second - 1))
        apart.append(Token(day, second, token.stop, Sort.TIME, day, resolve(day, now=now)))
    return apart


def _length(phrases: Phrases, i: int) -> timedelta | None:
    time = phrases.tokens[i].time if phrases.is_time(i) else None
    return time.duration if time is not None and time.kind is Kind.DURATION else None


def _before_event(phrases: Phrases, i: int) -> OwnReminder | None:
    """ "10 minutes before the review"."""
    length = _length(phrases, i)
    if length is None or phrases.low(i + 1) != "before":
        return None
    return _made(phrases, i + 2, len(phrases.tokens), length)


def _event_before(phrases: Phrases, i: int, *, named: bool = True) -> OwnReminder | None:
    """ "about the review 10 minutes before (it starts)"."""
    if named and phrases.low(i) not in {"of", "about"}:
        return None
    i += named
    for j in range(i + 1, len(phrases.tokens)):
        length = _length(phrases, j)
        if length is not None and any(phrases.skip(j + 1, *words) == len(phrases.tokens) for words in _ENDS):
            return _made(phrases, i, j, length)
    return None


def _made(phrases: Phrases, begin: int, stop: int, length: timedelta) -> OwnReminder | None:
    target, after = Phrases(phrases.tokens[:stop]).reference(begin)
    if target is None or after != stop or not target.definite or target.domain is Domain.EMAIL:
        return None
    known = target.domain is Domain.CALENDAR or target.pronoun or target.title
    certain = phrases.low(begin) in DETERMINERS or phrases.is_time(begin) or target.pronoun or target.people
    if not (known or target.words) or not certain or target.plural:
        return None
    return OwnReminder(target, int(length.total_seconds() // 60))
