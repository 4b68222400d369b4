"""Mails and moves through the ledger, over real SMTP and IMAP: once each, whatever is cut or killed."""

import multiprocessing
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.databases import database_at
from tests.patience import PATIENCE_S
from tests.servers.cutting_proxy import cutting_proxy
from tests.servers.dovecot import Dovecot
from tests.tools.effects.destinations import approved, proposed
from tests.tools.mail.conformance import subjects
from tests.tools.mail.imap import crash_worker
from tests.tools.mail.imap.conftest import Open, account
from tests.tools.mail.imap.crash_worker import archiving, sending
from tests.tools.mail.imap.other_client import everywhere, on_server, other, put
from tests.tools.mail.imap.provider import Provider, filed
from tests.tools.mail.letters import letter
from tests.tools.mail.sink import HOST, running
from tools.effects.approvals import ApprovalBook
from tools.effects.delivery import Backoff, DeliveryPolicy
from tools.effects.ledger import Ledger
from tools.mail.executor import MailExecutor
from tools.mail.imap.store import ImapStore
from tools.mail.smtp_outbox import Security, SmtpOutbox, SmtpServer
from tools.mail.store import Query

ID = "k1@assistant.example.com"


class Office:
    """A home with a mailbox on a server."""

    def __init__(self, path: Path, store: ImapStore, port: int) -> None:
        self.store = store
        self.database = database_at(path / "assistant.db")
        self.book = ApprovalBook(self.database)
        outbox = SmtpOutbox(SmtpServer(HOST, port, Security.PLAIN, timeout_s=30), knows=store.has_gone_out)
        self.policy = DeliveryPolicy(backoff=Backoff(first_s=0.01, longest_s=0.05), settle_s=0)
        self.ledger = Ledger(self.database, [MailExecutor(store, outbox)], policy=self.policy)

    def drained(self, key: str = "k1") -> str:
        """The state that an effect comes to, once all that waits was tried."""
        for _ in range(20):
            if self.ledger.get(key).state != "queued":
                break
            time.sleep(0.05)
            self.ledger.drain()
        return str(self.ledger.get(key).state)


@pytest.fixture
def provider(server: Dovecot) -> Iterator[Provider]:
    """Doesn't file anything, unless it is given the mailbox."""
    sink = Provider()
    with running(sink):
        yield sink


@pytest.fixture
def office(tmp_path: Path, open_store: Open, provider: Provider) -> Iterator[Any]:
    opened: list[Office] = []

    def open_one(**changed: Any) -> Office:
        opened.append(Office(tmp_path, open_store(**changed), provider.port))
        return opened[-1]

    yield open_one
    for one in opened:
        one.database.close()


def test_a_mail_that_went_out_is_in_sent_on_the_server_once(
    office: Any, provider: Provider, server: Dovecot
) -> None:
    desk = office()
    assert desk.ledger.carry_out(approved(desk.book, plan=sending(1))).state == "done"
    desk.store.sync()
    assert provider.copies() == filed(server) == {ID: 1}
    assert on_server(server, "sent") == {"Mail 1": {"\\Seen"}}
    assert subjects(desk.store, folder="sent") == ["Mail 1"]


def test_a_provider_that_files_what_goes_out_is_not_given_a_second_copy(
    office: Any, provider: Provider, server: Dovecot
) -> None:
    provider.mailbox = server
    desk = office(files_sent=True)
    assert desk.ledger.carry_out(approved(desk.book, plan=sending(1))).state == "done"
    for _ in range(3):
        desk.store.sync()
    assert filed(server) == {ID: 1} and subjects(desk.store, folder="sent") == ["Mail 1"]


def test_a_copy_that_the_provider_files_late_is_the_one_that_is_kept(
    office: Any, provider: Provider, server: Dovecot
) -> None:
    desk = office(files_sent=True)
    assert desk.ledger.carry_out(approved(desk.book, plan=sending(1))).state == "done"
    desk.store.sync()
    assert filed(server) == {} and subjects(desk.store, folder="sent") == ["Mail 1"]
    put(server, b"Received: later\r\n" + provider.kept[0][2], folder="sent", flags="\\Seen")
    desk.store.sync()
    desk.store.sync()
    assert filed(server) == {ID: 1}
    assert desk.store.search(Query(folder="sent")).envelopes[0].subject == "Mail 1"
    assert len(list((desk.store._local._maildir.root / ".Sent/cur").iterdir())) == 1


@pytest.mark.parametrize(("drop", "copies"), [("reply", 1), ("text", 0)])
def test_after_a_connection_that_was_lost_the_sent_folder_of_the_provider_is_asked(
    office: Any, provider: Provider, server: Dovecot, drop: str, copies: int
) -> None:
    provider.mailbox, provider.drop = server, drop
    desk = office(files_sent=True)
    effect = desk.ledger.carry_out(approved(desk.book, plan=sending(1)))
    assert (effect.state, len(provider.kept)) == ("done" if copies else "queued", copies)
    provider.drop = ""
    assert desk.drained() == "done"
    desk.store.sync()
    assert provider.copies() == filed(server) == {ID: 1}


@pytest.mark.parametrize("drop", ["reply", "text"])
def test_where_nobody_files_what_went_out_a_lost_connection_is_for_the_person_to_decide(
    office: Any, provider: Provider, server: Dovecot, drop: str
) -> None:
    provider.drop = drop
    desk = office()
    assert desk.ledger.carry_out(approved(desk.book, plan=sending(1))).state == "unknown"
    assert filed(server) == {} and len(provider.kept) == (drop == "reply")


def test_a_mailbox_that_is_away_does_not_keep_a_mail_from_going_out(
    office: Any, provider: Provider, server: Dovecot
) -> None:
    desk = office()
    server.stop()
    try:
        assert desk.ledger.carry_out(approved(desk.book, plan=sending(1))).state == "done"
    finally:
        server.start()
    desk.store.sync()
    assert provider.copies() == filed(server) == {ID: 1}


def test_a_move_waits_for_the_server_and_is_made_once(office: Any, server: Dovecot) -> None:
    put(server, letter("Plan"))
    desk = office()
    mail = desk.store.search(Query()).envelopes[0]
    server.stop()
    try:
        effect = desk.ledger.carry_out(approved(desk.book, plan=archiving(mail)))
        assert effect.state == "queued" and effect.error and "can't be reached" in effect.error
    finally:
        server.start()
    assert desk.drained() == "done"
    assert set(on_server(server, "archive")) == {"Plan"} and everywhere(server) == ["Plan"]
    assert desk.ledger.undo("k1").state == "undone"
    assert set(on_server(server)) == {"Plan"} and everywhere(server) == ["Plan"]


def test_a_move_whose_answer_was_lost_is_found_on_the_server(
    office: Any, server: Dovecot, provider: Provider
) -> None:
    put(server, letter("Plan"))
    with cutting_proxy(server.port) as proxy:
        desk = office(port=proxy.port, fresh_s=3600)
        desk.store.sync()
        mail = desk.store.search(Query()).envelopes[0]
        proxy.cut_at, proxy.heard = b"MOVE", True
        assert desk.ledger.carry_out(approved(desk.book, plan=archiving(mail))).state == "done"
        assert "found at its destination" in desk.ledger.history("k1")[-1].what
        assert everywhere(server) == ["Plan"] and set(on_server(server, "archive")) == {"Plan"}


def test_what_another_program_moved_meanwhile_is_not_moved_again(office: Any, server: Dovecot) -> None:
    put(server, letter("Plan"))
    desk = office(fresh_s=3600)
    desk.store.sync()
    mail = desk.store.search(Query()).envelopes[0]
    with other(server) as client:
        client.copy("1", "Papierkorb")
        client.store("1", "+FLAGS", "\\Deleted")
        client.expunge()
    failed = desk.ledger.carry_out(approved(desk.book, plan=archiving(mail)))
    assert failed.state == "failed" and failed.error and "no longer in inbox" in failed.error
    assert set(on_server(server, "trash")) == {"Plan"} and everywhere(server) == ["Plan"]


def test_kills_at_random_moments_leave_nothing_twice_or_lost(
    tmp_path: Path, server: Dovecot, provider: Provider
) -> None:
    provider.mailbox = server
    moves, mails, kills, at_once, dice = 20, 0, 15, 20, random.Random(7)
    put(server, *(letter(f"letter {number}") for number in range(moves)))
    store = ImapStore(tmp_path / "mail", account(server), fresh_s=3600)
    store.sync()
    database = database_at(tmp_path / "assistant.db")
    book = ApprovalBook(database)
    for number, mail in enumerate(store.search(Query(), moves).envelopes):
        proposed(book, archiving(mail), f"a{number}", thread_id=f"a{number}")
        proposed(book, sending(number), f"s{number}", thread_id=f"s{number}")
        mails += 1
    store.close()
    context = multiprocessing.get_context("forkserver")
    killed = 0
    while True:
        # However fast the machine is, there is something to do at each kill.
        while killed < kills and len(book.pending()) < at_once:
            proposed(book, sending(mails), f"s{mails}", thread_id=f"s{mails}")
            mails += 1
        here, there = context.Pipe()
        arguments = (tmp_path, account(server, files_sent=True), provider.port, there)
        process = context.Process(target=crash_worker.work, args=arguments, daemon=True)
        process.start()
        there.close()
        if killed < kills:
            here.poll(PATIENCE_S)
            process.join(timedelta(milliseconds=dice.randrange(5, 120)).total_seconds())
            if process.is_alive():
                process.kill()
                killed += 1
        process.join()
        assert process.exitcode in (0, -signal.SIGKILL)
        if process.exitcode == 0 and killed == kills:
            break
    states = Counter(str(effect.state) for effect in Ledger(database, []).list())
    database.close()
    assert killed == kills and states == {"done": moves + mails}
    assert set(provider.copies().values()) == {1} and len(provider.kept) == mails
    assert set(filed(server).values()) == {1} and len(filed(server)) == mails
    assert set(filed(server, "archive").values()) == {1} and len(filed(server, "archive")) == moves
    assert on_server(server) == {}
