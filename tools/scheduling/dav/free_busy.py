"""When others are busy, as a server tells that may (RFC 6638, 5)."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from tools.scheduling.availability import Slot

if TYPE_CHECKING:
    from icalendar import Component

CALDAV = "{urn:ietf:params:xml:ns:caldav}"
HREF = "{DAV:}href"
FREE = "FREE"


def asking(organizer: str, guests: Sequence[str], span: Slot) -> bytes:
    """The question that is posted to one's outbox."""
    from icalendar import Calendar, FreeBusy, vCalAddress

    question = FreeBusy()
    question.add("uid", str(uuid.uuid4()))
    question.add("dtstamp", datetime.now(UTC).replace(microsecond=0))
    question.add("dtstart", span.start.astimezone(UTC).replace(microsecond=0))
    question.add("dtend", span.end.astimezone(UTC).replace(microsecond=0))
    question["ORGANIZER"] = vCalAddress(f"mailto:{organizer}")
    question["ATTENDEE"] = [vCalAddress(f"mailto:{guest}") for guest in guests]
    parsed = Calendar()
    parsed.add("version", "2.0")
    parsed.add("prodid", "-//langgraph-assistant//EN")
    parsed.add("method", "REQUEST")
    parsed.add_component(question)
    return bytes(parsed.to_ical())


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
    """The times that a VFREEBUSY takes; what is tentative counts, what is free doesn't."""
    from icalendar import Calendar

    for component in Calendar.from_ical(data).walk("VFREEBUSY"):
        for value in lines(component):
            if str(value.params.get("FBTYPE", "BUSY")).upper() == FREE:
                continue
            start, until = value.dt
            end = start + until if isinstance(until, timedelta) else until
            yield Slot(start.astimezone(UTC), end.astimezone(UTC))


def lines(component: "Component") -> Iterator[Any]:
    """The periods of a VFREEBUSY; a line may hold one or several, and there may be several lines."""
    found = component.get("FREEBUSY", [])
    for line in found if isinstance(found, list) else [found]:
        yield from line if isinstance(line, list) else getattr(line, "dts", [line])
