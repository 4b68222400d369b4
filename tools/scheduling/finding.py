"""Which event, and which occurrence of it, a change is meant for."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tools.errors import ToolError
from tools.scheduling.events import Event, Moment, Occurrence, Series, instant
from tools.scheduling.ics_read import UnreadableError, read_series
from tools.scheduling.ics_write import Scope
from tools.scheduling.moments import from_iso, zone_name
from tools.scheduling.store import CalendarStore, EventFile
from tools.scheduling.wording import named

AROUND = timedelta(days=370)
NEAREST = 5


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be changed, as it is now."""

    file: EventFile
    event: Event
    """For one occurrence: at its own time, with `recurrence_id` naming it."""
    scope: Scope


def find_target(store: CalendarStore, event_id: str, occurrence: str | None = None) -> Target:
    """The event with this id; with `occurrence`, the one of its occurrences that starts or started then.

    Raises:
        ToolError: there is none.
        AmbiguousError: several ids begin so.
    """
    file = store.locate(event_id)
    try:
        series = _of_id(read_series(file, store.zone), event_id)
    except UnreadableError as error:
        raise ToolError(f"the event {event_id!r} can't be read: {error}") from error
    main = _in_named_zone(series.main, store)
    if not series.recurring:
        return Target(file, main, "event")
    if occurrence is None or not occurrence.strip():
        return Target(file, main, "series")
    found = _occurrence(store, main, occurrence)
    changed = next((e for e in series.changed if _same_start(e.recurrence_id, found.original, store)), None)
    event = replace(
        _in_named_zone(changed or main, store),
        start=_like(main.start, found.start),
        end=_like(main.start, found.end),
        rrule="",
        rdates=(),
        exdates=(),
        recurrence_id=_like(main.start, found.original),
    )
    return Target(file, event, "occurrence")


def _near(store: CalendarStore, event: Event, moment: Moment) -> list[Occurrence]:
    """The occurrences of a series around `moment`, the nearest first, the earlier of two first."""
    middle = instant(moment, store.zone)
    found = [o for o in store.between(middle - AROUND, middle + AROUND) if o.id == event.id and o.original]
    return sorted(
        found, key=lambda o: (abs((_day(o.original) - _day(moment)).days), instant(o.start, store.zone))
    )


def _of_id(found: tuple[Series, ...], event_id: str) -> Series:
    wanted = event_id.strip().lower()
    return next((series for series in found if series.main.id.startswith(wanted)), found[0])


def _occurrence(store: CalendarStore, main: Event, text: str) -> Occurrence:
    moment = from_iso(text, store.zone)
    if moment is None:
        raise ToolError(f"occurrence {text!r} isn't ISO 8601; take it from the list of events")
    near = _near(store, main, moment)
    if isinstance(moment, datetime):
        fits = [o for o in near if _same_start(o.original, moment, store)] or [
            o for o in near if _same_start(o.start, moment, store)
        ]
    else:
        fits = [o for o in near if _day(o.original) == moment] or [o for o in near if _day(o.start) == moment]
    if not fits:
        others = ", ".join(o.original.isoformat() for o in near[:NEAREST] if o.original)
        raise ToolError(f"{named(main)} doesn't take place on {text}; near it: {others or 'nothing'}")
    return fits[0]


def _same_start(one: Moment | None, other: Moment | None, store: CalendarStore) -> bool:
    return one is not None and other is not None and instant(one, store.zone) == instant(other, store.zone)


def _day(moment: Moment | None) -> date:
    assert moment is not None
    return moment.date() if isinstance(moment, datetime) else moment


def _like(pattern: Moment, moment: Moment | None) -> Moment:
    """`moment` in the zone of `pattern`."""
    assert moment is not None
    if isinstance(pattern, datetime) and isinstance(moment, datetime):
        return moment.astimezone(pattern.tzinfo)
    return moment


def _in_named_zone(event: Event, store: CalendarStore) -> Event:
    """The event with its times in a zone that has a name, which they can be written in."""
    if not isinstance(event.start, datetime) or not isinstance(event.end, datetime) or zone_name(event.zone):
        return event
    return replace(event, start=event.start.astimezone(store.zone), end=event.end.astimezone(store.zone))
