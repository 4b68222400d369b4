"""Times and events in the words of a person."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from tools.ics.moments import Moment, zone_name
from tools.ics.rrule_words import recurrence_words
from tools.scheduling.events import Attendee, Event

MOST_NAMES = 8
"""In one sentence; whoever approves is shown them all."""


def when(start: Moment, end: Moment, zone: tzinfo | None = None) -> str:
    """`Tuesday, 24 November 2026, 14:00–15:00 (Europe/London)`; in `zone`, the user's, where it is given.

    Where clocks show something else in the event's own zone, that stands beside it.
    """
    if not isinstance(start, datetime) or not isinstance(end, datetime) or zone is None:
        return _when(start, end, "")
    here = start.astimezone(zone)
    if here.utcoffset() == start.utcoffset():
        return _when(here, end, "")
    own = end.astimezone(start.tzinfo)
    days = f"{start:%a} " if start.date() != here.date() else ""
    return _when(here, end, f"; {days}{start:%H:%M}–{own:%H:%M} {_zone(start)}")


def _when(start: Moment, end: Moment, beside: str) -> str:
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        last = end - timedelta(days=1)
        if last <= start:
            return f"{day(start)} (all day)"
        return f"{day(start)} – {day(last)} (all day)"
    end = end.astimezone(start.tzinfo)
    zone = f"{_zone(start)}{beside}"
    if end.date() == start.date():
        return f"{day(start)}, {start:%H:%M}–{end:%H:%M} ({zone})"
    return f"{day(start)}, {start:%H:%M} – {day(end)}, {end:%H:%M} ({zone})"


def _zone(moment: datetime) -> str:
    return zone_name(moment.tzinfo) or moment.tzname() or ""


def day(moment: Moment) -> str:
    """`Tuesday, 24 November 2026`."""
    return f"{moment:%A}, {moment.day} {moment:%B} {moment.year}"


def short(start: Moment, end: Moment) -> str:
    """`Tue 24 Nov 14:00–15:00`, for lists of alternatives."""
    if not isinstance(start, datetime):
        return f"{start:%a} {start.day} {start:%b}"
    return f"{start:%a} {start.day} {start:%b} {start:%H:%M}–{end:%H:%M}"


def named(event: Event) -> str:
    """`'Design review'`."""
    return f"'{event.title}'" if event.title else "an event without a title"


def described(event: Event, zone: tzinfo | None = None) -> str:
    """`'Design review' on Tuesday, … , with Ana Lima and Ben Okafor`; in `zone` as with `when`."""
    parts = [f"{named(event)} on {when(event.start, event.end, zone)}"]
    if event.rrule:
        parts.append(recurrence_words(event.rrule, event.start))
    if event.location:
        parts.append(f"at {event.location}")
    if event.attendees:
        parts.append(f"with {_people(event.attendees)}")
    return ", ".join(parts)


def together(names: Sequence[str]) -> str:
    """`Ana, Ben and Kofi`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def reminder(minutes: int) -> str:
    """`10 minutes before`."""
    if minutes == 0:
        return "at the start"
    for unit, size in (("week", 7 * 24 * 60), ("day", 24 * 60), ("hour", 60)):
        if minutes % size == 0:
            return f"{minutes // size} {unit}{'s' if minutes > size else ''} before"
    return f"{minutes} minute{'s' if minutes > 1 else ''} before"


def _people(attendees: Sequence[Attendee]) -> str:
    names = [attendee.name or attendee.email for attendee in attendees]
    if len(names) > MOST_NAMES:
        names[MOST_NAMES - 1 :] = [f"{len(names) - MOST_NAMES + 1} others"]
    return together(names)


def changes(before: Event, after: Event, fields: Sequence[str], zone: tzinfo | None = None) -> str:
    """What becomes different, in one line: `moved to …; 'Old' is called 'New'`; in `zone` as with `when`."""
    told = []
    if "start" in fields:
        told.append(f"now on {when(after.start, after.end, zone)}")
    if "rrule" in fields:
        told.append(recurrence_words(after.rrule, after.start) or "no longer repeated")
    if "rdates" in fields:
        added = [moment for moment in after.rdates if moment not in before.rdates]
        told.extend(f"also on {_when_it_begins(moment, zone)}" for moment in added)
    if "exdates" in fields:
        back = [moment for moment in before.exdates if moment not in after.exdates]
        told.extend(f"again on {_when_it_begins(moment, zone)}" for moment in back)
    if "title" in fields:
        told.append(f"called {named(after)}")
    if "location" in fields:
        told.append(f"at {after.location}" if after.location else "without a place")
    if "attendees" in fields:
        new = [a for a in after.attendees if a not in before.attendees]
        gone = [a for a in before.attendees if a not in after.attendees]
        told.extend([f"with {_people(new)}"] if new else [])
        told.extend([f"without {_people(gone)}"] if gone else [])
    if "reminders" in fields:
        told.append(
            f"reminder {together([reminder(m) for m in after.reminders])}"
            if after.reminders
            else "no reminder"
        )
    if "description" in fields:
        told.append("with another description" if after.description else "without a description")
    return "; ".join(told)


def _when_it_begins(moment: Moment, zone: tzinfo | None) -> str:
    if not isinstance(moment, datetime):
        return day(moment)
    here = moment.astimezone(zone) if zone else moment
    return f"{day(here)}, {here:%H:%M}"
