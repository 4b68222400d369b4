"""From a text to its clauses and what each wants: the one way in to the grammar."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from agents.offline.clauses import split
from agents.offline.commands import CommandReader
from agents.offline.frames import Clause, Frame, Person, Quantity, Reading, Reference, Role
from agents.offline.openings import is_filler, opening
from agents.offline.phrases import Phrases
from agents.offline.questions import QuestionReader
from agents.offline.slots import SlotReader
from agents.offline.tokens import Sort, Token, tokenize
from agents.offline.words import (
    AUXILIARIES,
    CALENDARS,
    COMMAND_VERBS,
    EVENT_NOUNS,
    MAIL_NOUNS,
    PERSON_PRONOUNS,
    QUESTION_WORDS,
    Act,
    Domain,
)

_CONDITION_WORDS = frozenset({"if", "unless", "otherwise", "else"})
_WHETHER = frozenset({"if", "whether"})
_ENQUIRIES = frozenset("check see know find tell verify confirm look me out let".split())
_YES = frozenset({"so", "yes", "yeah", "true", "there"})
_NO = frozenset({"not", "no", "n't", "none", "otherwise", "else"})
_NEED = frozenset({"need", "needs", "want", "wants", "requires", "require", "wanted", "needed", "asked"})


@lru_cache(maxsize=128)
def understand(text: str, now: datetime) -> Reading:
    """`text` cut into clauses, each with its role and, where it wants something of ours, a frame."""
    tokens = tokenize(text, now)
    clauses: list[Clause] = []
    for sentence, piece in split(text, tokens):
        clause = _with_people(replace(_clause(text, piece, now), sentence=sentence))
        if clause.role is Role.FILLER:
            continue
        clauses = _joined(clauses, clause)
    return Reading(text, tuple(clauses))


def _clause(text: str, tokens: tuple[Token, ...], now: datetime) -> Clause:
    asks = tokens[-1].text == "?"
    while tokens and tokens[-1].sort is Sort.SIGN and tokens[-1].text in ".!?,;":
        tokens = tokens[:-1]
    if not tokens:
        return Clause("", 0, 0, (), Role.FILLER)
    begin, stop = tokens[0].begin, tokens[-1].stop
    clause = Clause(text[begin:stop], begin, stop, tokens, mentioned=_mentioned(tokens))
    if tokens[0].low in _CONDITION_WORDS or (
        tokens[0].low == "in" and len(tokens) > 1 and tokens[1].low == "case"
    ):
        return _condition(text, clause)
    return _main(text, clause, asks, now)


def _condition(text: str, clause: Clause) -> Clause:
    tokens = clause.tokens
    phrases = Phrases(tokens)
    unless = tokens[0].low in {"unless", "otherwise", "else"}
    words = [token.low for token in tokens[1:]]
    content = [
        word
        for word in words
        if word
        not in AUXILIARIES
        | _YES
        | _NO
        | PERSON_PRONOUNS
        | {"i", "we", "then", "that", "'s", "case", "is", "it", "the"}
    ]
    if not content:
        # "if not", "if so", "if they haven't", "otherwise": it points at the question before it.
        negative = any(word in _NO for word in words) or unless
        return replace(clause, role=Role.CONDITION, answer_is=not negative)
    start = phrases.skip(0, "in", "case") or 1
    reader = QuestionReader(text, tokens, start)
    frame = reader.frame()
    negated = reader.negated != unless
    return replace(clause, role=Role.CONDITION, frame=frame, negated=negated)


def _main(text: str, clause: Clause, asks: bool, now: datetime) -> Clause:
    tokens = clause.tokens
    phrases = Phrases(tokens)
    if is_filler(phrases, len(tokens)):
        return replace(clause, role=Role.FILLER)
    opened = opening(phrases)
    at = opened.at
    if at >= len(tokens):
        return replace(clause, role=Role.FILLER)
    enquiry = _enquiry(phrases, at)
    if enquiry is not None:
        return _question(text, clause, enquiry)
    low = phrases.low(at)
    if low in COMMAND_VERBS or low in {"get", "take", "let", "go", "meet", "look", "catch"}:
        frame = (
            _meet(text, tokens, at) if low in {"meet", "catch"} else CommandReader(text, tokens, at, now).frame()
        )
        if frame:
            return replace(clause, role=Role.QUESTION if frame.asked else Role.COMMAND, frame=frame)
    if low in QUESTION_WORDS | AUXILIARIES or low in {"any", "anything", "has"}:
        questioned = _question(text, clause, at)
        if questioned.frame:
            return questioned
    statement = _needed(clause, phrases)
    if statement:
        return statement
    verbless = _verbless(text, clause, at, now, wanted=opened.wish)
    if verbless and not (low in COMMAND_VERBS and not opened.wish):
        return verbless
    about = _about(phrases, tokens)
    role = Role.QUESTION if asks or low in QUESTION_WORDS | AUXILIARIES else Role.STATEMENT
    if low in COMMAND_VERBS or opened.polite:
        role = Role.UNKNOWN
    return replace(clause, role=role, about=about)


def _about(phrases: Phrases, tokens: tuple[Token, ...]) -> Reference | None:
    """The event or mail that a statement speaks of: "I'll be late for my first meeting tomorrow"."""
    for i, token in enumerate(tokens):
        if token.low in {"my", "the", "our"} or token.sort is Sort.TIME:
            found, _ = phrases.reference(i)
            if found and found.domain and found.noun in EVENT_NOUNS | MAIL_NOUNS:
                return found
    return None


def _enquiry(phrases: Phrases, at: int) -> int | None:
    """Where the question begins inside "check if …", "let me know whether …", "tell me when …"."""
    i = at
    while phrases.low(i) in _ENQUIRIES:
        i += 1
    if i == at:
        return None
    if phrases.low(i) in _WHETHER:
        return i + 1
    if phrases.low(i) in QUESTION_WORDS and phrases.low(i - 1) in {"me", "know", "out", "check", "see"}:
        return i
    return None


def _question(text: str, clause: Clause, at: int) -> Clause:
    reader = QuestionReader(text, clause.tokens, at)
    return replace(clause, role=Role.QUESTION, frame=reader.frame(), negated=reader.negated)


def _needed(clause: Clause, phrases: Phrases) -> Clause | None:
    """ "Carlos needs all the mails from …": says of what "them" will be, and for whom."""
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
    frame = Frame(Act.NAME, tokens[0].begin, tokens[-1].stop, target=target, people=people)
    return replace(clause, role=Role.STATEMENT, frame=frame)


def _meet(text: str, tokens: tuple[Token, ...], at: int) -> Frame | None:
    """ "meet Ana on Friday at 3", "catch up with Kofi tomorrow": an event, when it says when."""
    i = at + 1
    while tokens[i : i + 1] and tokens[i].low in {"up", "with", "together"}:
        i += 1
    people, after = Phrases(tokens).people(i)
    slots = SlotReader(text, tokens).event(after if people else i)
    if not people or not slots.times:
        return None
    return Frame(
        Act.CREATE, tokens[at].begin, tokens[-1].stop, people=(*people, *slots.people), times=tuple(slots.times),
        length=slots.length, title=slots.title, about=slots.about, place=slots.place,
        noun="catch-up" if tokens[at].low == "catch" else "meeting",
        words="catch-up" if tokens[at].low == "catch" else "meeting",
    )  # fmt: skip


def _verbless(text: str, clause: Clause, at: int, now: datetime, *, wanted: bool) -> Clause | None:
    """A noun in the place of a sentence: "lunch with Ana tomorrow at noon", "my meetings on Friday"."""
    tokens = clause.tokens
    words = {token.low for token in tokens[at:]}
    if words & (AUXILIARIES - {"need", "may", "will", "can"}) or not words & (
        EVENT_NOUNS | MAIL_NOUNS | CALENDARS
    ):
        return None
    phrases = Phrases(tokens)
    target, _ = phrases.reference(at)
    if target is None:
        return None
    if target.noun in CALENDARS:
        return _asked(clause, replace(target, domain=Domain.CALENDAR), Act.LIST)
    if target.domain is Domain.EMAIL:
        if target.people or target.unread or target.order is not None or target.quantity is Quantity.ALL:
            return _asked(clause, target, Act.SEARCH)
        frame = CommandReader(text, tokens, at - 1, now).mail_to("email", at)
        return replace(clause, role=Role.COMMAND, frame=frame) if frame else None
    if target.domain is not Domain.CALENDAR:
        return None
    existing = (
        target.next or target.order is not None or target.quantity is Quantity.ALL or phrases.low(at) == "my"
    )
    if existing:
        return _asked(clause, target, Act.LIST)
    slots = SlotReader(text, tokens).event(at)
    if not (slots.times or wanted):
        return None
    frame = CommandReader(text, tokens, at, now).created(slots, "schedule")
    return replace(clause, role=Role.COMMAND, frame=frame) if frame else None


def _asked(clause: Clause, target: Reference, act: Act) -> Clause:
    frame = Frame(act, clause.begin, clause.stop, target=target, asked="what")
    return replace(clause, role=Role.QUESTION, frame=frame)


_LEADS_TO_PEOPLE = frozenset({"with", "from", "to", "by", "invite", "met", "email"})


def _mentioned(tokens: tuple[Token, ...]) -> tuple[Person, ...]:
    """Everybody named in a clause by the words around the name, in order."""
    phrases = Phrases(tokens)
    found: list[Person] = []
    for i, token in enumerate(tokens):
        if token.sort is Sort.ADDRESS:
            people, _ = phrases.people(i)
        elif token.low in _LEADS_TO_PEOPLE and i + 1 < len(tokens) and not phrases.is_time(i + 1):
            if tokens[i + 1].low in COMMAND_VERBS:
                continue
            people, _ = phrases.people(i + 1)
        elif i == 0 and token.low not in COMMAND_VERBS:
            people = _subject(phrases)
        else:
            continue
        found.extend(p for p in people if not p.pronoun and not p.myself and p not in found)
    return tuple(found)


def _subject(phrases: Phrases) -> tuple[Person, ...]:
    """The people that a sentence begins with, when a verb follows them: "Sofia is off sick"."""
    people, after = phrases.people(0)
    verb = phrases.low(after)
    return (
        people if verb in AUXILIARIES | _NEED | {"'s", "'ve", "just", "also"} or verb.endswith("ed") else ()
    )


def _with_people(clause: Clause) -> Clause:
    """`clause` with those among the mentioned whom only its frame knows: "if Akira hasn't sent …"."""
    frame = clause.frame
    target = frame.target if frame else None
    framed = (*(frame.people if frame else ()), *((*target.people, *target.recipients) if target else ()))
    more = [
        p for p in framed if not p.pronoun and not p.myself and not p.relation and p not in clause.mentioned
    ]
    return replace(
        clause, mentioned=tuple(sorted((*clause.mentioned, *more), key=lambda person: person.begin))
    )


def _joined(clauses: list[Clause], clause: Clause) -> list[Clause]:
    """`clauses` with one more, which may only say something further of the one before."""
    frame, last = clause.frame, _last_command(clauses)
    if frame and frame.act is Act.NAME and frame.title and clause.role is Role.COMMAND and last is None:
        return [*clauses, clause.with_frame(replace(frame, act=Act.RENAME))]
    if last is None:
        return [*clauses, clause]
    index, before = last
    assert before.frame is not None
    if frame and frame.act is Act.NAME and frame.title and clause.role is Role.COMMAND:
        return _replaced(clauses, index, replace(before.frame, title=frame.title), clause)
    if frame and frame.act is Act.INVITE and frame.target is None and before.frame.act is Act.CREATE:
        return _replaced(
            clauses, index, replace(before.frame, people=(*before.frame.people, *frame.people)), clause
        )
    further = _further(before.frame, clause) or _text_for(before.frame, frame)
    if further:
        return _replaced(clauses, index, further, clause)
    return [*clauses, clause]


def _last_command(clauses: list[Clause]) -> tuple[int, Clause] | None:
    for index in range(len(clauses) - 1, -1, -1):
        clause = clauses[index]
        if clause.role is Role.COMMAND and clause.frame:
            return index, clause
    return None


def _text_for(frame: Frame, more: Frame | None) -> Frame | None:
    """"… Title it X and tell them 'Y'", "reply to Ana and tell her Y": the text of the mail before it."""
    if more is None or more.act is not Act.SEND or not more.body or more.title or frame.body:
        return None
    known = {person.text.lower() for person in (*frame.people, *(frame.target.people if frame.target else ()))}
    same = all(person.pronoun or person.text.lower() in known for person in more.people)
    if not same or frame.act not in (Act.SEND, Act.DRAFT, Act.REPLY, Act.FORWARD):
        return None
    return replace(frame, body=more.body, quoted=more.quoted, body_manner=more.body_manner)


def _further(frame: Frame, clause: Clause) -> Frame | None:
    """ "It's with the sender of …", "It should be an hour long": more about an event that is to be made."""
    phrases = Phrases(clause.tokens)
    if frame.act is not Act.CREATE or clause.role not in (Role.STATEMENT, Role.QUESTION):
        return None
    i = phrases.skip(0, "it") or phrases.skip(0, "this") or phrases.skip(0, "that")
    i = i or phrases.skip(0, "the", "meeting") or phrases.skip(0, "the", "event")
    if not i:
        return None
    j = i
    while phrases.low(j) in AUXILIARIES | {"'s", "'ll", "be", "last", "take"}:
        j += 1
    if j == i:
        return None
    slots = SlotReader("", ()) if j >= len(clause.tokens) else SlotReader(_source(clause), _shifted(clause))
    more = slots.event(j)
    if not (more.people or more.times or more.length or more.title or more.place):
        return None
    return replace(
        frame,
        people=(*frame.people, *more.people),
        times=(*frame.times, *more.times),
        length=frame.length or more.length,
        title=frame.title or more.title,
        place=frame.place or more.place,
    )


def _source(clause: Clause) -> str:
    return " " * clause.begin + clause.text


def _shifted(clause: Clause) -> tuple[Token, ...]:
    return clause.tokens


def _replaced(clauses: list[Clause], index: int, frame: Frame, more: Clause) -> list[Clause]:
    before = clauses[index]
    merged = replace(
        before,
        frame=replace(frame, stop=max(frame.stop, more.stop)),
        mentioned=(*before.mentioned, *more.mentioned),
    )
    return [*clauses[:index], merged, *clauses[index + 1 :]]
