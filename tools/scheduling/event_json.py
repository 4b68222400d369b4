"""Events as JSON: as a model reads them, as a person is shown them, and whole."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from tools.excerpts import excerpt
from tools.ics.file_zones import FileZone, file_zone
from tools.ics.moments import Lasting, Moment, from_iso, to_zoned, zone_name
from tools.ics.rrule_words import recurrence_words
from tools.scheduling.availability import Slot
from tools.scheduling.events import Attendee, Event, Occurrence
from tools.scheduling.wording import reminder


def occurrence_json(occurrence: Occurrence, mailboxes: Collection[str] = ()) -> dict[str, Any]:
    """What a model reads; `end` is excluded, so for whole days it is the day after the last.

    `mailboxes` are the user's, in small letters: an event that is declined says so, and takes no time.
    """
    answer: dict[str, Any] = {
        "id": occurrence.id,
        "title": excerpt(occurrence.title),
        "start": occurrence.start.isoformat(),
        "end": occurrence.end.isoformat(),
        "weekday": f"{occurrence.start:%A}",
    }
    if occurrence.all_day:
        answer["all_day"] = True
    if there := own_time(occurrence.start, occurrence.end, occurrence.zone):
        answer["own_time"] = there
    if occurrence.location:
        answer["location"] = excerpt(occurrence.location)
    answer["attendees"] = [str(attendee) for attendee in occurrence.attendees]
    if answers := _answers(occurrence, mailboxes):
        answer["organizer"] = _who(occurrence.organizer, occurrence.attendees, mailboxes)
        answer["answers"] = NONE_YET if answers.keys() == {NOT_ANSWERED} else answers
    if occurrence.rrule:
        answer["recurrence"] = recurrence_words(occurrence.rrule, occurrence.start)
    if occurrence.original is not None:
        answer["occurrence"] = occurrence.original.isoformat()
    if occurrence.status in ("cancelled", "tentative"):
        answer["status"] = occurrence.status
    declined = occurrence.is_declined_by(mailboxes)
    if declined:
        answer["answer"] = "declined"
    if declined or not occurrence.busy:
        answer["busy"] = False
    answer["calendar"] = occurrence.calendar
    return answer


def own_time(start: Moment, end: Moment, zone: str) -> str:
    """`Thu 15:00–16:00 America/New_York`, where the clocks of the zone show something else; the day too."""
    if not (zone and isinstance(start, datetime) and isinstance(end, datetime)):
        return ""
    there, until = (moment.astimezone(ZoneInfo(zone)) for moment in (start, end))
    if there.utcoffset() == start.utcoffset():
        return ""
    day = f"{there:%a} " if there.date() != start.date() else ""
    return f"{day}{there:%H:%M}–{until:%H:%M} {zone}"


ANSWERS = ("accepted", "declined", "tentative")
NOT_ANSWERED = "not answered"
NONE_YET = "none yet"


def _answers(occurrence: Occurrence, mailboxes: Collection[str]) -> dict[str, list[str]]:
    """Who has answered what, the user as "you"; nothing of an event to which nobody invites."""
    found: dict[str, list[str]] = {}
    for guest in occurrence.attendees if occurrence.organizer else ():
        if guest.email.casefold() != occurrence.organizer.casefold():
            answer = guest.status if guest.status in ANSWERS else NOT_ANSWERED
            found.setdefault(answer, []).append(_who(guest.email, (guest,), mailboxes))
    return found


def _who(email: str, people: Sequence[Attendee], mailboxes: Collection[str]) -> str:
    if email.casefold() in mailboxes:
        return "you"
    named = (person.name for person in people if person.email.casefold() == email.casefold())
    return next(filter(None, named), email)


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
        "recurrence": recurrence_words(event.rrule, event.start),
        "reminders": [reminder(minutes) for minutes in event.reminders],
        "calendar": event.calendar,
    }
    return {"id": event.id, **view} if event.uid else view


def event_in_full(event: Event) -> dict[str, Any]:
    """All that its file says of an event: what a person is shown, who invites, and who has answered what."""
    return {
        **event_view(event),
        "status": event.status or "confirmed",
        "busy": event.busy,
        "organizer": _person(event.organizer) if event.organizer else None,
        "attendees": [_person(attendee) for attendee in event.attendees],
    }


def slot_json(slot: Slot) -> dict[str, str]:
    return {"start": slot.start.isoformat(), "end": slot.end.isoformat()}


def event_to_json(event: Event) -> dict[str, Any]:
    """All of `event` that a change is made from; `event_from_json` reads it back."""
    return {
        "calendar": event.calendar,
        "file": event.file,
        "uid": event.uid,
        "part": event.part,
        "title": event.title,
        "own_zone": _own_zone(event.zone),
        "start": to_zoned(event.start),
        "end": to_zoned(event.end),
        "floating": event.floating,
        "location": event.location,
        "description": event.description,
        "organizer": _person(event.organizer) if event.organizer else None,
        "attendees": [_person(attendee) for attendee in event.attendees],
        "rrule": event.rrule,
        "further_rules": list(event.further_rules),
        "rdates": [to_zoned(moment) for moment in event.rdates],
        "periods": [[to_zoned(moment) for moment in period] for period in event.periods],
        "exdates": [to_zoned(moment) for moment in event.exdates],
        "recurrence_id": to_zoned(event.recurrence_id) if event.recurrence_id else None,
        "ranged": event.ranged,
        "lasting": [span.total_seconds() for span in event.lasting] if event.lasting else None,
        "reminders": list(event.reminders),
        **({"transparency": event.transparency} if event.transparency else {}),
    }


def event_from_json(data: Mapping[str, Any], zone: tzinfo) -> Event:
    """The event; times whose zone has no name, in IANA's sense or the file's, are given in `zone`."""
    own = data.get("own_zone")
    usual = file_zone(own["tzid"], own["definition"], zone) if own else zone

    def moment(text: str) -> Moment:
        found = from_iso(text, usual, any_year=True)
        if found is None:
            raise ValueError(f"no time: {text!r}")
        return found

    event = Event(data["calendar"], data["uid"], data["title"], moment(data["start"]), moment(data["end"]))
    return replace(
        event,
        file=data.get("file", ""),
        part=data.get("part", ""),
        floating=data["floating"],
        location=data["location"],
        description=data["description"],
        organizer=_attendee(data["organizer"]) if data["organizer"] else None,
        attendees=tuple(_attendee(person) for person in data["attendees"]),
        rrule=data["rrule"],
        further_rules=tuple(data.get("further_rules", ())),
        rdates=tuple(moment(text) for text in data["rdates"]),
        periods=tuple((moment(start), moment(end)) for start, end in data.get("periods", ())),
        exdates=tuple(moment(text) for text in data["exdates"]),
        recurrence_id=moment(data["recurrence_id"]) if data["recurrence_id"] else None,
        ranged=data.get("ranged", False),
        lasting=Lasting(*(timedelta(seconds=span) for span in data["lasting"]))
        if data.get("lasting")
        else None,
        reminders=tuple(data["reminders"]),
        transparency=data.get("transparency", ""),
    )


def _own_zone(zone: tzinfo | None) -> dict[str, str] | None:
    """A zone that only the file knows by its name."""
    return {"tzid": zone.tzid, "definition": zone.definition} if isinstance(zone, FileZone) else None


def _person(attendee: Attendee) -> dict[str, str]:
    return {"email": attendee.email, "name": attendee.name, "status": attendee.status}


def _attendee(data: Mapping[str, str]) -> Attendee:
    return Attendee(data["email"], data["name"], data["status"])
