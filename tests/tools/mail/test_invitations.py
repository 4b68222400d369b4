"""Invitations in mails: what other programs send is read, what we write they can read."""

import email
import email.policy
from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from tests.tools.mail.letters import NOW, ZONE, letter
from tools.mail.calendar_notes import in_words
from tools.mail.compose import CalendarPart, Letter, render
from tools.mail.invitations import invitation_in, invitation_of, sender_fits
from tools.mail.itip import accepted_file, answer, cancellation, request, with_answer
from tools.mail.listing import invited
from tools.mail.maildir_store import MaildirStore
from tools.mail.message import Folder
from tools.mail.store import Query
from tools.people.contacts import Address

ANA, ME, BEN = (
    Address("Ana Lima", "ana@example.org"),
    Address("Me", "me@example.com"),
    Address("", "ben@example.org"),
)
ICS = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Google Inc//Google Calendar 70.9054//EN\r
METHOD:REQUEST\r
BEGIN:VEVENT\r
DTSTART:20260324T130000Z\r
DTEND:20260324T140000Z\r
DTSTAMP:20260317T083000Z\r
ORGANIZER;CN=Ana Lima:MAILTO:ana@example.org\r
UID:abc@google.com\r
ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=Me:mailto:ME@example.com\r
ATTENDEE;PARTSTAT=ACCEPTED:mailto:ben@example.org\r
SEQUENCE:2\r
SUMMARY:Design review\r
LOCATION:Room 4\r
X-ASSISTANT-KEY:k\r
BEGIN:VALARM\r
ACTION:DISPLAY\r
TRIGGER:-PT10M\r
END:VALARM\r
END:VEVENT\r
END:VCALENDAR\r
"""


def mailed(ics: bytes, method: str, sender: Address = ANA, to: Address = ME) -> bytes:
    return render(
        Letter(
            "m@x",
            NOW,
            sender,
            (to,),
            f"{method}: Design review",
            "In words.",
            calendar=CalendarPart(method, ics),
        )
    )


def test_an_invitation_is_read_with_all_that_matters() -> None:
    found = invitation_in(mailed(ICS, "REQUEST"))
    assert found is not None
    assert (found.method, found.uid, found.sequence, found.title) == (
        "REQUEST",
        "abc@google.com",
        2,
        "Design review",
    )
    assert found.start == datetime(2026, 3, 24, 13, tzinfo=UTC) and found.end == datetime(
        2026, 3, 24, 14, tzinfo=UTC
    )
    assert found.organizer == ANA and found.location == "Room 4"
    assert [(str(guest.address), guest.answer) for guest in found.guests] == [
        ("Me <ME@example.com>", "needs-action"),
        ("ben@example.org", "accepted"),
    ]
    assert found.guest([ME]) == found.guests[0]


def test_the_mail_has_the_shape_that_calendar_programs_look_for() -> None:
    mail = email.message_from_bytes(mailed(ICS, "REQUEST"), policy=email.policy.default)
    assert [part.get_content_type() for part in mail.walk()] == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "text/calendar", "application/ics")
    ]
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REQUEST" and part.get_content_charset() == "utf-8"
    assert "SUMMARY:Design review" in part.get_content()
    assert mailed(ICS, "REQUEST") == mailed(ICS, "REQUEST")


def test_an_invitation_is_shown_as_one_and_an_ordinary_mail_is_not(mailbox: MaildirStore) -> None:
    mail = mailbox.read(mailbox.deliver(mailed(ICS, "REQUEST"), Folder.INBOX).id)
    assert mail.invitation is not None
    assert invited(mail.invitation, NOW.tzinfo) == {
        "method": "invitation",
        "title": "Design review",
        "start": "2026-03-24T14:00:00+01:00",
        "end": "2026-03-24T15:00:00+01:00",
        "organizer": "Ana Lima <ana@example.org>",
        "location": "Room 4",
        "guests": ["Me <ME@example.com> (needs-action)", "ben@example.org (accepted)"],
    }
    assert mailbox.read(mailbox.deliver(letter("text/calendar"), Folder.INBOX).id).invitation is None


@pytest.mark.parametrize(
    "ics",
    [
        b"",
        b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n",
        ICS.replace(b"METHOD:REQUEST", b"METHOD:PUBLISH"),
        ICS.replace(b"UID:abc@google.com\r\n", b""),
        ICS.replace(b"DTSTART:20260324T130000Z", b"DTSTART:soon"),
        ICS.replace(b"SEQUENCE:2", b"SEQUENCE:two"),
        ICS[:200],
        b"\xff\xfe" + ICS,
        ICS + b"x" * 1_000_000,
    ],
)
def test_what_is_broken_is_no_invitation(ics: bytes) -> None:
    assert invitation_of(ics) is None
    invitation_in(b"Content-Type: text/calendar; method=REQUEST\r\n\r\n" + ics)


def test_whole_days_durations_and_missing_ends_are_read() -> None:
    days = ICS.replace(b"DTSTART:20260324T130000Z\r\nDTEND:20260324T140000Z", b"DTSTART;VALUE=DATE:20260324")
    found = invitation_of(days)
    assert found and (found.start, found.end) == (date(2026, 3, 24), date(2026, 3, 25))
    found = invitation_of(ICS.replace(b"DTEND:20260324T140000Z", b"DURATION:PT90M"))
    assert found and found.end == datetime(2026, 3, 24, 14, 30, tzinfo=UTC)


def test_an_answer_names_version_organizer_and_only_oneself() -> None:
    invitation = invitation_of(ICS)
    assert invitation
    reply = invitation_of(answer(invitation, ME, "accepted", at=NOW, comment="With pleasure"))
    assert reply and (reply.method, reply.uid, reply.sequence) == ("REPLY", "abc@google.com", 2)
    assert [(guest.address.email, guest.answer) for guest in reply.guests] == [("ME@example.com", "accepted")]
    assert (reply.organizer, reply.comment) == (ANA, "With pleasure")
    assert sender_fits(reply, ME) and not sender_fits(reply, BEN) and not sender_fits(invitation, BEN)


def test_what_is_filed_has_our_answer_and_no_method() -> None:
    invitation = invitation_of(ICS)
    assert invitation
    filed = Calendar.from_ical(accepted_file(invitation, ME, "tentative", key="k7"))
    event = filed.walk("VEVENT")[0]
    assert "METHOD" not in filed and event["X-ASSISTANT-KEY"] == "k7"
    answers = {str(value).lower(): value.params["PARTSTAT"] for value in event["ATTENDEE"]}
    assert answers == {"mailto:ben@example.org": "ACCEPTED", "mailto:me@example.com": "TENTATIVE"}


def test_an_invitation_of_ours_carries_nothing_private() -> None:
    sent = request(ICS, at=NOW, sequence=5)
    assert b"VALARM" not in sent and b"X-ASSISTANT-KEY" not in sent
    assert b"SEQUENCE:5" in sent and b"DTSTAMP:20260317T083000Z" in sent and b"METHOD:REQUEST" in sent


def test_a_cancellation_goes_to_those_who_are_no_longer_invited() -> None:
    found = invitation_of(cancellation(ICS, at=NOW, guests=[BEN], sequence=3))
    assert found and (found.method, found.sequence) == ("CANCEL", 3)
    assert [guest.address.email for guest in found.guests] == ["ben@example.org"]
    assert b"STATUS:CANCELLED" in found.content


def test_an_answer_is_noted_for_its_guest_alone() -> None:
    invitation = invitation_of(ICS)
    assert invitation
    reply = invitation_of(answer(invitation, ME, "declined", at=NOW))
    assert reply
    event = Calendar.from_ical(with_answer(ICS, reply)).walk("VEVENT")[0]
    answers = {str(value).lower(): value.params["PARTSTAT"] for value in event["ATTENDEE"]}
    assert answers == {"mailto:ben@example.org": "ACCEPTED", "mailto:me@example.com": "DECLINED"}


@pytest.mark.parametrize(
    ("zone", "start", "certain"),
    [
        ("GMT+05:30", "2026-03-24T08:30", True),
        ("(UTC+02:00) Athens, Bucharest", "2026-03-24T12:00", True),
        ("Europe/Berlin", "2026-03-24T13:00", True),
        ("Headquarters", "2026-03-24T14:00", False),
    ],
)
def test_the_zone_of_an_invitation_is_known_by_all_its_names_or_not_certain(mailbox, zone, start, certain):
    ics = ICS.replace(b"DTSTART:20260324T130000Z", f'DTSTART;TZID="{zone}":20260324T140000'.encode())
    ics = ics.replace(b"DTEND:20260324T140000Z", f'DTEND;TZID="{zone}":20260324T150000'.encode())
    invitation = invitation_of(ics)
    assert isinstance(invitation.start, datetime) and isinstance(invitation.end, datetime)
    assert invitation.start.astimezone(UTC).isoformat()[:16] == start
    assert (invitation.end - invitation.start).total_seconds() == 3600
    assert ("not_certain" in invited(invitation, ZONE)) is not certain
    mailbox.deliver(mailed(ics, "REQUEST"), Folder.INBOX)
    [mail] = mailbox.search(Query(), 10).envelopes
    assert ("nobody knows its time zone" in in_words(mail.calendar, mail.sender, ZONE)) is not certain
