"""Questions about free time: "am I free on Friday?", "when could I meet Ana?"."""

from datetime import timedelta

from agents.offline.calendar.frames import FreeTime
from agents.offline.calendar.slots import EventSlots
from agents.offline.reading.frames import Enquiry
from agents.offline.reading.question import Question
from agents.offline.reading.tokens import Sort
from agents.offline.reading.words import CALENDARS
from tools.patterns import Spoken

_HALF_AN_HOUR = timedelta(minutes=30)
_GAPS = frozenset("gap gaps opening openings".split())
_AROUND_GAPS = frozenset("any are there is a do i have got in my calendar schedule diary ?".split()) | {""}
_FREE = frozenset("free available busy occupied availability".split())
_EMPTY = frozenset({"empty", "clear"})


_AND_I = Spoken(r"\band (?:i|me)\b")
""" "When are Ana and I free": she counts as well."""


def free_question(q: Question) -> Enquiry | None:
    has_time = any(q.phrases.skip(q.at, "do", who, "have", "time") > q.at for who in ("i", "we"))
    empty = q.words & _EMPTY and q.words & CALENDARS
    gaps = bool(q.words & _GAPS) and any(token.sort is Sort.TIME for token in q.tokens[q.at :])
    if not (q.words & _FREE or empty or has_time or gaps or _when_to_meet(q)):
        return None
    mine = q.words & {"i", "we", "my"} and not _AND_I.search(q.text)
    who = None if mine or gaps else q.subject()
    if who is None and not (gaps or q.words & {"i", "we", "my", "slots", "time", "there"}):
        return None
    slots = EventSlots(q.text, q.tokens).read(q.at)
    asked_of = q.subjects() if who else ()
    if len(asked_of) > 1 and "or" in q.words:
        # "Is Ana or Ben free": an answer would have to say which of them.
        return None
    people = tuple(person for person in asked_of if not person.myself) or tuple(slots.people)
    if not people and _when_to_meet(q):
        with_at = q.at + 4 + (q.phrases.low(q.at + 4) in {"with", "to"})
        people = tuple(person for person in q.phrases.people(with_at)[0] if not person.myself)
    asked = "when" if gaps or q.asked in {"when", "what"} else "free"
    free = FreeTime(
        *q.span, times=tuple(slots.times), people=people,
        length=slots.length or (_HALF_AN_HOUR if gaps else None),
        noun="busy" if "busy" in q.words else "free", complete=gaps and q.words <= _GAPS | _AROUND_GAPS,
    )  # fmt: skip
    return q.put(free, asked)


def _when_to_meet(q: Question) -> bool:
    """ "When could I meet Ana", "when can we talk": asks for a free time."""
    low, at = q.phrases.low, q.at
    return (
        low(at) == "when"
        and low(at + 1) in {"can", "could", "should", "might"}
        and low(at + 2) in {"i", "we"}
        and low(at + 3) in {"meet", "see", "talk", "speak"}
    )
