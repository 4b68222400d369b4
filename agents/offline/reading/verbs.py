"""The verbs, and what each asks for.

To know another one, add it to the line of what it asks for; one that moves things in time, to
`tools.timewords.verbs`. A verb that is in several lines is read by each of them, from the top.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from agents.offline.reading.words import Act
from tools.timewords.verbs import MOVING, Way


class Lead(StrEnum):
    """Whom a preposition leads to, where that is the verb's own."""

    ADDRESSED = "addressed"
    """Who is written to: "reply to Ana"."""
    COMES = "comes"
    """Who comes in another's place: "replace Ana by Ben"."""
    GOES = "goes"
    """Who goes then: "substitute Ben for Ana"."""


_NONE: Mapping[str, Lead] = MappingProxyType({})
_TO = MappingProxyType({"to": Lead.ADDRESSED})
_BY = MappingProxyType({"by": Lead.COMES, "with": Lead.COMES})


class Line(NamedTuple):
    """Verbs that ask for the same, of one word or of several."""

    act: Act
    words: str
    """Each after a comma; behind a stroke the participle that no rule makes."""
    way: Way = Way.EITHER
    """Where what is changed goes, in time, when nothing else says it."""
    leads: Mapping[str, Lead] = _NONE


TABLE = (
    Line(Act.MARK, "mark, flag, unflag, unmark, star, unstar, tag, untag, label, unlabel, report"),
    Line(Act.UNSUBSCRIBE, "unsubscribe, opt out of, opt out"),
    Line(Act.SAVE, "save, download"),
    Line(Act.FILE, "move, put/put, transfer, file, stick/stuck"),
    Line(Act.MARK, "add, put/put, set/set, give, remove, take"),
    Line(Act.MEET, "meet, catch"),
    Line(Act.NAME, "call, name, title, label, entitle"),
    Line(Act.FORWARD, "forward, fwd, fw, pass, relay, share, pass on, pass along"),
    Line(Act.START, "start, begin"),
    Line(Act.SEND, "send/sent, email, e-mail, mail, message, write/written, compose, shoot, drop, ping"),
    Line(Act.SEND, "start, begin"),
    Line(Act.REMIND, "remind"),
    Line(Act.TELL, "tell, say, inform, notify, ask, remind, thank, warn, let, update, contact, congratulate"),
    Line(Act.REPLY, "reply, respond, answer, get back to, write back to, write back", leads=_TO),
    Line(Act.DRAFT, "draft, prepare"),
    Line(Act.ARCHIVE, "archive, file"),
    Line(Act.COMPLETE, "complete, tick off, check off, cross off"),
    Line(Act.REOPEN, "reopen"),
    Line(Act.READ, "read, open"),
    Line(Act.UNINVITE, "uninvite, disinvite, remove, drop"),
    Line(Act.INVITE, "invite, add, include"),
    Line(Act.RENAME, "rename, retitle"),
    *(Line(Act.MOVE, f"{verb.word}/{verb.past}", verb.way) for verb in MOVING),
    Line(Act.MOVE, "push back, put off, bring forward"),
    Line(Act.LENGTHEN, "extend, lengthen", Way.LATER),
    Line(Act.LENGTHEN, "shorten", Way.EARLIER),
    Line(Act.CHANGE, "change, update, edit, modify, adjust, switch, make/made, set/set"),
    Line(
        Act.CREATE,
        "schedule, book, arrange, organise, organize, plan, reserve, block, pencil, mark, note, jot",
    ),
    Line(
        Act.CREATE,
        "create, add, make, set, put/put, setup, enter, insert, fix, hold, host, flag, have, grab, get",
    ),
    Line(Act.CREATE, "set up, put in, put down, pencil in, block out, block off"),
    Line(
        Act.CANCEL,
        "cancel, delete, remove, drop, clear, scrap, erase, wipe, trash, bin, discard, scratch, axe",
    ),
    Line(Act.CANCEL, "call off, take off, get rid of, throw away, throw out, clear out, free up"),
    Line(Act.SEARCH, "find, search, show, list, get, fetch, display, look, check, see, view, give, retrieve"),
    Line(Act.SEARCH, "count, pull, bring, review, report, look up, look for, search for, check for, pull up"),
    Line(Act.SEARCH, "bring up, go through, locate"),
    Line(Act.REPLACE, "replace", leads=_BY),
    Line(Act.REPLACE, "swap, switch, exchange", leads={"for": Lead.COMES}),
    Line(Act.REPLACE, "substitute", leads={"for": Lead.GOES}),
    Line(Act.CAUSE, "have, get, make, let"),
)
STRONG_VERBS = frozenset(
    "schedule book cancel delete remove forward send email mail reply respond archive reschedule move "
    "postpone invite rename create draft find list show notify inform tell ask remind".split()
)
"""Verbs that begin a new instruction even inside text that was not quoted."""
BEYOND = frozenset(
    "summarise summarize summarising summarizing translate explain rewrite rephrase proofread analyse "
    "analyze compare recommend suggest prioritise prioritize evaluate improve digest recap".split()
)
"""Verbs that need a language model."""
UNDO = frozenset({"undo", "revert"})


def _words(line: Line) -> list[tuple[str, str]]:
    """Each verb of a line with its participle, where that is said."""
    pairs = (one.partition("/") for one in line.words.split(", "))
    return [(word, past) for word, _, past in pairs]


@cache
def verbs(*acts: Act) -> frozenset[str]:
    """The verbs of one word that ask for one of `acts`."""
    return frozenset(
        word for line in TABLE if line.act in acts for word, _ in _words(line) if " " not in word
    )


COMMAND_VERBS = verbs(*Act) - verbs(Act.MEET)
"""Verbs that open an instruction; to meet somebody is none, if nothing says when."""
PHRASAL = {tuple(word.split()): line.act for line in TABLE for word, _ in _words(line) if " " in word}
"""Verbs of several words; the longest that fits is taken."""
PASTS = {past: word for line in TABLE for word, past in _words(line) if past}
"""Participles, and what they are of."""


@cache
def acts_of(verb: str) -> tuple[Act, ...]:
    """What a verb of one word may ask for, in the order in which it is tried."""
    return tuple(dict.fromkeys(line.act for line in _lines(verb)))


@cache
def way_of(verb: str) -> Way:
    """Where a verb moves things, or their end, when nothing else says it."""
    return next((line.way for line in _lines(verb) if line.way), Way.EITHER)


@cache
def leads_of(verb: str) -> Mapping[str, Lead]:
    """Whom the prepositions that are the verb's own lead to."""
    return dict(chain.from_iterable(line.leads.items() for line in _lines(verb)))


def _lines(verb: str) -> list[Line]:
    return [line for line in TABLE if any(word == verb for word, _ in _words(line))]
