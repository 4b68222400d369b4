"""What lies in or beside something else: the first week of May, its end, the week before Easter."""

from __future__ import annotations

from tools.timewords.chart import Rules
from tools.timewords.days.both import Inside
from tools.timewords.days.derived import Beside, Edge, HalfOf, LongWeekend, Moved, Nth, WeekWith
from tools.timewords.days.named import DayNumber, Relative
from tools.timewords.days.runs import Count, Run
from tools.timewords.days.view import DayExpr
from tools.timewords.lengths import Length
from tools.timewords.spans import CALENDAR, Unit

RULES = Rules()


@RULES.make("period", "the? <ordinal> <single> of|in <outer>")
def nth_unit(count: int, unit: Unit, within: DayExpr) -> DayExpr | None:
    """ "The second week of March": a week counts where its Thursday is."""
    return Nth(count, unit, within) if unit in CALENDAR else None


@RULES.make("day", "the? <ordinal> business|working|work day of|in <outer>")
def nth_workday(count: int, within: DayExpr) -> DayExpr:
    """ "The second working day of March"."""
    return Nth(count, Unit.WORKDAY, within)


@RULES.make("day", "the? last|final business|working|work day of|in <outer>")
def last_workday(within: DayExpr) -> DayExpr:
    """ "The last working day of March"."""
    return Nth(-1, Unit.WORKDAY, within)


@RULES.make("period", "the? last|final <single> of|in <outer>")
def last_unit(unit: Unit, within: DayExpr) -> DayExpr | None:
    """ "The last week of March"."""
    return Nth(-1, unit, within) if unit in CALENDAR else None


@RULES.make("period", "the? <ordinal> to? last <single> of|in <outer>")
def nth_last_unit(count: int, unit: Unit, within: DayExpr) -> DayExpr | None:
    """ "The third to last day of March"."""
    return Nth(-count, unit, within) if unit in CALENDAR else None


@RULES.make("period", "the? first <int> <unit> of|in <outer>")
def first_units(many: int, unit: Unit, within: DayExpr) -> DayExpr | None:
    """ "The first two weeks of March"."""
    return Nth(1, unit, within, many) if unit in CALENDAR and many > 1 else None


@RULES.make("period", "the? last <int> <unit> of|in <outer>")
def last_units(many: int, unit: Unit, within: DayExpr) -> DayExpr | None:
    """ "The last two weeks of March"."""
    return Nth(-1, unit, within, many) if unit in CALENDAR and many > 1 else None


@RULES.make("edge", "the? beginning|start of around?", "early", "early in|-", "the? first days|weeks of")
def beginning() -> int:
    """ "The beginning of", "early", "the first days of": about a third."""
    return 0


@RULES.make("edge", "the? middle of", "mid -?", "halfway through")
def middle() -> int:
    """ "The middle of", "mid-": about a third."""
    return 1


@RULES.make("edge", "the? very? end of around?", "late", "late in|-", "the? last days|weeks of")
def end() -> int:
    """ "The end of", "late", "the last days of": about a third."""
    return 2


@RULES.make("period", "<edge> the? <back> <unit>")
def edge_of_past(which: int, back: int, unit: Unit) -> DayExpr:
    """ "The end of the past month"."""
    return Edge(which, Relative(unit, back))


@RULES.make("period", "at|towards|toward? <edge> <outer>")
def edge(which: int, of: DayExpr) -> DayExpr | None:
    """ "Early next week", "the end of May"."""
    return None if isinstance(of, Count | Run) else Edge(which, of)


@RULES.make("period", "at|towards|toward? <edge> <unit>")
def edge_of_unit(which: int, unit: Unit) -> DayExpr | None:
    """ "The end of the month": of the one that today is in."""
    return (
        Edge(which, Relative(unit, 0)) if unit in (Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR) else None
    )


@RULES.make("period", "the? <single> -? end", "the? <single> 's end", cost=1)
def unit_end(unit: Unit) -> DayExpr | None:
    """ "By year end"; a week's end is rather a weekend."""
    return edge_of_unit(2, unit) if unit in (Unit.MONTH, Unit.QUARTER, Unit.YEAR) else None


@RULES.make("period", "the? <initials>")
def initials(edge_and_unit: tuple[int, Unit]) -> DayExpr:
    """ "EOM", "BOY": the end of the month, the beginning of the year."""
    which, unit = edge_and_unit
    return Edge(which, Relative(unit, 0))


@RULES.make("period", "the? <ordinal> half of <period>")
def nth_half(number: int, of: DayExpr) -> DayExpr | None:
    """ "The second half of next month"."""
    return None if number > 2 else HalfOf(number, of)


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
    """ "The 5th of next month"."""
    if number <= 31 and isinstance(within, Relative) and within.unit is Unit.MONTH:
        return Inside(DayNumber(number), within)
    return None


@RULES.make(
    "period",
    "the? <unit> of the? <day>",
    "the? <unit> commencing|beginning|starting|with|containing on? the? <day>",
)
def unit_of_day(unit: Unit, day: DayExpr) -> DayExpr | None:
    """ "The week of 9 December", "the week starting on the 30th": the one that the day is in."""
    return WeekWith(day, unit) if unit in (Unit.WEEK, Unit.WEEKEND, Unit.MONTH) else None


@RULES.make("period", "the <unit> from the? <day>")
def unit_from_day(unit: Unit, day: DayExpr) -> DayExpr | None:
    """ "The week from Monday" is the seven days that begin with it."""
    return Run(day, Moved(day, Length(days=6), 1)) if unit is Unit.WEEK else None


@RULES.make("period", "the? <unit> ending|to on? the? <day>")
def unit_up_to_day(unit: Unit, day: DayExpr) -> DayExpr | None:
    """ "The week ending 4 December" is the seven days up to it."""
    return Run(Moved(day, Length(days=6), -1), day) if unit is Unit.WEEK else None


@RULES.make("period", "the? <single> after|following <day>")
def unit_after(unit: Unit, day: DayExpr) -> DayExpr | None:
    """ "The week after Christmas": the next of the calendar."""
    return Beside(unit, day, 1) if unit in (Unit.WEEK, Unit.WEEKEND, Unit.MONTH) else None


@RULES.make("period", "the? <single> before|preceding <day>")
def unit_before(unit: Unit, day: DayExpr) -> DayExpr | None:
    """ "The week before Christmas": the last of the calendar."""
    return Beside(unit, day, -1) if unit in (Unit.WEEK, Unit.WEEKEND, Unit.MONTH) else None


@RULES.make("period", "<festival> <unit> of|in? <year>")
def festival_weekend_of(feast: DayExpr, unit: Unit, year: int) -> DayExpr | None:
    """ "Easter weekend of 2027"."""
    dated = feast.in_year(year)
    return festival_weekend(dated, unit) if dated else None


@RULES.make("period", "<festival> <unit>")
def festival_weekend(feast: DayExpr, unit: Unit) -> DayExpr | None:
    """ "Christmas weekend": with the festival, when it is near; "Christmas week": the one that it is in."""
    if unit is Unit.WEEKEND:
        return LongWeekend(feast)
    return WeekWith(feast) if unit is Unit.WEEK else None


@RULES.make("period", "w / c <day>")
def week_commencing(day: DayExpr) -> DayExpr:
    """ "w/c 7 December": the week that it is in."""
    return WeekWith(day)
