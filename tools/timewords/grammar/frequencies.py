"""How often, where that leaves open when: "twice a week", "bimonthly", "every Easter"."""

from __future__ import annotations

from tools.timewords.chart import Rules
from tools.timewords.days.named import Feast
from tools.timewords.days.view import DayExpr
from tools.timewords.holidays import FESTIVALS
from tools.timewords.moments import Moment
from tools.timewords.phrases import Doubtful, Or, Said
from tools.timewords.readings import Phrase
from tools.timewords.recurrence import Every, on_weekdays, spread, yearly_rule
from tools.timewords.spans import Unit

RULES = Rules()


@RULES.make("phrase", "<times> a|an|per|each|every <unit>", "<times> <unit-ly>")
def often(count: int, unit: Unit) -> Phrase | None:
    """The words say how often, and leave the days open."""
    every = spread(count, unit)
    return Doubtful(every) if every else None


@RULES.make("every", "<times> a|per|each|every week ,? on? <some-weekdays>|<plural-weekdays>")
def often_on(count: int, days: tuple[int, ...]) -> Every | None:
    """ "Twice a week on Tuesday and Friday"."""
    return on_weekdays(days) if len(days) == count else None


@RULES.make("times", "twice", "bi")
def twice() -> int:
    """ "Twice"."""
    return 2


@RULES.make("times", "thrice")
def thrice() -> int:
    """ "Thrice"."""
    return 3


@RULES.make("times", "<int> times")
def so_many_times(count: int) -> int:
    """ "Four times"."""
    return count


@RULES.make("unit-ly", "daily")
def by_day() -> Unit:
    """The "daily" of "twice daily"."""
    return Unit.DAY


@RULES.make("unit-ly", "weekly")
def by_week() -> Unit:
    """The "weekly" of "twice weekly"."""
    return Unit.WEEK


@RULES.make("unit-ly", "monthly")
def by_month() -> Unit:
    """The "monthly" of "twice monthly"."""
    return Unit.MONTH


@RULES.make("unit-ly", "yearly|annually")
def by_year() -> Unit:
    """The "yearly" of "twice yearly"."""
    return Unit.YEAR


@RULES.make("phrase", "bimonthly", "bi - monthly")
def bimonthly() -> Phrase | None:
    """Every two months, or twice a month."""
    twice_a_month = spread(2, Unit.MONTH)
    return twice_a_month and Or(Every("MONTHLY", 2), twice_a_month)


@RULES.make("phrase", "every|each <festival>")
def every_festival(feast: DayExpr) -> Phrase | None:
    """One that follows Easter has no rule that calendars know."""
    if not isinstance(feast, Feast) or feast.year or feast.step:
        return None
    return yearly_rule(FESTIVALS[feast.index].on) or Doubtful(Said(Moment(feast)))
