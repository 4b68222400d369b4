"""Calendar files to events, however other programs have written them."""

import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from tools.scheduling.components import listed, part
from tools.scheduling.events import Attendee, Event, Moment, Series, instant
from tools.scheduling.store import EventFile

if TYPE_CHECKING:
    from icalendar import Calendar, Component

PARSER_ERRORS = (ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What icalendar raises on one or another file of the broken ones that are kept for testing it."""


class UnreadableError(Exception):
    """The bytes hold no event that can be read; the message says why."""


def read_calendar(data: bytes) -> "Calendar":
    """The parsed file, everything in it kept.

    Raises:
        UnreadableError: it is no calendar.
    """
    from icalendar import Calendar

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # Mozilla's and Evolution's names of zones
        try:
            found = Calendar.from_ical(data.decode("utf-8-sig", errors="replace"), multiple=True)
        except PARSER_ERRORS as error:
            raise UnreadableError(f"not a calendar file: {error}") from error
    calendars = [component for component in found if component.name == "VCALENDAR"]
    if not calendars:
        raise UnreadableError("not a calendar file: there is no VCALENDAR in it")
    return calendars[0]


def read_series(file: EventFile, zone: tzinfo) -> tuple[Series, ...]:
    """The events of one file, each with its changed occurrences; `zone` is what times without a zone are in.

    Raises:
        UnreadableError: there is no event that can be read.
    """
    return series_of(event_components(read_calendar(file.data)), file, zone)


def event_components(parsed: "Calendar") -> list["Component"]:
    return [component for component in parsed.subcomponents if component.name == "VEVENT"]


def series_of(components: Sequence["Component"], file: EventFile, zone: tzinfo) -> tuple[Series, ...]:
    """The events of these components of `file`; one that can't be read is left out.

    Raises:
        UnreadableError: none can be read, or there is none.
    """
    by_uid: dict[str, list[Event]] = {}
    problem = "there is no event in it"
    for component in components:
        try:
            event = read_event(component, file, zone)
        except UnreadableError as error:
            problem = str(error)
        else:
            by_uid.setdefault(event.uid, []).append(event)
    if not by_uid:
        raise UnreadableError(problem)
    return tuple(_series(events) for events in by_uid.values())


def read_event(component: "Component", file: EventFile, zone: tzinfo) -> Event:
    """One component of `file` as an event. Without a UID, the name of the file is its UID.

    Raises:
        UnreadableError: it has no start, or a value that can't be read.
    """
    try:
        return _event(component, file, zone)
    except PARSER_ERRORS as error:
        raise UnreadableError(f"an event in it can't be read: {error}") from error


def _event(component: "Component", file: EventFile, zone: tzinfo) -> Event:
    start = _moment(component, "DTSTART")
    if start is None:
        raise UnreadableError("an event in it has no start")
    floating = isinstance(start, datetime) and start.tzinfo is None
    start = _in_zone(start, zone)
    recurrence_id = _moment(component, "RECURRENCE-ID")
    return Event(
        calendar=file.calendar,
        uid=_text(component, "UID") or file.name,
        title=_text(component, "SUMMARY"),
        start=start,
        end=_end(component, start, zone),
        floating=floating,
        location=_text(component, "LOCATION"),
        description=_text(component, "DESCRIPTION"),
        organizer=next((_attendee(value) for value in listed(component, "ORGANIZER")), None),
        attendees=tuple(_attendee(value) for value in listed(component, "ATTENDEE")),
        rrule=next((value.to_ical().decode() for value in listed(component, "RRULE")), ""),
        rdates=tuple(_dates(component, "RDATE", zone)),
        exdates=tuple(_dates(component, "EXDATE", zone)),
        recurrence_id=None if recurrence_id is None else _in_zone(recurrence_id, zone),
        reminders=tuple(_reminders(component)),
        status=_text(component, "STATUS").lower(),
        transparency=_text(component, "TRANSP").lower(),
        sequence=_number(component, "SEQUENCE"),
    )


def _series(events: Sequence[Event]) -> Series:
    mains = [event for event in events if event.recurrence_id is None]
    if not mains:  # an invitation to one occurrence only: it stands for itself
        return Series(events[0], tuple(events[1:]))
    newest = max(mains, key=lambda event: event.sequence)
    return Series(newest, tuple(event for event in events if event.recurrence_id is not None))


def _text(component: "Component", name: str) -> str:
    return next((str(value).strip() for value in listed(component, name)), "")


def _number(component: "Component", name: str) -> int:
    text = _text(component, name)
    return int(text) if text.isdecimal() else 0


def _moment(component: "Component", name: str) -> Moment | None:
    for value in listed(component, name):
        moment = getattr(value, "dt", None)
        if not isinstance(moment, date):
            raise UnreadableError(f"{name} is no date or time: {str(value)[:60]!r}")
        return moment
    return None


def _in_zone(moment: Moment, zone: tzinfo) -> Moment:
    if isinstance(moment, datetime) and moment.tzinfo is None:
        return moment.replace(tzinfo=zone)
    return moment


def _end(component: "Component", start: Moment, zone: tzinfo) -> Moment:
    end = _moment(component, "DTEND")
    if end is None:
        lengths = [part(value, "dt") for value in listed(component, "DURATION")]
        end = _after(start, lengths[0] if lengths and isinstance(lengths[0], timedelta) else None)
    end = _in_zone(end, zone)
    if isinstance(start, datetime):
        end = end if isinstance(end, datetime) else _in_zone(datetime.combine(end, start.timetz()), zone)
        return max(start, end, key=lambda moment: instant(moment, zone))
    day = end.date() if isinstance(end, datetime) else end
    return max(day, start + timedelta(days=1))


def _after(start: Moment, passed: timedelta | None) -> Moment:
    if isinstance(start, datetime):
        if start.tzinfo is None:
            return start + (passed or timedelta())
        return (start.astimezone(UTC) + (passed or timedelta())).astimezone(start.tzinfo)
    return start + timedelta(days=max(1, passed.days if passed else 1))


def _dates(component: "Component", name: str, zone: tzinfo) -> Iterator[Moment]:
    for listed_value in listed(component, name):
        for value in part(listed_value, "dts") or ():
            moment = value.dt[0] if isinstance(value.dt, tuple) else value.dt
            if isinstance(moment, date):
                yield _in_zone(moment, zone)


def _attendee(value: Any) -> Attendee:
    address = str(value).strip()
    if address[:7].lower() == "mailto:":
        address = address[7:]
    params = part(value, "params") or {}
    if "@" not in address and params.get("EMAIL"):
        address = str(params["EMAIL"])
    name = str(params.get("CN", "")).strip()
    return Attendee(address, "" if name == address else name, str(params.get("PARTSTAT", "")).lower())


def _reminders(component: "Component") -> Iterable[int]:
    minutes = set()
    for alarm in component.subcomponents:
        trigger = next(iter(listed(alarm, "TRIGGER")), None) if alarm.name == "VALARM" else None
        before = part(trigger, "dt")
        if (
            isinstance(before, timedelta)
            and (part(trigger, "params") or {}).get("RELATED", "START") == "START"
        ):
            minutes.add(int(-before.total_seconds() // 60))
    return sorted(minute for minute in minutes if minute >= 0)
