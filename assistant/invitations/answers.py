"""Answering invitations that came by mail, and noting the answers of guests."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, Field

from assistant.invitations.linked_mail import LinkedMails, calendar_mail, linked_key, told
from tools.effects.plan import Intent, Plan, Receipt
from tools.errors import FinalError, StaleError, ToolError
from tools.mail.invitations import Invitation, invitation_of, sender_fits
from tools.mail.itip import accepted_file, answer, with_answer
from tools.mail.store import MailStore
from tools.people.contacts import Address
from tools.scheduling.event_json import event_view
from tools.scheduling.events import Event
from tools.scheduling.ics_read import UnreadableError, read_series
from tools.scheduling.ics_write import made_by
from tools.scheduling.store import CalendarStore, EventFile, etag_of
from tools.scheduling.wording import described, named
from tools.toolset import write_tool

if TYPE_CHECKING:
    from tools.toolset import Write

ANSWER, NOTE = "invitation.answer", "invitation.note"
SAID = {"accept": "accepted", "decline": "declined", "maybe": "tentative"}
IN_WORDS = {"accepted": "accepted", "declined": "declined", "tentative": "answered 'maybe' to"}


class AnswerInvitation(BaseModel):
    email_id: str = Field(description="the mail with the invitation or cancellation")
    answer: Literal["accept", "decline", "maybe"]
    comment: str = Field(default="", description="for the organizer")


class NoteAnswer(BaseModel):
    email_id: str = Field(description="the mail with a guest's answer")


def build_invitation_writes(desk: "InvitationDesk") -> "tuple[Write, ...]":
    """Tools for the email agent, beside its own; each waits for an approval."""
    return (
        write_tool(
            "answer_invitation", "Answer an invitation that came by mail.", AnswerInvitation, desk.answer
        ),
        write_tool("note_answer", "Note a guest's mailed answer in the event.", NoteAnswer, desk.note),
    )


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

    def answer(self, email_id: str, answer: str, comment: str = "") -> Plan:
        """The event filed with one's answer in it, and the organizer told; after a cancellation, removed."""
        sender, invitation = self._invitation(email_id)
        current = self._current(invitation)
        if invitation.method == "REPLY":
            raise ToolError("this mail is a guest's answer, not an invitation; use note_answer")
        if current and invitation.sequence < self._event(current).sequence:
            raise ToolError(f"the invitation to {invitation.title!r} is older than what the calendar has")
        if current and not self._same_organizer(invitation, current):
            raise ToolError(
                f"{sender} is not the organizer of {invitation.title!r} in the calendar; nothing was changed"
            )
        if invitation.method == "CANCEL":
            return self._cancelled(email_id, sender, invitation, current)
        if not sender_fits(invitation, sender):
            warnings = [f"The mail comes from {sender}, but names {invitation.organizer} as the organizer"]
        else:
            warnings = []
        me = self._me(invitation)
        if invitation.guest([me]) is None:
            warnings.append("Your address is not in the list of guests")
        said = SAID[answer]
        event = self._event(EventFile(self.calendar.default_calendar, "invitation.ics", invitation.content))
        view = event_view(event)
        return Plan(
            kind=ANSWER,
            args={"email_id": email_id, "answer": answer, "comment": comment},
            summary=f"{answer.capitalize()}: {described(event)}, and tell {invitation.organizer}",
            preview={"type": "event", "event": view, "clashes": [], "alternatives": []},
            payload={
                "content": packed(invitation.content),
                "said": said,
                "me": [me.name, me.email],
                "comment": " ".join(comment.split()),
                **self._place(invitation, current),
            },
            destination=f"{self.calendar.kind}:{event.calendar}",
            warnings=tuple(warnings),
            undo_note="The organizer is told; to change the answer, answer again.",
        )

    def note(self, email_id: str) -> Plan:
        """The answer of a guest, in the event that it is about."""
        sender, reply = self._invitation(email_id)
        if reply.method != "REPLY":
            raise ToolError("this mail is no guest's answer")
        if not sender_fits(reply, sender):
            claimed = ", ".join(str(guest.address) for guest in reply.guests) or "nobody"
            raise ToolError(f"the mail comes from {sender}, but answers for {claimed}; nothing was noted")
        current = self._current(reply)
        if current is None:
            raise ToolError(f"the calendar has no event that this answer is about ({reply.title!r})")
        before = self._event(current)
        [guest] = reply.guests
        if not any(guest.address.same_mailbox(Address("", one.email)) for one in before.attendees):
            raise ToolError(f"{sender} is not a guest of {named(before)}; nothing was noted")
        if reply.sequence < before.sequence:
            raise ToolError(f"{sender} answers an earlier version of {named(before)}; nothing was noted")
        data = with_answer(current.data, reply)
        after = self._event(EventFile(current.calendar, current.name, data))
        if before.attendees == after.attendees:
            raise ToolError(f"{named(before)} says so already: {sender} has {guest.answer}")
        text = f"{sender} has {IN_WORDS.get(guest.answer, guest.answer)} {named(before)}"
        return Plan(
            kind=NOTE,
            args={"email_id": email_id},
            summary=f"Note that {text}",
            preview={
                "type": "event_change",
                "before": event_view(before),
                "after": event_view(after),
                "scope": "event",
                "clashes": [],
                "alternatives": [],
            },
            payload={
                "content": packed(data),
                "former": packed(current.data),
                "text": text,
                **self._place(reply, current),
            },
            destination=f"{self.calendar.kind}:{current.calendar}",
            undoable=True,
            undo_note="Puts the former answer back, unless the event was changed meanwhile.",
        )

    def _cancelled(
        self, email_id: str, sender: Address, invitation: Invitation, current: EventFile | None
    ) -> Plan:
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
        event = self._event(current)
        return Plan(
            kind=NOTE,
            args={"email_id": email_id, "answer": "accept", "comment": ""},
            summary=f"Remove {described(event)}: {sender} has cancelled it",
            preview={"type": "event_cancel", "event": event_view(event), "scope": "event"},
            payload={
                "content": "",
                "former": packed(current.data),
                "text": f"{named(event)} was cancelled by {sender}",
                **self._place(invitation, current),
            },
            destination=f"{self.calendar.kind}:{current.calendar}",
            undoable=True,
            undo_note="Puts the event back into the calendar.",
        )

    def _invitation(self, email_id: str) -> tuple[Address, Invitation]:
        mail = self.mailbox.read(email_id)
        if mail.invitation is None:
            raise ToolError(f"the mail {mail.id!r} holds no invitation")
        return mail.envelope.sender, mail.invitation

    def _current(self, invitation: Invitation) -> EventFile | None:
        for calendar in self.calendar.calendars():
            if found := self.calendar.named(calendar.name, invitation.uid):
                return found
        return None

    def _same_organizer(self, invitation: Invitation, current: EventFile) -> bool:
        known = self._event(current).organizer
        if known is None or invitation.organizer is None:
            return False
        return invitation.organizer.same_mailbox(Address("", known.email))

    def _me(self, invitation: Invitation) -> Address:
        """Which of one's own addresses is invited."""
        mine = self.identities()
        return next((one for one in mine if invitation.guest([one])), mine[0])

    def _event(self, file: EventFile) -> Event:
        try:
            return read_series(file, self.calendar.zone)[0].main
        except UnreadableError as error:
            raise ToolError(f"the event can't be read: {error}") from error

    def _place(self, invitation: Invitation, current: EventFile | None) -> dict[str, Any]:
        """Where the event is or will be, and what is there now."""
        if current is not None:
            return {"calendar": current.calendar, "file": current.name, "etag": current.etag}
        name = hashlib.sha256(invitation.uid.encode()).hexdigest()[:24]
        return {"calendar": self.calendar.default_calendar, "file": f"{name}.ics", "etag": ""}


class InvitationExecutor:
    """An `Executor` that files events with the answer in them, and sends the answer."""

    kinds = (ANSWER, NOTE)

    def __init__(self, calendar: CalendarStore, mails: LinkedMails) -> None:
        self._calendar = calendar
        self._mails = mails

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:  # noqa: ARG002 - the file has its own times
        """The calendar file as it will be; nothing where it will not be."""
        content = unpacked(plan.payload["content"])
        if plan.kind == NOTE:
            return content
        return (
            b""
            if plan.payload["said"] == "declined"
            else accepted_file(invitation_in_plan(plan), me_in_plan(plan), plan.payload["said"], key=key)
        )

    def act(self, intent: Intent) -> Receipt:
        self._file(intent)
        return self._noted(intent) if intent.plan.kind == NOTE else self._answered(intent)

    def find(self, intent: Intent) -> Receipt | None:
        """Whether the calendar has it, and the answer is in the ledger, which is written after that."""
        payload = intent.plan.payload
        if intent.plan.kind == ANSWER:
            return self._answered(intent) if self._mails.sent(linked_key(intent.key)) else None
        self._calendar.refresh(payload["calendar"], payload["file"])
        current = self._calendar.read(payload["calendar"], payload["file"])
        done = (
            current is None
            if not intent.rendered
            else current is not None and current.data == intent.rendered
        )
        return self._noted(intent) if done else None

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:
        payload = intent.plan.payload
        if intent.plan.kind == ANSWER:
            raise FinalError("the organizer was told; to change the answer, answer the invitation again")
        former = unpacked(payload["former"])
        if intent.rendered:
            self._calendar.replace(
                payload["calendar"], payload["file"], former, etag=etag_of(intent.rendered)
            )
        elif not self._calendar.create(payload["calendar"], payload["file"], former):
            raise StaleError("the event is in the calendar again already")
        return Receipt(text=f"Taken back: {payload['text']}.", reference=receipt.reference)

    def _file(self, intent: Intent) -> None:
        """Bring the calendar to what was planned; done twice, it is done once."""
        payload = intent.plan.payload
        calendar, name, etag = payload["calendar"], payload["file"], payload["etag"]
        current = self._calendar.read(calendar, name)
        if not intent.rendered:
            if current is not None:
                self._calendar.delete(calendar, name, etag=etag)
        elif current is None and not etag:
            if not self._calendar.create(calendar, name, intent.rendered):
                raise StaleError(f"{name} has just been written by another program; nothing was changed")
        elif current is None or not (current.data == intent.rendered or made_by(current.data, intent.key)):
            self._calendar.replace(calendar, name, intent.rendered, etag=etag)

    def _answered(self, intent: Intent) -> Receipt:
        plan = intent.plan
        invitation, me, said = invitation_in_plan(plan), me_in_plan(plan), plan.payload["said"]
        words = f"{IN_WORDS[said].capitalize()} {invitation.title!r}."
        organizer = invitation.organizer
        if organizer is None:
            return self._receipt(intent, f"{words} It names no organizer who could be told.")
        comment = plan.payload["comment"]
        ics = answer(invitation, me, said, at=self._mails.clock(), comment=comment)
        subject = f"{said.capitalize()}: {invitation.title}"
        text = f"{me.name or me.email} has {IN_WORDS[said]} {invitation.title!r}."
        outgoing = calendar_mail(me, (organizer,), subject, f"{text}\n\n{comment}".strip(), "REPLY", ics)
        effect = self._mails.send(
            linked_key(intent.key), intent.key, outgoing, f"Tell {organizer}: {subject}"
        )
        return self._receipt(intent, f"{words} {told(effect, (organizer,), 'was told')}")

    def _noted(self, intent: Intent) -> Receipt:
        return self._receipt(intent, f"Noted: {intent.plan.payload['text']}.")

    def _receipt(self, intent: Intent, text: str) -> Receipt:
        payload = intent.plan.payload
        return Receipt(text=text, reference={"calendar": payload["calendar"], "file": payload["file"]})


def invitation_in_plan(plan: Plan) -> Invitation:
    found = invitation_of(unpacked(plan.payload["content"]))
    assert found is not None  # it was planned from it
    return found


def me_in_plan(plan: Plan) -> Address:
    name, email = plan.payload["me"]
    return Address(name, email)


def packed(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def unpacked(text: str) -> bytes:
    return base64.b64decode(text)
