"""Invitations in mails (RFC 6047), read as far as they can be."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tools.ics.document import Document
from tools.ics.file_zones import FileZone, Zones
from tools.ics.values import UnreadableValueError, moment_in
from tools.mail.charsets import decoded
from tools.mail.ics_parts import (
    BROKEN,
    main_event,
    many,
    one_line,
    parsed_calendar,
    person,
    prop,
    sequence_of,
)
from tools.mail.part import Part
from tools.people.contacts import Address

if TYPE_CHECKING:
    from icalendar import Component

Moment = datetime | date
METHODS = frozenset({"REQUEST", "CANCEL", "REPLY"})
COUNTER = "COUNTER"
"""A guest proposes another time (RFC 5546, 3.2.7); it is read only by who has asked for times."""
ANSWERS = frozenset({"accepted", "declined", "tentative", "needs-action", "delegated"})
MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is invited."""

    address: Address
    answer: str = "needs-action"
    """`accepted`, `declined`, `tentative`, `needs-action`, `delegated`."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a mail says to a calendar. Nothing in it is proven: `sender_fits` compares it with the mail."""

    method: str
    """`REQUEST`, `CANCEL`, `REPLY`; `COUNTER`, where that was looked for."""
    uid: str
    sequence: int
    title: str
    start: Moment
    """Aware, or a date for whole days; a time without zone counts as UTC."""
    end: Moment
    """Excluded."""
    organizer: Address | None
    guests: tuple[Guest, ...]
    content: bytes
    """The calendar file, as it came."""
    location: str = ""
    rrule: str = ""
    recurrence_id: str = ""
    """Names the one occurrence that is meant; empty: the event, or the whole series."""
    comment: str = ""
    stamp: datetime | None = None
    unknown_zone: str = ""
    """The zone that nobody knows, in which its times are given: they are not certain."""

    def guest(self, addresses: Iterable[Address]) -> Guest | None:
        """The one of `addresses` that is invited."""
        mine = list(addresses)
        return next(
            (guest for guest in self.guests if any(guest.address.same_mailbox(one) for one in mine)), None
        )


def sender_fits(invitation: Invitation, sender: Address) -> bool:
    """Whether the mail comes from whom it says: an answer from its guest, all else from the organizer."""
    if invitation.method == "REPLY":
        return len(invitation.guests) == 1 and invitation.guests[0].address.same_mailbox(sender)
    return invitation.organizer is not None and invitation.organizer.same_mailbox(sender)


def invitation_in(content: bytes, methods: Collection[str] = METHODS) -> Invitation | None:
    """The invitation in a mail; None when there is none of `methods` that can be read. Never raises."""
    if b"text/calendar" not in content.lower() and b"application/ics" not in content.lower():
        return None
    from tools.mail.mended import opened

    try:
        parts = [part for part in opened(content).walk() if isinstance(part, Part)]
    except BROKEN:
        return None
    # What stands in the alternative with a method is meant for us; the file beside it says the same.
    for kind in ("text/calendar", "application/ics"):
        for part in parts:
            if part.get_content_type() == kind and (found := invitation_of(text_of(part), methods)):
                return found
    return None


def text_of(part: Part) -> bytes:
    return decoded(part.content(), part.charset).encode()


def invitation_of(content: bytes, methods: Collection[str] = METHODS) -> Invitation | None:
    """What a calendar file with one of `methods` says; None when it is none that can be read."""
    if len(content) > MAX_BYTES:
        return None
    try:
        parsed = parsed_calendar(content)
        event = main_event(parsed)
        method = str(parsed.get("METHOD", "")).strip().upper()
        if method not in methods or event is None or "DTSTART" not in event or not prop(event, "UID"):
            return None
        return read(event, method, content)
    except BROKEN:
        return None


def read(event: "Component", method: str, content: bytes) -> Invitation:
    moments, unknown = moments_in(content)
    start = moments.get("DTSTART") or aware(prop(event, "DTSTART").dt)
    organizers = [person(value) for value in many(prop(event, "ORGANIZER"))]
    rules = [value.to_ical().decode() for value in many(prop(event, "RRULE"))]
    recurrence = prop(event, "RECURRENCE-ID")
    stamp = prop(event, "DTSTAMP")
    return Invitation(
        method=method,
        uid=str(event["UID"]),
        sequence=sequence_of(event),
        title=one_line(prop(event, "SUMMARY") or ""),
        start=start,
        end=moments.get("DTEND") or ending(event, start),
        organizer=organizers[0] if organizers else None,
        guests=tuple(Guest(person(value), answer_of(value)) for value in many(prop(event, "ATTENDEE"))),
        content=content,
        location=one_line(prop(event, "LOCATION") or ""),
        rrule=rules[0] if rules else "",
        recurrence_id=recurrence.to_ical().decode() if recurrence is not None else "",
        comment=" ".join(one_line(value) for value in many(prop(event, "COMMENT"))),
        stamp=instant(stamp.dt) if stamp is not None else None,
        unknown_zone=unknown,
    )


def moments_in(content: bytes) -> tuple[dict[str, Moment], str]:
    """When the event of a calendar file begins and ends, as far as our reader of zones knows it (it knows
    more of their names); and the zone that nobody knows, which makes that a guess."""
    calendar = next(iter(Document(content).calendars), None)
    events = calendar.parts("VEVENT") if calendar else []
    event = next((one for one in events if one.first("RECURRENCE-ID") is None), next(iter(events), None))
    if calendar is None or event is None:
        return {}, ""
    zones, found, unknown = Zones(calendar, UTC), dict[str, Moment](), ""
    for name in ("DTSTART", "DTEND"):
        if line := event.first(name):
            try:
                found[name] = moment_in(line, zones)[0]
            except UnreadableValueError:
                continue
            zone = zones.named(line.parameter("TZID")) if line.parameter("TZID") else None
            if isinstance(zone, FileZone) and not zone.certain:
                unknown = zone.tzid
    alike = len({isinstance(moment, datetime) for moment in found.values()}) < 2
    if not alike:
        found.pop("DTEND", None)
    return found, unknown


def ending(event: "Component", start: Moment) -> Moment:
    if "DTEND" in event:
        return aware(prop(event, "DTEND").dt)
    if "DURATION" in event:
        length: timedelta = prop(event, "DURATION").dt
        return start + length if not isinstance(start, datetime) else later(start, length)
    return start if isinstance(start, datetime) else start + timedelta(days=1)


def later(moment: datetime, by: timedelta) -> datetime:
    """`moment` after `by` has passed, clock changes counted."""
    return (moment.astimezone(UTC) + by).astimezone(moment.tzinfo)


def aware(moment: Moment) -> Moment:
    if isinstance(moment, datetime) and moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment


def instant(moment: Moment) -> datetime | None:
    return moment.replace(tzinfo=moment.tzinfo or UTC) if isinstance(moment, datetime) else None


def answer_of(value: Any) -> str:
    said = str(getattr(value, "params", {}).get("PARTSTAT", "NEEDS-ACTION")).casefold()
    return said if said in ANSWERS else "needs-action"
