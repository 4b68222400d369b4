"""What the words around a phrase about time do to it."""

from __future__ import annotations

from collections.abc import Sequence

from tools.timewords.tokens import Form, Token
from tools.timewords.verbs import MOVING

_BEFORE_WHAT_WAS = frozenset(("was", "were", "been", "had"))
"""Right after these verbs a time is one that is over: "lunch was at noon"."""

_MOVING = frozenset(form for verb in MOVING for form in (verb.word, verb.past)) | frozenset(
    "moves start starts begin begins end ends finish make set put schedule book".split()
)
"""After these verbs "an hour later" says by how much."""

_WAITING = frozenset(("wait", "pause", "snooze"))
_ON_AND_BY = frozenset((("hang", "on"), ("hold", "on"), ("stand", "by")))
_TIMERS = frozenset(("timer", "countdown", "alarm"))
_OVER = frozenset(("was", "were", "been", "had", "did", "didn't", "has", "hasn't", "haven't"))
"""With these verbs the waiting is over, or was none."""
_OTHER_CLAUSE = frozenset(("and", "or", "but", "then", "because", "if", "when", "while", "so"))
_DEFINITE = frozenset(("the", "this", "that", "my", "our", "your", "his", "her", "their"))
"""Before "5 minute timer" they tell which one it is, and nobody sets it."""
_MAKE_A_NOUN = _DEFINITE | {"a", "an", "no", "any", "another", "short", "long", "brief", "quick"}
_BUT_FOR = frozenset("not never except excluding besides".split())
_PREPOSITIONS = frozenset("for at on in by to from until till before after between since with".split())
_OBJECT = 5
"""How many words may stand between a verb and the length that goes with it: "pause the music in here for"."""

_CLAUSE = 60
"""So many words of a clause are looked back at."""


def looks_back(tokens: Sequence[Token], begin: int) -> bool:
    """Whether what begins at a token is over."""
    return begin > 0 and tokens[begin - 1].word in _BEFORE_WHAT_WAS


def moves(token: Token) -> bool:
    """Whether it is a verb that moves something."""
    return token.word in _MOVING


def is_pronoun(tokens: Sequence[Token], n: int) -> bool:
    """Whether it is the "this" of "do this on Monday", which is about no time."""
    follows = tokens[n + 1].word if n + 1 < len(tokens) else ""
    return tokens[n].word == "this" and follows in _PREPOSITIONS


def is_excluded(tokens: Sequence[Token], begin: int) -> bool:
    """Whether what begins there is what isn't meant: "any day except Friday", "not on Friday"."""
    if not begin or tokens[begin - 1].word not in _BUT_FOR:
        return False
    return begin < 2 or tokens[begin - 2].word != "why"


def is_of(tokens: Sequence[Token], stop: int) -> bool:
    """Whether what stops there is so much of something: "after 20 minutes of music"."""
    return stop < len(tokens) and tokens[stop].word == "of"


def awaited(tokens: Sequence[Token], begin: int, stop: int) -> bool:
    """Whether a length there is waited for, so that what is meant is when it has passed.

    "Wait for 10 minutes", "set a timer for 2 hours", "a 10 minute timer"; not "a meeting for 20 minutes".
    """
    if stop < len(tokens) and tokens[stop].word in _TIMERS:
        return begin > 0 and tokens[begin - 1].word not in _DEFINITE
    said_for = tokens[begin].word == "for"
    for n in range(begin - 1, max(begin - 2 - _OBJECT, -1), -1):
        if _ends_clause(tokens[n]) or tokens[n].word in _OVER:
            return False
        if tokens[n].word in _TIMERS or _waits(tokens, n):
            return (said_for or begin - n <= 2) and not _over(tokens, n)
    return False


def _waits(tokens: Sequence[Token], n: int) -> bool:
    word = tokens[n].word
    before = tokens[n - 1].word if n else ""
    return (before, word) in _ON_AND_BY or (word in _WAITING and before not in _MAKE_A_NOUN)


def _over(tokens: Sequence[Token], n: int) -> bool:
    """Whether the clause of the verb before token `n` is about what has been."""
    for place in range(n - 1, max(n - 1 - _CLAUSE, -1), -1):
        if _ends_clause(tokens[place]):
            return False
        if tokens[place].word in _OVER:
            return True
    return False


def _ends_clause(token: Token) -> bool:
    return token.form is Form.SIGN or token.word in _OTHER_CLAUSE
