"""What sentences say that ask for nothing: who is spoken of, who needs what, which event it is about."""

from dataclasses import replace

from agents.offline.reading.frames import Clause, Need, Role
from agents.offline.reading.nouns import NOUNS
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Person, Reference
from agents.offline.reading.tokens import Sort, Token
from agents.offline.reading.verbs import COMMAND_VERBS
from agents.offline.reading.words import AUXILIARIES

_NEED = frozenset({"need", "needs", "want", "wants", "requires", "require", "wanted", "needed", "asked"})
_BEFORE_VERBS = frozenset(
    "need needs want wants have has had like love going plan planning hope try trying able supposed "
    "remember remembers forgot forget ought used".split()
)
"""Words after which "to" leads to a verb and to nobody."""
_PAST = frozenset(
    "got gets gone went left quit came comes said says told wrote writes fell broke lost caught took takes "
    "feels felt works lives called".split()
)
"""Verbs, besides those in "-ed", that say of somebody what came of them."""
_LEADS_TO_PEOPLE = frozenset({"with", "from", "to", "by", "invite", "met", "email"})


def needed(clause: Clause, phrases: Phrases) -> Clause | None:
    """ "Ben needs all the mails from …": says of what "them" will be, and for whom."""
    people, after = phrases.people(0)
    if not people or phrases.low(after) not in _NEED:
        return None
    after += 1 + (phrases.low(after + 1) in {"to", "for"})
    while phrases.low(after) in {"see", "have", "read", "get"}:
        after += 1
    target, _ = phrases.reference(after)
    if target is None or target.domain is None:
        return None
    tokens = clause.tokens
    frame = Need(tokens[0].begin, tokens[-1].stop, target=target, people=people)
    return replace(clause, role=Role.STATEMENT, frame=frame)


def about(phrases: Phrases, tokens: tuple[Token, ...]) -> Reference | None:
    """The event or mail that a statement speaks of: "I'll be late for my first meeting tomorrow"."""
    for i, token in enumerate(tokens):
        if token.low in {"my", "the", "our"} or token.sort is Sort.TIME:
            found, after = phrases.reference(i)
            if found and found.domain and found.noun in NOUNS.things:
                # "All mails from Ana lst week …": words that nothing places might narrow what is meant.
                return found if not found.plural or after == len(tokens) else None
    return None


def mentioned(tokens: tuple[Token, ...]) -> tuple[Person, ...]:
    """Everybody named in a clause by the words around the name, in order."""
    phrases = Phrases(tokens)
    found: dict[Person, None] = {}
    listed = 0
    for i, token in enumerate(tokens):
        if token.sort is Sort.ADDRESS and i < listed:
            continue  # in the list that the address before it has begun
        if token.sort is Sort.ADDRESS:
            people, listed = phrases.people(i)
        elif token.low in _LEADS_TO_PEOPLE and i + 1 < len(tokens) and not phrases.is_time(i + 1):
            infinitive = token.low == "to" and i and tokens[i - 1].low in _BEFORE_VERBS
            if tokens[i + 1].low in COMMAND_VERBS or infinitive:
                continue
            people, _ = phrases.people(i + 1)
        elif i == 0 and token.low not in COMMAND_VERBS:
            people = _subject(phrases)
        elif token.low == "that" and i + 1 < len(tokens) and tokens[i + 1].capitalised:
            # "I heard that Tom can't come."
            people = _subject(phrases, i + 1)
        else:
            continue
        found |= dict.fromkeys(p for p in people if not p.pronoun and not p.myself)
    return tuple(found)


def _subject(phrases: Phrases, i: int = 0) -> tuple[Person, ...]:
    """The people that a sentence begins with, when a verb follows them: "Ana is off sick"."""
    people, after = phrases.people(i)
    verb = phrases.low(after)
    cannot = verb in {"ca", "wo"} and phrases.low(after + 1) == "n't"
    told = verb in AUXILIARIES | _NEED | _PAST | {"'s", "'ve", "just", "also"} or verb.endswith("ed")
    return people if told or cannot else ()


def with_people(clause: Clause) -> Clause:
    """`clause` with those among the mentioned whom only its frame knows: "if Maya hasn't sent …"."""
    frame = clause.frame
    target = frame.target if frame else None
    framed = (*(frame.people if frame else ()), *((*target.people, *target.recipients) if target else ()))
    more = [
        p for p in framed if not p.pronoun and not p.myself and not p.relation and p not in clause.mentioned
    ]
    return replace(
        clause, mentioned=tuple(sorted((*clause.mentioned, *more), key=lambda person: person.begin))
    )
