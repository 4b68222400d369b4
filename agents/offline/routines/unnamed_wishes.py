"""What is said of a routine or a watch that isn't called one: "skip the summary", "stop waiting for Noah".

An event or a mail may be meant as well: so it is of a routine only where there is one of these words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agents.offline.reading.courtesies import OPENED
from agents.offline.routines.wishes import Change, Control
from tools.patterns import Pattern, Spoken

_ITS = r"(?:(?:my|the|this|that|these|those|all(?: my)?) )?(?P<about>[^,;:]{2,60}?)"
_WHICH = r"(?: (?P<which>now|once|again|once more|(?:this|next|on|for) .+|tomorrow|today|tonight))?"
_TOLD = r"(?P<about>(?:brief|send|mail|e-?mail|remind|tell|notify|summari[sz]|forward|archiv)ing .{1,60}?)"
_SENT = (
    r"(?:reminders?|summar(?:y|ies)|digests?|reports?|updates?|overviews?|brief(?:ing)?s?|notes?"
    r"|(?:e-?)?mails?)"
)
_DAY = r"(?P<which>(?:this|next|on) .+|tomorrow|today|tonight)"
_GONE = r"(?: (?:any ?more|any longer|for now|from now on))?"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("pause", rf"(?:pause|suspend|put on hold) {_ITS}(?: for (?:now|the moment|a while|the time being))?"),
    ("resume", rf"(?:resume|unpause|reactivate|restart|go on with|continue(?: with)?) {_ITS}{_GONE}"),
    ("end", rf"(?:stop|quit) {_TOLD}{_GONE}"),
    (
        "end",
        r"(?:stop|end|quit) (?:(?:my|the|this|that|these|those) )?"
        rf"(?P<about>(?:[^,;:]{{1,60}}? )?{_SENT}(?: (?:for|about|on|of|to) .{{1,60}}?)?){_GONE}",
    ),
    (
        "end",
        r"(?:(?:stop|quit|no need to|you needn't|don't|do not) (?:wait(?:ing)?|watch(?:ing)?|look(?:ing)?)"
        rf"(?: out)?(?: for| on)?|forget(?: about)?|never ?mind(?: about)?) {_ITS}{_GONE}",
    ),
)
"""What is no order to do with events."""
_SHARED: tuple[tuple[str, str], ...] = (
    ("skip", rf"(?:skip|leave out) {_ITS}{_WHICH}"),
    (
        "skip",
        rf"(?:don't|do not) (?:send|do|run|mail) {_ITS} {_DAY}",
    ),
    ("skip", rf"no {_ITS} {_DAY}"),
    ("run", rf"(?:run|do|send|give me|trigger|start) {_ITS} (?:right )?(?:now|again|once more|early)"),
    ("end", rf"(?:cancel|delete|remove|drop|get rid of) {_ITS}{_GONE}"),
)
"""What an event or a mail may be told as well."""
_OWN = tuple((to, Spoken(OPENED + pattern)) for to, pattern in _PATTERNS)
_OTHERS_TOO = tuple((to, Spoken(OPENED + pattern)) for to, pattern in _SHARED)
_MOVED = Spoken(rf"{OPENED}(?:change|move|reschedule|shift|set|switch|push) {_ITS} to (?P<when>.+)")
_WORD = Pattern(r"[^\W_]+(?:'\w+)?")
_SMALL = frozenset(
    "the my a an to for about on of in from with that this all me us out answer reply replies answers mail"
    " mails reminder reminders sending mailing telling reminding getting".split()
)
"""Words that tell no routine from another."""
_ENDINGS = Pattern(r"(?:'s|ing|ies|es|s|y)\Z")


@dataclass(frozen=True)
class Unnamed:
    """A wish that is of a routine, if there is one that fits."""

    wish: Control | Change
    sure: bool
    """Nobody else does such a thing."""


def unnamed_in(text: str) -> Unnamed | None:
    """What `text` wants of something that may be a routine."""
    plain = " ".join(text.replace("’", "'").split()).rstrip(" .!?")
    plain = re.sub(r",? please\Z", "", plain, flags=re.IGNORECASE)
    for patterns, sure in ((_OWN, True), (_OTHERS_TOO, False)):
        for to, pattern in patterns:
            if match := pattern.fullmatch(plain):
                which = match.groupdict().get("which") or ""
                wish = Control(to, match["about"], "" if which.lower() in {"now", "once", "again"} else which)
                return Unnamed(wish, sure)
    if match := _MOVED.fullmatch(plain):
        return Unnamed(Change(match["about"], when=match["when"]), sure=False)
    return None


def fitting(about: str, titles: Sequence[str]) -> list[int]:
    """The places of the titles that have every word of `about` that tells one from another."""
    stems = [_stem(word) for word in map(str.lower, _WORD.findall(about)) if word not in _SMALL]
    there = [{_stem(word) for word in map(str.lower, _WORD.findall(title))} for title in titles]
    if not stems:
        return []
    return [place for place, words in enumerate(there) if all(stem in words for stem in stems)]


def _stem(word: str) -> str:
    short = _ENDINGS.sub("", word)
    return short if len(short) > 2 else word
