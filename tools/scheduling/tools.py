"""The calendar agent's tools. Descriptions and argument descriptions are prompts: models read them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field, WithJsonSchema

from tools.contact_tool import build_find_contact
from tools.errors import ToolError
from tools.ics.calendars import calendars_json, named
from tools.patterns import Pattern
from tools.people.address_book import AddressBook
from tools.people.contacts import Address
from tools.problems import problem_lines
from tools.reading import Reading, Told, event_reading, strings_of
from tools.scheduling.availability import Slot, WorkingHours, attended, free_slots
from tools.scheduling.coming import coming
from tools.scheduling.event_details import event_details
from tools.scheduling.event_json import event_in_full, occurrence_json, slot_json
from tools.scheduling.events import Occurrence
from tools.scheduling.finding import find_target
from tools.scheduling.likeness import almost
from tools.scheduling.planning import EventPlanner
from tools.scheduling.store import CalendarStore
from tools.toolset import Toolset, read_tool, write_tool

Names = list[str]
Given = Annotated[str | None, WithJsonSchema({"type": "string"})]
GivenNumbers = Annotated[list[int] | None, WithJsonSchema({"type": "array", "items": {"type": "integer"}})]
"""What can be left out: a model isn't told of null, over which small ones stumble."""
WORDS = "ISO 8601 or words"
OCCURRENCE = 'of a series: its start, or "following <start>" for it and all after it; default "all"'
MOST = 200
A_YEAR = timedelta(days=366)
DAYS = (range(5), range(7))
FURTHER: Mapping[str, Pattern] = {
    "read_calendar_event": Pattern(
        r"detail|descri|guest|\bwho\b|attend|\bcoming\b|accepted|declined|answered|replied|\blink|\bjoin|attach"
        r"|reminders|\bnotes?\b|\babout\b|\bwhere|\ball of\b|everything"
    ),
    "list_calendars": Pattern(
        r"calendars|(?:which|what) calendar|whose|\bowns?\b|read.?only|\bedit|\bwrite\b|allowed"
        r"|\bchange things|\bcan you put"
    ),
}
"""What few requests need, with words of those that do."""


class CreateCalendarEvent(BaseModel):
    title: str
    start_time: str = Field(description=f"{WORDS}; a date for all-day")
    end_time: str = Field(default="", description="time, length, or last day; default 1 hour")
    attendees: Names = []
    location: str = ""
    description: str = ""
    recurrence: str = Field(default="", description="words or RRULE")
    reminder_minutes: list[int] = Field(default=[], description="before the start")
    calendar: str = ""
    time_zone: str = Field(default="", description="if not the user's: IANA, or a city")
    away: bool = Field(default=False, description="out of office, whole days")


class UpdateCalendarEvent(BaseModel):
    event_id: str
    title: Given = None
    start_time: Given = Field(default=None, description="the length stays")
    end_time: Given = Field(default=None, description="time or length")
    move_by: Given = Field(default=None, description='"2 hours", "-30 minutes"')
    location: Given = Field(default=None, description='"-" for none')
    description: Given = None
    add_attendees: Names = []
    remove_attendees: Names = []
    recurrence: Given = Field(default=None, description='words, RRULE, or "once"')
    reminder_minutes: GivenNumbers = None
    add_occurrence: Given = Field(default=None, description="one more time of a series")
    occurrence: Given = Field(default=None, description=OCCURRENCE)
    calendar: str = Field(default="", description="to move it to")
    time_zone: str = ""


class CancelCalendarEvent(BaseModel):
    event_id: str
    occurrence: Given = Field(default=None, description="as in update_calendar_event")
    reason: str = ""


Busy = Callable[[Sequence[str], Slot], Mapping[str, Sequence[Slot]]]
"""When people are busy within a span, by address in small letters; who isn't known is left out."""


def nobody_is_known(emails: Sequence[str], span: Slot) -> Mapping[str, Sequence[Slot]]:  # noqa: ARG001
    """What is known of other people's time in a home without a server that tells of it."""
    return {}


def build_calendar_tools(
    store: CalendarStore,
    people: AddressBook,
    *,
    clock: Callable[[], datetime],
    zone: ZoneInfo,
    user_name: str,
    user_email: str,
    hours: Callable[[], WorkingHours] = WorkingHours,
    day_first: bool = False,
    other_addresses: Sequence[str] = (),
    busy: Busy = nobody_is_known,
    written_to: Callable[[str], bool] = lambda email: False,  # noqa: ARG005 - its name is part of it
) -> Toolset:
    """The tools of the calendar agent on `store`. `clock` gives the present in the user's zone.

    `other_addresses` are the user's too; `hours` is asked each time when free time is looked for.

    `busy` says of other people, as far as it is known, when they are busy; `written_to` whether the user
    has sent mail to an address.
    """
    planner = EventPlanner(
        store=store,
        people=people,
        user=Address(user_name, user_email),
        clock=clock,
        zone=zone,
        hours_now=hours,
        day_first=day_first,
        other_addresses=other_addresses,
        written_to=written_to,
    )
    before = replace(planner, looks_at_guests=False)
    return Toolset(
        reads=(*reading_tools(planner, busy), build_find_contact(people)),
        writes=(
            write_tool(
                "create_calendar_event",
                "Put a new event into the calendar.",
                CreateCalendarEvent,
                planner.create,
                planner.merged,
                earlier=before.create,
            ),
            write_tool(
                "update_calendar_event",
                "Change an event; give only what changes.",
                UpdateCalendarEvent,
                planner.update,
                planner.merged,
                earlier=before.update,
            ),
            write_tool("cancel_calendar_event", "Remove an event.", CancelCalendarEvent, planner.cancel),
        ),
        further=FURTHER,
    )


def reading_tools(planner: EventPlanner, others_busy: Busy) -> tuple[BaseTool, ...]:
    """The tools that need no approval."""
    store = planner.store

    @read_tool
    def list_calendar_events(when: str = "today", calendar: str = "", limit: int = 50) -> Told:
        """Events of a day or span ("tomorrow", "next week", "2026-11-24/2026-11-30"), in order."""
        span = planner.words().span(when or "today")
        found = _of_calendar(planner, calendar, store.between(span.start, span.end))
        return _answer(planner, span.understood, found, limit)

    @read_tool
    def search_calendar_events(
        query: str = "", attendee: str = "", when: str = "", calendar: str = "", limit: int = 20
    ) -> Told:
        """Find events by words in them, attendee, time; without a time, a year back and ahead."""
        words = planner.words()
        if when.strip():
            span = words.span(when)
            start, end, understood = span.start, span.end, span.understood
        else:
            start, end, understood = words.now - A_YEAR, words.now + A_YEAR, "a year back to a year ahead"
        found = [
            occurrence
            for who in _who(planner, attendee)
            for occurrence in store.search(start, end, words=query, attendee=who)
        ]
        near = not found and bool(query.strip())
        if near:
            invited = {
                occurrence
                for who in _who(planner, attendee)
                for occurrence in store.search(start, end, attendee=who)
            }
            found = [one for one in store.between(start, end) if one in invited and almost(query, one.title)]
        within = _of_calendar(planner, calendar, list(dict.fromkeys(found)))
        elsewhen: set[Occurrence] = set()
        if when.strip() and not within:
            year = (words.now - A_YEAR, words.now + A_YEAR)
            elsewhen = {
                one
                for who in _who(planner, attendee)
                for one in store.search(*year, words=query, attendee=who)
            }
        others: Sequence[Occurrence] = ()
        if when.strip() and query.strip() and not within:
            others = _of_calendar(planner, calendar, store.between(start, end))
        return _answer(
            planner, understood, within, limit, near=near, elsewhen=len(elsewhen), others=len(others)
        )

    @read_tool
    def find_free_slots(
        when: str,
        duration_minutes: int = 60,
        attendees: Names = [],  # noqa: B006 - the schema shows it, nothing changes it
    ) -> Told:
        """Free time of at least this length, within working hours unless `when` names others."""
        if duration_minutes <= 0:
            raise ToolError("duration_minutes must be more than 0")
        words = planner.words()
        span = words.span(when)
        guests = planner.people.resolve(attendees, me=planner.user)
        start = max(span.start, words.now)
        if span.whole_days:
            windows = planner.hours.on_days_of(start, span.end, planner.zone)
        else:
            windows = [Slot(start, span.end)] if start < span.end else []
        busy = attended(store.between(span.start, span.end), planner.mailboxes)
        others = [guest for guest in guests if not guest.same_mailbox(planner.user)]
        known = others_busy([guest.email for guest in others], Slot(start, span.end)) if others else {}
        free = free_slots(
            busy,
            windows,
            timedelta(minutes=duration_minutes),
            planner.zone,
            others=[slot for slots in known.values() for slot in slots],
            margin=planner.hours.margin,
        )
        slots = [{**slot_json(slot), "weekday": f"{slot.start:%A}"} for slot in free]
        unknown = [str(guest) for guest in others if guest.email.casefold() not in known]
        answer: dict[str, Any] = {
            "understood": span.understood,
            "free": [str(planner.user), *(str(guest) for guest in others if str(guest) not in unknown)],
            "slots": slots[:MOST],
            "more": len(slots[MOST:]),
        }
        if because := planner.hours.because:
            answer["preferences"] = because
        if unknown:
            answer["not_known"] = unknown
            answer["note"] = (
                "The slots say nothing of those who are not known: their calendars can't be seen."
            )
        # Made by us, of when there is nothing: no words of somebody else's.
        made = Reading(source="settings", label="a free time", text="\n".join(strings_of(answer["slots"])))
        return _json(planner, answer), (made,)

    @read_tool
    def read_calendar_event(event_id: str, occurrence: str = "") -> Told:
        """All of one event: description, guests and their answers, reminders, links, attachments."""
        target = find_target(store, event_id, occurrence or None, now=planner.clock())
        event = target.event
        whole = event_in_full(event) | event_details(store, target.file, event)
        whole["may_be_changed"] = store.access(event.calendar).writable
        if target.scope == "series":
            whole["next"] = coming([target.file], event, planner.clock(), store.zone)
        return _json(planner, whole), (event_reading(event.id, event.title, event.start, whole),)

    @read_tool
    def list_calendars() -> Told:
        """Which calendars there are, whose, where new events go, and which can only be read, and why."""
        found = calendars_json(store)
        theirs = [one for one in found if "owner" in one or "subscribed_from" in one]
        own = [one for one in found if one not in theirs]
        made = Reading(source="settings", label="the calendars", text="\n".join(strings_of(own)))
        foreign = Reading(source="event", label="calendars of others", text="\n".join(strings_of(theirs)))
        return _json(planner, {"calendars": found}), (made, foreign) if theirs else (made,)

    return (
        list_calendar_events, search_calendar_events, find_free_slots, read_calendar_event, list_calendars,
    )  # fmt: skip


def _who(planner: EventPlanner, attendee: str) -> Sequence[str]:
    """What to search for: the addresses of those who are meant; the name itself, where nobody has it."""
    if not attendee.strip():
        return ("",)
    found = planner.people.find(attendee)
    mailboxes = [email for person in found.people for email in person.emails]
    mailboxes += [email for group in found.groups for member in group.members for email in member.emails]
    return mailboxes or (attendee,)


def _of_calendar(planner: EventPlanner, calendar: str, found: Sequence[Occurrence]) -> Sequence[Occurrence]:
    """Those that are in a calendar, by its name or what people call it; all where none is named.

    Raises:
        ToolError: there is no such calendar; the message names those that there are.
    """
    if not calendar.strip():
        return found
    name = named(planner.store, calendar)
    return [occurrence for occurrence in found if occurrence.calendar == name]


def _answer(
    planner: EventPlanner,
    understood: str,
    found: Sequence[Occurrence],
    limit: int,
    *,
    near: bool = False,
    elsewhen: int = 0,
    others: int = 0,
) -> Told:
    shown = found[: max(1, min(limit, MOST))]
    events = [occurrence_json(occurrence, planner.mailboxes) for occurrence in shown]
    read = tuple(
        event_reading(occurrence.id, occurrence.title, occurrence.start, event)
        for occurrence, event in zip(shown, events, strict=True)
    )
    answer: dict[str, Any] = {
        "understood": understood, "events": events, "total": len(found), "more": len(found) - len(shown),
    }  # fmt: skip
    if elsewhen:
        # Small models add a day that nobody has named, and then say that there is none.
        answer["at_other_times"] = elsewhen
    if others:
        # They also look for the words of the question, "afternoon" or "meeting", in titles.
        answer["without_these_words"] = others
    if near and events:
        answer["near"] = True
        answer["note"] = "Nothing has these words; these are called almost so. Say that, or ask."
    return _json(planner, answer), read


def _json(planner: EventPlanner, answer: dict[str, Any]) -> str:
    if problems := planner.store.problems():
        answer["problems"] = list(problem_lines(problems))
    return json.dumps(answer, ensure_ascii=False)
