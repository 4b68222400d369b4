"""Where a number came from, as figures or as words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.patterns import Pattern
from tools.provenance.known import Known, from_nobody, from_settings, from_text
from tools.provenance.numerals import numbers_in
from tools.provenance.origin import Origin

FIGURES = Pattern(r"\d(?:[\d.,'’\u00a0\u202f -]*\d)?")
DATES = Pattern(
    r"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{1,2}:\d\d\b"
    r"|\b(?:19|20)\d\d\b"
)
MONEY = Pattern(r"[$€£¥%]|\b(?:eur|usd|gbp|chf|euros?|dollars?|pounds?|percent)\b", re.IGNORECASE)
LEAST_FIGURES = 3
"""Shorter numbers in a text are counts and times of day, unless it is money."""


@dataclass(frozen=True)
class Numbers:
    """Looks up numbers: `1,500`, `1500.00` and "fifteen hundred" are one."""

    known: Known

    def origin(self, argument: str, value: str) -> Origin:
        """Where the number `value` came from."""
        if value == "0":  # of a reminder: when the event begins
            return from_settings(argument, value, "nothing before")
        wanted = numbers_in(value)
        for text in (*self.known.said, *self.known.read):
            if hit := next((number for number in wanted if number in text.numbers), None):
                return from_text(argument, value, text, text.quote(text.numbers[hit]))
        return from_nobody(argument, value)

    def inside(self, argument: str, text: str) -> Iterator[Origin]:
        """The amounts and long numbers in a text."""
        plain = DATES.sub(lambda found: " " * len(found.group()), text)
        seen: set[str] = set()
        for found in FIGURES.finditer(plain):
            number = found.group()
            beside = (
                plain[max(0, found.start() - 4) : found.start()] + " " + plain[found.end() : found.end() + 8]
            )
            figures = sum(sign.isdigit() for sign in number)
            if number not in seen and (figures >= LEAST_FIGURES or MONEY.search(beside)):
                seen.add(number)
                yield self.origin(argument, number)
