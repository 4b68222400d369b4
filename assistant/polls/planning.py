"""Plans for polls: what is proposed, booked or called off, with all that its card shows."""

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from assistant.polls.choosing import chosen
from assistant.polls.desk import PollDesk, spoken
from assistant.polls.letters import asking, is_hold, meeting, subject_of, usual_title
from assistant.polls.naming import named
from assistant.polls.poll import Poll
from assistant.polls.standing import Standing, same_start, slot_json
from tools.effects.plan import Plan
from tools.effects.standing import TOLD_BY_MAIL
from tools.errors import ToolError
from tools.excerpts import excerpt
from tools.ics.moments import from_iso
from tools.mail.addresses import label, listed
from tools.people.circle import Circle
from tools.people.contacts import Address
from tools.scheduling.availability import Slot, WorkingHours, attended, clashing, free_slots
from tools.scheduling.event_json import event_view
from tools.scheduling.ics_read import UnreadableError, read_series
from tools.scheduling.time_words import Clock
from tools.scheduling.wording import described, short, when

PROPOSE, BOOK, CALL_OFF = "poll.propose", "poll.book", "poll.call_off"
MOST = 6
LONGEST = timedelta(hours=12)
TITLE_CHARS = 200
OFF = "off"
NO_TIME = frozenset({OFF, "no", "none", "call off", "cancel", "nothing", "call it off"})
UNDO_PROPOSE = "Takes the holds out of the calendar; those who were asked are told that it is off."
UNDO_BOOK = "The event is gone, the times are held again, and the guests are told."
UNDO_CALL_OFF = "The times are held again, and those who were asked are told."
_A_PLACE = re.compile(
    r"(?:(?:the )?(?:number|no\.?|nr\.?|option|time|slot|#) ?)?\d{1,2}"
    r"|(?:the )?(?:first|second|third|fourth|fifth|sixth|last|\d(?:st|nd|rd|th))"
    r"(?: (?:one|time|option|slot))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PollPlanner:
    """What the tools of polls would do. The same arguments give the same plan, as long as the world does."""

    desk: PollDesk
    hours: Callable[[], WorkingHours]
    written_to: Callable[[str], bool]
    """Whether the user has sent mail to an address."""
    note: str
    """What a person should know about every mail that goes out; may be empty."""
    day_first: bool = False

    def propose(
        self, attendees: Sequence[str], when: str, duration_minutes: int = 60, title: str = ""
    ) -> Plan:
        """Times that are mailed to several people and held until one is booked.

        Raises:
            ToolError: nobody is named, or no time is free.
        """
        desk = self.desk
        me = desk.me
        guests = me.others(desk.people.resolve(attendees, me=me.usual))
        if not guests:
            raise ToolError("attendees names nobody but the user: name those who are to be asked")
        length = timedelta(minutes=duration_minutes)
        if not timedelta(0) < length <= LONGEST:
            raise ToolError("duration_minutes must be more than 0, and no more than 12 hours")
        known = self._busy(guests)
        options, warnings = self._options(when, length, known)
        title = excerpt(" ".join(title.split()), TITLE_CHARS) or usual_title(guests, me.usual)
        calendar = desk.calendar.default_calendar
        circle = Circle(me, desk.people.people, self.written_to)
        body = asking(title, guests, options, me.usual)
        return Plan(
            kind=PROPOSE,
            args={
                "attendees": list(map(str, guests)),
                "when": "; ".join(slot.start.isoformat() for slot in options),
                "duration_minutes": duration_minutes,
                "title": title,
            },
            summary=circle.warned(f"Propose {_times(options)} to {listed(guests)} for '{title}'", guests),
            preview={
                "type": "poll",
                "title": title,
                "attendees": [{"name": guest.name, "email": guest.email} for guest in guests],
                "times": list(map(slot_json, options)),
                "minutes": duration_minutes,
                "calendar": calendar,
                "subject": subject_of(title),
                "body": body,
            },
            payload={
                "title": title,
                "guests": [[guest.name, guest.email] for guest in guests],
                "options": [[slot.start.isoformat(), slot.end.isoformat()] for slot in options],
                "seen": sorted(known),
                "calendar": calendar,
                "me": [me.usual.name, me.usual.email],
            },
            destination=f"{desk.calendar.kind}:{calendar}",
            warnings=(*circle.warnings(guests), *warnings, *self._asked_before(guests), *self._note()),
            undoable=True,
            undo_note=UNDO_PROPOSE,
        )

    def settle(self, meeting: str = "", time: str = "") -> Plan:
        """One of the times booked and the rest released, or all of it called off.

        Raises:
            ToolError: it isn't clear which meeting or time, or none fits all yet; the message says so.
        """
        poll = self.desk.meant(meeting)
        if not poll.is_open:
            what = "booked" if poll.state == "booked" else "called off"
            more = "; to cancel the event use cancel_calendar_event" if poll.state == "booked" else ""
            raise ToolError(f"{spoken(poll)} is {what} already{more}")
        standing = self.desk.standing(poll)
        if time.strip().casefold() in NO_TIME:
            return self._call_off(standing)
        return self._book(standing, *self._slot(standing, time))

    def _book(self, standing: Standing, slot: Slot, place: int | None) -> Plan:
        poll, desk = standing.poll, self.desk
        me = desk.me.usual
        event = meeting(poll.id, poll.title, poll.guests, slot, poll.calendar, me, sequence=poll.sequence + 1)
        holds, changed = self._holds(poll)
        clashes = standing.clashes[place] if place is not None else desk.clashes(poll, slot)
        said = standing.said_of(place)
        return Plan(
            kind=BOOK,
            args={
                "meeting": poll.id,
                "time": str(place + 1) if place is not None else slot.start.isoformat(),
            },
            summary=f"Book {described(event, desk.zone)}",
            preview={
                "type": "event",
                "event": event_view(event),
                "poll": {"answers": said, "releases": [slot_json(one) for one in _others(poll, place)]},
            },
            payload={
                "poll": poll.id,
                "calendar": poll.calendar,
                "slot": [slot.start.isoformat(), slot.end.isoformat()],
                "sequence": poll.sequence + 1,
                "me": [me.name, me.email],
                "holds": holds,
            },
            destination=f"{desk.calendar.kind}:{poll.calendar}",
            warnings=(
                *(f"Clashes with '{title}'" for title in clashes),
                *_not_all(standing, place),
                *changed,
                f"{TOLD_BY_MAIL}{listed(poll.guests)}",
                *self._note(),
            ),
            undoable=True,
            undo_note=UNDO_BOOK,
        )

    def _call_off(self, standing: Standing) -> Plan:
        poll = standing.poll
        me = self.desk.me.usual
        holds, changed = self._holds(poll)
        return Plan(
            kind=CALL_OFF,
            args={"meeting": poll.id, "time": OFF},
            summary=f"Call off {spoken(poll)}: release {_holds_in_words(len(holds))} and tell them",
            preview={
                "type": "poll_off",
                "id": poll.id,
                "title": poll.title,
                "attendees": [{"name": guest.name, "email": guest.email} for guest in poll.guests],
                "times": list(map(slot_json, poll.options)),
                "answers": standing.said_of(None),
            },
            payload={
                "poll": poll.id,
                "calendar": poll.calendar,
                "sequence": poll.sequence + 1,
                "me": [me.name, me.email],
                "holds": holds,
            },
            destination=f"{self.desk.calendar.kind}:{poll.calendar}",
            warnings=(*changed, f"{TOLD_BY_MAIL}{listed(poll.guests)}", *self._note()),
            undoable=True,
            undo_note=UNDO_CALL_OFF,
        )

    def _options(
        self, words: str, length: timedelta, known: dict[str, tuple[Slot, ...]]
    ) -> tuple[tuple[Slot, ...], list[str]]:
        """The times that are proposed, and what to know about them."""
        desk, clock = self.desk, self._clock()
        parts = words.split(";")
        exact = [self._exact(part) for part in parts]
        if all(exact):
            starts = sorted({start.astimezone(UTC): start for start in exact if start}.values())
            if len(starts) > MOST:
                raise ToolError(f"{len(starts)} times are too many to choose from; propose {MOST} at most")
            options = tuple(_lasting(start, length, desk) for start in starts)
            if past := [slot for slot in options if slot.start <= clock.now]:
                raise ToolError(f"{when(past[0].start, past[0].end, desk.zone)} is over already")
            return options, list(self._in_the_way(options, known))
        if len(exact) > 1:
            wrong = next(part for part, start in zip(parts, exact, strict=True) if start is None)
            raise ToolError(f"{wrong.strip()!r} isn't one time; give each with its day and time of day")
        span = clock.span(words)
        hours = self.hours()
        begin = max(span.start, clock.now)
        windows = hours.on_days_of(begin, span.end, desk.zone) if span.whole_days else [Slot(begin, span.end)]
        mine = attended(desk.calendar.between(span.start, span.end), self._mailboxes())
        others = [slot for slots in known.values() for slot in slots]
        free = list(
            free_slots(mine, windows, length, desk.zone, others=others, margin=hours.margin)
            if begin < span.end
            else ()
        )
        options = chosen(free, length, clock.now, desk.zone)
        if not options:
            raise ToolError(
                f"nothing is free for {int(length.total_seconds() // 60)} minutes in {span.understood}"
            )
        few = (
            f"Only {len(options)} such time{'s are' if len(options) > 1 else ' is'} free in {span.understood}"
        )
        return options, [few] if len(options) < 3 else []

    def _exact(self, words: str) -> datetime | None:
        """The one moment that is named; None: none is, as "5" is a number of the times and no hour."""
        if _A_PLACE.fullmatch(words.strip()):
            return None
        exact = from_iso(words.strip(), self.desk.zone)
        if exact is None:
            try:
                exact, end = self._clock().start(words.strip())
            except ToolError:
                return None
            if end is not None:
                return None
        return exact if isinstance(exact, datetime) else None

    def _slot(self, standing: Standing, time: str) -> tuple[Slot, int | None]:
        """What is booked, and its place among the options; None: it is none of them."""
        poll, desk = standing.poll, self.desk
        if not time.strip():
            best = standing.best
            if best is None:
                raise ToolError(
                    f"no time fits all yet: {'; '.join(standing.said_of(None))}; say which to book"
                )
            return poll.options[best], best
        found = named(time, poll.options, desk.clock(), desk.zone)
        if found.clear and len(found.options) == 1 and not found.others:
            place = min(found.options)
            return poll.options[place], place
        exact = self._exact(time)
        if exact is None:
            several = " and ".join(str(place + 1) for place in sorted(found.options))
            raise ToolError(
                f"{time!r} names {several or 'none'} of the times; give the number of one: "
                + ", ".join(
                    f"{number} ({short(one.start, one.end)})" for number, one in enumerate(poll.options, 1)
                )
            )
        slot = _lasting(
            exact, poll.options[0].end.astimezone(UTC) - poll.options[0].start.astimezone(UTC), desk
        )
        place_of = next((n for n, one in enumerate(poll.options) if same_start(one, slot)), None)
        return slot, place_of

    def _holds(self, poll: Poll) -> tuple[list[list[str]], list[str]]:
        """The files that hold its times as they are now, and a warning of each that somebody has changed."""
        found, warnings = [], []
        for number, slot in enumerate(poll.options, 1):
            file = self.desk.calendar.read(poll.calendar, poll.hold_name(number))
            if file is None:
                continue
            try:
                event = read_series(file, self.desk.zone)[0].main
            except UnreadableError:
                event = None
            if event is None or not is_hold(event):
                warnings.append(f"What held {short(slot.start, slot.end)} was changed, and stays")
            else:
                found.append([file.name, base64.b64encode(file.data).decode()])
        return found, warnings

    def _in_the_way(self, options: Sequence[Slot], known: dict[str, tuple[Slot, ...]]) -> list[str]:
        """What takes the time that is to be proposed."""
        desk, found = self.desk, []
        for slot in options:
            mine = attended(desk.calendar.between(slot.start, slot.end), self._mailboxes())
            at = short(slot.start, slot.end)
            found += [f"Clashes with '{one.title}', {at}" for one in clashing(mine, slot, desk.zone)]
            found += [
                f"{who} is busy then: {at}"
                for who, slots in known.items()
                if any(slot.overlaps(one) for one in slots)
            ]
        return found

    def _busy(self, guests: Sequence[Address]) -> dict[str, tuple[Slot, ...]]:
        """By address, of whom a server tells it, when they are busy in the next weeks."""
        now = self.desk.clock()
        ahead = Slot(now, now + timedelta(days=62))
        return {
            who: tuple(slots) for who, slots in self.desk.busy([one.email for one in guests], ahead).items()
        }

    def _asked_before(self, guests: Sequence[Address]) -> list[str]:
        keys = {guest.key for guest in guests}
        same = (
            one
            for one in self.desk.book.list()
            if one.is_open and {guest.key for guest in one.guests} == keys
        )
        return [f"They have been asked already: {spoken(one)}" for one in same]

    def _note(self) -> tuple[str, ...]:
        return (self.note,) if self.note else ()

    def _mailboxes(self) -> set[str]:
        return {one.email.casefold() for one in self.desk.identities()}

    def _clock(self) -> Clock:
        return Clock(self.desk.clock(), self.desk.zone, self.day_first)


def _not_all(standing: Standing, place: int | None) -> list[str]:
    """Whose yes there is not."""
    found = []
    for one in standing.answers:
        verdict = standing.verdict(one, place) if place is not None else None
        who = label(one.guest)
        if not one.clear:
            found.append(f"Whether it suits {who} can't be read for certain: {one.words!r}")
        elif verdict is None:
            found.append(f"{who} has not answered" if not one.answered else f"{who} has not said yes to this")
        elif verdict == "no":
            found.append(f"{who} can't then")
    return found


def _others(poll: Poll, place: int | None) -> list[Slot]:
    return [slot for number, slot in enumerate(poll.options) if number != place]


def _lasting(start: datetime, length: timedelta, desk: PollDesk) -> Slot:
    local = start.astimezone(desk.zone)
    return Slot(local, (local.astimezone(UTC) + length).astimezone(desk.zone))


def _times(options: Sequence[Slot]) -> str:
    return ", ".join(short(slot.start, slot.end) for slot in options)


def _holds_in_words(number: int) -> str:
    return f"{number} hold{'' if number == 1 else 's'}"


def planned_slots(payload: dict[str, Any], desk_zone: Any) -> tuple[Slot, ...]:
    """The options that a plan has, in a zone."""
    return tuple(
        Slot(*(datetime.fromisoformat(text).astimezone(desk_zone) for text in one))
        for one in payload["options"]
    )
