"""The likelier of two readings of when an event is to be, where the card can say that there is another.

A question costs a person a sentence, a card with the wrong half of the day two keys.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from agents.offline.reading import when
from tools.patterns import Spoken
from tools.timewords import Resolution

_HALF_A_DAY = timedelta(hours=12)
_NEAR = timedelta(hours=2)
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
_FRIDAY, _WEEKEND = 4, 5
_EIGHT = 8
_NEXT = Spoken(r"\bnext\s+(?:mon|tue|wed|thu|fri|sat|sun)")


def likely(words: str, found: Resolution, title: str, now: datetime) -> Resolution | None:
    """The reading of `words` that what the event is called and its day make likely; None where they don't."""
    if found.unresolved or any(reading.start is None or reading.zone for reading in found.candidates):
        return None
    said = set(re.findall(r"[a-z-]+", title.lower()))
    days: dict[date, list[Resolution]] = {}
    for reading in found.candidates:
        days.setdefault(_begin(reading, now).date(), []).append(reading)
    halves = [_half(readings, said, now) if len(readings) > 1 else readings[0] for readings in days.values()]
    if None in halves or not halves:
        return None
    weeks = [reading for reading in halves if reading is not None]
    if len(weeks) == 2 and _NEXT.search(words) and _apart(weeks, now) == _A_WEEK:
        return weeks[0]
    return weeks[0] if len(weeks) == 1 and len(found.candidates) > 1 else None


_BARE_HOUR = Spoken(r"(?:(?:to|at|for|around) )?(?:1[0-2]|[1-9])(?::[0-5]\d)?(?: o['’]?clock)?")


def near_half(words: str, found: Resolution, start: datetime, now: datetime) -> Resolution | None:
    """ "6:30", of what begins at 7, is in the morning, whatever it would be of anything else.

    None where the words say of which half of the day they are, or neither half is near.
    """
    if not _BARE_HOUR.fullmatch(words) or not isinstance(found.start, datetime) or found.end is not None:
        return None
    for half in (timedelta(0), _HALF_A_DAY, -_HALF_A_DAY):
        at = when.aware(found.start, now) + half
        moved = datetime.combine(start.date(), at.time(), tzinfo=start.tzinfo)
        if abs(moved - start) <= _NEAR:
            return replace(found, start=at, certain=True, candidates=())
    return None


def _begin(reading: Resolution, now: datetime) -> datetime:
    assert reading.start is not None
    return when.aware(reading.start, now)


def _apart(readings: Sequence[Resolution], now: datetime) -> timedelta:
    return abs(_begin(readings[0], now) - _begin(readings[1], now))


def _half(readings: Sequence[Resolution], said: set[str], now: datetime) -> Resolution | None:
    """That of the morning or that of the evening, of two on one day."""
    if len(readings) != 2 or _apart(readings, now) != _HALF_A_DAY or not readings[0].time_of_day_given:
        return None
    early, late = sorted(readings, key=lambda reading: _begin(reading, now))
    if said & _MORNING:
        return early
    if said & _EVENING:
        return late
    begins = _begin(early, now)
    if said & _WORK:
        # Offices are open from 8.
        return early if begins.weekday() < _WEEKEND and begins.hour >= _EIGHT else None
    return late if begins.weekday() >= _FRIDAY or begins.hour < _EIGHT else None
