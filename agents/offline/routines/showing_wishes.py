"""What is to be shown or put away: "brief me", "what do I wait for?", "snooze Ana's mail until Monday"."""

import re
from dataclasses import dataclass
from datetime import datetime

from agents.offline.reading.courtesies import OPENED
from tools.patterns import Spoken
from tools.timewords import find


@dataclass(frozen=True)
class Brief:
    """The brief of a day, or what somebody waits for."""

    day: str = ""
    part: str = "all"


@dataclass(frozen=True)
class Prepare:
    """What there is to know before a meeting."""

    about: str


@dataclass(frozen=True)
class Snooze:
    """A thing put off until a time."""

    what: str
    about: str
    until: str


DONE = r"(?:answered|replied|responded|written back|got back to me|reacted|come back to me)"
DO = r"(?:answer|reply|respond|write back|get back to me|react|come back to me)"
DAILY = Spoken(
    rf"{OPENED}(?:brief me|(?:give|send|show) me (?:the|my|a) (?:daily |morning )?brief(?:ing)?)"
    r"(?: on (?:my|the) day)?"
)
_DAILY_ON = Spoken(rf"(?:{DAILY.pattern}) (?:on|about|for|of) (?P<day>.+)")
_ANSWER = r"(?:an? )?(?:answers?|repl(?:y|ies)|responses?)"
_MY_MAILS = r"(?:any of )?my (?:last |sent )?(?:e-?)?mails?"
_I_WAIT = Spoken(
    rf"{OPENED}(?:(?:tell|show) me )?(?:(?:what|who(?:m)?|which (?:mails?|answers?|people)) "
    rf"(?:do i (?:still )?(?:wait|look)|am i (?:still )?waiting|i am waiting|i wait) (?:for|on)"
    rf"|who(?: still)? (?:has(?:n't| not)|owes me|did(?:n't| not)|still has(?:n't| not)) ?"
    rf"(?:{DONE}|{DO})?(?: me)?(?: {_ANSWER})?(?: yet| (?:to )?(?:me|{_MY_MAILS}))*"
    rf"|what (?:has(?:n't| not)) been answered(?: yet)?"
    rf"|(?:which|what) of {_MY_MAILS} (?:has|have|did) (?:nobody|no one) (?:{DONE}|{DO})(?: to)?(?: yet)?)"
)
_MAILS = r"(?:e-?)?(?:mails?|messages?)"
_TO_ANSWER = r"(?:answer|(?:reply|respond|write back|get back) to)"
_WAITS_FOR_ME = Spoken(
    rf"{OPENED}(?:(?:tell|show) me )?(?:(?:what|who) (?:is (?:still )?waiting|(?:still )?waits)"
    r" (?:for|on) (?:me|my (?:answer|reply|yes))"
    rf"|(?:who(?:m)?|what|(?:what|which) (?:{_MAILS}|people))"
    rf" (?:(?:do|must|should) i (?:still )?|am i (?:still )?yet to |have i (?:still |yet )to )"
    rf"(?:owe(?: {_ANSWER})?|(?:have to |need to )?{_TO_ANSWER})(?: to)?(?: yet| still)?"
    rf"|(?:who(?:m)?|what) (?:have(?:n't i| i not| i still not)|did(?:n't i| i not)) (?:yet )?"
    rf"(?:answered|(?:replied|responded|written back|got(?:ten)? back) to|{_TO_ANSWER})(?: yet| still)?)"
)
_AWAY = Spoken(
    rf"{OPENED}(?:(?:what|which (?:mails?|e-?mails?|approvals?|events?|things)) (?:have i|did i|do i have)"
    r" (?:snoozed?|put (?:off|away)|deferred?)"
    r"|(?:what|which (?:mails?|e-?mails?|approvals?|events?|things))(?:'s| is| are) (?:still )?"
    r"(?:snoozed|put (?:off|away)|deferred|away)"
    r"|(?:show|list|tell)(?: me)? (?:all )?(?:(?:my|the) )?"
    r"(?:snoozed?(?: (?:things|mails?|e-?mails?|list))?|snoozes"
    r"|what (?:i(?:'ve| have)? (?:snoozed|put (?:off|away))|is (?:snoozed|put (?:off|away)))))"
)
_MEETING = r"(?:the |my |our )?(?P<about>.+?)"
_PREPARE = tuple(
    Spoken(rf"{OPENED}{opening} {_MEETING}")
    for opening in (
        r"(?:help me )?(?:to )?prep(?:are)?(?: me)? for",
        r"get me ready for",
        r"brief me (?:on|for|about|before)",
        r"what (?:do|should|must) i (?:need to )?know (?:for|before)",
    )
)
_SNOOZE = Spoken(
    rf"{OPENED}(?:snooze|put off|hide|defer|postpone) (?:the |my |that |this )?(?P<about>.+?)"
    r" (?P<until>(?:until|till|for|to) .+|tomorrow.*|tonight|later today|next .+)"
)
_SNOOZED = (
    ("approval", Spoken(r"\b(?:approvals?|cards?|questions?)\b")),
    ("event", Spoken(r"\bfollow[- ]?ups?\b")),
    ("mail", Spoken(r"\b(?:e-?)?mails?\b|\bmessages?\b|\bletters?\b|\bfrom\b")),
)


def shown_in(plain: str, now: datetime) -> Brief | Prepare | Snooze | None:
    """What `plain`, a text in one line without its last stop, wants of what is shown, when it wants that."""
    return _snooze(plain) or _brief(plain, now) or _prepare(plain)


def _snooze(plain: str) -> Snooze | None:
    match = _SNOOZE.fullmatch(plain)
    if match is None:
        return None
    for what, named in _SNOOZED:
        if named.search(match["about"]):
            until = re.sub(r"\Afor ", "in ", match["until"], flags=re.IGNORECASE)
            return Snooze(what, match["about"], until)
    return None


def _prepare(plain: str) -> Prepare | None:
    plain = re.sub(r",? please\Z", "", plain, flags=re.IGNORECASE)
    match = next(filter(None, (pattern.fullmatch(plain) for pattern in _PREPARE)), None)
    return Prepare(match["about"]) if match else None


def _brief(plain: str, now: datetime) -> Brief | None:
    plain = re.sub(r",? please\Z", "", plain, flags=re.IGNORECASE)
    if DAILY.fullmatch(plain):
        return Brief()
    if _I_WAIT.fullmatch(plain):
        return Brief(part="i_wait_for")
    if _WAITS_FOR_ME.fullmatch(plain):
        return Brief(part="waits_for_me")
    if _AWAY.fullmatch(plain):
        return Brief(part="away")
    match = _DAILY_ON.fullmatch(plain)
    mentions = find(match["day"], now=now) if match else ()
    recurring = any(one.resolution.rrule for one in mentions)
    if match is None or recurring or [one.text for one in mentions] != [match["day"]]:
        return None
    return Brief(match["day"])
