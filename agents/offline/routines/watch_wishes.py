"""Watches in plain words: "tell me if Noah hasn't answered by Friday", "when the invoice arrives, …".

A text is one from the first word to the last, or none at all: then others read it.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from agents.offline.reading.courtesies import OPENED
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.tokens import tokenize
from agents.offline.routines.showing_wishes import DO, DONE
from tools.patterns import Spoken
from tools.timewords import Resolution, find


@dataclass(frozen=True)
class Watch:
    """Something that is waited for."""

    what: str
    person: str = ""
    about: str = ""
    until: str = ""
    then: str = ""
    minutes: int = 0
    """Of free time; 0: not said."""


_TELL = rf"{OPENED}(?:(?:tell|notify|warn|alert|remind|ping|inform) me|let me know|give me a (?:shout|hint)) "
_WHEN = r"(?:as soon as|when(?:ever)?|once|if|in case)"
_BY_NOW = Spoken(r"\b(?:if|in case) .+? (?:has|have) (?!n't|not )")
"""What asks how things stand, and waits for nothing: "tell me if Ana has answered"."""
_NOT_YET = rf"(?:still )?(?:(?:has|have)(?:n't| not) {DONE}|(?:does|do|did)(?:n't| not) {DO})"
_TO_IT = (
    r"(?: (?:to me|to my (?:e-?mail|mail|message|question)|yet|back))*"
    r"(?: (?:about|on|regarding|to) (?P<about>.+?))?"
)
_UNTIL = r"(?:,? (?P<until>(?:by|until|till|before|within|in) .+?))?"
_CONDITION_FIRST = Spoken(
    rf"{OPENED}(?P<when>{_WHEN}) (?P<what>[^,]+),? (?:then )?"
    r"(?:(?P<tell>(?:please )?(?:(?:tell|notify|warn|alert|ping|inform) me|let me know)(?: please)?)"
    r"|(?<=, )(?P<rest>[^,].*)|(?<=, then )(?P<act>[^,].*))"
)
_PERSON = r"(?P<person>[^,;:]{1,60}?)"
_THEN = r"(?:(?:,| and| then)+ (?P<then>(?!and |then |\d)[^,].+))?"
_NO_ANSWER = Spoken(rf"{_TELL}{_WHEN} {_PERSON} {_NOT_YET}{_TO_IT}{_UNTIL}{_THEN}")
_NO_ANSWER_FIRST = Spoken(rf"{OPENED}{_WHEN} {_PERSON} {_NOT_YET}{_TO_IT}{_UNTIL},? (?:then )?(?P<then>.+)")
_ANSWER = r"(?:answers?|repl(?:y|ies)|responses?)"
_MY_MAIL = (
    r"(?:my |the )?(?:e-?mails?|mails?|messages?|letters?|questions?|requests?)"
    r"(?: (?:about|on|regarding|of))?"
)
_ABOUT = rf" (?:to|about|on|regarding|for) (?:{_MY_MAIL} )?"
_OF_WHICH = rf"(?:{_ABOUT}| {_MY_MAIL} | (?=(?:the|my|our|this|that) ))(?P<about>.+?)"
_NOBODY = (
    r"(?:nobody|no ?one|no-one|none) (?:has |have )?(?:yet )?"
    r"(?:answer(?:s|ed)?|repl(?:ies|ied)|respond(?:s|ed)?|react(?:s|ed)?|writ(?:es|ten) back)(?: to me| yet)*"
)
_I_NOT = r"(?:have(?:n't| not)|do(?:n't| not)|did(?:n't| not))"
_NO_WORD = (
    rf"(?:i (?:still )?(?:{_I_NOT} heard?(?: anything)?|hear nothing|(?:get|got|have|receive) no {_ANSWER}"
    rf"|{_I_NOT} (?:get|gotten|got|have|had|received?) (?:an?|any) {_ANSWER})"
    rf"|(?:there(?:'s| is| has been| was) )?(?:still )?no {_ANSWER}(?: (?:comes|arrives|has come|came))?)"
    r"(?: back| yet)*"
)
_NO_PERSON = Spoken(r"nobody|no[ -]?one|none|there|i")
_SILENCES = (
    f"{_NOBODY}{_OF_WHICH}",
    f"{_NO_WORD} from {_PERSON}",
    f"{_NO_WORD} from {_PERSON}{_ABOUT}(?P<about>.+?)",
    f"{_NO_WORD}{_OF_WHICH}",
    _NOBODY,
    _NO_WORD,
)
_UNANSWERED = tuple(
    Spoken(pattern)
    for silence in _SILENCES
    for pattern in (
        rf"{_TELL}{_WHEN} {silence}{_UNTIL}{_THEN}",
        rf"{OPENED}{_WHEN} {silence}{_UNTIL}, (?:then )?(?P<then>.+)",
    )
)
""" "If nobody answers the offer", "if I hear nothing from Noah"."""
_ON_A_DAY = (
    r"(?P<until>(?:on|at|by|in|next|this) .+?|tomorrow(?: .+?)?|tonight"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: .+?)?)"
)
_FOLLOW_UP_IF = Spoken(
    rf"{OPENED}(?P<then>(?:follow up with|nudge|chase(?: up)?|remind) {_PERSON}) {_ON_A_DAY},?"
    rf" (?:if|in case) (?:he|she|they|(?P=person)) {_NOT_YET}(?: by then)?"
)
_TELL_ON_IF = Spoken(rf"{_TELL}{_ON_A_DAY},? {_WHEN} {_PERSON} {_NOT_YET}{_TO_IT}(?: by then)?")
_ARRIVES = r"(?:arrives?|comes?(?: in)?|gets? here|is here|is there|turns? up|lands?|has (?:arrived|come))"
_MAIL_FROM = Spoken(
    rf"{_TELL}{_WHEN} (?:the |an? |my )?(?P<about>[^,;:]{{0,60}}?) ?from {_PERSON} {_ARRIVES}{_UNTIL}{_THEN}"
)
_MAIL_BY = Spoken(
    rf"{_TELL}{_WHEN} {_PERSON}"
    rf" (?:writes|answers|replies|responds|mails|emails|gets back|has (?:written|{DONE}))"
    rf"(?: (?:to )?me| back)*(?: (?:about|on|regarding) (?P<about>.+?))?{_UNTIL}{_THEN}"
)
_WATCH_FOR = Spoken(
    rf"{OPENED}(?:watch(?: out)?|wait|look out) for (?:the |an? |my )?(?P<about>[^,;:]{{0,60}}?)"
    rf" ?from {_PERSON}(?: (?:about|on|regarding) (?P<of>.+?))?{_UNTIL}"
)
_CANCELLED = Spoken(
    rf"{_TELL}{_WHEN} (?:some(?:body|one)|any(?:body|one)|{_PERSON})"
    r" (?:cancels|declines|drops out of|calls off|says no to) (?P<about>.+)"
)
_IS_CANCELLED = Spoken(rf"{_TELL}{_WHEN} (?P<about>.+?) (?:is|gets) (?:cancell?ed|called off)")
_ROOM = (
    r"(?P<room>slot|gap|opening|spot|hole|window|space|room|time|(?:half an |an )?hour|something|anything)"
)
_LENGTH = r"(?P<length>(?:half an? hour|an hour|\d+ ?(?:minutes?|mins?|hours?|h))(?: and a half)?)"
_OPENS = (
    r"(?:opens(?: up)?|frees up|gets free|becomes (?:free|available)|comes (?:free|up)|turns up|appears"
    r"|is (?:free|available|there))"
)
_SLOT_OPENS = Spoken(
    rf"{_TELL}{_WHEN} (?:there(?:'s| is) )?(?:an? |any |some |the )?(?:free |open )?(?:{_LENGTH} )?{_ROOM}"
    rf"(?: of {_LENGTH.replace('length', 'long')})?(?: {_OPENS})?(?: in my (?:calendar|diary|day))?"
    rf" (?P<about>[^,;]+?){_THEN}"
)
_I_AM_FREE = Spoken(
    rf"{_TELL}(?:as soon as|when(?:ever)?|once) i(?:'m| am| have| get)"
    rf"(?: (?:some |any )?(?:(?:free )?time|room|a (?:slot|gap)|{_LENGTH}))?(?: free)?"
    rf"(?: for {_LENGTH.replace('length', 'long')})? (?P<about>[^,;]+?){_THEN}"
)
_FREED = Spoken(r"\b(?:free|slot|gap|opening|opens|frees|room|time|hour|spot|available)\b")
_OPENING = Spoken(r"\b(?:opens|frees|gets|becomes|comes|turns|appears)\b")
_IF = Spoken(r"\b(?:if|in case)\b")
"""Of what is so already it asks, "tell me if there is room": only of what comes to be it waits."""


def watch_in(plain: str, now: datetime) -> Watch | None:
    """What is waited for; the condition may come first: "when the invoice arrives, forward it to Ana"."""
    match = _CONDITION_FIRST.fullmatch(plain)
    if found := _watch_in(plain, now):
        return found
    if match is None:
        return None
    then = "" if match["tell"] else f", then {match['rest'] or match['act']}"
    found = _watch_in(f"tell me {match['when']} {match['what']}{then}", now)
    return found if found and (match["tell"] or found.what != "slot") else None


def _watch_in(plain: str, now: datetime) -> Watch | None:
    for pattern in (_NO_ANSWER, _NO_ANSWER_FIRST):
        if match := pattern.fullmatch(plain):
            until = match["until"] or ""
            return _waiting(Watch("answer", match["person"], _about(match), until, _then(match)), now)
    if found := _silence(plain, now):
        return found
    if _BY_NOW.search(plain):
        return None
    for pattern in (_MAIL_FROM, _MAIL_BY, _WATCH_FOR):
        if match := pattern.fullmatch(plain):
            until, about = match["until"] or "", match.groupdict().get("of") or _about(match)
            return _waiting(Watch("mail", match["person"], about, until, _then(match)), now)
    if slot := _slot(plain, now):
        return slot
    for pattern in (_CANCELLED, _IS_CANCELLED):
        if match := pattern.fullmatch(plain):
            person = match.groupdict().get("person") or ""
            return _waiting(Watch("cancellation", person, _about(match)), now)
    return None


def _silence(plain: str, now: datetime) -> Watch | None:
    """An answer that doesn't come, said of nobody or of the one who waits for it."""
    for pattern in _UNANSWERED:
        if match := pattern.fullmatch(plain):
            person = match.groupdict().get("person") or ""
            about = _about(match) if match.groupdict().get("about") else ""
            if found := _waiting(Watch("answer", person, about, match["until"] or "", _then(match)), now):
                return found
    for pattern in (_FOLLOW_UP_IF, _TELL_ON_IF):
        if match := pattern.fullmatch(plain):
            mentions = find(match["until"], now=now)
            if len(mentions) != 1 or mentions[0].text.casefold() != match["until"].casefold():
                return None
            # On that day it is done, and not at its end.
            until = (
                match["until"] if mentions[0].resolution.time_of_day_given else f"{match['until']} at 9:00"
            )
            then = match.groupdict().get("then") or ""
            about = (match.groupdict().get("about") or "").strip()
            return _waiting(Watch("answer", match["person"], about, re.sub(r"\Aon ", "", until), then), now)
    return None


def _slot(plain: str, now: datetime) -> Watch | None:
    """Free time that is waited for; its words are all about when."""
    match = _SLOT_OPENS.fullmatch(plain) or _I_AM_FREE.fullmatch(plain)
    if match is None or not _FREED.search(plain) or (_IF.search(plain) and not _OPENING.search(plain)):
        return None
    about = match["about"].strip()
    mentions = find(about, now=now)
    if (
        len(mentions) != 1
        or mentions[0].text.casefold() != about.casefold()
        or recurs(mentions[0].resolution)
    ):
        return None
    room = match.groupdict().get("room") or ""
    said = (match["length"] or match["long"] or (room if "hour" in room else "")).casefold()
    if re.match(r"(?:half )?(?:an? )?hour", said):
        said = "30 minutes" if said.startswith("half") else "1 hour"
    long = find(said, now=now)
    length = long[0].resolution.duration if long else None
    minutes = int(length.total_seconds() // 60) if length else 0
    return Watch("slot", about=about, then=_then(match), minutes=minutes)


def _waiting(watch: Watch, now: datetime) -> Watch | None:
    """`watch`, where whom it names is a person and no half of a sentence: "if I have new | emails"."""
    if _NO_PERSON.fullmatch(watch.person):
        return None
    phrases = Phrases(tokenize(watch.person, now))
    people, after = phrases.people(0)
    named = len(people) == 1 and not people[0].myself and after == len(phrases.tokens)
    return watch if named or not watch.person else None


def _about(match: re.Match[str]) -> str:
    words = (match["about"] or "").strip()
    return (
        ""
        if words.lower() in {"mail", "email", "e-mail", "message", "answer", "reply", "something"}
        else words
    )


def _then(match: re.Match[str]) -> str:
    then = (match.groupdict().get("then") or "").strip()
    return (
        ""
        if re.fullmatch(_TELL.strip() + r".*", then, re.IGNORECASE)
        or then.lower() in {"tell me", "remind me"}
        else then
    )


def recurs(found: Resolution) -> bool:
    """Whether it comes again, or may be meant so."""
    return any(one.rrule for one in (found, *found.candidates))
