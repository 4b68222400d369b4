"""A moment: a day, an hour, a part of the day, a zone and a length, each of them said or not.

Phrases grow by merging moments: "next Tuesday" + "at 2pm" + "for 1 hour".
"""

from __future__ import annotations

from datetime import tzinfo

from tools.timewords.days.both import together
from tools.timewords.days.derived import Moved, WeekWith, WorkingWeek
from tools.timewords.days.named import Month, Relative, This, YearPart
from tools.timewords.days.runs import Adjoining, Count, Rest, Run
from tools.timewords.days.view import DayExpr
from tools.timewords.lengths import Length
from tools.timewords.lexicon import Part
from tools.timewords.spans import Unit
from tools.timewords.value import Value, replace


class Clock(Value):
    """A time of day. Hour 24 is the midnight that ends the day."""

    hour: int
    minute: int = 0
    second: int = 0
    settled: bool = True
    """False: an hour from 1 to 12 of which nobody said whether it is before or after noon."""
    by_24: bool = False
    """Written by the 24-hour clock, so that the other end of a span is too."""
    fuzzy: bool = False
    """Said as "about" or "ish"."""
    vague: bool = False
    """Said by what happens then, of which the hour is our convention: "close of business"."""


def hour_in(hour: int, part: Part) -> tuple[int, bool]:
    """An hour from 1 to 12 in a part of the day, and whether that is in doubt.

    Small hours of a night are those after its midnight.
    """
    if not part.late:
        return hour % 12, hour == 12
    if hour == 12:
        return (24, False) if part.begin >= 18 else (12, False)
    if part.begin >= 18 and hour < 5:
        # "At 4 in the evening" is late in the afternoon, and no hour of the night.
        return (hour + 12, hour < 4) if part.finish < 24 and hour > 2 else (hour + 24, True)
    if part.begin < 18 and hour == 11:
        return 11, True
    return hour + 12, False


class ClockSpan(Value):
    """From one time of day to another."""

    begin: Clock
    finish: Clock


class Elapsed(Value):
    """Some hours, minutes or seconds after (1) or before (-1) a moment, or now."""

    length: Length
    sign: int
    base: Moment | None = None


class Moment(Value):
    """What the words say, field by field."""

    day: DayExpr | None = None
    hours: Clock | ClockSpan | Elapsed | None = None
    part: Part | None = None
    zone: tzinfo | None = None
    length: Length | None = None

    @property
    def parts(self) -> int:
        """How many of the fields were said."""
        return sum(field is not None for field in (self.day, self.hours, self.part, self.zone, self.length))


def merge(a: Moment, b: Moment) -> Moment | None:
    """Both together; None when they cannot be said of one moment."""
    if (a.hours and b.hours) or (a.zone and b.zone) or (a.length and b.length):
        return None
    if a.part and b.part and a.part != b.part:
        return None
    hours, part = a.hours or b.hours, a.part or b.part
    day: DayExpr | None = a.day or b.day
    if a.day and b.day:
        day = together(a.day, b.day)
        if day is None:
            return None
    if isinstance(hours, Elapsed) and hours.base is not None and hours.base.day is None and day is not None:
        # "An hour after noon tomorrow": the day belongs to the noon.
        base = merge(hours.base, Moment(day, part=part))
        if base is None:
            return None
        day, part, hours = None, None, replace(hours, base=base)
    if isinstance(hours, Elapsed):
        if part or (day is not None and day != Relative(Unit.DAY, 0)):
            return None
        day = None
    if day is not None and (hours or part) and _several_days(day):
        return None
    return Moment(day, hours, part, a.zone or b.zone, a.length or b.length)


def _several_days(day: DayExpr) -> bool:
    """Whether it names more than one day by its form, so that no hour belongs to it."""
    if isinstance(day, Relative):
        return day.unit not in (Unit.DAY, Unit.WORKDAY)
    return isinstance(day, Count | Run | Adjoining | Month | YearPart | Rest | This | WeekWith | WorkingWeek)


def whole_days(moment: Moment) -> DayExpr | None:
    """Its day, when nothing but a day was said."""
    if moment.hours or moment.part or moment.zone or moment.length:
        return None
    return moment.day


def shifted(moment: Moment, length: Length, sign: int) -> Moment | None:
    """`length` after (or before) `moment`."""
    if not length.of_days:
        return Moment(hours=Elapsed(length, sign, moment if moment != NOW else None))
    if moment == NOW:
        return Moment(Moved(Relative(Unit.DAY, 0), length, sign))
    if moment.day is None or isinstance(moment.hours, Elapsed | ClockSpan) or moment.length:
        return None
    return replace(moment, day=Moved(moment.day, length, sign))


NOW = Moment(hours=Elapsed(Length(), 1))
