"""When a series takes place, each time by the name that its own start gives it."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import islice

from tools.ics.moments import Moment, instant
from tools.ics.repetition import RuleError, rule_of
from tools.ics.values import on_the_clock
from tools.scheduling.events import Event, Series

MOST = 30_000
"""Occurrences of one rule that are listed; a rule that has more within a window is a mistake or a joke."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Time:
    """One occurrence: which component of the file describes it, and when it is."""

    event: Event
    start: Moment
    end: Moment
    original: Moment | None
    """The start that the series gives it; None for an event that is no series."""


@dataclass(frozen=True, slots=True)
class Times:
    """When a series takes place, and what of it couldn't be followed."""

    times: tuple[Time, ...]
    problems: tuple[str, ...] = ()


def times_of(series: Series, start: datetime, end: datetime, zone: tzinfo) -> Times:
    """What of `series` overlaps the span, in no order; of changed occurrences and single events, all.

    A rule that can't be followed leaves the first occurrence, and those that are listed.
    """
    main = series.main
    if not series.recurring and not series.changed:
        return Times((Time(main, main.start, main.end, main.recurrence_id),))
    found = _Expansion(series, start, end, zone)
    return Times(tuple(found.times()), tuple(found.problems))


class _Expansion:
    def __init__(self, series: Series, start: datetime, end: datetime, zone: tzinfo) -> None:
        self._main = series.main
        self._zone = zone
        self._span = (start.astimezone(UTC), end.astimezone(UTC))
        by_start = sorted(
            (event for event in series.changed if event.recurrence_id is not None),
            key=lambda event: self._at(event.recurrence_id),
        )
        self._changed = {self._named(event.recurrence_id): event for event in by_start}
        self._ranged = [event for event in by_start if event.ranged]
        self._ranges = [self._at(event.recurrence_id) for event in self._ranged]
        self._ends = {self._named(first): last for first, last in series.main.periods}
        self._out = {self._named(moment) for moment in series.main.exdates}
        self.problems: list[str] = []

    def times(self) -> Iterator[Time]:
        for rule in _kind(self._main, "EXRULE:"):
            self._out.update(self._named(start) for start in self._followed(rule))
        seen: set[Moment] = set()
        original: Moment | None
        for original in self._originals():
            name = self._named(original)
            if name in seen:
                continue
            seen.add(name)
            event = self._changed.get(name) or self._changed.get(_day(original)) or self._ranging(original)
            if (event is None or event.ranged) and not self._excluded(original):
                try:
                    time = self._usual(original, event)
                    wanted = self._overlaps(time)
                except OverflowError:  # its length, or by how much it was moved, leads out of the calendar
                    self._tell("not all of its occurrences are inside the calendar")
                    continue
                if wanted:
                    yield time
        for name, event in self._changed.items():
            # one that the rule doesn't have stands for itself
            original = event.recurrence_id
            assert original is not None
            if not (event.ranged and name in seen) and not self._excluded(original):
                yield Time(event, event.start, event.end, original)

    def _tell(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)

    def _originals(self) -> Iterator[Moment]:
        main = self._main
        yield main.start
        for added in main.rdates:
            timed = isinstance(main.start, datetime) and not isinstance(added, datetime)
            # a day that is added to a series of times is meant at its time
            yield datetime.combine(added, main.start.timetz()) if timed else added  # type: ignore[union-attr]
        for rule in filter(None, (main.rrule, *_kind(main, "RRULE:"))):
            yield from self._followed(rule)

    def _followed(self, text: str) -> list[Moment]:
        main = self._main
        first = main.start if isinstance(main.start, datetime) else _midnight(main.start)
        begin, end = self._window(first)
        found: list[Moment] = []
        try:
            rule = rule_of(text, main.zone)
        except RuleError:
            return []  # it is told of when it is read
        try:
            naive = rule.starts(first.replace(tzinfo=None, fold=0), begin, end)
            for number, start in enumerate(islice(naive, MOST + 1)):
                if number == MOST:
                    raise RuleError(f"more than {MOST:,} times")
                if isinstance(main.start, datetime):
                    found.append(on_the_clock(start.replace(tzinfo=main.zone)))
                else:
                    found.append(start.date())
        except RuleError as error:
            self.problems.append(f"how it repeats can't be followed: {error}")
            return []
        return found

    def _window(self, first: datetime) -> tuple[datetime | None, datetime | None]:
        """The span as the clock of the series shows it, with room for its length and for what is moved."""
        room = [2 * DAY + abs(instant(self._main.end, UTC) - instant(self._main.start, UTC))]
        for event in self._ranged:
            assert event.recurrence_id is not None
            moved = abs(self._at(event.start) - self._at(event.recurrence_id))
            room.append(2 * DAY + moved + abs(instant(event.end, UTC) - instant(event.start, UTC)))
        try:
            begin, end = self._span[0] - max(room), self._span[1] + max(room)
            zone = first.tzinfo
            return tuple(m.astimezone(zone).replace(tzinfo=None, fold=0) for m in (begin, end))  # type: ignore[return-value]
        except OverflowError:
            return None, None

    def _usual(self, original: Moment, changed: Event | None) -> Time:
        """An occurrence without a component of its own; `changed` is one for all from some time on."""
        main = self._main
        if changed is None:
            end = self._ends.get(self._named(original))
            if end is None:
                end = main.end if original == main.start else ending(original, main)
            return Time(main, original, end, original)
        assert changed.recurrence_id is not None
        start = shifted(original, changed.recurrence_id, changed.start)
        return Time(changed, start, ending(start, changed), original)

    def _ranging(self, original: Moment) -> Event | None:
        number = bisect_right(self._ranges, self._at(original))
        return self._ranged[number - 1] if number else None

    def _excluded(self, original: Moment) -> bool:
        return self._named(original) in self._out or _day(original) in self._out

    def _named(self, moment: Moment | None) -> Moment:
        """What an occurrence is told apart by: its instant; its day in a series of whole days."""
        assert moment is not None
        if isinstance(self._main.start, datetime) and isinstance(moment, datetime):
            return instant(moment, self._zone)
        return _day(moment)

    def _overlaps(self, time: Time) -> bool:
        start, end = self._at(time.start), self._at(time.end)
        return start < self._span[1] + DAY and end >= self._span[0] - DAY

    def _at(self, moment: Moment | None) -> datetime:
        assert moment is not None
        return instant(moment, self._zone)


def ending(start: Moment, like: Event) -> Moment:
    """The end of an occurrence of `like` that starts then: as long by the clock on the wall, or as said."""
    if like.lasting is not None:
        return like.lasting.after(start)
    if isinstance(like.start, datetime) and isinstance(like.end, datetime) and isinstance(start, datetime):
        wall = like.end.astimezone(like.start.tzinfo).replace(tzinfo=None) - like.start.replace(tzinfo=None)
        return on_the_clock(start + wall)
    return start + (_day(like.end) - _day(like.start))


def shifted(moment: Moment, before: Moment, after: Moment) -> Moment:
    """`moment` moved as `before` was to `after`, by the clock on the wall."""
    if not (isinstance(moment, datetime) and isinstance(before, datetime) and isinstance(after, datetime)):
        days = _day(after) - _day(before)
        return (
            datetime.combine(moment + days, after.timetz())
            if isinstance(after, datetime)
            else _day(moment) + days
        )
    distance = after.replace(tzinfo=None) - before.astimezone(after.tzinfo).replace(tzinfo=None)
    return on_the_clock(
        (moment.astimezone(after.tzinfo).replace(tzinfo=None) + distance).replace(tzinfo=after.tzinfo)
    )


def _kind(event: Event, kind: str) -> list[str]:
    return [rule.removeprefix(kind) for rule in event.further_rules if rule.startswith(kind)]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001  rules go by the wall


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
