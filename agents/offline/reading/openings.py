"""What people put before the verb: greetings, politeness, wishes. It says how a clause is meant, not what."""

from dataclasses import dataclass

from agents.offline.reading.cursor import Rows
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import FUNCTION, NEGATIONS, PERSON_PRONOUNS, QUESTION_WORDS, SELF

_GREETINGS = frozenset(
    "hi hey hello ok okay alright right so well great thanks thank yes sure good morning afternoon evening "
    "dear hm hmm oh ah um".split()
)
_SOFTENERS = frozenset(
    "please kindly just also now then first finally maybe actually quickly again lastly plus and but".split()
)
_MODALS = frozenset("can could would will can't couldn't won't".split())
_WISHES = frozenset("need want have must should like love wish got".split())
_FREE = Rows(
    *(
        "have me, go ahead and, find and, go and, try and, make sure to, make sure that you, make sure "
        "you, be sure to, do not forget to, don 't forget to, do n't forget to, remember to, try to, feel "
        "free to, help me to, help me, let 's, let us, do me a favor and, do me a favour and, i was "
        "wondering if you could, i wonder if you could, i was hoping you could, i 'd appreciate it if you "
        "could, is it possible to, it would be great if you could, would you mind, do you mind, be so "
        "kind as to, be so kind and, i 'd like for you to, you should, you need to, there 's a need to, "
        "it 's time to, time to, are you able to, you can"
    ).split(", ")
)
_DOING_IT = frozenset(
    "you do that this it for is possible a favor much very lot the advance in be if to take care of "
    "handle help happen make ok with check look".split()
)
_OFTEN_WITHOUT_TO = frozenset("meet go see visit schedule book create cancel".split())
_HOW_OFTEN = frozenset("always usually normally often sometimes rarely seldom hardly only".split())
# "Never book anything on Fridays": nobody is called so.
_NO_NAMES = FUNCTION | COMMAND_VERBS | _GREETINGS | NEGATIONS | _HOW_OFTEN
_AFTER_NAMES = COMMAND_VERBS | QUESTION_WORDS | {"please", "do", "am"}
_BEFORE_WISHES = frozenset("'d would 've really also just will 'll do still think i".split())


@dataclass(frozen=True, slots=True)
class Opening:
    """Where the verb stands, and how the clause was opened."""

    at: int
    wish: bool = False
    """"I need …", "I'd like …": a noun after it is what is wanted."""
    polite: bool = False
    """"can you …", "please …": a verb after it is an instruction."""


def opening(phrases: Phrases) -> Opening:
    """The opening of a clause; `at` is 0 when there is none."""
    i, wish, polite = 0, False, False
    while True:
        before = i
        if _vocative(phrases, i):
            i += 1 + (phrases.low(i + 1) == ",")
        elif phrases.low(i) in _GREETINGS | {","} and phrases.low(i + 1) and not _thanks_somebody(phrases, i):
            i += 1
        elif phrases.low(i) in _SOFTENERS:
            polite = polite or phrases.low(i) == "please"
            i += 1
        elif phrases.low(i) in _MODALS and phrases.low(i + 1) in {"you", "we", "i", "u", "n't", "someone"}:
            i += 2 + (phrases.low(i + 1) == "n't")
            polite = True
        elif (after := phrases.skip_any(i, _FREE)) > i:
            i, polite = after, True
        elif (after := _wish(phrases, i)) > i:
            # "I need a talk" wants the thing; "I need to talk" and "I must talk" go on with a verb.
            i, wish = after, phrases.low(after - 1) not in {"to", "must", "should"}
        if i == before:
            return Opening(i, wish, polite)


def _thanks_somebody(phrases: Phrases, i: int) -> bool:
    """ "Thank Ben for the proofs", which is no thanks to us."""
    return phrases.low(i) == "thank" and phrases.low(i + 1) not in {"you", "u", "god", "goodness"}


def _vocative(phrases: Phrases, i: int) -> bool:
    """Whether the first word is a name that is called: "Robin, what's on today", "robin cancel my call"."""
    if i and phrases.low(i - 1) not in _GREETINGS | {","}:
        return False
    first = phrases.low(i)
    if not first.isalpha() or first in NOUNS.named or first in _NO_NAMES:
        return False
    following = i + 1 + (phrases.low(i + 1) == ",")
    word, after = phrases.low(following), phrases.low(following + 1)
    if word in {"is", "are", "has", "have", "was", "needs", "did", "does", "will", "would", "can", "could"}:
        return after in {"i", "you", "there", "my", "the", "we"} and first not in QUESTION_WORDS
    now = following < len(phrases.tokens) and phrases.tokens[following].text.lower() == "now"
    if (now or word in {"then", "just", "also"}) and phrases.low(i + 1) == ",":
        # "Thaks, now add …".
        word = after
    return word in _AFTER_NAMES and phrases.is_word(i)


def _wish(phrases: Phrases, i: int) -> int:
    """After "I need (you) to", "I'd like to", "we have to"; also after "I need" before a noun."""
    if phrases.low(i) not in {"i", "we"}:
        return i
    j = i + 1
    while phrases.low(j) in _BEFORE_WISHES:
        j += 1
    if phrases.low(j) not in _WISHES:
        return i
    modal = phrases.low(j) in {"must", "should"}
    verb = phrases.low(j)
    j += 1
    if phrases.low(j) in {"to"}:
        return j + 1
    if phrases.low(j) in {"you", "for"} and "to" in {phrases.low(j + 1), phrases.low(j + 2)}:
        return j + 2 + (phrases.low(j + 2) == "to")
    if modal:
        return j
    if phrases.low(j) in _OFTEN_WITHOUT_TO and phrases.is_word(j + 1):
        # "I want meet Ana".
        return j
    return j if verb in {"need", "want", "like"} and phrases.low(j) not in {"been", "not", "n't"} else i


def is_filler(phrases: Phrases, end: int) -> bool:
    """Whether a clause only asks for what was said before: "can you do that for me please"."""
    words = {phrases.low(i) for i in range(end)} - {"?", ".", "!", ","}
    return words <= _GREETINGS | _SOFTENERS | _MODALS | SELF | PERSON_PRONOUNS | _DOING_IT
