"""Spans of the calendar: weeks, months, quarters, seasons, years and runs of days."""

from __future__ import annotations

from datetime import date

from tools.timewords.chart import Rules
from tools.timewords.days.both import Inside
from tools.timewords.days.derived import IsoWeek
from tools.timewords.days.named import Fixed, Month, Relative, YearPart, year_span
from tools.timewords.days.runs import Run
from tools.timewords.days.view import DayExpr
from tools.timewords.spans import Days, Unit

RULES = Rules()


@RULES.make("period", "<month-name>")
def month(number: int) -> DayExpr:
    """ "December": this year's until it is over."""
    return Month(number)


@RULES.make("period", "the? month of <month-name>")
def month_of(number: int) -> DayExpr:
    """ "The month of December"."""
    return Month(number)


@RULES.make("period", "the? months? of? <month-name> and|& <month-name>")
def two_months(first: int, second: int) -> DayExpr | None:
    """ "June and July": from the first day of one to the last of the other."""
    return Run(Month(first), Month(second)) if second == first % 12 + 1 else None


@RULES.make(
    "period",
    "<month-name> ,? <year>",
    "<month-name> of|in|-|/ <year>",
    "<month-name> ' <short-year>",
    "<month-name> of <short-year>",
)
def month_and_year(number: int, year: int) -> DayExpr:
    """ "March 2028", "March '28"."""
    return Month(number, year)


@RULES.make("period", "<year> -|/|,? <month-name>", cost=1)
def year_and_month(year: int, number: int) -> DayExpr:
    """ "2028 March"."""
    return Month(number, year)


@RULES.make("period", "<numeric-month>")
def numeric_month(expr: DayExpr) -> DayExpr:
    """ "2027-03", "3/2027"."""
    return expr


@RULES.make("period", "<season>")
def season(number: int) -> DayExpr:
    """ "Summer": three months from the 21st, in the northern half of the world."""
    return YearPart(Unit.SEASON, number + 1)


@RULES.make("period", "q <int>")
def quarter(number: int) -> DayExpr | None:
    """ "Q3": this year's until it is over."""
    return YearPart(Unit.QUARTER, number) if 1 <= number <= 4 else None


@RULES.make("period", "q <numeric-month>")
def quarter_and_year(expr: DayExpr) -> DayExpr | None:
    """Q3/2027: by its form alone a month."""
    if not isinstance(expr, Month) or expr.number > 4:
        return None
    return YearPart(Unit.QUARTER, expr.number, expr.year)


@RULES.make("period", "the? <ordinal> <unit>")
def nth_quarter(number: int, unit: Unit) -> DayExpr | None:
    """ "The third quarter"."""
    return quarter(number) if unit is Unit.QUARTER else None


@RULES.make("period", "h <int>", cost=1)
def half(number: int) -> DayExpr | None:
    """ "H1": the first half of a year."""
    return YearPart(Unit.HALF, number) if 1 <= number <= 2 else None


@RULES.make("period", "<year> -? <period>", swapped=True)
@RULES.make("period", "<period> ,? <year>", "<period> of|in|-|/ <year>")
def in_that_year(expr: DayExpr, year: int) -> DayExpr | None:
    """ "Q3 2027", "summer of 2028"."""
    return expr.in_year(year) if isinstance(expr, YearPart) else None


@RULES.make("period", "the? calendar|fiscal|financial? year <year>", "cy|fy <year>", "cy|fy <short-year>")
def year(number: int) -> DayExpr:
    """ "Year 2027", "FY 27": from January to December, also a fiscal one."""
    return year_span(number)


@RULES.make("period", "<year>", cost=4)
def bare_year(number: int) -> DayExpr:
    """ "2027" with nothing before it."""
    return year_span(number)


@RULES.make("outer", "<period>")
def outer(expr: DayExpr) -> DayExpr:
    """What something is a part of: here a year needs no word before it."""
    return expr


@RULES.make("outer", "the? year? <year>")
def outer_year(number: int) -> DayExpr:
    """The year of "the first week of 2027"."""
    return year_span(number)


@RULES.make("single", "week - end")
@RULES.make("units", "week - ends")
@RULES.make("unit", "week - end|ends")
def hyphened() -> Unit:
    """ "Week-end"."""
    return Unit.WEEKEND


@RULES.make("week-number", "w <int>", cost=4)
@RULES.make("week-number", "calendar|iso? week|wk|kw|cw number|no? .? <int>")
def week_number(number: int) -> int | None:
    """ "Week 12", "wk 12", "W12": 1 to 53."""
    return number if 1 <= number <= 53 else None


@RULES.make("period", "the? <week-number>")
def iso_week(number: int) -> DayExpr:
    """ "Week 12": this year's until it is over; in doubt when it is hardly over."""
    return IsoWeek(number)


@RULES.make(
    "period",
    "from|between? <week-number> to|-|–|and|until|till|through <week-number>",
    "from|between? calendar? weeks|week|wk|kw|cw <int> to|-|–|and|until|till|through <int>",
)
def iso_weeks(first: int, last: int) -> DayExpr | None:
    """ "Weeks 12 to 14"."""
    if not (week_number(first) and week_number(last) and first < last):
        return None
    return Run(IsoWeek(first), IsoWeek(last))


@RULES.make("period", "<year> - w <int>", "<year> w <int>")
def iso_week_in_figures(year: int, number: int) -> DayExpr | None:
    """2026-W48."""
    return IsoWeek(number, year_span(year)) if 1 <= number <= 53 else None


@RULES.make("period", "<year> <week-number>", cost=1, swapped=True)
def iso_week_after_year(number: int, year: int) -> DayExpr | None:
    """ "2027 week 12"."""
    return IsoWeek(number).in_year(year)


@RULES.make("period", "the? <week-number> of|in|, <outer>", "<week-number> <outer>", cost=1)
def iso_week_of_year(number: int, outer: DayExpr) -> DayExpr | None:
    """ "Week 12 of 2027"."""
    one_year = isinstance(outer, Relative) and outer.unit is Unit.YEAR
    one_year = one_year or (isinstance(outer, Fixed) and outer.span.grain is Unit.YEAR)
    return IsoWeek(number, outer) if one_year else None


@RULES.make("period", "the <int> s", "<int> s", "the? <decade>", cost=1)
def decade(number: int) -> DayExpr | None:
    """ "The 1980s", "the nineties": of two figures from 1930 to 2029."""
    if number % 10 or not (number < 100 or 1000 <= number < 2200):
        return None
    first = number if number > 100 else (1900 if number >= 30 else 2000) + number
    return Fixed(Days(date(first, 1, 1), date(first + 10, 1, 1), Unit.DECADE))


@RULES.make("period", "the? <ordinal> <unit>", cost=1)
def century(number: int, unit: Unit) -> DayExpr | None:
    """ "The 19th century": from 1800 to 1899."""
    if unit is not Unit.CENTURY or not 2 <= number <= 30:
        return None
    return Fixed(Days(date((number - 1) * 100, 1, 1), date(number * 100, 1, 1), Unit.CENTURY))


@RULES.make("period", "the <period>")
def the(expr: DayExpr) -> DayExpr | None:
    """ "The June", "the summer"."""
    return expr if isinstance(expr, Month | YearPart | Run | Inside) else None
