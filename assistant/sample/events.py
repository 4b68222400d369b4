"""The calendar of the sample company: two weeks back, a month ahead."""

import tomllib
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from uuid import NAMESPACE_DNS, uuid5
from zoneinfo import ZoneInfo

from assistant.sample.people import Company
from tools.ics.moments import Moment, later
from tools.scheduling.events import Attendee, Event
from tools.scheduling.plain_write import new_file
from tools.scheduling.store import CalendarStore

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def write(company: Company, store: CalendarStore, now: datetime) -> int:
    """Keep the events in `store`, around the week of `now`; gives how many there are."""
    data = tomllib.loads(files("assistant.sample").joinpath("events.toml").read_text(encoding="utf-8"))
    monday = now.date() - timedelta(days=now.weekday())
    for entry in data["event"]:
        event = _event(entry, company, store, monday)
        store.create(event.calendar, f"{event.uid}.ics", new_file(event, now))
    return len(data["event"])


def _event(entry: dict[str, Any], company: Company, store: CalendarStore, monday: date) -> Event:
    start, end = _span(entry, store, monday)
    calendar = entry.get("calendar", store.default_calendar)
    guests = tuple(_attendee(company, name) for name in entry.get("attendees", ()))
    return Event(
        calendar=calendar,
        uid=str(uuid5(NAMESPACE_DNS, f"{entry['title']}.{calendar}.{company.domain}")),
        title=entry["title"],
        start=start,
        end=end,
        location=entry.get("location", ""),
        description=entry.get("description", ""),
        organizer=Attendee(company.me.email, company.me.name) if guests else None,
        attendees=guests,
        rrule=entry.get("rrule", ""),
        reminders=tuple(entry.get("reminders", ())),
        transparency="opaque" if entry.get("busy") else "",
    )


def _span(entry: dict[str, Any], store: CalendarStore, monday: date) -> tuple[Moment, Moment]:
    day = monday + timedelta(weeks=entry["week"], days=DAYS.index(entry["day"]))
    if "at" not in entry:
        return day, day + timedelta(days=entry.get("days", 1))
    zone = ZoneInfo(entry["zone"]) if "zone" in entry else store.zone
    start = datetime.combine(day, time.fromisoformat(entry["at"]), zone)
    return start, later(start, timedelta(minutes=entry["minutes"]))


def _attendee(company: Company, name: str) -> Attendee:
    address = company.address(name)
    return Attendee(address.email, address.name, "accepted")
