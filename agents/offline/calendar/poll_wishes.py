"""Times for several people in plain words: "find a time for Ana, Ben and me next week", "book it".

A text is one from the first word to the last, or none at all: then others read it.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from agents.offline.reading.courtesies import OPENERS, WISHES
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.tokens import Sort, Token, tokenize
from tools.patterns import Pattern, Spoken
from tools.timewords import Kind, find, resolve


@dataclass(frozen=True)
class Propose:
    """Times to be mailed to several people."""

    people: tuple[str, ...]
    when: str
    minutes: int = 0
    title: str = ""


@dataclass(frozen=True)
class Standing:
    """How one stands, or who has not answered."""

    about: str = ""
    only_missing: bool = False


@dataclass(frozen=True)
class Settle:
    """One of the times to be booked; without one, that which fits all. `off`: none, it is called off."""

    about: str = ""
    time: str = ""
    off: bool = False
    or_told: bool = False
    """Where nothing can be booked yet, how it stands is told."""


PollWish = Propose | Standing | Settle
_POLITE = rf"(?:(?:{OPENERS}|{WISHES}|let's|yes|fine|good|never mind|forget (?:it|that))\W+)*"
_TIMES = r"(?:possible |suitable |good |meeting )*(?:times?|time slots?|slots?|dates?|options?)"
_FEW = r"(?:a few|some|several|three|two|3|2) "
_SOME = r"(?:(?:a few|some|several|three|two|3|2|a|the|my) )?"
_THEY_MEET = (
    r"when (?:they|he|she|we) (?:can|could|are able to|have time to|would like to) (?:all )?(?:meet|talk)"
    r"|for (?:a |possible )?(?:times?|slots?|dates?)(?: to meet)?"
    rf"|(?:which|what) (?:of (?:three|these) )?{_TIMES} (?:suits?|works?|fits?)(?: (?:for )?them)?"
)
_PROPOSED = (
    r"(?:(?:the )?(?:polls?|times|proposed times?|times (?:that )?(?:i|you|we) (?:have )?proposed|time "
    r"proposals?)"
    r"|(?:my|our) (?:poll|proposed times?|proposals?))"
)
_MEETING = r"(?:the |our |my )?(?:meeting|call|talk|time|appointment|get-together)"
_WITH = r"(?: (?:with|for|to|of|about|from) (?P<about>[^?!]{1,80}?))"
_OF_TIMES = r"(?: of the times proposed to (?P<known>.{1,120}))?"
_ANSWERED = r"(?:answered|answer|replied|reply|responded)"
_WHICH = (
    r"(?P<time>(?:the )?(?:first|second|third|last|1st|2nd|3rd)(?: one| time| option| slot)?"
    r"|(?:option|number|no\.?|nr\.?|time) [1-9]|[1-9])"
)
_FITS = r"that (?:fits|suits|works for) (?:all|every(?:one|body))(?: of (?:us|them))?"


def _sentence(pattern: str) -> Pattern:
    return Spoken(f"{_POLITE}{pattern}")


_FIND = _sentence(
    r"(?:find|look for|search for|get|i need|need) (?:me |us )?(?:an?|some) (?:good |suitable |common )?"
    r"(?:(?P<n>\d+|half an|one|two)[- ](?P<unit>minutes?|mins?|hours?) )?"
    r"(?:times?|slots?|dates?)(?: (?:that|which) (?:works?|suits?|fits?))?"
    r" (?:for|with|to meet(?: with)?|to talk to|to see) (?P<rest>.+)"
)
_OFFER = _sentence(
    rf"(?:(?:propose|suggest|offer) {_SOME}|(?:mail|send|e-?mail) {_FEW}){_TIMES}"
    r"(?: (?:for|about) (?P<title>[^,]{1,60}?))? to (?P<rest>.+)"
)
_OFFER_THEM = _sentence(
    rf"(?:propose|suggest|offer|send|mail|give) (?P<people>[^?]+?) {_FEW}{_TIMES}(?P<rest>(?: .+)?)"
)
_OFFER_THESE = _sentence(r"(?:propose|suggest|offer) (?P<times>.+?) to (?P<rest>.+)")
_BETWEEN = Spoken(r",\s*(?:or |and )?|\s+(?:or|and)\s+")
_ASK = _sentence(rf"(?:ask|poll) (?P<people>[^?]+?) (?:{_THEY_MEET})(?P<rest>(?: .+)?)")
_LENGTH = Spoken(
    r"(?:\bfor |,\s*)(?:(?:about|around) )?(?P<length>(?:an?|one|two|three|half an|\d+(?:[.,]\d+)?)"
    r" ?(?:and a half )?(?:hours?|minutes?|mins?|h)|(?:half|three quarters of) an hour|an hour and a half)\b"
)
_LENGTH_FIRST = Spoken(
    r"\b(?:an? )?(?P<n>\d+)[- ](?P<unit>minutes?|mins?|hours?) (?:meeting|call|chat|talk|slot)\b"
)
_TITLED = Spoken(
    r"\b(?:about|on|regarding|to (?:discuss|talk about|go (?:over|through)|review|plan)) (?:the |our |a )?"
    r"(?P<title>[\w'&-]+(?: [\w'&-]+){0,5})\s*\Z"
)
_FOR_WHAT = Spoken(r"\bfor (?:the|our|an?) (?P<title>[a-z'&-]+(?: [\w'&-]+){0,4})\s*\Z")
_ARTICLE = Spoken(r"\A(?:the|our|an?) ")
_LEFT = frozenset("for in on at within during sometime some time to meet us of with , . and the".split())
_GOING = r"(?:going|coming along|doing|looking|stand(?:ing)?|progressing)(?: now| so far)?"
_HOW = r"how(?:'s| is| are| does| do)"
_STANDING = (
    _sentence(rf"{_HOW} {_MEETING}{_WITH} {_GOING}"),
    _sentence(rf"{_HOW} {_PROPOSED}{_WITH}? {_GOING}"),
    _sentence(
        r"(?:(?:show|tell) me |what about |what's with |how about )(?:the )?(?:status of |state of )?"
        rf"{_PROPOSED}{_WITH}?"
    ),
    _sentence(
        rf"(?:are there )?(?:any )?(?:answers?|repl(?:y|ies)|news) (?:to|about|on|for) {_PROPOSED}{_WITH}?"
    ),
    _sentence(rf"(?:are there |do i have )?any (?:open )?{_PROPOSED.replace('(?:the )?', '')}"),
    _sentence(rf"ha(?:s|ve) (?P<about>.{{1,80}}?) {_ANSWERED} (?:to|about) {_PROPOSED}"),
    _sentence(rf"what have (?P<about>.{{1,80}}?) (?:said|answered|replied) (?:about|to) {_PROPOSED}"),
)
_MISSING = _sentence(
    rf"who (?:has(?:n't| not)|did(?:n't| not)) {_ANSWERED}(?: yet)?(?: (?:to |about )?{_PROPOSED}{_WITH}?)?"
    rf"{_OF_TIMES}"
)
_SO_FAR = _sentence(
    r"(?:how(?:'s| is) (?:it|that) (?:going|looking|coming along)"
    r"|(?:any|are there) (?:answers?|news|replies)(?: yet)?"
    r"|ha(?:s|ve) (?:every(?:body|one)|they|all(?: of them)?) (?:answered|replied)(?: yet)?"
    rf"|what have they (?:said|answered)|who has answered(?: (?:already|so far))?){_OF_TIMES}"
)
_BOOK_IT = _sentence(
    rf"(?:book|confirm|settle|fix|schedule) (?:it|that|this|them|{_WHICH}|(?:the )?one {_FITS}){_OF_TIMES}"
)
_TAKE = _sentence(rf"(?:take|go with|go for|choose|pick) {_WHICH}{_OF_TIMES}")
_BOOK = _sentence(rf"(?:book|settle|confirm) (?:{_WHICH} (?:of|from) )?{_PROPOSED}{_WITH}?")
_BOOK_NAMED = _sentence(rf"book the (?:time|one|slot) {_FITS}{_WITH}?")
_OFF_IT = _sentence(rf"(?:call|blow) (?:it|that|this|the whole thing|everything) off{_OF_TIMES}")
_OFF = _sentence(
    r"(?:call off|cancel|drop|release|withdraw|take back|end|stop) (?:all )?(?:the holds (?:for|of) )?"
    rf"{_PROPOSED}{_WITH}?"
)
_OFF_MEETING = (
    _sentence(rf"call off {_MEETING}{_WITH}"),
    _sentence(rf"call {_MEETING}{_WITH} off"),
)
_PREPARED = Spoken(r"book the proposed time that fits all \[poll=(?P<about>\w+)\]")


def poll_wish(text: str, now: datetime) -> PollWish | None:
    """What `text` wants of times for several people, whatever was said before; None: nothing of the kind."""
    plain = _plain(text)
    if match := _PREPARED.fullmatch(plain):
        return Settle(match["about"], or_told=True)
    if match := next(filter(None, (pattern.fullmatch(plain) for pattern in _STANDING)), None):
        return Standing(match.groupdict().get("about") or "")
    if (match := _MISSING.fullmatch(plain)) and _says_of_what(match, plain):
        return Standing(match["known"] or match["about"] or "", only_missing=True)
    if (match := _OFF.fullmatch(plain)) is not None:
        return Settle(match["about"] or "", off=True)
    for pattern in (_BOOK, _BOOK_NAMED):
        if match := pattern.fullmatch(plain):
            return Settle(match["about"] or "", match.groupdict().get("time") or "")
    known = wish_of_it(text)
    return known if known is not None and known.about else _proposal(plain, now)


def perhaps_off(text: str) -> Settle | None:
    """ "Call off the meeting with Ana and Ben": of proposed times, or of an event, as there is one."""
    match = next(filter(None, (pattern.fullmatch(_plain(text)) for pattern in _OFF_MEETING)), None)
    return Settle(match["about"], off=True) if match else None


def wish_of_it(text: str) -> Standing | Settle | None:
    """What is wanted of "it", said after times that were proposed."""
    plain = _plain(text)
    if match := _MISSING.fullmatch(plain):
        return Standing(match["known"] or "", only_missing=True)
    if match := _SO_FAR.fullmatch(plain):
        return Standing(match["known"] or "")
    if match := _BOOK_IT.fullmatch(plain) or _TAKE.fullmatch(plain):
        return Settle(match["known"] or "", match["time"] or "")
    if match := _OFF_IT.fullmatch(plain):
        return Settle(match["known"] or "", off=True)
    return None


def of_the_times(text: str, people: str) -> str:
    """`text` with whom the times were proposed to."""
    return f"{text.rstrip(' .!?')} of the times proposed to {people}"


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split()).rstrip(" .!?")


def _says_of_what(match: re.Match[str], plain: str) -> bool:
    return bool(match["known"] or re.search(_PROPOSED, plain, re.IGNORECASE))


def _proposal(plain: str, now: datetime) -> Propose | None:
    if match := _OFFER.fullmatch(plain):
        wish = _asked_of(match["rest"], now)
        titled = _ARTICLE.sub("", (match["title"] or "").strip())
        return replace(wish, title=titled[:1].upper() + titled[1:] or wish.title) if wish else None
    if match := _FIND.fullmatch(plain):
        length = f" for {match['n']} {match['unit']}" if match["n"] else ""
        return _asked_of(f"{match['rest']}{length}", now)
    if match := _ASK.fullmatch(plain) or _OFFER_THEM.fullmatch(plain):
        return _asked_of(f"{match['people']} {match['rest'].strip()}".strip(), now)
    if match := _OFFER_THESE.fullmatch(plain):
        times = [piece.strip() for piece in _BETWEEN.split(match["times"])]
        wish = _asked_of(match["rest"], now) if all(_is_a_time(piece, now) for piece in times) else None
        return Propose(wish.people, "; ".join(times), wish.minutes, wish.title) if wish else None
    return None


def _is_a_time(piece: str, now: datetime) -> bool:
    """Whether it is a day with a time of day, and nothing else."""
    found = find(piece, now=now)
    return (
        len(found) == 1
        and found[0].resolution.time_of_day_given
        and _is_nothing(piece.replace(found[0].text, "", 1), ("either",))
    )


def _asked_of(rest: str, now: datetime) -> Propose | None:
    """People first, then when, how long, and about what; nothing else."""
    minutes, rest = 0, re.sub(r"\band I\b", "and me", rest)
    if match := _LENGTH_FIRST.search(rest):
        minutes = int(match["n"]) * (60 if match["unit"].lower().startswith("h") else 1)
        rest = f"{rest[: match.start()]}{rest[match.end() :]}".strip()
    if match := _LENGTH.search(rest):
        length = resolve(match["length"], now=now)
        if length is not None and length.kind is Kind.DURATION and length.duration:
            minutes = int(length.duration.total_seconds() // 60)
            rest = f"{rest[: match.start()].strip()} {rest[match.end() :].strip()}".strip()
    tokens = tokenize(rest, now)
    people, after = Phrases(tokens).people(0)
    others = tuple(one for one in people if not one.myself)
    if not others or any(one.pronoun for one in others):
        return None
    left = rest[tokens[after].begin :] if after < len(tokens) else ""
    title, left = _title(left, now)
    when: list[str] = []
    for token in _times(left, now):
        when.append(token.text)
        left = left.replace(token.text, " ", 1)
    if not _is_nothing(left):
        return None
    named = tuple(one.address or one.text for one in others)
    return Propose(named, " ".join(when) or "the next two weeks", minutes, title)


def _title(left: str, now: datetime) -> tuple[str, str]:
    """What it is about, and the rest: "to discuss the budget", "for a design review"."""
    for pattern in (_TITLED, _FOR_WHAT):
        match = pattern.search(left)
        if match and not any(_times(match[0], now)):
            title = match["title"].strip()
            return title[:1].upper() + title[1:], left[: match.start()]
    return "", left


def _times(text: str, now: datetime) -> list[Token]:
    return [token for token in tokenize(text, now) if token.sort is Sort.TIME]


def _is_nothing(left: str, more: tuple[str, ...] = ()) -> bool:
    return all(word in _LEFT or word in more for word in re.findall(r"[\w'-]+", left.lower()))
