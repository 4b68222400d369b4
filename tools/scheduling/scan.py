"""Calendar files to rows of the index."""

from datetime import UTC, datetime, tzinfo
from functools import lru_cache

from tools.errors import StorageError
from tools.ics.files import EventFile
from tools.ics.moments import Moment, zone_name
from tools.ics.values import FIRST_YEAR, LAST_YEAR
from tools.scheduling.events import Event
from tools.scheduling.expansion import Time, times_of
from tools.scheduling.ics_read import read_contents
from tools.scheduling.index_rows import EventRow, FileRow, Stamp, TimeRow, Window
from tools.scheduling.vdir import NAMELESS, NO_STAMP, Vdir

EPOCH_DAY = datetime(1970, 1, 1).toordinal()  # noqa: DTZ001  only its number of days
DAY_S = 86_400


def row_of(vdir: Vdir, calendar: str, name: str, window: Window, zone: tzinfo) -> FileRow | None:
    """What the index keeps of one file, also of one that can't be read; None: it isn't there."""
    try:
        read = vdir.read(calendar, name)
    except StorageError as error:
        stamp = vdir.stamp(calendar, name)
        reason = error.message.removeprefix(f"{vdir.root / calendar / name} ")
        return FileRow(calendar, name, stamp, problem=reason) if stamp else None
    if read is not None:
        return file_row(*read, window, zone)
    # what is listed and isn't there under this name has one that is no text
    nameless = "\\x" in name and vdir.is_listed(calendar, name)
    return FileRow(calendar, name, NO_STAMP, problem=NAMELESS) if nameless else None


def file_row(file: EventFile, stamp: Stamp, window: Window, zone: tzinfo) -> FileRow:
    """What the index keeps of `file`, its series expanded over `window`."""
    contents = read_contents(file, zone)
    start, end = _span(window)
    found_series = contents.series
    events: list[EventRow] = []
    times: list[TimeRow] = []
    problems = list(contents.problems)
    for series in found_series:
        members = (series.main, *series.changed)
        numbers = {id(member): len(events) + number for number, member in enumerate(members)}
        events.extend(_event_row(member, series.main.rrule) for member in members)
        found = times_of(series, start, end, zone)
        times.extend(_time_row(numbers[id(time.event)], time) for time in found.times if _is_kept(time))
        problems.extend(f"{series.main.title!r}: {problem}" for problem in found.problems)
    return FileRow(
        file.calendar,
        file.name,
        stamp,
        tuple(events),
        tuple(times),
        recurring=any(series.recurring for series in found_series),
        problem="; ".join(problems) or None,
        to_dos=contents.to_dos,
    )


@lru_cache(maxsize=4)
def _span(window: Window) -> tuple[datetime, datetime]:
    return datetime.fromtimestamp(window.start, UTC), datetime.fromtimestamp(window.end, UTC)


def _event_row(event: Event, rrule: str) -> EventRow:
    return EventRow(
        event_id=event.id,
        uid=event.uid,
        title=event.title,
        location=event.location,
        description=event.description,
        attendees=tuple((attendee.email, attendee.name, attendee.status) for attendee in event.attendees),
        organizer=event.organizer.email if event.organizer else "",
        organizer_name=event.organizer.name if event.organizer else "",
        rrule=rrule,
        all_day=event.all_day,
        busy=event.busy,
        status=event.status,
        zone=_zone(event),
    )


def _zone(event: Event) -> str:
    # Some write all times in UTC; that is nobody's clock.
    name = "" if event.floating else zone_name(event.zone)
    return "" if name in ("UTC", "Etc/UTC") else name


def _is_kept(time: Time) -> bool:
    return time.start.year > FIRST_YEAR and time.end.year < LAST_YEAR


def _time_row(index: int, time: Time) -> TimeRow:
    floating = time.event.floating
    wall = floating or not isinstance(time.start, datetime)
    original = None if time.original is None else _original(time.original, floating)
    return TimeRow(index, wall, seconds(time.start, floating), seconds(time.end, floating), original)


def _original(moment: Moment, floating: bool) -> str:
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return (moment.replace(tzinfo=None) if floating else moment.astimezone(UTC)).isoformat()


def seconds(moment: Moment, floating: bool = False) -> int:
    """Seconds since 1970, in UTC; for whole days and floating times as the wall shows it."""
    if not isinstance(moment, datetime):
        return (moment.toordinal() - EPOCH_DAY) * DAY_S
    if floating:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp())
