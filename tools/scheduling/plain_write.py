"""The bytes of a new event's file, as icalendar would write them (`test_plain_write.py`)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tools.ics.content_lines import joined, line, text
from tools.ics.property_lines import PRODUCT, alarm_lines, moment_line, rule_line, written
from tools.ics.zones import vtimezone_lines
from tools.scheduling.event_lines import guest_line, person_line
from tools.scheduling.events import Event


def new_file(event: Event, at: datetime) -> bytes:
    """The whole file of a new event, made at `at`."""
    return joined(
        [
            "BEGIN:VCALENDAR",
            line("VERSION", "2.0"),
            line("PRODID", PRODUCT),
            *_zones(event),
            *_event(event, at.astimezone(UTC)),
            "END:VCALENDAR",
        ]
    )


def _event(event: Event, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield line("UID", text(event.uid))
    for stamp in ("DTSTAMP", "LAST-MODIFIED", "CREATED"):
        yield moment_line(stamp, at)
    if event.title:
        yield line("SUMMARY", text(event.title))
    yield moment_line("DTSTART", written(event.start, event.floating))
    yield moment_line("DTEND", written(event.end, event.floating))
    if event.transparency:
        yield line("TRANSP", event.transparency.upper())
    if event.location:
        yield line("LOCATION", text(event.location))
    if event.description:
        yield line("DESCRIPTION", text(event.description))
    if event.status:
        yield line("STATUS", event.status.upper())
    if event.sequence:
        yield line("SEQUENCE", str(event.sequence))
    for attendee in event.attendees:
        yield guest_line(attendee)
    if event.rrule:
        yield rule_line(event.rrule)
    if event.organizer and event.attendees:
        yield person_line("ORGANIZER", event.organizer)
    for minutes in event.reminders:
        yield from alarm_lines(minutes, event.title)
    yield "END:VEVENT"


def _zones(event: Event) -> Iterator[str]:
    """A VTIMEZONE for every zone that is spoken of."""
    needed: dict[str, tuple[ZoneInfo, int]] = {}
    for moment in (written(event.start, event.floating), written(event.end, event.floating)):
        if isinstance(moment, datetime) and isinstance(moment.tzinfo, ZoneInfo):
            zone = moment.tzinfo
            year = min(moment.year, needed.get(zone.key, (zone, moment.year))[1])
            needed[zone.key] = (zone, year)
    for _, (zone, year) in sorted(needed.items()):
        yield from vtimezone_lines(zone, year)
