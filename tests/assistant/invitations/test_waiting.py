"""What is offered is what can be done: nothing forged, overtaken, answered, or over."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from assistant.invitations.waiting import waiting
from tests.assistant.invitations.test_invitations import NOW, Office, office, reply_of
from tests.tools.mail.test_invitations import ANA, BEN, ICS, ME, mailed
from tools.errors import ToolError
from tools.mail.itip import cancellation
from tools.mail.message import Flag, Folder
from tools.people.contacts import Address

__all__ = ["office"]
MALLORY = Address("", "mallory@example.net")


def offered(office: Office, now: datetime = NOW) -> list[str]:
    return [one.text.partition(" (")[0].partition(",")[0] for one in waiting(office.desk, now)]


def arrives(office: Office, ics: bytes, method: str, sender: Address, name: str, hours: int = 0) -> str:
    """A mail that was written so many hours later than others."""
    content = mailed(ics, method, sender).replace(b"<m@x>", f"<{name}@x>".encode())
    at = (NOW + timedelta(hours=hours)).strftime("%a, %d %b %Y %H:%M:%S %z").encode()
    lines = [b"Date: " + at if line.startswith(b"Date:") else line for line in content.split(b"\r\n")]
    return office.mailbox.deliver(b"\r\n".join(lines), Folder.INBOX).id


def test_an_invitation_is_offered_until_it_is_answered(office: Office) -> None:
    email_id = office.arrives(ICS, "REQUEST", ANA)
    assert offered(office) == ["invitation: Design review"]
    office.do("answer_invitation", email_id=email_id, answer="decline")
    assert offered(office) == [] and Flag.REPLIED in office.mailbox.envelope(email_id).flags


def test_what_is_over_or_overtaken_or_forged_is_not_offered(office: Office) -> None:
    arrives(office, ICS, "REQUEST", ANA, "first")
    assert offered(office, datetime(2026, 3, 25, tzinfo=UTC)) == []
    arrives(office, ICS.replace(b"UID:abc", b"UID:other"), "REQUEST", MALLORY, "forged")
    arrives(office, cancellation(ICS, at=NOW, sequence=9), "CANCEL", MALLORY, "hides nothing", 1)
    assert offered(office) == ["invitation: Design review"]
    arrives(office, cancellation(ICS, at=NOW, sequence=3), "CANCEL", ANA, "real", 2)
    assert offered(office) == []


def test_a_cancellation_of_what_is_in_the_calendar_is_offered_and_noted(office: Office) -> None:
    office.do("answer_invitation", email_id=office.arrives(ICS, "REQUEST", ANA), answer="accept")
    email_id = arrives(office, cancellation(ICS, at=NOW, sequence=3), "CANCEL", ANA, "c", 1)
    assert offered(office) == ["Ana Lima cancelled 'Design review'"]
    done = office.do("note_answer", email_id=email_id)
    assert done.state == "done" and office.events == [] and offered(office) == []


def test_of_two_answers_of_a_guest_the_later_counts_whichever_came_first(office: Office) -> None:
    office.review()
    later = arrives(office, reply_of(office, ANA, "declined"), "REPLY", ANA, "later", 2)
    earlier = arrives(office, reply_of(office, ANA), "REPLY", ANA, "earlier", 1)
    assert offered(office) == ["Ana Lima declined 'Review'"]
    with pytest.raises(ToolError, match="has answered 'Review' again since"):
        office.plan("note_answer", email_id=earlier)
    office.do("note_answer", email_id=later)
    assert offered(office) == []


def test_noting_one_guests_answer_leaves_the_approval_of_anothers_as_it_was(office: Office) -> None:
    office.review()
    mails = {
        who.email: office.arrives(reply_of(office, who, "accepted"), "REPLY", who, who.email)
        for who in (ANA, BEN)
    }
    plans = {email: office.plan("note_answer", email_id=id) for email, id in mails.items()}
    for email, plan in plans.items():
        assert plan.still_holds(office.plan("note_answer", email_id=mails[email]))
        done = office.do("note_answer", email_id=mails[email])
        assert done.state == "done"
    assert {one.status for one in office.events[0].attendees} == {"accepted"}
    assert office.ledger.undo("k2").state == "undone"
    assert {one.email: one.status for one in office.events[0].attendees} == {
        ANA.email: "needs-action",
        BEN.email: "accepted",
    }


SERIES = ICS.replace(b"SEQUENCE:2", b"SEQUENCE:2\r\nRRULE:FREQ=WEEKLY;COUNT=4")
MOVED = (
    ICS.replace(b"DTSTART:20260324T13", b"RECURRENCE-ID:20260331T130000Z\r\nDTSTART:20260331T15")
    .replace(b"DTEND:20260324T14", b"DTEND:20260331T16")
    .replace(b"SEQUENCE:2", b"SEQUENCE:3")
)


@pytest.mark.parametrize(("said", "starts"), [("accept", [13, 15]), ("decline", [13])])
def test_the_invitation_to_one_occurrence_leaves_the_series(
    office: Office, said: str, starts: list[int]
) -> None:
    office.do("answer_invitation", email_id=office.arrives(SERIES, "REQUEST", ANA), answer="accept")
    office.do("answer_invitation", email_id=office.arrives(MOVED, "REQUEST", ANA, "m2"), answer=said)
    [path] = office.calendar_path.glob("*.ics")
    events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert sorted(event["DTSTART"].dt.hour for event in events) == starts
    assert [("EXDATE" in event) for event in events if "RRULE" in event] == [said == "decline"]
    assert [reply.method for _, reply in office.told] == ["REPLY", "REPLY"]
    assert all(reply.guest([ME]) for _, reply in office.told)


def test_an_invitation_at_a_time_that_is_taken_is_offered_and_says_what_it_clashes_with(
    office: Office,
) -> None:
    office.do("create_calendar_event", title="Dentist", start_time="2026-03-24T14:30:00+01:00")
    email_id = office.arrives(ICS, "REQUEST", ANA)
    assert offered(office) == ["invitation: Design review"]
    plan = office.plan("answer_invitation", email_id=email_id, answer="accept")
    assert [clash["title"] for clash in plan.preview["clashes"]] == ["Dentist"]
    assert plan.warnings[0].startswith("Clashes with 'Dentist' Tue 24 Mar 14:30")
    assert office.plan("answer_invitation", email_id=email_id, answer="decline").warnings == ()
    office.do("answer_invitation", email_id=email_id, answer="accept")
    again = office.plan("answer_invitation", email_id=email_id, answer="maybe")
    assert [clash["title"] for clash in again.preview["clashes"]] == ["Dentist"]
