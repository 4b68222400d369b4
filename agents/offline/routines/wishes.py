"""Routines and watches in plain words: "every Friday at 4, mail …", "tell me if Noah hasn't answered".

A text is one from the first word to the last, or none at all: then others read it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agents.offline.reading.courtesies import OPENED
from agents.offline.reading.quotes import quotes_in
from agents.offline.reading.steps import steps_of
from agents.offline.reading.tokens import Token, tokenize
from agents.offline.reading.understanding import understand
from agents.offline.reading.words import DETERMINERS, Domain
from agents.offline.routines.preference_wishes import Forget, Keep, Kept, preference_in
from agents.offline.routines.showing_wishes import DAILY, Brief, Prepare, Snooze, shown_in
from agents.offline.routines.watch_wishes import Watch, recurs, watch_in
from tools.patterns import Pattern, Spoken
from tools.timewords import Kind


@dataclass(frozen=True)
class Make:
    """A request that comes back, or comes later."""

    request: str
    when: str
    brief: bool = False
    each_run: str = "ask"
    mailed: bool = False
    """Of a brief."""


@dataclass(frozen=True)
class Control:
    """One that there is, told to pause, resume, skip, run or end."""

    to: str
    about: str
    """Words of its title; empty: the only one, or the one spoken of."""
    which: str = ""


@dataclass(frozen=True)
class Change:
    """One that there is, otherwise."""

    about: str
    when: str = ""
    title: str = ""
    each_run: str = ""
    mailed: bool | None = None
    """Of a brief: whether it is, from now on."""


@dataclass(frozen=True)
class MailOnce:
    """The brief by mail, without a time."""


@dataclass(frozen=True)
class Listed:
    """What there is."""

    watches: bool = False
    """Only what is waited for."""


Wish = Snooze | Prepare | Make | MailOnce | Watch | Control | Change | Listed | Brief | Keep | Forget | Kept
_NOUN = r"(?:routines?|watch(?:es)?|(?:daily |morning |weekly )?brief(?:ing)?)"
_ITS = (
    rf"(?:(?:my|the|this|that|all(?: my)?) )?(?:(?P<before>[^,;:]{{1,60}}?) )?(?P<noun>{_NOUN})"
    r"(?: (?:for|about|on|of) (?P<after>[^,;:]{1,60}?))?"
)
_TOS = {
    "pause": r"pause|suspend|hold|put on hold|mute",
    "resume": r"resume|continue|go on with|restart|unpause|reactivate|bring back",
    "skip": r"skip|leave out",
    "run": r"run|start|execute|trigger|do",
    "end": r"stop|end|delete|cancel|remove|drop|quit|get rid of",
}
_TO = "|".join(f"(?P<{to}>{verbs})" for to, verbs in _TOS.items())
_CONTROL = Spoken(
    rf"{OPENED}(?:{_TO}) {_ITS}(?: (?P<which>now|once|(?:this|next|on|for) .+|tomorrow|today))?"
)
_CONTROL_IT = Spoken(rf"{OPENED}(?:{_TO}) (?:it|this|that one)(?: (?P<which>.+))?")
_NO_MORE_DAILY = Spoken(rf"{OPENED}(?:stop|quit) briefing me.*")
_CHANGE = Spoken(rf"{OPENED}(?:change|move|reschedule|shift|set|switch) {_ITS} to (?P<when>.+)")
_RENAME = Spoken(rf"{OPENED}(?:rename|call) {_ITS} (?:to |as )?[\"'“‘]?(?P<title>[^\"'”’]+)[\"'”’]?")
_LISTED = Spoken(
    rf"{OPENED}(?:(?:show|list|display|give)(?: me)? (?:all )?(?:my |the )?"
    r"|(?:what|which) (?:are my |are the )?|do i have (?:any )?|what are my |any |my )"
    r"(?:active |open |other )?(?:routines|watches)(?: and (?:routines|watches))?"
    r"(?: (?:do i have|are there|have i got|exist|are active|have i|please))*"
    r"|what (?:are you|do you) (?:watch(?:ing)?|wait(?:ing)?)(?: for)?"
)
_LOOKS = Spoken(
    rf"{OPENED}(?:check|look (?:at|for)|list|show me|tell me|find"
    r"|(?:give|send) me (?:an? |the |my )?(?:summary|overview|list|digest|rundown))\b"
)
_SILENTLY = Spoken(r",? (?:and )?(?:send (?:it|them)|do (?:it|that)|do so)? ?without asking(?: me)?")
_WORD = Pattern(r"[^\W_]+(?:'\w+)?")
_BUT_WEEKENDS = Spoken(
    r"\b(?:every day|daily)(?P<rest>(?: at [\w:.]+(?: [ap]m)?)?),?"
    r" (?:except|but not|not)(?: (?:on|at))?(?: the)? weekends?\b"
)
_ITS_BRIEF = r"(?:the|my|a) (?:daily |morning )?brief(?:ing)?(?: (?:of|on|for) (?:my|the) day)?"
_BY_MAIL = r"(?: (?:by|as an?|via|in an?) (?:e-?)?mail| (?:in)?to my (?:e-?mail|mail|inbox|mailbox|address))"
_MAIL = r"(?:e-?)?mail"
_MAILED = Spoken(
    rf"{OPENED}(?:(?:{_MAIL}|send) {_ITS_BRIEF} to (?:me|myself)"
    rf"|{_MAIL} me {_ITS_BRIEF}(?:{_BY_MAIL})?|{_MAIL} {_ITS_BRIEF}{_BY_MAIL}"
    rf"|(?:brief me|(?:send|give)(?: me)? {_ITS_BRIEF}){_BY_MAIL})(?P<on>,? (?:from now on|instead|always))?"
)
_NOT_MAILED = Spoken(
    rf"{OPENED}(?:(?:don't|do not|no longer|stop) {_MAIL}(?:ing)?(?: me)? {_ITS_BRIEF},?"
    rf"(?: (?:and|but))? (?:just )?show it(?: to me)?(?: here)?"
    rf"|show(?: me)? {_ITS_BRIEF}(?: here| in (?:the|this) chat)?"
    r"(?: (?:instead of|rather than|and don't) mail.*| instead))"
)


_ASKS = Spoken(r"(?:how (?:many|much|often|long)|who|why|when|where)\b")
_JOINED = Spoken(r"[ ,;]*and\b")


def wish_in(text: str, now: datetime) -> Wish | None:
    """What `text` wants of routines, when it wants that."""
    plain = " ".join(text.replace("’", "'").split()).rstrip(" .!?")
    plain = _BUT_WEEKENDS.sub(r"every weekday\g<rest>", plain)
    if _LISTED.fullmatch(plain):
        return Listed(watches="watch" in plain.lower() and "routine" not in plain.lower())
    return (
        shown_in(plain, now)
        or watch_in(plain, now)
        or _told(plain)
        or preference_in(plain)
        or _make(plain, now, text if text.startswith(plain) else plain)
    )


def wish_of_it(text: str) -> Control | None:
    """ "Pause it", said of a routine that was spoken of."""
    plain = " ".join(text.replace("’", "'").split()).rstrip(" .!?")
    match = _CONTROL_IT.fullmatch(plain)
    return Control(_to(match), "", match["which"] or "") if match else None


def _told(plain: str) -> Control | Change | MailOnce | None:
    if _NO_MORE_DAILY.fullmatch(plain):
        return Control("end", "brief")
    if match := _CHANGE.fullmatch(plain):
        return Change(_named(match), when=match["when"])
    if _NOT_MAILED.fullmatch(plain):
        return Change("brief", mailed=False)
    if match := _MAILED.fullmatch(plain):
        return Change("brief", mailed=True) if match["on"] else MailOnce()
    if match := _RENAME.fullmatch(plain):
        return Change(_named(match), title=match["title"].strip())
    if match := _CONTROL.fullmatch(plain):
        which = match["which"] or ""
        return Control(_to(match), _named(match), "" if which.lower() in {"now", "once"} else which)
    return None


def _to(match: re.Match[str]) -> str:
    return next(to for to in _TOS if match[to])


def _named(match: re.Match[str]) -> str:
    noun = "brief" if "brief" in match["noun"].lower() else ""
    return " ".join(filter(None, [match["before"], match["after"], noun]))


def _make(plain: str, now: datetime, read: str) -> Make | None:
    # What begins with `plain` is read as others read it, and by that once.
    mentions = [one for one in tokenize(read, now) if one.time and one.time.kind is not Kind.DURATION]
    again = [one for one in mentions if one.time and recurs(one.time) and not _describes(plain, one)]
    each_run = "act" if _SILENTLY.search(plain) else "ask"
    for one in again:
        if _is_an_events(plain, one, now) or _asks_how_often(plain, one):
            continue
        rest = _without(plain, one)
        if wish := _request(_SILENTLY.sub("", rest), one.text, each_run, now):
            return wish
    if again or len(mentions) != 1:
        return None
    [one] = mentions
    # Said without a day, it is wished for every day; the card says so.
    return _brief(_without(plain, one), one.text if _has_day(one) else f"every day {one.text}")


def _is_an_events(plain: str, mention: Token, now: datetime) -> bool:
    """ "Yoga every Tuesday at 6, and mail Ana": what comes again stands before it, and is no instruction."""
    before = plain[: mention.begin].strip(" ,;:")
    joined = _JOINED.match(plain, mention.stop)
    return bool(joined and before) and not steps_of(understand(before, now)).steps


def _asks_how_often(plain: str, mention: Token) -> bool:
    """ "How many mails come every day": a question about it, and none that is to be asked again and again."""
    before = plain[: mention.begin].rstrip()
    return _ASKS.match(before) is not None and not before.endswith((",", ";", ":"))


def _brief(rest: str, when: str) -> Make | None:
    mailed = _MAILED.fullmatch(rest) is not None
    if not mailed and not DAILY.fullmatch(rest):
        return None
    return Make("brief me", when, brief=True, each_run="look", mailed=mailed)


def _request(rest: str, when: str, each_run: str, now: datetime) -> Make | None:
    if found := _brief(rest, when):
        return found
    if _LOOKS.match(rest):
        return Make(rest, when, each_run="look")
    # What is done again and again has to be understood now, and done with mails: an event that comes again is
    # one event, and what is nobody's is not ours for coming back.
    planned = steps_of(understand(rest, now))
    mails = [step.frame.domain is Domain.EMAIL for step in planned.steps]
    return Make(rest, when, each_run=each_run) if mails and all(mails) and not planned.unclear else None


def _describes(plain: str, mention: Token) -> bool:
    """ "Forward the daily report": what something is, and not how often it is done."""
    quoted = any(begin < mention.begin < stop for begin, stop in quotes_in(plain))
    return quoted or plain[: mention.begin].lower().split()[-1:] in ([word] for word in DETERMINERS)


def _has_day(mention: Token) -> bool:
    return (
        re.search(r"tomorrow|today|tonight|day\b|\d{4}|next|on |\bin ", mention.text, re.IGNORECASE)
        is not None
    )


def _without(plain: str, mention: Token) -> str:
    before, after = plain[: mention.begin].strip(" ,;:"), plain[mention.stop :].strip(" ,;:")
    before = re.sub(r"(?:\bat|\bon|\bfrom)\Z", "", before, flags=re.IGNORECASE).strip(" ,")
    return " ".join(filter(None, [before, after]))


def best(about: str, titles: Sequence[str]) -> list[int]:
    """The places of the titles that have most of the words of `about`; all where it says nothing."""
    wanted = {word.lower() for word in _WORD.findall(about)} - {"the", "my", "a", "to", "for", "about"}
    if not wanted:
        return list(range(len(titles)))
    shares = [len({w for w in wanted if w[:5] in title.lower()}) for title in titles]
    most = max(shares, default=0)
    return [place for place, share in enumerate(shares) if share == most and most]
