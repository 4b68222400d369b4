"""From a text to its clauses and what each wants: the one way in to the grammar."""

from dataclasses import replace
from datetime import datetime

from agents.offline.reading.clauses import split
from agents.offline.reading.commands import instructed, whole
from agents.offline.reading.cursor import Rows
from agents.offline.reading.declaratives import imperative
from agents.offline.reading.frames import Clause, Enquiry, Reading, Role, asks_something
from agents.offline.reading.gapping import Piece, spread
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.joining import joined
from agents.offline.reading.length import is_too_long
from agents.offline.reading.notes import note_of, noted
from agents.offline.reading.openings import is_filler, opening
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.question import Question
from agents.offline.reading.questions import asked_for, depends_on
from agents.offline.reading.recency import long_ago, none_since, since_when
from agents.offline.reading.statements import about, mentioned, needed, with_people
from agents.offline.reading.tokens import Sort, Token, moved_to, tokenize
from agents.offline.reading.verbless import verbless
from agents.offline.reading.verbs import COMMAND_VERBS, PHRASAL, verbs
from agents.offline.reading.word_order import from_senders, gathered
from agents.offline.reading.words import AUXILIARIES, PERSON_PRONOUNS, QUESTION_WORDS, THING_PRONOUNS, Act
from tools.remembered import remembered

_CHANGES = verbs(Act.MOVE, Act.LENGTHEN, Act.CHANGE)
_CREATES = verbs(Act.CREATE)
_CONDITION_WORDS = frozenset({"if", "unless", "otherwise", "else"})
_WHETHER = frozenset({"if", "whether"})
_ENQUIRIES = frozenset("check see know find tell verify confirm look me out let".split())
_BEFORE_QUESTIONS = frozenset({"at", "on", "in", "with", "until", "from"})
"""Prepositions that a question may begin with: "at what time …"."""
_HAILS = frozenset({"hi", "hey", "hello"})
_BUT = Rows("except", "but", "besides", "excluding", "other than", "apart from")
_YES = frozenset({"so", "yes", "yeah", "true", "there"})
_NO = frozenset({"not", "no", "n't", "none", "otherwise", "else"})


@remembered(128)
def understand(text: str, now: datetime) -> Reading:
    """`text` cut into clauses, each with its role and, where it wants something of ours, a frame.

    One that is too long has none.
    """
    if is_too_long(text):
        return Reading(text, (), now)
    tokens = tokenize(text, now)
    read: list[Clause] = []
    for number, sentence in split(text, tokens):
        for piece in spread(text, sentence, now):
            clause = with_people(replace(_clause(text, piece.tokens, now), sentence=number))
            if clause.role is not Role.FILLER:
                read.append(_of_piece(text, clause, piece))
    clauses: list[Clause] = []
    for clause in noted(read):
        clauses = joined(clauses, clause)
    return Reading(text, tuple(clauses), now)


def _of_piece(text: str, clause: Clause, piece: Piece) -> Clause:
    """The clause with nothing but its own words as its text."""
    if not piece.lead:
        return clause
    return replace(clause, text=text[piece.begin : clause.stop], begin=piece.begin, lead=piece.lead)


def _clause(text: str, tokens: tuple[Token, ...], now: datetime) -> Clause:
    asks = tokens[-1].text == "?"
    while tokens and tokens[-1].sort is Sort.SIGN and tokens[-1].text in ".!?,;":
        tokens = tokens[:-1]
    while len(tokens) > 2 and tokens[0].low in _HAILS:
        # "Hi, Ana is ill": the sentence begins with Ana.
        tokens = tokens[1 + (tokens[1].text == ",") :]
    if not tokens:
        return Clause("", 0, 0, (), Role.FILLER)
    tokens = from_senders(tokens)
    begin, stop = tokens[0].begin, tokens[-1].stop
    clause = Clause(text[begin:stop], begin, stop, tokens, mentioned=mentioned(tokens))
    if tokens[0].low in _CONDITION_WORDS or (
        tokens[0].low == "in"
        and len(tokens) > 1
        and (tokens[1].low == "case" or (tokens[2:3] and tokens[2].low == "case"))
    ):
        return _condition(text, clause, now)
    return _main(text, clause, asks, now)


def _condition(text: str, clause: Clause, now: datetime) -> Clause:
    tokens = clause.tokens
    phrases = Phrases(tokens)
    if tuple(token.low for token in tokens) == ("in", "that", "case"):
        return replace(clause, role=Role.CONDITION, answer_is=True)
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
        | {"i", "we", "then", "that", "'s", "'m", "'re", "'ve", "case", "is", "it", "the"}
    ]
    if not content:
        # "if not", "if so", "if they haven't", "otherwise": it points at the question before it.
        negative = any(word in _NO for word in words) or unless
        return replace(clause, role=Role.CONDITION, answer_is=not negative)
    start = phrases.skip(0, "in", "case") or 1
    frame, negated = _enquired(text, tokens, start, now)
    return replace(clause, role=Role.CONDITION, frame=frame, negated=negated != unless)


def _main(text: str, clause: Clause, asks: bool, now: datetime) -> Clause:
    tokens = clause.tokens
    phrases = Phrases(tokens)
    if is_filler(phrases, len(tokens)):
        return replace(clause, role=Role.FILLER)
    opened = opening(phrases)
    at = opened.at
    if at >= len(tokens):
        return replace(clause, role=Role.FILLER)
    in_one = whole(Instruction(text, tokens, at, now))
    if in_one is not None:
        return replace(clause, role=Role.QUESTION if asks_something(in_one) else Role.COMMAND, frame=in_one)
    told = imperative(text, tokens, at, now, wish=opened.wish)
    if told is not None:
        frame = instructed(Instruction(text, told, 0, now))
        return replace(
            clause, tokens=told, role=Role.COMMAND if frame else Role.UNKNOWN, frame=frame, told=True
        )
    opens = tokens[0].low == "will" and phrases.low(1) in {"i", "we"}
    for start in (at, 0) if at == 1 or opens else (at,):
        # "Last mail from Ana": what looks like somebody's name before a verb may be the question's own.
        question = Question(text, tokens, start, now)
        asked = asked_for(question)
        if asked is not None:
            role = Role.QUESTION if asks_something(asked) else Role.COMMAND
            return replace(clause, role=role, frame=asked, negated=question.negated)
    tokens = gathered(tokens, at)
    phrases = Phrases(tokens)
    enquiry = _enquiry(phrases, at)
    if enquiry is not None:
        return _question(text, clause, enquiry, now)
    low = phrases.low(at)
    if low in _BEFORE_QUESTIONS and phrases.low(at + 1) in QUESTION_WORDS:
        at, low = at + 1, phrases.low(at + 1)
    together = at + 1 < len(tokens) and tokens[at].stop + 1 == tokens[at + 1].begin
    moves = together and PHRASAL.get((low, phrases.low(at + 1))) is Act.MOVE
    if low in _CHANGES or moves or (low in _CREATES and phrases.low(at + 1) in THING_PRONOUNS):
        tokens = moved_to(text, tokens, now)
        clause, phrases = replace(clause, tokens=tokens), Phrases(tokens)
    sure = phrases.skip(phrases.skip(at, "make", "sure"), "that") if phrases.low(at + 1) == "sure" else at
    if low == "make" and sure > at and phrases.low(sure) in {"i", "we", "there", "my"}:
        return _question(text, clause, sure, now)
    if low == "make" and phrases.low(at + 1) == "sure":
        return replace(clause, role=Role.STATEMENT, about=about(phrases, tokens))
    if (
        low in COMMAND_VERBS
        or low in {"get", "take", "let", "go", "meet", "look", "catch"}
        or (low, phrases.low(at + 1)) in PHRASAL
    ):
        frame = instructed(Instruction(text, tokens, at, now))
        if frame:
            return replace(clause, role=Role.QUESTION if asks_something(frame) else Role.COMMAND, frame=frame)
    statement = needed(clause, phrases)
    if statement:
        return statement
    noun_phrase = verbless(Instruction(text, clause.tokens, at, now), clause, wanted=opened.wish)
    if noun_phrase and not (low in COMMAND_VERBS and not opened.wish):
        return noun_phrase
    spoken_of = about(phrases, tokens)
    role = Role.QUESTION if asks or low in QUESTION_WORDS | AUXILIARIES else Role.STATEMENT
    if low in COMMAND_VERBS or opened.polite:
        role = Role.UNKNOWN
    # "Will call Ana at 8" asks nothing.
    intended = low == "will" and not asks
    questioned = (role is Role.QUESTION and not intended) or (asks and not opened.polite)
    note = None if questioned else note_of(Instruction(text, clause.tokens, at, now))
    return replace(clause, role=role, about=spoken_of, note=note)


def _enquiry(phrases: Phrases, at: int) -> int | None:
    """Where the question begins inside "check if …", "let me know whether …", "tell me when …"."""
    i = at
    while phrases.low(i) in _ENQUIRIES or (i > at and phrases.low(i) in {"and", "to"}):
        i += 1
    if i == at:
        return None
    if phrases.low(i) in _WHETHER:
        return i + 1
    if phrases.low(i) in QUESTION_WORDS and phrases.low(i - 1) in {"me", "know", "out", "check", "see"}:
        return i
    return None


def _question(text: str, clause: Clause, at: int, now: datetime) -> Clause:
    frame, negated = _enquired(text, clause.tokens, at, now)
    return replace(clause, role=Role.QUESTION, frame=frame, negated=negated)


def _says_of_another(phrases: Phrases, at: int) -> bool:
    """ "If Ana has written and Ben hasn't": two things in one, of which one would be lost."""
    for k in range(at + 2, len(phrases.tokens) - 2):
        if phrases.low(k) in {"and", "but", "while"}:
            person, after = phrases.person(k + 1)
            beyond = phrases.low(after + 1)
            if person and phrases.low(after) in AUXILIARIES and beyond in {"n't", "not", "too", ""}:
                return True
    return False


def _enquired(text: str, tokens: tuple[Token, ...], at: int, now: datetime) -> tuple[Enquiry | None, bool]:
    """What a question or a condition asks for, and whether it says that something is not so."""
    ago = since_when(tokens, at, now)
    if ago is not None:
        bound, at = ago
    if _says_of_another(Phrases(tokens), at):
        return None, False
    question = Question(text, tokens, at)
    frame = depends_on(question)
    but = any(question.phrases.skip_any(i, _BUT) > i for i in range(at, len(tokens)))
    if frame is None or frame.target is None or (but and frame.target.but is None):
        # "Anyone but Ana": nothing can be looked up that way.
        return None if but else frame, question.negated
    return none_since(frame, bound, now) if ago else long_ago(frame, tokens, now), question.negated
