"""Clauses with one verb and two objects: "a call with Ana on Monday and with Ben on Tuesday"."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.openings import opening
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.tokens import Token
from agents.offline.reading.verbs import verbs
from agents.offline.reading.when import names_day
from agents.offline.reading.words import ABOUT, CALLED, DETERMINERS, EVENT_NOUNS, FUNCTION, Act

Tokens = tuple[Token, ...]

_LINKS = frozenset({"and", ","})
_MADE = verbs(Act.CREATE, Act.MEET)
_TURNED = verbs(
    Act.MOVE, Act.LENGTHEN, Act.CHANGE, Act.RENAME, Act.INVITE, Act.UNINVITE, Act.FORWARD
) - verbs(Act.CANCEL)
"""Verbs that take a thing and say after "to" what becomes of it."""
_CONNECTORS = frozenset({"to", "by", "from"})
_TAKEN = verbs(Act.CANCEL, Act.ARCHIVE)
_TOLD = verbs(Act.TELL)
_TIME_LEADS = frozenset("on at in for from by until next this".split())


@dataclass(frozen=True, slots=True)
class Piece:
    """A clause with one object, and where its own words begin."""

    tokens: Tokens
    begin: int
    lead: str = ""
    """What it shares with the clause before: the words before its own."""


def spread(text: str, tokens: Tokens, now: datetime) -> Iterator[Piece]:
    """The clause once for each of its objects."""
    if not tokens:
        return
    cut = _cut(tokens, now)
    if cut is None:
        yield Piece(tokens, tokens[0].begin)
        return
    stop, shared, own = cut
    yield Piece(tokens[:stop], tokens[0].begin)
    lead = text[shared[0].begin : shared[-1].stop]
    for more in spread(text, (*shared, *own), now):
        yield replace(more, begin=max(more.begin, own[0].begin), lead=more.lead or f"{lead} ")


_Cut = tuple[int, Tokens, Tokens]
"""Where the first object ends, the tokens that it shares with the second, and the second's own."""


def _cut(tokens: Tokens, now: datetime) -> _Cut | None:
    phrases = Phrases(tokens)
    verb = opening(phrases).at
    for j in range(verb + 2, len(tokens)):
        if phrases.low(j) not in _LINKS:
            continue
        k = j + 1
        while phrases.low(k) in {"and", "also", "then"}:
            k += 1
        if k >= len(tokens):
            return None
        low = phrases.low(verb)
        shared: Tokens | None = None
        if low in _MADE:
            shared = _guests(phrases, verb, j, k) or _made_too(phrases, verb, j, k, now)
        if shared is None and low in _TURNED:
            shared = _turned(phrases, verb, j, k)
        if shared is None and low in _TOLD:
            shared = _told(phrases, verb, j, k)
        if shared is not None:
            return j, shared, tokens[k:]
        if low in _TAKEN and (head := _alike(phrases, verb, j, k)):
            return j, tokens[:head], tokens[k:]
        if low in _TAKEN and (own := _taken(phrases, verb, j, k)):
            return j, tokens[: verb + 1], own
    return None


def _guests(phrases: Phrases, verb: int, j: int, k: int) -> Tokens | None:
    """ "A call with Ana on Monday at 9 and (with) Ben on Tuesday at 9": each guest has a time."""
    first = next((i for i in range(j - 1, verb, -1) if phrases.low(i) == "with"), None)
    if first is None:
        return None
    again = phrases.low(k) == "with"
    before, after_first = phrases.people(first + 1)
    people, after = phrases.people(k + again)
    timed = any(phrases.is_time(i) for i in range(after_first, j))
    if not (before and people and timed and _time_at(phrases, after)):
        return None
    return phrases.tokens[: first + (not again)]


def _made_too(phrases: Phrases, verb: int, j: int, k: int, now: datetime) -> Tokens | None:
    """ "Lunch with Ana on Monday at 12 and coffee with Ben on Tuesday at 4": each has a noun and a day."""
    if any(phrases.low(i) in CALLED for i in range(verb + 1, j)):
        # "Called Data and Security Training": a title may hold an "and".
        return None
    noun = k + (phrases.low(k) in DETERMINERS)
    while phrases.is_word(noun) and phrases.low(noun) not in EVENT_NOUNS | FUNCTION:
        noun += 1
    first = any(phrases.low(i) in EVENT_NOUNS for i in range(verb + 1, j))
    spans = range(verb + 1, j), range(noun, len(phrases.tokens))
    # "… and coffee at 4" leaves open on which day.
    timed = all(any(phrases.is_time(i) and names_day(phrases.tokens[i], now) for i in span) for span in spans)
    return phrases.tokens[: verb + 1] if first and timed and phrases.low(noun) in EVENT_NOUNS else None


def _time_at(phrases: Phrases, i: int) -> bool:
    return phrases.is_time(i) or (phrases.low(i) in _TIME_LEADS and phrases.is_time(i + 1))


def _turned(phrases: Phrases, verb: int, j: int, k: int) -> Tokens | None:
    """ "Move the stand-up to 4 and the interview to 5", "invite Ana to the demo and Ben to the talk"."""
    first = next((i for i in range(verb + 1, j) if phrases.low(i) in _CONNECTORS), None)
    second = next((i for i in range(k + 1, len(phrases.tokens)) if phrases.low(i) in _CONNECTORS), None)
    if first is None or second is None or phrases.low(first) != phrases.low(second):
        return None
    return phrases.tokens[: verb + 1] if _thing(phrases, k, second) else None


def _thing(phrases: Phrases, begin: int, stop: int) -> bool:
    """Whether the tokens name one thing, or people."""
    inner = Phrases(phrases.tokens[:stop])
    target, after = inner.reference(begin)
    if target is not None and target.definite and not target.pronoun and after == stop:
        return True
    people, after = inner.people(begin)
    return bool(people) and after == stop


def _told(phrases: Phrases, verb: int, j: int, k: int) -> Tokens | None:
    """ "Tell Ana that … and Ben that …"."""
    _, first = phrases.people(verb + 1)
    people, second = phrases.people(k)
    told = first < j and phrases.low(first) == "that"
    named = all(person.address or person.text[:1].isupper() for person in people)
    return phrases.tokens[: verb + 1] if told and people and named and phrases.low(second) == "that" else None


def _taken(phrases: Phrases, verb: int, j: int, k: int) -> Tokens | None:
    """ "Cancel my call with Ben and the interview", "delete Ana's last mail and the one from Ben"."""
    words = {phrases.low(i) for i in range(verb, len(phrases.tokens))}
    if words & (ABOUT | CALLED):
        return None
    first, stop = Phrases(phrases.tokens[:j]).reference(verb + 1)
    end, also = _also(phrases)
    tokens = _with_noun(phrases.tokens[:end], k, first.noun if first else "")
    second, after = Phrases(tokens).reference(k)
    if first is None or second is None or stop != j or after != len(tokens):
        return None
    definite = all(ref.definite and not ref.pronoun for ref in (first, second))
    # "Cancel lunch with Ana, and the dentist too": what is called off beside a lunch is no guest of it.
    known = also or all(ref.noun in NOUNS.things for ref in (first, second))
    # "… the stand-up and the interview on Monday" leaves open whether both are on Monday.
    return tokens[k:] if definite and known and bool(first.times) >= bool(second.times) else None


def _also(phrases: Phrases) -> tuple[int, bool]:
    """Where the clause ends without "too" or "as well" and signs, and whether one of them stands there."""
    end = len(phrases.tokens)
    while end and not phrases.is_word(end - 1) and not phrases.is_time(end - 1):
        end -= 1
    if phrases.low(end - 1) in {"too", "also"}:
        return end - 1, True
    return (end - 2, True) if (phrases.low(end - 2), phrases.low(end - 1)) == ("as", "well") else (end, False)


def _alike(phrases: Phrases, verb: int, j: int, k: int) -> int:
    """ "Cancel my calls with Ana on Friday and with Ben on Monday": where what both share ends, or 0."""
    lead = phrases.low(k)
    head = (
        next((i for i in range(verb + 1, j) if phrases.low(i) == lead), 0) if lead in {"with", "from"} else 0
    )
    if not head:
        return 0
    first, stop = Phrases(phrases.tokens[:j]).reference(verb + 1)
    tokens = (*phrases.tokens[:head], *phrases.tokens[k:])
    second, after = Phrases(tokens).reference(verb + 1)
    if first is None or second is None or stop != j or after != len(tokens):
        return 0
    # "… with Ana and with Ben on Monday" leaves open whether both are on Monday.
    alike = bool(first.people and second.people) and bool(first.times) == bool(second.times)
    return head if alike and first.noun in NOUNS.things else 0


def _with_noun(tokens: Tokens, k: int, noun: str) -> Tokens:
    """The tokens with a noun for "one" in "the one from Ben"."""
    if noun and len(tokens) > k + 1 and tokens[k].low == "the" and tokens[k + 1].low == "one":
        return (*tokens[: k + 1], replace(tokens[k + 1], text=noun.removesuffix("s")), *tokens[k + 2 :])
    return tokens
