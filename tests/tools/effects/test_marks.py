"""The point of no return is written down first: what broke off before it is done, and nobody is asked."""

import os
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from tests.databases import database_at
from tests.tools.effects import processes
from tests.tools.effects.conftest import Desk
from tests.tools.effects.destinations import Notes, approved
from tests.tools.effects.sinks import Sink
from tests.tools.effects.test_smtp import ANA, ID, mail, mail_ledger, sink
from tools.database import Database
from tools.effects.approvals import ApprovalBook
from tools.effects.delivery import Backoff
from tools.effects.ledger import Ledger
from tools.effects.plan import Intent, Marks, Receipt
from tools.errors import PassingError, StorageError

__all__ = ["sink"]
KILLED = -9


def passed(_: str) -> None:
    """Nothing happens at this moment."""


class Marking(Notes):
    """Says when it hands over; nobody can find out what has arrived. `at` is called with each moment."""

    def __init__(self, path: Path, at: Callable[[str], None] = passed) -> None:
        super().__init__(path, askable=False)
        self.at = at

    def carry_out(self, intent: Intent, marks: Marks) -> Receipt:
        if not intent.progress.get("written"):
            self.at("first")
            marks.handing_over()
            self.at("marked")
            self.act(intent)
            self.at("arrived")
            marks.answered({"written": True})
        self.at("answered")
        return self._receipt(intent)


def carry_out_and_die(home: Path, moment: str) -> None:
    def at(here: str) -> None:
        if here == moment:
            processes.die(0)

    database = database_at(home / "assistant.db")
    Ledger(database, [Marking(home / "notes", at)]).carry_out(ApprovalBook(database).get("k1"))


@pytest.mark.parametrize(
    ("moment", "state", "arrivals"),
    [("first", "done", 1), ("marked", "unknown", 0), ("arrived", "unknown", 1), ("answered", "done", 1)],
)
def test_only_between_the_mark_and_the_answer_nobody_knows(
    desk: Desk, moment: str, state: str, arrivals: int
) -> None:
    approved(desk.book)
    assert processes.run(carry_out_and_die, desk.path, moment) == KILLED
    [effect] = desk.ledger(Marking(desk.path / "notes")).recover()
    assert (effect.state, desk.notes.arrivals("k1")) == (state, arrivals)


def test_the_story_tells_when_it_was_handed_over(desk: Desk) -> None:
    ledger = desk.ledger(Marking(desk.path / "notes"))
    ledger.carry_out(approved(desk.book))
    told = [(entry.state, entry.what) for entry in ledger.history("k1")][-3:]
    assert told == [
        ("running", "being carried out"),
        ("running", "being handed over to folder:notes"),
        ("done", "Wrote Note 'k1'"),
    ]


def test_an_earlier_try_that_may_have_arrived_is_not_forgotten_by_a_later_one(desk: Desk) -> None:
    approved(desk.book)
    assert processes.run(carry_out_and_die, desk.path, "arrived") == KILLED
    assert [effect.state for effect in desk.ledger(Marking(desk.path / "notes")).recover()] == ["unknown"]

    class Killed(BaseException):
        pass

    def at(moment: str) -> None:
        raise Killed

    with pytest.raises(Killed):
        desk.ledger(Marking(desk.path / "notes", at)).retry("k1")
    [again] = desk.ledger(Marking(desk.path / "notes")).recover()
    assert (again.state, desk.notes.arrivals("k1")) == ("unknown", 1)


def test_whoever_was_given_up_for_dead_does_not_pass_the_mark(desk: Desk) -> None:
    def taken_over(moment: str) -> None:
        if moment == "first":
            database = database_at(desk.path / "assistant.db")
            with closing(database), database.transaction() as other:
                other.execute("UPDATE effects SET owner = 'elsewhere|1|1|x'")

    desk.ledger(Marking(desk.path / "notes", taken_over), wait_s=0).carry_out(approved(desk.book))
    assert desk.notes.arrivals("k1") == 0
    assert "came back: passing" in desk.ledger().history("k1")[-1].what


def test_what_can_not_be_marked_does_not_happen_until_it_can(
    tmp_path: Path, open_database: Callable[..., Database]
) -> None:
    desk = Desk(tmp_path, open_database(busy_timeout_s=0.1))
    proposal = approved(desk.book)
    with closing(open_database()) as other, ExitStack() as held:

        def locked(moment: str) -> None:
            if moment == "first":
                # Looked at: a server is asked for the lock with the first statement.
                held.enter_context(other.transaction()).execute("SELECT 1").fetchone()

        with pytest.raises(StorageError):
            desk.ledger(Marking(tmp_path / "notes", locked)).carry_out(proposal)
    assert desk.notes.arrivals("k1") == 0
    assert [effect.state for effect in desk.ledger(Marking(tmp_path / "notes")).recover()] == ["done"]
    assert desk.notes.arrivals("k1") == 1


def send_and_die(home: Path, port: int, moment: str) -> None:
    """Killed before the text, or behind the last line of it."""
    import smtplib

    from tools.mail.executor import MailExecutor
    from tools.mail.maildir_store import MaildirStore
    from tools.mail.smtp_outbox import Security, SmtpOutbox, SmtpServer

    send = smtplib.SMTP.send

    def deadly(self: smtplib.SMTP, content: Any) -> None:
        text = content if isinstance(content, bytes) else content.encode()
        if moment == "text" and b"Message-ID" in text:
            os.kill(os.getpid(), 9)
        send(self, content)
        if moment == "dot" and text == b".\r\n":
            os.kill(os.getpid(), 9)

    smtplib.SMTP.send = deadly  # type: ignore[method-assign]  # in a process of its own
    database = database_at(home / "assistant.db")
    outbox = SmtpOutbox(SmtpServer("127.0.0.1", port, Security.PLAIN))
    ledger = Ledger(database, [MailExecutor(MaildirStore(home / "mail"), outbox)])
    ledger.carry_out(ApprovalBook(database).get("k1"))


@pytest.mark.parametrize(("moment", "state"), [("text", "done"), ("dot", "unknown")])
def test_a_mail_whose_process_died_before_its_last_line_is_sent_once_by_the_next(
    desk: Desk, sink: Sink, moment: str, state: str
) -> None:
    approved(desk.book, plan=mail(ANA))
    assert processes.run(send_and_die, desk.path, sink.port, moment) == KILLED
    ledger = mail_ledger(desk, sink, askable=False)
    assert [effect.state for effect in ledger.recover()] == [state]
    if state == "done":
        assert sink.copies(ID) == 1


def test_what_an_earlier_version_had_begun_is_not_taken_for_undone(desk: Desk) -> None:
    approved(desk.book)
    assert processes.run(carry_out_and_die, desk.path, "first") == KILLED
    with desk.database.transaction() as connection:
        connection.execute("UPDATE effects SET handed_over = 1")  # what the new column says of old rows
    assert [effect.state for effect in desk.ledger(Marking(desk.path / "notes")).recover()] == ["unknown"]


@pytest.mark.parametrize(
    "error",
    [
        PassingError("away", uncertain=True),
        ConnectionRefusedError("refused"),
        StorageError("the disk is full"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_passing_error_before_the_mark_leaves_nothing_open(desk: Desk, error: Exception) -> None:
    tried: list[str] = []

    def away(moment: str) -> None:
        tried.append(moment)
        if len(tried) == 1:
            raise error

    ledger = desk.ledger(Marking(desk.path / "notes", away))
    assert ledger.carry_out(approved(desk.book)).state == "queued"
    desk.clock.forward(days=1)
    ledger.drain()
    assert (ledger.get("k1").state, desk.notes.arrivals("k1")) == ("done", 1)


def test_what_was_just_handed_over_is_given_time_to_show_up_before_it_is_sent_again(
    desk: Desk, sink: Sink
) -> None:
    approved(desk.book, plan=mail(ANA))
    assert processes.run(send_and_die, desk.path, sink.port, "dot") == KILLED
    shown: list[str] = []
    sink.knows = shown.__contains__  # type: ignore[method-assign]  # slow to show what it has
    ledger = mail_ledger(desk, sink, settle_s=60, backoff=Backoff(first_s=0, longest_s=0))
    assert [effect.state for effect in ledger.recover()] == ["queued"]
    desk.clock.forward(seconds=30)
    assert ledger.drain() == ()
    shown.append(ID)
    desk.clock.forward(seconds=31)
    assert [effect.state for effect in ledger.drain()] == ["done"]
    assert sink.copies(ID) == 1
