"""The bytes of a new event's file, written line by line: icalendar takes longer to load than a turn.

It reads them as we do, and keeps what it is to change in them: `tests/tools/scheduling/test_plain_write.py`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tools.scheduling.components import PRODUCT, person_name, written
from tools.scheduling.content_lines import ahead, joined, line, moment_line, text
from tools.scheduling.events import Attendee, Event
from tools.scheduling.zones import vtimezone_lines


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
    if event.location:
        yield line("LOCATION", text(event.location))
    if event.description:
        yield line("DESCRIPTION", text(event.description))
    for attendee in event.attendees:
        yield _person("ATTENDEE", attendee, {"PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"})
    if event.rrule:
        # Older programs want FREQ first.
        parts = sorted(event.rrule.split(";"), key=lambda part: not part.startswith("FREQ="))
        yield line("RRULE", ";".join(parts))
    if event.organizer and event.attendees:
        yield _person("ORGANIZER", event.organizer, {})
    for minutes in event.reminders:
        yield "BEGIN:VALARM"
        yield line("ACTION", "DISPLAY")
        yield line("DESCRIPTION", text(event.title or "Reminder"))
        yield line("TRIGGER", ahead(minutes))
        yield "END:VALARM"
    yield "END:VEVENT"


def _person(role: str, person: Attendee, parameters: dict[str, str]) -> str:
    name = {"CN": person_name(person)} if person.name else {}
    return line(role, f"mailto:{person.email}", name | parameters)


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
