"""Days that have a name: fixed dates, weekdays of a month, and those that follow Easter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

Yearly = Callable[[int], date]


@dataclass(frozen=True)
class Festival:
    """How it is written (a pattern of the grammar), and when it is in a year."""

    name: str
    patterns: tuple[str, ...]
    on: Yearly
    length: int = 1
    """In days."""


def fixed(month: int, day: int) -> Yearly:
    """The same date each year."""
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


def from_easter(days: int, orthodox: bool = False) -> Yearly:
    """Days from the Easter of the western churches, or of the orthodox ones."""

    def on(year: int) -> date:
        # Loaded when somebody speaks of Easter; few do, and everybody would wait.
        from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter

        return easter(year, EASTER_ORTHODOX if orthodox else EASTER_WESTERN) + timedelta(days=days)

    return on


def last_before(month: int, day: int, weekday: int) -> Yearly:
    """The last `weekday` before a date."""

    def on(year: int) -> date:
        eve = date(year, month, day) - timedelta(days=1)
        return eve - timedelta(days=(eve.weekday() - weekday) % 7)

    return on


def after(base: Yearly, days: int) -> Yearly:
    """So many days after another festival."""
    return lambda year: base(year) + timedelta(days=days)


MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
_THANKSGIVING = nth(4, THURSDAY, 11)
_LAST_ADVENT = last_before(12, 25, SUNDAY)


_NAMED = (
    Festival("New Year's Day", ("new year|years 's? day", "new years"), fixed(1, 1)),
    Festival("New Year's Eve", ("new year|years 's? eve", "nye", "silvester|sylvester"), fixed(12, 31)),
    Festival("Epiphany", ("epiphany", "three kings day"), fixed(1, 6)),
    Festival(
        "Martin Luther King Day",
        ("martin luther king 's? jr? .? 's? day", "mlk jr? .? 's? day"),
        nth(3, MONDAY, 1),
    ),
    Festival("Australia Day", ("australia day",), fixed(1, 26)),
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
    Festival("Anzac Day", ("anzac day",), fixed(4, 25)),
    Festival("May Day", ("may day", "international? workers ' day"), fixed(5, 1)),
    Festival("Early May bank holiday", ("early? may bank holiday",), nth(1, MONDAY, 5)),
    Festival("Cinco de Mayo", ("cinco de mayo",), fixed(5, 5)),
    Festival("Europe Day", ("europe day",), fixed(5, 9)),
    Festival("Mother's Day", ("mother|mothers ' day", "mother|mothers 's? day"), nth(2, SUNDAY, 5)),
    Festival("Memorial Day", ("memorial|decoration day",), nth(-1, MONDAY, 5)),
    Festival("Spring bank holiday", ("spring bank holiday",), nth(-1, MONDAY, 5)),
    Festival("Juneteenth", ("juneteenth",), fixed(6, 19)),
    Festival("Father's Day", ("father|fathers ' day", "father|fathers 's? day"), nth(3, SUNDAY, 6)),
    Festival("Midsummer", ("midsummer 's? day",), fixed(6, 24)),
    Festival("Canada Day", ("canada day",), fixed(7, 1)),
    Festival("Independence Day", ("independence day",), fixed(7, 4)),
    Festival("Bastille Day", ("bastille day",), fixed(7, 14)),
    Festival("Assumption", ("assumption day",), fixed(8, 15)),
    Festival("Summer bank holiday", ("august|summer bank holiday",), nth(-1, MONDAY, 8)),
    Festival("Labor Day", ("labor|labour day",), nth(1, MONDAY, 9)),
    Festival("German Unity Day", ("german unity day", "day of german unity"), fixed(10, 3)),
    Festival("Columbus Day", ("columbus|indigenous peoples? 's? ' day", "columbus day"), nth(2, MONDAY, 10)),
    Festival("Reformation Day", ("reformation day",), fixed(10, 31)),
    Festival("Halloween", ("halloween|hallowe'en|hallowe day?", "halloween day"), fixed(10, 31)),
    Festival("All Saints' Day", ("all saints ' day", "all saints 's? day", "all hallows day"), fixed(11, 1)),
    Festival("All Souls' Day", ("all souls ' day", "all souls day"), fixed(11, 2)),
    Festival("Election Day", ("election day",), after(nth(1, MONDAY, 11), 1)),
    Festival("Guy Fawkes Night", ("guy fawkes night|day", "bonfire night"), fixed(11, 5)),
    Festival("Veterans Day", ("veteran|veterans ' day", "veteran|veterans 's? day"), fixed(11, 11)),
    Festival("Remembrance Day", ("remembrance|armistice day",), fixed(11, 11)),
    Festival("Thanksgiving", ("thanksgiving day?",), _THANKSGIVING),
    Festival("Black Friday", ("black friday",), after(_THANKSGIVING, 1)),
    Festival("Cyber Monday", ("cyber monday",), after(_THANKSGIVING, 4)),
    Festival("Giving Tuesday", ("giving tuesday",), after(_THANKSGIVING, 5)),
    Festival("St Andrew's Day", ("saint|st .? andrew|andrews 's? day",), fixed(11, 30)),
    Festival("Advent", ("advent",), after(_LAST_ADVENT, -21), 22),
    Festival("First Advent", ("first advent", "the? first sunday of|in advent"), after(_LAST_ADVENT, -21)),
    Festival("Second Advent", ("second advent", "the? second sunday of|in advent"), after(_LAST_ADVENT, -14)),
    Festival("Third Advent", ("third advent", "the? third sunday of|in advent"), after(_LAST_ADVENT, -7)),
    Festival("Fourth Advent", ("fourth advent", "the? fourth sunday of|in advent"), _LAST_ADVENT),
    Festival("St Nicholas Day", ("saint|st .? nicholas|nicolas '|'s? day",), fixed(12, 6)),
    Festival("Christmas Eve", ("christmas eve",), fixed(12, 24)),
    Festival("Christmas Day", ("christmas day?",), fixed(12, 25)),
    Festival("Boxing Day", ("boxing day",), fixed(12, 26)),
)

_MOVABLE = (
    ("Carnival Monday", ("carnival|rose|shrove monday",), -48, 1),
    ("Shrove Tuesday", ("shrove|pancake|fat tuesday", "mardi gras", "pancake day"), -47, 1),
    ("Ash Wednesday", ("ash wednesday",), -46, 1),
    ("Lent", ("lent",), -46, 46),
    ("Palm Sunday", ("palm sunday",), -7, 1),
    ("Holy Week", ("holy week",), -7, 7),
    ("Maundy Thursday", ("maundy|holy thursday",), -3, 1),
    ("Good Friday", ("good|great|holy friday",), -2, 1),
    ("Holy Saturday", ("holy|easter saturday",), -1, 1),
    ("Easter", ("easter sunday|day?",), 0, 1),
    ("Easter Monday", ("easter monday",), 1, 1),
    ("Ascension Day", ("ascension day|thursday?",), 39, 1),
    ("Pentecost", ("pentecost|whitsun|whitsunday", "whit|pentecost sunday"), 49, 1),
    ("Whit Monday", ("whit|pentecost monday",), 50, 1),
    ("Trinity Sunday", ("trinity sunday",), 56, 1),
    ("Corpus Christi", ("corpus christi",), 60, 1),
)
"""Name, patterns, days from Easter, and length in days."""

FESTIVALS = (
    *_NAMED,
    *(Festival(name, patterns, from_easter(days), length) for name, patterns, days, length in _MOVABLE),
    *(
        Festival(
            f"Orthodox {name}",
            tuple(f"orthodox {pattern}" for pattern in patterns),
            from_easter(days, orthodox=True),
            length,
        )
        for name, patterns, days, length in _MOVABLE
    ),
    Festival("Orthodox Easter", ("pascha",), from_easter(0, orthodox=True)),
    Festival("Clean Monday", ("clean|green monday",), from_easter(-48, orthodox=True)),
)
