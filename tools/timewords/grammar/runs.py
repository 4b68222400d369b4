"""Runs of days within a month: "3 to 5 June", "June 3-5", "the 9th to the 12th"."""

from __future__ import annotations

from tools.timewords.chart import Rules
from tools.timewords.days.both import Inside
from tools.timewords.days.named import DayNumber, MonthDay, Relative
from tools.timewords.days.runs import Run
from tools.timewords.days.view import DayExpr
from tools.timewords.grammar.days import month_day
from tools.timewords.spans import Unit

RULES = Rules()


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
