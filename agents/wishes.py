"""What somebody's words ask for: each verb that stands where an instruction stands, with what it is about.

Reads lightly, for a glance at every write: no words about time, no names, a few microseconds a sentence.
"""

from functools import cache, lru_cache
from itertools import pairwise, takewhile
from typing import NamedTuple

from agents.offline.reading.verbs import PASTS, PHRASAL, acts_of, verbs
from agents.offline.reading.words import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    EVENT_NOUNS,
    PREPOSITIONS,
    QUESTION_WORDS,
    SAYING,
    Act,
)
from tools.patterns import Pattern

FURTHER = {
    **dict.fromkeys("throw skip ditch purge empty clean unsubscribe".split(), (Act.CANCEL,)),
    **dict.fromkeys("end stop finish discontinue terminate omit leave".split(), (Act.CANCEL,)),
    **dict.fromkeys("accept decline confirm rsvp".split(), (Act.REPLY,)),
    "cc": (Act.SEND,),
    "resend": (Act.SEND,),
    "loop": (Act.INVITE, Act.SEND),
    "split": (Act.CHANGE,),
    "transfer": (Act.MOVE,),
    **dict.fromkeys("merge combine unify join".split(), (Act.MERGE,)),
    "finish": (Act.COMPLETE,),
    "tick": (Act.COMPLETE,),
}
"""Verbs that a language model is told, and the built-in model can't do or reads otherwise."""
VERBS = verbs(*Act)
MOST_CHARS = 10_000
"""What a person writes is shorter; of what they paste, the rest is not looked through."""
MOST_ABOUT = 40
"""So many words belong to a verb."""
QUOTED = "\x01"
OF_MAIL = frozenset({Act.SEND, Act.TELL, Act.REPLY, Act.FORWARD, Act.DRAFT})
"""After these, words are what is to be written: no instruction to anybody here."""

SENTENCE = Pattern(r"(?<=[.!?;])\s+|\n+")
_QUOTED = Pattern(
    r"\"[^\"\n]{0,400}\"|“[^”\n]{0,400}”|«[^»\n]{0,400}»|`[^`\n]{0,400}`|(?<![\w])['‘][^'’\n]{0,400}['’](?!\w)"
)
_WORD = Pattern(r"[^\W_][\w@.+/-]*(?:'\w+)?|[,:—–-]")
_ANY_WORD = Pattern(rf"{QUOTED}?(?:{_WORD.pattern})")
_OPENERS = frozenset(
    "please pls kindly just also now then next first finally maybe actually quickly again hi hey hello ok "
    "okay alright right so well great thanks yes yeah sure dear no oh and or but plus , once there "
    "i'll we'll let's lets".split()
)
"""What may stand before an instruction."""
_BREAKS = frozenset("and or but then plus , : — – -".split())
_JOINS = frozenset("and then plus , also".split())
_DEFINITE = frozenset("the this that these those my our his her their your".split())
_MODALS = frozenset("can could would will can't couldn't won't".split())
_BEFORE_TO = frozenset(
    "want wants need needs have has got like love you forget sure remember going wish me time supposed able "
    "try ought us meant planning free hoping due".split()
)
_WANTS = frozenset("want wants need needs like get have prefer see should must".split())
_ABOUT_ING = frozenset("about mind needs need suggest consider worth by help assistance".split())
_BEFORE_TEXT = SAYING | {":"}
_EXCEPT = frozenset({"except", "excluding", "besides", "bar", "unless"})
_WHILE_NOT = frozenset("was were been is are being already has had have not n't i".split())
_NOT = frozenset("don't dont never not without cannot".split())
_ASKED_OF = frozenset("i we you he she they there".split())
"""After an auxiliary, of whom is asked: "do I have …", "is there …"."""
_OPENS_QUESTION = (QUESTION_WORDS | AUXILIARIES | {"what's", "when's", "where's", "who's", "how's"}) - _MODALS


class Wish(NamedTuple):
    """One thing that was asked for."""

    verb: str
    acts: frozenset[Act]
    """What the verb may mean; none for a verb that nobody knows."""
    about: tuple[str, ...]
    """The words that belong to it, in lower case; a quoted one with `QUOTED` before it."""
    but: tuple[str, ...] = ()
    """The words after "except"."""


class Said(NamedTuple):
    """What a text asks for, and what it asks not to be done."""

    wishes: tuple[Wish, ...]
    denied: tuple[Wish, ...]
    named: tuple[Wish, ...]
    """Without a verb, as in "lunch with Ana tomorrow" or "the call should be at 12"."""


@lru_cache(maxsize=512)
def read(text: str) -> Said:
    """What `text` asks for; what is quoted in it, and what is to be written to somebody, asks for nothing."""
    wishes: list[Wish] = []
    denied: list[Wish] = []
    named: list[Wish] = []
    lines = (
        line for line in text[:MOST_CHARS].replace("’", "'").splitlines() if not line.lstrip().startswith(">")
    )
    for sentence in SENTENCE.split("\n".join(lines)):
        words = words_of(sentence)
        if not words:
            continue
        if kept := next((act for said, act in _WHOLE if said.match(" ".join(words))), None):
            wishes.append(Wish("", frozenset({kept}), words))
            continue
        asks = _is_question(words, sentence)
        found, refused = instructions(words, asks=asks)
        wishes += found
        denied += refused
        if not (refused or any(wish.acts for wish in found)):
            named += _without_verb(words, sentence, asks=asks)
        elif not refused:
            named += _before_a_verb(words)
    return Said(tuple(wishes), tuple(denied), tuple(named))


@lru_cache(maxsize=512)
def words_of(sentence: str) -> tuple[str, ...]:
    """The words in lower case; what is quoted is one word with a mark before it, so that it is no verb."""
    plain = _QUOTED.sub(
        lambda match: " " + "".join(f" {QUOTED}{w}" for w in _WORD.findall(match[0].lower())),
        sentence[:MOST_CHARS],
    )
    return tuple(word.rstrip(".") for word in _ANY_WORD.findall(plain.lower()))


def _is_question(words: tuple[str, ...], sentence: str) -> bool:
    first, second = [*(word for word in words if word not in _OPENERS), "", ""][:2]
    return first in _OPENS_QUESTION and (
        sentence.rstrip().endswith("?") or first in QUESTION_WORDS or second in _ASKED_OF
    )


def instructions(words: tuple[str, ...], *, asks: bool = False) -> tuple[list[Wish], list[Wish]]:
    """The instructions of a sentence, and those that are denied; of a question what is politely asked."""
    found: list[Wish] = []
    denied: list[Wish] = []
    head, negated, written = not asks, False, False
    for i, word in enumerate(words):
        before = words[i - 1] if i else ""
        if word in _BEFORE_TEXT and found and found[-1].acts & OF_MAIL:
            break
        if word in _NOT and (head or before in ("do", "please", "you")):
            negated, head = True, True
            continue
        if head and word in ("do", "forget", "fail"):  # "do not", "don't forget to"
            negated = negated and word == "do"
            continue
        opens = _opens(words, i, head=head, asks=asks, written=written)
        verb = _verb(words, i) if opens else None
        if verb is None and not written:
            verb = _passive(words, i, asks=asks)
        if verb is not None:
            name, acts, about = verb
            (denied if negated else found).append(_wish(name, acts, about))
            written = not acts.isdisjoint(OF_MAIL | {Act.REMIND}) and acts.isdisjoint(
                {Act.CANCEL, Act.CREATE}
            )
            head = negated = False
        elif word in _BREAKS:
            head, written = not asks, written and word not in ("and", "then")
        elif not (word in _OPENERS and head):
            head = word in _OPENERS and word in ("please", "kindly") and not written
    return found, denied


def _wish(verb: str, acts: frozenset[Act], about: tuple[str, ...]) -> Wish:
    """With what is to be written left out, and what is excepted for itself."""
    if not acts.isdisjoint(OF_MAIL):
        about = tuple(takewhile(lambda word: word not in _BEFORE_TEXT | {"that"}, about))
        about = tuple(word for word in about if word[0] != QUOTED)
    named = tuple(takewhile(lambda word: word not in _EXCEPT, about))
    return Wish(verb, acts, named, about[len(named) :])


def _opens(words: tuple[str, ...], i: int, *, head: bool, asks: bool, written: bool) -> bool:
    """Whether an instruction may begin at `i`."""
    if head and words[i] not in _OPENERS:
        return True
    before, earlier = words[i - 1] if i else "", words[i - 2] if i > 1 else ""
    if before in ("you", "we", "i", "u", "someone") and earlier in _MODALS:
        return True
    if before in ("just", "please", "also", "kindly") and earlier in ("you", "we") and i > 2:
        return words[i - 3] in _MODALS
    if before == "to" and not written:
        return earlier in ("possible", "able") or (not asks and earlier in _BEFORE_TO)
    return not asks and before in ("must", "should", "gotta") and earlier in ("i", "we", "you")


def _verb(words: tuple[str, ...], i: int) -> tuple[str, frozenset[Act], tuple[str, ...]] | None:
    word = words[i]
    after = words[i + 1] if i + 1 < len(words) else ""
    if word in _NO_VERBS or not word[0].isalpha():
        return None
    if word not in _KNOWN:
        unknown = after and word not in EVENT_NOUNS
        return (word, frozenset(), _about(words, i + 1)) if unknown else None
    if (after in ("from", "is", "was", "are") and word not in FURTHER) or (
        after == "with" and word in EVENT_NOUNS
    ):
        return None  # "mail from Ana", "call with Maya"
    about = _about(words, i + 1)
    acts = set(acts_of(word)) | set(FURTHER.get(word, ()))
    for phrase, act in (*PHRASAL.items(), (_OFF, Act.UNINVITE)):
        if phrase[0] == word and set(phrase[1:]) <= set(about[:8]):
            acts.add(act)
    return word, frozenset(_narrowed(word, acts, about)), about


_KNOWN = VERBS | FURTHER.keys() | {phrase[0] for phrase in PHRASAL}
_OFF = ("take", "off")
""" "Take Ben off the review"."""
_NO_VERBS = (AUXILIARIES | QUESTION_WORDS | DETERMINERS | CONJUNCTIONS) - {"have"}
_TO_ME = frozenset({"me", "us"})
_LETTERS = frozenset("line note mail email e-mail message".split())


def _narrowed(word: str, acts: set[Act], about: tuple[str, ...]) -> set[Act]:
    """Without what the words after the verb exclude."""
    first = about[0] if about else ""
    if (word == "let" and "know" not in about) or (word == "thank" and first == "you"):
        return set()
    if first in _TO_ME:
        return acts & {Act.REMIND, Act.SEARCH, Act.CAUSE} if Act.TELL in acts else _to_me(word, acts, about)
    if Act.REMIND in acts:
        acts = acts - {Act.REMIND} | {Act.TELL}
    letters = any(a in ("a", "an") and b in _LETTERS for a, b in pairwise(about[:6]))
    if Act.SEND in acts and Act.CANCEL in acts:  # "drop Ana a line", "drop the review"
        return acts - {Act.CANCEL, Act.UNINVITE} if letters else acts - {Act.SEND}
    if word == "update" and first in DETERMINERS:
        return acts - {Act.TELL}
    return acts


def _to_me(word: str, acts: set[Act], about: tuple[str, ...]) -> set[Act]:
    """ "Send me the link" wants to be shown it; "send me a mail" doesn't."""
    wanted = word in _LETTERS or (about[1:2] in (("a",), ("an",)) and not _LETTERS.isdisjoint(about[2:4]))
    return acts if wanted else acts - {Act.SEND, Act.FORWARD}


def _about(words: tuple[str, ...], begin: int) -> tuple[str, ...]:
    """What belongs to a verb: the words up to the next one that opens an instruction."""
    end = min(begin + MOST_ABOUT, len(words))
    for stop in range(begin, end):
        following = words[stop + 1] if stop + 1 < len(words) else ""
        if words[stop] in _BREAKS and following in VERBS and following not in EVENT_NOUNS:
            return words[begin:stop]
    return words[begin:end]


def _passive(
    words: tuple[str, ...], i: int, *, asks: bool
) -> tuple[str, frozenset[Act], tuple[str, ...]] | None:
    """ "I want it cancelled", "it has to be moved", "how about moving it"."""
    word = words[i]
    before = words[i - 1] if i else ""
    there = word == "put" and words[i + 1 : i + 2] in (("on",), ("in",))
    if (verb := word if there else _of_past(word)) and before not in _WHILE_NOT:
        wanted = before == "be" or any(w in _WANTS for w in words[max(0, i - 8) : i])
        if wanted and not (asks and before != "be"):
            return verb, frozenset(acts_of(verb)), (*words[:i], *words[i + 1 :])
    if before in _ABOUT_ING and (verb := _of_ing(word)):
        if before == "by" or (before == "about" and (i < 2 or words[i - 2] not in ("how", "what"))):
            return None
        return verb, frozenset(acts_of(verb)), words[i + 1 :]
    return None


@cache
def _of_past(word: str) -> str:
    """The verb that `word` is the participle of."""
    if word in PASTS and PASTS[word] not in ("let", "put", "set"):
        return PASTS[word]
    return _stem(word, "ed", "d")


@cache
def _of_ing(word: str) -> str:
    return _stem(word, "ing")


def _stem(word: str, *ends: str) -> str:
    for end in ends:
        if word.endswith(end):
            stem = word[: -len(end)]
            for verb in (stem, f"{stem}e", stem[:-1]):
                if verb in VERBS:
                    return verb
    return ""


_TIME = Pattern(
    r"\d|^(?:today|tonight|tomorrow|noon|midday|midnight|morning|afternoon|evening|week|month|years?|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?|"
    r"(?:jan|febr)(?:uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|(?:sept|octo|nov|dec)(?:em|o)?(?:ber)?)$"
)
_NOTED = Pattern(r"(?:i (?:need|want) |give me )?(?:an? )?(?:new )?(?:task|to-do|todo)(?: [:-]| to) ")
"""To-dos without a verb of their own: "to-do: answer Ana"; what is to be done asks for nothing."""
_WRITTEN_DOWN = Pattern(r"(?:please )?(?:write|note|jot|mark) down .{2,80} (?:on|in|into) (?:my|the|our) ")
_REMEMBERED = Pattern(
    r"(?:(?:please|(?:can|could|would|will) you) )*(?:(?:help|let) me (?:to )?remember"
    r"|(?:make sure (?:that )?|so (?:that )?)?i (?:(?:need|want|would like|have) to be reminded|remember"
    r"|(?:don't|do not)(?: want to| wanna)? forget)|i'd like to be reminded"
    r"|(?:don't|do not) (?:let me forget|forget to (?:tell|remind) me))\b"
)
""" "Help me remember to …", "I don't want to forget …"."""
_NOT_NEEDED = Pattern(r"i (?:don't|do not|no longer) (?:need|want|have) .{2,80} (?:on|in|from) (?:my|the) ")
""" "I don't need the dentist on my list any more"."""
_TO_BE_GONE = Pattern(
    r"i (?:need|want) .{2,80} taken (?:off|from|out of) (?:my|the|our) "
    r"|.{3,40} (?:needs|has) to be (?:clear|cleared|free|empty|open) (?:on|in) (?:my|the|our) "
)
""" "I need the dentist taken off my calendar", "Friday needs to be clear in my calendar"."""
_WHOLE = (
    (_NOTED, Act.CREATE),
    (_REMEMBERED, Act.CREATE),
    (_WRITTEN_DOWN, Act.CREATE),
    (_NOT_NEEDED, Act.CANCEL),
    (_TO_BE_GONE, Act.CANCEL),
)
_DONE = Pattern(
    r"\bi(?:'ve| have| just)?(?: already| just)? (?:finished|completed|done|did)\b"
    r"|\b(?:is|are) (?:now )?done\b"
)
"""Of what is done already: a to-do is to be marked so."""
_SHOULD = frozenset({"should", "must", "needs", "has", "have", "ought"})
_SINCE = frozenset({"from", "starting", "beginning", "as"})
_IS = frozenset("is are it's will starts begins moves takes happens should".split())
_LAST = frozenset({"last", "until", "till"})
_RUNS = _IS | frozenset("run runs end ends stop stops continue continues go goes".split())
_COMES = frozenset("come coming attend attending will".split())
""" "Ana can't come, Ben will instead"."""
_STATES = frozenset("be last start end begin take happen".split())


def _without_verb(words: tuple[str, ...], sentence: str, *, asks: bool = False) -> list[Wish]:
    """What a sentence without an instruction names: what to put into the calendar, or how it should be.

    Who asks whether they have a meeting wants none.
    """
    if _SHOULD & set(words) and any(b in _STATES for b in words) and not sentence.rstrip().endswith("?"):
        return [Wish("should", frozenset({Act.CHANGE, Act.MOVE, Act.LENGTHEN}), words)]
    if not sentence.rstrip().endswith("?") and any(map(_TIME.search, words)):
        # "From next week on it's at 10", "the last one is on Friday": how a series is to be
        if _SINCE & set(words) and _IS & set(words):
            return [Wish("is", frozenset({Act.CHANGE, Act.MOVE}), words)]
        if _LAST & set(words) and _RUNS & set(words):
            return [Wish("ends", frozenset({Act.CANCEL}), words)]
    if "instead" in words and not _COMES.isdisjoint(words):
        return [Wish("instead", frozenset({Act.INVITE, Act.UNINVITE, Act.REPLACE}), words)]
    wants = not asks and any(a in _WANTS for a in takewhile(lambda word: word not in EVENT_NOUNS, words))
    said_done = _DONE.search(" ".join(words))
    if said_done and not sentence.rstrip().endswith("?"):
        return [Wish("done", frozenset({Act.COMPLETE}), words)]
    plain = not (AUXILIARIES | QUESTION_WORDS) & set(words) and not sentence.rstrip().endswith("?")
    noun = any(word in EVENT_NOUNS for word in words)
    if (plain or wants) and (noun or any(map(_TIME.search, words))) and not (wants and not noun):
        return [Wish("", frozenset({Act.CREATE}), words)]
    return []


def _before_a_verb(words: tuple[str, ...]) -> list[Wish]:
    """The event without a verb before another instruction: "lunch with Ana at noon, and email Ben"."""
    for place, word in enumerate(words):
        if word in _JOINS and any(wish.acts for wish in instructions(words[place:])[0]):
            first = words[:place]
            if not first or first[0] in PREPOSITIONS | CONJUNCTIONS | _DEFINITE or instructions(first)[0]:
                return []
            new = any(one in EVENT_NOUNS for one in first) and any(map(_TIME.search, first))
            return _without_verb(first, " ".join(first)) if new else []
    return []


def is_time(word: str) -> bool:
    """Whether a word is about time, or a number."""
    return bool(_TIME.search(word))
