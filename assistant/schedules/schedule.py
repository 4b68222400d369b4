"""When a routine is due: a first time on the wall, the rule it follows, and what is left out (RFC 5545)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from tools.ics.repetition import UNIT_S, Repetition, RuleError

FURTHEST = timedelta(days=366 * 9)
"""So far ahead the next time is looked for: a 29 February may be eight years away."""
_LINE = re.compile(r"(DTSTART|EXDATE)(?:;TZID=([^:]+))?:(.+)")
_WALL = "%Y%m%dT%H%M%S"


@dataclass(frozen=True)
class Schedule:
    """All instants that it gives are in UTC; `start` is what a clock on the wall of `zone` shows.

    A rule by days, weeks, months or years keeps to the wall: 16:00 stays 16:00 when clocks change. A time
    that a day doesn't have is as much later as the clocks go forward, and of one that it has twice it is
    the first (RFC 5545, 3.3.5). A rule by hours or minutes counts the time that passes.
    """

    start: datetime
    """Naive."""
    zone: ZoneInfo
    rule: str = ""
    """An RRULE without its name; empty: once."""
    left_out: frozenset[datetime] = frozenset()

    @classmethod
    def of(cls, text: str) -> "Schedule":
        """The schedule that `text` gives, as its `text` wrote it.

        Raises:
            ValueError: it is none.
        """
        start, zone, rule, left_out = None, ZoneInfo("UTC"), "", set[datetime]()
        for line in text.splitlines():
            if line.startswith("RRULE:"):
                rule = line.removeprefix("RRULE:")
            elif match := _LINE.fullmatch(line):
                zone = ZoneInfo(match[2]) if match[2] else zone
                if match[1] == "DTSTART":
                    start = datetime.fromisoformat(match[3])
                else:
                    left_out |= {datetime.fromisoformat(one) for one in match[3].split(",")}
        if start is None:
            raise ValueError(f"no DTSTART in {text!r}")
        return cls(start, zone, rule, frozenset(left_out))

    def text(self) -> str:
        """As RFC 5545 writes it: DTSTART, and where there are any RRULE and EXDATE."""
        lines = [f"DTSTART;TZID={self.zone.key}:{self.start:{_WALL}}"]
        if self.rule:
            lines.append(f"RRULE:{self.rule}")
        if self.left_out:
            lines.append("EXDATE:" + ",".join(f"{one:{_WALL}}Z" for one in sorted(self.left_out)))
        return "\n".join(lines)

    def after(self, moment: datetime) -> datetime | None:
        """The first time later than `moment`; None: there is none any more."""
        return next(self.times(moment), None)

    def upcoming(self, moment: datetime, count: int) -> list[datetime]:
        """The next `count` times later than `moment`, as far as there are so many."""
        return list(islice(self.times(moment), count))

    def times(self, moment: datetime) -> Iterator[datetime]:
        """The times later than `moment`, in order, each once."""
        last = moment.astimezone(UTC)
        for found in self._passing(last) if self._counts_time else self._on_the_wall(last):
            if found > last and found not in self.left_out:
                last = found
                yield found

    def without(self, moment: datetime) -> "Schedule":
        """The same, with one time left out."""
        return replace(self, left_out=self.left_out | {moment.astimezone(UTC)})

    def leaving_out_days_of(self, other: "Schedule") -> "Schedule":
        """The same, without what it has on the days of which `other` leaves one out.

        What comes by hours or minutes keeps to the instants.
        """
        if self._counts_time or other._counts_time:
            return replace(self, left_out=self.left_out | other.left_out)
        found = self
        for day in {moment.astimezone(self.zone).date() for moment in other.left_out}:
            begin = datetime.combine(day, time(), self.zone)
            for moment in self.times(begin.astimezone(UTC) - timedelta(microseconds=1)):
                if moment.astimezone(self.zone).date() != day:
                    break
                found = found.without(moment)
        return found

    @property
    def _counts_time(self) -> bool:
        return bool(self.rule) and self._repetition.frequency in UNIT_S

    @property
    def _repetition(self) -> Repetition:
        return Repetition.of(self.rule, self.zone)

    def _on_the_wall(self, moment: datetime) -> Iterator[datetime]:
        if not self.rule:
            yield self._instant(self.start)
            return
        # A day earlier, as a time that the wall doesn't show comes later than it says.
        begin = moment.astimezone(self.zone).replace(tzinfo=None) - timedelta(days=1)
        end = max(begin, self.start) + FURTHEST
        yield from map(self._instant, self._repetition.starts(self.start, begin, end))

    def _passing(self, moment: datetime) -> Iterator[datetime]:
        """By the time that passes; days, months and hours of the rule choose among them by the wall."""
        rule = self._repetition
        step = timedelta(seconds=UNIT_S[rule.frequency] * rule.interval)
        first = self._instant(self.start)
        until = None if rule.until is None else self._instant(rule.until)
        chooses = bool(rule.days or rule.months or rule.month_days or rule.hours or rule.minutes)
        # Which number an instant has is known without counting only where all of them count.
        passed = max(0, (moment - first) // step) if not (chooses and rule.count) else 0
        number, at = passed, first + passed * step
        limit = max(moment, first) + FURTHEST
        while at < limit and (until is None or at <= until) and (rule.count is None or number < rule.count):
            if not chooses or self._chosen(rule, at):
                number += 1
                yield at
            at += step

    def _chosen(self, rule: Repetition, at: datetime) -> bool:
        wall = at.astimezone(self.zone)
        return (
            (not rule.days or any(wall.weekday() == weekday for _, weekday in rule.days))
            and (not rule.months or wall.month in rule.months)
            and (not rule.month_days or wall.day in rule.month_days)
            and (not rule.hours or wall.hour in rule.hours)
            and (not rule.minutes or wall.minute in rule.minutes)
        )

    def _instant(self, wall: datetime) -> datetime:
        return wall.replace(tzinfo=self.zone, fold=0).astimezone(UTC)


def checked(schedule: Schedule) -> None:
    """Raises:
    RuleError: its rule can't be followed.
    """
    if not schedule.rule:
        return
    rule = Repetition.of(schedule.rule, schedule.zone)
    if rule.frequency in UNIT_S and (rule.places or rule.weeks or rule.year_days or rule.seconds):
        raise RuleError(
            f"{schedule.rule}: by hours and minutes only BYDAY, BYMONTH, BYMONTHDAY and BYHOUR count"
        )
