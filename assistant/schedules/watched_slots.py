"""Where a watch looks for free time, by words such as "before 10" and "on Friday afternoon"."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.schedules.watch import Span
from tools.errors import ToolError
from tools.scheduling.availability import Slot, WorkingHours, attended, free_slots
from tools.scheduling.store import CalendarStore
from tools.scheduling.time_words import Clock

DAYS = 5
"""Of a time of day without a day, so many working days are watched."""
AHEAD = timedelta(days=14)
LONGEST = timedelta(days=92)
DAY = timedelta(days=1)
_DAYS = re.compile(
    r"today|tonight|tomorrow|weekend|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:week|month|next|this)\b"
    r"|\d{4}|\d[./]\d|\b\d{1,2}(?:st|nd|rd|th)\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b",
    re.IGNORECASE,
)

_CLOCK_FIRST = re.compile(r"(?:before|until|till|by) (?:\d|noon|midday)", re.IGNORECASE)


@dataclass(frozen=True)
class Diary:
    """The time of the person with these addresses, as their calendars have it."""

    calendar: CalendarStore
    mailboxes: Collection[str]
    hours: WorkingHours
    now: datetime
    """In the user's zone."""
    zone: ZoneInfo
    day_first: bool = False

    def free(self, spans: Iterable[Slot], length: timedelta) -> Iterator[Slot]:
        """What is free in these spans from now on, for so long."""
        for span in spans:
            start = max(span.start, self.now)
            if start < span.end:
                busy = attended(self.calendar.between(start, span.end), self.mailboxes)
                yield from free_slots(
                    busy, [Slot(start, span.end)], length, self.zone, margin=self.hours.margin
                )

    def spans(self, words: str) -> list[Slot]:
        """What the words mean, within the working hours where they leave a side open; a span for each day.

        Raises:
            ToolError: they name no time for certain, or one that is over.
        """
        if _DAYS.search(words):
            found = list(self._windows(words, self.now))
        else:
            days = (self.now + DAY * number for number in range(AHEAD.days))
            mornings = (datetime.combine(day, time(), self.zone) for day in days)
            working = [day for day in mornings if day.weekday() in self.hours.days]
            found = [slot for day in working for slot in self._windows(words, day) if slot.end > self.now]
            found = found[:DAYS]
        if not found:
            raise ToolError(f"about {words!r} is over already; give a time to come")
        return found

    def _windows(self, words: str, now: datetime) -> Iterator[Slot]:
        span = Clock(now, self.zone, self.day_first).span(words, argument="about")
        start, end = max(span.start, now), span.end
        if _CLOCK_FIRST.match(words):
            # "Before 10 on Tuesday" is of that day, and not from now on until then.
            start = max(start, datetime.combine(end.astimezone(self.zone).date(), time(), self.zone))
        if end - start > LONGEST:
            raise ToolError(f"about {words!r} is longer than three months; give a day or some days")
        if span.whole_days:
            yield from self.hours.on_days_of(start, end, self.zone)
        elif start < end:
            yield self._closed(Slot(start, end), now)

    def _closed(self, slot: Slot, now: datetime) -> Slot:
        """The same; "before 10" begins when work does, and "after 3" ends with it."""
        day = slot.start.astimezone(self.zone).date()
        opening = datetime.combine(day, self.hours.start, self.zone)
        closing = datetime.combine(day, self.hours.end, self.zone)
        start, end = slot.start, slot.end
        if (_is_midnight(start) or start == now) and opening < end:
            start = max(opening, now)
        if _is_midnight(end) and start < closing:
            end = closing
        return Slot(start, end) if start < end else slot


def watched(diary: Diary, words: str, minutes: int) -> tuple[tuple[Span, ...], list[Slot]]:
    """The spans that have no room for so many minutes, and what is free in the others.

    Raises:
        ToolError: there is room already in all that was meant, or it isn't clear what was.
    """
    if minutes <= 0:
        raise ToolError("minutes must be more than 0")
    if not words.strip():
        raise ToolError("say when it should be free, such as 'Friday afternoon'")
    length = timedelta(minutes=minutes)
    full: list[Span] = []
    free: list[Slot] = []
    spans = diary.spans(words)
    for span in spans:
        there = list(diary.free([span], length))
        free += there
        if not there and span.end - max(span.start, diary.now) >= length:
            full.append(Span(span.start.isoformat(), span.end.isoformat()))
    if not full or (free and _DAYS.search(words)):
        shown = said(free or spans)
        raise ToolError(
            f"there is nothing to wait for, you are free then: {shown}"
            if free
            else f"{shown} is shorter than {minutes} minutes"
        )
    return tuple(full), free


def said(slots: Iterable[Slot]) -> str:
    """`Fri 4 Dec 12:00–13:00, 15:00–18:00; Mon 7 Dec 09:00–10:00`."""
    days: dict[str, list[str]] = {}
    for slot in slots:
        over = "" if slot.end.date() == slot.start.date() else f"{slot.end:%a} "
        clock = f"{slot.start:%H:%M}–{over}{slot.end:%H:%M}"
        days.setdefault(f"{slot.start:%a} {slot.start.day} {slot.start:%b}", []).append(clock)
    return "; ".join(f"{day} {', '.join(clocks)}" for day, clocks in days.items())


def _is_midnight(moment: datetime) -> bool:
    return (moment.hour, moment.minute) == (0, 0)
