"""Moments, put together from days, times of day, zones and lengths."""

from __future__ import annotations

from datetime import tzinfo
from fractions import Fraction

from tools.timewords.chart import Rules
from tools.timewords.days.derived import Beside
from tools.timewords.days.named import Relative, Weekday, year_span
from tools.timewords.days.runs import Either
from tools.timewords.days.view import DayExpr
from tools.timewords.grammar.clocks import BARE, four_figures
from tools.timewords.lengths import Length
from tools.timewords.lengths import length as exact
from tools.timewords.lexicon import Part
from tools.timewords.moments import NOW, Clock, ClockSpan, Elapsed, Moment, merge, shifted, whole_days
from tools.timewords.phrases import Doubtful, Said
from tools.timewords.readings import Phrase
from tools.timewords.spans import Unit
from tools.timewords.value import replace

RULES = Rules()


@RULES.make("near-day", "today")
def today() -> DayExpr:
    """The day of "a week today"."""
    return Relative(Unit.DAY, 0)


@RULES.make("near-day", "tomorrow")
def tomorrow() -> DayExpr:
    """The day of "a week tomorrow"."""
    return Relative(Unit.DAY, 1)


@RULES.make("moment", "<atom>")
def simple(moment: Moment) -> Moment:
    """One thing that is said of a moment."""
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
    """ "Tomorrow" + "at 2pm" + "for an hour": what is said of one moment."""
    return merge(moment, more)


@RULES.make("moment", "<clock-span> ,? on? <day>", "from <clock-span> on? <day>")
def overnight(span: ClockSpan, day: DayExpr) -> Moment | None:
    """ "From 9pm to 6am tomorrow": from tonight until then, or from tomorrow night on."""
    begin, finish = span.begin, span.finish
    over = begin.settled and finish.settled and (finish.hour, finish.minute) <= (begin.hour, begin.minute)
    return Moment(Either(Beside(Unit.DAY, day, -1), day), span) if over else None


@RULES.make("moment", "<moment> ,? <hour>", cost=BARE // 2)
def grown_by_hour(moment: Moment, clock: Clock) -> Moment | None:
    """ "Tomorrow 3": a number behind a day is rather an hour."""
    if moment.day is None and moment.part is None:
        return None
    return merge(moment, Moment(hours=clock))


@RULES.make("moment", "<hour> ,? <moment>", cost=BARE // 2)
def hour_first(clock: Clock, moment: Moment) -> Moment | None:
    """ "10 tomorrow": so is one before it."""
    if moment.part is None and not isinstance(moment.day, Relative | Weekday):
        return None
    return merge(Moment(hours=clock), moment)


@RULES.make(
    "atom",
    "<day>",
    "on|for the? <day>",
    "this|in <day>",
    "<period>",
    "in|during|for|within|over|throughout|on|at <period>",
)
def day(expr: DayExpr) -> Moment:
    """ "On Friday", "in March", "next week"."""
    return Moment(expr)


@RULES.make("atom", "in|during|throughout|over the? year? <year>", "year <year>")
def year(number: int) -> Moment:
    """ "In 2027", "year 2027"."""
    return Moment(year_span(number))


@RULES.make(
    "atom", "sometime|anytime|any_time|some_time|somewhere|any_day|some_day|one_day in|on|during|of? <atom>"
)
def sometime(moment: Moment) -> Moment:
    """ "Sometime next week": next week."""
    return moment


@RULES.make("moment", "<moment> ,? starting|beginning|commencing on|from? <atom>")
def starting(moment: Moment, begin: Moment) -> Moment | None:
    """ "For ten days starting 18 December"."""
    return merge(moment, begin) if moment == Moment(length=moment.length) else None


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
    """ "At 3", "14:30", "starting at noon"."""
    return Moment(hours=value)


@RULES.make("atom", "at|@ <digits>")
def at_four_figures(digits: str) -> Moment | None:
    """ "At 1900" is an hour, which "1900" alone isn't."""
    value = four_figures(digits)
    return Moment(hours=value) if value else None


@RULES.make("moment", "from <hour> for <length>")
def from_hour_for(begin: Clock, length: Length) -> Moment | None:
    """ "From 2 for an hour"."""
    return None if length.of_days else Moment(hours=begin, length=length)


@RULES.make("moment", "<moment> ,? <year>", cost=2)
def grown_by_year(moment: Moment, number: int) -> Moment | None:
    """ "9 December 14:30 2027": the year comes last."""
    day = moment.day.in_year(number) if moment.day is not None and moment.hours else None
    return replace(moment, day=day) if day is not None else None


@RULES.make("atom", "end of <day>", "the end of <day>", "<day> end of the? day", "eod <day>", cost=1)
def end_of(expr: DayExpr) -> Moment:
    """ "The end of Friday", "Friday EOD": about 23:59."""
    return Moment(expr, Clock(23, 59, vague=True))


@RULES.make("atom", "<clock-span>", "at|on <clock-span>", "in <clock-span>")
def span(value: ClockSpan) -> Moment:
    """ "Between 2 and 4pm", of one day."""
    return Moment(hours=value)


@RULES.make("moment", "all|whole day ,? <moment>", "<moment> ,? all|whole day", "<moment> ( all day )")
def all_day(moment: Moment) -> Moment | None:
    """ "All day Monday": Monday."""
    return moment if whole_days(moment) is not None else None


@RULES.make("atom", "<length> <near-day>")
def length_from_today(length: Length, near: DayExpr) -> Moment | None:
    """ "A week today" is a week from today; "two hours today" is not."""
    return shifted(Moment(near), length, 1) if length.grain in (Unit.WEEK, Unit.FORTNIGHT) else None


@RULES.make("atom", "<length> on <weekday>")
def weeks_on(length: Length, number: int) -> Moment | None:
    """ "Two weeks on Tuesday": a fortnight after it; "two hours on Tuesday" last so long."""
    if length.grain not in (Unit.WEEK, Unit.FORTNIGHT):
        return None
    return shifted(Moment(Weekday(number)), length, 1)


@RULES.make("atom", "<zone>")
def zone(value: tzinfo) -> Moment:
    """ "In Tokyo": whose clocks the hours are by."""
    return Moment(zone=value)


@RULES.make("atom", "for <length>", "lasting|during <length>", "lasting for <length>", "( <length> )", cost=0)
def lasting(length: Length) -> Moment:
    """ "For an hour": how long it lasts."""
    return Moment(length=length)


@RULES.make("moment", "<moment> ,? <length>", cost=1)
def grown_by_length(moment: Moment, length: Length) -> Moment | None:
    """ "Tuesday 2pm 1 hour"."""
    if length.of_days or moment.hours is None:
        return None
    return merge(moment, Moment(length=length))


@RULES.make("moment", "<length> ,? <moment>", cost=1)
def length_first(length: Length, moment: Moment) -> Moment | None:
    """ "An hour tomorrow at 3", "two hours on Tuesday"."""
    if length.of_days or not (isinstance(moment.hours, Clock) or whole_days(moment) is not None):
        return None
    return merge(Moment(length=length), moment)


@RULES.make("moment", "<length> ,? starting|beginning|commencing on|from? <moment>")
def length_starting(length: Length, moment: Moment) -> Moment | None:
    """ "Three days starting Monday"."""
    return merge(Moment(length=length), moment)


@RULES.make(
    "now",
    "now",
    "right now",
    "just now",
    "at the? moment|minute",
    "at this moment|time",
    "at present",
    "at the present time",
    "this instant",
)
def now() -> Moment:
    """ "Now", "at the moment"."""
    return NOW


@RULES.make("atom", "<now>")
def at_once(moment: Moment) -> Moment:
    """ "Now" as a moment."""
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
    """ "Exactly 3 days from now": to the second, unlike "in 3 days"."""
    return Moment(hours=Elapsed(length, 1))


@RULES.make("phrase", "in <digits>", cost=BARE)
def in_minutes(digits: str) -> Phrase | None:
    """ "In 15": of minutes people leave out the word."""
    if not 5 <= int(digits) < 60:
        return None
    return Doubtful(Said(Moment(hours=Elapsed(exact(Fraction(int(digits)), Unit.MINUTE), 1))))


@RULES.make("atom", "<length> ago", "<length> ago today")
@RULES.make("atom", "<length> back", cost=BARE)
@RULES.make("atom", "- <length>", cost=3)
def ago(length: Length) -> Moment | None:
    """ "2 days ago": from now."""
    return shifted(NOW, length, -1)


@RULES.make("atom", "<length> earlier|before|previously|prior", cost=BARE)
def earlier(length: Length) -> Moment | None:
    """ "Two days before": before now, or before something else that was spoken of."""
    return ago(replace(length, fuzzy=True))


@RULES.make(
    "atom",
    "<length> after|from|past|following <atom>",
    "<length> after the? <atom>",
    "<length> from the? <atom>",
)
def after(length: Length, moment: Moment) -> Moment | None:
    """ "3 days after Christmas", "an hour from noon"."""
    return shifted(moment, length, 1) if moment != NOW else None


@RULES.make("atom", "<length> after <meal>", cost=1)
def after_meal(length: Length, meal: Part) -> Moment | None:
    """ "An hour after lunch": from when it is over."""
    end = Moment(hours=Clock(meal.finish, vague=True))
    return None if length.of_days else shifted(end, length, 1)


@RULES.make("atom", "<length> before <meal>", cost=1)
def before_meal(length: Length, meal: Part) -> Moment | None:
    """ "An hour before lunch": from when it begins."""
    begin = Moment(hours=Clock(meal.begin, vague=True))
    return None if length.of_days else shifted(begin, length, -1)


@RULES.make("atom", "<length> before|prior_to|ahead_of <atom>")
def before(length: Length, moment: Moment) -> Moment | None:
    """ "3 days before Christmas"."""
    return shifted(moment, length, -1)


@RULES.make("moment", "<moment> + <length>", "<moment> plus <length>")
def plus(moment: Moment, length: Length) -> Moment | None:
    """ "Tomorrow + 3 days"."""
    return shifted(moment, length, 1)


@RULES.make("moment", "<moment> - <length>", "<moment> minus <length>", cost=3)
def minus(moment: Moment, length: Length) -> Moment | None:
    """ "Tomorrow - 3 days"."""
    return shifted(moment, length, -1)


@RULES.make("moment", "<stamp>")
def stamp(moment: Moment) -> Moment:
    """ "2027-02-09T15:30Z", as programs write it."""
    return moment


@RULES.make("moment", "<moment> 's")
def possessive(moment: Moment) -> Moment | None:
    """ "Monday's": Monday."""
    return moment if moment.day is not None else None
