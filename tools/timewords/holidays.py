"""Days that have a name: fixed dates, weekdays of a month, and those that follow Easter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import EASTER_ORTHODOX, easter

Yearly = Callable[[int], date]


@dataclass(frozen=True)
class Festival:
    """How it is written (a pattern of the grammar), and when it is in a year."""

    name: str
    patterns: tuple[str, ...]
    on: Yearly


def fixed(month: int, day: int) -> Yearly:
    return lambda year: date(year, month, day)


def nth(count: int, weekday: int, month: int) -> Yearly:
    """The `count`th `weekday` of the month; the last when -1."""

    def on(year: int) -> date:
        if count < 0:
            after = date(year + month // 12, month % 12 + 1, 1)
            return after - timedelta(days=(after.weekday() - weekday - 1) % 7 + 1)
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))

    return on


def from_easter(days: int) -> Yearly:
    return lambda year: easter(year) + timedelta(days=days)


def after(base: Yearly, days: int) -> Yearly:
    return lambda year: base(year) + timedelta(days=days)


MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
_THANKSGIVING = nth(4, THURSDAY, 11)


def _orthodox(days: int) -> Yearly:
    return lambda year: easter(year, EASTER_ORTHODOX) + timedelta(days=days)


FESTIVALS = (
    Festival("New Year's Day", ("new year|years 's? day", "new years"), fixed(1, 1)),
    Festival("New Year's Eve", ("new year|years 's? eve", "nye", "silvester|sylvester"), fixed(12, 31)),
    Festival("Epiphany", ("epiphany", "three kings day"), fixed(1, 6)),
    Festival(
        "Martin Luther King Day",
        ("martin luther king 's? jr? .? 's? day", "mlk jr? .? 's? day"),
        nth(3, MONDAY, 1),
    ),
    Festival("Burns Night", ("burns night",), fixed(1, 25)),
    Festival("Groundhog Day", ("groundhog|groundhogs 's? day",), fixed(2, 2)),
    Festival(
        "Lincoln's Birthday",
        ("abraham? lincoln|lincolns ' 's? birthday", "abraham? lincoln|lincolns 's? birthday"),
        fixed(2, 12),
    ),
    Festival("Valentine's Day", ("saint|st? .? valentine|valentines 's? day", "valentines"), fixed(2, 14)),
    Festival(
        "Presidents' Day",
        ("president|presidents ' day", "president|presidents 's? day", "washington|washingtons 's? birthday"),
        nth(3, MONDAY, 2),
    ),
    Festival("International Women's Day", ("international? women|womens 's? day",), fixed(3, 8)),
    Festival("St Patrick's Day", ("saint|st .? patrick|patricks|paddy|paddys 's? day",), fixed(3, 17)),
    Festival("April Fools' Day", ("april fool|fools ' day", "april fool|fools 's? day"), fixed(4, 1)),
    Festival("Earth Day", ("earth day",), fixed(4, 22)),
    Festival("St George's Day", ("saint|st .? george|georges 's? day",), fixed(4, 23)),
    Festival("May Day", ("may day", "international? workers ' day"), fixed(5, 1)),
    Festival("Cinco de Mayo", ("cinco de mayo",), fixed(5, 5)),
    Festival("Europe Day", ("europe day",), fixed(5, 9)),
    Festival("Mother's Day", ("mother|mothers ' day", "mother|mothers 's? day"), nth(2, SUNDAY, 5)),
    Festival("Memorial Day", ("memorial|decoration day",), nth(-1, MONDAY, 5)),
    Festival("Juneteenth", ("juneteenth",), fixed(6, 19)),
    Festival("Father's Day", ("father|fathers ' day", "father|fathers 's? day"), nth(3, SUNDAY, 6)),
    Festival("Midsummer", ("midsummer 's? day",), fixed(6, 24)),
    Festival("Canada Day", ("canada day",), fixed(7, 1)),
    Festival("Independence Day", ("independence day",), fixed(7, 4)),
    Festival("Bastille Day", ("bastille day",), fixed(7, 14)),
    Festival("Assumption", ("assumption day",), fixed(8, 15)),
    Festival("Labor Day", ("labor|labour day",), nth(1, MONDAY, 9)),
    Festival("Columbus Day", ("columbus|indigenous peoples? 's? ' day", "columbus day"), nth(2, MONDAY, 10)),
    Festival("Halloween", ("halloween|hallowe'en|hallowe day?", "halloween day"), fixed(10, 31)),
    Festival("All Saints' Day", ("all saints ' day", "all saints 's? day", "all hallows day"), fixed(11, 1)),
    Festival("All Souls' Day", ("all souls ' day", "all souls day"), fixed(11, 2)),
    Festival("Guy Fawkes Night", ("guy fawkes night|day", "bonfire night"), fixed(11, 5)),
    Festival("Veterans Day", ("veteran|veterans ' day", "veteran|veterans 's? day"), fixed(11, 11)),
    Festival("Remembrance Day", ("remembrance|armistice day",), fixed(11, 11)),
    Festival("Thanksgiving", ("thanksgiving day?",), _THANKSGIVING),
    Festival("Black Friday", ("black friday",), after(_THANKSGIVING, 1)),
    Festival("Cyber Monday", ("cyber monday",), after(_THANKSGIVING, 4)),
    Festival("St Andrew's Day", ("saint|st .? andrew|andrews 's? day",), fixed(11, 30)),
    Festival("St Nicholas Day", ("saint|st .? nicholas|nicolas 's? day",), fixed(12, 6)),
    Festival("Christmas Eve", ("christmas eve",), fixed(12, 24)),
    Festival("Christmas Day", ("christmas day?",), fixed(12, 25)),
    Festival("Boxing Day", ("boxing day",), fixed(12, 26)),
    Festival("Shrove Tuesday", ("shrove|pancake|fat tuesday", "mardi gras", "pancake day"), from_easter(-47)),
    Festival("Ash Wednesday", ("ash wednesday",), from_easter(-46)),
    Festival("Palm Sunday", ("palm sunday",), from_easter(-7)),
    Festival("Maundy Thursday", ("maundy|holy thursday",), from_easter(-3)),
    Festival("Good Friday", ("good|great|holy friday",), from_easter(-2)),
    Festival("Easter", ("easter sunday|day?",), from_easter(0)),
    Festival("Easter Monday", ("easter monday",), from_easter(1)),
    Festival("Ascension Day", ("ascension day|thursday?",), from_easter(39)),
    Festival("Pentecost", ("pentecost|whitsun|whitsunday", "whit|pentecost sunday"), from_easter(49)),
    Festival("Whit Monday", ("whit|pentecost monday",), from_easter(50)),
    Festival("Trinity Sunday", ("trinity sunday",), from_easter(56)),
    Festival("Corpus Christi", ("corpus christi",), from_easter(60)),
    Festival("Orthodox Shrove Monday", ("orthodox shrove|clean|green monday",), _orthodox(-48)),
    Festival("Orthodox Good Friday", ("orthodox good|great|holy friday",), _orthodox(-2)),
    Festival("Orthodox Easter", ("orthodox easter sunday|day?", "pascha"), _orthodox(0)),
)
