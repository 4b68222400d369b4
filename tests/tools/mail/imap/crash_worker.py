"""A process that carries out mails and moves, and may be killed at any moment."""

from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.databases import database_at
from tools.effects.approvals import Answer, ApprovalBook
from tools.effects.delivery import Backoff, BreakerRule, DeliveryPolicy
from tools.effects.ledger import Ledger
from tools.effects.plan import Plan
from tools.mail.executor import ARCHIVE, SEND, MailExecutor
from tools.mail.imap.account import ImapAccount
from tools.mail.imap.store import ImapStore
from tools.mail.message import Envelope
from tools.mail.payloads import Move, Outgoing
from tools.mail.smtp_outbox import Security, SmtpOutbox, SmtpServer
from tools.people.contacts import Address

PROMPTLY = DeliveryPolicy(
    backoff=Backoff(first_s=0.01, longest_s=0.05), breaker=BreakerRule(failures=1000), settle_s=1
)


def sending(number: int) -> Plan:
    outgoing = Outgoing(
        sender=Address("Me", "me@example.com"),
        to=(Address("Ana", "ana@example.org"),),
        subject=f"Mail {number}",
        body="Let us meet.",
    )
    return plan(SEND, f"Mail {number}", outgoing.as_json(), "smtp:sink")


def archiving(mail: Envelope) -> Plan:
    move = Move(
        id=mail.id, from_folder="inbox", to_folder="archive", subject=mail.subject, sender=mail.sender.email
    )
    return plan(ARCHIVE, f"Archive {mail.subject}", move.as_json(), "imap:server")


def plan(kind: str, summary: str, payload: dict[str, Any], destination: str) -> Plan:
    return Plan(
        kind=kind,
        args={},
        summary=summary,
        preview={},
        payload=payload,
        destination=destination,
        undoable=True,
    )


def work(home: Path, mailbox: ImapAccount, port: int, at_work: Connection) -> None:
    """Answer what is pending, carry it out, and settle what others have left, until nothing is left."""
    with (
        closing(database_at(home / "assistant.db")) as database,
        closing(ImapStore(home / "mail", mailbox, fresh_s=3600)) as store,
    ):
        book = ApprovalBook(database)
        outbox = SmtpOutbox(SmtpServer("127.0.0.1", port, Security.PLAIN), knows=store.has_gone_out)
        ledger = Ledger(database, [MailExecutor(store, outbox)], policy=PROMPTLY)
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
        store.sync()
