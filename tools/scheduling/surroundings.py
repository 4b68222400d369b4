"""What stands around a planned event: what it clashes with, when else there would be room."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

from tools.ics.recurrence_rules import next_starts
from tools.scheduling.availability import (
    DAYS_AHEAD,
    Slot,
    WorkingHours,
    alternatives,
    attended,
    clashing,
)
from tools.scheduling.event_json import slot_json
from tools.scheduling.events import Event, Occurrence
from tools.scheduling.store import CalendarStore
from tools.scheduling.wording import short, when

LOOKED_AT = 10
"""Occurrences of a series that are looked at for clashes."""
INSIDE = 10
"""Those that fall into a time away are to be decided upon one by one."""
NAMED = 4
"""Clashes that are told one by one; a plan that held all of them would grow with the calendar."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """For the preview and the warnings of an approval."""

    clashes: tuple[Occurrence, ...] = ()
    free: tuple[Slot, ...] = ()

    def preview(self) -> dict[str, Any]:
        return {
            "clashes": [
                {"title": o.title, "start": o.start.isoformat(), "end": o.end.isoformat()}
                for o in self.clashes[:NAMED]
            ],
            "alternatives": [slot_json(slot) for slot in self.free],
        }

    def inside(self) -> str:
        """What falls into a time away, in a sentence; empty where nothing does."""
        if not self.clashes:
            return ""
        named = ", ".join(f"'{o.title}' {short(o.start, o.end)}" for o in self.clashes[:INSIDE])
        more = f" and {len(self.clashes) - INSIDE} more" if len(self.clashes) > INSIDE else ""
        events = "1 event falls" if len(self.clashes) == 1 else f"{len(self.clashes)} events fall"
        return f"{events} into it and stay{'s' if len(self.clashes) == 1 else ''}: {named}{more}"

    def warnings(self) -> tuple[str, ...]:
        if not self.clashes:
            return ()
        named = ", ".join(f"'{o.title}' {short(o.start, o.end)}" for o in self.clashes[:NAMED])
        more = f" and {len(self.clashes) - NAMED} more" if len(self.clashes) > NAMED else ""
        free = ", ".join(short(slot.start, slot.end) for slot in self.free)
        return (f"Clashes with {named}{more}" + (f"; free: {free}" if free else ""),)


def around(
    store: CalendarStore,
    event: Event,
    hours: WorkingHours,
    *,
    but: Event | None = None,
    mailboxes: Collection[str] = (),
) -> Surroundings:
    """What is around `event`, or around the first occurrences of it; `but` is what it takes the place of.

    `mailboxes` are the person's, in small letters: what is declined takes no time.
    """
    slots = _slots(event, store.zone)
    if not slots or not event.busy:
        return Surroundings()
    until = slots[0].start.astimezone(UTC) + timedelta(days=DAYS_AHEAD)
    last = max(until, slots[-1].end.astimezone(UTC))
    found = attended(store.between(slots[0].start, last), mailboxes)
    others = [o for o in found if not _same(o, but)]
    clashes = [o for slot in slots for o in clashing(others, slot, store.zone)]
    if not clashes:
        return Surroundings()
    free = alternatives(others, slots[0], hours, store.zone) if not event.recurring else ()
    return Surroundings(tuple(dict.fromkeys(clashes)), free)


def has_passed(event: Event, now: datetime, zone: tzinfo) -> tuple[str, ...]:
    """A warning where the event, or its first occurrence, begins before `now`."""
    passed = event.start < now if isinstance(event.start, datetime) else event.end <= now.date()
    return (f"This is in the past: {when(event.start, event.end, zone)}",) if passed else ()


def _slots(event: Event, zone: tzinfo) -> list[Slot]:
    if not isinstance(event.start, datetime) or not isinstance(event.end, datetime):
        days = () if event.recurring else ((event.start, event.end),)
        return [Slot(*(datetime.combine(day, time(), zone) for day in pair)) for pair in days]
    wall = event.end.replace(tzinfo=None) - event.start.replace(tzinfo=None)
    starts = next_starts(event.rrule, event.start, LOOKED_AT) if event.rrule else [event.start]
    return [Slot(start, start + wall) for start in starts if isinstance(start, datetime)]


def _same(other: Occurrence, own: Event | None) -> bool:
    if own is None or other.id != own.id:
        return False
    return own.recurrence_id is None or own.recurrence_id == other.original
