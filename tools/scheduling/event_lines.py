"""The lines that an event's properties are written in."""

from tools.ics.content_lines import line
from tools.scheduling.events import Attendee

FIELDS = (
    "title", "start", "end", "location", "description", "attendees", "rrule", "rdates", "exdates",
    "reminders",
)  # fmt: skip
"""What a person can change about an event."""


def guest_line(guest: Attendee) -> str:
    """The ATTENDEE of somebody who is invited."""
    return person_line("ATTENDEE", guest, {"PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"})


def person_line(role: str, person: Attendee, parameters: dict[str, str] | None = None) -> str:
    name = {"CN": _person_name(person)} if person.name else {}
    return line(role, f"mailto:{person.email}", name | (parameters or {}))


def _person_name(person: Attendee) -> str:
    """Without what can't stand in a parameter, whatever is done about it."""
    return person.name.replace('"', "'").replace("\\", "/")
