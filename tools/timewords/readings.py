"""What phrases come to: one reading or several."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tools.timewords.days.view import View
from tools.timewords.spans import EXACT, VAGUE, Days, Vague
from tools.timewords.value import Value
from tools.timewords.values import Kind


@dataclass(frozen=True)
class Reading:
    """One reading of a phrase."""

    kind: Kind
    start: datetime | date | None
    end: datetime | date | None = None
    duration: timedelta | None = None
    rrule: str | None = None
    zone: ZoneInfo | None = None
    time_given: bool = False
    doubt: bool = False
    """Whether the words themselves say that it is not exact, or it falls into a change of clocks."""
    moment: datetime | None = field(default=None, compare=False)
    """The exact instant, of a day that was counted from now."""
    vague: Vague = field(default=EXACT, compare=False)


class Phrase(Value, ABC):
    """Words about time that have a meaning of their own."""

    @property
    def parts(self) -> int:
        """How many things it says of a moment."""
        return 1

    @abstractmethod
    def readings(self, view: View) -> Iterator[Reading]:
        """Best first; instants in the zone of the view's `now`.

        Raises:
            ValueError, OverflowError: they lie outside of the calendar.
        """


def of_days(days: Days, fuzzy: bool = False) -> Reading:
    """Whole days as a reading, in no zone."""
    kind = Kind.DAY if days.single else Kind.SPAN
    return Reading(kind, days.first, days.stop, doubt=fuzzy, vague=VAGUE if fuzzy else days.vague)


def day_of(when: datetime | date) -> date:
    """Its day, on the clocks of its own zone."""
    return when.date() if isinstance(when, datetime) else when
