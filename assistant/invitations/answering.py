"""Carries out what was approved about invitations: files the event, and sends the answer."""

from datetime import datetime

from assistant.invitations.desk import ANSWER, NOTE, REMOVE, unpacked
from assistant.invitations.linked_mail import LinkedMails, calendar_mail, linked_key, told
from tools.effects.plan import Intent, Plan, Receipt
from tools.errors import FinalError, StaleError
from tools.mail.calendar_notes import ANSWERED
from tools.mail.invitations import Invitation, invitation_of
from tools.mail.itip import accepted_file, answer, answer_in, with_answer, without_occurrence
from tools.mail.payloads import Original
from tools.people.contacts import Address
from tools.scheduling.ics_write import made_by
from tools.scheduling.store import CalendarStore

TRIES = 8


class InvitationExecutor:
    """An `Executor` that files events with the answer in them, and sends the answer."""

    kinds = (ANSWER, NOTE, REMOVE)

    def __init__(self, calendar: CalendarStore, mails: LinkedMails) -> None:
        self._calendar = calendar
        self._mails = mails

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:  # noqa: ARG002 - the file has its own times
        """The calendar file as it will be, or what is noted in it; nothing where it will not be."""
        if plan.kind == NOTE:
            return unpacked(plan.payload["content"])
        if plan.kind == REMOVE:
            return b""
        invitation, me, said = invitation_in_plan(plan), me_in_plan(plan), plan.payload["said"]
        series = unpacked(plan.payload["series"])
        if said == "declined":
            return without_occurrence(series, invitation) if series else b""
        return accepted_file(invitation, me, said, key=key, series=series)

    def act(self, intent: Intent) -> Receipt:
        if intent.plan.kind == NOTE:
            [guest] = invitation_in_plan(intent.plan).guests
            self._note(intent, guest.answer)
            return self._noted(intent)
        self._file(intent)
        return self._noted(intent) if intent.plan.kind == REMOVE else self._answered(intent)

    def find(self, intent: Intent) -> Receipt | None:
        """Whether the calendar has it, and the answer is in the ledger, which is written after that."""
        payload = intent.plan.payload
        if intent.plan.kind == ANSWER:
            return self._answered(intent) if self._mails.sent(linked_key(intent.key)) else None
        self._calendar.refresh(payload["calendar"], payload["file"])
        current = self._calendar.read(payload["calendar"], payload["file"])
        if intent.plan.kind == REMOVE:
            return self._noted(intent) if current is None else None
        reply = invitation_in_plan(intent.plan)
        done = current is not None and answer_in(current.data, reply) == reply.guests[0].answer
        return self._noted(intent) if done else None

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:
        """
        Raises:
            FinalError: it was an answer, which the organizer has been told.
            StaleError: what was taken out or noted has been changed since; it stays as it is.
        """
        payload = intent.plan.payload
        if intent.plan.kind == ANSWER:
            raise FinalError("the organizer was told; to change the answer, answer the invitation again")
        if intent.plan.kind == NOTE:
            self._note(intent, payload["former"])
        elif not self._calendar.create(payload["calendar"], payload["file"], unpacked(payload["former"])):
            raise StaleError("the event is in the calendar again already")
        return Receipt(text=f"Taken back: {payload['text']}.", reference=receipt.reference)

    def _note(self, intent: Intent, said: str) -> None:
        """Bring what the event says of the guest to `said`; all else in it stays as it is by now."""
        calendar, file = intent.plan.payload["calendar"], intent.plan.payload["file"]
        reply = invitation_in_plan(intent.plan)
        for left in reversed(range(TRIES)):
            current = self._calendar.read(calendar, file)
            if current is None or answer_in(current.data, reply) is None:
                raise StaleError("the event, or its guest, is no longer in the calendar; nothing was noted")
            try:
                self._calendar.replace(
                    calendar, file, with_answer(current.data, reply, said), etag=current.etag
                )
                return
            except StaleError:
                # Another guest's answer was noted meanwhile.
                if not left:
                    raise
                self._calendar.refresh(calendar, file)

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
        words = f"{ANSWERED[said].capitalize()} {invitation.title!r}."
        organizer = invitation.organizer
        if organizer is None:
            return self._receipt(intent, f"{words} It names no organizer who could be told.")
        comment = plan.payload["comment"]
        ics = answer(invitation, me, said, at=self._mails.clock(), comment=comment)
        subject = f"{said.capitalize()}: {invitation.title}"
        text = f"{me.name or me.email} has {ANSWERED[said]} {invitation.title!r}."
        body = f"{text}\n\n{comment}".strip()
        original = Original.model_validate(plan.payload["original"])
        outgoing = calendar_mail(me, (organizer,), subject, body, "REPLY", ics, original=original)
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
