"""Events as JSON: as a model reads them, as a person is shown them, and whole."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from tools.scheduling.availability import Slot
from tools.scheduling.events import Attendee, Event, Moment, Occurrence
from tools.scheduling.moments import from_iso, to_zoned, zone_name
from tools.scheduling.rrule_words import recurrence_words
from tools.scheduling.wording import reminder


def occurrence_json(occurrence: Occurrence) -> dict[str, Any]:
    """What a model reads; `end` is excluded, so for whole days it is the day after the last."""
    answer: dict[str, Any] = {
        "id": occurrence.id,
        "title": occurrence.title,
        "start": occurrence.start.isoformat(),
        "end": occurrence.end.isoformat(),
        "weekday": f"{occurrence.start:%A}",
    }
    if occurrence.all_day:
        answer["all_day"] = True
    if occurrence.location:
        answer["location"] = occurrence.location
    answer["attendees"] = [str(attendee) for attendee in occurrence.attendees]
    if occurrence.rrule:
        answer["recurrence"] = recurrence_words(occurrence.rrule)
    if occurrence.original is not None:
        answer["occurrence"] = occurrence.original.isoformat()
    if occurrence.status in ("cancelled", "tentative"):
        answer["status"] = occurrence.status
    answer["calendar"] = occurrence.calendar
    return answer


def event_view(event: Event) -> dict[str, Any]:
    """What a person is shown; `end` is excluded, so for whole days it is the day after the last."""
    view: dict[str, Any] = {
        "title": event.title,
        "start": event.start.isoformat(),
        "end": event.end.isoformat(),
        "all_day": event.all_day,
        "zone": zone_name(event.zone),
        "location": event.location,
        "description": event.description,
        "attendees": [{"name": a.name, "email": a.email} for a in event.attendees],
        "recurrence": recurrence_words(event.rrule),
        "reminders": [reminder(minutes) for minutes in event.reminders],
        "calendar": event.calendar,
    }
    return {"id": event.id, **view} if event.uid else view


def slot_json(slot: Slot) -> dict[str, str]:
    return {"start": slot.start.isoformat(), "end": slot.end.isoformat()}


def event_to_json(event: Event) -> dict[str, Any]:
    """All of `event` that a change is made from; `event_from_json` reads it back."""
    return {
        "calendar": event.calendar,
        "uid": event.uid,
        "title": event.title,
        "start": to_zoned(event.start),
        "end": to_zoned(event.end),
        "floating": event.floating,
        "location": event.location,
        "description": event.description,
        "organizer": _person(event.organizer) if event.organizer else None,
        "attendees": [_person(attendee) for attendee in event.attendees],
        "rrule": event.rrule,
        "rdates": [to_zoned(moment) for moment in event.rdates],
        "exdates": [to_zoned(moment) for moment in event.exdates],
        "recurrence_id": to_zoned(event.recurrence_id) if event.recurrence_id else None,
        "reminders": list(event.reminders),
    }


def event_from_json(data: Mapping[str, Any], zone: tzinfo) -> Event:
    """The event; times whose zone has no name are given in `zone`."""

    def moment(text: str) -> Moment:
        found = from_iso(text, zone)
        if found is None:
            raise ValueError(f"no time: {text!r}")
        return found

    event = Event(data["calendar"], data["uid"], data["title"], moment(data["start"]), moment(data["end"]))
    return replace(
        event,
        floating=data["floating"],
        location=data["location"],
        description=data["description"],
        organizer=_attendee(data["organizer"]) if data["organizer"] else None,
        attendees=tuple(_attendee(person) for person in data["attendees"]),
        rrule=data["rrule"],
        rdates=tuple(moment(text) for text in data["rdates"]),
        exdates=tuple(moment(text) for text in data["exdates"]),
        recurrence_id=moment(data["recurrence_id"]) if data["recurrence_id"] else None,
        reminders=tuple(data["reminders"]),
    )


def _person(attendee: Attendee) -> dict[str, str]:
    return {"email": attendee.email, "name": attendee.name, "status": attendee.status}


def _attendee(data: Mapping[str, str]) -> Attendee:
    return Attendee(data["email"], data["name"], data["status"])
