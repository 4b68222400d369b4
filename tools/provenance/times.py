"""The times that the words of one text give: figures at once, and by the grammar what else may be one."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from tools.patterns import Pattern
from tools.provenance.folding import words_in
from tools.provenance.numerals import LITTLE, numbers_in

if TYPE_CHECKING:
    from tools.timewords import Resolution

ISO = Pattern(r"\b(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?(?:\.\d+)?)(Z|[+-]\d\d:?\d\d)?)?\b")
NUMBER = rf"(?:\d{{1,2}}|{LITTLE})"
CLOCK = Pattern(
    r"(?P<before>(?:\b(?:to|at|until|till|by|from|be|around|and|between|(?:make|do) it)\s+|[-–]\s*))?"
    rf"\b(?P<hour>{NUMBER})"
    r"(?:[:.h](?P<minute>[0-5]\d))?(?P<half>\s*(?:a\.?m\b|p\.?m\b|in the (?:morning|afternoon|evening)\b"
    r"|at night\b|o['’]?clock\b))?(?![\w%])(?!\s*(?:[:.][\d]|(?:people|euros?|dollars?|pounds?|percent|h|hrs?"
    r"|hours?|mins?|minutes?|days?|weeks?|months?|guests?|of)\b))",
    re.IGNORECASE,
)
LENGTH = Pattern(
    rf"\b(\d+(?:[.,]\d+)?|an?|{LITTLE}|half an?|a quarter of an)"
    r"[\s-]*(h|hrs?|hours?|m|mins?|minutes?|days?|weeks?)\b",
    re.IGNORECASE,
)
DAY = Pattern(
    r"\b(?:(?P<which>next|last|past)\s+)?"
    r"(?P<name>yesterday|today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
    r"|\b(?:(?P<before>[0-3]?\d)(?:st|nd|rd|th)?(?:\s+of)?\s+)?"
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?(?:\s+(?P<after>[0-3]?\d)(?:st|nd|rd|th)?\b(?!:))?",
    re.IGNORECASE,
)
NEAR = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
WORDS_NEAR = {-1: ("yesterday",), 0: ("today", "now", "at"), 1: ("tomorrow", "at")}
"""By how many days a day is away: further words that the grammar may know it by."""
UNITS = {
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
AMOUNTS = {"a": 1.0, "an": 1.0, "half a": 0.5, "half an": 0.5, "a quarter of an": 0.25}
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTHS = "january february march april may june july august september october november december".split()
ANY_DAY = frozenset(
    "week weeks weekend weekends month months year years day days fortnight christmas easter eve holiday"
    " holidays first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth".split()
)
"""Words that may name a day in ways that only the grammar knows."""
ANY_CLOCK = frozenset(
    "morning afternoon evening night tonight lunch lunchtime breakfast dinner hour hours minute minutes min"
    " mins half quarter past now noon midday midnight eod".split()
)
ANY_LENGTH = frozenset("h hour hours half quarter minute minutes min mins day days week weeks".split())
ANY_RULE = frozenset(
    "every each daily weekly monthly yearly annually quarterly fortnightly weekdays".split()
    + [f"{day}s" for day in WEEKDAYS]
)
ELSEWHERE = Pattern(r"\b[A-Z][\w'’]+ time\b")
"""A time of day that may be on other clocks: "4pm New York time"."""
PARTS = frozenset("morning afternoon evening night tonight lunch lunchtime noon breakfast early late".split())
IN_FIGURES = Pattern(
    r"\bthe\s+0?(\d{1,2})\b|\b0?(\d{1,2})(?=st|nd|rd|th|[./-]\d|\s*(?:to|and|or|until|till|,|-|–)\s*\d)"
    r"|(?<=\d[./-])0?(\d{1,2})\b",
    re.IGNORECASE,
)
"""A day of a month as it is written in a date: not any number."""
WHOLE = Pattern(r"week|month|year|quarter", re.IGNORECASE)
"""In words for a stretch of days whose first and last one nobody has said."""
MOST_CHARS = 1_500
"""So much of one text is read by the grammar, which takes a tenth of a millisecond for a character."""


@dataclass(slots=True)
class Found:
    """Times, each with the words that gave it."""

    days: dict[date, str] = field(default_factory=dict)
    clocks: dict[time, str] = field(default_factory=dict)
    lengths: dict[timedelta, str] = field(default_factory=dict)
    spans: list[tuple[datetime, datetime, str]] = field(default_factory=list)
    """Stretches of days: "last week"."""
    parts: list[tuple[datetime, datetime, str]] = field(default_factory=list)
    """Parts of a day, whose bounds are only a convention: "tomorrow morning"."""
    rules: dict[str, str] = field(default_factory=dict)


NOTHING = Found()
"""Of words without any time; nothing is added to it."""


class Times:
    """What the words about time in `text` mean at `at`, in its zone.

    The grammar is asked only where the text has words that may give what is wanted: it takes longer than
    all the rest of a look-up.
    """

    def __init__(self, text: str, at: datetime, day_first: bool) -> None:
        self.text = text
        self.at = at
        self.day_first = day_first
        self._asked: dict[date, str | None] = {}

    def day(self, day: date) -> str | None:
        """The words that name this day."""
        if day not in self._asked:
            self._asked[day] = self._plain.days.get(day) or self._otherwise_named(day)
        return self._asked[day]

    def clock(self, clock: time) -> str | None:
        """The words that name this time of day."""
        wanted = ANY_CLOCK | {str(clock.hour), f"{clock.hour:02}", str(clock.hour % 12 or 12)}
        if ELSEWHERE.search(self.text):
            wanted |= {"time"}
        return self._plain.clocks.get(clock) or self._read(wanted).clocks.get(clock)

    @property
    def plain(self) -> Found:
        """What figures and plain names say, without the grammar."""
        return self._plain

    @property
    def names_day(self) -> bool:
        """Whether there are words for a day, or for some days."""
        return bool(self._plain.days) or self._names_days

    @property
    def first_day(self) -> date | None:
        """The day that the grammar takes the first words about time for."""
        days = _parsed(self.text[:MOST_CHARS], self.at, self.day_first).days
        return next(iter(days), None)

    def length(self, length: timedelta) -> str | None:
        """The words for this length."""
        return self._plain.lengths.get(length) or self._read(ANY_LENGTH).lengths.get(length)

    def rule(self, rule: str) -> str | None:
        """The words for this recurrence, an RRULE."""
        return self._read(ANY_RULE).rules.get(rule)

    def part(self, moment: datetime) -> str | None:
        """The words for a part of a day that `moment` is in."""
        parts = self._read(PARTS).parts
        return next((words for start, end, words in parts if start <= moment <= end), None)

    def span(self, moment: datetime) -> str | None:
        """The words for a stretch of days that `moment` is in."""
        spans = self._read(ANY_DAY).spans
        return next((words for start, end, words in spans if start <= moment < end), None)

    def _otherwise_named(self, day: date) -> str | None:
        naming = self._naming(day)
        # Most texts are asked for many days, and name none.
        if not self._names_days and self._words.isdisjoint(naming) and day.day not in self._in_figures:
            return None
        return self._read(ANY_DAY, naming, day.day).days.get(day)

    def _naming(self, day: date) -> tuple[str, ...]:
        """Words with which this day may be named, besides `ANY_DAY`, whether or not they do so here."""
        near = WORDS_NEAR.get((day - self.at.date()).days, ())
        return WEEKDAYS[day.weekday()][:3], *near

    @cached_property
    def _plain(self) -> Found:
        """What is said in figures and plain names."""
        found = Found()
        today, zone = self.at.date(), self.at.tzinfo
        assert zone is not None
        for hit in ISO.finditer(self.text):
            _add_iso(found, hit, zone)
        rest = ISO.sub(" ; ", self.text)
        for hit in DAY.finditer(rest):
            for day in _days(hit, today):
                found.days.setdefault(day, hit.group())
        for hit in CLOCK.finditer(rest):
            for clock in _clocks(hit):
                found.clocks.setdefault(clock, hit.group().strip())
        for hit in LENGTH.finditer(rest):
            unit = UNITS[hit.group(2).lower()[0]]
            found.lengths.setdefault(_amount(hit.group(1).lower()) * unit, hit.group())
        return found

    @cached_property
    def _lines(self) -> list[tuple[str, frozenset[str], frozenset[int]]]:
        """Each line, with its words and the days of a month that it names in figures."""
        return [
            (line, frozenset(words_in(line)), frozenset(_figures(line))) for line in self.text.splitlines()
        ]

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset().union(*(words for _, words, _ in self._lines))

    @cached_property
    def _names_days(self) -> bool:
        return not ANY_DAY.isdisjoint(self._words)

    @cached_property
    def _in_figures(self) -> frozenset[int]:
        return frozenset().union(*(days for *_, days in self._lines))

    def _read(self, wanted: frozenset[str], further: Iterable[str] = (), day: int = 0) -> Found:
        """What the grammar finds in the lines that have one of these words, or this day of a month."""
        lines: list[str] = []
        room = MOST_CHARS
        for line, words, days in self._lines:
            if not (wanted.isdisjoint(words) and words.isdisjoint(further)) or day in days:
                lines.append(ISO.sub(" ; ", line)[:room])
                room -= len(lines[-1])
                if room <= 0:
                    break
        return _parsed("\n".join(lines), self.at, self.day_first) if lines else NOTHING


def _figures(line: str) -> Iterator[int]:
    for hit in IN_FIGURES.finditer(line):
        yield int(next(filter(None, hit.groups())))


@lru_cache(maxsize=256)
def _parsed(text: str, at: datetime, day_first: bool) -> Found:
    """What the grammar reads in `text`."""
    # Loaded when first needed: it takes longer than all else that a turn loads for provenance.
    from tools.timewords import find

    found = Found()
    zone = at.tzinfo
    assert zone is not None
    for mention in find(text, now=at, day_first=day_first):
        for meant in (mention.resolution, *mention.resolution.candidates):
            _add(found, meant, mention.text, zone)
    return found


def _add(found: Found, meant: "Resolution", words: str, zone: tzinfo) -> None:
    for moment in (meant.start, meant.end, meant.moment):
        if isinstance(moment, datetime):
            local = moment.astimezone(zone)
            found.days.setdefault(local.date(), words)
            if meant.time_of_day_given:
                found.clocks.setdefault(local.time(), words)
        elif moment is not None and meant.kind != "span":
            found.days.setdefault(moment, words)
    if meant.duration is not None:
        found.lengths.setdefault(meant.duration, words)
    if meant.rrule:
        found.rules.setdefault(meant.rrule, words)
    if meant.start is None or meant.end is None:
        return
    start, end = instant(meant.start, zone), instant(meant.end, zone)
    found.lengths.setdefault(end - start, words)
    if meant.time_of_day_given and meant.approximate:
        found.parts.append((start, end, words))
    elif not meant.time_of_day_given:
        found.spans.append((start, end, words))
        if not WHOLE.search(words):
            found.days.setdefault(start.date(), words)
            found.days.setdefault(end.date() - timedelta(days=1), words)


def _add_iso(found: Found, hit: re.Match[str], zone: tzinfo) -> None:
    day, clock, offset = hit.groups()
    try:
        if clock is None:
            found.days.setdefault(date.fromisoformat(day), hit.group())
            return
        moment = datetime.fromisoformat(f"{day}T{clock}{(offset or '').replace('Z', '+00:00')}")
    except ValueError:  # as little a time as 2026-13-45 is
        return
    local = moment.astimezone(zone) if moment.tzinfo else moment
    for written in (moment, local):
        found.days.setdefault(written.date(), hit.group())
        found.clocks.setdefault(written.time(), hit.group())


def written_in(text: str) -> Iterator[str]:
    """The days and times of day that stand in a text, where they are no "tomorrow" and no mere number."""
    for hit in DAY.finditer(text):
        name = hit.group("name")
        if name.lower() not in NEAR if name else hit.group("before") or hit.group("after"):
            yield hit.group().strip()
    for hit in CLOCK.finditer(text):
        if hit.group("half") or hit.group("minute"):
            yield text[hit.start("hour") : hit.end()].strip()


def _days(hit: re.Match[str], today: date) -> Iterator[date]:
    """The days that a plain name may mean: the coming one, and what "next" and "last" say of it."""
    word = hit.group("name").lower() if hit.group("name") else ""
    if word in NEAR:
        yield today + timedelta(days=NEAR[word])
    elif word:
        weekday = next(place for place, name in enumerate(WEEKDAYS) if name.startswith(word[:3]))
        away = (weekday - today.weekday()) % 7
        yield today + timedelta(days=away or 7)
        if away == 0:
            yield today
        if (hit.group("which") or "").lower() == "next":
            yield today + timedelta(days=away + 7)
        elif hit.group("which"):
            yield today - timedelta(days=7 - away)
    else:
        month = next(n for n, name in enumerate(MONTHS, 1) if name.startswith(hit.group("month").lower()[:3]))
        numbers = [int(number) for number in hit.group("before", "after") if number]
        for year in (today.year, today.year + 1):
            for number in numbers:
                with suppress(ValueError):
                    yield date(year, month, number)


def _clocks(hit: re.Match[str]) -> Iterator[time]:
    """The times of day that figures or a word may mean; without "am" or "pm" both."""
    half = (hit.group("half") or "").lower()
    minute = int(hit.group("minute") or 0)
    if not (half or hit.group("minute") or hit.group("before")):
        return
    hour = int(_amount(hit.group("hour").lower()))
    later = any(word in half for word in ("p", "afternoon", "evening", "night"))
    earlier = bool(half) and not later and "clock" not in half
    if hour > 23:
        return
    if not later and not (earlier and hour == 12):
        yield time(hour, minute)
    if hour < 12 and not earlier:
        yield time(hour + 12, minute)
    if hour == 12 and later:
        yield time(12, minute)
    if hour == 12 and earlier:
        yield time(0, minute)


def clocks_in(text: str) -> list[frozenset[time]]:
    """What each time of day may mean that stands in `text` with its minutes, or with its half of the day.

    "2:15" may be one at night or one in the afternoon, "14:15" and "2 pm" are one each.
    """
    hits = (hit for hit in CLOCK.finditer(text) if hit.group("minute") or hit.group("half"))
    return [meant for hit in hits if (meant := frozenset(_clocks(hit)))]


def _amount(words: str) -> float:
    """How much a number before a unit means."""
    if words in AMOUNTS:
        return AMOUNTS[words]
    if words[0].isdigit():
        return float(words.replace(",", "."))
    return float(next(number for number in numbers_in(words) if number.isdigit()))


def instant(moment: datetime | date, zone: tzinfo) -> datetime:
    """`moment` as an instant; of a day its beginning in `zone`."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(0), zone)
