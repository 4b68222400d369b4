"""Setting the properties of an iCalendar component, each where it stands, all others left alone."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tools.scheduling.events import Attendee, Event, Moment

if TYPE_CHECKING:
    from icalendar import Component

PRODUCT = "-//langgraph-assistant//EN"
FIELDS = ("title", "start", "end", "location", "description", "attendees", "rrule", "reminders")
"""What a person can change about an event."""


def put_field(component: "Component", event: Event, field: str) -> None:
    """Make the property for `field` say what `event` says."""
    match field:
        case "title":
            put(component, "SUMMARY", event.title)
        case "location":
            put(component, "LOCATION", event.location)
        case "description":
            put(component, "DESCRIPTION", event.description)
        case "start":
            put(component, "DTSTART", written(event.start, event.floating))
        case "end":
            component.pop("DURATION", None)
            put(component, "DTEND", written(event.end, event.floating))
        case "rrule":
            put_rrule(component, event.rrule)
        case "attendees":
            put_attendees(component, event.attendees)
        case "reminders":
            put_reminders(component, event.reminders, event.title)


def put(component: "Component", name: str, value: Any) -> None:
    """Set a property; remove it where `value` is empty."""
    if value in ("", None, ()):
        component.pop(name, None)
    else:
        component[name] = _encoded(name, value)


def put_rrule(component: "Component", rrule: str) -> None:
    from icalendar import vRecur

    put(component, "RRULE", vRecur.from_ical(rrule) if rrule else None)


def put_attendees(component: "Component", attendees: Sequence[Attendee]) -> None:
    """Invite exactly these; who was invited before keeps the answer and all else that is known of it."""
    known = {_mailbox(value): value for value in listed(component, "ATTENDEE")}
    values = [known.get(attendee.email.casefold()) or _invitation(attendee) for attendee in attendees]
    if values:
        component["ATTENDEE"] = values
    else:
        component.pop("ATTENDEE", None)


def put_organizer(component: "Component", organizer: Attendee) -> None:
    component["ORGANIZER"] = _address(organizer)


def put_reminders(component: "Component", minutes: Sequence[int], title: str) -> None:
    """Remind this long before the start, instead of any other reminders that go by the start."""
    from icalendar import Alarm

    component.subcomponents = [alarm for alarm in component.subcomponents if not _goes_by_the_start(alarm)]
    for before in minutes:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title or "Reminder")
        alarm.add("trigger", -timedelta(minutes=before))
        component.add_component(alarm)


def put_dates(component: "Component", name: str, moments: Sequence[Moment], floating: bool) -> None:
    """Set RDATE or EXDATE to exactly these."""
    component.pop(name, None)
    add_dates(component, name, moments, floating)


def add_dates(component: "Component", name: str, moments: Sequence[Moment], floating: bool) -> None:
    """One RDATE or EXDATE property for each, after those that are there."""
    for moment in moments:
        value = written(moment, floating)
        parameters = {} if isinstance(value, datetime) else {"VALUE": "DATE"}
        component.add(name, [value], parameters=parameters)


def put_stamp(component: "Component", at: datetime, sequence: int) -> None:
    """Say when this version was made, and that it is a later one."""
    put(component, "DTSTAMP", at.astimezone(UTC).replace(microsecond=0))
    put(component, "LAST-MODIFIED", at.astimezone(UTC).replace(microsecond=0))
    if sequence:
        component["SEQUENCE"] = _encoded("SEQUENCE", sequence)


def written(moment: Moment, floating: bool = False) -> Moment:
    """As it goes into a file: in a zone with a name, in UTC, or without zone where it floats."""
    if not isinstance(moment, datetime):
        return moment
    if floating:
        return moment.replace(tzinfo=None)
    named = isinstance(moment.tzinfo, ZoneInfo) and moment.tzinfo.key not in (None, "UTC", "Etc/UTC")
    # of two hours of the same name, a time with a zone can only mean the first
    second = moment.fold and moment.utcoffset() != moment.replace(fold=0).utcoffset()
    return moment if named and not second else moment.astimezone(UTC)


def person_name(person: Attendee) -> str:
    """Without what can't stand in a parameter, whatever is done about it."""
    return person.name.replace('"', "'").replace("\\", "/")


def listed(component: "Component", name: str) -> list[Any]:
    """The values of a property that may be there never, once or often."""
    value = component.get(name)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def part(value: Any, name: str) -> Any:
    """An attribute of a property's value; None where it has none, or can't be read."""
    try:
        return getattr(value, name, None)
    except ValueError:  # what icalendar raises for a value it could not parse
        return None


def _encoded(name: str, value: Any) -> Any:
    from icalendar import Event as Scratch

    scratch = Scratch()
    scratch.add(name, value)
    return scratch[name]


def _address(person: Attendee) -> Any:
    from icalendar import vCalAddress, vText

    address = vCalAddress(f"mailto:{person.email}")
    if person.name:
        address.params["CN"] = vText(person_name(person))
    return address


def _invitation(attendee: Attendee) -> Any:
    address = _address(attendee)
    address.params["PARTSTAT"] = "NEEDS-ACTION"
    address.params["RSVP"] = "TRUE"
    return address


def _mailbox(value: Any) -> str:
    text = str(value).strip().casefold()
    return text[7:] if text.startswith("mailto:") else text


def _goes_by_the_start(alarm: "Component") -> bool:
    trigger = alarm.get("TRIGGER") if alarm.name == "VALARM" else None
    related = (part(trigger, "params") or {}).get("RELATED", "START")
    return isinstance(part(trigger, "dt"), timedelta) and related == "START"
