"""How often and how long a new event is to be by the person's newest words, where the proposal differs."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tools.patterns import Pattern
from tools.provenance.folding import words_in
from tools.provenance.known import Known, Text
from tools.provenance.numerals import LITTLE
from tools.provenance.times import LENGTH, Times
from tools.reading import Reading

DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
RULE = Pattern(
    rf"\b(?:every|each)\s+(?:other\s+|second\s+|\d+\s+|{LITTLE}\s+)?(?:{DAYS}|weekdays?|work(?:ing)?\s?days?|days?"
    rf"|weeks?|months?|years?|morning|afternoon|evening)\b|\b(?:daily|weekly|monthly|yearly|annually|fortnightly"
    rf"|bi-?weekly)\b|\b(?:on\s+)?{DAYS}s\b",
    re.IGNORECASE,
)
LASTS = Pattern(
    rf"\bfor\s+(?:about\s+)?{LENGTH.pattern}|{LENGTH.pattern}[\s-]+(?:long|meeting|call|event|session|slot|block|talk"
    r"|review|chat|sync|interview|lunch|dinner|coffee|appointment|workshop)\b",
    re.IGNORECASE,
)
_CLOCK = r"\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?)?"
UNTIL = Pattern(rf"\b{_CLOCK}\s*(?:-|–|to|until|till)\s*{_CLOCK}(?!\d)", re.IGNORECASE)
_SENTENCE = Pattern(r"(?<=[.!?;])\s+|\n+|,?\s+and then\s+")
_MOST_CHARS = 2_000


def differs(event: Mapping[str, Any], said: str, now: datetime, *, day_first: bool) -> bool:
    """Whether a new event, as its plan shows it, isn't on the day, as often or as long as `said` has it."""
    words = Text(Reading(source="user", text=said, at=now))
    unheeded = Unheeded(Known.of([words]), now, day_first)
    start, end = _moment(event["start"], now), _moment(event["end"], now)
    if not event.get("recurrence") and unheeded.rule(event["title"], start):
        return True
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return False
    days = words.times(now, day_first).plain.days
    return bool(days and start.date() not in days) or bool(unheeded.length(start, end - start))


def _moment(text: str, now: datetime) -> datetime | date:
    plain = text.partition("[")[0]
    return datetime.fromisoformat(plain).astimezone(now.tzinfo) if "T" in plain else date.fromisoformat(plain)


@dataclass(frozen=True)
class Unheeded:
    """Compares a new event with what was said in the turn that it comes from."""

    known: Known
    now: datetime
    day_first: bool

    def rule(self, title: str, start: datetime | date) -> str:
        """The words for how often an event is to be that takes place once; empty where there are none."""
        for text in self._newest():
            sentences = [one for one in _SENTENCE.split(text.reading.text[:_MOST_CHARS]) if one.strip()]
            for sentence in sentences:
                said = RULE.search(sentence)
                if said and (len(sentences) == 1 or self._is_about(sentence, title, start)):
                    return said.group()
        return ""

    def length(self, start: datetime | date, length: timedelta) -> str:
        """The words for how long it is to be, where that isn't `length`."""
        if not isinstance(start, datetime):
            return ""
        for text in self._newest():
            words = text.reading.text[:_MOST_CHARS]
            said = LASTS.search(words)
            if said and length not in Times(said.group(), self.now, self.day_first).plain.lengths:
                return said.group()
            if said is None and (span := UNTIL.search(words)):
                return span.group() if self._ends_otherwise(span.group(), start, start + length) else ""
        return ""

    def _ends_otherwise(self, span: str, start: datetime, end: datetime) -> bool:
        # The grammar takes a moment to load, and most words name no such span.
        from tools.timewords import resolve

        found = resolve(span, now=datetime.combine(start.date(), datetime.min.time(), start.tzinfo))
        if found is None:
            return False
        meant = [(one.start, one.end) for one in (found, *found.candidates)]
        clocks = {
            (a.time(), b.time()) for a, b in meant if isinstance(a, datetime) and isinstance(b, datetime)
        }
        ends = {b for a, b in clocks if a == start.time()}
        return bool(ends) and end.time() not in ends

    def _newest(self) -> Iterator[Text]:
        """The person's words of the newest turn."""
        said = self.known.said
        turn = said[0].reading.turn if said else 0
        for text in said:
            if text.reading.turn != turn:
                return
            yield text

    def _is_about(self, sentence: str, title: str, start: datetime | date) -> bool:
        """Whether a sentence names the event, or the time when it begins."""
        if not _telling(title).isdisjoint(words_in(sentence)):
            return True
        times = Times(sentence, self.now, self.day_first).plain
        return isinstance(start, datetime) and start.time() in times.clocks


def _telling(title: str) -> frozenset[str]:
    few: Iterable[str] = ("with", "the", "and", "for", "meeting", "event", "call")
    return frozenset(word for word in words_in(title) if len(word) > 2) - frozenset(few)
