"""Phrases: a moment, from one to another, by, since, within, one or the other."""

from __future__ import annotations

from tools.timewords.chart import Rules
from tools.timewords.days.derived import Edge as EdgeOf
from tools.timewords.days.named import Fixed, year_span
from tools.timewords.grammar.clocks import BARE
from tools.timewords.lengths import Length
from tools.timewords.lexicon import Part
from tools.timewords.moments import Clock, ClockSpan, Moment, whole_days
from tools.timewords.phrases import Between, By, Doubtful, From, Or, Said, Since
from tools.timewords.readings import Phrase
from tools.timewords.value import replace

RULES = Rules()


@RULES.make("phrase", "<moment>")
def said(moment: Moment) -> Phrase | None:
    """A zone belongs to a time of day: in "next week in Tokyo" it is a place."""
    timed = isinstance(moment.hours, Clock | ClockSpan)
    return Said(moment) if timed or moment.zone is None else None


@RULES.make("phrase", "<hour>", cost=BARE)
def bare_hour(clock: Clock) -> Phrase:
    """A number alone may be any number; hours and minutes are rather a time."""
    phrase = Said(Moment(hours=clock))
    return phrase if clock.minute else Doubtful(phrase)


@RULES.make("phrase", "<length>", cost=2)
def length(value: Length) -> Phrase:
    """ "90 minutes": a length alone."""
    return Said(Moment(length=value))


@RULES.make(
    "phrase",
    "<moment> -|–|—|to|until|till|til|through|~ <moment>",
    "from <moment> -|–|—|to|until|till|til|through|~ <moment>",
    "between <moment> and|- <moment>",
    "starting? from|on <moment> to|until|till|ending on? <moment>",
    cost=1,
)
def between(begin: Moment, finish: Moment) -> Phrase | None:
    """ "From Monday to Wednesday", "2pm till tomorrow noon": whole days to their end."""
    if begin.length or finish.length or isinstance(finish.hours, ClockSpan):
        return None
    if isinstance(begin.hours, ClockSpan):
        # "From 9 to 5, Monday to Friday" is each day's hours.
        return None
    if whole_days(begin) is not None and finish.day is None and isinstance(finish.hours, Clock):
        # "3 March - 14:15" is a time on that day.
        return None
    span = Between(begin, finish)
    open_hour = isinstance(begin.hours, Clock) and not begin.hours.settled
    # "Mon 3 - Wed 5 May": the 3 is rather a day.
    return Doubtful(span) if open_hour and begin.part is None and whole_days(finish) is not None else span


@RULES.make("phrase", "from? <now> -|to|until|till|til|through <hour>", "between <now> and <hour>", cost=1)
def from_now_to_hour(begin: Moment, finish: Clock) -> Phrase:
    """ "Between now and 5"."""
    return Between(begin, Moment(hours=finish))


@RULES.make("phrase", "<moment> / <moment>", cost=1)
def interval(begin: Moment, finish: Moment) -> Phrase | None:
    """As ISO 8601 writes it."""
    return between(begin, finish) if isinstance(begin.day, Fixed) and isinstance(finish.day, Fixed) else None


@RULES.make("phrase", "from? <moment> -|–|to|until|till <hour>", "between <moment> and <hour>", cost=2)
def to_hour(begin: Moment, finish: Clock) -> Phrase | None:
    """ "Tomorrow 9am until 5": both on that day."""
    if begin.day is None or not isinstance(begin.hours, Clock):
        return None
    return Said(Moment(begin.day, ClockSpan(begin.hours, finish), begin.part, begin.zone))


@RULES.make(
    "phrase",
    "by|until|till|til|through|up_to|no_later_than|not_later_than|at_the_latest|due <moment>",
    "up until|till <moment>",
    "not after|past <moment>",
    "on|at or before <moment>",
    "before or on|at <moment>",
    "by the <moment>",
    "due by|on? <moment>",
    "ending by|on|in? <moment>",
    "<moment> at the latest",
    "<moment> or before|earlier|sooner",
)
def by(limit: Moment) -> Phrase | None:
    """ "By Friday", "until Friday", "not after Friday": to the end of Friday."""
    return By(limit, True)


@RULES.make(
    "phrase",
    "before|earlier_than|not_later_than <moment> ,? but|and|yet after|later_than|not_before <moment>",
    cost=1,
    swapped=True,
)
@RULES.make(
    "phrase",
    "after|later_than|not_before <moment> ,? but|and|yet before|earlier_than|not_later_than <moment>",
    cost=1,
)
def after_and_before(begin: Moment, finish: Moment) -> Phrase | None:
    """Of whole days the first and the last may be meant or not."""
    if begin.length or finish.length:
        return None
    span = Between(begin, finish)
    exact = begin.hours is not None and finish.hours is not None
    return span if exact else Doubtful(span)


@RULES.make(
    "phrase",
    "by|until|till|before <hour>",
    "no_later_than <hour>",
    "not after|past <hour>",
    "at or before <hour>",
    cost=1,
)
def by_hour(limit: Clock) -> Phrase:
    """ "By 5", "before 5"."""
    return By(Moment(hours=limit), True)


@RULES.make("phrase", "sometime? before|earlier_than|prior_to|ahead_of <moment>")
def before(limit: Moment) -> Phrase:
    """Before the end of something is until its very end."""
    return By(limit, inclusive=_is_edge(limit, 2))


@RULES.make(
    "phrase",
    "<moment> ,? before|until|till|by|earlier_than <clock>",
    "<moment> ,? before|until|till|by <hour>",
)
def day_before(moment: Moment, clock: Clock) -> Phrase | None:
    """ "Monday before noon": from the begin of Monday."""
    day = whole_days(replace(moment, part=None))
    return By(Moment(hours=clock, part=moment.part), True, day) if day is not None else None


@RULES.make("phrase", "since <moment>", "ever since <moment>", "since <moment> until now")
def since(begin: Moment) -> Phrase:
    """ "Since Monday": from the last one up to now."""
    return Since(begin, back=True)


@RULES.make("phrase", "since <hour>", cost=BARE)
def since_hour(begin: Clock) -> Phrase:
    """ "Since 9"."""
    return since(Moment(hours=begin))


@RULES.make(
    "phrase",
    "from <moment> on|onwards|onward|forward",
    "starting|beginning|commencing|effective from|on|in? <moment>",
    "starting|beginning with|at <moment>",
    "as of|from <moment>",
    "<moment> onwards|onward",
    "<moment> or later|after",
    "<moment> and later|onwards",
    "not before|until|till|til <moment>",
    "no|not earlier|sooner than <moment>",
    "on|at or after <moment>",
    "after or on|at <moment>",
    "from? <moment> at the earliest",
    "at the earliest on|at|in? <moment>",
    "> = <moment>",
    cost=1,
)
def from_on(begin: Moment) -> Phrase | None:
    """ "From Monday on", "not before Monday", "Monday or later"."""
    return Since(begin) if begin.length is None else Said(begin)


@RULES.make("phrase", "from <moment>", cost=1)
def from_moment(begin: Moment) -> Phrase | None:
    """ "From Monday": on, or of what is over the day that something comes from."""
    if isinstance(begin.hours, ClockSpan):
        return None
    return From(begin) if begin.length is None else Said(begin)


@RULES.make(
    "phrase", "after|later_than|past <moment>", "sometime|anytime|any_time after <moment>", "> <moment>"
)
def after(begin: Moment) -> Phrase | None:
    """ "After Monday": from Tuesday on; "after noon": from noon on."""
    if begin.length is not None:
        return None
    if begin.day is not None and isinstance(begin.hours, Clock):
        return Since(replace(begin, day=None), day=begin.day)
    # After the beginning of something is from its very beginning on, as "before the end" goes to its end.
    return Since(begin, after=not _is_edge(begin, 0))


def _is_edge(moment: Moment, which: int) -> bool:
    """Whether it is nothing but the beginning (0) or the end (2) of something."""
    day = whole_days(moment)
    return isinstance(day, EdgeOf) and day.which == which


@RULES.make(
    "phrase",
    "sometime|anytime|any_time? after <hour>",
    "from <hour> on|onwards",
    "not before|until|till|til <hour>",
    "no|not earlier|sooner than <hour>",
    "at or after <hour>",
    cost=2,
)
def after_hour(begin: Clock) -> Phrase:
    """ "After 5", "no earlier than 5"."""
    return Since(Moment(hours=begin))


@RULES.make(
    "phrase",
    "<moment> ,? after|from|later_than|past|since|starting at? <clock>",
    "<moment> ,? after|from|later_than|starting at? <hour>",
    "<moment> ,? from <clock> on|onwards|onward",
    "<moment> ,? from <hour> on|onwards|onward",
    "<moment> ,? <clock> or later",
)
def day_after(moment: Moment, clock: Clock) -> Phrase | None:
    """ "Monday after 5": to the end of Monday."""
    day = whole_days(replace(moment, part=None))
    return Since(Moment(hours=clock, part=moment.part), day=day) if day is not None else None


@RULES.make("phrase", "after <part>|<meal> on? <moment>", swapped=True)
@RULES.make("phrase", "<moment> ,? after <part>|<meal>")
def day_after_part(moment: Moment, part: Part) -> Phrase | None:
    """ "Monday after lunch": to the end of Monday."""
    day = whole_days(moment)
    return Since(Moment(part=part), after=True, day=day) if day is not None else None


@RULES.make("phrase", "<phrase> or <phrase>", "either <phrase> or <phrase>", cost=2)
def one_or_other(first: Phrase, second: Phrase) -> Phrase:
    """ "Monday at 9 or Tuesday at 10": in doubt between them."""
    return Or(first, second)


@RULES.make("phrase", "<moment> or <hour>|<clock>", cost=1)
def other_hour(moment: Moment, clock: Clock) -> Phrase | None:
    """ "Tuesday at 9 or 10"."""
    if not isinstance(moment.hours, Clock):
        return None
    return Or(Said(moment), Said(replace(moment, hours=clock)))


@RULES.make("phrase", "after <meal>")
def after_meal(meal: Part) -> Phrase:
    """ "After lunch": from when it is over."""
    return Since(Moment(part=meal), after=True)


@RULES.make("phrase", "before|by|until <meal>")
def before_meal(meal: Part) -> Phrase:
    """ "Before lunch": until it begins."""
    return By(Moment(part=meal), False)


@RULES.make("phrase", "before <part>|<meal> on? <moment>", swapped=True)
@RULES.make("phrase", "by <meal> on? <moment>", swapped=True)
@RULES.make("phrase", "<moment> ,? by <meal>")
@RULES.make("phrase", "<moment> ,? before <part>|<meal>")
def day_before_part(moment: Moment, part: Part) -> Phrase | None:
    """ "Monday before lunch": from the begin of Monday."""
    day = whole_days(moment)
    return By(Moment(part=part), False, day) if day is not None else None


@RULES.make("phrase", "<year> or|and later|after|newer|onwards")
def year_or_later(year: int) -> Phrase:
    """ "2027 or later"."""
    return Since(Moment(year_span(year)))


@RULES.make("phrase", "since <year>", "ever since <year>")
def since_year(year: int) -> Phrase:
    """ "Since 2019": up to now."""
    return Since(Moment(year_span(year)), back=True)


@RULES.make("phrase", "after <year>", "year|years after|later_than|greater_than|more_than <year>")
def after_year(year: int) -> Phrase:
    """ "After 2019": from 2020 on."""
    return Since(Moment(year_span(year)), after=True)


@RULES.make("phrase", "before <year>", "year|years before|earlier_than|less_than <year>")
def before_year(year: int) -> Phrase:
    """ "Before 2019": to the end of 2018."""
    return By(Moment(year_span(year)), False)


@RULES.make("phrase", "by|until|till|through <year>")
def by_year(year: int) -> Phrase:
    """ "By 2027": to its end."""
    return By(Moment(year_span(year)), True)


@RULES.make(
    "phrase",
    "from <year> to|-|–|until|till|through|~ <year>",
    "between <year> and|-|–|~ <year>",
    "<year> to|through|until|till <year>",
)
@RULES.make("phrase", "<year> -|–|~ <year>", cost=1)
def years(first: int, last: int) -> Phrase | None:
    """ "From 2019 to 2021": both included."""
    return Between(Moment(year_span(first)), Moment(year_span(last))) if first < last else None
