"""Five hundred mails filed at once where folders are labels, by a process that is killed again and again."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.servers.gmail_like import ALL, INBOX, PASSWORD, USER, GmailLike, running_gmail_like
from tests.tools.effects import processes
from tests.tools.effects.destinations import approved
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
    return ImapStore(home / "mail", account, fresh_s=float("inf"))


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


def filled(gmail: GmailLike, number: int) -> None:
    for n in range(number):
        sender = "Shop <news@shop.example>"
        gmail.put(letter(f"Sale {n}", name=f"s{n}", sender=sender), INBOX, *(["Shop"] if n % 3 == 0 else []))
    gmail.put(letter("Other"), INBOX)


def killed_again_and_again(home: Path, number: int) -> None:
    with running_gmail_like() as gmail:
        filled(gmail, number)
        before = {mail.message_id: frozenset(mail.labels) for mail in gmail.mails.values()}
        store = store_of(home, gmail.port)
        store.sync()
        book = ApprovalBook(SqliteDatabase(home / "ledger.db"))
        plan = FilingPlanner(Selector(store, lambda: NOW, ZONE)).move(
            "archive", sender="shop", in_folder="inbox"
        )
        approved(book, "k1", plan, agent="email")
        for act, at in (("carry out", number // 3), ("recover", number * 2 // 3)):
            assert processes.run(dies_at, home, gmail.port, at, act) == -signal.SIGKILL
            assert 1 < len(gmail.folders[INBOX]) <= number
            moved = number + 1 - len(gmail.folders[INBOX])
            assert gmail.told.count("UID MOVE") == moved, "none twice"
        ledger = ledger_of(home, store)
        [effect] = ledger.recover()
        assert effect.state == "done", effect.error
        assert len(gmail.folders[INBOX]) == 1 and len(gmail.folders[ALL]) == len(gmail.mails) == number + 1
        assert {frozenset(mail.labels) for mail in gmail.mails.values()} == {
            frozenset(), frozenset({"Shop"}), frozenset({INBOX}),
        }  # fmt: skip
        assert processes.run(dies_at, home, gmail.port, number // 2, "undo") == -signal.SIGKILL
        [effect] = ledger.recover()
        assert effect.state == "undone", effect.error
        assert {mail.message_id: frozenset(mail.labels) for mail in gmail.mails.values()} == before
        store.close()


def test_twelve_that_are_killed_in_the_middle_are_each_filed_once(tmp_path: Path) -> None:
    killed_again_and_again(tmp_path, 12)


@pytest.mark.slow
def test_five_hundred_that_are_killed_in_the_middle_are_each_filed_once(tmp_path: Path) -> None:
    killed_again_and_again(tmp_path, 500)
