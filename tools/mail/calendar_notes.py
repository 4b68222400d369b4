"""What a list shows of a mail that speaks to calendars: an invitation, its cancellation, or an answer."""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any

from tools.mail.addresses import label
from tools.mail.ics_parts import one_line
from tools.mail.invitations import Invitation, Moment, sender_fits
from tools.people.contacts import Address

ANSWERED = {"accepted": "accepted", "declined": "declined", "tentative": "answered 'maybe' to"}


class CalendarKind(StrEnum):
    """What such a mail wants."""

    INVITATION = "invitation"
    CANCELLATION = "cancellation"
    ANSWER = "answer"


KINDS = {
    "REQUEST": CalendarKind.INVITATION,
    "CANCEL": CalendarKind.CANCELLATION,
    "REPLY": CalendarKind.ANSWER,
}


@dataclass(frozen=True, slots=True)
class CalendarNote:
    """An invitation in short. Nothing in it is proven but what `fits` says."""

    kind: CalendarKind
    uid: str
    sequence: int
    title: str
    start: Moment
    """Aware, or a date for whole days."""
    end: Moment
    """Excluded."""
    who: Address | None
    """Of an answer the guest, else the organizer."""
    fits: bool
    """The mail comes from `who`."""
    answer: str = ""
    """Of an answer: `accepted`, `declined`, `tentative`, …"""
    recurring: bool = False
    recurrence_id: str = ""
    """Names the one occurrence that is meant; empty: the event, or the whole series."""
    unknown_zone: str = ""
    """In which its times are given, so that they are not certain."""


def note_of(invitation: Invitation, sender: Address) -> CalendarNote:
    """`invitation`, which came with a mail from `sender`, in short."""
    kind = KINDS[invitation.method]
    is_answer = kind is CalendarKind.ANSWER
    guest = invitation.guests[0] if is_answer and invitation.guests else None
    who = invitation.organizer
    if is_answer:
        who = guest.address if guest else None
    return CalendarNote(
        kind=kind,
        uid=invitation.uid,
        sequence=invitation.sequence,
        title=invitation.title,
        start=invitation.start,
        end=invitation.end,
        who=who,
        fits=sender_fits(invitation, sender),
        answer=guest.answer if guest else "",
        recurring=bool(invitation.rrule),
        recurrence_id=invitation.recurrence_id,
        unknown_zone=one_line(invitation.unknown_zone)[:60],
    )


def in_words(note: CalendarNote, sender: Address, zone: tzinfo) -> str:
    """One line: `invitation: Budget, Tue 24 Nov 2026 10:00–11:00, from Ana`, `Ana accepted 'Budget' (…)`."""
    who = label(note.who) if note.who else "nobody"
    title = note.title or "an event without a title"
    if note.kind is CalendarKind.ANSWER:
        if not note.fits:
            return f"answer to '{title}' in the name of {who}, but from {label(sender)}"
        return f"{who} {ANSWERED.get(note.answer, f'says {note.answer} to')} '{title}' ({span(note, zone)})"
    by = f"from {who}" if note.fits else f"in the name of {who}, but from {label(sender)}"
    return f"{note.kind}: {title}, {span(note, zone)}, {by}"


def span(note: CalendarNote, zone: tzinfo) -> str:
    """`Tue 24 Nov 2026 10:00–11:00`, in `zone`; with a word where that is not certain."""
    if note.unknown_zone:
        known = span(replace(note, unknown_zone=""), zone)
        return f"{known} (not certain: nobody knows its time zone {note.unknown_zone!r})"
    start, end = note.start, note.end
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return day(start)
    start, end = start.astimezone(zone), end.astimezone(zone)
    if end.date() != start.date():
        return f"{day(start)} {start:%H:%M} – {day(end)} {end:%H:%M}"
    return f"{day(start)} {start:%H:%M}" + (f"–{end:%H:%M}" if end > start else "")


def day(moment: Moment) -> str:
    return f"{moment:%a} {moment.day} {moment:%b} {moment.year}"


def packed(note: CalendarNote) -> dict[str, Any]:
    """`note` as JSON, for the index."""
    return {
        "kind": str(note.kind),
        "uid": note.uid,
        "sequence": note.sequence,
        "title": note.title,
        "start": note.start.isoformat(),
        "end": note.end.isoformat(),
        "who": [note.who.name, note.who.email] if note.who else None,
        "fits": note.fits,
        "answer": note.answer,
        "recurring": note.recurring,
        "recurrence_id": note.recurrence_id,
        "unknown_zone": note.unknown_zone,
    }


def unpacked(kept: dict[str, Any]) -> CalendarNote:
    """What `packed` was made of."""
    return CalendarNote(
        **{
            **kept,
            "kind": CalendarKind(kept["kind"]),
            "start": moment(kept["start"]),
            "end": moment(kept["end"]),
            "who": Address(*kept["who"]) if kept["who"] else None,
        }
    )


def moment(text: str) -> Moment:
    found = datetime.fromisoformat(text)
    return found if "T" in text else found.date()
