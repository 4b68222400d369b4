"""Preferences in plain words: "never before 10", "Ben is Ben Okafor", "lunches are 45 minutes by default".

A text is one from the first word to the last, or none at all: then others read it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agents.offline.reading.courtesies import OPENED, OPENERS
from tools.patterns import Pattern, Spoken


@dataclass(frozen=True)
class Keep:
    """A preference to keep, or to forget where it has no value."""

    about: str
    value: str = ""
    of: str = ""


@dataclass(frozen=True)
class Forget:
    """Those to forget that have these words; empty: all."""

    about: str


@dataclass(frozen=True)
class Kept:
    """Which there are."""


_POLITE = (
    rf"(?:(?:{OPENERS}|remember(?: that)?|note(?: that)?|from now on|in future|actually|no|well|sorry"
    r"|instead)\W+)*"
)
_DO = r"(?:want|like|book|schedule|plan|take)"
_THINGS = (
    r"(?:(?:any(?:thing)?|an?|new|events?|meetings?|calls?|appointments?"
    r"|(?:to )?(?:me|schedule|book|plan|have|put)) )*"
)
_PART = r"(?: in the (?:morning|evening|afternoon))?"
_CLOCK = rf"(?:\d{{1,2}}(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?|noon|midday)(?: o'clock)?{_PART}"
_HOURS = rf"(?P<value>{_CLOCK} ?(?:to|until|till|-|–) ?{_CLOCK})"
_SIDE = rf"(?:(?P<before>before|earlier than)|(?P<after>after|later than)) (?P<value>{_CLOCK})"
_UNIT = r"(?:minutes?|mins?|hours?|hrs?|h|quarter of an hour|half hour)"
_SPAN = (
    rf"(?P<value>(?:an? |half an? |\d+(?:\.5)? ?|one |two |three |four )?(?:and a half )?{_UNIT}"
    r"(?: and a half)?(?: \d+ (?:minutes|min))?)"
)
_ALL = r"(?:my |all |all my )?"
_KIND = r"(?P<of>[a-z0-9][a-z0-9 ':&-]{1,40}?)"
_BY_DEFAULT = r"(?P<usual> by default| as a rule| unless i say otherwise| usually| normally)"
_QUOTED = r"[\"'“]?(?P<value>[^\"”]{1,300}?)[\"'”]?"
_NAME = r"(?P<value>(?-i:[A-Z])[\w'.-]*(?: (?-i:[A-Z])[\w'.-]*)+)"
_MEETINGS = r"(?:my |all |all my )?(?:meetings|events|appointments|calls)"
_PATTERNS: tuple[tuple[str, str], ...] = (
    (
        "never_{side}",
        rf"(?:i )?(?:never(?: {_DO}| have)?|(?:do not|don't) {_DO}|no) {_THINGS}{_SIDE}"
        r"(?: for me| please| from now on| any ?more| in future)*",
    ),
    (
        "never_{side}",
        rf"(?:schedule|book|plan|put) (?:nothing|no (?:meetings|events|calls)) (?:for me )?{_SIDE}",
    ),
    (
        "not_{side}",
        rf"i (?:would |'d )?(?:rather|prefer)(?: to)?(?: have| having)? {_MEETINGS} (?:only )?{_SIDE}",
    ),
    (
        "working_hours",
        rf"(?:set|change|make|update) (?:my )?(?:working|work|office|business) hours"
        rf" (?:to|as|be|from) {_HOURS}",
    ),
    ("working_hours", rf"(?:my )?(?:working|work|office|business) hours are (?:from )?{_HOURS}"),
    ("working_hours", rf"i (?:always |usually |normally |only )?work (?:from )?{_HOURS}"),
    (
        "buffer",
        rf"(?:always )?(?:leave|keep|give me|i (?:want|need|like)) (?:me )?(?:at least )?{_SPAN}(?: of)?"
        rf"(?: (?:free|buffer|room|air|(?:as )?a (?:break|buffer)|time))?"
        rf" (?:between|around|before and after) {_MEETINGS}",
    ),
    ("length", rf"(?:the |my )?(?:default|usual) length (?:of|for) {_KIND} is {_SPAN}(?P<usual>)"),
    (
        "length",
        rf"(?:make |keep |schedule |plan |book )?{_ALL}{_KIND}"
        rf"(?: (?:are|is|take|takes|last|lasts|should (?:be|last|take)))?"
        rf"(?: (?:always|usually|normally|for))? {_SPAN}(?: long)?{_BY_DEFAULT}?",
    ),
    ("length", rf"(?:always )?keep {_SPAN} for {_ALL}{_KIND}(?P<usual>)"),
    (
        "person",
        r"(?:by|when i say) [\"'“]?(?P<of>[^\"'”,]{1,40}?)[\"'”]?,? i (?:always )?mean"
        r" (?P<value>[^\"]{2,60})",
    ),
    ("person", rf"(?P<of>\w[\w'-]*) (?:is|means|stands for) {_NAME}"),
    (
        "signature",
        rf"(?:always )?sign (?:all )?(?:of )?(?:my )?(?:(?:e-?)?mails?|messages?|letters?)"
        rf" (?:with|as|by) {_QUOTED}",
    ),
    ("signature", rf"my signature is {_QUOTED}"),
    (
        "calendar",
        rf"(?:always )?(?:put )?{_ALL}{_KIND} (?:(?:always |should )?(?:goes|go|belongs?) )?"
        r"(?:in|into|to|onto) (?:my |the )(?P<value>[\w -]{1,40}?) calendar(?: by default)?",
    ),
)
_READ = tuple((about, Spoken(_POLITE + pattern)) for about, pattern in _PATTERNS)
_PLURAL = Spoken(r"(?:[^s]s|es)\Z")
_ALWAYS = Spoken(
    r"\b(?:always|usually|normally|all|default|from now on|remember|in future|go|goes|belongs?)\b"
)
_DATED = Spoken(r"\b(?:today|tomorrow|tonight|next|this|on|at|\w+day)\b")
_KEPT = Spoken(
    rf"{OPENED}(?:(?:what|which) (?:are|were) my|(?:show|list|tell)(?: me)?(?: all)? (?:my|the)|my)"
    r" preferences(?: please)?|what do i (?:like|prefer)"
    r"|what do you (?:know|remember) about (?:me|my preferences)"
    r"|what have i told you(?: about (?:me|my preferences))?"
)
_FORGET = Spoken(
    rf"{OPENED}(?:forget|drop|remove|delete)"
    r" (?:(?:my|the) preference (?:for|about|of|that) |that |about )?(?:my |the )?(?P<what>.+?)"
)
_FORGOTTEN = (
    ("working_hours", Spoken(r"(?:working|work|office|business) hours(?: preference)?")),
    ("never_before", Spoken(r"never before(?: .*)?")),
    ("never_after", Spoken(r"never after(?: .*)?")),
    ("buffer", Spoken(r"buffers?(?: between (?:meetings|events))?")),
    ("signature", Spoken(r"(?:mail )?signature")),
    ("person", Spoken(r"(?P<of>\w[\w'-]*) (?:is|means) .+")),
    ("length", Spoken(r"(?:default |usual )?length (?:of|for) (?P<of>.+)")),
    ("calendar", Spoken(r"calendar (?:of|for) (?P<of>.+)")),
)


_DROP = rf"{OPENED}(?:forget|drop|remove|delete|clear|take back)"
_FORGET_SOME = Spoken(
    rf"{_DROP} (?:(?:my|the|that|this) )?(?:(?P<before>[\w' -]{{2,40}}?) )?preferences?"
    r"(?: (?:for|about|of|on|that|to) (?:the |my )?(?P<after>.+?))?"
    rf"|{_DROP} that (?P<said>.+)|(?P<free>i don't (?:want|need) (?:a |any )?buffers?|no (?:more )?buffers?)"
    r"(?: any ?more| between meetings)?"
)
_AGAIN = Spoken(
    rf"{OPENED}(?:you (?:can|may)|it is ok(?:ay)? to) {_DO} {_THINGS}{_SIDE}"
    r"(?: again| from now on| any ?more)*"
)
_WORD = Pattern(r"[^\W_]+")
_SMALL = frozenset("the my a an of for about to that is are was were all and in on any more no".split())


def forgotten(about: str, kept: Sequence[str]) -> list[int]:
    """The places of those in which all words of `about` stand; all of them where it has none."""
    wanted = {word[:5] for word in _words(about)}
    return [place for place, said in enumerate(kept) if wanted <= {word[:5] for word in _words(said)}]


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.casefold()) if word not in _SMALL]


def preference_in(plain: str) -> Keep | Forget | Kept | None:
    """What `plain`, a text in one line without its last stop, wants of preferences, when it wants that."""
    if _KEPT.fullmatch(plain):
        return Kept()
    if (match := _AGAIN.fullmatch(plain)) is not None:
        return Keep("never_before" if match["before"] else "never_after")
    if (match := _FORGET.fullmatch(plain)) is not None and (found := _forgotten(match["what"])):
        return found
    if (match := _FORGET_SOME.fullmatch(plain)) is not None:
        words = match["before"] or match["after"] or match["said"] or ("free" if match["free"] else "")
        return Forget("" if words.lower() in {"all", "all my", "any"} else words)
    if match is None and _FORGET.fullmatch(plain):
        return None
    for about, pattern in _READ:
        match = pattern.fullmatch(plain)
        if match is None:
            continue
        groups = match.groupdict()
        of = _kind(groups.get("of") or "")
        if _DATED.search(of) or (about == "length" and not _is_general(plain, groups)):
            continue
        if about == "calendar" and not _ALWAYS.search(plain):
            continue
        if about == "person" and not _is_name(plain, of, match["value"]):
            continue
        side = "before" if groups.get("before") else "after"
        if about == "not_{side}":
            # "I prefer meetings after 10": never before it.
            about, side = "never_{side}", "after" if side == "before" else "before"
        return Keep(about.format(side=side), match["value"].strip(), of)
    return None


def _is_general(plain: str, groups: dict[str, str | None]) -> bool:
    """Whether it is said of all of a kind, and not of one event."""
    if groups["usual"] is not None or _ALWAYS.search(plain):
        return True
    are_said = re.search(r"\b(?:are|take|last)\b", plain, re.IGNORECASE)
    return bool(_PLURAL.search(groups["of"] or "") and are_said)


def _is_name(plain: str, of: str, name: str) -> bool:
    """Whether two names of one person are given: "Ben is Ben Okafor", and no "today is Saint Nicholas"."""
    if re.search(r"\bi (?:always )?mean\b|\bremember\b|\bstands for\b", plain, re.IGNORECASE):
        return True
    return of.casefold() in (word.casefold() for word in name.split())


def _kind(of: str) -> str:
    return re.sub(r"\A(?:an?|the|every|each|all|my) ", "", of.strip(), flags=re.IGNORECASE)


def _forgotten(what: str) -> Keep | None:
    for about, pattern in _FORGOTTEN:
        if match := pattern.fullmatch(what):
            return Keep(about, "", _kind(match.groupdict().get("of") or ""))
    return None
