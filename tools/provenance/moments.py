"""Where a time came from: what words about time mean, and not how they are written."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from tools.provenance.folding import words_in
from tools.provenance.known import Known, Text, from_nobody, from_settings, from_text
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
    """Stretches whose bounds are only a convention: "tomorrow morning", "last week"."""
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
            if found.approximate or found.kind is Kind.SPAN or not found.time_of_day_given:
                self.spans.append((start, end, words))
            if isinstance(found.end, date) and not isinstance(found.end, datetime):
                self.days.setdefault(found.start, words)
                self.days.setdefault(found.end - timedelta(days=1), words)
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
    for mention in mentions:
        for meant in (mention.resolution, *mention.resolution.candidates):
            times.add(meant, mention.text, zone)
    return times


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
        moment = self._moment(part.value)
        if moment is None:
            return from_nobody(part.argument, part.value)
        if found := self._as_given(self.known.said, part.given):
            return from_text(part.argument, part.value, *found)
        former = self._moment(before) if before else None
        shift = _shift(moment, former)
        if shift and (found := self._length(self.known.said, shift)):
            return from_text(part.argument, part.value, *found)
        if found := self._wanted(self.known.said, moment, former, whole=False):
            return from_text(part.argument, part.value, *found)
        if found := self._as_given(self.known.read, part.given) or self._read(moment, former):
            return from_text(part.argument, part.value, *found)
        if self._wanted(self.known.made, moment, former, whole=True):
            return from_settings(part.argument, part.value, "a free time")
        return from_nobody(part.argument, part.value)

    def end(self, part: Part, before: tuple[str, str] | None = None) -> Origin | None:
        """Where an end came from; None for one that is as far from its start as it was `before`."""
        end, start = self._moment(part.value), self._moment(part.start)
        if end is None or start is None:
            return from_nobody(part.argument, part.value)
        length = _instant(end, self._zone) - _instant(start, self._zone)
        if before:
            former = [_instant(moment, self._zone) for text in before if (moment := self._moment(text))]
            if len(former) == 2 and former[1] - former[0] == length:
                return None
        found = (
            self._length(self.known.said, length)
            or self._as_given(self.known.said, part.given)
            or self._wanted(self.known.said, end, start, whole=False)
        )
        if found:
            return from_text(part.argument, part.value, *found)
        if not part.given or length in (DEFAULT_LENGTH, timedelta(days=1)):
            read = self._read(end, None) if part.given else None
            if read is None:
                return from_settings(part.argument, part.value, "the usual length")
            return from_text(part.argument, part.value, *read)
        if found := self._as_given(self.known.read, part.given) or self._read(end, None):
            return from_text(part.argument, part.value, *found)
        if self._wanted(self.known.made, end, start, whole=True):
            return from_settings(part.argument, part.value, "a free time")
        return from_nobody(part.argument, part.value)

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
        """The person's words for the day and the time of day of a thing, or for its time of day."""
        moment = self._moment(when)
        if not isinstance(moment, datetime):
            return None
        for text, times in self._times(self.known.said):
            if words := times.clocks.get(moment.time()):
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
        if not words or not CLUE.search(given):
            return None
        return next(((text, given) for text in texts if text.says(words)), None)

    def _length(self, texts: Iterable[Text], length: timedelta) -> tuple[Text, str] | None:
        for text, times in self._times(texts):
            if words := times.lengths.get(length):
                return text, words
        return None

    def _wanted(
        self, texts: Iterable[Text], moment: datetime | date, former: datetime | date | None, *, whole: bool
    ) -> tuple[Text, str] | None:
        """What says both day and time of day of `moment`, `whole`: in one text.

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
            if not (new_day and new_clock):
                instant = _instant(moment, self._zone)
                for start, end, words in times.spans:
                    if start <= instant < end and end - start <= timedelta(days=1):
                        new_day, new_clock, last = True, True, (text, words)
            if new_day and new_clock and last:
                return last
            if not whole:
                says_day, says_clock = new_day, new_clock
        return None

    def _read(self, moment: datetime | date, former: datetime | date | None) -> tuple[Text, str] | None:
        """The newest reading that has all of the time, or else the part of it that the person didn't say."""
        if found := self._wanted(self.known.read, moment, former, whole=True):
            return found
        clock = _clock(moment)
        said = [times for _, times in self._times(self.known.said)]
        lacks_day = not any(_day(moment) in times.days for times in said)
        lacks_clock = clock is not None and not any(clock in times.clocks for times in said)
        for text, times in self._times(self.known.read):
            if lacks_clock and clock is not None and (words := times.clocks.get(clock)):
                return text, words
            if lacks_day and not lacks_clock and (words := times.days.get(_day(moment))):
                return text, words
        return None


@lru_cache(maxsize=512)
def _telling_lines(text: str) -> str:
    """The lines that may hold words about time; reading all of a mail takes longer than the turn."""
    lines = (line[:MOST_LINE_CHARS] for line in text.splitlines() if CLUE.search(line) or ISO.search(line))
    return "\n".join(line for line, _ in zip(lines, range(MOST_LINES), strict=False))


def _shift(moment: datetime | date, former: datetime | date | None) -> timedelta | None:
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
