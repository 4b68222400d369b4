"""Carries out what was approved about polls: holds, mails, the event that comes of it; each once."""

import base64
import json
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.invitations.guests import Guests, was_told
from assistant.invitations.linked_mail import calendar_mail, linked_key, told
from assistant.polls.book import PollBook
from assistant.polls.letters import (
    asking,
    called_off,
    cancelling,
    first_request,
    held,
    meeting,
    subject_of,
)
from assistant.polls.planning import BOOK, CALL_OFF, PROPOSE, planned_slots
from assistant.polls.poll import Poll
from assistant.polls.watch import PollWatch
from tools.effects.plan import Intent, Plan, Receipt
from tools.errors import StaleError
from tools.ics.files import EventFile
from tools.mail.addresses import listed
from tools.people.contacts import Address
from tools.scheduling.availability import Slot
from tools.scheduling.events import Event, event_id
from tools.scheduling.executor import file_of
from tools.scheduling.plain_write import new_file
from tools.scheduling.store import CalendarStore
from tools.scheduling.wording import described

STANDS_AGAIN = "It is not called off, the times stand again."
CALENDAR = "poll"
"""What tells the mails of a poll from those of the event that comes of it."""


class PollExecutor:
    """An `Executor` for polls. Every step of it, done twice, is done once; the table says when all is done.

    So whoever goes on after a crash does the steps again, from the first.
    """

    kinds = (PROPOSE, BOOK, CALL_OFF)

    def __init__(
        self,
        book: PollBook,
        calendar: CalendarStore,
        guests: Guests,
        watch: PollWatch,
        new_thread: Callable[[], str],
        zone: ZoneInfo,
        note: Callable[[], str],
    ) -> None:
        """`note` says what a person should know about every mail that goes out; it may be empty."""
        self._book = book
        self._calendar = calendar
        self._guests = guests
        self._watch = watch
        self._new_thread = new_thread
        self._zone = zone
        self._note = note

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:
        """All bytes that are written and sent, and the thread of what is prepared, as JSON."""
        if plan.kind == PROPOSE:
            poll = self._new(plan, key, at)
            files = [EventFile(one.calendar, one.file, new_file(one, at)) for one in self._held(poll)]
            mail = first_request(self._meeting(poll, poll.options[0], plan, 0), at)
            made = {"thread": self._new_thread(), "holds": [[one.name, _text(one.data)] for one in files]}
        else:
            poll = self._poll(plan)
            slot = self._slot(plan) if plan.kind == BOOK else poll.options[0]
            event = self._meeting(poll, slot, plan, plan.payload["sequence"])
            mail = new_file(event, at) if plan.kind == BOOK else cancelling(event, at)
            made = {}
        return json.dumps({**made, "calendar": _text(mail), "at": at.isoformat()}).encode()

    def act(self, intent: Intent) -> Receipt:
        """Do all of it.

        Raises:
            StaleError: it has been settled otherwise, or what holds its times has been changed.
        """
        return self._propose(intent) if intent.plan.kind == PROPOSE else self._settle(intent)

    def find(self, intent: Intent) -> Receipt | None:
        """Whether the table says that all of it has been done."""
        if intent.plan.kind == PROPOSE:
            poll = self._book.find(intent.key)
            if poll is None or poll.state == "asking" or poll.settled_by == intent.key:
                return None
            return self._proposed(intent, poll)
        poll = self._poll(intent.plan)
        if not self._book.is_done(poll.id, intent.key):
            return None
        return self._settled(intent, poll)

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:  # noqa: ARG002 - the table and the intent have it all
        """Take it back, and tell those who were told.

        Raises:
            StaleError: it has been booked or called off since.
        """
        if intent.plan.kind == PROPOSE:
            return self._take_back(intent)
        return self._reopen(intent)

    def _propose(self, intent: Intent) -> Receipt:
        made = json.loads(intent.rendered)
        poll = self._new(intent.plan, intent.key, datetime.fromisoformat(made["at"]))
        self._book.add(poll)
        self._hold(poll.calendar, made["holds"])
        self._watch.begin(poll, made["thread"])
        receipt = self._proposed(intent, poll)
        self._book.opened(poll.id)
        return receipt

    def _proposed(self, intent: Intent, poll: Poll) -> Receipt:
        plan, made = intent.plan, json.loads(intent.rendered)
        me = Address(*plan.payload["me"])
        text = asking(poll.title, poll.guests, poll.options, me)
        mail = calendar_mail(
            me, poll.guests, subject_of(poll.title), text, "REQUEST", base64.b64decode(made["calendar"])
        )
        effect = self._guests.mails.send(
            linked_key(intent.key), intent.key, mail, f"Ask {listed(poll.guests)} when they can meet"
        )
        number, asked = len(poll.options), "was asked" if len(poll.guests) == 1 else "were asked"
        times = f"{number} time{'s' if number > 1 else ''}"
        said = (
            f"Proposed {times} for '{poll.title}', held in the calendar. {told(effect, poll.guests, asked)}"
        )
        return Receipt(text=f"{said} {self._note()}".strip(), reference={"poll": poll.id})

    def _settle(self, intent: Intent) -> Receipt:
        plan = intent.plan
        poll = self._poll(plan)
        if poll.settled_by != intent.key:
            self._unchanged(plan)
        self._book.settle(poll.id, intent.key, "booked" if plan.kind == BOOK else "off")
        if plan.kind == BOOK:
            self._put(poll, intent)
        self._release(plan)
        self._watch.end(poll)
        receipt = self._settled(intent, poll)
        self._book.conclude(poll.id, intent.key)
        return receipt

    def _settled(self, intent: Intent, poll: Poll) -> Receipt:
        plan, data = intent.plan, self._calendar_part(intent)
        if plan.kind == CALL_OFF:
            said = (
                f"Called off '{poll.title}'; its times are free again. {self._tell_off(intent, poll, data)}"
            )
            return Receipt(text=f"{said} {self._note()}".strip(), reference={"poll": poll.id})
        event = self._meeting(poll, self._slot(plan), plan, plan.payload["sequence"])
        mailed = self._guests.tell(intent.key, CALENDAR, poll.calendar, b"", data)
        text = f"Booked {described(event, self._zone)}; the other times are free again. {mailed}"
        name = file_of(poll.id)
        reference = {
            "poll": poll.id,
            "id": event_id(poll.calendar, name, poll.uid),
            "uid": poll.uid,
            "calendar": poll.calendar,
            "file": name,
        }
        return Receipt(text=f"{text} {self._note()}".strip(), reference=reference)

    def _take_back(self, intent: Intent) -> Receipt:
        poll = self._book.find(intent.key)
        made = json.loads(intent.rendered)
        if poll is not None:
            if not poll.is_open and poll.settled_by != intent.key:
                raise StaleError(f"'{poll.title}' was booked or called off since; undo that first")
            for name, _ in made["holds"]:
                self._remove(poll.calendar, name)
            self._watch.end(poll)
            said = self._tell_off(intent, poll, self._cancelled(poll, intent))
            self._book.settle(poll.id, intent.key, "off")
            self._book.conclude(poll.id, intent.key)
        else:
            said = ""
        return Receipt(text=f"Took back: {intent.plan.summary}. {said}".strip())

    def _cancelled(self, poll: Poll, intent: Intent) -> bytes:
        at = self._guests.mails.clock()
        return cancelling(self._meeting(poll, poll.options[0], intent.plan, poll.sequence + 1), at)

    def _reopen(self, intent: Intent) -> Receipt:
        plan = intent.plan
        poll = self._poll(plan)
        if poll.settled_by != intent.key:
            raise StaleError(f"'{poll.title}' has been settled otherwise since; it stays as it is")
        if plan.kind == BOOK:
            self._take_out(poll, intent)
        self._hold(poll.calendar, plan.payload["holds"])
        self._watch.go_on(poll)
        if plan.kind == BOOK:
            said = self._guests.taken_back(
                intent.key, CALENDAR, poll.calendar, b"", self._calendar_part(intent)
            )
        else:
            said = self._ask_again(intent, poll)
        self._book.reopen(poll.id, intent.key)
        return Receipt(text=f"'{poll.title}' is open again, its times are held. {said}".strip())

    def _tell_off(self, intent: Intent, poll: Poll, data: bytes) -> str:
        """Those who were asked hear that it is off; who was not asked yet, never is."""
        if self._guests.mails.take_back(linked_key(poll.id)):
            return "Nobody had been asked yet."
        me = Address(*intent.plan.payload["me"])
        mail = calendar_mail(
            me, poll.guests, f"Called off: {poll.title}", called_off(poll, me), "CANCEL", data
        )
        effect = self._guests.mails.send(
            linked_key(intent.key, "off"),
            intent.key,
            mail,
            f"Tell {listed(poll.guests)} that it is called off",
        )
        return told(effect, poll.guests, was_told(poll.guests))

    def _ask_again(self, intent: Intent, poll: Poll) -> str:
        if self._guests.mails.take_back(linked_key(intent.key, "off")):
            return "Nobody had been told that it was off."
        me = Address(*intent.plan.payload["me"])
        at = self._guests.mails.clock()
        event = self._meeting(poll, poll.options[0], intent.plan, poll.sequence)
        mail = calendar_mail(
            me,
            poll.guests,
            subject_of(poll.title),
            f"{STANDS_AGAIN}\n\n{asking(poll.title, poll.guests, poll.options, me)}",
            "REQUEST",
            first_request(event, at),
        )
        effect = self._guests.mails.send(
            linked_key(intent.key, "again"), intent.key, mail, f"Ask {listed(poll.guests)} once more"
        )
        return told(effect, poll.guests, was_told(poll.guests))

    def _put(self, poll: Poll, intent: Intent) -> None:
        """The event into the calendar."""
        name, data = file_of(poll.id), self._calendar_part(intent)
        if not self._calendar.create(poll.calendar, name, data):
            there = self._calendar.read(poll.calendar, name)
            if there is None or poll.uid.encode() not in there.data:
                raise StaleError(f"the file {name} in the calendar {poll.calendar!r} holds something else")

    def _take_out(self, poll: Poll, intent: Intent) -> None:
        """
        Raises:
            StaleError: somebody has changed it since; nothing was done.
        """
        name = file_of(poll.id)
        there = self._calendar.read(poll.calendar, name)
        if there is None:
            return
        if there.data != self._calendar_part(intent):
            raise StaleError(f"'{poll.title}' has been changed since it was booked; cancel it instead")
        self._calendar.delete(poll.calendar, name, etag=there.etag)

    def _hold(self, calendar: str, holds: list[list[str]]) -> None:
        for name, data in holds:
            self._calendar.create(calendar, name, base64.b64decode(data))

    def _release(self, plan: Plan) -> None:
        for name, _ in plan.payload["holds"]:
            self._remove(plan.payload["calendar"], name)

    def _remove(self, calendar: str, name: str) -> None:
        there = self._calendar.read(calendar, name)
        if there is not None:
            self._calendar.delete(calendar, name, etag=there.etag)

    def _unchanged(self, plan: Plan) -> None:
        """
        Raises:
            StaleError: what holds the times is no longer what was planned against.
        """
        for name, data in plan.payload["holds"]:
            there = self._calendar.read(plan.payload["calendar"], name)
            if there is not None and there.data != base64.b64decode(data):
                raise StaleError("what holds the times has been changed; nothing was done")

    def _poll(self, plan: Plan) -> Poll:
        poll = self._book.find(plan.payload["poll"])
        if poll is None:
            raise StaleError("the times that were proposed are no longer known; nothing was done")
        return poll

    def _new(self, plan: Plan, key: str, at: datetime) -> Poll:
        payload = plan.payload
        return Poll(
            id=key,
            title=payload["title"],
            guests=tuple(Address(*one) for one in payload["guests"]),
            options=planned_slots(payload, self._zone),
            calendar=payload["calendar"],
            seen=tuple(payload["seen"]),
            state="asking",
            settled_by="",
            done=False,
            sequence=0,
            created_at=at,
        )

    def _held(self, poll: Poll) -> list[Event]:
        return held(poll.id, poll.title, poll.guests, poll.options, poll.calendar)

    def _meeting(self, poll: Poll, slot: Slot, plan: Plan, sequence: int) -> Event:
        me = Address(*plan.payload["me"])
        return meeting(poll.id, poll.title, poll.guests, slot, poll.calendar, me, sequence=sequence)

    def _slot(self, plan: Plan) -> Slot:
        return Slot(*(datetime.fromisoformat(text).astimezone(self._zone) for text in plan.payload["slot"]))

    def _calendar_part(self, intent: Intent) -> bytes:
        return base64.b64decode(json.loads(intent.rendered)["calendar"])


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
