"""Words about time in the arguments of the calendar's tools: when an event is, what span is asked about."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Self

from tools.errors import ASK_WHICH, AmbiguousError, ToolError
from tools.ics.moments import Moment, from_iso, later
from tools.ics.recurrence_rules import first_of, rule_from
from tools.scheduling.wording import day, when

if TYPE_CHECKING:
    from tools.timewords import Direction, Resolution

DAY = timedelta(days=1)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LONGEST = timedelta(days=366)
OPEN_SPANS = {
    **dict.fromkeys(("upcoming", "future", "in the future", "from now on", "coming up"), (0, 366)),
    **dict.fromkeys(("past", "in the past", "so far"), (-366, 0)),
    **dict.fromkeys(("all", "any", "anytime", "any time", "everything", "always"), (-366, 366)),
}
"""Words that name no end: how many days from now they are taken for."""
_WORDS = re.compile(r"[^\W\d_]+")
_DATE = re.compile(r"\d{4}|\d/\d|\d\.\d+\.")
_CLOCK_WORDS = frozenset(
    "a am an and at between clock for from h half hour hours hr hrs m midday midnight min mins minute"
    " minutes noon o p past pm quarter sharp till to until".split()
)


@dataclass(frozen=True, slots=True)
class EventTime:
    """When an event is to be."""

    start: Moment
    end: Moment
    rrule: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time that is asked about, and how the words were understood."""

    start: datetime
    end: datetime
    understood: str
    whole_days: bool
    """No time of day was said."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What words about time are understood by: the present, the user's zone, and whether 3/4 is in April."""

    now: datetime
    zone: tzinfo
    day_first: bool = False
    named: bool = False
    """Whether the zone was said, and isn't only the user's."""

    def within(self, zone: str) -> Self:
        """The same moment on the clocks of a zone, or of a city; on these where none is named.

        Raises:
            ToolError: there is no such zone.
        """
        if not zone.strip():
            return self
        from tools.timewords import zones

        found = zones.named(zone.strip())
        if found is None:
            raise ToolError(f"time_zone {zone!r} is no zone; give an IANA name such as America/New_York")
        return replace(self, now=self.now.astimezone(found), zone=found, named=True)

    def event_time(self, start: str, end: str = "", recurrence: str = "") -> EventTime:
        """When a new event is, from its arguments; an hour long where nothing is said, or the whole day.

        Raises:
            ToolError: that isn't certain.
        """
        begins, ends, rule = self._start(start)
        # The start once more, as small models give it, says no end.
        if end.strip() and end.strip() != start.strip() and not self.says_again(end, begins):
            ends = self.end(end, begins)
        elif ends is None:
            ends = later(begins, HOUR) if isinstance(begins, datetime) else begins + DAY
        if recurrence.strip():
            rule = self.rule(recurrence, begins)
        if not rule:
            return EventTime(begins, _checked(begins, ends))
        first = first_of(rule, begins)
        return EventTime(first, _checked(first, first + (_wall(ends) - _wall(begins))), rule)

    def start(self, text: str) -> tuple[Moment, Moment | None]:
        """A start, and the end where the words say one.

        Raises:
            ToolError: that isn't certain, or the words say how something repeats.
        """
        begins, ends, rule = self._start(text)
        if rule:
            raise ToolError(f"start_time {text!r} says how it repeats; use recurrence for that")
        return begins, ends

    def says_an_end(self, text: str) -> bool:
        """Whether a start in words names its end too; False also for what isn't certain."""
        try:
            return self._start(text)[1] is not None
        except ToolError:
            return False

    def says_again(self, text: str, start: Moment) -> bool:
        """Whether an end is `start` itself: "2pm" of something that begins at two."""
        if not isinstance(start, datetime):
            return False
        if exact := from_iso(text, self.zone):
            return isinstance(exact, datetime) and exact == start
        from tools.timewords import resolve

        # Of words the next such moment is meant, so they are read as if a moment before.
        found = resolve(_hour(text), now=(start - MINUTE).astimezone(self.zone), day_first=self.day_first)
        if found is None or found.unresolved or not found.time_of_day_given:
            return False
        meant = [one.start for one in (found, *found.candidates) if isinstance(one.start, datetime)]
        clocks = {one.astimezone(start.tzinfo).time() for one in meant}
        return start in meant and clocks == {start.time()}

    def end(self, text: str, start: Moment) -> Moment:
        """An end: a time, the last of whole days, or a length. Excluded, like every end.

        Raises:
            ToolError: that isn't certain, or is no end for `start`.
        """
        if self.says_again(text, start):
            raise ToolError(f"end_time {text!r} is when it starts; give another end, or a length")
        exact = from_iso(text, self.zone)
        if exact is None:
            found = self._resolved("end_time", _hour(text), now=start)
            if found.duration is not None and found.start is None:
                return _checked(start, _after(start, found.duration))
            exact = found.start if found.time_of_day_given or isinstance(start, datetime) else found.end
            if exact is None:
                raise ToolError(
                    f"end_time {text!r} isn't a time; give ISO 8601, or a length such as '90 minutes'"
                )
        elif not isinstance(exact, datetime):
            exact += DAY
        if isinstance(exact, datetime) != isinstance(start, datetime):
            raise ToolError(
                f"end_time {text!r} doesn't go with the start {start.isoformat()}: "
                "give both with a time of day, or both as days"
            )
        return _checked(start, exact)

    def rule(self, text: str, start: Moment) -> str:
        """A recurrence rule, from a rule or from words; `once` ends the recurrence.

        Raises:
            ToolError: there is no rule in it.
        """
        if text.strip().lower() in ("once", "none", "never", "no"):
            return ""
        given = rule_from(text, start)
        if given is None:
            given = rule_from(self._resolved("recurrence", text, now=start).rrule or "", start)
        if given is None:
            raise ToolError(
                f"recurrence {text!r} isn't clear; say 'every Monday until June', or give an RRULE"
            )
        return given

    def length(self, text: str, argument: str) -> timedelta:
        """A length of time, which may be negative ("-30 minutes", "2 hours earlier").

        Raises:
            ToolError: there is none in it.
        """
        words = text.strip().lower().removeprefix("by ")
        earlier = words.startswith("-") or words.endswith((" earlier", " back", " before", " sooner"))
        for around in (" earlier", " later", " back", " before", " sooner", " forward", " after"):
            words = words.removesuffix(around)
        found = self._resolved(argument, words.lstrip("+- "), now=self.now)
        if found.duration is None or found.start is not None:
            raise ToolError(
                f"{argument} {text!r} isn't a length of time; say for example '2 hours' or '-30 minutes'"
            )
        return -found.duration if earlier else found.duration

    def span(self, text: str, direction: "Direction" = "future", *, argument: str = "when") -> Span:
        """The span that is asked about; a year of one that has no beginning or no end.

        Raises:
            ToolError: that isn't certain.
        """
        if around := OPEN_SPANS.get(text.strip().lower()):
            start, end = (self.now + timedelta(days=days) for days in around)
            return Span(start, end, _asked(start.date(), end.date() + DAY), True)
        first, separator, second = text.partition("/") if text.count("/") == 1 else (text, "", "")
        exact, until = from_iso(first, self.zone), from_iso(second, self.zone) if separator else None
        if exact is not None and (until is not None or not separator):
            return self._span(exact, _last(until) if until else None)
        found = self._resolved(argument, text, now=self.now, direction=direction)
        begins, ends = found.start, found.end
        if begins is None and ends is not None:
            begins = ends - LONGEST
        elif found.kind == "since" and begins is not None and ends is None:
            ends = found.ends_tonight(self.now) or begins + LONGEST
        if begins is None:
            raise ToolError(
                f"{argument} {text!r} is a length, not a time; say for example 'next {text.strip()}'"
            )
        span = self._span(begins, ends)
        return Span(span.start, span.end, found.understood, not found.time_of_day_given)

    def _span(self, start: Moment, end: Moment | None) -> Span:
        if end is None:
            end = start + DAY if not isinstance(start, datetime) else later(start, timedelta(minutes=1))
        whole_days = not isinstance(start, datetime)
        return Span(self.midnight(start), self.midnight(end), _asked(start, end), whole_days)

    def midnight(self, moment: Moment) -> datetime:
        """A date as its first instant in the user's zone."""
        return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), self.zone)

    def _start(self, text: str) -> tuple[Moment, Moment | None, str]:
        exact = from_iso(text, self.zone)
        if exact is not None:
            return exact, None, ""
        found = self._resolved("start_time", _hour(text), now=self.now)
        start, end = found.start, found.end
        if start is None or found.kind in ("deadline", "since"):
            raise ToolError(f"start_time {text!r} doesn't say when it starts; ask for the day and the time")
        if found.time_of_day_given and found.approximate:
            raise ToolError(
                f"start_time {text!r} is {found.understood}, which is no exact time; "
                "ask for one, or offer what find_free_slots finds then"
            )
        if found.duration is not None and not found.time_of_day_given and found.duration < DAY:
            raise ToolError(f"start_time {text!r} says how long, but no time of day; ask for it")
        if found.zone is not None and isinstance(start, datetime):
            start = start.astimezone(found.zone)
            end = end.astimezone(found.zone) if isinstance(end, datetime) else end
        rule = (rule_from(found.rrule, start) or "") if found.rrule else ""
        return start, end, rule

    def _resolved(
        self, argument: str, text: str, *, now: Moment, direction: "Direction" = "future"
    ) -> "Resolution":
        # the grammar takes a moment to load, and most calls of a language model are ISO 8601
        from tools.timewords import resolve

        found = resolve(text, now=self.midnight(now), day_first=self.day_first, direction=direction)
        if found is None:
            raise ToolError(
                f"{argument} {text!r} names no time; give ISO 8601 such as 2026-11-24T14:00, "
                "or words such as 'next Tuesday at 2pm'"
            )
        if not found.certain:
            readings = [reading.understood for reading in found.candidates][:4]
            left = f" ({' '.join(found.unresolved)!r} isn't understood)" if found.unresolved else ""
            may = f"; it may mean: {'; '.join(readings)}" if readings else ""
            raise AmbiguousError(f"{argument} {text!r} isn't certain{left}{may}{ASK_WHICH}", readings)
        return found


def says_only_the_clock(text: str) -> bool:
    """Whether `text` names a time of day, and no day."""
    dated = _DATE.search(text) is not None
    return not dated and set(_WORDS.findall(text.lower())) <= _CLOCK_WORDS


def _after(start: Moment, length: timedelta) -> Moment:
    if isinstance(start, datetime):
        return later(start, length)
    if length % DAY:
        raise ToolError("an event of whole days lasts days; give a start_time with a time of day for hours")
    return start + length


def _hour(text: str) -> str:
    """A bare number, where a time is asked for, is an hour."""
    return f"at {text.strip()}" if text.strip().isdecimal() and len(text.strip()) <= 2 else text


def _asked(start: Moment, end: Moment) -> str:
    if isinstance(start, datetime) and isinstance(end, datetime):
        return when(start, end)
    last = end if isinstance(end, datetime) else end - DAY
    return day(start) if day(start) == day(last) else f"{day(start)} – {day(last)}"


def _last(until: Moment) -> Moment:
    return until if isinstance(until, datetime) else until + DAY


def _checked(start: Moment, end: Moment) -> Moment:
    if _wall(end) <= _wall(start) and not (
        isinstance(start, datetime) and isinstance(end, datetime) and end > start
    ):
        raise ToolError(
            f"it would end ({end.isoformat()}) before it starts ({start.isoformat()}); give another end"
        )
    if _wall(end) - _wall(start) > LONGEST:
        raise ToolError(f"it would last from {day(start)} to {day(end)}; events last a year at most")
    return end


def _wall(moment: Moment) -> datetime:
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001  compared with its like only
