"""From where words about days are read, and which of many days they then mean."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tools.timewords.spans import Days
from tools.timewords.value import Value, replace
from tools.timewords.values import Direction

HARDLY_OVER = timedelta(days=31)
A_QUARTER = timedelta(days=92)


@dataclass(frozen=True)
class View:
    """From where, and which way, words about time are read."""

    now: datetime
    direction: Direction = "future"
    day_first: bool = False
    anchor: date | None = None
    """The day from which weekdays and dates without a year are looked for; today when None."""
    anchored: bool = False
    """Whether "an hour later" may be later than something else in the text, so that it is a length."""
    awaited: bool = False
    """Whether a length alone is waited for, so that it tells when it has passed."""

    @property
    def today(self) -> date:
        """The day of `now`, in its zone."""
        return self.now.date()

    @property
    def origin(self) -> date:
        """The day from which days are looked for."""
        return self.anchor or self.today

    def looking(self, direction: Direction, anchor: date | None = None) -> View:
        """The same, looking in a direction, from `anchor` or today."""
        return replace(self, direction=direction, anchor=anchor)


class DayExpr(Value, ABC):
    """Words that name days."""

    @abstractmethod
    def days(self, view: View) -> tuple[Days, ...]:
        """The readings, best first; none when there are no such days.

        Raises:
            ValueError, OverflowError: they lie outside of the calendar.
        """

    @property
    def is_open(self) -> bool:
        """Whether a year (or a month, or a week) is still to be found for it."""
        return False

    @property
    def fuzzy(self) -> bool:
        """Whether the words say that it is not exact: "in a few days"."""
        return False

    def instant(self, view: View) -> datetime | None:  # noqa: ARG002 - for those that are counted from now
        """The time of day as well, where the words count from now."""
        return None

    def in_year(self, year: int) -> DayExpr | None:  # noqa: ARG002 - for those that take one
        """The same with a year that was not said before; None when it takes none."""
        return None

    def with_step(self, step: int) -> DayExpr | None:  # noqa: ARG002 - for those that take one
        """The same after "this" (0), "next" (1) or "last" (-1); None when people do not say so."""
        return None


class Open(DayExpr):
    """Words that name days again and again, until something says which."""

    @abstractmethod
    def occurrences(self, window: Days) -> Iterator[Days]:
        """Those that begin within `window`, in order."""

    def around(self, day: date, years: int = 1) -> list[Days]:
        """Those that begin in so many years and a month before and after a day, in order."""
        reach = timedelta(days=366 * years + 31)
        return list(self.occurrences(Days(day - reach, day + reach)))


def chosen(options: Sequence[Days], view: View) -> Days | None:
    """The one of `options` (in order) that the direction of the view asks for."""
    origin = view.origin
    if view.direction == "past":
        return next((d for d in reversed(options) if d.first <= origin), None)
    ahead = next((d for d in options if d.stop > origin), None)
    if view.direction == "future":
        return ahead
    return min(options, key=lambda d: abs((d.first - origin).days), default=None)


def yearly(options: Sequence[Days], view: View, over: timedelta = HARDLY_OVER) -> tuple[Days, ...]:
    """The one that the direction asks for; looking ahead also the last one, if it is hardly `over`.

    Said on 5 March, "3 March" may be eleven months ahead, or two days ago.
    """
    found = only(chosen(options, view))
    if view.direction == "future" and view.anchor is None and found:
        found += tuple(d for d in options if timedelta() < view.today - d.first <= over)
    return found


def stepped(options: Sequence[Days], step: int, today: date) -> tuple[Days, ...]:
    """The last (-1), this (0) or next (1) of `options`, seen from `today`.

    Where this year's is still to come, "next" may mean that one or the one a year later, and the
    other way round with "last": both are given. So they are of "this" when this year's is over.
    """
    if step == 0:
        own = [d for d in options if d.first.year == today.year][:1]
        over = [d for d in own if d.stop <= today]
        return (*own, *[d for d in options if over and d.first > today][:1])
    ahead = [d for d in options if (d.first > today if step > 0 else d.stop <= today)]
    if step < 0:
        ahead.reverse()
    return tuple(ahead[:2] if ahead and ahead[0].first.year == today.year else ahead[:1])


def only(days: Days | None) -> tuple[Days, ...]:
    """At most one reading."""
    return () if days is None else (days,)
