"""Runs of days: from one to another, the last three, what remains of a week."""

from __future__ import annotations

from datetime import date, timedelta

from tools.timewords.days.named import DayNumber, Weekday
from tools.timewords.days.view import DayExpr, View
from tools.timewords.spans import Days, Unit, Vague, containing, move


class Run(DayExpr):
    """From one day to another, both included; one without a year takes it from its partner."""

    begin: DayExpr
    finish: DayExpr

    def days(self, view: View) -> tuple[Days, ...]:
        often = isinstance(self.finish, Weekday | DayNumber) or isinstance(self.begin, Weekday | DayNumber)
        if self.begin.is_open and not (often and self.finish.is_open):
            # "October to March", said in January: the one that is not over.
            pairs = [(a, b) for b in self.finish.days(view) for a in self._begin(b, view)]
        else:
            pairs = [(a, b) for a in self.begin.days(view) for b in self._finish(a, view)]
        return tuple(a.to(b) for a, b in pairs if a.first < b.stop)[:2]

    def _begin(self, finish: Days, view: View) -> tuple[Days, ...]:
        return self.begin.days(view.looking("past", finish.first))

    def _finish(self, begin: Days, view: View) -> tuple[Days, ...]:
        return self.finish.days(view.looking("future", begin.first))


class OfOneMonth(Run):
    """From one numbered day to another of the same month: the 21st to the 31st, where there is a 31st."""

    def days(self, view: View) -> tuple[Days, ...]:
        for ahead in range(3):
            day = move(view.today, ahead, Unit.MONTH).replace(day=1) if ahead else view.today
            found = super().days(view.looking("future", day) if ahead else view)
            if all(span.first.month == (span.stop - timedelta(days=1)).month for span in found):
                return found
        return found


class Count(DayExpr):
    """The last or next `count` units, by the day: "last 3 days", "next 2 weeks".

    Looking back today is included. Looking ahead it begins tomorrow, or today when it is counted
    from now ("in the next 3 days"). Quarters are the calendar's. Most of that is our convention: others
    leave today out, begin tomorrow, or take the calendar's weeks.
    """

    count: int
    unit: Unit
    loose: bool = False
    """Whether the calendar's own units may be meant as well: "next 2 months", with nothing before it."""
    from_now: bool = False
    """Whether it is counted from now: "in the next 3 days", "the past 3 days"."""
    vague: bool = False
    """Whether the words were "a few" or "a couple of"."""

    @property
    def fuzzy(self) -> bool:
        return self.vague

    def days(self, view: View) -> tuple[Days, ...]:
        today = view.today
        ahead = self.count > 0
        reached = move(today, self.count, self.unit)
        tomorrow = today + timedelta(days=1)
        begin = today if self.from_now else tomorrow
        first, stop = (begin, reached + timedelta(days=1)) if ahead else (reached, tomorrow)
        # "The past 3 days" go back from now; of "the last 3 days" and of any ahead that isn't said.
        rolling = Days(first, stop, vague=Vague(start=ahead or not self.from_now, end=ahead))
        if self.unit in (Unit.QUARTER, Unit.HALF, Unit.WEEKEND, Unit.SEASON):
            return (self._whole(today), rolling) if self.loose and ahead else (self._whole(today),)
        if not self.loose or self.unit in (Unit.DAY, Unit.WORKDAY, Unit.WEEK):
            return (rolling,)
        return rolling, self._whole(today)

    def _whole(self, today: date) -> Days:
        near = containing(move(today, 1 if self.count > 0 else -1, self.unit), self.unit)
        far = containing(move(today, self.count, self.unit), self.unit)
        first, last = (near, far) if self.count > 0 else (far, near)
        return first.to(last)


class Rest(DayExpr):
    """What remains of something that today is in, from today on; or what of it has passed."""

    of: DayExpr
    passed: bool = False

    def days(self, view: View) -> tuple[Days, ...]:
        found = []
        for span in self.of.days(view):
            if span.first <= view.today < span.stop:
                tomorrow = view.today + timedelta(days=1)
                today = Days(view.today, tomorrow)
                found.append(span.to(today) if self.passed else today.to(span))
        return tuple(found)


class Adjoining(DayExpr):
    """One day and the next: "Monday and Tuesday"."""

    first: DayExpr
    second: DayExpr

    def days(self, view: View) -> tuple[Days, ...]:
        second = self.second.days(view)
        return tuple(a.to(b) for a in self.first.days(view) for b in second if a.stop == b.first)


class Either(DayExpr):
    """One or the other."""

    first: DayExpr
    second: DayExpr

    def days(self, view: View) -> tuple[Days, ...]:
        return tuple(dict.fromkeys((*self.first.days(view), *self.second.days(view))))
