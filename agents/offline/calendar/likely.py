"""The likelier of two readings of when an event is to be, where the card can say that there is another.

A question costs a person a sentence, a card with the wrong half of the day two keys.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from agents.offline.reading import when
from tools.timewords import Resolution

_HALF_A_DAY = timedelta(hours=12)
_A_WEEK = timedelta(days=7)
_EVENING = frozenset(
    "dinner supper drinks drink beer beers cocktails wine pub bar party parties date movie movies film "
    "cinema "
    "theatre theater concert gig show opera play game games match poker bowling dance dancing dancing "
    "club karaoke "
    "quiz practice rehearsal choir band class recital reception barbecue bbq fireworks night evening bedtime "
    "birthday reunion wrestling skating hockey basketball football baseball soccer volleyball".split()
)
_MORNING = frozenset(
    "breakfast run running jog jogging gym swim swimming hike hiking walk workout yoga pilates school "
    "dropoff surgery "
    "bakery sunrise mass church morning rowing fishing cycling".split()
)
_WORK = frozenset(
    "meeting call review sync standup stand-up interview workshop training presentation briefing "
    "appointment office "
    "demo retro planning session conference board kickoff".split()
)
_WEEKEND = 5
_NEXT = re.compile(r"\bnext\s+(?:mon|tue|wed|thu|fri|sat|sun)", re.IGNORECASE)


def likely(words: str, found: Resolution, title: str, now: datetime) -> Resolution | None:
    """The reading of `words` that what the event is called and its day make likely; None where they don't."""
    readings = [reading for reading in found.candidates if reading.start is not None]
    if len(readings) != 2 or len(found.candidates) != 2 or found.unresolved:
        return None
    first, second = readings
    assert first.start is not None and second.start is not None
    begins, other = when.aware(first.start, now), when.aware(second.start, now)
    if abs(begins - other) == _A_WEEK and _NEXT.search(words):
        return first
    if abs(begins - other) == _HALF_A_DAY and first.time_of_day_given:
        early, late = (first, second) if begins < other else (second, first)
        return _half(early, late, set(re.findall(r"[a-z-]+", title.lower())), min(begins, other))
    return None


def _half(early: Resolution, late: Resolution, words: Iterable[str], begins: datetime) -> Resolution | None:
    """The morning or the evening."""
    said = set(words)
    if said & _MORNING:
        return early
    if said & _EVENING:
        return late
    if said & _WORK:
        return None
    return late if begins.weekday() >= _WEEKEND or begins.hour < 8 else None
