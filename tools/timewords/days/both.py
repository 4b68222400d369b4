"""Days that two expressions name at once, which may contradict each other."""

from __future__ import annotations

from datetime import timedelta

from tools.timewords.days.derived import Moved, NthOfMonth
from tools.timewords.days.named import DayNumber, Feast, Fixed, Month, MonthDay, Relative, Weekday, YearPart
from tools.timewords.days.runs import Count, Either, Rest, Run
from tools.timewords.days.view import DayExpr, Open, View
from tools.timewords.spans import Days, Unit, containing, one_day, week_of
from tools.timewords.value import replace

HALF_A_YEAR = timedelta(days=183)
TWO_MONTHS = timedelta(days=62)
TWO_YEARS = timedelta(days=731)
WEEKS_OR_MORE = (Unit.WEEK, Unit.FORTNIGHT, Unit.MONTH, Unit.YEAR)


class Inside(DayExpr):
    """Something named again and again, inside something longer: "Tuesday of next week", "Easter 2027"."""

    inner: Open
    outer: DayExpr

    def days(self, view: View) -> tuple[Days, ...]:
        found: list[Days] = []
        for span in self.outer.days(view):
            if isinstance(self.outer, Moved):
                # "Thanksgiving in 9 months" is in the month that is then.
                span = containing(span.first, self.outer.length.grain)
            found.extend(self.inner.occurrences(span))
        ahead = [day for day in found if day.stop > view.origin] if view.direction == "future" else []
        return tuple(ahead or found)[:4]


class OnWeekday(DayExpr):
    """A date with its weekday: "Monday 24 November".

    The weekday tells the year or the month that was left out, when it is not too far away. Where
    it contradicts the date, both are given.
    """

    weekday: Weekday
    date: DayExpr

    def days(self, view: View) -> tuple[Days, ...]:
        usual = self.date.days(view)
        if not usual:
            return ()
        if not usual[0].single:
            return Inside(self.weekday, self.date).days(view)
        if isinstance(self.date, Moved) and self.date.length.grain in WEEKS_OR_MORE:
            return self._counted(self.date, usual[0], view)
        if agreed := tuple(day for day in usual if self._fits(day)):
            return agreed
        elsewhere = self._elsewhere(view)
        reach = TWO_MONTHS if isinstance(self.date, DayNumber) else HALF_A_YEAR
        later = [day for day in elsewhere if day.first > view.origin][:1]
        if close := [day for day in elsewhere if abs(day.first - view.origin) <= reach]:
            near = min(close, key=lambda day: (day.first < view.origin, abs(day.first - view.origin)))
            if isinstance(self.date, DayNumber) and near.first < view.origin and view.direction == "future":
                # "Friday the 13th", of which the last one is over and the next one far ahead.
                return (*later, near)
            return (near,)
        apart = (*usual, self._nearest(usual[0]))
        # What makes all the words true comes first, unless it is so far ahead that one of them is a mistake.
        soon = bool(later) and later[0].first - view.origin <= TWO_YEARS
        return tuple(dict.fromkeys((*later, *apart) if soon else (*apart, *later)))

    @property
    def is_open(self) -> bool:
        return self.date.is_open

    def in_year(self, year: int) -> DayExpr | None:
        date = self.date.in_year(year)
        return date and replace(self, date=date)

    def _counted(self, distance: Moved, reached: Days, view: View) -> tuple[Days, ...]:
        """ "Monday in two weeks": of the week that is then, or two weeks after the coming Monday."""
        then = one_day(week_of(reached.first).first + timedelta(days=self.weekday.number))
        if then == reached:
            return (then,)
        if distance.length.grain in (Unit.WEEK, Unit.FORTNIGHT):
            return tuple(dict.fromkeys((then, *replace(distance, base=self.weekday).days(view))))
        return (then,)

    def _fits(self, day: Days) -> bool:
        return day.first.weekday() == self.weekday.number

    def _elsewhere(self, view: View) -> list[Days]:
        """Where the date falls on the weekday."""
        if not isinstance(self.date, Open):
            return []
        years = 2 if isinstance(self.date, DayNumber) else 6
        return [day for day in self.date.around(view.origin, years) if self._fits(day)]

    def _nearest(self, day: Days) -> Days:
        distance = (self.weekday.number - day.first.weekday() + 3) % 7 - 3
        return one_day(day.first + timedelta(days=distance))


class ThatIs(DayExpr):
    """A weekday of a week and its date: "next Friday, the 27th"."""

    weekday: Weekday
    date: DayExpr

    def days(self, view: View) -> tuple[Days, ...]:
        said, usual = self.weekday.days(view), self.date.days(view)
        options = self.date.around(view.origin) if isinstance(self.date, Open) else []
        agreed = tuple(day for day in said if day in usual or day in options)
        if agreed:
            return agreed
        fitting = [day for day in options if self._fits(day, view)]
        nearest = sorted(fitting, key=lambda day: abs(day.first - view.origin))[:1]
        return tuple(dict.fromkeys((*nearest, *usual, *said)))

    def _fits(self, day: Days, view: View) -> bool:
        """Whether it is such a weekday, ahead after "next" and behind after "last"."""
        this_way = (day.first - view.origin) * (self.weekday.step or 0) >= timedelta()
        return this_way and day.first.weekday() == self.weekday.number


def together(a: DayExpr, b: DayExpr) -> DayExpr | None:
    """The days that both name, or None when people do not put the two together."""
    return _ordered(a, b) or _ordered(b, a)


def _ordered(inner: DayExpr, outer: DayExpr) -> DayExpr | None:
    if isinstance(inner, Either):
        first, second = together(inner.first, outer), together(inner.second, outer)
        return Either(first, second) if first and second else None
    if isinstance(inner, Weekday):
        return _with_weekday(inner, outer)
    if not isinstance(inner, Open):
        return None
    if isinstance(inner, DayNumber):
        return Inside(inner, outer) if _is_month(outer) else None
    if isinstance(inner, NthOfMonth):
        return inner.within(outer) if _is_month(outer) else None
    if isinstance(inner, Feast) and isinstance(outer, Moved) and inner.is_open:
        return Inside(inner, outer)
    if isinstance(inner, MonthDay | Feast | Month | YearPart) and inner.is_open and _is_year(outer):
        return Inside(inner, outer)
    return None


def _with_weekday(weekday: Weekday, outer: DayExpr) -> DayExpr | None:
    if isinstance(outer, Weekday | NthOfMonth | Count | Run | Rest | Either | YearPart | OnWeekday | ThatIs):
        return None
    if outer == Relative(Unit.DAY, 0):
        return None
    if weekday.step is not None:
        return ThatIs(weekday, outer)
    return OnWeekday(weekday, outer)


def _is_year(expr: DayExpr) -> bool:
    if isinstance(expr, Fixed):
        return expr.span.grain is Unit.YEAR
    if isinstance(expr, Moved):
        return expr.length.grain is Unit.YEAR
    return isinstance(expr, Relative) and expr.unit is Unit.YEAR


def _is_month(expr: DayExpr) -> bool:
    if isinstance(expr, Fixed):
        return expr.span.grain is Unit.MONTH
    return isinstance(expr, Month) or (isinstance(expr, Relative) and expr.unit is Unit.MONTH)
