"""Calendar files to rows of the index."""

from datetime import UTC, datetime, tzinfo

from tools.scheduling.events import Event, Moment
from tools.scheduling.expansion import Time, times_of
from tools.scheduling.ics_read import UnreadableError, event_components, read_calendar, series_of
from tools.scheduling.index_rows import EventRow, FileRow, Stamp, TimeRow, Window
from tools.scheduling.plain_read import read_plain
from tools.scheduling.store import EventFile

EPOCH_DAY = datetime(1970, 1, 1).toordinal()  # noqa: DTZ001  only its number of days
DAY_S = 86_400
FIRST_YEAR, LAST_YEAR = 1, 9999


def file_row(file: EventFile, stamp: Stamp, window: Window, zone: tzinfo) -> FileRow:
    """What the index keeps of `file`, its series expanded over `window`."""
    plain = read_plain(file, zone)
    if plain is not None and plain.start.year > FIRST_YEAR and plain.end.year < LAST_YEAR:
        time = Time(plain, plain.start, plain.end, None)
        return FileRow(file.calendar, file.name, stamp, (_event_row(plain, ""),), (_time_row(0, time),))
    return full_row(file, stamp, window, zone)


def full_row(file: EventFile, stamp: Stamp, window: Window, zone: tzinfo) -> FileRow:
    """As `file_row`, with icalendar reading every file."""
    try:
        return _full_row(file, stamp, window, zone)
    except UnreadableError as error:
        return FileRow(file.calendar, file.name, stamp, problem=str(error))


def _full_row(file: EventFile, stamp: Stamp, window: Window, zone: tzinfo) -> FileRow:
    components = event_components(read_calendar(file.data))
    found = series_of(components, file, zone)
    start, end = datetime.fromtimestamp(window.start, UTC), datetime.fromtimestamp(window.end, UTC)
    events: list[Event] = []
    times: list[TimeRow] = []
    for series in found:
        members = (series.main, *series.changed)
        base = len(events)
        events.extend(members)
        own = [c for c in components if str(c.get("UID", "")).strip() == series.main.uid] or components
        for time in times_of(series, own, start, end, zone):
            index = next(number for number, member in enumerate(members) if member is time.event)
            times.append(_time_row(base + index, time))
    return FileRow(
        file.calendar,
        file.name,
        stamp,
        tuple(
            _event_row(event, series.main.rrule)
            for series in found
            for event in (series.main, *series.changed)
        ),
        tuple(times),
        recurring=any(series.recurring for series in found),
    )


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
    )


def _time_row(index: int, time: Time) -> TimeRow:
    if not (time.start.year > FIRST_YEAR and time.end.year < LAST_YEAR):
        raise UnreadableError(f"an event in it is outside the calendar: {time.start} – {time.end}")
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
