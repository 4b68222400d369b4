"""Mails moved, marked and labelled, one or many at once, through a real ledger."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.tools.effects import processes
from tests.tools.effects.destinations import approved
from tests.tools.mail.letters import NOW, ZONE, letter
from tools.database import SqliteDatabase
from tools.effects.approvals import ApprovalBook
from tools.effects.ledger import Ledger
from tools.effects.plan import Plan
from tools.errors import ToolError
from tools.mail.filing import FilingPlanner
from tools.mail.filing_executor import AT_ONCE, FilingExecutor
from tools.mail.labels import label_of
from tools.mail.maildir_store import MaildirStore
from tools.mail.message import Envelope, Flag, Folder
from tools.mail.selection import Selector
from tools.mail.store import Query

SHOP, ANA = "Shop <news@shop.example>", "Ana Lima <ana@example.org>"
KILLED = -9


class Office:
    """A mailbox in a folder, with what plans and what carries out."""

    def __init__(self, home: Path) -> None:
        self.mailbox = MaildirStore(home / "mail")
        self._database = SqliteDatabase(home / "ledger.db")
        self.book = ApprovalBook(self._database)
        self.ledger = Ledger(self._database, [FilingExecutor(self.mailbox)])
        self.planner = FilingPlanner(Selector(self.mailbox, lambda: NOW, ZONE))
        self._asked = 0

    def close(self) -> None:
        self.mailbox.close()
        self._database.close()

    def has(self, number: int, sender: str = SHOP, folder: str = Folder.INBOX, **headers: str) -> list[str]:
        """New mails, the newest last; their ids."""
        return [
            self.mailbox.deliver(
                letter(f"Sale {n}", sender=sender, name=f"{sender[0]}{n}", days_ago=number - n, **headers),
                folder,
                received=NOW,
            ).id
            for n in range(number)
        ]

    def do(self, plan: Plan) -> str:
        self._asked += 1
        key = f"k{self._asked}"
        effect = self.ledger.carry_out(approved(self.book, key, plan, agent="email"))
        assert effect.state == "done", effect.error
        return key

    def said(self, key: str) -> str:
        receipt = self.ledger.get(key).receipt
        assert receipt is not None
        return receipt.text

    def in_(self, folder: str) -> list[str]:
        return [mail.id for mail in self.mailbox.search(Query(folder=folder), 1_000).envelopes]

    def mail(self, id: str) -> Envelope:
        return self.mailbox.envelope(id)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with closing(Office(tmp_path)) as office:
        yield office


@pytest.mark.parametrize("folder", ["archive", "trash", "Junk", "spam", "Finance"])
def test_a_mail_moves_to_any_folder_and_back(office: Office, folder: str):
    [id] = office.has(1)
    key = office.do(office.planner.move(folder, email_ids=[id]))
    assert office.in_(Folder.INBOX) == []
    office.ledger.undo(key)
    assert office.in_(Folder.INBOX) == [id]


def test_junk_is_one_folder_whatever_it_is_called(office: Office):
    (office.mailbox._maildir.root / ".Spam" / "cur").mkdir(parents=True)
    [id] = office.has(1)
    office.do(office.planner.move("junk", email_ids=[id]))
    assert office.mail(id).folder == "Spam"


def test_a_folder_that_is_made_is_said_on_the_card(office: Office):
    [id] = office.has(1)
    plan = office.planner.move("Finance", email_ids=[id])
    assert plan.warnings == ("There is no folder 'Finance' yet: it is made",)
    office.do(plan)
    assert not office.planner.move("finance", email_ids=office.has(2)[1:]).warnings


@pytest.mark.parametrize("folder", ["../etc", ".hidden", "a/b", "sent", "drafts", ""])
def test_what_no_folder_can_be_called_is_refused(office: Office, folder: str):
    with pytest.raises(ToolError):
        office.planner.move(folder, email_ids=office.has(1))


@pytest.mark.parametrize(("name", "flag"), [("read", "S"), ("flagged", "F"), ("answered", "R")])
def test_marks_are_set_and_taken_off_and_an_undo_marks_as_before(office: Office, name: str, flag: str):
    [id] = office.has(1)
    key = office.do(office.planner.mark(**{name: True}, email_ids=[id]))
    assert Flag(flag) in office.mail(id).flags
    office.ledger.undo(key)
    assert Flag(flag) not in office.mail(id).flags
    office.do(office.planner.mark(**{name: True}, email_ids=[id]))
    office.do(office.planner.mark(**{name: False}, email_ids=[id]))
    assert Flag(flag) not in office.mail(id).flags


def test_an_undo_leaves_alone_what_was_so_before(office: Office):
    first, second = office.has(2)
    office.mailbox.flag(first, add=frozenset({Flag.SEEN}))
    key = office.do(office.planner.mark(read=True, email_ids=[first, second]))
    office.ledger.undo(key)
    assert Flag.SEEN in office.mail(first).flags
    assert Flag.SEEN not in office.mail(second).flags


def test_labels_are_put_on_and_taken_off_and_found(office: Office):
    first, second = office.has(2)
    office.do(office.planner.label(add=["To pay", "Büro"], email_ids=[first]))
    assert [mail.id for mail in office.mailbox.search(Query(label=label_of("to pay"))).envelopes] == [first]
    office.do(office.planner.label(remove=["Büro"], email_ids=[first]))
    assert office.mail(first).labels == {label_of("To pay")}
    office.do(office.planner.move("archive", email_ids=[first, second]))
    assert office.mail(first).labels == {label_of("To pay")}


@pytest.mark.parametrize("label", ["", "x", "$Junk", "\\Seen", "a(b", "n" * 41])
def test_what_no_server_takes_for_a_label_is_refused(office: Office, label: str):
    with pytest.raises(ToolError):
        office.planner.label(add=[label], email_ids=office.has(1))


def test_all_that_fit_are_listed_by_id_and_what_comes_in_afterwards_stays(office: Office):
    office.has(3)
    office.has(1, ANA)
    plan = office.planner.move("archive", sender="shop")
    assert plan.summary == "Archive 3 mails from Shop"
    assert len(plan.args["email_ids"]) == 3
    office.has(5)
    again = office.planner.move(**plan.args)
    assert plan.still_holds(again)
    office.do(again)
    assert len(office.in_(Folder.ARCHIVE)) == 3


def test_those_that_are_excepted_stay_and_stand_on_the_card(office: Office):
    ids = office.has(4)
    plan = office.planner.move("archive", sender="shop", except_ids=[ids[1]])
    assert [mail["id"] for mail in plan.preview["without"]] == [ids[1]]
    assert ids[1] not in plan.args["email_ids"]
    edited = office.planner.move(**{**plan.args, "except_ids": [ids[1], ids[2]]})
    office.do(edited)
    assert sorted(office.in_(Folder.INBOX)) == sorted([ids[1], ids[2]])


def test_a_person_can_name_one_that_stays_out_where_none_does(office: Office):
    ids = office.has(3)
    plan = office.planner.move("archive", sender="shop")
    assert plan.args["except_ids"] == []
    edited = office.planner.move(**{**plan.args, "except_ids": [ids[0]]})
    assert sorted(edited.args["email_ids"]) == sorted(ids[1:])


def test_newsletters_and_notifications_are_told_by_their_headers(office: Office):
    letters = {
        "list": letter("A", sender=ANA, name="a", List_Unsubscribe="<mailto:off@list.example>"),
        "talk": letter("B", sender=ANA, name="b", List_Id="<dev>", List_Post="<mailto:dev@list.example>"),
        "news": letter("C", sender="news@paper.example", name="c"),
        "bank": letter("D", sender="no-reply@bank.example", name="d"),
        "auto": letter("E", sender=ANA, name="e", Auto_Submitted="auto-generated"),
        "mail": letter("F", sender=ANA, name="f"),
    }
    ids = {name: office.mailbox.deliver(content, Folder.INBOX).id for name, content in letters.items()}
    for kind, names in (("newsletter", {"list", "news"}), ("notification", {"bank", "auto"})):
        found = office.planner.move("archive", kind=kind).args["email_ids"]
        assert set(found) == {ids[name] for name in names}, kind


def test_without_a_word_on_which_nothing_is_planned(office: Office):
    office.has(2)
    with pytest.raises(ToolError, match="say which mails"):
        office.planner.move("trash")
    with pytest.raises(ToolError, match="say which mails"):
        office.planner.move("trash", in_folder="inbox")


def test_junk_trash_and_what_one_wrote_oneself_are_left_alone_unless_they_are_named(office: Office):
    for folder in (Folder.SENT, Folder.TRASH, "Junk"):
        office.has(1, folder=folder)
    with pytest.raises(ToolError, match="no mail fits"):
        office.planner.move("archive", sender="shop")
    assert len(office.planner.move("archive", sender="shop", in_folder="junk").args["email_ids"]) == 1


def test_where_they_are_already_is_said(office: Office):
    ids = office.has(2, folder=Folder.ARCHIVE)
    with pytest.raises(ToolError, match="all 2 of them are in archive already"):
        office.planner.move("archive", email_ids=ids)


def test_what_another_program_has_taken_away_is_said_and_the_others_are_moved(office: Office):
    ids = office.has(3)
    plan = office.planner.move("archive", email_ids=ids)
    office.mailbox.move(ids[0], Folder.TRASH)
    key = office.do(plan)
    assert office.said(key) == (
        "Archived 3 mails from Shop, but 1 of them not: 1 no longer where it was shown."
    )
    office.ledger.undo(key)
    assert office.in_(Folder.TRASH) == [ids[0]]
    assert len(office.in_(Folder.INBOX)) == 2


def dies_after(home: Path, number: int, begin: bool) -> None:
    """Carry out, or take back, until so many mails have been touched, and be killed."""
    office = Office(home)
    touched = [0]

    def counting(method: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **named: Any) -> Any:
            if touched[0] == number:
                os.kill(os.getpid(), signal.SIGKILL)
            touched[0] += 1
            return method(*args, **named)

        return counted

    for name in ("move", "flag"):
        setattr(office.mailbox, name, counting(getattr(office.mailbox, name)))
    if begin:
        office.ledger.carry_out(office.book.get("k1"))
    else:
        office.ledger.undo("k1")


PLANS: dict[str, Callable[[FilingPlanner], Plan]] = {
    "move": lambda planner: planner.move("archive", sender="shop"),
    "mark": lambda planner: planner.mark(read=True, flagged=True, sender="shop"),
    "label": lambda planner: planner.label(add=["Sales"], sender="shop"),
}


def state(office: Office) -> list[tuple[str, str, frozenset[Any]]]:
    """Of every file of the mailbox where it is and how it is marked."""
    mails = [*office.mailbox.search(Query(), 1_000).envelopes]
    return sorted((mail.id, mail.folder, mail.marks) for mail in mails)


@pytest.mark.parametrize("what", PLANS)
def test_killed_in_the_middle_each_is_done_once_and_one_undo_brings_all_back(
    office: Office, tmp_path: Path, what: str
):
    number = 500 if what == "move" else 60
    office.has(number)
    before = state(office)
    approved(office.book, "k1", PLANS[what](office.planner), agent="email")
    assert processes.run(dies_after, tmp_path, number // 2 + 3, True) == KILLED
    halfway = state(office)
    assert before != halfway
    [effect] = office.ledger.recover()
    assert effect.state == "done", effect.error
    assert effect.receipt is not None
    assert set(effect.receipt.reference["mails"].values()) == {"done"}
    files = [path for path in (tmp_path / "mail").glob("**/cur/*") if path.is_file()]
    assert len(files) == number
    assert all(now != then for now, then in zip(state(office), before, strict=True))
    assert processes.run(dies_after, tmp_path, number // 3, False) == KILLED
    office.ledger.recover()
    office.ledger.drain()
    assert office.ledger.get("k1").state == "undone"
    assert state(office) == before


def test_what_has_become_of_each_is_written_down_as_it_goes_on(office: Office, tmp_path: Path):
    office.has(AT_ONCE * 3)
    approved(office.book, "k1", PLANS["move"](office.planner), agent="email")
    assert processes.run(dies_after, tmp_path, AT_ONCE * 2 + 1, True) == KILLED
    progress = office.ledger._table.record("k1").intent.progress
    assert len(progress["mails"]) == AT_ONCE * 2


def test_when_it_was_is_read_in_words(office: Office):
    for days in (1, 100):
        office.mailbox.deliver(
            letter(f"Old {days}", name=f"o{days}", days_ago=days),
            Folder.INBOX,
            received=NOW - timedelta(days),
        )
    plan = office.planner.move("trash", when="last year")
    assert [mail["subject"] for mail in plan.preview["mails"]] == ["Old 100"]
