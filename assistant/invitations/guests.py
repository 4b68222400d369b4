"""Guests are told by mail when an event of ours is made, changed, cancelled, or put back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from assistant.invitations.linked_mail import LinkedMails, calendar_mail, linked_key, told
from tools.effects.plan import Executor, Intent, Plan, Receipt
from tools.effects.standing import TOLD_BY_MAIL
from tools.ics.files import EventFile
from tools.mail.addresses import distinct, listed
from tools.mail.itip import cancellation, request
from tools.people.contacts import Address
from tools.people.owner import Owner
from tools.scheduling.event_json import event_from_json
from tools.scheduling.events import Event, Series
from tools.scheduling.executor import CREATE, former_bytes, removes
from tools.scheduling.ics_read import UnreadableError, read_series
from tools.scheduling.several_files import MOVE, SPLIT, file_changes
from tools.scheduling.wording import described, named
from tools.toolset import Planner, Toolset, Write


@dataclass(frozen=True)
class Guests:
    """Whom to tell of what becomes of an event, and in whose name."""

    mails: LinkedMails
    identities: Callable[[], tuple[Address, ...]]
    """One's own addresses; the first is the usual one."""
    zone: tzinfo
    server_invites: Callable[[str], bool] = lambda calendar: False  # noqa: ARG005 - its name is part of it
    """Whether the server of this calendar tells the guests itself (RFC 6638)."""

    def of(self, event: Event) -> tuple[Address, ...]:
        """The guests whom we tell: of events that are our own, and that no server tells of."""
        return () if self.server_invites(event.calendar) else guests_of(event, self._me)

    def sender(self, event: Event) -> Address:
        organizer = Address("", event.organizer.email) if event.organizer else self._me.usual
        return self._me.named([organizer]) or self._me.usual

    def tell(
        self, key: str, part: str, calendar: str, before: bytes, after: bytes, *, again: bool = False
    ) -> str:
        """Tell them what has become of the event; the files before and after, empty where there is none.

        Told once more with the same key and `part`, nothing is sent again. `again`: it is put back. What was
        told, as sentences.
        """
        old, new = self._read(calendar, before), self._read(calendar, after)
        if old and new and for_guests(old) == for_guests(new):
            return ""
        invited = self.of(new.main) if new else ()
        dropped = distinct(self.of(old.main), without=invited) if old else ()
        latest = max((series.main.sequence for series in (old, new) if series), default=0)
        sentences: list[str] = []
        if new and invited:
            # What is put back looks older than what the guests have heard last.
            ics = request(after, at=self.mails.clock(), sequence=latest + 2 if again else None)
            what = "Updated invitation" if old else "Invitation"
            effect = self.mails.send(
                linked_key(key, part),
                key,
                calendar_mail(
                    self.sender(new.main),
                    invited,
                    f"{what}: {new.main.title}",
                    body(new.main, what),
                    "REQUEST",
                    ics,
                ),
                f"Mail {listed(invited)} the {what.lower()} to {named(new.main)}",
            )
            sentences.append(told(effect, invited, was_told(invited)))
        if old and dropped:
            ics = cancellation(before, at=self.mails.clock(), guests=dropped, sequence=latest + 1)
            effect = self.mails.send(
                linked_key(key, f"{part}cancel"),
                key,
                calendar_mail(
                    self.sender(old.main),
                    dropped,
                    f"Cancelled: {old.main.title}",
                    body(old.main, "Cancelled"),
                    "CANCEL",
                    ics,
                ),
                f"Tell {listed(dropped)} that {named(old.main)} is cancelled",
            )
            sentences.append(told(effect, dropped, was_told(dropped)))
        return " ".join(sentences)

    def taken_back(self, key: str, part: str, calendar: str, before: bytes, after: bytes) -> str:
        """Tell them that it is again as before, unless they were never told that it was not."""
        parts = [linked_key(key, part), linked_key(key, f"{part}cancel")]
        if not any(map(self.mails.sent, parts)):
            return ""
        taken_back = [self.mails.take_back(part) for part in parts]
        if all(taken_back):
            return "The guests were not told of it."
        return self.tell(key, f"{part}undo", calendar, after, before, again=True)

    @property
    def _me(self) -> Owner:
        return Owner(self.identities())

    def _read(self, calendar: str, data: bytes) -> Series | None:
        if not data:
            return None
        try:
            return read_series(EventFile(calendar, "event.ics", data), self.zone)[0]
        except UnreadableError:
            return None


class InvitingExecutor:
    """An `Executor` of events that tells their guests by mail.

    The mail is an effect of its own. Its intent is written once the calendar has the change: whoever
    finds after a crash that it has, writes it then.
    """

    def __init__(self, events: Executor, guests: Guests) -> None:
        self._events = events
        self._guests = guests

    @property
    def kinds(self) -> tuple[str, ...]:
        return self._events.kinds

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:
        return self._events.render(plan, key, at)

    def act(self, intent: Intent) -> Receipt:
        return self._told(intent, self._events.act(intent))

    def find(self, intent: Intent) -> Receipt | None:
        found = self._events.find(intent)
        if found is not None:
            return self._told(intent, found)
        # Where guests were told of it, it was done; what isn't there now was taken back.
        self._taken_back(intent)
        return None

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:
        undone = self._events.undo(intent, receipt)
        return replace(undone, text=f"{undone.text} {self._taken_back(intent)}".strip())

    def _told(self, intent: Intent, receipt: Receipt) -> Receipt:
        calendar = intent.plan.payload["calendar"]
        said = (self._guests.tell(intent.key, part, calendar, *files) for part, *files in versions(intent))
        return replace(receipt, text=" ".join(filter(None, (receipt.text, *said))))

    def _taken_back(self, intent: Intent) -> str:
        calendar = intent.plan.payload["calendar"]
        said = [
            self._guests.taken_back(intent.key, part, calendar, *files) for part, *files in versions(intent)
        ]
        return " ".join(dict.fromkeys(filter(None, said)))


def versions(intent: Intent) -> tuple[tuple[str, bytes, bytes], ...]:
    """Each calendar file before and after the change, empty where there is none, and what tells it apart.

    Of a series that is split (RFC 5546, 3.2.2) guests hear that it ends, and are invited to the rest.
    """
    if intent.plan.kind == MOVE:
        return ()
    if intent.plan.kind == SPLIT:
        new, ended = file_changes(intent.rendered)
        return ("", ended.before, ended.after), ("rest", new.before, new.after)
    before = b"" if intent.plan.kind == CREATE else former_bytes(intent.plan)
    return (("", before, b"" if removes(intent.plan) else intent.rendered),)


def saying_so(toolset: Toolset, guests: Guests) -> Toolset:
    """`toolset` of the calendar, its approvals saying which guests are told by mail."""
    return replace(
        toolset, writes=tuple(replace(write, planner=_saying_so(write, guests)) for write in toolset.writes)
    )


def _saying_so(write: Write, guests: Guests) -> Planner:
    def plan(**args: object) -> Plan:
        planned = write.planner(**args)
        who = concerned(planned, guests.of, guests.zone)
        if not who:
            return planned
        note = f"{TOLD_BY_MAIL}{listed(who)}"
        undo_note = f"{planned.undo_note} The guests are told of that, too."
        return replace(planned, warnings=(*planned.warnings, note), undo_note=undo_note)

    return plan


def guests_of(event: Event, me: Owner) -> tuple[Address, ...]:
    """Those whom the organizer tells, where that is `me`; nobody where it is somebody else."""
    if event.organizer is not None and not me.owns(Address("", event.organizer.email)):
        return ()
    people = (Address(attendee.name, attendee.email) for attendee in event.attendees if attendee.email)
    return distinct(me.others(people))


def concerned(
    plan: Plan, guests: Callable[[Event], tuple[Address, ...]], zone: tzinfo
) -> tuple[Address, ...]:
    """Whom a change concerns: the `guests` of the event as it was and as it will be."""
    if plan.kind == MOVE:
        return ()  # nothing of it concerns others
    events = events_of(plan, zone)
    alike = len(events) == 2 and without_reminders(events[0]) == without_reminders(events[1])
    if alike and plan.kind != SPLIT:
        return ()
    return distinct(address for event in events for address in guests(event))


def events_of(plan: Plan, zone: tzinfo) -> Sequence[Event]:
    """The event of a plan as it was and as it will be, as far as there is one."""
    found = (plan.payload.get(part) for part in ("event", "before", "after"))
    return [event_from_json(data, zone) for data in found if data]


def body(event: Event, what: str) -> str:
    """What a guest reads whose mail program knows nothing of calendars."""
    lines = [f"{what}: {described(replace(event, attendees=()))}"]
    if event.description:
        lines += ["", event.description]
    return "\n".join(lines)


def for_guests(series: Series) -> tuple[Event, ...]:
    """All of it that concerns others."""
    return tuple(without_reminders(event) for event in (series.main, *series.changed))


def without_reminders(event: Event) -> Event:
    """The event as its guests know it; which version it is, is left out."""
    return replace(event, reminders=(), sequence=0)


def was_told(people: Sequence[Address]) -> str:
    return "was told" if len(people) == 1 else "were told"
