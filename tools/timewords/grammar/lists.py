"""Several days at once: "Monday or Thursday", "the 3rd and the 5th", "December 1, 3 and 8".

Days that follow each other are a span. Of others each is given, as no span holds just them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from tools.timewords.chart import Rules
from tools.timewords.days.derived import Beside, Nth
from tools.timewords.days.named import DayNumber
from tools.timewords.days.runs import Adjoining, Either
from tools.timewords.days.view import DayExpr
from tools.timewords.grammar.days import month_day
from tools.timewords.moments import Moment
from tools.timewords.spans import Unit
from tools.timewords.value import Value

RULES = Rules()


class Numbers(Value):
    """Days of a month, by their numbers."""

    numbers: tuple[int, ...]
    either: bool = False
    """Whether only one of them is meant."""


@RULES.make("atom", "on? <day> and <day>")
def adjoining(first: DayExpr, second: DayExpr) -> Moment:
    """ "Monday and Tuesday": a span, when one follows the other."""
    return Moment(Adjoining(first, second))


@RULES.make("atom", "<day> and the day after", "<day> and the next|following day")
def and_the_day_after(first: DayExpr) -> Moment:
    """ "Monday and the day after": a span of two days."""
    return Moment(Adjoining(first, Beside(Unit.DAY, first, 1)))


@RULES.make("atom", "<day> or the day after", "<day> or the next|following day")
def or_the_day_after(first: DayExpr) -> Moment:
    """ "Tomorrow or the day after"."""
    return Moment(Either(first, Beside(Unit.DAY, first, 1)))


@RULES.make("days", "<day> , <day>", "<days> , <day>")
def listed(first: DayExpr, second: DayExpr) -> DayExpr | None:
    """Of one sort: "Monday, 3 March" is one day."""
    last = first.second if isinstance(first, Either) else first
    return Either(first, second) if type(last) is type(second) and last != second else None


@RULES.make("atom", "on? <days>", cost=2)
def some_days(days: DayExpr) -> Moment:
    """ "Monday, Wednesday": each of them."""
    return Moment(days)


@RULES.make("atom", "on|either? <day> or <day>", "on? <days> ,? or|and|& <day>", cost=1)
@RULES.make("atom", "on? <day> and|& <day>", cost=2)
def apart(first: DayExpr, second: DayExpr) -> Moment:
    """Days of which none follows on the one before, or only one is meant."""
    return Moment(Either(first, second))


@RULES.make("numbers", "the? <ordinal>", "<int>")
@RULES.make("ordinals", "<ordinal>")
@RULES.make("figures", "<figure-ordinal>")
def number(of_day: int) -> tuple[int, ...]:
    """One day of "the 3rd, 5th and 8th"."""
    return (of_day,)


@RULES.make("numbers", "<numbers> , the? <ordinal>|<int>")
@RULES.make("ordinals", "<ordinals> , the? <ordinal>")
@RULES.make("figures", "<figures> , the? <figure-ordinal>")
def numbers(some: tuple[int, ...], more: int) -> tuple[int, ...] | None:
    """ "The 3rd, 5th, 8th": in order."""
    return (*some, more) if some[-1] < more <= 31 else None


@RULES.make("some-numbers", "<numbers> ,? and|& the? <ordinal>|<int>")
@RULES.make("some-ordinals", "<ordinals> ,? and|& the? <ordinal>")
@RULES.make("some-figures", "<figures> ,? and|& the? <figure-ordinal>")
def all_of(some: tuple[int, ...], more: int) -> Numbers | None:
    """ "The 3rd, 5th and 8th"."""
    listed = numbers(some, more)
    return Numbers(listed) if listed else None


@RULES.make("some-numbers", "<numbers> ,? or the? <ordinal>|<int>")
@RULES.make("some-ordinals", "<ordinals> ,? or the? <ordinal>")
@RULES.make("some-figures", "<figures> ,? or the? <figure-ordinal>")
def one_of(some: tuple[int, ...], more: int) -> Numbers | None:
    """ "The 3rd, 5th or 8th"."""
    listed = numbers(some, more)
    return Numbers(listed, either=True) if listed else None


@RULES.make("atom", "on? <month-name> <some-numbers>")
def numbered(month: int, some: Numbers) -> Moment | None:
    """ "December 1, 3 and 8": each of them."""
    days = [day for number in some.numbers if (day := month_day(month, number))]
    return Moment(_days_of(days, some)) if len(days) == len(some.numbers) else None


@RULES.make("atom", "on? the? <some-ordinals> of? <month-name>")
def numbered_before_month(some: Numbers, month: int) -> Moment | None:
    """ "The 2nd and 4th of December": each of them."""
    return numbered(month, some)


@RULES.make("atom", "on? the? <some-ordinals> <weekday>|<weekdays> of|in <outer>")
def numbered_weekdays(some: Numbers, weekday: int, within: DayExpr) -> Moment:
    """ "The first and third Monday of the month"."""
    days: list[DayExpr] = [Nth(number, weekday, within) for number in some.numbers]
    return Moment(reduce(Either, days))


@RULES.make("atom", "on|for? the <some-figures>", cost=1)
def numbered_of_some_month(some: Numbers) -> Moment:
    """ "The 3rd and the 5th": each of them, of one month."""
    return Moment(_days_of([DayNumber(number) for number in some.numbers], some))


def _days_of(days: Sequence[DayExpr], some: Numbers) -> DayExpr:
    """A span, if they are two and one follows the other; else each of them."""
    first, *more = some.numbers
    if more == [first + 1] and not some.either:
        return Adjoining(days[0], days[1])
    return reduce(Either, days)
