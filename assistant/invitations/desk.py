"""What would be done about invitations and the answers of guests that came by mail."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from typing import Any

from tools.effects.plan import Plan
from tools.errors import ToolError
from tools.ics.files import EventFile
from tools.mail.calendar_notes import ANSWERED, CalendarKind
from tools.mail.finding import find_mail
from tools.mail.invitations import Invitation, sender_fits
from tools.mail.itip import answer_in
from tools.mail.message import Envelope, Flag
from tools.mail.payloads import Original
from tools.mail.store import MailStore, Query
from tools.people.contacts import Address
from tools.people.owner import Owner
from tools.scheduling.availability import WorkingHours
from tools.scheduling.event_json import event_view
from tools.scheduling.events import Event
from tools.scheduling.ics_read import UnreadableError, read_series
from tools.scheduling.store import CalendarStore
from tools.scheduling.surroundings import Surroundings, around
from tools.scheduling.wording import described, named

ANSWER, NOTE, REMOVE = "invitation.answer", "invitation.note", "invitation.remove"
SAID = {"accept": "accepted", "decline": "declined", "maybe": "tentative"}
UNANSWERED = {"needs-action": "no answer yet", "tentative": "maybe"}
NOT_INVITED = "Your address is not in the list of guests"
LOOKED_AT = 200
"""So many of the newest mails for calendars are looked through for a later answer of the same guest."""


@dataclass(frozen=True)
class InvitationDesk:
    """Plans what is done about invitations; nothing is changed by it.

    Raises:
        ToolError: it can't be done; the message is for the model.
    """

    mailbox: MailStore
    calendar: CalendarStore
    identities: Callable[[], tuple[Address, ...]]
    zone: tzinfo
    hours: WorkingHours = field(default_factory=WorkingHours)

    def answer(self, email_id: str, answer: str, comment: str = "") -> Plan:
        """The event filed with one's answer in it, and the organizer told; after a cancellation, removed."""
        mail, invitation = self._invitation(email_id)
        sender, current = mail.sender, self.current(invitation.uid)
        if invitation.method == "REPLY":
            raise ToolError("this mail is a guest's answer, not an invitation; use note_answer")
        if current and invitation.sequence < self.event(current).sequence:
            raise ToolError(f"the invitation to {invitation.title!r} is older than what the calendar has")
        if current and not self._same_organizer(invitation, current):
            raise ToolError(
                f"{sender} is not the organizer of {invitation.title!r} in the calendar; nothing was changed"
            )
        if invitation.method == "CANCEL":
            args = {"email_id": email_id, "answer": answer, "comment": comment}
            return self._cancelled(args, mail, invitation, current)
        if not sender_fits(invitation, sender):
            warnings = [f"The mail comes from {sender}, but names {invitation.organizer} as the organizer"]
        else:
            warnings = []
        me = self._me(invitation)
        if invitation.guest([me]) is None:
            warnings.append(NOT_INVITED)
        said = SAID[answer]
        event = self.event(EventFile(self.calendar.default_calendar, "invitation.ics", invitation.content))
        view = event_view(event)
        own = replace(event, calendar=current.calendar, file=current.name) if current else event
        # A place that is taken matters to who comes.
        taken = (
            Surroundings()
            if answer == "decline"
            else around(
                self.calendar,
                event,
                self.hours,
                but=own,
                mailboxes={one.email.casefold() for one in self.identities()},
            )
        )
        return Plan(
            kind=ANSWER,
            args={"email_id": email_id, "answer": answer, "comment": comment},
            summary=f"{answer.capitalize()}: {described(event, self.zone)}, and tell {invitation.organizer}",
            preview={"type": "event", "event": view, **replace(taken, free=()).preview()},
            payload={
                "content": packed(invitation.content),
                "said": said,
                "me": [me.name, me.email],
                "comment": " ".join(comment.split()),
                "series": packed(current.data) if current and invitation.recurrence_id else "",
                "original": original_of(mail),
                **self._place(invitation, current),
            },
            destination=f"{self.calendar.kind}:{event.calendar}",
            warnings=(*warnings, *replace(taken, free=()).warnings()),
            undo_note="The organizer is told; to change the answer, answer again.",
        )

    def note(self, email_id: str) -> Plan:
        """The answer of a guest, in the event that it is about; a cancellation, by removing the event."""
        mail, reply = self._invitation(email_id)
        sender = mail.sender
        if reply.method == "CANCEL":
            cancelled = self.answer(email_id, "accept")
            return replace(cancelled, args={"email_id": email_id})
        if reply.method != "REPLY":
            raise ToolError("this mail is an invitation, not a guest's answer; use answer_invitation")
        if not sender_fits(reply, sender):
            claimed = ", ".join(str(guest.address) for guest in reply.guests) or "nobody"
            raise ToolError(f"the mail comes from {sender}, but answers for {claimed}; nothing was noted")
        current = self.current(reply.uid)
        if current is None:
            raise ToolError(f"the calendar has no event that this answer is about ({reply.title!r})")
        before = self.event(current)
        [guest] = reply.guests
        if not any(guest.address.same_mailbox(Address("", one.email)) for one in before.attendees):
            raise ToolError(f"{sender} is not a guest of {named(before)}; nothing was noted")
        if reply.sequence < before.sequence:
            raise ToolError(f"{sender} answers an earlier version of {named(before)}; nothing was noted")
        if self._answered_since(mail, reply):
            raise ToolError(f"{sender} has answered {named(before)} again since; note the later answer")
        former = answer_in(current.data, reply)
        if former is None:
            raise ToolError(f"{sender} answers for one occurrence of {named(before)}, which has no answers")
        if former == guest.answer:
            raise ToolError(f"{named(before)} says so already: {sender} has {guest.answer}")
        text = f"{sender} has {ANSWERED.get(guest.answer, guest.answer)} {named(before)}"
        return Plan(
            kind=NOTE,
            args={"email_id": email_id},
            summary=f"Note that {text}",
            preview={
                "type": "event_change",
                # The others' answers are left out: whether they change meanwhile is no matter here.
                "before": answered_view(before, guest.address, former),
                "after": answered_view(before, guest.address, guest.answer),
                "scope": "event",
                "clashes": [],
                "alternatives": [],
            },
            payload={
                "content": packed(reply.content),
                "former": former,
                "text": text,
                "calendar": current.calendar,
                "file": current.name,
            },
            destination=f"{self.calendar.kind}:{current.calendar}",
            undoable=True,
            undo_note="Puts the former answer back.",
        )

    def current(self, uid: str) -> EventFile | None:
        """The event in the calendar that an invitation is about."""
        for calendar in self.calendar.calendars():
            if found := self.calendar.named(calendar.name, uid):
                return found
        return None

    def event(self, file: EventFile) -> Event:
        try:
            return read_series(file, self.calendar.zone)[0].main
        except UnreadableError as error:
            raise ToolError(f"the event can't be read: {error}") from error

    def _cancelled(
        self, args: dict[str, Any], mail: Envelope, invitation: Invitation, current: EventFile | None
    ) -> Plan:
        sender = mail.sender
        if not sender_fits(invitation, sender):
            raise ToolError(
                f"the mail comes from {sender}, not from {invitation.organizer}; nothing was cancelled"
            )
        if current is None:
            raise ToolError(f"{invitation.title!r} is not in the calendar")
        if invitation.recurrence_id:
            raise ToolError(
                "one occurrence of a series was cancelled; use cancel_calendar_event with that occurrence"
            )
        event = self.event(current)
        return Plan(
            kind=REMOVE,
            args=args,
            summary=f"Remove {described(event, self.zone)}: {sender} has cancelled it",
            preview={"type": "event_cancel", "event": event_view(event), "scope": "event"},
            payload={
                "former": packed(current.data),
                "text": f"{named(event)} was cancelled by {sender}",
                **self._place(invitation, current),
            },
            destination=f"{self.calendar.kind}:{current.calendar}",
            undoable=True,
            undo_note="Puts the event back into the calendar.",
        )

    def _invitation(self, email_id: str) -> tuple[Envelope, Invitation]:
        mail = self.mailbox.read(find_mail(self.mailbox, email_id).id)
        if mail.invitation is None:
            raise ToolError(f"the mail {mail.id!r} holds no invitation")
        return mail.envelope, mail.invitation

    def _answered_since(self, mail: Envelope, reply: Invitation) -> bool:
        """Whether the guest has sent another answer later, which counts in the place of this one."""
        [guest] = reply.guests
        return any(
            note.fits
            and (note.kind, note.uid, note.recurrence_id)
            == (CalendarKind.ANSWER, reply.uid, reply.recurrence_id)
            and (note.who is not None and note.who.same_mailbox(guest.address))
            and other.date > mail.date
            for other in self.mailbox.search(Query(for_calendars=True), LOOKED_AT).envelopes
            if (note := other.calendar)
        )

    def _same_organizer(self, invitation: Invitation, current: EventFile) -> bool:
        known = self.event(current).organizer
        if known is None or invitation.organizer is None:
            return False
        return invitation.organizer.same_mailbox(Address("", known.email))

    def _me(self, invitation: Invitation) -> Address:
        """Which of one's own addresses is invited."""
        me = Owner(self.identities())
        return me.named(guest.address for guest in invitation.guests) or me.usual

    def _place(self, invitation: Invitation, current: EventFile | None) -> dict[str, Any]:
        """Where the event is or will be, and what is there now."""
        if current is not None:
            return {"calendar": current.calendar, "file": current.name, "etag": current.etag}
        name = hashlib.sha256(invitation.uid.encode()).hexdigest()[:24]
        return {"calendar": self.calendar.default_calendar, "file": f"{name}.ics", "etag": ""}


def answered_view(event: Event, guest: Address, answer: str) -> dict[str, Any]:
    """`event` as a person is shown it, of its guests only `guest`, with their `answer`."""
    known = next(one for one in event.attendees if guest.same_mailbox(Address("", one.email)))
    who = {"name": f"{known.name or known.email}: {UNANSWERED.get(answer, answer)}", "email": known.email}
    return event_view(event) | {"attendees": [who]}


def original_of(mail: Envelope) -> dict[str, Any]:
    """The mail that is answered, which is marked so when the answer has gone out."""
    marked = Original(id=mail.id, folder=mail.folder, message_id=mail.message_id, flag=str(Flag.REPLIED))
    return marked.as_json()


def packed(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def unpacked(text: str) -> bytes:
    return base64.b64decode(text)
