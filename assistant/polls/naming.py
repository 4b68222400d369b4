"""Which of the proposed times some words name: "the second one", "Tuesday", "at 10", "any of them"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from tools.patterns import Pattern
from tools.scheduling.availability import Slot
from tools.timewords import Kind, Mention, Resolution, find

_COUNTED = r"first|second|third|last|1st|2nd|3rd"
_NOUN = r"(?:one|option|time|slot|choice|suggestion|date|proposal|alternative)"
_ORDINAL = Pattern(
    rf"\b(?:the )?(?P<word>{_COUNTED})\b(?! (?:thing|half|week|month|quarter|day|of \w+ember|of january))"
    rf"(?P<noun>(?: {_NOUN})?)(?! two)|(?:\b(?:{_NOUN}|number|no\.?|nr\.?) ?|#)(?P<number>[1-9])\b",
    re.IGNORECASE,
)
_TWO = Pattern(r"\b(first|last) two\b", re.IGNORECASE)
_PLACES = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "last": -1}
_BARE = Pattern(r"(?<![\d:.,/#])\b[1-9]\b(?![:/.,]?\d| ?(?:[ap]\.?m|o'clock|h\b|uhr))", re.IGNORECASE)
_LISTED = Pattern(r"\s*(?:,|/(?!\d)|&|\band\b|\bor\b)\s*", re.IGNORECASE)
_BETWEEN = Pattern(r"\b(?:between|from)\b", re.IGNORECASE)
_HALF_OF_DAY = Pattern(
    r"\d ?[ap]\.?m\b|\b(?:1[3-9]|2\d)[:.]\d\d|morning|afternoon|evening|noon|night|o'clock", re.IGNORECASE
)
_WEEKDAY = Pattern(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.IGNORECASE)
_PLAIN = Pattern(
    r"\b(?:(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?)\b\.?|(?P<day>\d{1,2})(?:st|nd|rd|th)\b"
    r"|at (?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\b)",
    re.IGNORECASE,
)
"""Short forms that are about time only where it is times that are spoken of."""
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DATED = Pattern(
    r"\d(?:st|nd|rd|th)\b|\d[/.]\d|\d{4}-\d\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
    r"|\b(?:today|tomorrow|week|month|in \w+ days?)\b",
    re.IGNORECASE,
)
_ALL = Pattern(
    r"\b(?:(?:all|any|every one|each|either|both)(?: (?:of )?(?:them|these|those|your|the|you|three|two"
    r"|times?|options?|slots?|suggestions?|dates?|suggested|proposed|would|is|are|will|works?|suits?|fine|good|ok"
    r"|day)\b)+"
    r"|all (?:three|two|work|fine|good|ok(?:ay)?)|any ?time|whenever|whichever|either|both"
    r"|i(?:'m| am) (?:flexible|easy|free all week)|\Aany\b|\Aall\b|everything)",
    re.IGNORECASE,
)
_NONE = Pattern(
    r"\b(?:none|neither|no(?:t any)?(?: one)? of (?:them|these|those|the|your)"
    r"|not (?:one|any)(?: of)?|(?:can't|cannot|can not|couldn't|unable to|don't|won't|isn't|aren't|not)"
    r"[^.,;]{0,40}?\b(?:any|either)\b)",
    re.IGNORECASE,
)
_REST = Pattern(
    r"\b(?:the )?(?:rest|others?|other (?:two|ones?|times?|options?|days?)|remaining \w+)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Named:
    """What a piece of a text names."""

    options: frozenset[int] = frozenset()
    """The places of the proposed times, counted from zero."""
    others: tuple[Slot, ...] = ()
    """Times that were not proposed: a moment for as long as the meeting takes, or a span."""
    everything: bool = False
    nothing: bool = False
    the_rest: bool = False
    clear: bool = True
    """Whether it is certain which are named."""

    @property
    def any(self) -> bool:
        return bool(self.options or self.others or self.everything or self.nothing or self.the_rest)


def named(text: str, options: Sequence[Slot], now: datetime, zone: tzinfo) -> Named:
    """The times that `text` names, written at `now`."""
    if _NONE.search(text):
        return Named(nothing=True)
    places: set[int] = set()
    others: list[Slot] = []
    clear = True
    rest = text
    for match in _TWO.finditer(text):
        places |= {0, 1} if match[1].lower() == "first" else {len(options) - 2, len(options) - 1}
    for match in list(_ORDINAL.finditer(text)):
        place = _place(match, len(options))
        if place is None or not _means_a_place(match, place, options):
            clear = clear and place is None
            continue
        places.add(place)
        rest = rest.replace(match[0], " " * len(match[0]), 1)
    for mention in _mentions(rest, now):
        if mention.resolution.kind is Kind.DURATION:
            clear = clear and mention.resolution.duration == _length(options)
            continue
        found = _options_at(mention, options, zone)
        if found is None:
            clear = False
        elif found:
            places |= found
        else:
            others += _slots(mention, options, zone)
        rest = rest.replace(mention.text, " " * len(mention.text), 1)
    for match in _PLAIN.finditer(rest):
        fits = _plainly(match, options)
        clear = clear and bool(fits)
        places |= fits
    rest = _PLAIN.sub(" ", rest)
    for match in _BARE.finditer(rest):
        place = int(match[0]) - 1
        clear = clear and place < len(options)
        places |= {place} if place < len(options) else set()
    everything = not places and not others and bool(_ALL.search(text))
    return Named(frozenset(places), tuple(others), everything, False, bool(_REST.search(rest)), clear)


def _plainly(match: re.Match[str], options: Sequence[Slot]) -> set[int]:
    """The options of that weekday, day of the month, or time of day."""
    if match["weekday"]:
        day = _DAYS.index(match["weekday"].lower()[:3])
        return {place for place, slot in enumerate(options) if slot.start.weekday() == day}
    if match["day"]:
        return {place for place, slot in enumerate(options) if slot.start.day == int(match["day"])}
    clock = (int(match["hour"]) % 12, int(match["minute"] or 0))
    return {n for n, slot in enumerate(options) if (slot.start.hour % 12, slot.start.minute) == clock}


def _place(match: re.Match[str], number: int) -> int | None:
    place = int(match["number"]) - 1 if match["number"] else _PLACES[match["word"].lower()]
    return place % number if -number <= place < number else None


def _means_a_place(match: re.Match[str], place: int, options: Sequence[Slot]) -> bool:
    """Whether "the 2nd" is the second one, and not the second of the month."""
    word = (match["word"] or "").lower()
    if not word[:1].isdigit() or match["noun"]:
        return True
    day = int(word[0])
    dated = {number for number, slot in enumerate(options) if slot.start.day == day}
    return not dated or dated == {place}


def _mentions(text: str, now: datetime) -> Iterator[Mention]:
    """The words about time, but for mere small numbers, which count the options."""
    # A list of days is no span: "Tuesday and Friday".
    for piece in [text] if _BETWEEN.search(text) else _LISTED.split(text):
        for mention in find(piece, now=now):
            if not re.fullmatch(r"[1-9](?: ?[1-9])*", mention.text.strip()):
                yield mention


def _options_at(mention: Mention, options: Sequence[Slot], zone: tzinfo) -> set[int] | None:
    """The options that are then; None: it isn't certain which."""
    found = mention.resolution
    weekday = _WEEKDAY.search(mention.text)
    if weekday and not _DATED.search(mention.text):
        fits = {
            place
            for place, slot in enumerate(options)
            if slot.start.weekday() == _DAYS.index(weekday[1].lower()) and _clock_fits(mention, slot, zone)
        }
        if len({options[place].start.date() for place in fits}) < 2:
            return fits
    elif not _DATED.search(mention.text) and found.time_of_day_given:
        return {place for place, slot in enumerate(options) if _clock_fits(mention, slot, zone)}
    each = {
        frozenset(n for n, slot in enumerate(options) if _covers(one, slot, zone))
        for one in found.candidates or (found,)
    }
    fitting = [one for one in each if one]
    return set(fitting[0]) if len(fitting) == 1 else None if fitting else set()


def _clock_fits(mention: Mention, slot: Slot, zone: tzinfo) -> bool:
    """Whether the time of day is that of the slot, or holds it, whatever the day."""
    found = mention.resolution
    if not found.time_of_day_given or not isinstance(found.start, datetime):
        return True
    start = found.start.astimezone(zone)
    if not isinstance(found.end, datetime):
        if found.kind is Kind.SINCE:
            return slot.start.astimezone(zone).time() >= start.time()
        local = slot.start.astimezone(zone)
        half = 24 if _HALF_OF_DAY.search(mention.text) else 12
        return (local.hour % half, local.minute) == (start.hour % half, start.minute)
    end = found.end.astimezone(zone)
    same = end.date() == start.date()
    local, until = slot.start.astimezone(zone), slot.end.astimezone(zone)
    return start.time() <= local.time() and (not same or until.time() <= end.time())


def _covers(found: Resolution, slot: Slot, zone: tzinfo) -> bool:
    if found.start is None:
        return False
    start, end = _moment(found.start, zone), _moment(found.end, zone) if found.end else None
    if end is None:
        return slot.start == start if found.kind is Kind.INSTANT else slot.start >= start
    return start <= slot.start and slot.end <= end


def _slots(mention: Mention, options: Sequence[Slot], zone: tzinfo) -> list[Slot]:
    """What was named instead, as a slot as long as the meeting, or as the span that it is."""
    found = mention.resolution
    if found.start is None:
        return []
    start = _moment(found.start, zone)
    end = _moment(found.end, zone) if found.end is not None else None
    weekday = _WEEKDAY.search(mention.text)
    weeks = {slot.start.isocalendar()[:2] for slot in options}
    if weekday and len(weeks) == 1 and not _DATED.search(mention.text):
        # "Friday at 3", after three times of next week, is in that week.
        apart = _DAYS.index(weekday[1].lower()) - options[0].start.weekday()
        by = (options[0].start.date() + timedelta(days=apart)) - start.date()
        start, end = start + by, end + by if end else None
    elif found.candidates and len({one.start for one in found.candidates}) > 1:
        return []
    return [Slot(start, end or (start.astimezone(UTC) + _length(options)).astimezone(zone))]


def _length(options: Sequence[Slot]) -> timedelta:
    return options[0].end.astimezone(UTC) - options[0].start.astimezone(UTC)


def _moment(moment: datetime | date, zone: tzinfo) -> datetime:
    return moment.astimezone(zone) if isinstance(moment, datetime) else datetime.combine(moment, time(), zone)
