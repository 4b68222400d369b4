"""Spans of the calendar: weeks, months, quarters, seasons, years and runs of days."""

from __future__ import annotations

from datetime import date

from tools.timewords.chart import Rules
from tools.timewords.days.both import Inside
from tools.timewords.days.derived import Beside, Edge, HalfOf, IsoWeek, Nth, WeekWith, WorkingWeek
from tools.timewords.days.named import DayNumber, Fixed, Month, MonthDay, Relative, YearPart, year_span
from tools.timewords.days.runs import Count, Either, Rest, Run
from tools.timewords.days.view import DayExpr
from tools.timewords.grammar.days import month_day
from tools.timewords.spans import Days, Unit

RULES = Rules()

CALENDAR = (
    Unit.DAY,
    Unit.WORKDAY,
    Unit.WEEKEND,
    Unit.WEEK,
    Unit.MONTH,
    Unit.QUARTER,
    Unit.YEAR,
    Unit.DECADE,
    Unit.CENTURY,
)


@RULES.make("period", "<month-name>")
def month(number: int) -> DayExpr:
    return Month(number)


@RULES.make(
    "period",
    "<month-name> ,? <year>",
    "<month-name> of|in|-|/ <year>",
    "<month-name> ' <short-year>",
    "<month-name> of <short-year>",
)
def month_and_year(number: int, year: int) -> DayExpr:
    return Month(number, year)


@RULES.make("period", "<year> -|/|,? <month-name>", cost=1)
def year_and_month(year: int, number: int) -> DayExpr:
    return Month(number, year)


@RULES.make("period", "<numeric-month>")
def numeric_month(expr: DayExpr) -> DayExpr:
    return expr


@RULES.make("period", "<season>")
def season(number: int) -> DayExpr:
    return YearPart(Unit.SEASON, number + 1)


@RULES.make("period", "<season> of? <year>")
def season_and_year(number: int, year: int) -> DayExpr:
    return YearPart(Unit.SEASON, number + 1, year)


@RULES.make("period", "q <int>")
def quarter(number: int) -> DayExpr | None:
    return YearPart(Unit.QUARTER, number) if 1 <= number <= 4 else None


@RULES.make("period", "the? <ordinal> <unit>")
def nth_quarter(number: int, unit: Unit) -> DayExpr | None:
    return quarter(number) if unit is Unit.QUARTER else None


@RULES.make("period", "h <int>", cost=1)
def half(number: int) -> DayExpr | None:
    return YearPart(Unit.HALF, number) if 1 <= number <= 2 else None


@RULES.make("period", "the? <ordinal> half of <period>")
def nth_half(number: int, of: DayExpr) -> DayExpr | None:
    return None if number > 2 else HalfOf(number, of)


@RULES.make("period", "<year> -? <period>", swapped=True)
@RULES.make("period", "<period> ,? <year>", "<period> of|in|- <year>")
def in_that_year(expr: DayExpr, year: int) -> DayExpr | None:
    return expr.in_year(year) if isinstance(expr, YearPart) else None


@RULES.make("period", "the? year <year>", "calendar year <year>", "cy|fy <year>", "cy|fy <short-year>")
def year(number: int) -> DayExpr:
    return year_span(number)


@RULES.make("period", "<year>", cost=4)
def bare_year(number: int) -> DayExpr:
    return year_span(number)


@RULES.make("outer", "<period>")
def outer(expr: DayExpr) -> DayExpr:
    """What something is a part of: here a year needs no word before it."""
    return expr


@RULES.make("outer", "the? year? <year>")
def outer_year(number: int) -> DayExpr:
    return year_span(number)


@RULES.make("single", "week - end")
@RULES.make("unit", "week - end|ends")
def hyphened() -> Unit:
    return Unit.WEEKEND


@RULES.make("period", "the|this? <step> working|work|business week")
def working_week(step: int) -> DayExpr:
    return WorkingWeek(step)


@RULES.make("period", "the|this? <step>|<coming> calendar? <single>")
def stepped(step: int, unit: Unit) -> DayExpr | None:
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
    return Count(back, unit) if unit in (*CALENDAR, Unit.FORTNIGHT) else None


@RULES.make("period", "<step> <period>", "the <step> <period>", "this <step> <period>")
def stepped_period(step: int, expr: DayExpr) -> DayExpr | None:
    return expr.with_step(step)


@RULES.make("period", "the <unit>", "all|all_the|all_this <unit>", cost=3)
def this_unit(unit: Unit) -> DayExpr | None:
    if unit not in (Unit.WEEK, Unit.WEEKEND, Unit.MONTH, Unit.QUARTER, Unit.YEAR):
        return None
    return Relative(unit, 0)


@RULES.make("day", "the day", cost=4)
def this_day() -> DayExpr:
    return Relative(Unit.DAY, 0)


@RULES.make("period", "the? <unit> after next")
def after_next(unit: Unit) -> DayExpr | None:
    return Relative(unit, 2) if unit in CALENDAR else None


@RULES.make("period", "the? <unit> before last")
def before_last(unit: Unit) -> DayExpr | None:
    return Relative(unit, -2) if unit in CALENDAR else None


@RULES.make("period", "the? <step>|<coming> <int> <unit>", cost=1)
def counted(step: int, count: int, unit: Unit) -> DayExpr | None:
    return Count(step * count, unit, loose=count > 1) if step and count and unit in CALENDAR else None


@RULES.make("period", "the? <int> <step>|<coming> <units>", cost=1)
def counted_before(count: int, step: int, unit: Unit) -> DayExpr | None:
    return Count(step * count, unit, loose=count > 1) if step and count and unit in CALENDAR else None


@RULES.make(
    "period",
    "in|within|over|during|for|from|throughout the? <step>|<coming> <int> <unit>",
    "the? <back> <int> <unit>",
    "in|within|over|during|for|from the? <back> <int> <unit>",
)
def counted_from_now(step: int, count: int, unit: Unit) -> DayExpr | None:
    """ "In the next 2 weeks" is counted from today, not by the calendar."""
    return Count(step * count, unit) if step and count and unit in CALENDAR else None


@RULES.make(
    "period",
    "the? <int> <back> <units>",
    "in|within|over|during|for|from the? <int> <back>|<step>|<coming> <units>",
)
def counted_before_now(count: int, step: int, unit: Unit) -> DayExpr | None:
    return Count(step * count, unit) if step and count and unit in CALENDAR else None


@RULES.make("period", "<edge> the? <back> <unit>")
def edge_of_past(which: int, back: int, unit: Unit) -> DayExpr:
    return Edge(which, Relative(unit, back))


@RULES.make("period", "the? <step>|<back> <int> business|working|work <unit>")
def counted_workdays(step: int, count: int, unit: Unit) -> DayExpr | None:
    return Count(step * count, Unit.WORKDAY) if step and count and unit is Unit.DAY else None


@RULES.make("period", "the? <step>|<back> few|couple of? <unit>")
def counted_few(step: int, unit: Unit) -> DayExpr | None:
    return Count(step * 3, unit) if step and unit in CALENDAR else None


@RULES.make(
    "period",
    "the? <unit> of the? <day>",
    "the? <unit> commencing|beginning|starting|with|containing on? the? <day>",
)
def unit_of_day(unit: Unit, day: DayExpr) -> DayExpr | None:
    return WeekWith(day, unit) if unit in (Unit.WEEK, Unit.WEEKEND, Unit.MONTH) else None


@RULES.make("period", "the? <single> after|following <day>")
def unit_after(unit: Unit, day: DayExpr) -> DayExpr | None:
    return Beside(unit, day, 1) if unit in (Unit.WEEK, Unit.WEEKEND, Unit.MONTH) else None


@RULES.make("period", "the? <single> before|preceding <day>")
def unit_before(unit: Unit, day: DayExpr) -> DayExpr | None:
    return Beside(unit, day, -1) if unit in (Unit.WEEK, Unit.WEEKEND, Unit.MONTH) else None


@RULES.make("period", "<festival> <unit>")
def festival_weekend(feast: DayExpr, unit: Unit) -> DayExpr | None:
    return WeekWith(feast, unit) if unit in (Unit.WEEKEND, Unit.WEEK) else None


@RULES.make("period", "w / c <day>")
def week_commencing(day: DayExpr) -> DayExpr:
    return WeekWith(day)


@RULES.make("period", "week <int>", "calendar? week number? <int>", "the week <int>", "kw|cw <int>")
def iso_week(number: int) -> DayExpr | None:
    return IsoWeek(number) if 1 <= number <= 53 else None


@RULES.make(
    "period",
    "the? <ordinal> <unit> of|in <outer>",
)
def nth_unit(count: int, unit: Unit, within: DayExpr) -> DayExpr | None:
    return Nth(count, unit, within) if unit in CALENDAR else None


@RULES.make("day", "the? <ordinal> business|working|work day of|in <outer>")
def nth_workday(count: int, within: DayExpr) -> DayExpr:
    return Nth(count, Unit.WORKDAY, within)


@RULES.make("day", "the? last|final business|working|work day of|in <outer>")
def last_workday(within: DayExpr) -> DayExpr:
    return Nth(-1, Unit.WORKDAY, within)


@RULES.make("period", "the? last|final <unit> of|in <outer>")
def last_unit(unit: Unit, within: DayExpr) -> DayExpr | None:
    return Nth(-1, unit, within) if unit in CALENDAR else None


@RULES.make("period", "the? <ordinal> to? last <unit> of|in <outer>")
def nth_last_unit(count: int, unit: Unit, within: DayExpr) -> DayExpr | None:
    return Nth(-count, unit, within) if unit in CALENDAR else None


@RULES.make("period", "the? first <int> <unit> of|in <outer>")
def first_units(many: int, unit: Unit, within: DayExpr) -> DayExpr | None:
    return Nth(1, unit, within, many) if unit in CALENDAR and many > 1 else None


@RULES.make("period", "the? last <int> <unit> of|in <outer>")
def last_units(many: int, unit: Unit, within: DayExpr) -> DayExpr | None:
    return Nth(-1, unit, within, many) if unit in CALENDAR and many > 1 else None


@RULES.make("edge", "the? beginning|start of around?", "early", "early in|-")
def beginning() -> int:
    return 0


@RULES.make("edge", "the? middle of", "mid -?", "halfway through")
def middle() -> int:
    return 1


@RULES.make("edge", "the? very? end of around?", "late", "late in|-")
def end() -> int:
    return 2


@RULES.make("period", "at? <edge> <outer>")
def edge(which: int, of: DayExpr) -> DayExpr | None:
    return None if isinstance(of, Count | Run) else Edge(which, of)


@RULES.make("period", "at? <edge> <unit>")
def edge_of_unit(which: int, unit: Unit) -> DayExpr | None:
    return (
        Edge(which, Relative(unit, 0)) if unit in (Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR) else None
    )


@RULES.make("period", "the? <initials>")
def initials(edge_and_unit: tuple[int, Unit]) -> DayExpr:
    which, unit = edge_and_unit
    return Edge(which, Relative(unit, 0))


@RULES.make("period", "the? rest|remainder of <period>", "later <period>", "later in <period>")
def rest(of: DayExpr) -> DayExpr:
    return Rest(of)


@RULES.make("period", "all|whole of? <period>", "the whole of? <period>")
def whole(of: DayExpr) -> DayExpr:
    return of


@RULES.make("period", "<unit> to date")
def unit_to_date(unit: Unit) -> DayExpr | None:
    return Rest(Relative(unit, 0), True) if unit in CALENDAR else None


@RULES.make("period", "earlier in? <period>", "so far <period>", "<period> so far", "<period> to date")
def passed(of: DayExpr) -> DayExpr:
    return Rest(of, True)


@RULES.make("period", "the <int> s", "<int> s", "the? <decade>", cost=1)
def decade(number: int) -> DayExpr | None:
    if number % 10 or not (number < 100 or 1000 <= number < 2200):
        return None
    first = number if number > 100 else (1900 if number >= 30 else 2000) + number
    return Fixed(Days(date(first, 1, 1), date(first + 10, 1, 1), Unit.DECADE))


@RULES.make("period", "the? <ordinal> <unit>", cost=1)
def century(number: int, unit: Unit) -> DayExpr | None:
    if unit is not Unit.CENTURY or not 2 <= number <= 30:
        return None
    return Fixed(Days(date((number - 1) * 100, 1, 1), date(number * 100, 1, 1), Unit.CENTURY))


@RULES.make(
    "period",
    "<month-name> <int> -|–|to|through|until|till|thru <int>",
    "<month-name> the? <ordinal> -|–|to|through|until|till|and the? <ordinal>",
)
@RULES.make(
    "period",
    "between|from <month-name> the? <ordinal> -|–|to|through|until|till|and the? <ordinal>",
    "from <month-name> <int> -|–|to|through|until <int>",
    "between <month-name> <int> and|- <int>",
)
def days_of_month(number: int, first: int, last: int) -> DayExpr | None:
    begin, finish = month_day(number, first), month_day(number, last)
    if begin is None:
        return None
    if first < last:
        return None if finish is None else Run(begin, finish)
    return Run(begin, DayNumber(last)) if first > last >= 1 else None


@RULES.make(
    "period",
    "from? <int> -|–|to|through|until|till <int> of? <month-name>",
    "from? the? <ordinal> -|–|to|through|until|till the? <ordinal> of? <month-name>",
    "from the <int> to|until|till|through the <int> of? <month-name>",
    "from the <int> to|until|till|through the <ordinal> of? <month-name>",
    "between <int> and|- <int> of? <month-name>",
    "between the? <ordinal> and|- the? <ordinal> of? <month-name>",
)
def days_before_month(first: int, last: int, number: int) -> DayExpr | None:
    return days_of_month(number, first, last)


@RULES.make(
    "period",
    "from? <int> -|–|to|until <int> of|in <period>",
    "between|from the? <ordinal> and|-|–|to|until the? <ordinal> of|in <period>",
)
def days_of_period(first: int, last: int, within: DayExpr) -> DayExpr | None:
    if not (isinstance(within, Relative) and within.unit is Unit.MONTH and 0 < first < last <= 31):
        return None
    return Run(Inside(DayNumber(first), within), Inside(DayNumber(last), within))


@RULES.make("period", "<period> ,? <year>", cost=1)
def run_in_year(expr: DayExpr, year: int) -> DayExpr | None:
    if isinstance(expr, Run) and isinstance(expr.begin, MonthDay) and isinstance(expr.finish, MonthDay):
        begin, finish = expr.begin.in_year(year), expr.finish.in_year(year)
        return Run(begin, finish) if begin and finish else None
    return None


@RULES.make(
    "period",
    "from? the? <ordinal> -|–|to|through|until|till the? <ordinal>",
    "between the? <ordinal> and the? <ordinal>",
    cost=2,
)
def numbered_days(first: int, last: int) -> DayExpr | None:
    return Run(DayNumber(first), DayNumber(last)) if first < last <= 31 else None


@RULES.make("period", "the <period>")
def the(expr: DayExpr) -> DayExpr | None:
    return expr if isinstance(expr, Month | YearPart | Run | Inside) else None


@RULES.make(
    "day",
    "<int> of <period>",
    "the? <ordinal> of <period>",
    "the? <ordinal> <period>",
    "<ordinal> day of <period>",
    "the <ordinal> day of <period>",
    "the <int> of <period>",
)
def day_of_month(number: int, within: DayExpr) -> DayExpr | None:
    if number <= 31 and isinstance(within, Relative) and within.unit is Unit.MONTH:
        return Inside(DayNumber(number), within)
    return None
