"""What happens again and again: "every weekday at 9", "monthly on the last Friday until June"."""

from __future__ import annotations

from tools.timewords.chart import Rules
from tools.timewords.days.named import MonthDay, Relative
from tools.timewords.days.view import DayExpr
from tools.timewords.grammar.lists import Numbers
from tools.timewords.lengths import Length
from tools.timewords.lexicon import Part
from tools.timewords.moments import Clock, ClockSpan, Moment
from tools.timewords.phrases import Doubtful
from tools.timewords.readings import Phrase
from tools.timewords.recurrence import (
    AT_ANY_TIME,
    DAYS,
    WORKDAYS,
    Every,
    each,
    on_weekdays,
    with_moment,
)
from tools.timewords.spans import Unit
from tools.timewords.value import replace

RULES = Rules()

WORKDAY = "a working day"
Which = tuple[tuple[int, str], ...]
"""Days of a month, each by its number, from the end when negative, and what is counted: "MO" to "SU", all
days (""), or working days."""


@RULES.make("phrase", "<every>", "on|at|for <every>")
def recurring(every: Every) -> Phrase:
    """ "Every Monday", "on every Monday"."""
    return every


@RULES.make("every", "all|whole day ,? on? <every>", "<every> ,? all|whole day")
def all_day(every: Every) -> Every | None:
    """ "Every Friday all day": every Friday."""
    return every if every.moment == AT_ANY_TIME else None


@RULES.make("every", "every|each|per <unit>", "every single <unit>")
def every_unit(unit: Unit) -> Every | None:
    """ "Every week", "per week"."""
    return each(unit)


@RULES.make("every", "every other|second|alternate <unit>")
def every_other_unit(unit: Unit) -> Every | None:
    """ "Every other week": every second."""
    return each(unit, 2)


@RULES.make("every", "every|each <int> <unit>", "every <ordinal> <unit>")
def every_few(count: int, unit: Unit) -> Every | None:
    """ "Every 3 weeks", "every third week"."""
    return each(unit, count)


@RULES.make("every", "daily|everyday|nightly")
def daily() -> Every:
    """ "Daily"."""
    return Every("DAILY")


@RULES.make("every", "hourly")
def hourly() -> Every:
    """ "Hourly"."""
    return Every("HOURLY")


@RULES.make("every", "weekly")
def weekly() -> Every:
    """ "Weekly"."""
    return Every("WEEKLY")


@RULES.make("every", "biweekly|fortnightly", "bi - weekly")
def fortnightly() -> Every:
    """ "Fortnightly", "biweekly": every two weeks."""
    return Every("WEEKLY", 2)


@RULES.make("every", "monthly")
def monthly() -> Every:
    """ "Monthly"."""
    return Every("MONTHLY")


@RULES.make("every", "quarterly")
def quarterly() -> Every:
    """ "Quarterly": every three months."""
    return Every("MONTHLY", 3)


@RULES.make("every", "yearly|annually", "once a year")
def yearly() -> Every:
    """ "Yearly"."""
    return Every("YEARLY")


@RULES.make("every", "once a|every|per <unit>")
def once(unit: Unit) -> Every | None:
    """ "Once a week"."""
    return each(unit)


@RULES.make("every", "once <every>")
def once_every(every: Every) -> Every | None:
    """ "Once every two weeks"."""
    return every if every.freq and not every.times else None


@RULES.make("every", "<every> except|but|excluding|without not? on|for? <some-weekdays>|<plural-weekdays>")
def except_on(every: Every, days: tuple[int, ...]) -> Every | None:
    """ "Every day except Sunday"."""
    daily = every.freq == "DAILY" and every.interval == 1
    kept = tuple(day for day in (DAYS if daily else every.by_day) if day not in on_weekdays(days).by_day)
    if not (daily or every.freq == "WEEKLY") or not kept:
        return None
    return replace(every, freq="WEEKLY", by_day=kept)


@RULES.make("every", "every_day|each_day|daily except|but|excluding on? weekends")
def except_weekends() -> Every:
    """ "Every day except weekends": Monday to Friday."""
    return workdays()


@RULES.make(
    "every", "<every> ,? <period>", "<every> ,? in|during|for|through|throughout|over <period>", cost=1
)
def during(every: Every, period: DayExpr) -> Every | None:
    """ "Every day next week": from its first day to its last."""
    if every.starting or every.until or every.lasting or every.times or every.freq in ("MONTHLY", "YEARLY"):
        return None
    return replace(every, starting=Moment(period), until=Moment(period))


@RULES.make("every", "weekdays|workdays", "business|working days", "every|each business|working|work day")
def workdays() -> Every:
    """ "Weekdays", "every working day": Monday to Friday."""
    return Every("WEEKLY", 1, WORKDAYS)


@RULES.make("some-weekdays", "<weekday>", "<weekdays>", "<weekday> 's")
def a_weekday(number: int) -> tuple[int, ...]:
    """One weekday of several."""
    return (number,)


@RULES.make(
    "some-weekdays",
    "<some-weekdays> and|,|&|/|or every|each? <some-weekdays>",
    "<some-weekdays> , and every|each? <some-weekdays>",
)
def more_weekdays(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...] | None:
    """ "Monday, Wednesday and Friday": in the order of the week."""
    return (*first, *second) if not set(first) & set(second) and first[-1] < second[0] else None


@RULES.make(
    "some-weekdays", "<weekday> to|through|-|–|till|until <weekday>", "<weekdays> to|through|- <weekdays>"
)
def weekday_range(first: int, last: int) -> tuple[int, ...] | None:
    """ "Monday to Thursday"."""
    return tuple(range(first, last + 1)) if first < last else None


@RULES.make("every", "every|each <some-weekdays>", "every single <some-weekdays>")
def every_weekday(days: tuple[int, ...]) -> Every:
    """ "Every Monday and Friday"."""
    return on_weekdays(days)


@RULES.make("plural-weekdays", "<weekdays>")
def plural(number: int) -> tuple[int, ...]:
    """One weekday of "Mondays and Fridays"."""
    return (number,)


@RULES.make(
    "plural-weekdays",
    "<plural-weekdays> and|,|& <plural-weekdays>",
    "<plural-weekdays> , and <plural-weekdays>",
)
def plurals(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...] | None:
    """ "Mondays and Fridays"."""
    return more_weekdays(first, second)


@RULES.make("plural-weekdays", "<weekdays> to|through|-|– <weekdays>")
def plural_range(first: int, last: int) -> tuple[int, ...] | None:
    """ "Mondays to Fridays"."""
    return weekday_range(first, last)


@RULES.make("every", "on? <plural-weekdays>")
def on_plural(days: tuple[int, ...]) -> Every:
    """ "On Mondays": every Monday."""
    return on_weekdays(days)


@RULES.make("every", "every other|alternate <some-weekdays>", "alternate <plural-weekdays>")
def every_other_weekday(days: tuple[int, ...]) -> Every:
    """ "Every other Monday": every two weeks."""
    return on_weekdays(days, 2)


@RULES.make("every", "every <int> <weekdays>", "every <ordinal> <some-weekdays>", cost=1)
def every_nth_weekday(count: int, days: int | tuple[int, ...]) -> Every | None:
    """ "Every third Thursday": every three weeks, or, as another rule has it, one in a month."""
    some = days if isinstance(days, tuple) else (days,)
    return on_weekdays(some, count) if count > 1 else None


@RULES.make("some-days", "the? <ordinal> <weekday>")
def nth_weekday(count: int, day: int) -> Which | None:
    """ "The second Tuesday" of each month."""
    return ((count, DAYS[day]),) if count <= 5 else None


@RULES.make("some-days", "the? last|final <weekday>")
def last_weekday(day: int) -> Which:
    """ "The last Friday" of each month."""
    return ((-1, DAYS[day]),)


@RULES.make("some-days", "the? <ordinal> to? last <weekday>")
def nth_last_weekday(count: int, day: int) -> Which | None:
    """ "The second to last Friday" of each month."""
    return ((-count, DAYS[day]),) if count <= 5 else None


@RULES.make("some-days", "the? <some-ordinals> <weekday>|<weekdays>")
def nth_weekdays(some: Numbers, day: int) -> Which | None:
    """ "The first and third Monday" of each month."""
    if some.either or some.numbers[-1] > 5:
        return None
    return tuple((count, DAYS[day]) for count in some.numbers)


@RULES.make("some-days", "the? <ordinal> and|or|& the? last|final <weekday>|<weekdays>")
def nth_and_last_weekday(count: int, day: int) -> Which | None:
    """ "The first and last Friday" of each month."""
    return ((count, DAYS[day]), (-1, DAYS[day])) if count <= 5 else None


@RULES.make("day-of-month", "the? <ordinal> day?")
def nth_day(count: int) -> Which | None:
    """ "The 15th" of each month."""
    return ((count, ""),) if count <= 31 else None


@RULES.make("day-of-month", "the? last day?")
def last_day() -> Which:
    """ "The last day" of each month."""
    return ((-1, ""),)


@RULES.make("some-days", "<some-days> ,? and|or|& <some-days>", "<some-days> , <some-days>")
@RULES.make("days-of-month", "<day-of-month> ,|and|or|& <day-of-month>")
@RULES.make("days-of-month", "<days-of-month> ,? and|or|& <day-of-month>", "<days-of-month> , <day-of-month>")
def several(first: Which, more: Which) -> Which | None:
    """ "The 1st, the 15th and the last day", "the first Monday and the third Friday"."""
    return None if set(first) & set(more) else first + more


@RULES.make("which", "the? first|1st business|working|work day", "the? first weekday|workday")
def first_workday() -> Which:
    """ "The first working day" of each month."""
    return ((1, WORKDAY),)


@RULES.make("which", "the? last business|working|work day", "the? last weekday|workday")
def last_workday() -> Which:
    """ "The last working day" of each month."""
    return ((-1, WORKDAY),)


@RULES.make("which", "<some-days>|<day-of-month>|<days-of-month>")
def which_days(which: Which) -> Which:
    """Some days of each month."""
    return which


@RULES.make("every", "on? <which> of? <every>", swapped=True)
@RULES.make("every", "<every> ,? on? <which>", "<every> on <which> of the month")
def monthly_on(every: Every, which: Which) -> Every | None:
    """A monthly rule on some days of the month."""
    if every.freq != "MONTHLY" or every.by_day or every.by_month_day:
        return None
    if which[0][1] == WORKDAY:
        return replace(every, by_day=WORKDAYS, position=which[0][0])
    if which[0][1]:
        return replace(every, by_day=tuple(f"{count}{day}" for count, day in which))
    return replace(every, by_month_day=tuple(count for count, _ in which))


@RULES.make("every", "every|each <some-days>|<days-of-month>", cost=1)
@RULES.make("every", "every|each <which> of|in the|each|every? month")
def every_which(which: Which) -> Every | None:
    """ "Every last day of the month", "every first Monday"."""
    return monthly_on(Every("MONTHLY"), which)


@RULES.make("every", "<some-weekdays> <every>", swapped=True)
@RULES.make(
    "every",
    "<every> ,? on <some-weekdays>",
    "<every> ,? on? <plural-weekdays>",
    "<every> every|each <some-weekdays>",
)
def weekly_on(every: Every, days: tuple[int, ...]) -> Every | None:
    """ "Weekly on Friday", "every two weeks on Monday"."""
    if every.freq != "WEEKLY" or every.by_day:
        return None
    return replace(every, by_day=on_weekdays(days).by_day)


@RULES.make("every", "every|each <which> of|in <month-name>", "<which> of|in <month-name> every|each year")
def yearly_which(which: Which, month: int) -> Every | None:
    """The fourth Thursday of November, each year."""
    monthly = monthly_on(Every("MONTHLY"), which)
    return monthly and replace(monthly, freq="YEARLY", by_month=(month,))


@RULES.make("every", "every|each <single> of|in <period>")
def each_of(unit: Unit, period: DayExpr) -> Every | None:
    """ "Each day of next week"."""
    every = each(unit) if unit in (Unit.DAY, Unit.WORKDAY) else None
    return during(every, period) if every else None


@RULES.make("every", "every|each half hour", "every half an hour")
def every_half_hour() -> Every:
    """ "Every half hour": every 30 minutes."""
    return Every("MINUTELY", 30)


@RULES.make("every", "on|at|over? weekends")
def weekends() -> Every | None:
    """ "At weekends": every Saturday and Sunday."""
    return each(Unit.WEEKEND)


@RULES.make("every", "<every> ,? from? <weekday> to|through|- <weekday>")
def every_day_of(every: Every, first: int, last: int) -> Every | None:
    """ "Every day from Monday to Friday"."""
    days = weekday_range(first, last)
    return on_weekdays(days) if days and every == Every("DAILY") else None


@RULES.make("every", "the? <step>|<coming> <int> <weekdays>")
def next_few(step: int, count: int, number: int) -> Every | None:
    """ "The next three Mondays": the first is after today."""
    if step < 1 or count < 2:
        return None
    return replace(on_weekdays((number,)), times=count, starting=Moment(Relative(Unit.DAY, 1)))


@RULES.make("every", "every|each <figure-ordinal>")
def every_numbered_day(number: int) -> Every | None:
    """ "Every 15th"."""
    return every_which(((number, ""),)) if number <= 31 else None


@RULES.make(
    "phrase", "<clock-span>|<span-figures> ,? from? <weekday> to|through|-|–|till|until <weekday>", cost=1
)
def hours_on_weekdays(span: ClockSpan, first: int, last: int) -> Phrase | None:
    """ "9am-5pm Monday to Friday": every week, or only the next."""
    return weekdays_at(first, last, Moment(hours=span))


@RULES.make("phrase", "<weekday> to|through|-|–|till|until <weekday> ,? <atom>", cost=1)
def weekdays_at(first: int, last: int, moment: Moment) -> Phrase | None:
    """ "Monday to Friday 9-5": each of the days, every week or only the next."""
    days = weekday_range(first, last)
    every = with_moment(on_weekdays(days), moment) if days else None
    return Doubtful(every) if every and moment.hours else None


@RULES.make("every", "every|each <date>")
def every_date(day: DayExpr) -> Every | None:
    """ "Every 24 December"."""
    return yearly_on(Every("YEARLY"), day)


@RULES.make("every", "<every> ,? on? <date>")
def yearly_on(every: Every, day: DayExpr) -> Every | None:
    """ "Yearly on 3 May"."""
    if not isinstance(day, MonthDay) or every.freq != "YEARLY" or day.year or every.by_month:
        return None
    return replace(every, by_month=(day.month,), by_month_day=(day.day,))


@RULES.make("phrase", "every|each <some-months>", cost=1)
def every_month_name(months: tuple[int, ...]) -> Phrase:
    """ "Every January": the words leave the day open."""
    return Doubtful(Every("YEARLY", by_month=months, by_month_day=(1,)))


@RULES.make("some-months", "<month-name>")
def a_month(number: int) -> tuple[int, ...]:
    """One month of several."""
    return (number,)


@RULES.make("some-months", "<some-months> and|,|&|or <month-name>", "<some-months> , and|or <month-name>")
def more_months(some: tuple[int, ...], number: int) -> tuple[int, ...] | None:
    """ "June and December"."""
    return (*some, number) if some[-1] < number else None


@RULES.make("every", "on? <some-weekdays> <dayparts>")
def weekday_mornings(days: tuple[int, ...], part: Part) -> Every:
    """ "Monday mornings"."""
    return replace(on_weekdays(days), moment=Moment(part=part))


@RULES.make("every", "every|each <part>")
def every_part(part: Part) -> Every:
    """ "Every morning"."""
    return Every("DAILY", moment=Moment(part=part))


@RULES.make("every", "<atom> ,? on? <every>", swapped=True)
@RULES.make("every", "<every> <atom>", "<every> ,|from <atom>")
def with_atom(every: Every, moment: Moment) -> Every | None:
    """ "Every Monday" + "at 9", "for an hour"."""
    return with_moment(every, moment)


@RULES.make("every", "<every> <hour>", cost=2)
def with_hour(every: Every, clock: Clock) -> Every | None:
    """ "Every Monday 9": at 9."""
    return with_moment(every, Moment(hours=clock))


@RULES.make(
    "every",
    "<every> ,? until|till|til|through|to|ending|up_to <moment>",
    "<every> ,? ending on <moment>",
    cost=1,
)
def until(every: Every, limit: Moment) -> Every | None:
    """ "Every Monday until June": to its end."""
    if every.until or every.lasting or every.times or limit.day is None:
        return None
    return replace(every, until=limit)


@RULES.make("every", "<every> ,? for the? next? <length>", "<every> over the? next <length>")
def lasting(every: Every, length: Length) -> Every | None:
    """ "Daily for two weeks": as often as it is in them."""
    if every.until or every.lasting or every.times or not length.of_days:
        return None
    return replace(every, lasting=length)


@RULES.make(
    "every",
    "<every> ,? <int> times",
    "<every> ,? for <int> times|occurrences",
    "<every> ,? <int> occurrences",
)
def times(every: Every, count: int) -> Every | None:
    """ "Every Monday, 4 times"."""
    return None if every.until or every.lasting or every.times or not count else replace(every, times=count)


@RULES.make("every", "starting|beginning|from on|in? <moment> ,? <every>", swapped=True)
@RULES.make(
    "every",
    "<every> ,? starting|beginning|from|commencing on|in? <moment>",
    "<every> ,? starting with|from <moment>",
)
def starting(every: Every, begin: Moment) -> Every | None:
    """ "Every Monday starting 2 December"."""
    if every.starting or begin.day is None:
        return None
    timed = with_moment(every, replace(begin, day=None))
    return timed and replace(timed, starting=Moment(begin.day))
