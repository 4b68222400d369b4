"""A process that makes events and tells their guests, and may be killed at any moment."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.invitations.guests import Guests, InvitingExecutor
from assistant.invitations.linked_mail import LinkedMails
from tests.databases import database_at
from tools.effects.approvals import Answer, ApprovalBook
from tools.effects.delivery import Backoff, BreakerRule, DeliveryPolicy
from tools.effects.ledger import Ledger
from tools.effects.plan import Plan
from tools.mail.executor import MailExecutor
from tools.mail.maildir_store import MaildirStore
from tools.mail.smtp_outbox import Security, SmtpOutbox, SmtpServer
from tools.people.contacts import Address
from tools.scheduling.event_json import event_to_json
from tools.scheduling.events import Attendee, Event
from tools.scheduling.executor import CREATE, EventExecutor
from tools.scheduling.vdir_store import VdirStore

PROMPTLY = DeliveryPolicy(
    backoff=Backoff(first_s=0.01, longest_s=0.05), breaker=BreakerRule(failures=1000), settle_s=1
)


def inviting(number: int) -> Plan:
    start = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(hours=number)
    event = Event(
        calendar="personal",
        uid="",
        title=f"Event {number}",
        start=start,
        end=start + timedelta(minutes=30),
        organizer=Attendee("me@example.com", "Me"),
        attendees=(Attendee("ana@example.org", "Ana"),),
    )
    return Plan(
        kind=CREATE,
        args={},
        summary=f"Event {number}",
        preview={},
        payload={"calendar": "personal", "event": event_to_json(event)},
        destination="vdir:personal",
        undoable=True,
    )


def work(home: Path, spool: Path, port: int, at_work: Connection) -> None:
    """Answer what is pending, carry it out, and settle what others have left, until nothing is left."""
    zone = ZoneInfo("Europe/Berlin")
    with (
        closing(database_at(home / "assistant.db")) as database,
        closing(VdirStore(home / "calendar", zone)) as calendar,
        closing(MaildirStore(home / "mail")) as mailbox,
    ):
        book = ApprovalBook(database)
        server = SmtpServer("127.0.0.1", port, Security.PLAIN)
        outbox = SmtpOutbox(server, knows=lambda name: any(spool.glob(f"{name}.*")))
        mails = LinkedMails(lambda: ledger, outbox.destination_of, lambda: datetime.now(UTC))
        guests = Guests(mails, lambda: (Address("Me", "me@example.com"),), zone)
        executors = (InvitingExecutor(EventExecutor(calendar), guests), MailExecutor(mailbox, outbox))
        ledger = Ledger(database, executors, policy=PROMPTLY)
        at_work.send(None)
        ledger.recover()
        for proposal in book.claimed():
            ledger.carry_out(proposal)
            book.settle(proposal.thread_id, [proposal.id])
        while waiting := book.pending():
            [proposal] = book.claim({waiting[0].id: Answer(type="approve")}, by="test")
            ledger.carry_out(proposal)
            book.settle(proposal.thread_id, [proposal.id])
        while ledger.list(state="queued") or ledger.list(state="running"):
            ledger.recover()
            ledger.drain()
