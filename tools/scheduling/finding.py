"""Which event, and which occurrence of it, a change is meant for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tools.errors import ToolError, UnknownIdError
from tools.ics.files import EventFile
from tools.ics.moments import Moment, from_iso, instant
from tools.scheduling.change import Scope
from tools.scheduling.events import Event, Occurrence, Series
from tools.scheduling.ics_read import UnreadableError, read_series
from tools.scheduling.store import CalendarStore
from tools.scheduling.wording import named
from tools.titles import WHOLE_CHARS, called

AROUND = timedelta(days=370)
FAR = timedelta(days=5 * 366)
BEFORE = timedelta(days=31)
"""So long ago may something have begun that isn't over yet."""
NEAREST = 5
_EXTENTS = {"": "", "this": "this", "all": "all", "following": "following", "from": "following"}
_EXTENT = re.compile(
    r"(?P<first>(?:this and (?:all )?)?following|this|all|from)?\b\s*"
    r"(?P<start>\d{4}-\S+(?: \d\d:\d\d\S*)?)?\s*(?P<last>following)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be changed, as it is now."""

    file: EventFile
    event: Event
    """For one occurrence, or it and those after it: at its own time, with `recurrence_id` naming it."""
    scope: Scope


def find_target(
    store: CalendarStore, event_id: str, occurrence: str | None = None, *, now: datetime
) -> Target:
    """The event with this id; with `occurrence`, the one of its occurrences that starts or started then.

    `occurrence` is a start, or "this", "following", "all", alone or with one. "following" is the first
    that starts then or later, with those after it; without a start, the next one is meant. A title does
    for an id where just one event of the year around `now` is called so.

    Raises:
        ToolError: there is none; the message names the nearest ones with their ids.
        AmbiguousError: several ids begin so.
    """
    file, event_id = _located(store, event_id.strip(), now)
    try:
        found = _of_id(read_series(file, store.zone), event_id)
    except UnreadableError as error:
        raise ToolError(f"the event {event_id!r} can't be read: {error}") from error
    series = found[0]
    main = series.main
    extent, said = _extent(occurrence or "")
    if main.recurrence_id is not None:
        return Target(file, _single(found, said, store), "event")
    if not series.recurring and not series.changed:
        return Target(file, main, "event")
    if extent == "all" or not (said or extent):
        if not series.recurring:
            raise ToolError(f"{named(main)} takes place several times; say which one with occurrence")
        return Target(file, main, "series")
    if extent == "following" or not said:
        original = _first_from(store, main, said, now)
    else:
        original = _occurrence(store, main, said)
    if extent == "following":
        if not series.recurring:
            raise ToolError(f"{named(main)} doesn't repeat by a rule; change its occurrences one by one")
        if _is_first(store, main, original):
            return Target(file, main, "series")
    changed = next(
        (e for e in series.changed if _same_start(e.recurrence_id, original.original, store)), None
    )
    changed = changed or _ranging(series, original, store)
    event = replace(
        changed or main,
        start=_like(main.start, original.start),
        end=_like(main.start, original.end),
        rrule="",
        further_rules=(),
        rdates=(),
        periods=(),
        exdates=(),
        recurrence_id=_like(main.start, original.original),
        ranged=False,
    )
    return Target(file, event, "following" if extent == "following" else "occurrence")


def event_with_id(store: CalendarStore, id: str) -> Event:
    """The event, or the series, that has this id or is the only one whose id begins so.

    Raises:
        AmbiguousError: several ids begin so.
        UnknownIdError: none does.
        ToolError: it can't be read.
    """
    file = store.locate(id)
    try:
        return _of_id(read_series(file, store.zone), id)[0].main
    except UnreadableError as error:
        raise ToolError(f"the event {id!r} can't be read: {error}") from error


def _extent(said: str) -> tuple[str, str]:
    """How much of a series is meant, and which occurrence: "following 2026-12-01"."""
    match = _EXTENT.fullmatch(said.strip())
    if match is None:
        return "", said.strip()
    word = (match["last"] or match["first"] or "").lower().split()[-1:]
    return _EXTENTS[word[0] if word else ""], (match["start"] or "").strip()


def _first_from(store: CalendarStore, main: Event, said: str, now: datetime) -> Occurrence:
    """The first occurrence that starts at a moment or later; without one, the next to end."""
    moment = from_iso(said, store.zone) if said else now
    if moment is None:
        raise ToolError(f"occurrence {said!r} isn't ISO 8601; take it from the list of events")
    begin = instant(moment, store.zone)
    for ahead in (AROUND, FAR):
        found = [o for o in store.between(begin - BEFORE, begin + ahead) if o.id == main.id and o.original]
        fits = [o for o in found if instant((o.original if said else o.end) or o.end, store.zone) >= begin]
        # Another one may have been moved to where this one begins.
        named_so = [o for o in found if said and _same_start(o.original, moment, store)] or [
            o for o in found if said and _same_start(o.start, moment, store)
        ]
        if fits or named_so:
            return min(named_so or fits, key=lambda o: instant(o.original or o.start, store.zone))
    raise ToolError(f"{named(main)} doesn't take place from {said or 'today'} on")


def _is_first(store: CalendarStore, main: Event, occurrence: Occurrence) -> bool:
    """Whether nothing of the series comes before it."""
    assert occurrence.original is not None
    begin, end = instant(main.start, store.zone) - AROUND, instant(occurrence.original, store.zone)
    return not any(
        o.id == main.id and o.original is not None and instant(o.original, store.zone) < end
        for o in store.between(begin, end + AROUND)
    )


def _located(store: CalendarStore, said: str, now: datetime) -> tuple[EventFile, str]:
    """The file of an event, and the event's id: of one that was named by its id, or by its title."""
    if len(said) >= WHOLE_CHARS:
        try:
            return store.locate(said), said
        except UnknownIdError:
            pass  # perhaps it is a title
    found = {o.id: o.title for o in store.search(now - AROUND, now + AROUND, words=said)} if said else {}
    fits = called(said, found)
    if len(fits) == 1:
        return store.locate(fits[0]), fits[0]
    near = {id: found[id] for id in fits} or {o.id: o.title for o in store.between(now, now + AROUND)}
    titles = "; ".join(f"{id} ({title})" for id, title in list(near.items())[:NEAREST])
    raise ToolError(
        f"there is no event with the id {said!r}; "
        + (f"give one of these: {titles}" if titles else "list or search events to see their ids")
    )


def _single(found: Sequence[Series], said: str, store: CalendarStore) -> Event:
    """The one that is meant of invitations to single occurrences of a series that isn't here."""
    events = [series.main for series in found]
    if not said and len(events) == 1:
        return events[0]
    moment = from_iso(said, store.zone)
    fits = [e for e in events if moment is not None and (_is_at(e.recurrence_id, moment, store))]
    fits = fits or [e for e in events if moment is not None and _is_at(e.start, moment, store)]
    if len(fits) != 1:
        times = ", ".join(e.recurrence_id.isoformat() for e in events if e.recurrence_id)
        raise ToolError(
            f"{named(events[0])} takes place several times; say which one with occurrence: {times}"
        )
    return fits[0]


def _is_at(own: Moment | None, moment: Moment, store: CalendarStore) -> bool:
    if own is not None and not isinstance(moment, datetime):
        return (own.astimezone(store.zone).date() if isinstance(own, datetime) else own) == moment
    return _same_start(own, moment, store)


def _ranging(series: Series, found: Occurrence, store: CalendarStore) -> Event | None:
    """What describes all occurrences from some time before this one on."""
    assert found.original is not None
    at = instant(found.original, store.zone)
    ranged = [
        (instant(e.recurrence_id, store.zone), e)
        for e in series.changed
        if e.ranged and e.recurrence_id is not None
    ]
    return max(
        ((since, e) for since, e in ranged if since <= at), default=(at, None), key=lambda pair: pair[0]
    )[1]


def _near(store: CalendarStore, event: Event, moment: Moment) -> list[Occurrence]:
    """The occurrences of a series around `moment`, the nearest first, the earlier of two first."""
    middle = instant(moment, store.zone)
    found = [o for o in store.between(middle - AROUND, middle + AROUND) if o.id == event.id and o.original]
    return sorted(
        found, key=lambda o: (abs((_day(o.original) - _day(moment)).days), instant(o.start, store.zone))
    )


def _of_id(found: Sequence[Series], event_id: str) -> Sequence[Series]:
    wanted = event_id.strip().lower()
    fits = [series for series in found if series.main.id.startswith(wanted)]
    if not fits:
        raise UnreadableError("it is no longer in its file")
    return [series for series in fits if series.main.id == fits[0].main.id]


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
    if len({o.original for o in fits}) > 1:
        times = ", ".join(o.original.isoformat() for o in fits[:NEAREST] if o.original)
        raise ToolError(f"{named(main)} takes place several times on {text}; say which: {times}")
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
