"""Mails as JSON: what the tools tell a model, and `assistant mail --json` a program."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tools.excerpts import excerpt
from tools.mail.calendar_notes import KINDS, in_words
from tools.mail.folder_names import spoken
from tools.mail.ics_parts import one_line
from tools.mail.invitations import Invitation, Moment
from tools.mail.labels import shown as readable_labels
from tools.mail.message import Attachment, Envelope, Flag, Folder, Message

LONGEST_SUBJECT = 1000
"""Of a mail that is read; in lists they are shorter."""


def entry(mail: Envelope, zone: ZoneInfo) -> dict[str, Any]:
    """One mail in a list; its date in the user's zone."""
    shown: dict[str, Any] = {
        "id": mail.id,
        "from": str(mail.sender),
        "to": [str(address) for address in mail.to],
        "subject": excerpt(mail.subject),
        "date": mail.date.astimezone(zone).isoformat(),
        "folder": spoken(mail.folder),
        "unread": mail.unread,
        "snippet": mail.snippet,
    }
    if Flag.FLAGGED in mail.flags:
        shown["flagged"] = True
    if labels := readable_labels(mail.labels):
        shown["labels"] = labels
    if mail.kinds:
        shown["kind"] = sorted(mail.kinds)[0]
    if mail.folder not in (Folder.SENT, Folder.DRAFTS):
        shown["answered"] = Flag.REPLIED in mail.flags
    if mail.attachments:
        shown["attachments"] = [attached(file) for file in mail.attachments]
    if mail.calendar:
        # One line; the whole invitation is in the mail itself.
        shown["calendar"] = in_words(mail.calendar, mail.sender, zone)
    return shown


def attached(file: Attachment) -> dict[str, Any]:
    return {"name": file.name, "type": file.type, "size": file.size}


def invited(invitation: Invitation, zone: ZoneInfo) -> dict[str, Any]:
    """What a calendar program would show of a mail; times in the user's zone, `end` excluded."""

    def at(moment: Moment) -> str:
        return (moment.astimezone(zone) if isinstance(moment, datetime) else moment).isoformat()

    shown: dict[str, Any] = {
        "method": str(KINDS[invitation.method]),
        "title": invitation.title,
        "start": at(invitation.start),
        "end": at(invitation.end),
        "organizer": str(invitation.organizer) if invitation.organizer else "",
    }
    if invitation.unknown_zone:
        shown["not_certain"] = (
            f"nobody knows the time zone {one_line(invitation.unknown_zone)!r} of its times"
        )
    if invitation.location:
        shown["location"] = invitation.location
    if invitation.rrule:
        shown["recurrence"] = invitation.rrule
    shown["guests"] = [f"{guest.address} ({guest.answer})" for guest in invitation.guests]
    return shown


def whole(mail: Message, zone: ZoneInfo, max_chars: int | None = None) -> dict[str, Any]:
    """A mail in full; a body longer than `max_chars` is cut, and says so."""
    shown = entry(mail.envelope, zone) | {"subject": excerpt(mail.envelope.subject, LONGEST_SUBJECT)}
    del shown["snippet"]
    body = mail.body
    if max_chars is not None and len(body) > max_chars:
        body = f"{body[:max_chars]}\n[… {len(body) - max_chars:,} more characters]"
    if mail.invitation:
        shown["invitation"] = invited(mail.invitation, zone)
    return shown | {
        "cc": [str(address) for address in mail.envelope.cc],
        "body": body,
        "attachments": [attached(file) for file in mail.envelope.attachments],
    }
