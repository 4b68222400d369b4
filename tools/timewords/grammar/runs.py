"""Runs of days within a month: "3 to 5 June", "June 3-5", "the 9th to the 12th"."""

from __future__ import annotations

from tools.timewords.chart import Rules
from tools.timewords.days.both import Inside
from tools.timewords.days.named import DayNumber, MonthDay, Relative, This
from tools.timewords.days.runs import OfOneMonth, Run
from tools.timewords.days.view import DayExpr
from tools.timewords.grammar.days import month_day
from tools.timewords.spans import Unit

RULES = Rules()


@RULES.make("day-figure", "the? <ordinal>|<small>")
def day_figure(number: int) -> int | None:
    """The number of a day, in any of its forms."""
    return number if 1 <= number <= 31 else None


@RULES.make("day-figure", "the? <digits>")
def day_in_figures(digits: str) -> int | None:
    """The 13 of "from 13th to 15"."""
    return day_figure(int(digits)) if len(digits) <= 2 else None


@RULES.make(
    "period",
    "from? <month-name> <day-figure> -|–|to|through|until|till|thru <day-figure>",
    "between <month-name> <day-figure> and|-|– <day-figure>",
)
def days_of_month(number: int, first: int, last: int) -> DayExpr | None:
    """ "June 3-5", "March 28th to 2nd": both included."""
    begin, finish = month_day(number, first), month_day(number, last)
    if begin is None:
        return None
    if first < last:
        return None if finish is None else Run(begin, finish)
    return Run(begin, DayNumber(last)) if first > last >= 1 else None


@RULES.make(
    "period",
    "from? <day-figure> -|–|to|through|until|till|thru <day-figure> of? <month-name>",
    "between <day-figure> and|-|– <day-figure> of? <month-name>",
)
def days_before_month(first: int, last: int, number: int) -> DayExpr | None:
    """ "3 to 5 June", "from 13th to 15 of July": both included."""
    return days_of_month(number, first, last)


@RULES.make(
    "period",
    "from? <day-figure> -|–|to|until|till|through <day-figure> of|in <period>",
    "between <day-figure> and|-|– <day-figure> of|in <period>",
)
def days_of_period(first: int, last: int, within: DayExpr) -> DayExpr | None:
    """ "From the 3rd to the 8th of next month": both included."""
    if not isinstance(within, Relative | This) or within.unit is not Unit.MONTH or first >= last:
        return None
    if isinstance(within, This):
        return Run(DayNumber(first), DayNumber(last))
    return Run(Inside(DayNumber(first), within), Inside(DayNumber(last), within))


@RULES.make("period", "<period> ,? <year>", cost=1)
def run_in_year(expr: DayExpr, year: int) -> DayExpr | None:
    """ "3-5 June 2027"."""
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
    """ "The 24th to the 27th": of one month."""
    return OfOneMonth(DayNumber(first), DayNumber(last)) if first < last <= 31 else None
