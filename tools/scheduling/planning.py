"""What the writing tools of the calendar would do, exactly, before anybody has said yes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tools.effects.plan import APART, Plan
from tools.errors import ToolError
from tools.ics import calendars
from tools.ics.files import EventFile
from tools.ics.moments import from_iso, length, to_zoned, zone_name
from tools.people.address_book import AddressBook
from tools.people.circle import Circle
from tools.people.contacts import Address
from tools.people.owner import Owner
from tools.scheduling.availability import WorkingHours
from tools.scheduling.change import Change
from tools.scheduling.coming import coming, compared
from tools.scheduling.cutting import rest_of
from tools.scheduling.event_json import event_to_json, event_view
from tools.scheduling.events import Attendee, Event
from tools.scheduling.executor import CANCEL, CREATE, UPDATE, former_text
from tools.scheduling.finding import Target, find_target
from tools.scheduling.guests import Guests, addresses
from tools.scheduling.ics_read import UnreadableError, read_series
from tools.scheduling.ics_write import changed_file, left_out
from tools.scheduling.retiming import Retiming, whole_days_on
from tools.scheduling.several_files import MOVE, SPLIT
from tools.scheduling.store import CalendarStore
from tools.scheduling.surroundings import Surroundings, around, has_passed
from tools.scheduling.time_words import Clock, says_only_the_clock
from tools.scheduling.wording import changes, described, named, when

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
JOINERS = "\u200c\u200d"
"""Unseen, but families of emoji, Persian and Hindi are written with them."""
TITLE_CHARS = 300
TEXT_CHARS = 20_000
LONGEST_REMINDER = 60 * 24 * 60
WHOSE = {
    "event": "",
    "occurrence": "one occurrence of ",
    "following": "this and all following of ",
    "series": "the whole series ",
}


@dataclass(frozen=True)
class EventPlanner:
    """Plans the changes to the calendars of `store`. The same arguments give the same plan, and those of
    `Plan.args` too, as long as the calendar and the address book are as they were."""

    store: CalendarStore
    people: AddressBook
    user: Address
    clock: Callable[[], datetime]
    zone: ZoneInfo
    hours_now: Callable[[], WorkingHours]
    day_first: bool = False
    other_addresses: Sequence[str] = ()
    """Of the user, beside that of `user`."""
    written_to: Callable[[str], bool] = lambda email: False  # noqa: ARG005 - its name is part of it
    """Whether the user has sent mail to this address."""
    looks_at_guests: bool = True
    """Earlier versions didn't."""

    def create(
        self,
        title: str,
        start_time: str,
        end_time: str = "",
        attendees: Sequence[str] = (),
        location: str = "",
        description: str = "",
        recurrence: str = "",
        reminder_minutes: Sequence[int] = (),
        calendar: str = "",
        time_zone: str = "",
        away: bool = False,
    ) -> Plan:
        """A new event; `away`: one that takes its whole days, with what falls into them said."""
        time = self.words().within(time_zone).event_time(start_time, end_time, recurrence)
        invited = self._guests.invited(attendees)
        event = Event(
            calendar=self._calendar(calendar),
            uid="",
            title=_title(title),
            start=time.start,
            end=time.end,
            rrule=time.rrule,
            location=_line(location, "location"),
            description=_text(description, "description"),
            organizer=self._guests.organizer if invited else None,
            attendees=invited,
            reminders=_reminders(reminder_minutes),
            transparency="opaque" if away else "",
        )
        surroundings = around(self.store, event, self.hours, mailboxes=self.mailboxes)
        circle, guests = self._circle(), self._looked_at(invited)
        inside = surroundings.inside() if away else ""
        return Plan(
            kind=CREATE,
            args={
                "title": event.title,
                **self._time_args(event),
                "attendees": [str(attendee) for attendee in event.attendees],
                "location": event.location,
                "description": event.description,
                "recurrence": event.rrule,
                "reminder_minutes": list(event.reminders),
                "calendar": event.calendar,
                **({"away": True} if away else {}),
            },
            summary=circle.warned(f"Schedule {described(event, self.zone)}", guests),
            preview={"type": "event", "event": event_view(event), **surroundings.preview()},
            payload={
                "calendar": event.calendar,
                "event": event_to_json(event),
                **({"inside": inside} if inside else {}),
            },
            destination=self._destination(event.calendar),
            warnings=(
                *has_passed(event, self.clock(), self.zone),
                *circle.warnings(guests),
                *(self._guests.not_invited(event.title, invited) if self.looks_at_guests else ()),
                *((inside,) if inside else surroundings.warnings()),
            ),
            undoable=True,
            undo_note="Takes the event out of the calendar again, unless it was changed meanwhile.",
        )

    def update(
        self,
        event_id: str,
        title: str | None = None,
        start_time: str | None = None,
        end_time: str | None = None,
        move_by: str | None = None,
        location: str | None = None,
        description: str | None = None,
        add_attendees: Sequence[str] = (),
        remove_attendees: Sequence[str] = (),
        recurrence: str | None = None,
        reminder_minutes: Sequence[int] | None = None,
        add_occurrence: str | None = None,
        occurrence: str | None = None,
        calendar: str = "",
        time_zone: str = "",
    ) -> Plan:
        """An event, an occurrence, it and those after it, or a series, changed.

        Raises:
            ToolError: there is no such event, or nothing would change; the message is for the model.
        """
        target = find_target(self.store, event_id, occurrence, now=self.clock())
        if calendar.strip() and (to := self._calendar(calendar)) != target.event.calendar:
            others = (title, start_time, end_time, move_by, location, description, recurrence, add_occurrence)
            if any(others) or add_attendees or remove_attendees or reminder_minutes is not None:
                raise ToolError("move it to another calendar first, and change it then: one at a time")
            return self._moved(target, to)
        part = self._rest(target) if target.scope == "following" else target
        before = part.event
        timing = Retiming(part, self.store, self.words().within(time_zone))
        if add_occurrence and add_occurrence.strip():
            if start_time or end_time or move_by or recurrence:
                raise ToolError("give either add_occurrence, or what changes the times that there are")
            after = timing.once_more(add_occurrence)
        else:
            after = timing.event(start_time, end_time, move_by, recurrence)
        attendees = self._guests.changed(before, add_attendees, remove_attendees)
        after = replace(
            after,
            title=before.title if title is None else _title(title),
            location=before.location if location is None else _line(_kept(location), "location"),
            description=before.description
            if description is None
            else _text(_kept(description), "description"),
            attendees=attendees,
            organizer=before.organizer or (self._guests.organizer if attendees else None),
            reminders=before.reminders if reminder_minutes is None else _reminders(reminder_minutes),
        )
        change = Change(part.scope, before, after)
        if not change.fields:
            raise ToolError(f"nothing would change: {described(before, self.zone)} is like that already")
        written = self._written(target, part, change)
        surroundings = Surroundings()
        passed: tuple[str, ...] = ()
        if {"start", "rrule"} & set(change.fields):
            surroundings = around(self.store, after, self.hours, but=before, mailboxes=self.mailboxes)
            passed = has_passed(after, self.clock(), self.zone) if part.scope != "series" else ()
        about = f"{WHOSE[target.scope]}{named(before)} on {when(before.start, before.end, self.zone)}"
        told = changes(before, after, change.fields, self.zone)
        invited = [attendee for attendee in attendees if attendee not in before.attendees]
        circle, guests = self._circle(), self._looked_at(invited)
        done = f"Changed {about}: {told}."
        payload = _payload(target, after, False, done)
        if target.scope == "following":
            payload |= _split_payload(target, change)
        return Plan(
            kind=SPLIT if target.scope == "following" else UPDATE,
            args=self._update_args(target, change),
            summary=circle.warned(f"Change {about}: {told}", guests),
            preview={
                "type": "event_change",
                "before": event_view(before),
                "after": event_view(after),
                "scope": target.scope,
                **surroundings.preview(),
                **self._times(target, written),
            },
            payload=payload,
            destination=self._destination(before.calendar),
            warnings=(
                *self._guests.warnings(before),
                *left_out(part.file, change, self.store.zone),
                *passed,
                *circle.warnings(guests),
                *surroundings.warnings(),
            ),
            undoable=True,
            undo_note="Puts it back as it was, unless it was changed again meanwhile.",
        )

    def _moved(self, target: Target, to: str) -> Plan:
        """The event, or the whole series, in another calendar."""
        event = target.event
        if target.scope not in ("event", "series"):
            raise ToolError("a series is in one calendar; leave occurrence out to move all of it")
        self._destination(to)
        titles = {one.name: one.title for one in self.store.calendars()}
        after = replace(event, calendar=to)
        about = f"{WHOSE[target.scope]}{described(event, self.zone)}"
        return Plan(
            kind=MOVE,
            args={"event_id": event.id, "calendar": to},
            summary=f"Move {about} to the calendar {titles.get(to, to)!r}",
            preview={
                "type": "event_change",
                "before": event_view(event),
                "after": event_view(after),
                "scope": target.scope,
            },
            payload=_payload(target, after, False, f"Moved {about} to the calendar {titles.get(to, to)!r}.")
            | {
                "to": to,
                "title": named(event),
                "undone": f"{named(event)} is in the calendar {titles.get(event.calendar)!r} again.",
            },
            destination=self._destination(event.calendar),
            warnings=self._guests.warnings(event),
            undoable=True,
            undo_note="Puts it back into the calendar that it was in, unless it was changed meanwhile.",
        )

    def cancel(self, event_id: str, occurrence: str | None = None, reason: str = "") -> Plan:
        """An event, an occurrence, an occurrence with those after it, or a series, removed."""
        target = find_target(self.store, event_id, occurrence, now=self.clock())
        before = target.event
        reason = _line(reason, "reason")
        whose = WHOSE[target.scope]
        because = f" ({reason})" if reason else ""
        written = self._rendered(target.file, Change(target.scope, before, None))
        return Plan(
            kind=CANCEL,
            args={**self._target_args(target), "reason": reason},
            summary=f"Cancel {whose}{described(before, self.zone)}{because}",
            preview={
                "type": "event_cancel",
                "event": event_view(before),
                "scope": target.scope,
                **self._times(target, [written]),
            },
            payload=_payload(
                target, None, not written, f"Cancelled {whose}{described(before, self.zone)}{because}."
            ),
            destination=self._destination(before.calendar),
            warnings=self._guests.warnings(before),
            undoable=True,
            undo_note="Puts the event back into the calendar.",
        )

    def merged(self, args: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
        """`args` with a person's changes: a new time of day keeps the day that was shown, and a new start
        takes the end along, so that the length stays.
        """
        merged = {**args, **changes}
        said, shown = changes.get("start_time"), from_iso(args.get("start_time") or "", self.zone)
        if changes.get("time_zone"):
            # The same hours on other clocks.
            for name in ("start_time", "end_time"):
                moment = from_iso(args.get(name) or "", self.zone)
                if name not in changes and isinstance(moment, datetime):
                    merged[name] = moment.replace(tzinfo=None).isoformat()
        if not said:
            return merged
        if "move_by" not in changes:
            merged.pop("move_by", None)
        words = self.words()
        if isinstance(shown, datetime) and says_only_the_clock(said):
            day = shown.astimezone(self.zone).date()
            start, end = (
                to_zoned(moment.astimezone(shown.tzinfo), self.zone) if isinstance(moment, datetime) else ""
                for moment in replace(words, now=words.midnight(day)).start(said)
            )
            merged["start_time"] = start or said
            if end and "end_time" not in changes:
                return {**merged, "end_time": end}
        if "end_time" in changes or not args.get("end_time"):
            return merged
        until = from_iso(args["end_time"], self.zone)
        if words.says_an_end(said) or shown is None or until is None:
            return {**merged, "end_time": ""}
        days = 0 if isinstance(shown, datetime) else 1
        return {**merged, "end_time": f"{length(shown, until) // MINUTE + days * DAY // MINUTE} minutes"}

    @property
    def hours(self) -> WorkingHours:
        """When slots are looked for at the moment."""
        return self.hours_now()

    @property
    def mailboxes(self) -> frozenset[str]:
        """The user's addresses, in small letters."""
        return frozenset(address.casefold() for address in (self.user.email, *self.other_addresses))

    def _looked_at(self, invited: Sequence[Attendee]) -> tuple[Address, ...]:
        return addresses(invited) if self.looks_at_guests else ()

    def _circle(self) -> Circle:
        others = (Address("", email) for email in self.other_addresses)
        return Circle(Owner.of(self.user, *others), self.people.people, self.written_to)

    @property
    def _guests(self) -> Guests:
        return Guests(self.people, self.user)

    def words(self) -> Clock:
        """What words about time mean at the moment."""
        return Clock(self.clock(), self.zone, self.day_first)

    def _rest(self, target: Target) -> Target:
        """The series from an occurrence on, as if it were one of its own already.

        Raises:
            ToolError: it can't be cut there.
        """
        cut, event = Change("following", target.event, None), target.event
        try:
            file = rest_of(
                target.file, cut, self.store.zone, uid=event.uid, name=target.file.name, at=self.clock()
            )
            return Target(file, read_series(file, self.store.zone)[0].main, "series")
        except UnreadableError as error:
            raise ToolError(f"{named(event)} can't be changed from there on: {error}") from error

    def _written(self, target: Target, part: Target, change: Change) -> list[bytes]:
        """The files as they would be, but for when they are written and by which change."""
        written = [self._rendered(part.file, change)]
        if target.scope == "following":
            written.append(self._rendered(target.file, Change("following", target.event, None)))
        return written

    def _times(self, target: Target, written: Sequence[bytes]) -> dict[str, Any]:
        """When a series takes place next, now and then, for a preview."""
        if target.scope == "event":
            return {}
        file, now, zone = target.file, self.clock(), self.store.zone
        if target.event.recurrence_id is not None:
            # one of them may be a day, and the other a time
            shown = (target.event.start, target.event.recurrence_id)
            now = max(now, min(map(self.words().midnight, shown)))
        then = [EventFile(file.calendar, file.name, data) for data in written if data]
        event = target.event
        return compared(coming([file], event, now, zone), coming(then, event, now, zone))

    def _update_args(self, target: Target, change: Change) -> dict[str, Any]:
        before, after, fields = change.before, change.after, change.fields
        assert after is not None
        args = self._target_args(target)
        if "start" in fields and (days := whole_days_on(change)):
            args["move_by"] = f"{days} days"
        elif "start" in fields:
            args |= self._time_args(after)
            if before.zone not in (None, after.zone) and after.zone == self.zone:
                # Without a name it would stay in the zone that it was in.
                args["time_zone"] = zone_name(self.zone)
        for field in ("title", "location", "description"):
            if field in fields:
                args[field] = getattr(after, field)
        if "attendees" in fields:
            args["add_attendees"] = [str(a) for a in after.attendees if a not in before.attendees]
            args["remove_attendees"] = [a.email for a in before.attendees if a not in after.attendees]
        if set(fields) & {"rdates", "exdates"} and "rrule" not in fields:
            more = [one for one in after.rdates if one not in before.rdates]
            back = [one for one in before.exdates if one not in after.exdates]
            args["add_occurrence"] = to_zoned([*more, *back][0], self.zone)
        if "rrule" in fields:
            args["recurrence"] = after.rrule or "none"
        if "reminders" in fields:
            args["reminder_minutes"] = list(after.reminders)
        return args

    def _target_args(self, target: Target) -> dict[str, Any]:
        args: dict[str, Any] = {"event_id": target.event.id}
        if target.event.recurrence_id is not None:
            named = to_zoned(target.event.recurrence_id, self.zone)
            args["occurrence"] = f"following {named}" if target.scope == "following" else named
        return args

    def _rendered(self, file: EventFile, change: Change) -> bytes:
        """The file as it would be, but for when it is written and by which change.

        Raises:
            ToolError: the change can't be written down.
        """
        try:
            return changed_file(file, change, key="", at=self.clock(), zone=self.store.zone)
        except UnreadableError as error:
            raise ToolError(f"{named(change.before)} can't be changed so: {error}") from error

    def _time_args(self, event: Event) -> dict[str, str]:
        last = event.end if isinstance(event.start, datetime) else event.end - timedelta(days=1)
        return {"start_time": to_zoned(event.start, self.zone), "end_time": to_zoned(last, self.zone)}

    def _calendar(self, name: str) -> str:
        return calendars.named(self.store, name)

    def _destination(self, calendar: str) -> str:
        calendars.check_writable(self.store, calendar)
        return f"{self.store.kind}:{calendar}"


def _payload(target: Target, after: Event | None, removes: bool, done: str) -> dict[str, Any]:
    # What becomes of an occurrence doesn't hang on what becomes of the others, which are in the same file.
    apart = {APART: ["etag", "former"]} if target.scope == "occurrence" else {}
    return {
        **apart,
        "calendar": target.file.calendar,
        "file": target.file.name,
        "etag": target.file.etag,
        "former": former_text(target.file.data),
        "scope": target.scope,
        "removes": removes,
        "before": event_to_json(target.event),
        "after": event_to_json(after) if after else None,
        "done": done,
    }


def _split_payload(target: Target, change: Change) -> dict[str, Any]:
    """What is changed is a series of its own from then on; who comes to another time is asked again."""
    return {
        "cut": event_to_json(target.event),
        "before": event_to_json(change.before),
        "asks_anew": bool({"start", "rrule"} & set(change.fields)),
        "undone": f"{named(target.event)} is one series again, as it was.",
        "title": named(target.event),
    }


def _title(text: str) -> str:
    title = _line(text, "title")
    if not title:
        raise ToolError("title is empty; say what the event is called")
    return title


def _kept(text: str) -> str:
    """A text as it is to be; a dash stands for none, as an empty argument counts as not given."""
    return "" if text.strip() == "-" else text


def _line(text: str, argument: str) -> str:
    return " ".join(_text(text, argument, TITLE_CHARS).split())


def _text(text: str, argument: str, most: int = TEXT_CHARS) -> str:
    kept = f"\n\t{JOINERS}"
    clean = "".join(c for c in text.replace("\r\n", "\n") if c.isprintable() or c in kept).strip()
    if len(clean) > most:
        raise ToolError(f"{argument} has {len(clean):,} characters; {most:,} are the most")
    return clean


def _reminders(minutes: Sequence[int]) -> tuple[int, ...]:
    if any(not 0 <= before <= LONGEST_REMINDER for before in minutes):
        raise ToolError("reminder_minutes are minutes before the start, from 0 to 86400")
    return tuple(sorted(set(minutes)))
