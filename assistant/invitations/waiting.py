"""Which invitations wait for an answer, and which answers of guests wait to be noted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assistant.invitations.desk import NOT_INVITED, InvitationDesk
from tools.errors import ToolError
from tools.mail.addresses import label
from tools.mail.calendar_notes import CalendarKind, CalendarNote, in_words, span
from tools.mail.message import Envelope, Flag, Folder
from tools.mail.store import Query
from tools.people.contacts import Address
from tools.people.owner import Owner

LOOKED_AT = 100
"""So many of the newest mails for calendars in the inbox are looked at."""
ANSWERS_COUNT = timedelta(days=30)
"""A guest's answer that is older is not offered any more; it can still be noted."""


@dataclass(frozen=True)
class Waiting:
    """Something that came by mail and waits for the person."""

    mail: Envelope
    note: CalendarNote
    text: str
    """One line: `Ana accepted 'Budget' (Tue 24 Nov 2026 10:00–11:00)`."""

    @property
    def is_invitation(self) -> bool:
        """An invitation, which is answered; what else there is, is noted."""
        return self.note.kind is CalendarKind.INVITATION


def waiting(desk: InvitationDesk, now: datetime) -> tuple[Waiting, ...]:
    """What waits, the newest mail first.

    Nothing is offered that would be refused: what doesn't come from whom it names, what is over, and
    what a later mail has overtaken.
    """
    page = desk.mailbox.search(Query(folder=Folder.INBOX, for_calendars=True), LOOKED_AT)
    return tuple(
        Waiting(mail, note, line(mail, note, desk))
        for mail, note in latest(page.envelopes)
        if waits(desk, mail, note, now)
    )


def latest(mails: Iterable[Envelope]) -> list[tuple[Envelope, CalendarNote]]:
    """Of the mails about the same event, from the same person, the one that counts; newest first."""
    counts: dict[tuple[str, ...], tuple[Envelope, CalendarNote]] = {}
    for mail in mails:
        note = mail.calendar
        if note is None or not note.fits or note.who is None:
            continue
        about = (note.uid, note.recurrence_id, note.who.key)
        before = counts.get(about)
        if before is None or (note.sequence, mail.date) > (before[1].sequence, before[0].date):
            counts[about] = mail, note
    return sorted(counts.values(), key=lambda found: found[0].date, reverse=True)


def waits(desk: InvitationDesk, mail: Envelope, note: CalendarNote, now: datetime) -> bool:
    """Whether something is to be done about it, and can be."""
    try:
        if note.kind is CalendarKind.ANSWER:
            return mail.date > now - ANSWERS_COUNT and bool(desk.note(mail.id))
        if is_over(note, now) or (note.kind is CalendarKind.INVITATION and is_answered(desk, mail, note)):
            return False
        return NOT_INVITED not in desk.answer(mail.id, "accept").warnings
    except ToolError:
        return False


def is_over(note: CalendarNote, now: datetime) -> bool:
    if note.recurring:
        return False
    if isinstance(note.end, datetime):
        return note.end <= now
    return note.end <= date(now.year, now.month, now.day)


def is_answered(desk: InvitationDesk, mail: Envelope, note: CalendarNote) -> bool:
    """By us, as the mailbox says, or in another program, as the calendar says."""
    if Flag.REPLIED in mail.flags:
        return True
    current = desk.current(note.uid)
    if current is None:
        return False
    event = desk.event(current)
    me = Owner(desk.identities())
    said = [one.status for one in event.attendees if me.owns(Address(one.name, one.email))]
    return note.sequence <= event.sequence and not note.recurrence_id and "needs-action" not in said


def line(mail: Envelope, note: CalendarNote, desk: InvitationDesk) -> str:
    """One line about it."""
    if note.kind is CalendarKind.CANCELLATION:
        return f"{label(mail.sender)} cancelled '{note.title}' ({span(note, desk.zone)})"
    if note.kind is CalendarKind.INVITATION and desk.current(note.uid):
        return f"{label(mail.sender)} changed '{note.title}' ({span(note, desk.zone)})"
    return in_words(note, mail.sender, desk.zone)
