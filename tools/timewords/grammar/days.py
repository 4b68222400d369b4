"""Single days: weekdays, dates, festivals, and days counted from others."""

from __future__ import annotations

from datetime import date

from tools.timewords.chart import Rules
from tools.timewords.days.both import OnWeekday
from tools.timewords.days.derived import Beside, Moved, Nearest, Nth, NthAhead, NthOfMonth
from tools.timewords.days.named import DayNumber, Feast, Fixed, MonthDay, Relative, Weekday
from tools.timewords.days.runs import Either
from tools.timewords.days.view import DayExpr, Open
from tools.timewords.holidays import FESTIVALS, Festival
from tools.timewords.lengths import Length
from tools.timewords.spans import DAYS_IN, Unit, one_day

RULES = Rules()

LONGEST = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}


@RULES.make("day", "today")
def today() -> DayExpr:
    """ "Today"."""
    return Relative(Unit.DAY, 0)


@RULES.make("day", "tomorrow")
def tomorrow() -> DayExpr:
    """ "Tomorrow"."""
    return Relative(Unit.DAY, 1)


@RULES.make("day", "yesterday")
def yesterday() -> DayExpr:
    """ "Yesterday"."""
    return Relative(Unit.DAY, -1)


@RULES.make("day", "overmorrow")
def day_after_tomorrow() -> DayExpr:
    """ "Overmorrow": in two days."""
    return Relative(Unit.DAY, 2)


@RULES.make("day", "the day after", cost=4)
def following_day() -> DayExpr:
    """ "The day after": tomorrow, where nothing else is spoken of."""
    return Relative(Unit.DAY, 1)


@RULES.make("day", "<weekday>", "<weekday> .", "a <weekday>")
def weekday(number: int) -> DayExpr:
    """ "Friday": the first from today on; today's or the next, when it is Friday."""
    return Weekday(number)


@RULES.make("day", "<weekday> <single>")
def weekday_week(number: int, unit: Unit) -> DayExpr | None:
    """ "Monday week": a week after the coming one."""
    if unit not in (Unit.WEEK, Unit.FORTNIGHT):
        return None
    return Moved(Weekday(number), Length(days=DAYS_IN[unit], grain=unit, count=1), 1)


@RULES.make("day", "today <single>")
def today_week(unit: Unit) -> DayExpr | None:
    """ "Today week": in a week."""
    return Moved(today(), Length(days=7, grain=unit, count=1), 1) if unit is Unit.WEEK else None


@RULES.make("day", "tomorrow <single>")
def tomorrow_week(unit: Unit) -> DayExpr | None:
    """ "Tomorrow week": a week after tomorrow."""
    return Moved(tomorrow(), Length(days=7, grain=unit, count=1), 1) if unit is Unit.WEEK else None


@RULES.make("day", "<weekday> <step>")
def weekday_stepped(number: int, step: int) -> DayExpr | None:
    """ "Monday next"."""
    return Weekday(number, step) if step else None


@RULES.make("day", "<weekday> <coming>", swapped=True)
@RULES.make("day", "the|this? <coming> <weekday>")
def coming(_: int, number: int) -> DayExpr:
    """The first after today, unlike "next"."""
    return NthAhead(number, 1)


@RULES.make("day", "the|this? <coming> <festival>", "the|this? <coming> <date>")
def coming_date(step: int, day: DayExpr) -> DayExpr | None:
    """ "This coming Christmas": the next from today on."""
    return day.with_step(step)


@RULES.make("day", "the? closest|nearest <festival>|<date> to <day>")
def nearest_date(date: DayExpr, day: DayExpr) -> DayExpr | None:
    """ "The nearest Easter to 1 May 2027": before or after it."""
    return Nearest(date, day) if isinstance(date, Open) and date.is_open else None


@RULES.make("day", "the|this? <step> <day>")
def stepped(step: int, day: DayExpr) -> DayExpr | None:
    """ "Next Friday", "last Christmas", "this Sunday"."""
    return day.with_step(step)


@RULES.make("day", "the|this? <back> <day>")
def past(back: int, day: DayExpr) -> DayExpr | None:
    """The last one before today, unlike "last Friday", which may be that of the last week."""
    return NthAhead(day.number, back) if day.is_open and isinstance(day, Weekday) else day.with_step(back)


@RULES.make("day", "<weekday> after next", "the <weekday> after next")
def after_next(number: int) -> DayExpr:
    """ "Friday after next": a week after the next one."""
    return Moved(Weekday(number, 1), Length(days=7, grain=Unit.WEEK, count=1), 1)


@RULES.make("day", "<weekday> before last", "the <weekday> before last")
def before_last(number: int) -> DayExpr:
    """ "Friday before last": a week before the last one."""
    return Moved(Weekday(number, -1), Length(days=7, grain=Unit.WEEK, count=1), -1)


@RULES.make("day", "<int> <weekdays> from now|today", "<int> <weekdays> hence", "in <int> <weekdays>")
def weekdays_from_now(count: int, number: int) -> DayExpr | None:
    """ "Two Fridays from now": the second after today; this week's may not be counted."""
    return NthAhead(number, count, loose=True) if count else None


@RULES.make("day", "<int> <weekdays> ago|back")
def weekdays_ago(count: int, number: int) -> DayExpr | None:
    """ "Two Fridays ago": the second before today."""
    return NthAhead(number, -count) if count else None


def month_day(month: int, day: int) -> MonthDay | None:
    return MonthDay(month, day) if 1 <= day <= LONGEST.get(month, 31) else None


@RULES.make(
    "written-date", "<month-name> the? <ordinal>", "<month-name> , <ordinal>", "<month-name> -|/? <int>"
)
def month_first(month: int, day: int) -> DayExpr | None:
    """ "March 3rd", "Mar 3"."""
    return month_day(month, day)


@RULES.make(
    "written-date",
    "<ordinal> of? <month-name>",
    "the <ordinal> of? <month-name>",
    "the? <ordinal> day of|in <month-name>",
    "<int> of|-|/|. <month-name>",
    "the <int> of? <month-name>",
    "<int> <month-name>",
)
def day_first(day: int, month: int) -> DayExpr | None:
    """ "3 March", "the 3rd of March"."""
    return month_day(month, day)


@RULES.make("date", "<written-date>")
def written(expr: DayExpr) -> DayExpr:
    """A date with the name of its month; two figures behind it are its year, behind "25/6" anything."""
    return expr


@RULES.make("month-name", "<month>", "<month> .")
def month_name(month: int) -> int:
    """ "March", "Mar."."""
    return month


@RULES.make("date", "the? ides of <month-name>")
def ides(month: int) -> DayExpr:
    """ "The ides of March": the 15th of four months, the 13th of the others."""
    return MonthDay(month, 15 if month in (3, 5, 7, 10) else 13)


@RULES.make("date", "<digits> <digits> <year>", cost=2)
def spaced(one: str, other: str, year: int) -> DayExpr | None:
    """10 31 1974: only where there is no other order."""
    day = month_day(int(one), int(other)) if int(other) > 12 >= int(one) else None
    day = month_day(int(other), int(one)) if int(one) > 12 >= int(other) else day
    return day.in_year(year) if day else None


@RULES.make("date", "<numeric-date>")
def numeric(expr: DayExpr) -> DayExpr:
    """ "12/25", "25.12.", "2027-03-04"."""
    return expr


@RULES.make(
    "date",
    "<date> ,? <year>",
    "<date> of|in|-|/ <year>",
    "<date> ,? <marked-year>",
    "<written-date> ,? <short-year>",
    "<date> of|-|/ <short-year>",
)
def with_year(day: DayExpr, year: int) -> DayExpr | None:
    """ "3 March 2027", "3 March '27"."""
    return day.in_year(year) if isinstance(day, MonthDay) else None


@RULES.make("date", "<year> -|/|,? <month-name> -|/|,? <int>", "<year> -|/ <int> -|/ <month-name>")
def year_first(year: int, one: int, other: int) -> DayExpr | None:
    """ "2027 March 3", "2027-Mar-03"."""
    for month, day in ((one, other), (other, one)):
        if 1 <= month <= 12 and (expr := month_day(month, day)):
            return expr.in_year(year)
    return None


@RULES.make("date", "<int> -|/ <year> -|/ <month-name>")
def year_between(day: int, year: int, month: int) -> DayExpr | None:
    """ "12-2027-Jun"."""
    expr = month_day(month, day)
    return expr.in_year(year) if expr else None


@RULES.make("day", "<date>", "on <date>")
def dated(expr: DayExpr) -> DayExpr:
    """A date as a day."""
    return expr


@RULES.make("day", "the <figure-ordinal>", "on the <ordinal>", cost=1)
@RULES.make("day", "the <ordinal>", cost=6)
@RULES.make(
    "day",
    "the <ordinal> of the month",
    "the <ordinal> day of the month",
    "<ordinal> of the month",
)
def day_number(number: int) -> DayExpr | None:
    """ "The 15th": of this month, or of the next when that is over."""
    return DayNumber(number) if number <= 31 else None


@RULES.make("day", "the <digits>", cost=3)
def day_number_figures(digits: str) -> DayExpr | None:
    """ "The 15": the 15th."""
    return DayNumber(int(digits)) if len(digits) <= 2 and 1 <= int(digits) <= 31 else None


@RULES.make("day", "<weekday> the? <ordinal>", "<weekday> , the? <ordinal>", "<weekday> the <int>")
def weekday_number(weekday: int, number: int) -> DayExpr | None:
    """ "Monday the 7th": the next month of which that is true."""
    return OnWeekday(Weekday(weekday), DayNumber(number)) if 1 <= number <= 31 else None


@RULES.make("day", "<weekday> ,? <digits>", cost=2)
def weekday_figures(weekday: int, digits: str) -> DayExpr | None:
    """ "Thursday 24": the 24th; of less it may be the hour as well."""
    return weekday_number(weekday, int(digits)) if len(digits) == 2 and int(digits) > 12 else None


@RULES.make("day", "the <ordinal> <weekday>", cost=1)
def nth_weekday_of_some_month(count: int, weekday: int) -> DayExpr | None:
    """ "The third Thursday": of the month that is not said."""
    return NthOfMonth(count, weekday) if count <= 5 else None


@RULES.make("day", "<ordinal> <weekday>", cost=1)
def nth_weekday_or_the_first(count: int, weekday: int) -> DayExpr | None:
    """ "Second Tuesday": of a month, or the second thing on Tuesday."""
    return Either(NthOfMonth(count, weekday), Weekday(weekday)) if count <= 5 else None


@RULES.make("day", "the last|final <weekday>", "final <weekday>")
def last_weekday_of_some_month(weekday: int) -> DayExpr:
    """ "The last Friday": of the month, or, as another rule has it, the one before today."""
    return NthOfMonth(-1, weekday)


@RULES.make(
    "day",
    "the? <ordinal> <weekday> of|in <outer>",
    "the? <ordinal> <weekday> <outer>",
)
def nth_weekday(count: int, weekday: int, within: DayExpr) -> DayExpr | None:
    """ "The second Tuesday of March"."""
    return Nth(count, weekday, within)


@RULES.make("day", "<period> 's? last <weekday>", swapped=True)
@RULES.make("day", "the? last|final <weekday> of|in <outer>")
def last_weekday(weekday: int, within: DayExpr) -> DayExpr:
    """ "The last Friday of March"."""
    return Nth(-1, weekday, within)


@RULES.make("day", "the? penultimate <weekday> of|in <outer>")
def penultimate_weekday(weekday: int, within: DayExpr) -> DayExpr:
    """ "The penultimate Friday of March": the last but one."""
    return Nth(-2, weekday, within)


@RULES.make("day", "the? <ordinal> to? last <weekday> of|in <outer>")
def nth_last_weekday(count: int, weekday: int, within: DayExpr) -> DayExpr:
    """ "The third to last Friday of March"."""
    return Nth(-count, weekday, within)


@RULES.make("day", "the? closest|nearest <weekday> to <day>")
def nearest(weekday: int, day: DayExpr) -> DayExpr:
    """ "The nearest Monday to 2 December": before or after it."""
    return Nearest(Weekday(weekday), day)


@RULES.make("day", "the? <ordinal> closest|nearest <weekday> to <day>")
def nth_nearest(count: int, weekday: int, day: DayExpr) -> DayExpr | None:
    """ "The second nearest Monday to 2 December"."""
    return Nearest(Weekday(weekday), day, count) if count <= 10 else None


@RULES.make("day", "the? first? business|working|work day after|following <day>")
def workday_after(day: DayExpr) -> DayExpr:
    """ "The first working day after Christmas"."""
    return Beside(Unit.WORKDAY, day, 1)


@RULES.make("day", "the? last? business|working|work day before|preceding <day>")
def workday_before(day: DayExpr) -> DayExpr:
    """ "The last working day before Christmas"."""
    return Beside(Unit.WORKDAY, day, -1)


@RULES.make("day", "the? first|next <weekday> after|following <day>")
@RULES.make("day", "the? <weekday> after|following <day>")
def weekday_after(weekday: int, day: DayExpr) -> DayExpr:
    """ "The Monday after Christmas": the first that is later."""
    return Beside(weekday, day, 1)


@RULES.make("day", "the? last <weekday> before|preceding <day>")
@RULES.make("day", "the? <weekday> before|preceding <day>")
def weekday_before(weekday: int, day: DayExpr) -> DayExpr:
    """ "The Friday before Christmas": the last that is earlier."""
    return Beside(weekday, day, -1)


@RULES.make("day", "the? <ordinal> <weekday> after|following <day>")
def nth_weekday_after(count: int, weekday: int, day: DayExpr) -> DayExpr | None:
    """ "The second Monday after Christmas"."""
    return _weeks_on(Beside(weekday, day, 1), count - 1, 1) if 1 <= count <= 52 else None


@RULES.make("day", "the? <ordinal> <weekday> before|preceding <day>")
def nth_weekday_before(count: int, weekday: int, day: DayExpr) -> DayExpr | None:
    """ "The second Friday before Christmas"."""
    return _weeks_on(Beside(weekday, day, -1), count - 1, -1) if 1 <= count <= 52 else None


def _weeks_on(day: DayExpr, weeks: int, sign: int) -> DayExpr:
    return Moved(day, Length(days=7 * weeks, grain=Unit.WEEK, count=weeks), sign) if weeks else day


@RULES.make("day", "the? day after|following <day>")
def day_after(day: DayExpr) -> DayExpr:
    """ "The day after Christmas"."""
    return Beside(Unit.DAY, day, 1)


@RULES.make("day", "the? day before|preceding <day>")
def day_before(day: DayExpr) -> DayExpr:
    """ "The day before Christmas"."""
    return Beside(Unit.DAY, day, -1)


@RULES.make("day", "the? eve of <day>")
def eve(day: DayExpr) -> DayExpr:
    """ "The eve of Easter": the day before."""
    return Beside(Unit.DAY, day, -1)


@RULES.make("day", "<figure-ordinal>", cost=4)
def bare_ordinal(number: int) -> DayExpr | None:
    """ "28th": the 28th, where nothing better is found."""
    return day_number(number)


@RULES.make("festival", "<festival-name>")
def festival(index: int) -> DayExpr:
    """ "Christmas", "Good Friday": a day, or the days that it lasts."""
    return Feast(index)


def _festival_rule(index: int, festival: Festival) -> None:
    def named() -> int:
        return index

    named.__doc__ = festival.name
    patterns = festival.patterns
    RULES.make("festival-name", *patterns, *(f"the {pattern}" for pattern in patterns))(named)


for _index, _festival in enumerate(FESTIVALS):
    _festival_rule(_index, _festival)


@RULES.make("festival", "the? new year 's?", cost=4)
def new_year() -> DayExpr:
    """Of the day as well, but rather of the year or of what people wish each other."""
    return Feast(0)


@RULES.make("day", "<festival>")
def festival_day(expr: DayExpr) -> DayExpr:
    """A festival as a day."""
    return expr


@RULES.make("day", "<festival> ,? <year>", "<festival> in|of <year>")
def festival_in_year(expr: DayExpr, year: int) -> DayExpr | None:
    """ "Easter 2029"."""
    return expr.in_year(year)


def exact(year: int, month: int, day: int) -> DayExpr | None:
    """A day by its numbers, if there is such a day."""
    try:
        return Fixed(one_day(date(year, month, day)))
    except ValueError:
        return None
