"""Where a time came from: what words about time mean, and not how they are written."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import chain, islice
from typing import Any

from tools.patterns import Pattern
from tools.provenance.folding import words_in
from tools.provenance.known import Known, Text, from_nobody, from_settings, from_text
from tools.provenance.origin import MAY_BE, Origin
from tools.provenance.parts import Part
from tools.provenance.times import MOST_CHARS, Found, Times, instant, written_in
from tools.provenance.unheeded import Unheeded

CLUE = Pattern(
    r"\b(?:\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|to(?:day|morrow|night)|noon|midnight|morning|afternoon|evening|week|month|year|hour|min|every|daily"
    r"|weekly)",
    re.IGNORECASE,
)
"""Without any of these, words are not about time."""
ABOUT_TIME = Pattern(rf"\b{CLUE.pattern}\w*(?:.{{1,20}}?\b{CLUE.pattern}\w*)*", re.IGNORECASE)
"""From the first of them to the last one that is near."""
MOVES = Pattern(
    r"\b(?:later|earlier|sooner|forward|back|ahead|by|delay|push|pull|postpone|defer|bring|shift|move)"
)
STRETCHES = Pattern(r"\b(?:longer|shorter|shorten|lengthen|extend|cut|add|by|trim|stretch|more|less)")
TWO_WAYS = Pattern(
    r"\bnext\s+(?:mon|tue|wed|thu|fri|sat|sun)"
    r"|(?<![\d:./-])\b(?P<hour>1[01]|[1-9])(?::[0-5]\d)?\b(?!\s*(?:[ap]\.?m|st\b|nd\b|rd\b|th\b|[:./-]\d))",
    re.IGNORECASE,
)
"""Words that may mean two times: the hour of a morning or of an evening, this week's day or the next's."""
A_CLOCK = Pattern(r"\b(?:[01]?\d|2[0-3]):[0-5]\d\b")
BARE = Pattern(
    rf"{A_CLOCK.pattern}(?:\s*(?:-|–|to)\s*{A_CLOCK.pattern})?|\d+(?:\.\d+)?\s*(?:h|hours?|m|mins?|minutes?)"
)
"""Times of day, or a length, and nothing else."""
KEPT = frozenset({"event", "task"})
"""Sources that are mostly the person's own."""
MOST_TEXTS = 40
"""So many texts, the newest, are asked for a time: what was said before them about days has passed."""
DEFAULT_LENGTH = timedelta(hours=1)


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
        origin = self._origin(part, moment, former, found)
        others = self._otherwise(found[0], moment) if found is not None and former is None else ""
        return replace(origin, label=others) if others else origin

    def _otherwise(self, text: Text, moment: datetime | date) -> str:
        """What the person's words may mean as well as `moment`: "at 7", "next Friday"."""
        from tools.timewords import find

        words = text.reading.text
        if len(words) > MOST_CHARS or not any(_may_be(hit, moment) for hit in TWO_WAYS.finditer(words)):
            return ""
        for mention in find(words, now=text.reading.at or self.now, day_first=self.day_first):
            starts = [each.start for each in mention.resolution.candidates if each.start is not None]
            others = [start for start in starts if start != moment]
            if moment in starts and others:
                return f"{mention.text!r} {MAY_BE} {_spoken(others[0])}"
        return ""

    def end(self, part: Part, before: tuple[str, str] | None = None) -> Origin | None:
        """Where an end came from; None for one that is as far from its start as it was `before`."""
        end, start = self._moment(part.value), self._moment(part.start)
        if end is None or start is None:
            return from_nobody(part.argument, part.value)
        length = instant(end, self._zone) - instant(start, self._zone)
        former = self._span(before) if before else None
        if former == length:
            return None
        if not isinstance(end, datetime):  # the day after the last one
            end -= timedelta(days=1)
        found = (
            self._length(length)
            or (self._length(abs(length - former), by=STRETCHES) if former is not None else None)
            or self._as_given(self.known.said, part.given)
            or self._wanted(self.known.said, end, start)
        )
        usual = not part.given or length in (DEFAULT_LENGTH, timedelta(days=1))
        if former is None and (otherwise := self._unheeded.length(start, length)):
            return from_nobody(part.argument, part.value, otherwise)
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
            return from_nobody(part.argument, part.value, self._said_instead())
        return from_text(part.argument, part.value, *found)

    def _said_instead(self) -> str:
        """The person's newest words about time, roughly, for a time that nobody has said."""
        for text in islice(self.known.said, MOST_TEXTS):
            if said := ABOUT_TIME.search(text.reading.text):
                return said.group()
        return ""

    def rule(self, part: Part) -> Origin:
        """Where a recurrence came from."""
        for texts in (self.known.said, self.known.read):
            if found := self._as_given(texts, part.given):
                return from_text(part.argument, part.value, *found)
            for text, times in self._times(texts):
                if words := times.rule(part.value):
                    return from_text(part.argument, part.value, text, words)
        return from_nobody(part.argument, part.value, self._unheeded.rule("", self.now))

    def once(self, title: str, start: str) -> Origin | None:
        """That a new event takes place once, where the person's words say how often."""
        moment = self._moment(start)
        said = self._unheeded.rule(title, moment) if moment is not None else ""
        return from_nobody("recurrence", "", said) if said else None

    @property
    def _unheeded(self) -> Unheeded:
        return Unheeded(self.known, self.now, self.day_first)

    def inside(self, argument: str, text: str) -> Iterator[Origin]:
        """The days and times of day in a text that somebody else wrote so, and the person hasn't named.

        Events don't count here: their times are told to everybody whom they concern.
        """
        written = self._written
        for words in dict.fromkeys(written_in(text)) if written else ():
            folded = " ".join(words_in(words))
            theirs = next((text for text in written if text.says(folded)), None)
            if theirs and not self._is_named(Times(words, self.now, self.day_first).plain):
                yield from_text(argument, words, theirs, theirs.quote(words))

    def bare(self, argument: str, value: str) -> Iterator[Origin]:
        """Where each time of day or length came from in a value that has nothing else in it."""
        if not BARE.fullmatch(value.strip()):
            return
        clocks = dict.fromkeys(time.fromisoformat(words.zfill(5)) for words in A_CLOCK.findall(value))
        lengths = Times(value, self.now, self.day_first).plain.lengths
        each: tuple[time | timedelta, ...] = (*clocks, *lengths)
        for wanted in each:
            found = self._alone(wanted)
            shown = f"{wanted:%H:%M}" if isinstance(wanted, time) else value
            yield from_text(argument, shown, *found) if found else from_nobody(argument, shown)

    def _alone(self, wanted: time | timedelta) -> tuple[Text, str] | None:
        for text, times in chain(self._times(self.known.said), self._times(self.known.read)):
            words = times.clock(wanted) if isinstance(wanted, time) else times.length(wanted)
            if words:
                return text, words
        return None

    def _is_named(self, found: Found) -> bool:
        """Whether the person has named one of these days or times of day."""
        return any(
            any(map(times.day, found.days)) or any(map(times.clock, found.clocks))
            for _, times in self._times(self.known.said)
        )

    def named(self, when: str) -> tuple[Text, str] | None:
        """The person's words for the day and the time of day of a thing."""
        moment = self._moment(when)
        if not isinstance(moment, datetime):
            return None
        for text, times in self._times(self.known.said):
            if (words := times.clock(moment.time())) and times.day(moment.date()):
                return text, words
        return None

    def covering(self, when: str) -> tuple[Text, str] | None:
        """The person's words for the day of a thing, or for a stretch of time that it is in."""
        moment = self._moment(when)
        if moment is None:
            return None
        for text, times in self._times(self.known.said):
            if words := times.day(_day(moment)) or times.span(instant(moment, self._zone)):
                return text, words
        return None

    @property
    def _written(self) -> list[Text]:
        """What was read, but for events and tasks: most of these are the person's own."""
        return [text for text in self.known.read if text.reading.source not in KEPT]

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
        for text in islice(texts, MOST_TEXTS):
            yield text, text.times(self.now, self.day_first)

    def _as_given(self, texts: Iterable[Text], given: Any) -> tuple[Text, str] | None:
        """The text that has the very words that the model gave."""
        words = " ".join(words_in(given)) if isinstance(given, str) else ""
        if not any(sign.isalpha() for sign in words) or not CLUE.search(given):
            return None  # a number may stand there for anything
        return next(((text, given) for text in texts if text.says(words)), None)

    def _length(self, length: timedelta, by: Pattern | None = None) -> tuple[Text, str] | None:
        """The person's words for a length; `by`: of that by which they would have something changed."""
        for text, times in self._times(self.known.said):
            if (by is None or by.search(text.folded)) and (words := times.length(length)):
                return text, words
        return None

    def _span(self, bounds: tuple[str, str]) -> timedelta | None:
        start, end = map(self._moment, bounds)
        if start is None or end is None:
            return None
        return instant(end, self._zone) - instant(start, self._zone)

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
            if not new_day and (words := times.day(day)):
                new_day, last = True, (text, words)
            if not new_clock and clock is not None and (words := times.clock(clock)):
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
        """The event or task that has all of a time, or the part that the person didn't say."""
        events = [text for text in self.known.read if text.reading.source in KEPT]
        return self._wanted(events, moment, former, whole=True) or self._missing(events, moment, former)

    def _missing(
        self, texts: Sequence[Text], moment: datetime | date, former: datetime | date | None
    ) -> tuple[Text, str] | None:
        """What has the day, or the time of day, where the person said only the other one."""
        if not texts:
            return None
        day, clock = _day(moment), _clock(moment)
        said = [times for _, times in self._times(self.known.said)]
        has_day = (former is not None and _day(former) == day) or any(times.day(day) for times in said)
        has_clock = clock is None or any(times.clock(clock) for times in said)
        if has_day == has_clock:
            return None
        for text, times in self._times(texts):
            words = times.day(day) if has_clock else times.clock(clock or time())
            if words:
                return text, words
        return None

    def _roughly(self, moment: datetime | date) -> tuple[Text, str] | None:
        """The person's words for a part of a day that `moment` is in."""
        for text, times in self._times(self.known.said):
            if times.day(_day(moment)) and (words := times.part(instant(moment, self._zone))):
                return text, words
        return None


def _may_be(hit: re.Match[str], moment: datetime | date) -> bool:
    """Whether words of `TWO_WAYS` may be those for `moment`: the grammar takes long to say so."""
    if hit["hour"] is None:
        return True
    hours = {moment.hour % 12, (moment.hour + 1) % 12} if isinstance(moment, datetime) else ()
    return int(hit["hour"]) in hours  # the next one, as in "a quarter to 4"


def _spoken(moment: datetime | date) -> str:
    return (
        f"{moment:%a} {moment.day} {moment:%b, %H:%M}"
        if isinstance(moment, datetime)
        else f"{moment:%a} {moment.day} {moment:%b}"
    )


def _difference(moment: datetime | date, former: datetime | date | None) -> timedelta | None:
    """By how much a time was moved, in either direction."""
    if isinstance(moment, datetime) and isinstance(former, datetime):
        return abs(moment - former)
    return None


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _clock(moment: datetime | date) -> time | None:
    return moment.time() if isinstance(moment, datetime) else None
