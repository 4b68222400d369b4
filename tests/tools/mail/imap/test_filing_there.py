"""Many mails filed at once on a real Dovecot, through a process that is killed in the middle."""

import os
import signal
from pathlib import Path
from typing import Any

from tests.servers.dovecot import PASSWORD, USER, Dovecot
from tests.tools.effects import processes
from tests.tools.effects.destinations import approved
from tests.tools.mail.imap.other_client import on_server, put
from tests.tools.mail.letters import NOW, ZONE, letter
from tools.database import SqliteDatabase
from tools.effects.approvals import ApprovalBook
from tools.effects.ledger import Ledger
from tools.mail.filing import FilingPlanner
from tools.mail.filing_executor import FilingExecutor
from tools.mail.imap.account import ImapAccount
from tools.mail.imap.store import ImapStore
from tools.mail.selection import Selector
from tools.mail.transport import Security

NUMBER = 30


def store_of(home: Path, port: int) -> ImapStore:
    account = ImapAccount(host="127.0.0.1", port=port, security=Security.PLAIN, user=USER, password=PASSWORD)
    return ImapStore(home / "mail", account)


def ledger_of(home: Path, store: ImapStore) -> Ledger:
    return Ledger(SqliteDatabase(home / "ledger.db"), [FilingExecutor(store)])


def dies_after(home: Path, port: int, number: int, method: str) -> None:
    store = store_of(home, port)
    touched = [0]
    real: Any = getattr(store, method)

    def counted(*args: Any, **named: Any) -> Any:
        if touched[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)
        touched[0] += 1
        return real(*args, **named)

    setattr(store, method, counted)
    ledger = ledger_of(home, store)
    ledger.carry_out(ApprovalBook(SqliteDatabase(home / "ledger.db")).get("k1"))


def test_killed_in_the_middle_each_is_moved_once_and_one_undo_brings_all_back(
    server: Dovecot, tmp_path: Path
) -> None:
    put(
        server, *(letter(f"Sale {n}", name=f"s{n}", sender="Shop <news@shop.example>") for n in range(NUMBER))
    )
    store = store_of(tmp_path, server.port)
    store.sync()
    planner = FilingPlanner(Selector(store, lambda: NOW, ZONE))
    book = ApprovalBook(SqliteDatabase(tmp_path / "ledger.db"))
    approved(book, "k1", planner.move("archive", sender="shop"), agent="email")
    assert processes.run(dies_after, tmp_path, server.port, NUMBER // 2 + 1, "move") == -signal.SIGKILL
    assert 0 < len(on_server(server, "archive")) < NUMBER
    ledger = ledger_of(tmp_path, store)
    [effect] = ledger.recover()
    assert effect.state == "done", effect.error
    assert (len(on_server(server, "archive")), len(on_server(server))) == (NUMBER, 0)
    assert ledger.undo("k1").state == "undone"
    assert (len(on_server(server, "archive")), len(on_server(server))) == (0, NUMBER)
    store.close()


def test_marks_and_labels_of_many_are_on_the_server_and_an_undo_takes_them_off(
    server: Dovecot, tmp_path: Path
) -> None:
    put(server, *(letter(f"Sale {n}", name=f"s{n}", sender="Shop <news@shop.example>") for n in range(5)))
    put(server, letter("Read", name="r", sender="Shop <news@shop.example>"), flags="\\Seen")
    store = store_of(tmp_path, server.port)
    store.sync()
    planner = FilingPlanner(Selector(store, lambda: NOW, ZONE))
    book = ApprovalBook(SqliteDatabase(tmp_path / "ledger.db"))
    ledger = ledger_of(tmp_path, store)
    before = on_server(server)
    ledger.carry_out(approved(book, "k1", planner.mark(read=True, sender="shop"), agent="email"))
    ledger.carry_out(approved(book, "k2", planner.label(add=["Sales"], sender="shop"), agent="email"))
    assert set(map(frozenset, on_server(server).values())) == {frozenset({"\\Seen", "Sales"})}
    ledger.undo("k2")
    ledger.undo("k1")
    assert on_server(server) == before
    store.close()
