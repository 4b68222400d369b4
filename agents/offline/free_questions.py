"""Questions about free time: "am I free on Friday?", "when could I meet Ana?"."""

from agents.offline.event_slots import EventSlots
from agents.offline.frames import Frame
from agents.offline.question import Question
from agents.offline.words import (
    CALENDARS,
    Act,
)

_FREE = frozenset("free available busy occupied availability".split())
_EMPTY = frozenset({"empty", "clear"})


def free_question(q: Question) -> Frame | None:
    has_time = any(q.phrases.skip(q.at, "do", who, "have", "time") > q.at for who in ("i", "we"))
    empty = q.words & _EMPTY and q.words & CALENDARS
    if not (q.words & _FREE or empty or has_time or _when_to_meet(q)):
        return None
    who = None if q.words & {"i", "we", "my"} else q.subject()
    if who is None and not q.words & {"i", "we", "my", "slots", "time", "there"}:
        return None
    slots = EventSlots(q.text, q.tokens).read(q.at)
    people = (who,) if who and not who.myself else tuple(slots.people)
    if not people and _when_to_meet(q):
        with_at = q.at + 4 + (q.phrases.low(q.at + 4) in {"with", "to"})
        people = tuple(person for person in q.phrases.people(with_at)[0] if not person.myself)
    asked = "when" if q.asked in {"when", "what"} else "free"
    return q.frame(
        Act.FREE, asked, times=tuple(slots.times), length=slots.length, people=people,
        noun="busy" if "busy" in q.words else "free",
    )  # fmt: skip


def _when_to_meet(q: Question) -> bool:
    """ "When could I meet Ana", "when can we talk": asks for a free time."""
    low, at = q.phrases.low, q.at
    return (
        low(at) == "when"
        and low(at + 1) in {"can", "could", "should", "might"}
        and low(at + 2) in {"i", "we"}
        and low(at + 3) in {"meet", "see", "talk", "speak"}
    )
