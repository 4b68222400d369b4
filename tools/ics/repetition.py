"""What a recurrence rule (RFC 5545, 3.3.10) comes to: starts as the wall shows them, in bounded work."""

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import product

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")
UNIT_S = {"HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}
MOST_DAYS = 150_000
"""So many days are looked at before a rule is given up that never comes true: four hundred years."""
MOST_STARTS = 100_000
"""So many starts are counted before a rule is given up."""
RANGES = {
    "BYMONTH": (1, 12), "BYMONTHDAY": (-31, 31), "BYYEARDAY": (-366, 366), "BYWEEKNO": (-53, 53),
    "BYSETPOS": (-366, 366), "BYHOUR": (0, 23), "BYMINUTE": (0, 59), "BYSECOND": (0, 60),
}  # fmt: skip
DAY = timedelta(days=1)
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)(Z?))?")


class RuleError(ValueError):
    """The rule can't be followed; the message says which part of it."""


@dataclass(frozen=True)
class Repetition:
    """A rule as its parts say it."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: datetime | None = None
    """Included, on the wall."""
    days: tuple[tuple[int, int], ...] = ()
    """Which one, or 0 for each, and the day of the week, Monday being 0."""
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    week_start: int = 0

    @classmethod
    def of(cls, rule: str, zone: tzinfo | None = None) -> "Repetition":
        """The rule in the text; an UNTIL in UTC as the clock in `zone` shows it.

        Raises:
            RuleError: a part of it can't be read.
        """
        parts = dict(_parts(rule))
        frequency = parts.pop("FREQ", "")
        if frequency not in FREQUENCIES:
            raise RuleError(f"FREQ={frequency or 'nothing'}")
        # RFC 7529. Without it, days that a month doesn't have are left out, in the calendar that all use.
        for name, usual in (("RSCALE", "GREGORIAN"), ("SKIP", "OMIT")):
            if (other := parts.pop(name, usual)) != usual:
                raise RuleError(f"{name}={other}")
        interval = _number(parts, "INTERVAL", "1")
        if not interval:
            raise RuleError("INTERVAL=0")
        if unknown := parts.keys() - RANGES.keys() - {"INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"}:
            raise RuleError(min(unknown))
        numbers = {name: _numbers(parts, name) for name in RANGES}
        if numbers["BYSETPOS"] and frequency in UNIT_S:
            raise RuleError(f"BYSETPOS within FREQ={frequency}")
        week_start = parts.get("WKST", "MO")
        if week_start not in WEEKDAYS:
            raise RuleError(f"WKST={week_start}")
        return cls(
            frequency,
            interval,
            # some write -1 for a series without end
            None if parts.get("COUNT", "-1") == "-1" else _number(parts, "COUNT", ""),
            until_of(parts["UNTIL"], zone) if "UNTIL" in parts else None,
            tuple(_days(parts.get("BYDAY", ""))),
            numbers["BYMONTH"],
            numbers["BYMONTHDAY"],
            numbers["BYYEARDAY"],
            numbers["BYWEEKNO"],
            numbers["BYSETPOS"],
            numbers["BYHOUR"],
            numbers["BYMINUTE"],
            numbers["BYSECOND"],
            WEEKDAYS.index(week_start),
        )

    def starts(
        self, first: datetime, begin: datetime | None = None, end: datetime | None = None
    ) -> Iterator[datetime]:
        """Starts of a series whose first is at `first`: those from `begin` on and before `end`; all naive.

        `first` itself is among them only where it follows the rule. A rule that never comes true has none.

        Raises:
            RuleError: there are more than can be counted. Those before it have been given.
        """
        begin = max(first, begin) if begin else first
        number = 0
        for start in self._all(first, first if self.count is not None else begin, end):
            if start < first:
                continue
            number += 1
            if (
                (self.until and start > self.until)
                or (self.count is not None and number > self.count)
                or (end and start >= end)
            ):
                return
            if number > MOST_STARTS:
                raise RuleError(f"more than {MOST_STARTS:,} times")
            if start >= begin:
                yield start

    def _all(self, first: datetime, begin: datetime, end: datetime | None) -> Iterator[datetime]:
        """What follows the rule, endlessly, from some time before `begin` on until some time after `end`."""
        fitted = self._fitted(first)
        last = min((moment.date() for moment in (self.until, end) if moment), default=date.max)
        looked_at = 0
        try:
            for days in fitted._periods(first, begin):
                looked_at += len(days)
                if looked_at > MOST_DAYS or (days and days[0] > last):
                    return
                yield from fitted._in_period(first, days)
        except (OverflowError, ValueError):  # past the year 9999
            return

    def _fitted(self, first: datetime) -> "Repetition":
        """The rule with what it takes from its first start."""
        found = self
        if not (self.weeks or self.year_days or self.month_days or self.days):
            match self.frequency:
                case "YEARLY":
                    found = replace(found, months=self.months or (first.month,), month_days=(first.day,))
                case "MONTHLY":
                    found = replace(found, month_days=(first.day,))
                case "WEEKLY":
                    found = replace(found, days=((0, first.weekday()),))
        unit = UNIT_S.get(self.frequency, 86_400)
        return replace(
            found,
            hours=self.hours or ((first.hour,) if unit > 3600 else ()),
            minutes=self.minutes or ((first.minute,) if unit > 60 else ()),
            seconds=self.seconds or ((first.second,) if unit > 1 else ()),
        )

    def _periods(self, first: datetime, begin: datetime) -> Iterator[list[date]]:
        """The days of each year, month, week or day that the interval falls on."""
        day, late = first.date(), begin.date()
        match self.frequency:
            case "YEARLY":
                year = day.year + _skipped(late.year - day.year - 1, self.interval)
                while True:
                    yield list(self._days_of(year, self._wanted_months()))
                    year += self.interval
            case "MONTHLY":
                month = day.year * 12 + day.month - 1
                month += _skipped(late.year * 12 + late.month - 1 - month - 1, self.interval)
                while True:
                    year, index = divmod(month, 12)
                    wanted = not self.months or index + 1 in self.months
                    # one day stands for a month that is passed over, so that the work is counted
                    yield list(self._days_of(year, [index + 1])) if wanted else [date(year, index + 1, 1)]
                    month += self.interval
            case "WEEKLY":
                monday = day - timedelta(days=(day.weekday() - self.week_start) % 7)
                monday += timedelta(weeks=_skipped((late - monday).days // 7 - 1, self.interval))
                places = {(weekday - self.week_start) % 7 for _, weekday in self.days}
                days = [timedelta(days=number) for number in range(7) if not places or number in places]
                while True:
                    yield [monday + day for day in days]
                    monday += timedelta(weeks=self.interval)
            case _:
                step = self.interval if self.frequency == "DAILY" else 1
                day += timedelta(days=_skipped((late - day).days - 1, step))
                while True:
                    yield [day]
                    day += timedelta(days=step)

    def _wanted_months(self) -> Iterable[int]:
        if self.months and not self.weeks:
            return sorted(set(self.months))
        return range(1, 13)

    def _days_of(self, year: int, months: Iterable[int]) -> Iterator[date]:
        for month in months:
            for number in range(1, calendar.monthrange(year, month)[1] + 1):
                yield date(year, month, number)

    def _in_period(self, first: datetime, days: list[date]) -> Iterator[datetime]:
        found = (
            datetime.combine(day, clock)
            for day in days
            if self._holds(day)
            for clock in self._clocks(first, day)
        )
        if not self.places:
            yield from found
            return
        every = list(found)
        wanted = {place - 1 if place > 0 else len(every) + place for place in self.places}
        yield from (every[place] for place in sorted(wanted) if 0 <= place < len(every))

    def _clocks(self, first: datetime, day: date) -> Iterator[time]:
        """The times on a day that the rule names."""
        unit = UNIT_S.get(self.frequency)
        if unit is None:
            for hour, minute, second in product(*map(_sorted, (self.hours, self.minutes, self.seconds))):
                yield time(hour, minute, min(second, 59))
            return
        origin = first.replace(minute=0) if unit == 3600 else first
        origin = origin.replace(second=0) if unit >= 60 else origin
        midnight = int((datetime.combine(day, time()) - origin).total_seconds()) // unit
        for number in range(-midnight % self.interval, 86_400 // unit, self.interval):
            hour, rest = divmod(number * unit, 3600)
            if self.hours and hour not in self.hours:
                continue
            if unit < 3600 and self.minutes and rest // 60 not in self.minutes:
                continue
            if unit == 1 and self.seconds and rest % 60 not in self.seconds:
                continue
            minutes = _sorted(self.minutes) if unit == 3600 else [rest // 60]
            seconds = _sorted(self.seconds) if unit > 1 else [rest % 60]
            yield from (time(hour, minute, min(second, 59)) for minute in minutes for second in seconds)

    def _holds(self, day: date) -> bool:
        if self.months and day.month not in self.months:
            return False
        if self.month_days and not self._either(
            day.day, calendar.monthrange(day.year, day.month)[1], self.month_days
        ):
            return False
        if self.year_days:
            length = 366 if calendar.isleap(day.year) else 365
            if not self._either(day.timetuple().tm_yday, length, self.year_days):
                return False
        if self.weeks and not self._in_weeks(day):
            return False
        return not self.days or any(self._is_day(day, place, weekday) for place, weekday in self.days)

    @staticmethod
    def _either(number: int, length: int, wanted: tuple[int, ...]) -> bool:
        return number in wanted or number - length - 1 in wanted

    def _is_day(self, day: date, place: int, weekday: int) -> bool:
        if day.weekday() != weekday:
            return False
        if not place or self.frequency not in ("YEARLY", "MONTHLY"):
            return True
        if self.frequency == "MONTHLY" or self.months:
            number, length = day.day, calendar.monthrange(day.year, day.month)[1]
        else:
            number, length = day.timetuple().tm_yday, 366 if calendar.isleap(day.year) else 365
        return (number - 1) // 7 + 1 == place if place > 0 else (length - number) // 7 + 1 == -place

    def _in_weeks(self, day: date) -> bool:
        """By the week that the day is in; one of the last or next year's weeks is none of this year's."""
        thursday = day + timedelta(days=3 - (day.weekday() - self.week_start) % 7)
        if thursday.year != day.year:
            return False
        number = (thursday.timetuple().tm_yday - 1) // 7 + 1
        length = (date(day.year, 12, 31).timetuple().tm_yday - thursday.timetuple().tm_yday) // 7 + number
        return self._either(number, length, self.weeks)


def until_of(text: str, zone: tzinfo | None = None) -> datetime:
    """The last moment that an UNTIL includes, as the clock in `zone` shows it.

    Raises:
        RuleError: it is no date.
    """
    match = _UNTIL.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError(text)
        day = date(int(match[1]), int(match[2]), int(match[3]))
        if match[4] is None:
            return datetime.combine(day, time(23, 59, 59))
        at = datetime.combine(day, time()) + timedelta(
            hours=int(match[4]), minutes=int(match[5]), seconds=int(match[6])
        )
        return at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) if match[7] and zone else at
    except (ValueError, OverflowError):
        raise RuleError(f"UNTIL={text}") from None


def rule_of(text: str, zone: tzinfo | None) -> Repetition:
    """The rule, without an end that can't be read.

    Raises:
        RuleError: it can't be followed.
    """
    parts = text.split(";")
    for part in parts:
        name, _, value = part.partition("=")
        if name.strip().upper() == "UNTIL":
            try:
                until_of(value.strip().upper(), zone)
            except RuleError:
                text = ";".join(other for other in parts if other is not part)
    return Repetition.of(text, zone)


def _parts(rule: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, (part.strip() for part in rule.upper().split(";"))):
        name, equals, value = part.partition("=")
        if not equals:
            raise RuleError(part)
        if not name.startswith("X-") and (value.strip() or not name.startswith("BY")):
            yield name.strip(), value.strip()


def _number(parts: dict[str, str], name: str, usual: str) -> int:
    text = parts.get(name, usual)
    if not text.isdecimal() or len(text) > 9:
        raise RuleError(f"{name}={text}")
    return int(text)


def _numbers(parts: dict[str, str], name: str) -> tuple[int, ...]:
    if name not in parts:
        return ()
    low, high = RANGES[name]
    try:
        found = tuple(int(text) for text in parts[name].split(","))
    except ValueError:
        raise RuleError(f"{name}={parts[name]}") from None
    if not all(low <= number <= high for number in found) or (low < 0 and 0 in found):
        raise RuleError(f"{name}={parts[name]}")
    return found


def _days(text: str) -> Iterator[tuple[int, int]]:
    for day in filter(None, (day.strip() for day in text.split(","))):
        match = _DAY.fullmatch(day)
        if match is None:
            raise RuleError(f"BYDAY={day}")
        yield int(match[1] or 0), WEEKDAYS.index(match[2])


def _skipped(passed: int, interval: int) -> int:
    """How far to go at once: a number of whole intervals, no further than `passed`."""
    return max(0, passed // interval * interval)


def _sorted(numbers: tuple[int, ...]) -> list[int]:
    return sorted(set(numbers))
