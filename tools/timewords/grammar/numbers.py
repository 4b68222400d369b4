"""Numbers, in figures and in words."""

from __future__ import annotations

from fractions import Fraction

from tools.timewords.chart import Rules
from tools.timewords.figures import full_year

RULES = Rules()


@RULES.make("int", "<digits>")
def figures(digits: str) -> int | None:
    """ "12": a number of at most four figures."""
    return int(digits) if len(digits) <= 4 else None


@RULES.make("int", "<small>", "<tens>")
def word(number: int) -> int:
    """ "Seven", "twenty"."""
    return number


@RULES.make("int", "<tens> <small>")
def compound(tens: int, ones: int) -> int | None:
    """ "Twenty-five"."""
    return tens + ones if 0 < ones < 10 else None


@RULES.make("int", "a|one? hundred", "<small> hundred")
def hundreds(count: int = 1) -> int | None:
    """ "A hundred", "two hundred"."""
    return 100 * count if 0 < count < 10 else None


@RULES.make("int", "a|one hundred and? <below-hundred>", "<small> hundred and? <below-hundred>")
def hundreds_and(*parts: int) -> int | None:
    """ "A hundred and five", "two hundred twenty-five"."""
    count = parts[0] if len(parts) > 1 else 1
    return 100 * count + parts[-1] if 0 < count < 10 and parts[-1] else None


@RULES.make("below-hundred", "<small>", "<tens>")
def below_hundred(number: int) -> int:
    """What follows "hundred and"."""
    return number


@RULES.make("below-hundred", "<tens> <small>")
def tens_and_ones(tens: int, ones: int) -> int | None:
    """ "Twenty-five", after "hundred and"."""
    return compound(tens, ones)


@RULES.make("int", "a dozen", "dozen")
def dozen() -> int:
    """ "A dozen": twelve."""
    return 12


@RULES.make("ordinal", "<nth>")
def ordinal(number: int) -> int:
    """ "Third": 3."""
    return number


@RULES.make("ordinal", "<tens> <nth>")
def compound_ordinal(tens: int, ones: int) -> int | None:
    """ "Twenty-third": 23."""
    return tens + ones if ones < 10 else None


@RULES.make("figure-ordinal", "<digits> st|nd|rd|th")
@RULES.make("ordinal", "<digits> st|nd|rd|th")
def figure_ordinal(digits: str) -> int | None:
    """ "23rd": 23."""
    return int(digits) if len(digits) <= 2 and int(digits) else None


@RULES.make("amount", "<int>")
def whole(number: int) -> Fraction:
    """ "2" of something."""
    return Fraction(number)


@RULES.make("amount", "<decimal>")
def decimal(text: str) -> Fraction:
    """ "1.5" of something."""
    return Fraction(text)


@RULES.make("amount", "<slashed>", cost=1)
def fraction(text: str) -> Fraction | None:
    """ "3/4" of something."""
    above, _, below = text.partition("/")
    return Fraction(int(above), int(below)) if 0 < int(above) < int(below) else None


@RULES.make("amount", "<int> and a half")
def and_a_half(number: int) -> Fraction:
    """ "Two and a half": 5/2."""
    return Fraction(number) + Fraction(1, 2)


@RULES.make("amount", "<int> <slashed>")
def whole_and_fraction(number: int, text: str) -> Fraction | None:
    """ "2 1/2"."""
    part = fraction(text)
    return number + part if part else None


@RULES.make("year", "<digits>")
def year(digits: str) -> int | None:
    """ "2027": four figures from 1900 to 2099."""
    return int(digits) if len(digits) == 4 and 1900 <= int(digits) < 2100 else None


@RULES.make("year", "<small> <int>", "<tens> <int>", cost=1)
def spoken_year(century: int, rest: int) -> int | None:
    """Nineteen eighty-six, twenty twenty-six."""
    return century * 100 + rest if century in (18, 19, 20) and 10 <= rest < 100 else None


@RULES.make("year", "two thousand and? <int>")
def spoken_year_2000(rest: int) -> int | None:
    """ "Two thousand and nine": 2009."""
    return 2000 + rest if 0 < rest < 100 else None


@RULES.make("year", "two thousand", cost=1)
def year_2000() -> int:
    """ "Two thousand": 2000."""
    return 2000


@RULES.make("year", "<digits> ad|ce", "<digits> a . d .?", cost=1)
def year_of_our_era(digits: str) -> int | None:
    """ "97 AD"."""
    return int(digits) if 0 < int(digits) < 2100 else None


@RULES.make("short-year", "<digits>", cost=1)
@RULES.make("marked-year", "' <digits>", cost=1)
def short_year(digits: str) -> int | None:
    """ "'27", or the 27 behind a date: a year from 1950 to 2049."""
    return full_year(digits) if len(digits) == 2 else None


@RULES.make("short-year", "<marked-year>")
def marked_year(year: int) -> int:
    """ "'27" where two figures alone would do."""
    return year
