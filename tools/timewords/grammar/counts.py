"""Spans seen from today: this week, the last 3 days, the rest of the month."""

from __future__ import annotations

from tools.timewords.chart import Rules
from tools.timewords.days.derived import ComingWeekend, WorkingWeek
from tools.timewords.days.named import Relative, This
from tools.timewords.days.runs import Count, Either, Rest, Run
from tools.timewords.days.view import DayExpr
from tools.timewords.spans import CALENDAR, Unit

RULES = Rules()

WHOLE = (Unit.WEEK, Unit.WEEKEND, Unit.MONTH, Unit.QUARTER, Unit.YEAR)
"""Units of which people say "the" and "all" without more."""


@RULES.make("period", "the|this? <step> working|work|business week", "the working|work|business week")
def working_week(step: int = 0) -> DayExpr:
    """ "Next working week": Monday to Friday."""
    return WorkingWeek(step)


@RULES.make("period", "the|this? <coming> <single>")
def coming(step: int, unit: Unit) -> DayExpr | None:
    """A weekend is coming until it is there, unlike the "next" one, which is that of the next week."""
    return ComingWeekend() if unit is Unit.WEEKEND else stepped(step, unit)


@RULES.make("period", "the|this? <step> calendar? <single>")
def stepped(step: int, unit: Unit) -> DayExpr | None:
    """ "Next week", "last month", "this year": those of the calendar."""
    if unit is Unit.FORTNIGHT:
        return Count(step, unit) if step else None
    return Relative(unit, step) if unit in (*CALENDAR, Unit.SEASON) else None


@RULES.make("period", "the? <step>|<coming>|<back> <units>")
def some(step: int, unit: Unit) -> DayExpr | None:
    """ "The last weeks": nobody said how many."""
    if not step or unit not in CALENDAR:
        return None
    return Either(Count(step * 2, unit), Count(step * 3, unit))


@RULES.make("period", "the|this? <back> <single>")
def past(back: int, unit: Unit) -> DayExpr | None:
    """ "The past week" is the seven days up to today, "last week" the calendar's."""
    return Count(back, unit, from_now=True) if unit in (*CALENDAR, Unit.FORTNIGHT) else None


@RULES.make("period", "<step> <period>", "the <step> <period>", "this <step> <period>")
def stepped_period(step: int, expr: DayExpr) -> DayExpr | None:
    """ "Next summer", "last December"."""
    return expr.with_step(step)


@RULES.make("period", "the <unit>", cost=3)
def the_unit(unit: Unit) -> DayExpr | None:
    """ "The week": all of it, or what remains."""
    return This(unit) if unit in WHOLE else None


@RULES.make("period", "all|all_the|all_this <unit>", cost=3)
def this_unit(unit: Unit) -> DayExpr | None:
    """ "All week": the one that today is in."""
    return Relative(unit, 0) if unit in WHOLE else None


@RULES.make("day", "the? <step> business|working|work day", "the? <step> workday")
def stepped_workday(step: int) -> DayExpr | None:
    """ "The next working day"."""
    return Relative(Unit.WORKDAY, step) if step else None


@RULES.make("day", "the day", cost=4)
def this_day() -> DayExpr:
    """ "The day": today, where nothing else is spoken of."""
    return Relative(Unit.DAY, 0)


@RULES.make("period", "the? <unit> after next")
def after_next(unit: Unit) -> DayExpr | None:
    """ "The week after next"."""
    return Relative(unit, 2) if unit in CALENDAR else None


@RULES.make("period", "the? <unit> before last")
def before_last(unit: Unit) -> DayExpr | None:
    """ "The week before last"."""
    return Relative(unit, -2) if unit in CALENDAR else None


@RULES.make("period", "<int> <units> from now", "in <int> <units>")
def weekends_ahead(count: int, unit: Unit) -> DayExpr | None:
    """The weekend itself, not so many weeks."""
    return Relative(unit, count) if unit is Unit.WEEKEND and count else None


@RULES.make("period", "<int> <units> ago|back")
def weekends_ago(count: int, unit: Unit) -> DayExpr | None:
    """ "Two weekends ago"."""
    return weekends_ahead(-count, unit)


@RULES.make("period", "the? <step> <int> <unit>", cost=1)
def counted(step: int, count: int, unit: Unit) -> DayExpr | None:
    """ "The next 3 weeks": by the day, or those of the calendar."""
    return Count(step * count, unit, loose=count > 1) if step and count and unit in CALENDAR else None


@RULES.make("period", "the? <int> <step> <units>", cost=1)
def counted_before(count: int, step: int, unit: Unit) -> DayExpr | None:
    """ "The 3 next weeks"."""
    return Count(step * count, unit, loose=count > 1) if step and count and unit in CALENDAR else None


@RULES.make("period", "the? <int> <coming> <unit>", "the? <coming> <int> <unit>", cost=1)
def counted_coming(*said: object) -> DayExpr | None:
    """ "The two coming weeks" are those of the calendar, or fourteen days; two days begin now or tomorrow."""
    count = max(number for number in said if isinstance(number, int))
    unit = said[-1]
    if not isinstance(unit, Unit) or unit not in CALENDAR or not count:
        return None
    if unit is Unit.WEEK:
        return Either(Run(Relative(unit, 1), Relative(unit, count)), Count(count, unit))
    if unit is Unit.DAY:
        return Either(Count(count, unit), Count(count, unit, from_now=True))
    return Count(count, unit, loose=count > 1)


@RULES.make(
    "period",
    "in|within|over|during|for|from|throughout the? <step>|<coming> <int> <unit>",
    "the? <back> <int> <unit>",
    "in|within|over|during|for|from the? <back> <int> <unit>",
)
def counted_from_now(step: int, count: int, unit: Unit) -> DayExpr | None:
    """ "In the next 2 weeks" is counted from now, not by the calendar."""
    return Count(step * count, unit, from_now=True) if step and count and unit in CALENDAR else None


@RULES.make(
    "period",
    "the? <int> <back> <units>",
    "in|within|over|during|for|from the? <int> <back>|<step>|<coming> <units>",
)
def counted_before_now(count: int, step: int, unit: Unit) -> DayExpr | None:
    """ "The 3 past weeks": up to today."""
    return Count(step * count, unit, from_now=True) if step and count and unit in CALENDAR else None


@RULES.make("period", "the? <step>|<back> <int> business|working|work <unit>")
def counted_workdays(step: int, count: int, unit: Unit) -> DayExpr | None:
    """ "The last 3 working days"."""
    return Count(step * count, Unit.WORKDAY) if step and count and unit is Unit.DAY else None


@RULES.make("period", "the? <step>|<back>|<coming> <vague-number> <unit>")
def counted_few(step: int, count: int, unit: Unit) -> DayExpr | None:
    """ "The next few weeks": so many, though not for certain."""
    return Count(step * count, unit, vague=True) if step and unit in CALENDAR else None


@RULES.make("period", "the? rest|remainder of <period>", "later <period>", "later in <period>")
def rest(of: DayExpr) -> DayExpr:
    """ "The rest of the week", "later this month": from today on."""
    return Rest(of)


@RULES.make("period", "all|whole of? <period>", "the whole of? <period>")
def whole(of: DayExpr) -> DayExpr:
    """ "All of next week"."""
    return of


@RULES.make("period", "the whole <unit>")
def whole_unit(unit: Unit) -> DayExpr | None:
    """ "The whole week": the one that today is in."""
    return this_unit(unit)


@RULES.make("period", "<unit> to date")
def unit_to_date(unit: Unit) -> DayExpr | None:
    """ "Year to date": up to today."""
    return Rest(Relative(unit, 0), True) if unit in CALENDAR else None


@RULES.make("period", "earlier in? <period>", "so far <period>", "<period> so far", "<period> to date")
def passed(of: DayExpr) -> DayExpr:
    """ "So far this year", "earlier this week": up to today."""
    return Rest(of, True)
