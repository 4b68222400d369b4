"""What is free, what clashes, when else there would be room; measured in UTC, so that clock changes count."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo

from tools.ics.moments import instant
from tools.scheduling.events import Occurrence

QUARTER = timedelta(minutes=15)
DAYS_AHEAD = 14


@dataclass(frozen=True, slots=True)
class Slot:
    """A span of time, start included, end excluded."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Slot") -> bool:
        return self.start.astimezone(UTC) < other.end.astimezone(UTC) and other.start.astimezone(
            UTC
        ) < self.end.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When slots are looked for, unless something else is said."""

    start: time = time(9)
    end: time = time(18)
    days: frozenset[int] = frozenset(range(5))
    """Monday is 0."""
    margin: timedelta = timedelta()
    """What is left free before and after what is there."""
    because: tuple[str, ...] = ()
    """Why they are so, where the person has wished it."""

    def within(self, start: datetime, end: datetime, zone: tzinfo) -> Iterator[Slot]:
        """The working hours of each working day between the two, cut to them."""
        day = start.astimezone(zone).date()
        while (opening := datetime.combine(day, self.start, zone)).astimezone(UTC) < end.astimezone(UTC):
            closing = datetime.combine(day, self.end, zone)
            if day.weekday() in self.days:
                yield from _cut(Slot(opening, closing), start, end)
            day += timedelta(days=1)

    def on_days_of(self, start: datetime, end: datetime, zone: tzinfo) -> list[Slot]:
        """As `within`; a span that has no working day, such as a weekend, was meant with its days."""
        return list(self.within(start, end, zone)) or list(
            replace(self, days=frozenset(range(7))).within(start, end, zone)
        )


def attended(occurrences: Iterable[Occurrence], mailboxes: Collection[str]) -> tuple[Occurrence, ...]:
    """The same; those that the person with these addresses has declined take no time."""
    return tuple(
        replace(one, busy=False) if one.busy and one.is_declined_by(mailboxes) else one for one in occurrences
    )


def blocked(occurrences: Iterable[Occurrence], zone: tzinfo) -> list[Slot]:
    """The time that these take, in UTC, in order and without overlaps."""
    spans = sorted((instant(o.start, zone), instant(o.end, zone)) for o in occurrences if o.busy)
    merged: list[Slot] = []
    for start, end in spans:
        if merged and start <= merged[-1].end:
            merged[-1] = Slot(merged[-1].start, max(end, merged[-1].end))
        elif start < end:
            merged.append(Slot(start, end))
    return merged


def free_slots(
    occurrences: Iterable[Occurrence],
    windows: Iterable[Slot],
    at_least: timedelta,
    zone: tzinfo,
    *,
    others: Iterable[Slot] = (),
    margin: timedelta = timedelta(),
) -> Iterator[Slot]:
    """What of `windows` is free for `at_least` that long, in `zone`; `others` is when guests are busy.

    `margin` is left free before and after each of `occurrences`.
    """
    own = (Slot(slot.start - margin, slot.end + margin) for slot in blocked(occurrences, zone))
    taken = sorted([*own, *others], key=lambda slot: slot.start.astimezone(UTC))
    for window in windows:
        start, end = window.start.astimezone(UTC), window.end.astimezone(UTC)
        for slot in [*(slot for slot in taken if slot.start < end and slot.end > start), Slot(end, end)]:
            if slot.start.astimezone(UTC) - start >= at_least:
                yield Slot(start.astimezone(zone), slot.start.astimezone(zone))
            start = max(start, slot.end.astimezone(UTC))


def clashing(occurrences: Iterable[Occurrence], slot: Slot, zone: tzinfo) -> list[Occurrence]:
    """Those that take time of `slot`."""
    start, end = slot.start.astimezone(UTC), slot.end.astimezone(UTC)
    return [
        o for o in occurrences if o.busy and instant(o.start, zone) < end and instant(o.end, zone) > start
    ]


def alternatives(
    occurrences: Sequence[Occurrence], wanted: Slot, hours: WorkingHours, zone: tzinfo
) -> tuple[Slot, ...]:
    """Two free slots as long as `wanted`, after its start: the next, and the next at the same time of day.

    `occurrences` are those of the `DAYS_AHEAD` days after it. Nothing here depends on what time it is now.
    """
    length = wanted.end.astimezone(UTC) - wanted.start.astimezone(UTC)
    until = (wanted.start.astimezone(UTC) + timedelta(days=DAYS_AHEAD)).astimezone(zone)
    windows = hours.within(wanted.start, until, zone)
    gaps = list(free_slots(occurrences, windows, length, zone, margin=hours.margin))
    found = []
    for start in (_quarter(gap.start, zone) for gap in gaps):
        slot = Slot(start, (start.astimezone(UTC) + length).astimezone(zone))
        if any(_inside(slot, gap) for gap in gaps):
            found.append(slot)
            break
    clock = wanted.start.astimezone(zone).time()
    for gap in gaps:
        start = datetime.combine(gap.start.date(), clock, zone)
        slot = Slot(start, (start.astimezone(UTC) + length).astimezone(zone))
        if _inside(slot, gap) and start.date() != wanted.start.astimezone(zone).date():
            found.extend([slot] if slot not in found else [])
            break
    return tuple(found)


def _cut(slot: Slot, start: datetime, end: datetime) -> Iterator[Slot]:
    zone = slot.start.tzinfo
    first = max(slot.start.astimezone(UTC), start.astimezone(UTC))
    last = min(slot.end.astimezone(UTC), end.astimezone(UTC))
    if first < last:
        yield Slot(first.astimezone(zone), last.astimezone(zone))


def _inside(slot: Slot, gap: Slot) -> bool:
    return gap.start.astimezone(UTC) <= slot.start.astimezone(UTC) and slot.end.astimezone(
        UTC
    ) <= gap.end.astimezone(UTC)


def _quarter(moment: datetime, zone: tzinfo) -> datetime:
    """The next full quarter of an hour."""
    moment = moment.astimezone(UTC)
    over = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return (moment + (QUARTER - over if over else timedelta())).astimezone(zone)
