"""Phrases that count from now, or from something else: within, the next hours, later, less than – ago."""

from __future__ import annotations

from fractions import Fraction

from tools.timewords.chart import Rules
from tools.timewords.days.derived import Moved
from tools.timewords.days.named import Relative
from tools.timewords.days.view import DayExpr
from tools.timewords.lengths import Length
from tools.timewords.lengths import length as exact
from tools.timewords.moments import NOW, Moment, shifted
from tools.timewords.phrases import AtThisTime, Between, By, Doubtful, Later, Or, Since, Today, Within
from tools.timewords.readings import Phrase
from tools.timewords.spans import DAYS_IN, MONTHS_IN, SECONDS_IN, Unit
from tools.timewords.value import replace

RULES = Rules()


@RULES.make("phrase", "within|inside the <hours-unit>")
@RULES.make(
    "phrase",
    "within|in_under|inside <length>",
    "within the? next <length>",
    "in less_than|no_more_than|at_most <length>",
    "within <length> from now",
)
def within(length: Length) -> Phrase:
    """ "Within 3 hours": from now until they have passed."""
    return Within(length, 1, limit=True)


@RULES.make("phrase", "in|over|during|for|within the? <step>|<back> <length>", "the? <back> <length>")
def stepped_length(step: int, length: Length) -> Phrase | None:
    """ "In the next 2 hours"; whole days are the calendar's (see counts)."""
    if step == 0 or (length.of_days and length.count):
        return None
    return Within(length, step)


@RULES.make("phrase", "the? <step> <length>")
def stepped_length_by_the_clock(step: int, length: Length) -> Phrase | None:
    """ "The next 2 hours" may begin now, or with the hour."""
    within = stepped_length(step, length)
    return replace(within, vague=True) if isinstance(within, Within) else None


@RULES.make("phrase", "in|within|over|during|for the? <step>|<back> <single> and a half")
@RULES.make("phrase", "in|within|over|during|for the? <step>|<back> <single> and <length>", cost=1)
def unit_and_more(step: int, unit: Unit, more: Length | None = None) -> Phrase | None:
    """ "The next day and 6 hours", "the last hour and a half"."""
    if not step or unit not in (*DAYS_IN, *MONTHS_IN, *SECONDS_IN):
        return None
    if more is None:
        return Within(exact(Fraction(3, 2), unit), step)
    order = list(Unit)
    smaller = order.index(more.grain) < order.index(unit)
    return Within(exact(Fraction(1), unit) + more, step) if smaller else None


@RULES.make("phrase", "in|for|over|during|within the? <step>|<back> <hours-unit>", "the? <back> <hours-unit>")
def stepped_hour(step: int, length: Length) -> Phrase | None:
    """ "In the next hour": from now."""
    return Within(length, step) if step else None


@RULES.make("phrase", "the? <step> <hours-unit>")
def clock_hour(step: int, length: Length) -> Phrase | None:
    """ "Next hour" may be the one that the clock begins then."""
    if not step:
        return None
    return Doubtful(Within(length, step)) if step > 0 else Within(length, step)


@RULES.make("phrase", "<length> later", "after <length>")
def later(length: Length) -> Phrase:
    """ "30 minutes later": than now, or than something else that is said."""
    return Later(length)


@RULES.make("phrase", "about|around|by <this-time>")
def about_this_time(phrase: Phrase) -> Phrase:
    """ "Around this time tomorrow": in doubt."""
    return Doubtful(phrase)


@RULES.make("phrase", "at? <this-time>")
def at_this_time(phrase: Phrase) -> Phrase:
    """ "At this time tomorrow"."""
    return phrase


@RULES.make("this-time", "this|same|the_same time on? <day>")
def this_time(day: DayExpr) -> Phrase:
    """ "This time tomorrow": at the hour that it is."""
    return AtThisTime(day)


@RULES.make("this-time", "this|same|the_same time <period>")
def this_time_next(period: DayExpr) -> Phrase | None:
    """ "This time next week" is a week from now."""
    if not isinstance(period, Relative) or period.unit not in (*DAYS_IN, *MONTHS_IN):
        return None
    sign = 1 if period.count > 0 else -1
    return AtThisTime(Moved(Relative(Unit.DAY, 0), exact(Fraction(abs(period.count)), period.unit), sign))


@RULES.make("phrase", "<length> earlier|sooner|back|forward|ahead|longer|shorter")
def moved(length: Length) -> Phrase:
    """ "An hour earlier": how far something is moved."""
    return Later(length, from_now=False)


@RULES.make(
    "phrase",
    "later today|tonight",
    "for? the? rest|remainder of today",
    "for? the? rest|remainder of the day",
)
def later_today() -> Phrase:
    """ "Later today": from now to midnight."""
    return Today(ahead=True)


@RULES.make("phrase", "earlier today", "today so far", "so far today")
def earlier_today() -> Phrase:
    """ "Earlier today": from midnight to now."""
    return Today(ahead=False)


@RULES.make(
    "phrase",
    "less_than|under|up_to|no_more_than|at_most <length> after|from <moment>",
    "within <length> after|from <moment>",
)
def soon_after(length: Length, base: Moment) -> Phrase | None:
    """ "Less than 2 hours after noon": from noon until then."""
    finish = shifted(base, length, 1)
    return Between(base, finish) if finish else None


@RULES.make("phrase", "within <length> of <moment>")
def around(length: Length, base: Moment) -> Phrase | None:
    """Of what can't be done before it this is after it; of other things on both sides."""
    begin, finish = shifted(base, length, -1), shifted(base, length, 1)
    return Or(Between(base, finish), Between(begin, finish)) if begin and finish else None


@RULES.make("phrase", "more_than|over|at_least <length> after|from <moment>")
def long_after(length: Length, base: Moment) -> Phrase | None:
    """ "More than 2 hours after noon": from then on."""
    begin = shifted(base, length, 1)
    return Since(begin) if begin else None


@RULES.make("phrase", "in more_than|at_least|no_less_than <length>")
def far_ahead(length: Length) -> Phrase | None:
    """ "In more than 3 days": from then on."""
    begin = shifted(NOW, length, 1)
    return Since(begin) if begin else None


@RULES.make("phrase", "more_than|over|at_least <length> ago", "older_than <length>")
def long_ago(length: Length) -> Phrase | None:
    """ "More than 2 weeks ago", "older than 2 weeks": up to then, without a beginning."""
    limit = shifted(NOW, length, -1)
    return By(limit, False) if limit else None


@RULES.make("phrase", "less_than|under|at_most|no_more_than <length> ago", "newer_than <length>")
def not_long_ago(length: Length) -> Phrase | None:
    """ "Less than 2 weeks ago": from then until now."""
    begin = shifted(NOW, length, -1)
    return Since(begin, back=True) if begin else None


@RULES.make(
    "phrase", "the? <int> <back> <units>", "in|over|during|for|within the? <int> <step>|<back> <units>"
)
def counted_hours(count: int, step: int, unit: Unit) -> Phrase | None:
    """ "In the 2 next hours": from now."""
    return stepped_length(step, exact(Fraction(count), unit)) if unit in SECONDS_IN else None


@RULES.make("phrase", "the? <int> <step> <units>")
def counted_hours_by_the_clock(count: int, step: int, unit: Unit) -> Phrase | None:
    """ "The 2 next hours": from now, or with the hour."""
    return stepped_length_by_the_clock(step, exact(Fraction(count), unit)) if unit in SECONDS_IN else None
