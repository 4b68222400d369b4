"""Questions for what only a whole event says, and orders about calendars: read as a whole."""

import re
from dataclasses import replace

from agents.offline.calendar.frames import ChangeEvent, EventDetails
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Reference
from agents.offline.reading.tokens import tokenize
from agents.offline.reading.words import CALENDARS, DETERMINERS, Domain
from tools.patterns import Pattern

_PARTS = {
    "description": "description", "notes": "description", "note": "description", "details": "all",
    "link": "links", "links": "links", "url": "links", "video link": "links", "dial-in": "links",
    "zoom link": "links", "meeting link": "links", "attachment": "attachments", "attachments": "attachments",
    "files": "attachments", "reminders": "reminders", "reminder": "reminders", "alarm": "reminders",
    "alarms": "reminders",
}  # fmt: skip
_PART = "|".join(sorted(map(re.escape, _PARTS), key=len, reverse=True))
_ASKS = (
    r"(?:what(?:'s| is| are)|which|are there|see|show(?: me)?|read(?: me)?(?: out)?|tell me|give me|open"
    r"|get(?: me)?)"
)
_OF_ONE = (
    Pattern(
        rf"{_ASKS} (?:(?:in|on) )?(?:the |all |any |full |whole )*(?P<part>{_PART}) "
        r"(?:of|for|in|to|on|about|attached to) (?P<what>.{2,80})",
        re.IGNORECASE,
    ),
    Pattern(
        rf"what does the (?P<part>{_PART}) (?:of|for) (?P<what>.{{2,80}}?) say"
        r"|what do the notes (?:of|for|on) (?P<noted>.{2,80}?) say",
        re.IGNORECASE,
    ),
    Pattern(
        r"(?:tell me|show me|read me|give me|read|show) "
        r"(?P<part>everything|all|all details|the whole event|more) (?:about|of|on|for) (?P<what>.{2,80})",
        re.IGNORECASE,
    ),
)
_ELSEWHERE = Pattern(
    r"(?:move|transfer|shift|switch) (?P<what>.{2,80}?) (?:from .{2,30} )?(?:in|on)?to "
    r"(?:the |my |our )?(?:calendar ['\"“]?(?P<called>[\w' -]{2,40}?)['\"”]?"
    r"|['\"“]?(?P<name>[\w' -]{2,40}?)['\"”]? calendar)",
    re.IGNORECASE,
)


def details(said: Instruction) -> Frame | None:
    """ "What's in the description of the review?"."""
    text = said.raw(said.at, said.end).strip(" ,.!?").removesuffix("please").strip(" ,")
    for pattern in _OF_ONE:
        if (match := pattern.fullmatch(text)) is None:
            continue
        groups = match.groupdict()
        target = _event(said, groups.get("noted") or groups["what"])
        part = (groups["part"] or "notes").lower()
        if target is not None:
            return EventDetails(*said.span, target=target, asked=_PARTS.get(part, "all"), complete=True)
    return None


def other_calendar(said: Instruction) -> Frame | None:
    """ "Move the review to my work calendar"."""
    match = _ELSEWHERE.fullmatch(said.raw(said.at, said.end).strip(" ,.!"))
    if match is None:
        return None
    target = _event(said, match["what"])
    name = (match["called"] or match["name"]).strip()
    if target is None or name.lower() in CALENDARS:
        return None
    return ChangeEvent(*said.span, target=target, noun="calendar", place=name, complete=True)


def _event(said: Instruction, what: str) -> Reference | None:
    """The event that words name, each of them in its place; None where they name anything else."""
    tokens = tokenize(what, said.now)
    target, after = Phrases(tokens).reference(0)
    if target is None or after != len(tokens) or target.domain not in (Domain.CALENDAR, None):
        return None
    # A name alone is somebody's, "the details of Leo", and "the description of gravity" anybody's.
    definite = tokens[0].low in DETERMINERS - {"a", "an"}
    named = target.domain is Domain.CALENDAR or definite or target.pronoun or bool(target.times)
    return replace(target, domain=Domain.CALENDAR) if named else None
