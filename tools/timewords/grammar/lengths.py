"""Lengths of time: "90 minutes", "an hour and a half", "1h30"."""

from __future__ import annotations

from fractions import Fraction

from tools.timewords.chart import Rules
from tools.timewords.grammar.numbers import fraction
from tools.timewords.lengths import Length, length
from tools.timewords.spans import Unit
from tools.timewords.value import replace

RULES = Rules()


@RULES.make(
    "length", "<amount> -? <unit>", "<amount> <letter-unit>", "<amount> more|additional|full|whole <unit>"
)
def counted(amount: Fraction, unit: Unit) -> Length | None:
    """ "90 minutes", "2h", "two more weeks"."""
    return length(amount, unit) if unit is not Unit.WEEKEND else None


@RULES.make("length", "<amount> business|working|work <unit>")
def working_days(amount: Fraction, unit: Unit) -> Length | None:
    """ "3 working days": days from Monday to Friday."""
    return length(amount, Unit.WORKDAY) if unit is Unit.DAY else None


@RULES.make("length", "<int> to|-|–|or <int> <unit>", "<int> to|-|–|or <int> business|working|work <unit>")
def between(least: int, most: int, unit: Unit) -> Length | None:
    """ "Two to three days": the longer, though not for certain."""
    return (
        replace(length(Fraction(most), unit), fuzzy=True)
        if least < most and unit is not Unit.WEEKEND
        else None
    )


@RULES.make("length", "a|an|one <unit>", cost=2)
def one(unit: Unit) -> Length:
    """ "An hour"."""
    return length(Fraction(1), unit)


@RULES.make("length", "half <unit>", cost=1)
def half_alone(unit: Unit) -> Length | None:
    """ "Half hour ago"; other halves are rather the second half of something."""
    return half(unit) if unit is Unit.HOUR else None


@RULES.make("length", "half a|an <unit>", "a? half - <unit>", "a half <unit>")
def half(unit: Unit) -> Length:
    """ "Half an hour"; half a day is four hours of work, though not for certain."""
    if unit is Unit.DAY:
        return replace(length(Fraction(4), Unit.HOUR), fuzzy=True)
    return length(Fraction(1, 2), unit)


@RULES.make("length", "a|an|one? quarter of? a|an <unit>", "quarter hour")
def quarter(unit: Unit | None = None) -> Length | None:
    """ "A quarter of an hour": 15 minutes; of a year three months."""
    return length(Fraction(1, 4), unit or Unit.HOUR) if unit in (Unit.HOUR, Unit.YEAR, None) else None


@RULES.make("length", "<slashed> of? a|an <unit>")
def part_of(text: str, unit: Unit) -> Length | None:
    """ "3/4 of an hour"."""
    amount = fraction(text)
    return length(amount, unit) if amount else None


@RULES.make("length", "three quarters of an <unit>")
def three_quarters(unit: Unit) -> Length:
    """ "Three quarters of an hour": 45 minutes."""
    return length(Fraction(3, 4), unit)


@RULES.make("length", "a|an|one <unit> and a half", "<amount> <unit> and a half")
def and_a_half(*parts: object) -> Length | None:
    """ "An hour and a half", "two days and a half"."""
    unit = parts[-1]
    amount = parts[0] if len(parts) == 2 else Fraction(1)
    if not isinstance(unit, Unit) or not isinstance(amount, Fraction):
        return None
    return length(amount + Fraction(1, 2), unit)


@RULES.make("length", "a? pair of <unit>")
def pair(unit: Unit) -> Length:
    """ "A pair of hours": two."""
    return length(Fraction(2), unit)


@RULES.make("vague-number", "a? couple of?")
def couple() -> int:
    """ "A couple of": about two."""
    return 2


@RULES.make("vague-number", "a? few")
def few() -> int:
    """ "A few": about three."""
    return 3


@RULES.make("vague-number", "several|some")
def several() -> int:
    """ "Several": about seven."""
    return 7


@RULES.make("length", "<vague-number> <unit>", "<vague-number> more|full|whole <unit>")
def vague(number: int, unit: Unit) -> Length:
    """ "A few days": so many, though not for certain."""
    return replace(length(Fraction(number), unit), fuzzy=True)


@RULES.make("length", "about|around|approximately|roughly|approx|almost|nearly|circa|~ <length>")
def about(whole: Length) -> Length:
    """ "About two hours": two, though not for certain."""
    return replace(whole, fuzzy=True)


@RULES.make("length", "just|exactly|only|another <length>", cost=1)
def exactly(whole: Length) -> Length:
    """ "Just 20 minutes": 20."""
    return whole


@RULES.make("length", "<length> <length>", "<length> and <length>", "<length> , and? <length>")
def added(first: Length, second: Length) -> Length | None:
    """ "2 hours 15 minutes", "one hour, five minutes and ten seconds": the larger unit first."""
    order = list(Unit)
    if order.index(first.grain) <= order.index(second.grain) or first.fuzzy:
        return None
    return first + second


@RULES.make("length", "<digits> <letter-unit> <digits>")
def hours_and_minutes(hours: str, unit: Unit, minutes: str) -> Length | None:
    """1h30."""
    if unit is not Unit.HOUR or len(minutes) != 2 or int(minutes) >= 60 or len(hours) > 2:
        return None
    return length(Fraction(int(hours)), Unit.HOUR) + length(Fraction(int(minutes)), Unit.MINUTE)


@RULES.make("length", "<clock-figures> hours|hrs|hr|h|hour")
def colon_length(text: str) -> Length | None:
    """1:30 hours."""
    hours, minutes, *seconds = text.split(":")
    if seconds:
        return None
    return length(Fraction(int(hours)), Unit.HOUR) + length(Fraction(int(minutes)), Unit.MINUTE)


@RULES.make("length", "<digits> '|′", cost=1)
def primes(digits: str) -> Length:
    """ "45'": minutes."""
    return length(Fraction(int(digits)), Unit.MINUTE)


@RULES.make("hours-unit", "<unit>")
def one_by_the_clock(unit: Unit) -> Length | None:
    """The hour, minute or second of "the next hour"."""
    return length(Fraction(1), unit) if unit in (Unit.HOUR, Unit.MINUTE, Unit.SECOND) else None
