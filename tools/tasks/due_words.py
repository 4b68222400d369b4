"""Words about when a task is due, or which tasks are asked about by that."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from tools.errors import ASK_WHICH, AmbiguousError, ToolError
from tools.ics.moments import Moment, from_iso
from tools.ics.recurrence_rules import first_of, rule_from

if TYPE_CHECKING:
    from tools.timewords import Resolution

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """When a task is to be done, and by which rule again."""

    at: Moment
    rrule: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are asked about, both included; None: no limit on that side."""

    first: date | None
    last: date
    understood: str


@dataclass(frozen=True, slots=True)
class DueWords:
    """What words about time are understood by: the present, the user's zone, whether 3/4 is in April."""

    now: datetime
    zone: tzinfo
    day_first: bool = False

    def due(self, text: str, recurrence: str = "") -> Due:
        """The time that is named; of a span its end, and where no time of day is said a day.

        Raises:
            ToolError: no time is named, or none for certain.
        """
        if not text.strip():
            return self._first(recurrence)
        exact = from_iso(text, self.zone)
        if exact is not None:
            return Due(self._on_rule(exact, recurrence), self.rule(recurrence, exact))
        found = self._resolved("due", text)
        at = due_by(found)
        said = (rule_from(found.rrule, at) or "") if found.rrule else ""
        rule = self.rule(recurrence, at) if recurrence.strip() else said
        return Due(first_of(rule, at) if rule else at, rule)

    def rule(self, text: str, at: Moment) -> str:
        """A rule of repetition, from one or from words; empty, and `once`, for none.

        Raises:
            ToolError: there is no rule in it.
        """
        if text.strip().lower() in ("", "once", "none", "never", "no"):
            return ""
        given = rule_from(text, at) or rule_from(self._resolved("recurrence", text).rrule or "", at)
        if given is None:
            raise ToolError(f"recurrence {text!r} isn't clear; say 'every Monday', or give an RRULE")
        return given

    def window(self, text: str) -> Window:
        """Which days are asked about: up to a limit ("by Friday"), or those that are named.

        Raises:
            ToolError: none are named, or none for certain.
        """
        first, slash, second = text.partition("/") if text.count("/") == 1 else (text, "", "")
        exact, until = from_iso(first, self.zone), from_iso(second, self.zone) if slash else None
        if exact is not None and (until is not None or not slash):
            begin, end = self._day(exact), self._day(until if until is not None else exact)
            return Window(begin, end, f"{_said(begin)} – {_said(end)}" if begin != end else _said(begin))
        found = self._resolved("due", text)
        last = self._day(due_by(found))
        limit = str(found.kind) == "deadline"
        first_day = None if limit or found.start is None else self._day(found.start)
        return Window(first_day, last, found.understood)

    def _first(self, recurrence: str) -> Due:
        """The first day of a rule alone, from today on."""
        found = self._resolved("recurrence", recurrence) if not rule_from(recurrence, self.now) else None
        if found is None:
            today: Moment = self.now.astimezone(self.zone).date()
            rule = self.rule(recurrence, today)
            return Due(first_of(rule, today), rule)
        if found.rrule is None or found.start is None:
            raise ToolError(f"recurrence {recurrence!r} isn't clear; say 'every Monday', or give an RRULE")
        return Due(found.start, rule_from(found.rrule, found.start) or "")

    def _on_rule(self, at: Moment, recurrence: str) -> Moment:
        rule = self.rule(recurrence, at)
        return first_of(rule, at) if rule else at

    def _day(self, moment: Moment) -> date:
        return moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment

    def _resolved(self, argument: str, text: str) -> "Resolution":
        # The grammar takes a moment to load, and most calls of a language model are ISO 8601.
        from tools.timewords import resolve

        found = resolve(text, now=self.now, day_first=self.day_first)
        if found is None or (found.start is None and found.end is None):
            raise ToolError(
                f"{argument} {text!r} names no time; give ISO 8601 such as 2026-11-24, "
                "or words such as 'by Friday' or 'tomorrow at 5pm'"
            )
        if not found.certain:
            readings = [reading.understood for reading in found.candidates][:4]
            left = f" ({' '.join(found.unresolved)!r} isn't understood)" if found.unresolved else ""
            may = f"; it may mean: {'; '.join(readings)}" if readings else ""
            raise AmbiguousError(f"{argument} {text!r} isn't certain{left}{may}{ASK_WHICH}", readings)
        return found


def due_by(found: "Resolution") -> Moment:
    """The time by which it is to be done: of a span its end, of a rule its first time."""
    start, end = found.start, found.end
    if end is None or found.rrule is not None:
        assert start is not None or end is not None
        return start if start is not None else end  # type: ignore[return-value]  # one of both is there
    if not isinstance(end, datetime):
        return end - DAY
    if end.time() == time() and (not found.time_of_day_given or found.approximate):
        return end.date() - DAY
    return end


def _said(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B} {day.year}"
