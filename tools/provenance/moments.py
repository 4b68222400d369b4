"""Where a time came from: what words about time mean, and not how they are written."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from tools.provenance.folding import words_in
from tools.provenance.known import Known, Text, from_nobody, from_settings, from_text
from tools.provenance.numerals import numbers_in
from tools.provenance.origin import Origin
from tools.provenance.parts import Part
from tools.timewords import Kind, Mention, Resolution, find

ISO = re.compile(r"\b(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?(?:\.\d+)?)(Z|[+-]\d\d:?\d\d)?)?\b")
CLUE = re.compile(
    r"\b(?:\d{1,2}(?::\d\d|\s?[ap]\.?m\b|\s?(?:st|nd|rd|th)\b)|\d{1,4}[./-]\d{1,2}"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)\b"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|to(?:day|morrow|night)|noon|midnight"
    r"|morning|afternoon|evening|week|month|hours?|minutes?|min|every|daily|weekly|o'clock)",
    re.IGNORECASE,
)
WHOLE = re.compile(r"week|month|year|quarter", re.IGNORECASE)
"""In words for a stretch of days whose first and last one nobody has said."""
MOVES = re.compile(
    r"\b(?:later|earlier|sooner|forward|back|ahead|by|delay|push|pull|postpone|defer|bring|shift|move)"
)
STRETCHES = re.compile(r"\b(?:longer|shorter|shorten|lengthen|extend|cut|add|by|trim|stretch|more|less)")
LENGTH = re.compile(
    r"\b(\d+(?:[.,]\d+)?|an?|one|two|three|four|five|six|ten|twelve|fifteen|twenty|thirty|forty-five|half an?"
    r"|a quarter of an)[\s-]*(h|hrs?|hours?|m|mins?|minutes?|days?|weeks?)\b",
    re.IGNORECASE,
)
MOST_LINES = 30
MOST_LINE_CHARS = 300
"""Of a text that somebody else wrote, so much is read for words about time."""
DEFAULT_LENGTH = timedelta(hours=1)


@dataclass(slots=True)
class Times:
    """What the words about time of one text give, each with the words."""

    days: dict[date, str] = field(default_factory=dict)
    clocks: dict[time, str] = field(default_factory=dict)
    spans: list[tuple[datetime, datetime, str]] = field(default_factory=list)
    """Stretches of days: "last week"."""
    parts: list[tuple[datetime, datetime, str]] = field(default_factory=list)
    """Parts of a day, whose bounds are only a convention: "tomorrow morning"."""
    lengths: dict[timedelta, str] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)

    def add(self, found: Resolution, words: str, zone: tzinfo) -> None:
        for moment in (found.start, found.end, found.moment):
            if isinstance(moment, datetime):
                local = moment.astimezone(zone)
                self.days.setdefault(local.date(), words)
                if found.time_of_day_given:
                    self.clocks.setdefault(local.time(), words)
            elif isinstance(moment, date) and found.kind is not Kind.SPAN:
                self.days.setdefault(moment, words)
        if found.duration is not None:
            self.lengths.setdefault(found.duration, words)
        if found.start is not None and found.end is not None:
            start, end = _instant(found.start, zone), _instant(found.end, zone)
            self.lengths.setdefault(end - start, words)
            if found.time_of_day_given and found.approximate:
                self.parts.append((start, end, words))
            elif not found.time_of_day_given:
                self.spans.append((start, end, words))
                if not WHOLE.search(words):
                    self.days.setdefault(start.date(), words)
                    self.days.setdefault(end.date() - timedelta(days=1), words)
        if found.rrule:
            self.rules.setdefault(found.rrule, words)


@lru_cache(maxsize=512)
def times_in(text: str, at: datetime, day_first: bool) -> Times:
    """What the words about time in `text` mean at `at`, in its zone."""
    zone = at.tzinfo
    assert zone is not None
    times = Times()
    plain = ISO.sub(" ; ", text)
    for found in ISO.finditer(text):
        _add_iso(times, found, zone)
    mentions: Sequence[Mention] = find(plain, now=at, day_first=day_first) if CLUE.search(plain) else ()
    for length in LENGTH.finditer(plain):
        if (amount := _amount(length.group(1).lower())) is not None:
            unit = UNITS[length.group(2).lower()[0]]
            times.lengths.setdefault(amount * unit, length.group())
    for hour in HOUR.finditer(plain):
        for clock in (int(hour.group(1)), int(hour.group(1)) + 12):
            if clock < 24:
                times.clocks.setdefault(time(clock), hour.group())
    for mention in mentions:
        for meant in (mention.resolution, *mention.resolution.candidates):
            times.add(meant, mention.text, zone)
    return times


HOUR = re.compile(
    r"\b(?:to|at|until|till|by|from|be|around)\s+(\d{1,2})\b(?!\s*(?:[:.%]|\d|(?:people|euros?|dollars?|pounds?"
    r"|percent|h|hrs?|hours?|mins?|minutes?|days?|weeks?|months?)\b))",
    re.IGNORECASE,
)
"""An hour without "o'clock": "move it to 10"."""
UNITS = {
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
AMOUNTS = {"a": 1.0, "an": 1.0, "half a": 0.5, "half an": 0.5, "a quarter of an": 0.25}


def _amount(words: str) -> float | None:
    """How much a number before a unit means."""
    if words in AMOUNTS:
        return AMOUNTS[words]
    if words[0].isdigit():
        return float(words.replace(",", "."))
    return next((float(number) for number in numbers_in(words) if number.isdigit()), None)


def _add_iso(times: Times, found: re.Match[str], zone: tzinfo) -> None:
    words, (day, clock, offset) = found.group(), found.groups()
    try:
        if clock is None:
            times.days.setdefault(date.fromisoformat(day), words)
            return
        moment = datetime.fromisoformat(f"{day}T{clock}{(offset or '').replace('Z', '+00:00')}")
    except ValueError:
        return
    local = moment.astimezone(zone) if moment.tzinfo else moment
    for written in (moment, local):
        times.days.setdefault(written.date(), words)
        times.clocks.setdefault(written.time(), words)


@dataclass(frozen=True)
class Moments:
    """Looks up times: first in the person's words, each at its own turn's time, then in what was read."""

    known: Known
    now: datetime
    """The present, in the user's zone."""
    day_first: bool = False

    def start(self, part: Part, before: str = "") -> Origin:
        """Where a start came from; what it has in common with `before`, how it was, needs no source."""
        moment, former = self._moment(part.value), self._moment(before)
        if moment is None:
            return from_nobody(part.argument, part.value)
        shift = _difference(moment, former)
        found = (
            self._as_given(self.known.said, part.given)
            or (self._length(shift, by=MOVES) if shift else None)
            or self._wanted(self.known.said, moment, former)
        )
        return self._origin(part, moment, former, found)

    def end(self, part: Part, before: tuple[str, str] | None = None) -> Origin | None:
        """Where an end came from; None for one that is as far from its start as it was `before`."""
        end, start = self._moment(part.value), self._moment(part.start)
        if end is None or start is None:
            return from_nobody(part.argument, part.value)
        length = _instant(end, self._zone) - _instant(start, self._zone)
        former = self._span(before) if before else None
        if former == length:
            return None
        found = (
            self._length(length)
            or (self._length(abs(length - former), by=STRETCHES) if former is not None else None)
            or self._as_given(self.known.said, part.given)
            or self._wanted(self.known.said, end, start)
        )
        usual = not part.given or length in (DEFAULT_LENGTH, timedelta(days=1))
        if found is None and usual and not self._read(end, start):
            return from_settings(part.argument, part.value, "the usual length")
        return self._origin(part, end, start, found)

    def _origin(
        self,
        part: Part,
        moment: datetime | date,
        former: datetime | date | None,
        said: tuple[Text, str] | None,
    ) -> Origin:
        """`said`, where the person did; else what was read. A free time is no event's that ends there."""
        found = said or self._as_given(self._written, part.given) or self._read(moment, former)
        if found is None and self._wanted(self.known.made, moment, None, whole=True):
            return from_settings(part.argument, part.value, "a free time")
        found = found or self._rest(moment, former) or self._roughly(moment)
        if found is None:
            return from_nobody(part.argument, part.value)
        return from_text(part.argument, part.value, *found)

    def rule(self, part: Part) -> Origin:
        """Where a recurrence came from."""
        for texts in (self.known.said, self.known.read):
            if found := self._as_given(texts, part.given):
                return from_text(part.argument, part.value, *found)
            for text, times in self._times(texts):
                if words := times.rules.get(part.value):
                    return from_text(part.argument, part.value, text, words)
        return from_nobody(part.argument, part.value)

    def named(self, when: str) -> tuple[Text, str] | None:
        """The person's words for the day and the time of day of a thing."""
        moment = self._moment(when)
        if not isinstance(moment, datetime):
            return None
        for text, times in self._times(self.known.said):
            if moment.date() in times.days and (words := times.clocks.get(moment.time())):
                return text, words
        return None

    def covering(self, when: str) -> tuple[Text, str] | None:
        """The person's words for the day of a thing, or for a stretch of time that it is in."""
        moment = self._moment(when)
        if moment is None:
            return None
        day, instant = _day(moment), _instant(moment, self._zone)
        for text, times in self._times(self.known.said):
            if words := times.days.get(day):
                return text, words
            for start, end, words in times.spans:
                if start <= instant < end:
                    return text, words
        return None

    @property
    def _written(self) -> list[Text]:
        """What was read, but for events: most of these are the person's own."""
        return [text for text in self.known.read if text.reading.source != "event"]

    @property
    def _zone(self) -> tzinfo:
        assert self.now.tzinfo is not None
        return self.now.tzinfo

    def _moment(self, text: str) -> datetime | date | None:
        plain = text.partition("[")[0]
        try:
            if len(plain) == 10:
                return date.fromisoformat(plain)
            moment = datetime.fromisoformat(plain)
        except ValueError:
            return None
        return moment.astimezone(self._zone) if moment.tzinfo else moment.replace(tzinfo=self._zone)

    def _times(self, texts: Iterable[Text]) -> Iterator[tuple[Text, Times]]:
        for text in texts:
            own = text.reading.source == "user"
            words = text.reading.text if own else _telling_lines(text.reading.text)
            if words:
                at = (text.reading.at or self.now).astimezone(self._zone)
                yield text, times_in(words, at, self.day_first)

    def _as_given(self, texts: Iterable[Text], given: Any) -> tuple[Text, str] | None:
        """The text that has the very words that the model gave."""
        words = " ".join(words_in(given)) if isinstance(given, str) else ""
        if not words or not (CLUE.search(given) or any(sign.isdigit() for sign in given)):
            return None
        return next(((text, given) for text in texts if text.says(words)), None)

    def _length(self, length: timedelta, by: re.Pattern[str] | None = None) -> tuple[Text, str] | None:
        """The person's words for a length; `by`: of that by which they would have something changed."""
        for text, times in self._times(self.known.said):
            if (words := times.lengths.get(length)) and (by is None or by.search(text.folded)):
                return text, words
        return None

    def _span(self, bounds: tuple[str, str]) -> timedelta | None:
        start, end = map(self._moment, bounds)
        if start is None or end is None:
            return None
        return _instant(end, self._zone) - _instant(start, self._zone)

    def _wanted(
        self,
        texts: Iterable[Text],
        moment: datetime | date,
        former: datetime | date | None,
        *,
        whole: bool = False,
    ) -> tuple[Text, str] | None:
        """What says both day and time of day of `moment`; `whole`: one text does.

        What `former` has, too, nobody has to say.
        """
        day, clock = _day(moment), _clock(moment)
        says_day = former is not None and _day(former) == day
        says_clock = clock is None or (former is not None and _clock(former) == clock)
        last: tuple[Text, str] | None = None
        for text, times in self._times(texts):
            new_day, new_clock = says_day, says_clock
            if not new_day and (words := times.days.get(day)):
                new_day, last = True, (text, words)
            if not new_clock and clock is not None and (words := times.clocks.get(clock)):
                new_clock, last = True, (text, words)
            if new_day and new_clock and last:
                return last
            if not whole:
                says_day, says_clock = new_day, new_clock
        return None

    def _read(self, moment: datetime | date, former: datetime | date | None) -> tuple[Text, str] | None:
        """What somebody else wrote that has all of a time, or else the part that the person didn't say."""
        written = self._written
        return self._wanted(written, moment, former, whole=True) or self._missing(written, moment, former)

    def _rest(self, moment: datetime | date, former: datetime | date | None) -> tuple[Text, str] | None:
        """The event that has all of a time, or the part that the person didn't say."""
        events = [text for text in self.known.read if text.reading.source == "event"]
        return self._wanted(events, moment, former, whole=True) or self._missing(events, moment, former)

    def _missing(
        self, texts: Iterable[Text], moment: datetime | date, former: datetime | date | None
    ) -> tuple[Text, str] | None:
        """What has the day, or the time of day, where the person said only the other one."""
        day, clock = _day(moment), _clock(moment)
        said = [times for _, times in self._times(self.known.said)]
        has_day = (former is not None and _day(former) == day) or any(day in times.days for times in said)
        has_clock = clock is None or any(clock in times.clocks for times in said)
        if has_day == has_clock:
            return None
        for text, times in self._times(texts):
            words = times.days.get(day) if has_clock else times.clocks.get(clock or time())
            if words:
                return text, words
        return None

    def _roughly(self, moment: datetime | date) -> tuple[Text, str] | None:
        """The person's words for a part of a day that `moment` is in."""
        for text, times in self._times(self.known.said):
            for start, end, words in times.parts:
                if start <= _instant(moment, self._zone) <= end:
                    return text, words
        return None


@lru_cache(maxsize=512)
def _telling_lines(text: str) -> str:
    """The lines that may hold words about time; reading all of a mail takes longer than the turn."""
    lines = (line[:MOST_LINE_CHARS] for line in text.splitlines() if CLUE.search(line) or ISO.search(line))
    return "\n".join(line for line, _ in zip(lines, range(MOST_LINES), strict=False))


def _difference(moment: datetime | date, former: datetime | date | None) -> timedelta | None:
    """By how much a time was moved, in either direction."""
    if isinstance(moment, datetime) and isinstance(former, datetime):
        return abs(moment - former)
    return None


def _instant(moment: datetime | date, zone: tzinfo) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(0), zone)


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _clock(moment: datetime | date) -> time | None:
    return moment.time() if isinstance(moment, datetime) else None
