"""Verbs of two words with their object between: "call the review off", "take lunch off my calendar"."""

from dataclasses import replace

from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.tokens import Token
from agents.offline.reading.verbs import PHRASAL
from agents.offline.reading.words import CALENDARS, DETERMINERS, Act

_PAIRS = [words for words, act in PHRASAL.items() if len(words) == 2 and act in (Act.CANCEL, Act.MOVE)]
_PARTICLES = {verb: {second for first, second in _PAIRS if first == verb} for verb, _ in _PAIRS}
"""What verbs of two words that cancel or move something end in."""


def gathered(tokens: tuple[Token, ...], at: int) -> tuple[Token, ...]:
    """The clause with both words of its verb at `at`."""
    phrases = Phrases(tokens)
    particles = _PARTICLES.get(phrases.low(at), set())
    for k in range(at + 2, len(tokens)):
        if phrases.low(k) not in particles:
            continue
        people, after = Phrases(tokens[:k]).people(at + 1)
        event, _ = phrases.reference(k + 1)
        if phrases.low(at) == "take" and people and after == k and event is not None and event.domain:
            # "Take Ana off the review": it is Ana who goes.
            left, off = replace(tokens[at], text="remove"), replace(tokens[k], text="from")
            return (*tokens[:at], left, *tokens[at + 1 : k], off, *tokens[k + 1 :])
        target, after = Phrases(tokens[:k]).reference(at + 1)
        if target is not None and after == k:
            rest = tokens[k + 1 :]
            if phrases.low(k + 1) in DETERMINERS and phrases.low(k + 2) in CALENDARS:
                rest = (replace(tokens[k], text="from"), *rest)
            return (*tokens[: at + 1], tokens[k], *tokens[at + 1 : k], *rest)
    return tokens


def from_senders(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "The mail of Farid about lunch" is the one from Farid."""
    for k in range(1, len(tokens) - 1):
        sent = NOUNS.sent is not None and NOUNS.domains.get(tokens[k - 1].low) is NOUNS.sent
        if sent and tokens[k].low == "of" and tokens[k + 1].capitalised:
            tokens = (*tokens[:k], replace(tokens[k], text="from"), *tokens[k + 1 :])
    return tokens
