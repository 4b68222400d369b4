"""Requests that say how things should be: "the review should be moved to 4", "I want the call cancelled".

They are read as the instruction that they stand for: the verb comes first, then what it is done to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from agents.offline.reading.cursor import Rows
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.tokens import Sort, Token, moved_to
from agents.offline.reading.verbs import PASTS, PHRASAL, verbs
from agents.offline.reading.words import THING_PRONOUNS, Act
from tools.timewords import Kind

Tokens = tuple[Token, ...]

_MODALS = Rows(
    "should", "must", "shall", "ought to", "needs to", "need to", "has to", "have to", "is to", "are to",
    "will have to", "has got to",
)  # fmt: skip
_ASKS = frozenset({"can", "could"})
_BETWEEN = frozenset("please kindly also just now then really".split())
_VERBS = verbs(
    Act.CANCEL, Act.MOVE, Act.LENGTHEN, Act.CHANGE, Act.RENAME, Act.NAME, Act.INVITE, Act.UNINVITE,
    Act.ARCHIVE, Act.FORWARD, Act.REPLY, Act.CREATE, Act.SEND,
) - {"have", "hold", "start", "begin", "host"}  # fmt: skip
_IRREGULAR = PASTS | {"gone": "delete"}
_CAUSES = verbs(Act.CAUSE)
_NAMES = verbs(Act.NAME)
_CHANGES = verbs(Act.MOVE, Act.LENGTHEN, Act.CHANGE)
_MOVES = frozenset({"moves", "shifts"})
_INTRANSITIVE = {
    "move": "move", "moves": "move", "shift": "move", "shifts": "move", "start": "move", "begin": "move",
    "last": "make", "take": "make",
}  # fmt: skip
"""What a thing does by itself, and what is done to it then."""


@dataclass(frozen=True, slots=True)
class _Verb:
    """The instruction: its words, and where what follows it begins."""

    words: tuple[str, ...]
    stop: int


def imperative(text: str, tokens: Tokens, at: int, now: datetime, *, wish: bool) -> Tokens | None:
    """The clause as an instruction, its verb first; None when it is none of these.

    `wish`: "I'd like" and the like stand before `at`.
    """
    phrases = Phrases(tokens)
    if phrases.low(at) in _ASKS:
        return _built(text, tokens, _passive_after(phrases, at + 1, asks=True), now)
    if phrases.low(at) in _CAUSES or wish:
        found = _causative(phrases, at + (phrases.low(at) in _CAUSES))
        if found is not None:
            return _built(text, tokens, found, now)
    return _built(text, tokens, _passive_after(phrases, at, asks=False), now)


_Found = tuple[int, int, _Verb]
"""Where what is spoken of begins and ends, and what is to be done to it."""


def _passive_after(phrases: Phrases, begin: int, *, asks: bool) -> _Found | None:
    for stop, people in _subjects(phrases, begin):
        pronoun = phrases.low(begin) in THING_PRONOUNS and stop == begin + 1
        after = _skipped(phrases, stop) if asks else _after_modal(phrases, stop)
        if after is None:
            continue
        verb = _mailed(phrases, after) if people else _done(phrases, after, active=not (pronoun or asks))
        if verb is not None:
            return begin, stop, verb
    return None


def _causative(phrases: Phrases, begin: int) -> _Found | None:
    """ "Have the call cancelled", "I want the review moved to 4", "make it start at 3"."""
    for stop, people in _subjects(phrases, begin):
        at = _skipped(phrases, stop)
        made = phrases.low(begin - 1) in {"make", "let"}
        verb = None if people else _active(phrases, at) if made else _participle(phrases, at)
        if verb is not None:
            return begin, stop, verb
    return None


def _subjects(phrases: Phrases, begin: int) -> Iterator[tuple[int, bool]]:
    """Where an event or a mail ends that is named at `begin`, or else people."""
    last = next((k for k in range(begin + 1, len(phrases.tokens)) if _ends_subject(phrases, k)), 0)
    if not last:
        return
    inner = Phrases(phrases.tokens[:last])
    people, after = inner.people(begin)
    if people and after == last and not any(person.myself for person in people):
        yield last, True
    target, after = inner.reference(begin)
    if target is not None and after == last:
        yield last, False


def _ends_subject(phrases: Phrases, k: int) -> bool:
    begins_modal = phrases.low(k) in {"be", "needs"} or phrases.skip_any(k, _MODALS) > k
    moves = phrases.low(k) in _MOVES and phrases.low(k + 1) in {"to", "by"}
    acts = _participle(phrases, k) is not None or (_active(phrases, k) is not None and phrases.is_time(k + 1))
    return begins_modal or moves or acts or phrases.low(k) in _BETWEEN


def _skipped(phrases: Phrases, i: int) -> int:
    while phrases.low(i) in _BETWEEN:
        i += 1
    return i


def _after_modal(phrases: Phrases, i: int) -> int | None:
    if (after := phrases.skip_any(i, _MODALS)) > i:
        return _skipped(phrases, after)
    return i if phrases.low(i) in {"needs"} | _MOVES else None


def _done(phrases: Phrases, i: int, *, active: bool) -> _Verb | None:
    """ "be moved", "move", "needs moving", "be at 4", "last an hour"."""
    low = phrases.low(i)
    if low == "needs":
        verb = _base(phrases.low(i + 1), "ing")
        return _Verb((verb,), i + 2) if verb else None
    if low == "be":
        after = _skipped(phrases, i + 1)
        found = _participle(phrases, after)
        if found is not None or not active:
            return found
        time = phrases.tokens[after].time if phrases.is_time(after) else None
        if time is None:
            return None
        return _Verb(("make",) if time.kind is Kind.DURATION else ("move",), after)
    return _active(phrases, i) if active else None


def _active(phrases: Phrases, i: int) -> _Verb | None:
    verb = _INTRANSITIVE.get(phrases.low(i))
    if verb is None or (verb == "make" and not phrases.is_time(i + 1)):
        return None
    return _Verb((verb,), i + 1)


def _mailed(phrases: Phrases, i: int) -> _Verb | None:
    """ "Everyone should get a mail saying …", "Ana has to know that …"."""
    if phrases.low(i) in {"get", "receive"}:
        return _Verb(("send",), i + 1)
    if phrases.low(i) == "be" and phrases.low(i + 1) in {"told", "informed", "notified"}:
        return _Verb(("tell",), i + 2)
    return _Verb(("tell",), i + 1) if phrases.low(i) == "know" else None


def _participle(phrases: Phrases, i: int) -> _Verb | None:
    verb = _base(phrases.low(i), "ed")
    if verb is None:
        return None
    if (verb, phrases.low(i + 1)) in PHRASAL:
        return _Verb((verb, phrases.low(i + 1)), i + 2)
    return _Verb((verb,), i + 1)


def _base(word: str, ending: str) -> str | None:
    """The verb of "moved", "cancelled", "moving"; None when it is none that we know."""
    if ending == "ed" and word in _IRREGULAR:
        return _IRREGULAR[word]
    if not word.endswith(ending) or len(word) < len(ending) + 3:
        return None
    stem = word.removesuffix(ending)
    options = (stem, f"{stem}e", stem[:-1] if stem[-1] == stem[-2] else stem)
    return next((option for option in options if option in _VERBS), None)


def _built(text: str, tokens: Tokens, found: _Found | None, now: datetime) -> Tokens | None:
    if found is None:
        return None
    begin, stop, verb = found
    place = tokens[begin].begin
    named = len(verb.words) == 1 and verb.words[0] in _NAMES
    heads = tuple(Token(word, place, place) for word in (("rename",) if named else verb.words))
    rest = tokens[verb.stop - 1 :]
    if verb.words[0] in _CHANGES and len(rest) > 1:
        # The time by itself: "to 4" after "has to move".
        rest = moved_to(text, rest, now)
    rest = rest[1:]
    if rest and (named or (verb.words == ("move",) and rest[0].sort is Sort.TIME)):
        rest = (Token("to", rest[0].begin, rest[0].begin), *rest)
    return (*heads, *tokens[begin:stop], *rest)
