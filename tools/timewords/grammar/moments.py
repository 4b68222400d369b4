"""Moments, put together from days, times of day, zones and lengths."""

from __future__ import annotations

from dataclasses import replace
from datetime import tzinfo
from fractions import Fraction

from tools.timewords.chart import Rules
from tools.timewords.days.derived import Beside
from tools.timewords.days.named import Relative, Weekday, year_span
from tools.timewords.days.runs import Adjoining, Either
from tools.timewords.days.view import DayExpr
from tools.timewords.grammar.clocks import BARE, early_part, late_part
from tools.timewords.grammar.days import month_day
from tools.timewords.lengths import Length
from tools.timewords.lengths import length as exact
from tools.timewords.lexicon import MORNING, NIGHT, Part
from tools.timewords.moments import NOW, Clock, ClockSpan, Elapsed, Moment, merge, shifted, whole_days
from tools.timewords.phrases import Doubtful, Said
from tools.timewords.readings import Phrase
from tools.timewords.spans import Unit

RULES = Rules()


@RULES.make("near-day", "today")
def today() -> DayExpr:
    return Relative(Unit.DAY, 0)


@RULES.make("near-day", "tomorrow")
def tomorrow() -> DayExpr:
    return Relative(Unit.DAY, 1)


@RULES.make("moment", "<atom>")
def simple(moment: Moment) -> Moment:
    return moment


@RULES.make(
    "moment",
    "<moment> <atom>",
    "<moment> ,|@|-|–|∙|·|.|t|:|;|in|of|on|from <atom>",
    "<moment> , at|on|in|and|from <atom>",
    "<moment> ( <atom> )",
    cost=1,
)
def grown(moment: Moment, more: Moment) -> Moment | None:
    return merge(moment, more)


@RULES.make("moment", "<moment> around|about <part>", cost=1)
def grown_by_part(moment: Moment, value: Part) -> Moment | None:
    return merge(moment, Moment(part=value))


@RULES.make("moment", "<moment> for <atom>", cost=1)
def grown_by_for(moment: Moment, more: Moment) -> Moment | None:
    return None if isinstance(more.hours, Elapsed) else merge(moment, more)


@RULES.make("moment", "<moment> ,? <hour>", cost=BARE // 2)
def grown_by_hour(moment: Moment, clock: Clock) -> Moment | None:
    if moment.day is None and moment.part is None:
        return None
    return merge(moment, Moment(hours=clock))


@RULES.make("moment", "<hour> ,? <moment>", cost=BARE // 2)
def hour_first(clock: Clock, moment: Moment) -> Moment | None:
    if moment.part is None and not isinstance(moment.day, Relative | Weekday):
        return None
    return merge(Moment(hours=clock), moment)


@RULES.make("moment", "<moment> ,? <span-figures>", cost=1)
def grown_by_span(moment: Moment, span: ClockSpan) -> Moment | None:
    return merge(moment, Moment(hours=span))


@RULES.make("atom", "of <day>", "of <period>", cost=1)
@RULES.make(
    "atom",
    "<day>",
    "on|for the? <day>",
    "this|in <day>",
    "<period>",
    "in|during|for|within|over|throughout|on|at <period>",
)
def day(expr: DayExpr) -> Moment:
    return Moment(expr)


@RULES.make("atom", "in|during|throughout|over the? year? <year>", "year <year>")
def year(number: int) -> Moment:
    return Moment(year_span(number))


@RULES.make(
    "atom", "sometime|anytime|any_time|some_time|somewhere|any_day|some_day|one_day in|on|during|of? <atom>"
)
def sometime(moment: Moment) -> Moment:
    return moment


@RULES.make("atom", "on? <day> and <day>")
def adjoining(first: DayExpr, second: DayExpr) -> Moment:
    return Moment(Adjoining(first, second))


@RULES.make("moment", "<moment> ,? starting|beginning|commencing on|from? <atom>")
def starting(moment: Moment, begin: Moment) -> Moment | None:
    """ "For ten days starting 18 December"."""
    return merge(moment, begin) if moment == Moment(length=moment.length) else None


@RULES.make("days", "<day> , <day>", "<days> , <day>")
def listed(first: DayExpr, second: DayExpr) -> DayExpr | None:
    """Of one sort: "Monday, 3 March" is one day."""
    last = first.second if isinstance(first, Either) else first
    return Either(first, second) if type(last) is type(second) and last != second else None


@RULES.make(
    "atom",
    "on|either? <day> or <day>",
    "on? <days> ,? or|and|& <day>",
    cost=1,
)
def either(first: DayExpr, second: DayExpr) -> Moment:
    return Moment(Either(first, second))


@RULES.make("atom", "on? <days>", cost=2)
def any_of(days: DayExpr) -> Moment:
    return Moment(days)


@RULES.make("atom", "on? <day> and|& <day>", cost=2)
def both(first: DayExpr, second: DayExpr) -> Moment:
    """Two days of which neither follows on the other."""
    return Moment(Either(first, second))


@RULES.make("atom", "<month-name> <some-numbers>", "the? <some-ordinals> of? <month-name>")
def numbered(*said: object) -> Moment | None:
    """ "December 1, 3 and 5"."""
    number = next(part for part in said if isinstance(part, int))
    days = [month_day(number, n) for part in said if isinstance(part, tuple) for n in part]
    if len(days) < 2 or None in days:
        return None
    expr: DayExpr | None = None
    for day in days:
        expr = day if expr is None else Either(expr, day) if day else expr
    return Moment(expr)


@RULES.make("some-ordinals", "<ordinal>")
@RULES.make("some-numbers", "the? <ordinal>", "<int>")
def some_numbers(number: int) -> tuple[int, ...]:
    return (number,)


@RULES.make(
    "some-numbers", "<some-numbers> ,|and|&|or <some-numbers>", "<some-numbers> , and|or <some-numbers>"
)
@RULES.make(
    "some-ordinals",
    "<some-ordinals> ,|and|&|or the? <some-ordinals>",
    "<some-ordinals> , and|or the? <some-ordinals>",
)
def more_numbers(some: tuple[int, ...], more: tuple[int, ...]) -> tuple[int, ...] | None:
    return (*some, *more) if some[-1] < more[0] and len(more) == 1 else None


@RULES.make(
    "atom",
    "<clock>",
    "at|@ <clock>",
    "at <hour>",
    "@ <hour>",
    "for <clock>",
    "on <clock>",
    "starting? at <clock>",
    "starting at <hour>",
)
def clock(value: Clock) -> Moment:
    return Moment(hours=value)


@RULES.make("atom", "at <part>", "in|on|during|over|for <part>", "in the <part>")
@RULES.make("atom", "<part>", cost=BARE)
def part(value: Part) -> Moment:
    return Moment(part=value)


@RULES.make("atom", "the? <daypart> before <day>")
def part_before(value: Part, expr: DayExpr) -> Moment:
    return Moment(Beside(Unit.DAY, expr, -1), part=value)


@RULES.make("atom", "the? <daypart> after <day>")
def part_after(value: Part, expr: DayExpr) -> Moment:
    return Moment(Beside(Unit.DAY, expr, 1), part=value)


@RULES.make("atom", "<step> <part>", "<step> <part> time")
def stepped_part(step: int, value: Part) -> Moment:
    """This morning is today's, last night yesterday's, next evening tomorrow's."""
    return Moment(Relative(Unit.DAY, step), part=value)


@RULES.make("atom", "early|earlier <step> <daypart>")
def early_stepped(step: int, value: Part) -> Moment:
    return Moment(Relative(Unit.DAY, step), part=early_part(value))


@RULES.make("atom", "late|later <step> <daypart>")
def late_stepped(step: int, value: Part) -> Moment:
    return Moment(Relative(Unit.DAY, step), part=late_part(value))


@RULES.make("atom", "early <day> <daypart>", "early on <day> <daypart>")
def early_on_day(expr: DayExpr, value: Part) -> Moment:
    return Moment(expr, part=early_part(value))


@RULES.make("atom", "late <day> <daypart>", "late on <day> <daypart>")
def late_on_day(expr: DayExpr, value: Part) -> Moment:
    return Moment(expr, part=late_part(value))


@RULES.make("atom", "at|over|during|around|by <meal>")
def meal(value: Part) -> Moment:
    return Moment(part=value)


@RULES.make("moment", "<moment> ,? <year>", cost=2)
def grown_by_year(moment: Moment, number: int) -> Moment | None:
    day = moment.day.in_year(number) if moment.day is not None and moment.hours else None
    return replace(moment, day=day) if day is not None else None


@RULES.make("atom", "for? tonight", "this night")
def tonight() -> Moment:
    return Moment(Relative(Unit.DAY, 0), part=NIGHT)


@RULES.make("atom", "late tonight", "later tonight")
def late_tonight() -> Moment:
    return Moment(Relative(Unit.DAY, 0), part=Part("late night", 21, 24))


@RULES.make("atom", "end of <day>", "the end of <day>", "<day> end of the? day", "eod <day>", cost=1)
def end_of(expr: DayExpr) -> Moment:
    return Moment(expr, Clock(23, 59))


@RULES.make("atom", "mid <day>", cost=1)
def mid(expr: DayExpr) -> Moment:
    return Moment(expr, part=Part("middle of the day", 10, 14))


@RULES.make("atom", "<clock-span>", "at|on <clock-span>", "in <clock-span>")
def span(value: ClockSpan) -> Moment:
    return Moment(hours=value)


@RULES.make("moment", "all|whole day ,? <moment>", "<moment> ,? all|whole day", "<moment> ( all day )")
def all_day(moment: Moment) -> Moment | None:
    return moment if whole_days(moment) is not None else None


@RULES.make("atom", "first thing in|on? the? <day> <daypart>", "first thing in|on? the <daypart>")
def first_thing_of(*said: object) -> Moment | None:
    if said[-1] is not MORNING:
        return None
    day = said[0] if isinstance(said[0], DayExpr) else None
    return Moment(day, part=Part("first thing", 8, 9))


@RULES.make("moment", "<moment> ,? <meal>", cost=2 * BARE)
def grown_by_meal(moment: Moment, value: Part) -> Moment | None:
    """ "Tomorrow lunch": rather what is done than when, so only with nothing else around."""
    return merge(moment, Moment(part=value)) if whole_days(moment) is not None else None


@RULES.make("phrase", "around|roughly <daypart>", cost=1)
def about(value: Part) -> Phrase:
    return Doubtful(Said(Moment(part=value)))


@RULES.make("atom", "<length> <near-day>")
def length_from_today(length: Length, near: DayExpr) -> Moment | None:
    """ "A week today" is a week from today; "two hours today" is not."""
    return shifted(Moment(near), length, 1) if length.grain in (Unit.WEEK, Unit.FORTNIGHT) else None


@RULES.make("atom", "first thing in|on? <day>")
def first_thing(expr: DayExpr) -> Moment:
    return Moment(expr, part=Part("first thing", 8, 9))


@RULES.make("atom", "<length> on <weekday>")
def weeks_on(length: Length, number: int) -> Moment | None:
    """ "Two weeks on Tuesday"."""
    if length.grain not in (Unit.WEEK, Unit.FORTNIGHT):
        return None
    return shifted(Moment(Weekday(number)), length, 1)


@RULES.make("atom", "<zone>")
def zone(value: tzinfo) -> Moment:
    return Moment(zone=value)


@RULES.make("atom", "for <length>", "lasting|during <length>", "lasting for <length>", "( <length> )", cost=0)
def lasting(length: Length) -> Moment:
    return Moment(length=length)


@RULES.make("moment", "<moment> ,? <length>", cost=1)
def grown_by_length(moment: Moment, length: Length) -> Moment | None:
    """ "Tuesday 2pm 1 hour"."""
    if length.of_days or moment.hours is None:
        return None
    return merge(moment, Moment(length=length))


@RULES.make("moment", "<length> ,? <moment>", cost=1)
def length_first(length: Length, moment: Moment) -> Moment | None:
    if length.of_days or not isinstance(moment.hours, Clock):
        return None
    return merge(Moment(length=length), moment)


@RULES.make(
    "now",
    "now",
    "right now",
    "just now",
    "at the? moment|minute",
    "at this moment",
    "at present",
    "at the present time",
    "this instant",
)
def now() -> Moment:
    return NOW


@RULES.make("atom", "<now>")
def at_once(moment: Moment) -> Moment:
    return moment


@RULES.make(
    "atom",
    "in <length>",
    "in <length> 's|'? time",
    "<length> from|after now",
    "<length> from this moment",
    "<length> hence",
    "+ <length>",
)
@RULES.make("atom", "<length> later|out", cost=BARE)
def ahead(length: Length) -> Moment | None:
    """ "In a day" may be tomorrow, or when 24 hours have passed."""
    if length.grain is Unit.DAY and length.count == 1:
        length = replace(length, fuzzy=True)
    return shifted(NOW, length, 1)


@RULES.make("atom", "<length> from right|just now", "exactly <length> from now", "in exactly <length>")
def ahead_to_the_second(length: Length) -> Moment:
    return Moment(hours=Elapsed(length, 1))


@RULES.make("phrase", "in <digits>", cost=BARE)
def in_minutes(digits: str) -> Phrase | None:
    """ "In 15": of minutes people leave out the word."""
    if not 5 <= int(digits) < 60:
        return None
    return Doubtful(Said(Moment(hours=Elapsed(exact(Fraction(int(digits)), Unit.MINUTE), 1))))


@RULES.make("atom", "<length> ago", "<length> ago today")
@RULES.make("atom", "<length> back|earlier|before|previously", cost=BARE)
@RULES.make("atom", "- <length>", cost=3)
def ago(length: Length) -> Moment | None:
    return shifted(NOW, length, -1)


@RULES.make(
    "atom",
    "<length> after|from|past|following <atom>",
    "<length> after the? <atom>",
    "<length> from the? <atom>",
)
def after(length: Length, moment: Moment) -> Moment | None:
    return shifted(moment, length, 1) if moment != NOW else None


@RULES.make("atom", "<length> after <meal>", cost=1)
def after_meal(length: Length, meal: Part) -> Moment | None:
    end = Moment(hours=Clock(meal.finish))
    return None if length.of_days else shifted(end, length, 1)


@RULES.make("atom", "<length> before <meal>", cost=1)
def before_meal(length: Length, meal: Part) -> Moment | None:
    begin = Moment(hours=Clock(meal.begin))
    return None if length.of_days else shifted(begin, length, -1)


@RULES.make("atom", "<length> before|prior_to|ahead_of <atom>")
def before(length: Length, moment: Moment) -> Moment | None:
    return shifted(moment, length, -1)


@RULES.make("moment", "<moment> + <length>", "<moment> plus <length>")
def plus(moment: Moment, length: Length) -> Moment | None:
    return shifted(moment, length, 1)


@RULES.make("moment", "<moment> - <length>", "<moment> minus <length>", cost=3)
def minus(moment: Moment, length: Length) -> Moment | None:
    return shifted(moment, length, -1)


@RULES.make("moment", "<stamp>")
def stamp(moment: Moment) -> Moment:
    return moment


@RULES.make("moment", "<moment> 's")
def possessive(moment: Moment) -> Moment | None:
    return moment if moment.day is not None else None
