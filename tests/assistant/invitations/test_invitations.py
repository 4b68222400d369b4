"""Guests are told of events by mail, invitations are answered, and forged answers refused."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.invitations.answering import InvitationExecutor
from assistant.invitations.desk import InvitationDesk
from assistant.invitations.guests import Guests, InvitingExecutor, saying_so
from assistant.invitations.linked_mail import LinkedMails
from assistant.invitations.tools import build_invitation_writes
from tests.databases import database_at
from tests.tools.effects.destinations import approved
from tests.tools.mail.sink import HOST, Sink, running
from tests.tools.mail.test_invitations import ANA, BEN, ICS, ME, mailed
from tools.effects.approvals import ApprovalBook
from tools.effects.delivery import Backoff, DeliveryPolicy
from tools.effects.effect import Effect
from tools.effects.ledger import Ledger
from tools.effects.plan import Plan
from tools.errors import ToolError
from tools.ics.files import EventFile
from tools.mail.executor import MailExecutor
from tools.mail.invitations import Invitation, invitation_in, invitation_of
from tools.mail.itip import answer, cancellation
from tools.mail.maildir_store import MaildirStore
from tools.mail.message import Folder
from tools.mail.smtp_outbox import Security, SmtpOutbox, SmtpServer
from tools.people.address_book import AddressBook
from tools.people.contacts import Address
from tools.scheduling.availability import WorkingHours
from tools.scheduling.events import Event
from tools.scheduling.executor import EventExecutor
from tools.scheduling.ics_read import read_series
from tools.scheduling.several_files import SeveralFilesExecutor
from tools.scheduling.tools import build_calendar_tools
from tools.scheduling.vdir_store import VdirStore

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 17, 9, 30, tzinfo=ZONE)
START = "2026-03-24T14:00:00+01:00"


class Office:
    """A home whose mails leave through an SMTP server."""

    def __init__(self, path: Path, sink: Sink) -> None:
        self.sink = sink
        self.calendar = VdirStore(path / "calendar", ZONE)
        self.mailbox = MaildirStore(path / "mail")
        self.database = database_at(path / "assistant.db")
        self.book = ApprovalBook(self.database)
        outbox = SmtpOutbox(SmtpServer(HOST, sink.port, Security.PLAIN, timeout_s=30))
        self.mails = LinkedMails(lambda: self.ledger, outbox.destination_of, lambda: NOW)
        self.guests = Guests(self.mails, lambda: (ME,), ZONE)
        self.desk = InvitationDesk(self.mailbox, self.calendar, lambda: (ME,), ZONE)
        self.executors = [
            InvitingExecutor(EventExecutor(self.calendar), self.guests),
            InvitingExecutor(SeveralFilesExecutor(self.calendar), self.guests),
            MailExecutor(self.mailbox, outbox),
            InvitationExecutor(self.calendar, self.mails),
        ]
        self.ledger = self.a_ledger()
        tools = build_calendar_tools(
            self.calendar,
            AddressBook(path / "contacts"),
            clock=lambda: NOW,
            zone=ZONE,
            user_name=ME.name,
            user_email=ME.email,
            hours=lambda: WorkingHours(NOW.time(), NOW.time()),
        )
        self.writes = {write.name: write for write in saying_so(tools, self.guests).writes}
        self.writes |= {write.name: write for write in build_invitation_writes(self.desk)}
        self.number = 0

    def a_ledger(self) -> Ledger:
        policy = DeliveryPolicy(backoff=Backoff(first_s=0.01, longest_s=0.02), settle_s=0)
        return Ledger(self.database, self.executors, clock=lambda: NOW, policy=policy)

    def plan(self, tool: str, **args: object) -> Plan:
        return self.writes[tool].plan(args)

    def do(self, tool: str, **args: object) -> Effect:
        self.number += 1
        key = f"k{self.number}"
        return self.ledger.carry_out(approved(self.book, key, self.plan(tool, **args), thread_id=key))

    def review(self) -> Effect:
        return self.do(
            "create_calendar_event",
            title="Review",
            start_time=START,
            attendees=[str(ANA), "Ben <ben@example.org>"],
            reminder_minutes=[10],
        )

    def arrives(self, ics: bytes, method: str, sender: Address, name: str = "m") -> str:
        content = mailed(ics, method, sender).replace(b"<m@x>", f"<{name}@x>".encode())
        return self.mailbox.deliver(content, Folder.INBOX).id

    @property
    def events(self) -> list[Event]:
        files = [
            EventFile("personal", path.name, path.read_bytes())
            for path in sorted((self.calendar_path).glob("*.ics"))
        ]
        return [read_series(file, ZONE)[0].main for file in files]

    @property
    def calendar_path(self) -> Path:
        return self.mailbox._maildir.root.parent / "calendar" / "personal"

    @property
    def told(self) -> list[tuple[list[str], Invitation]]:
        """To whom which mails for calendars went out."""
        found = []
        for _, to, content in self.sink.kept:
            invitation = invitation_in(content)
            assert invitation is not None
            found.append((to, invitation))
        return found


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with running(Sink()) as sink:
        made = Office(tmp_path, sink)
        yield made
        made.calendar.close()
        made.mailbox.close()
        made.database.close()


def test_guests_of_a_new_event_get_an_invitation_and_the_approval_says_so(office: Office) -> None:
    plan = office.plan(
        "create_calendar_event", title="Review", start_time=START, attendees=[str(ANA), str(BEN)]
    )
    assert plan.warnings[-1] == "By mail this is told to: Ana Lima and ben@example.org"
    assert plan.still_holds(office.plan("create_calendar_event", **plan.args))
    done = office.review()
    assert done.receipt and done.receipt.text.endswith("Ana Lima and Ben were told by mail.")
    [(to, invitation)] = office.told
    assert to == ["ana@example.org", "ben@example.org"]
    assert (invitation.method, invitation.uid, invitation.sequence) == ("REQUEST", "k1@assistant", 0)
    assert invitation.organizer and invitation.organizer.same_mailbox(ME)
    assert b"VALARM" not in invitation.content
    mail = office.ledger.get("imip-k1")
    assert (mail.state, mail.summary) == ("done", "Mail Ana Lima and Ben the invitation to 'Review'")
    assert office.ledger.get("k1").key == "k1"


def test_an_event_without_guests_or_of_somebody_else_is_told_to_nobody(office: Office) -> None:
    office.do("create_calendar_event", title="Alone", start_time=START)
    office.do("answer_invitation", email_id=office.arrives(ICS, "REQUEST", ANA), answer="accept")
    assert [invitation.method for _, invitation in office.told] == ["REPLY"]
    [event] = [event for event in office.events if event.title == "Design review"]
    office.do("update_calendar_event", event_id=event.id, title="Mine")
    assert len(office.told) == 1


def test_a_change_is_an_update_and_those_who_are_no_longer_invited_hear_that(office: Office) -> None:
    office.review()
    [event] = office.events
    office.do(
        "update_calendar_event", event_id=event.id, move_by="1 hour", remove_attendees=["ben@example.org"]
    )
    (_, first), (to, update), (gone, cancelled) = office.told
    assert (to, update.method, update.uid) == (["ana@example.org"], "REQUEST", first.uid)
    assert update.sequence > first.sequence and update.start == first.start + timedelta(hours=1)
    assert (gone, cancelled.method) == (["ben@example.org"], "CANCEL")
    assert [guest.address.email for guest in cancelled.guests] == ["ben@example.org"]


def test_a_changed_reminder_is_nobody_elses_business(office: Office) -> None:
    office.review()
    plan = office.plan("update_calendar_event", event_id=office.events[0].id, reminder_minutes=[30])
    assert not any("By mail" in warning for warning in plan.warnings)
    office.do("update_calendar_event", event_id=office.events[0].id, reminder_minutes=[30])
    assert len(office.told) == 1


def test_cancelling_tells_the_guests_and_undoing_that_invites_them_again(office: Office) -> None:
    office.review()
    office.do("cancel_calendar_event", event_id=office.events[0].id)
    assert office.events == []
    undone = office.ledger.undo("k2")
    assert undone.state == "undone" and [event.title for event in office.events] == ["Review"]
    methods = [(invitation.method, invitation.sequence) for _, invitation in office.told]
    assert methods == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]


def test_guests_of_a_series_that_is_split_hear_once_that_it_ends_and_that_the_rest_goes_on(
    office: Office,
) -> None:
    """RFC 5546, 3.2.2: the UID that they know ends, and the other is an invitation of its own."""
    office.do(
        "create_calendar_event", title="Sync", start_time=START, attendees=[str(ANA)], recurrence="weekly"
    )
    split = {
        "event_id": office.events[0].id,
        "occurrence": "following 2026-04-07",
        "start_time": "16:00",
    }
    assert office.plan("update_calendar_event", **split).warnings[-1] == "By mail this is told to: Ana Lima"
    done = office.do("update_calendar_event", **split)
    assert done.receipt and done.receipt.text.count("Ana Lima was told by mail.") == 2
    first, ended, rest = (invitation for _, invitation in office.told)
    assert (ended.method, ended.uid) == ("REQUEST", first.uid) and ended.sequence > first.sequence
    assert "UNTIL=20260331T120000Z" in ended.rrule
    assert (rest.method, rest.uid, rest.rrule) == ("REQUEST", "k2@assistant", "FREQ=WEEKLY")
    assert [guest.answer for guest in rest.guests] == ["needs-action"]
    office.ledger.carry_out(office.book.get("k2"))
    assert len(office.told) == 3
    office.ledger.undo("k2")
    again, gone = (invitation for _, invitation in office.told[3:])
    assert (again.method, again.uid) == ("REQUEST", first.uid) and "UNTIL" not in again.rrule
    assert again.sequence > ended.sequence
    assert (gone.method, gone.uid) == ("CANCEL", rest.uid)


def test_undoing_an_event_cancels_it_for_its_guests(office: Office) -> None:
    office.review()
    undone = office.ledger.undo("k1")
    assert undone.undo_receipt and "were told by mail" in undone.undo_receipt.text
    assert [(to, invitation.method) for to, invitation in office.told] == [
        (["ana@example.org", "ben@example.org"], "REQUEST"),
        (["ana@example.org", "ben@example.org"], "CANCEL"),
    ]


def test_an_event_that_is_undone_before_the_mail_went_out_is_told_to_nobody(office: Office) -> None:
    office.sink.to_data = "451 later"
    done = office.review()
    assert done.state == "done" and done.receipt and "tried again by itself" in done.receipt.text
    undone = office.ledger.undo("k1")
    assert undone.undo_receipt and undone.undo_receipt.text.endswith("The guests were not told of it.")
    office.sink.to_data = ""
    office.ledger.drain()
    assert office.told == []


def test_a_crash_between_the_calendar_and_the_mail_invites_them_once(office: Office) -> None:
    class Killed(BaseException):
        pass

    send = office.mails.send

    def killed(*_: object) -> Effect:
        raise Killed

    office.mails.send = killed  # type: ignore[method-assign]  # stands for the end of the process
    with pytest.raises(Killed):
        office.review()
    assert len(office.events) == 1 and office.told == []
    office.mails.send = send  # type: ignore[method-assign]
    office.ledger.recover()
    assert office.ledger.get("k1").state == "done" and office.ledger.get("imip-k1").state == "done"
    assert [invitation.method for _, invitation in office.told] == ["REQUEST"] and len(office.events) == 1


@pytest.mark.parametrize(
    ("said", "status"), [("accept", "accepted"), ("maybe", "tentative"), ("decline", "declined")]
)
def test_an_invitation_is_answered_and_filed(office: Office, said: str, status: str) -> None:
    email_id = office.arrives(ICS, "REQUEST", ANA)
    plan = office.plan("answer_invitation", email_id=email_id, answer=said)
    assert plan.warnings == () and plan.summary.startswith(f"{said.capitalize()}: 'Design review' on Tuesday")
    done = office.do("answer_invitation", email_id=email_id, answer=said, comment="See you")
    assert done.receipt and done.receipt.text.endswith("Ana Lima was told by mail.")
    [(to, reply)] = office.told
    assert (to, reply.method, reply.uid, reply.sequence) == (
        ["ana@example.org"],
        "REPLY",
        "abc@google.com",
        2,
    )
    assert [guest.answer for guest in reply.guests] == [status] and reply.comment == "See you"
    mine = [one.status for event in office.events for one in event.attendees if one.email.lower() == ME.email]
    assert mine == ([] if said == "decline" else [status])


def test_an_answer_can_be_changed_and_an_update_answered_in_the_same_event(office: Office) -> None:
    office.do("answer_invitation", email_id=office.arrives(ICS, "REQUEST", ANA), answer="accept")
    later = ICS.replace(b"SEQUENCE:2", b"SEQUENCE:3").replace(b"T130000Z", b"T133000Z")
    office.do("answer_invitation", email_id=office.arrives(later, "REQUEST", ANA, "m2"), answer="maybe")
    [event] = office.events
    assert event.start == datetime(2026, 3, 24, 13, 30, tzinfo=UTC) and event.sequence == 3
    with pytest.raises(ToolError, match="older than what the calendar has"):
        office.plan("answer_invitation", email_id=office.arrives(ICS, "REQUEST", ANA, "m3"), answer="accept")
    office.do("answer_invitation", email_id=office.arrives(later, "REQUEST", ANA, "m4"), answer="decline")
    assert office.events == []


def test_only_a_cancellation_of_the_organizer_removes_the_event(office: Office) -> None:
    office.do("answer_invitation", email_id=office.arrives(ICS, "REQUEST", ANA), answer="accept")
    cancelled = cancellation(ICS, at=NOW, sequence=3)
    with pytest.raises(ToolError, match=r"comes from .*mallory.*nothing was cancelled"):
        forged = office.arrives(cancelled, "CANCEL", Address("", "mallory@example.net"), "m2")
        office.plan("answer_invitation", email_id=forged, answer="accept")
    taken_over = cancelled.replace(b"MAILTO:ana@example.org", b"MAILTO:mallory@example.net")
    with pytest.raises(ToolError, match="not the organizer of 'Design review' in the calendar"):
        forged = office.arrives(taken_over, "CANCEL", Address("", "mallory@example.net"), "m3")
        office.plan("answer_invitation", email_id=forged, answer="accept")
    done = office.do(
        "answer_invitation", email_id=office.arrives(cancelled, "CANCEL", ANA, "m4"), answer="accept"
    )
    assert done.state == "done" and office.events == [] and len(office.told) == 1
    assert office.ledger.undo(done.key).state == "undone" and len(office.events) == 1


def test_an_invitation_in_somebody_elses_name_warns(office: Office) -> None:
    plan = office.plan(
        "answer_invitation",
        email_id=office.arrives(ICS, "REQUEST", Address("", "mallory@example.net")),
        answer="accept",
    )
    assert plan.warnings == (
        "The mail comes from mallory@example.net, but names Ana Lima <ana@example.org> as the organizer",
    )


def reply_of(office: Office, guest: Address, said: str = "accepted") -> bytes:
    invitation = invitation_of(office.told[0][1].content)
    assert invitation is not None
    return answer(invitation, guest, said, at=NOW)


def test_the_answer_of_a_guest_is_noted_once(office: Office) -> None:
    office.review()
    email_id = office.arrives(reply_of(office, ANA), "REPLY", ANA)
    done = office.do("note_answer", email_id=email_id)
    assert done.receipt and done.receipt.text == "Noted: Ana Lima <ana@example.org> has accepted 'Review'."
    assert {one.email: one.status for one in office.events[0].attendees} == {
        "ana@example.org": "accepted",
        "ben@example.org": "needs-action",
    }
    assert len(office.told) == 1
    with pytest.raises(ToolError, match="says so already"):
        office.plan("note_answer", email_id=email_id)
    assert office.ledger.undo(done.key).state == "undone"
    assert office.events[0].attendees[0].status == "needs-action"


def test_forged_and_outdated_answers_are_refused_and_say_why(office: Office) -> None:
    office.review()
    mallory = Address("", "mallory@example.net")
    with pytest.raises(ToolError, match=r"comes from mallory@example.net, but answers for .*ana@example.org"):
        office.plan("note_answer", email_id=office.arrives(reply_of(office, ANA), "REPLY", mallory, "a"))
    with pytest.raises(ToolError, match=r"mallory@example\.net is not a guest of 'Review'"):
        office.plan("note_answer", email_id=office.arrives(reply_of(office, mallory), "REPLY", mallory, "b"))
    old = reply_of(office, ANA)
    other = old.replace(b"k1@assistant", b"k9@assistant")
    with pytest.raises(ToolError, match="no event that this answer is about"):
        office.plan("note_answer", email_id=office.arrives(other, "REPLY", ANA, "c"))
    office.do("update_calendar_event", event_id=office.events[0].id, move_by="1 hour")
    with pytest.raises(ToolError, match="answers an earlier version of 'Review'"):
        office.plan("note_answer", email_id=office.arrives(old, "REPLY", ANA, "d"))
    assert {one.status for one in office.events[0].attendees} == {"needs-action"}
