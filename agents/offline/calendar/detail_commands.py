"""Questions for what only a whole event says, and orders about calendars: read as a whole."""

import re
from dataclasses import replace

from agents.offline.calendar import terms
from agents.offline.calendar.frames import ChangeEvent, EventDetails
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.references import Reference
from agents.offline.reading.tokens import tokenize
from agents.offline.reading.words import CALENDARS, DETERMINERS, Domain
from tools.patterns import Spoken

_PARTS = {
    "description": "description", "notes": "description", "note": "description", "details": "all",
    "link": "links", "links": "links", "url": "links", "video link": "links", "dial-in": "links",
    "zoom link": "links", "meeting link": "links", "attachment": "attachments", "attachments": "attachments",
    "files": "attachments", "reminders": "reminders", "reminder": "reminders", "alarm": "reminders",
    "alarms": "reminders", "dial in": "links", "video call link": "links",
}  # fmt: skip
_PART = "|".join(sorted(map(re.escape, _PARTS), key=len, reverse=True))
_ASKS = (
    r"(?:what(?:'s| is| are)|which|are there|see|show(?: me)?|read(?: me)?(?: out)?|tell me|give me|open"
    r"|get(?: me)?)"
)
_OF_ONE = (
    Spoken(
        rf"{_ASKS} (?:(?:in|on) )?(?:the |all |any |full |whole )*(?P<part>{_PART}) "
        r"(?:of|for|in|to|on|about|attached to) (?P<what>.{2,80})"
    ),
    Spoken(
        rf"what does the (?P<part>{_PART}) (?:of|for) (?P<what>.{{2,80}}?) say"
        r"|what do the notes (?:of|for|on) (?P<noted>.{2,80}?) say"
    ),
    Spoken(
        r"(?:tell me|show me|read me|give me|read|show) "
        r"(?P<part>everything|all|all details|the whole event|more) (?:about|of|on|for) (?P<what>.{2,80})"
    ),
)
_A = r"(?:an?|any|the|some)"
_WE = r"(?:i|we)"
_ASKED = tuple(
    (part, Spoken(words))
    for part, words in (
        ("", rf"(?P<whether>is there|are there|do {_WE} have|have {_WE}(?: got)?|did {_WE} set) "
             rf"{_A} (?P<part>{_PART}) (?:of|for|about|before|with) (?P<what>.{{2,80}})"),
        ("", rf"(?P<whether>does|has|did) (?P<what>.{{2,80}}?) (?:have|got) {_A} (?P<part>{_PART})"),
        ("reminders", rf"(?P<whether>(?:do|will|would) {_WE} (?:get|have)) {_A} (?:reminders?|alarms?) "
                      r"(?:before|for|of|about) (?P<what>.{2,80})"),
        ("reminders", rf"(?P<whether>(?:am|are) {_WE}) reminded (?:before|of|about) (?P<what>.{{2,80}})"),
        ("reminders", r"(?:how (?:long|many minutes|many hours|much time)|when) before (?P<what>.{2,80}?) "
                      rf"(?:am|will|do) {_WE} (?:be |get )?(?:reminded|a reminder|an alarm)"),
        ("reminders", rf"when (?:am|will) {_WE} (?:be )?reminded (?:of|about) (?P<what>.{{2,80}})"),
        ("recurrence", rf"how (?:often|frequently) (?:do|will) {_WE} (?:have|meet for) (?P<what>.{{2,80}})"),
        ("recurrence", r"how (?:often|frequently) (?:is|are|does|do) (?P<what>.{2,80}?)"
                       r"(?: (?:repeat|recur|happen|take place|come (?:up|round)|meet|held))?"),
        ("recurrence", r"(?P<whether>does) (?P<what>.{2,80}?) (?:repeat|recur)"),
        ("recurrence", r"(?P<whether>is) (?P<what>.{2,80}?) (?:recurring|repeating|repeated"
                       r"|an? (?:series|(?:recurring|repeating|regular) (?:event|meeting|appointment)))"),
        ("description", rf"what (?:do|should|must|shall) {_WE} (?:need to |have to )?(?:bring|take)"
                        r"(?: along| with (?:me|us))? (?:to|for) (?P<what>.{2,80})"),
        ("description", r"what(?:'s| is) (?P<what>.{2,80}?) about"),
    )
)  # fmt: skip
"""What is asked of one event, as a question of its own; by `whether`, if there is such a thing."""
_OF_MAILS = frozenset({"links", "attachments"})
"""What mails have, too."""
_ELSEWHERE = Spoken(
    r"(?:move|transfer|shift|switch) (?P<what>.{2,80}?) (?:from .{2,30} )?(?:in|on)?to "
    r"(?:the |my |our )?(?:calendar ['\"“]?(?P<called>[\w' -]{2,40}?)['\"”]?"
    r"|['\"“]?(?P<name>[\w' -]{2,40}?)['\"”]? calendar)"
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
    return _asked(said, text)


def _asked(said: Instruction, text: str) -> Frame | None:
    """ "Does the review have a link?", "how often is the stand-up?"."""
    for asked, pattern in _ASKED:
        if (match := pattern.fullmatch(text)) is None:
            continue
        groups = match.groupdict()
        target = _event(said, groups["what"])
        part = asked or _PARTS[groups["part"].lower()]
        if target is None or not _is_ours(target, text) or (target.pronoun and part in _OF_MAILS):
            continue
        target = replace(target, next=not (target.times or target.pronoun))
        whether = bool(groups.get("whether"))
        return EventDetails(*said.span, target=target, asked=part, whether=whether, complete=True)
    return None


def _is_ours(target: Reference, text: str) -> bool:
    """Whether it is an event by what it is called, or is asked of one's own time: "how often do we meet"."""
    return target.pronoun or target.noun in terms.EVENTS or bool({"i", "we"} & set(text.lower().split()))


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


_NOTED = Spoken(
    r"(?:add|put|write|make|leave) (?:(?:an?|the|this|another) )?(?P<note_first>(?:note|comment"
    r"|description) )?"
    r"(?P<sign>[\"'“])(?P<text>.{1,500}?)[\"'”] (?:as a note )?(?:in|on|to|into|for)(?: the)?"
    r"(?P<note_last> (?:notes?|descriptions?|comments?) (?:of|for|on|to))? (?P<what>[^\"“”]{2,80})"
)


def note_on(said: Instruction) -> Frame | None:
    """ "Add the note "bring slides" to the review"."""
    match = _NOTED.fullmatch(said.raw(said.at, said.end).strip(" ,.!"))
    target = _event(said, match["what"]) if match and (match["note_first"] or match["note_last"]) else None
    if match is None or target is None:
        return None
    return ChangeEvent(*said.span, target=target, noun="note", note=match["text"], complete=True)


def _event(said: Instruction, what: str) -> Reference | None:
    """The event that words name, each of them in its place; None where they name anything else."""
    tokens = tokenize(what, said.now)
    target, after = Phrases(tokens).reference(0)
    if target is None or after != len(tokens) or target.domain not in (Domain.CALENDAR, None):
        return None
    # A name alone is somebody's, "the details of Leo", and "the description of gravity" anybody's.
    definite = tokens[0].low in DETERMINERS - {"a", "an"}
    named = target.domain is Domain.CALENDAR or definite or target.pronoun or bool(target.times)
    named = named or target.noun in terms.EVENTS
    return replace(target, domain=Domain.CALENDAR) if named else None
