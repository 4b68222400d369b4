"""Under which name an argument is meant that a model calls something else."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tools.patterns import Pattern

_NEAR = {
    "when": "period date_range time_range range timeframe time_frame time_period dates schedule",
    "start_time": (
        "start when begin begins starts starts_at start_at begins_at from datetime date_time "
        "start_datetime start_date_time new_start new_start_time new_time event_time"
    ),
    "end_time": (
        "end until ends ends_at end_at to finish end_datetime end_date_time new_end new_end_time "
        "duration length duration_minutes duration_mins duration_in_minutes duration_hours "
        "duration_in_hours minutes hours"
    ),
    "move_by": "shift shift_by offset delay delay_by postpone_by by",
    "duration_minutes": (
        "duration length minutes duration_mins duration_in_minutes duration_hours duration_in_hours "
        "hours min_duration slot_minutes"
    ),
    "attendees": "guests participants invitees people with attendee participant who invite",
    "attendee": "guest participant person with attendees who",
    "add_attendees": "attendees guests participants add_guests add_participants invite attendee",
    "remove_attendees": "remove_guests remove_participants uninvite remove_attendee",
    "title": "name summary subject event event_title event_name new_title new_name task todo to_do",
    "location": "place where room venue new_location",
    "description": "notes note details body agenda",
    "recurrence": "repeat rrule repeats recurring recurrence_rule frequency",
    "reminder_minutes": "reminder reminders remind alarm alarms reminder_minutes_before",
    "calendar": "calendar_name calendar_id",
    "event_id": "id event uid event_uid event_title event_name title name summary",
    "email_id": "id email mail_id message_id mail msg_id uid subject email_subject title",
    "task_id": "id task uid title name",
    "done": "completed is_done is_completed complete",
    "emails": "email email_address email_addresses mail",
    "phones": "phone phone_number phone_numbers telephone mobile",
    "add_emails": "emails email email_address new_email add_email",
    "add_phones": "phones phone phone_number new_phone add_phone",
    "birthday": "birthdate birth_date date_of_birth dob",
    "company": "organization organisation org employer",
    "job": "job_title position role",
    "due": "due_date deadline when due_time by due_at",
    "priority": "importance urgency",
    "part_of": "parent parent_id parent_task",
    "occurrence": "occurrence_date instance recurrence_id",
    "to": (
        "recipient recipients to_email to_emails to_address to_recipients email email_address address "
        "addressee"
    ),
    "cc": "cc_recipients copy_to carbon_copy",
    "bcc": "bcc_recipients",
    "subject": "title subject_line email_subject",
    "sender": "from from_email from_address author from_sender",
    "recipient": "to recipients",
    "body": "message text content body_text message_body email_body reply reply_text comment",
    "comment": "message note text body",
    "answer": "response reply decision status",
    "reply_all": "all to_all reply_to_all everyone",
    "whole_thread": "thread full_thread whole_conversation include_thread",
    "unread": "is_unread unread_only only_unread",
    "email_ids": "id ids email_id email mail_id mail_ids mail message_id message_ids mails emails uids",
    "read": "is_read mark_as_read seen",
    "flagged": "is_flagged starred is_starred flag",
    "answered": "is_answered replied",
    "add": "labels label add_labels add_label tags tag",
    "remove": "remove_labels remove_label remove_tags",
    "folder": "mailbox label in destination destination_folder target_folder new_folder target",
    "send_at": "when time at later send_time schedule scheduled_time send_on",
    "query": "q search keyword keywords words text term search_query search_term title",
    "limit": "max count max_results top n number limit_results page_size",
    "attachments": "files attachment file",
    "request": "task instruction instructions query message text prompt",
    "full_context": "context with_context include_context",
    "name": "query person who contact contact_name email names full_name display_name",
    "reason": "why message comment note",
    "steps": "plan tasks",
}
NEAR: Mapping[str, frozenset[str]] = {name: frozenset(also.split()) for name, also in _NEAR.items()}
"""By argument: what models call it too. It counts only for a tool that has no argument of that name."""
WHOLE, DAY, CLOCK, FIRST, LAST = "whole", "day", "clock", "first", "last"
PARTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "start_time": {DAY: ("date", "day", "start_date", "event_date", "new_date"), CLOCK: ("time", "hour")},
    "end_time": {DAY: ("end_date", "end_day", "until_date")},
    "when": {
        DAY: ("date", "day", "on"),
        CLOCK: ("time", "time_of_day"),
        FIRST: ("start", "start_date", "start_time", "date_from", "from_date", "from", "since", "after"),
        LAST: ("end", "end_date", "end_time", "date_to", "to_date", "to", "before", "until"),
    },
}
"""By argument that is words about time: under which names models give a part of it."""
_HUMP = Pattern(r"(?<=[a-z])(?=[A-Z])")
_SPANS = frozenset({FIRST, LAST})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value belongs."""

    field: str
    part: str = WHOLE
    """Which part of the field it is, where that is given in parts."""


def places_of(names: Iterable[str], fields: Collection[str]) -> dict[str, Place]:
    """By name that was given: the argument that is meant; what has none is missing.

    Names that fit several arguments take what the others have left.
    """
    places = {name: Place(name) for name in names if name in fields}
    rest = {name: plain_name(name) for name in names if name not in places}
    for name, said in rest.items():
        if said in fields and Place(said) not in places.values():
            places[name] = Place(said)
    choices = {name: _fits(said, fields) for name, said in rest.items() if name not in places}
    for name, fits in sorted(choices.items(), key=lambda choice: len(choice[1])):
        taken = set(places.values())
        free = [place for place in fits if _is_free(place, taken)]
        # The same said twice is no contradiction; whether it is the same, who reads the values sees.
        if free or fits:
            places[name] = (free or fits)[0]
    return places


def names_near(field: str) -> frozenset[str]:
    """What else the argument `field` is called, or a part of it."""
    return NEAR.get(field, frozenset()).union(*PARTS.get(field, {}).values())


def joined(said: Mapping[str, Any]) -> Any:
    """The value of an argument, of the parts in which it was given."""
    if WHOLE in said and len(said) == 1:
        return said[WHOLE]
    day, clock = said.get(DAY, ""), said.get(CLOCK, "")
    if whole := said.get(WHOLE, ""):
        # "2026-11-24" beside "2026-11-24T14:00" says nothing more.
        return " ".join(part for part in (day if day not in whole else "", whole, clock) if part)
    if day or clock:
        return f"{day} {clock}".strip()
    first, last = said.get(FIRST, ""), said.get(LAST, "")
    if first and last:
        return first if first == last else f"{first} to {last}"
    return f"since {first}" if first else f"before {last}"


def _is_free(place: Place, taken: Collection[Place]) -> bool:
    if place in taken:
        return False
    others = {one.part for one in taken if one.field == place.field}
    # A span has a first and a last moment; whatever else is said of it goes with neither.
    return not others or (place.part in _SPANS) == (others <= _SPANS)


def _fits(said: str, fields: Iterable[str]) -> list[Place]:
    """The arguments that may be meant: whole ones before parts, those that have the word in them first."""
    fields = sorted(fields, key=lambda field: said.removesuffix("s") not in field)
    whole = [Place(field) for field in fields if said in NEAR.get(field, ())]
    parts = [
        Place(field, part)
        for field in fields
        for part, names in PARTS.get(field, {}).items()
        if said in names
    ]
    return whole + parts


def plain_name(name: str) -> str:
    """`startTime`, `start-time` and `Start time` as `start_time`."""
    return _HUMP.sub("_", name).replace("-", "_").replace(" ", "_").lower()
