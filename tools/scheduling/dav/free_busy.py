"""When others are busy, as a server tells that may (RFC 6638, 5)."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from xml.etree import ElementTree

from tools.ics.content_lines import joined, line
from tools.ics.document import Document
from tools.ics.file_zones import Zones
from tools.ics.moments import instant
from tools.ics.property_lines import PRODUCT, moment_line
from tools.ics.values import UnreadableValueError, period_of
from tools.scheduling.availability import Slot

CALDAV = "{urn:ietf:params:xml:ns:caldav}"
HREF = "{DAV:}href"
FREE = "FREE"


def asking(organizer: str, guests: Sequence[str], span: Slot) -> bytes:
    """The question that is posted to one's outbox."""
    return joined(
        [
            "BEGIN:VCALENDAR",
            line("VERSION", "2.0"),
            line("PRODID", PRODUCT),
            line("METHOD", "REQUEST"),
            "BEGIN:VFREEBUSY",
            line("UID", str(uuid.uuid4())),
            *(
                moment_line(name, moment.astimezone(UTC).replace(microsecond=0))
                for name, moment in (
                    ("DTSTAMP", datetime.now(UTC)),
                    ("DTSTART", span.start),
                    ("DTEND", span.end),
                )
            ),
            line("ORGANIZER", f"mailto:{organizer}"),
            *(line("ATTENDEE", f"mailto:{guest}") for guest in guests),
            "END:VFREEBUSY",
            "END:VCALENDAR",
        ]
    )


def told(answer: bytes) -> Mapping[str, tuple[Slot, ...]]:
    """By address, in small letters: when they are busy. Whom the server can't tell of is left out.

    Raises:
        ValueError: this is no such answer.
    """
    try:
        root = ElementTree.fromstring(answer)
    except ElementTree.ParseError as error:
        raise ValueError(f"no answer about free time: {error}") from error
    found = {}
    for response in root.iter(f"{CALDAV}response"):
        who = response.findtext(f"{CALDAV}recipient/{HREF}") or response.findtext(f"{CALDAV}recipient") or ""
        data = response.findtext(f"{CALDAV}calendar-data")
        if data and (response.findtext(f"{CALDAV}request-status") or "").startswith("2."):
            found[who.strip().casefold().removeprefix("mailto:")] = tuple(busy_in(data))
    return found


def busy_in(data: str) -> Iterator[Slot]:
    """The times that a VFREEBUSY takes; what is tentative counts, what is free or can't be read doesn't."""
    for calendar in Document(data.encode()).calendars:
        zones = Zones(calendar, UTC)
        for component in calendar.parts("VFREEBUSY"):
            for one in component.lines("FREEBUSY"):
                if one.parameter("FBTYPE").upper() == FREE:
                    continue
                for value in one.value.split(","):
                    with suppress(UnreadableValueError):
                        start, end = period_of(value, "", zones)
                        yield Slot(instant(start, UTC), instant(end, UTC))
