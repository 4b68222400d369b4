"""What words about time come to: the values that callers get."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

Direction = Literal["future", "past", "nearest"]


class Kind(StrEnum):
    """What sort of thing the words name."""

    INSTANT = "instant"
    DAY = "day"
    SPAN = "span"
    DURATION = "duration"
    RECURRENCE = "recurrence"
    DEADLINE = "deadline"
    SINCE = "since"


@dataclass(frozen=True, slots=True)
class Resolution:
    """One reading of words about time, in the zone of the `now` that was given."""

    kind: Kind
    start: datetime | date | None
    """Aware, or a date for whole days; None for a length alone. The first occurrence of a recurrence."""
    end: datetime | date | None
    """Excluded; of the same type as `start`. None for an instant, and where no end was said."""
    duration: timedelta | None
    """The length that was said ("for 90 minutes"), elapsed time."""
    rrule: str | None
    """RFC 5545 RRULE value, without its name."""
    certain: bool
    """False: words are left over, they contradict each other, or readings are equally good."""
    candidates: tuple[Resolution, ...]
    """When not certain: the readings, best first, this one included. Empty when certain."""
    unresolved: tuple[str, ...]
    """Words that were not understood, in the order of the text."""
    zone: ZoneInfo | None
    """The zone that the words named, else None; `start` and `end` are in the user's zone all the same."""
    time_of_day_given: bool
    """Whether the words said a time of day, and not only days."""
    understood: str
    """The reading in words, to be shown to the person."""
    moment: datetime | None = None
    """To the second, where days, weeks or months were counted from now ("in 3 days"): `start` is the day."""
    approximate: bool = False
    """Whether `start` or `end` is only our convention: "tomorrow morning", "after lunch", "the weekend"
    have no exact boundaries. ISO 8601-2 and TIMEX3 call it so. It does not make the reading uncertain."""

    @property
    def start_given(self) -> bool:
        """Whether the words say where it begins.

        Of a limit ("by Friday", "within a week") they say the end, and `start` is only now; a length
        has neither.
        """
        return self.start is not None and self.kind is not Kind.DEADLINE

    def ends_tonight(self, now: datetime) -> datetime | None:
        """Midnight, where a look for what is "after 3" or "after lunch" asks about the rest of today.

        None of what is from now on, from another day on, or has an end of its own.
        """
        start = self.start
        if self.kind is not Kind.SINCE or self.end is not None or not self.time_of_day_given:
            return None
        if not isinstance(start, datetime) or start == now or start.date() != now.date():
            return None
        return datetime.combine(start.date() + timedelta(days=1), time(), start.tzinfo)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words about time inside a text."""

    text: str
    begin: int
    """Offset of the first character."""
    stop: int
    """Offset after the last character."""
    resolution: Resolution
