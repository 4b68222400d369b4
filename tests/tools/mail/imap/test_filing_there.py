"""Many mails filed at once on a real Dovecot, through a process that is killed in the middle."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.servers.dovecot import PASSWORD, USER, Dovecot
from tests.tools.effects import processes
from tests.tools.effects.destinations import approved
from tests.tools.mail.imap.other_client import everywhere, on_server, put
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


def store_of(home: Path, port: int) -> ImapStore:
    account = ImapAccount(host="127.0.0.1", port=port, security=Security.PLAIN, user=USER, password=PASSWORD)
    return ImapStore(home / "mail", account)


def ledger_of(home: Path, store: ImapStore) -> Ledger:
    return Ledger(SqliteDatabase(home / "ledger.db"), [FilingExecutor(store)])


def dies_at(home: Path, port: int, number: int, act: str) -> None:
    """Carry out or take back what is under way, and be killed before the move that has this number."""
    store = store_of(home, port)
    touched = [0]
    real: Any = store.move

    def counted(*args: Any, **named: Any) -> Any:
        touched[0] += 1
        if touched[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **named)

    store.move = counted  # type: ignore[method-assign]
    ledger = ledger_of(home, store)
    if act == "carry out":
        ledger.carry_out(ApprovalBook(SqliteDatabase(home / "ledger.db")).get("k1"))
    elif act == "recover":
        ledger.recover()
    else:
        ledger.undo("k1")


def killed_again_and_again(server: Dovecot, home: Path, number: int) -> None:
    put(
        server, *(letter(f"Sale {n}", name=f"s{n}", sender="Shop <news@shop.example>") for n in range(number))
    )
    names = sorted(f"Sale {n}" for n in range(number))
    store = store_of(home, server.port)
    store.sync()
    planner = FilingPlanner(Selector(store, lambda: NOW, ZONE))
    book = ApprovalBook(SqliteDatabase(home / "ledger.db"))
    approved(book, "k1", planner.move("archive", sender="shop"), agent="email")
    for act, at in (("carry out", number // 3), ("recover", number // 3)):
        assert processes.run(dies_at, home, server.port, at, act) == -signal.SIGKILL
        assert 0 < len(on_server(server, "archive")) < number
        assert everywhere(server) == names, "each is there once"
    ledger = ledger_of(home, store)
    [effect] = ledger.recover()
    assert effect.state == "done", effect.error
    assert sorted(on_server(server, "archive")) == names and not on_server(server)
    assert processes.run(dies_at, home, server.port, number // 2, "undo") == -signal.SIGKILL
    assert everywhere(server) == names
    [effect] = ledger.recover()
    assert effect.state == "undone", effect.error
    assert sorted(on_server(server)) == names and not on_server(server, "archive")
    store.close()


def test_thirty_that_are_killed_in_the_middle_are_each_moved_once(server: Dovecot, tmp_path: Path) -> None:
    killed_again_and_again(server, tmp_path, 30)


@pytest.mark.slow
def test_five_hundred_that_are_killed_in_the_middle_are_each_moved_once(
    server: Dovecot, tmp_path: Path
) -> None:
    killed_again_and_again(server, tmp_path, 500)


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
