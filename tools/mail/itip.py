"""What calendar programs say to each other (RFC 5546): invitations, answers, cancellations.

Nothing here changes a calendar or sends anything.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tools.mail.ics_parts import events, main_event, many, parsed_calendar, person, prop, sequence_of
from tools.mail.invitations import Invitation, answer_of
from tools.people.contacts import Address

if TYPE_CHECKING:
    from icalendar import Calendar, Component

OURS_ALONE = ("X-ASSISTANT-KEY", "CLASS", "CATEGORIES")
"""Of an event in one's own calendar, what is nobody else's business."""


def request(content: bytes, *, at: datetime, sequence: int | None = None) -> bytes:
    """The invitation to the event of a calendar file, for its guests; also when it has changed.

    `sequence`: at least this, so that it counts as later than what the guests have.
    """
    return announced(content, "REQUEST", at=at, sequence=sequence)


def cancellation(
    content: bytes, *, at: datetime, guests: Sequence[Address] = (), sequence: int | None = None
) -> bytes:
    """The cancellation of the event of a calendar file, for all its guests or only some."""
    parsed = parsed_calendar(announced(content, "CANCEL", at=at, sequence=sequence))
    for event in events(parsed):
        event["STATUS"] = text("CANCELLED")
        if guests:
            kept = [
                value
                for value in many(prop(event, "ATTENDEE"))
                if any(person(value).same_mailbox(guest) for guest in guests)
            ]
            event["ATTENDEE"] = kept
    return written(parsed)


def answer(invitation: Invitation, me: Address, said: str, *, at: datetime, comment: str = "") -> bytes:
    """The answer of one guest: `said` is `accepted`, `declined` or `tentative` (RFC 5546, 3.2.3)."""
    from icalendar import Calendar
    from icalendar import Event as Component

    asked = main_event(parsed_calendar(invitation.content))
    assert asked is not None  # it has been read from it
    parsed = Calendar()
    parsed.add("version", "2.0")
    parsed.add("prodid", "-//langgraph-assistant//EN")
    parsed.add("method", "REPLY")
    event = Component()
    for name in ("UID", "RECURRENCE-ID", "DTSTART", "DTEND", "DURATION", "SUMMARY", "ORGANIZER"):
        if name in event or name not in asked:
            continue
        event[name] = asked[name]
    event.add("dtstamp", at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", invitation.sequence)
    event["ATTENDEE"] = answering(asked, me, said)
    if comment:
        event.add("comment", comment)
    for zone in zones(parsed_calendar(invitation.content)):
        parsed.add_component(zone)
    parsed.add_component(event)
    return written(parsed)


def accepted_file(invitation: Invitation, me: Address, said: str, *, key: str, series: bytes = b"") -> bytes:
    """The event as it goes into one's own calendar, with one's answer in it.

    An invitation to one occurrence goes into the calendar file `series` that it is of.
    """
    parsed = parsed_calendar(invitation.content)
    parsed.pop("METHOD", None)
    for event in events(parsed):
        others = [value for value in many(prop(event, "ATTENDEE")) if not person(value).same_mailbox(me)]
        event["ATTENDEE"] = [*others, answering(event, me, said)]
        event["X-ASSISTANT-KEY"] = text(key)
    if not series:
        return written(parsed)
    whole = without(series, invitation)
    known = {str(zone.get("TZID")) for zone in zones(whole)}
    for zone in zones(parsed):
        if str(zone.get("TZID")) not in known:
            whole.add_component(zone)
    for event in events(parsed):
        whole.add_component(event)
    for event in events(whole):
        event["X-ASSISTANT-KEY"] = text(key)
    return written(whole)


def without_occurrence(series: bytes, invitation: Invitation) -> bytes:
    """The calendar file `series` without the occurrence that `invitation` is to."""
    parsed = without(series, invitation)
    at = occurrence_of(invitation)
    for event in events(parsed):
        if "RECURRENCE-ID" not in event:
            event.add("exdate", at)
    return written(parsed)


def without(series: bytes, invitation: Invitation) -> "Calendar":
    """`series` without what it says in particular of the occurrence that `invitation` is to."""
    parsed, at = parsed_calendar(series), occurrence_of(invitation)
    parsed.subcomponents = [
        one
        for one in parsed.subcomponents
        if one.name != "VEVENT" or "RECURRENCE-ID" not in one or prop(one, "RECURRENCE-ID").dt != at
    ]
    return parsed


def occurrence_of(invitation: Invitation) -> Any:
    """The start of the one occurrence that is meant, as the series has it."""
    event = main_event(parsed_calendar(invitation.content))
    assert event is not None  # it has been read from it
    return prop(event, "RECURRENCE-ID").dt


def with_answer(content: bytes, reply: Invitation, said: str = "") -> bytes:
    """The calendar file `content` with the answer of one guest noted in it, or `said` in its place."""
    parsed = parsed_calendar(content)
    [guest] = reply.guests
    for value in lines_of_guest(parsed, reply):
        value.params["PARTSTAT"] = (said or guest.answer).upper()
        value.params.pop("RSVP", None)
    return written(parsed)


def answer_in(content: bytes, reply: Invitation) -> str | None:
    """What the calendar file `content` says that the guest of `reply` has answered; None: nothing."""
    return next((answer_of(value) for value in lines_of_guest(parsed_calendar(content), reply)), None)


def lines_of_guest(parsed: "Calendar", reply: Invitation) -> Iterator[Any]:
    """Where the one who answers stands in the list of guests of what was answered."""
    [guest] = reply.guests
    for event in events(parsed):
        recurrence = prop(event, "RECURRENCE-ID")
        if (recurrence.to_ical().decode() if recurrence is not None else "") == reply.recurrence_id:
            for value in many(prop(event, "ATTENDEE")):
                if person(value).same_mailbox(guest.address):
                    yield value


def announced(content: bytes, method: str, *, at: datetime, sequence: int | None) -> bytes:
    parsed = parsed_calendar(content)
    parsed["METHOD"] = text(method)
    for event in events(parsed):
        event.subcomponents = []
        for name in OURS_ALONE:
            event.pop(name, None)
        event["DTSTAMP"] = stamped(at)
        if sequence is not None and sequence_of(event) < sequence:
            event["SEQUENCE"] = number(sequence)
    return written(parsed)


def answering(event: "Component", me: Address, said: str) -> Any:
    """One's own line in the list of guests, with the answer."""
    from icalendar import vCalAddress, vText

    mine = next((one for one in many(prop(event, "ATTENDEE")) if person(one).same_mailbox(me)), None)
    value = vCalAddress(str(mine) if mine is not None else f"mailto:{me.email}")
    name = str(mine.params.get("CN", "")) if mine is not None else ""
    if name or me.name:
        value.params["CN"] = vText((name or me.name).replace('"', "'"))
    value.params["PARTSTAT"] = said.upper()
    return value


def text(value: str) -> Any:
    from icalendar import vText

    return vText(value)


def number(value: int) -> Any:
    from icalendar import vInt

    return vInt(value)


def stamped(at: datetime) -> Any:
    from icalendar import vDatetime

    return vDatetime(at.astimezone(UTC).replace(microsecond=0))


def written(parsed: "Calendar") -> bytes:
    return bytes(parsed.to_ical(sorted=False))


def zones(parsed: "Calendar") -> list["Component"]:
    return [one for one in parsed.subcomponents if one.name == "VTIMEZONE"]
