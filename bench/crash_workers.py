"""The processes that `effects_crash` kills: each takes what is approved and does it, its own way."""

import smtplib
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from langchain_core.tools import StructuredTool

from tests.databases import database_at
from tools.database import Database
from tools.effects.approvals import Answer, ApprovalBook
from tools.effects.call_executor import CallExecutor, ForeignTool, Server
from tools.effects.delivery import Backoff, BreakerRule, DeliveryPolicy
from tools.effects.ledger import Ledger
from tools.effects.plan import CannotAskError, Executor, Intent, Receipt
from tools.errors import ConflictError, StorageError
from tools.mail.executor import MailExecutor
from tools.mail.maildir_store import MaildirStore
from tools.mail.smtp_outbox import Security, SmtpOutbox, SmtpServer
from tools.scheduling.executor import EventExecutor
from tools.scheduling.vdir_store import VdirStore

HOST = "127.0.0.1"
AGAIN_S = 0.1
PROMPTLY = DeliveryPolicy(
    backoff=Backoff(first_s=0.01, longest_s=0.05), breaker=BreakerRule(failures=1000), settle_s=1
)
"""The bench is about crashes: nothing waits long."""


class Without:
    """An executor that doesn't look at its destination, as most outboxes: it `resends`, or never does."""

    def __init__(self, executor: Executor, *, resends: bool) -> None:
        self.kinds = executor.kinds
        self.render = executor.render
        self.act = executor.act
        self.undo = executor.undo
        self._resends = resends

    def find(self, intent: Intent) -> Receipt | None:
        if self._resends:
            return None
        raise CannotAskError(intent.plan.destination)


class Unmarked:
    """An executor that doesn't say when it reaches the point of no return."""

    def __init__(self, executor: Executor) -> None:
        self.kinds = executor.kinds
        self.render = executor.render
        self.act = executor.act
        self.find = executor.find
        self.undo = executor.undo


@dataclass(frozen=True)
class Place:
    """Where the work is."""

    home: Path
    spool: Path
    """What the SMTP server has taken."""
    port: int
    """Of the SMTP server."""


def work_with_ledger(place: Place, at_work: Connection) -> None:
    """Our way."""
    with executors(place) as all_kinds:
        work(place, all_kinds, at_work)


def work_resending(place: Place, at_work: Connection) -> None:
    """An outbox that sends again what it isn't sure about."""
    with executors(place) as all_kinds:
        work(place, [Without(executor, resends=True) for executor in all_kinds], at_work)


def work_never_resending(place: Place, at_work: Connection) -> None:
    """An outbox that never sends again."""
    with executors(place) as all_kinds:
        work(place, [Without(executor, resends=False) for executor in all_kinds], at_work)


def work_unasked(place: Place, at_work: Connection) -> None:
    """Our way, over plain SMTP: nobody can be asked what has gone out."""
    with executors(place, asked=False) as all_kinds:
        work(place, all_kinds, at_work)


def work_unmarked(place: Place, at_work: Connection) -> None:
    """The same, without writing down when a mail is about to go out."""
    with executors(place, asked=False) as all_kinds:
        work(place, [Unmarked(executor) for executor in all_kinds], at_work)


def work_directly(place: Place, at_work: Connection) -> None:
    """The tool sends, then the step is recorded."""
    port = place.port
    with closing(database_at(place.home / "assistant.db")) as database:
        book = ApprovalBook(database)
        database.migrate("steps", ("CREATE TABLE steps (id TEXT PRIMARY KEY);",))
        mails = MailExecutor(MaildirStore(place.home / "mail"), SmtpOutbox(server(port)))
        at_work.send(None)
        for proposal in approvals(book):
            with database.reading() as connection:
                step = connection.execute("SELECT 1 FROM steps WHERE id = ?", (proposal.id,)).fetchone()
            if step is None:
                rendered = mails.render(proposal.plan, proposal.id, datetime.now(UTC))
                send(port, "mia@example.org", ["ana@example.org"], rendered)
                with database.transaction() as connection:
                    connection.execute("INSERT INTO steps VALUES (?)", (proposal.id,))
            book.settle(proposal.thread_id, [proposal.id])


def work(place: Place, all_kinds: list[Any], at_work: Connection) -> None:
    """Answer what is pending, carry it out, and settle what others have left, until nothing is left."""
    with closing(opened(place.home)) as database:
        at_work.send(None)
        while True:
            try:
                do_what_is_left(database, all_kinds)
                return
            except StorageError:  # of a server whose sessions end: what is left is in the database
                continue


def opened(home: Path) -> Database:
    """The database, once its server can be reached."""
    while True:
        try:
            return database_at(home / "assistant.db")
        except StorageError:
            time.sleep(AGAIN_S)


def do_what_is_left(database: Database, all_kinds: list[Any]) -> None:
    book = ApprovalBook(database)
    ledger = Ledger(database, all_kinds, policy=PROMPTLY)
    for proposal in approvals(book):
        ledger.recover()
        ledger.carry_out(proposal)
        book.settle(proposal.thread_id, [proposal.id])
        ledger.drain()
    while ledger.list(state="queued") or ledger.list(state="running"):
        ledger.recover()
        ledger.drain()


def approvals(book: ApprovalBook) -> Iterator[Any]:
    """What was approved before a crash and not taken up; then one after the other of those that wait."""
    yield from book.claimed()
    while waiting := book.pending():
        try:
            yield from book.claim({waiting[0].id: Answer(type="approve")}, by="bench")
        except ConflictError:
            # The other worker was quicker.
            continue


@contextmanager
def executors(place: Place, *, asked: bool = True) -> Iterator[list[Any]]:
    store = VdirStore(place.home / "calendar", ZoneInfo("Europe/Berlin"))
    outbox = SmtpOutbox(server(place.port), knows=arrived_in(place.spool) if asked else None)
    try:
        yield [
            MailExecutor(MaildirStore(place.home / "mail"), outbox),
            EventExecutor(store),
            CallExecutor([telegram(place.port)]),
        ]
    finally:
        store.close()


def server(port: int) -> SmtpServer:
    return SmtpServer(HOST, port, Security.PLAIN)


def arrived_in(spool: Path) -> Callable[[str], bool]:
    """Asks the destination, as one would ask the Sent folder of a mail server."""
    return lambda name: any(spool.glob(f"{name}.*"))


def telegram(port: int) -> ForeignTool:
    """A foreign tool: what it has sent, nobody can ask."""

    def send_telegram(number: int) -> str:
        mail = EmailMessage()
        mail["Message-ID"] = f"<telegram-{number}@example.org>"
        send(port, "mia@example.org", ["ana@example.org"], mail.as_bytes())
        return "sent"

    tool = StructuredTool.from_function(send_telegram, description="Send a telegram")
    return ForeignTool("post", Server("post", "1"), tool)


def send(port: int, sender: str, to: list[str], content: bytes) -> None:
    with smtplib.SMTP(HOST, port, local_hostname="[127.0.0.1]") as session:
        session.sendmail(sender, to, content)
