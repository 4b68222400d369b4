"""Messages are recorded once, in order, without secrets, and found again."""

import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agents.messages import Journal, Message, MessageType
from agents.messages.journal import LONGEST_CONTENT
from agents.messages.message import message_id
from tests.patience import PATIENCE_S
from tools.effects.plan import Priority
from tools.errors import NotFoundError
from tools.redaction import Redactor

T0 = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "assistant.db", clock=lambda: T0) as opened:
        yield opened


def message(number: int, *, conversation: str = "c", **more: Any) -> Message:
    given: dict[str, Any] = {
        "id": message_id(conversation, str(number)),
        "conversation_id": conversation,
        "run_id": f"run{number // 10}",
        "sender": "supervisor",
        "recipient": "calendar",
        "type": MessageType.DELEGATION,
        "content": f"message {number}",
        "timestamp": T0 + timedelta(minutes=number),
    }
    return Message(**{**given, **more})


def test_a_message_comes_back_as_it_was_sent(journal: Journal) -> None:
    sent = message(
        1,
        metadata={"ms": 12, "tool": "schedule_event", "nested": {"a": [1, "ü"]}},
        reply_to=message_id("c", "0"),
        deadline=T0 + timedelta(hours=1),
        hops=3,
        priority="urgent",
    )
    recorded = journal.record(sent)
    assert recorded == sent.model_copy(update={"seq": 1})
    assert journal.messages("c") == (recorded,) and journal.get(sent.id) == recorded
    assert Message.model_validate_json(recorded.json_line()) == recorded


def test_the_same_message_is_recorded_once_and_takes_one_place(journal: Journal) -> None:
    assert journal.record(message(1)) and journal.record(message(2))
    assert journal.record(message(1)) is None
    assert journal.record(message(3))
    assert [m.seq for m in journal.messages("c")] == [1, 2, 3]


def test_a_replaced_message_keeps_its_place(journal: Journal) -> None:
    journal.record(message(1))
    journal.record(message(2))
    journal.record(message(1, content="said better"), replace=True)
    assert [(m.seq, m.content) for m in journal.messages("c")] == [(1, "said better"), (2, "message 2")]


def test_each_conversation_counts_from_one(journal: Journal) -> None:
    for number in range(3):
        journal.record(message(number))
        journal.record(message(number, conversation="d"))
    assert [m.seq for m in journal.messages("d")] == [1, 2, 3]


def test_messages_are_found_by_agent_type_time_and_run(journal: Journal) -> None:
    for number in range(30):
        agent = "calendar" if number % 3 else "email"
        kind = MessageType.REPLY if number % 2 else MessageType.DELEGATION
        journal.record(message(number, recipient=agent, type=kind))
    assert len(journal.messages("c", agent="email")) == 10
    assert len(journal.messages(agent="supervisor")) == 30
    assert len(journal.messages("c", types=["reply"], agent="email")) == 5
    assert len(journal.messages("c", types=["reply", "delegation"])) == 30
    between = journal.messages("c", since=T0 + timedelta(minutes=5), until=T0 + timedelta(minutes=8))
    assert [m.content for m in between] == ["message 5", "message 6", "message 7"]
    assert len(journal.messages("c", run="run1")) == 10
    assert journal.messages("c", run="never") == () == journal.messages("nobody")
    assert [m.seq for m in journal.messages("c", limit=2)] == [1, 2]
    assert [m.seq for m in journal.messages("c", limit=2, newest=True)] == [29, 30]
    assert [m.seq for m in journal.messages("c", after_seq=28)] == [29, 30]


def test_a_reply_chain_leads_back_to_the_first_cause(journal: Journal) -> None:
    for number in range(5):
        above = message_id("c", str(number - 1)) if number else None
        journal.record(message(number, reply_to=above))
    assert [m.content for m in journal.chain(message_id("c", "4"))] == [f"message {n}" for n in range(5)]
    with pytest.raises(NotFoundError):
        journal.chain("0" * 15)
    with pytest.raises(NotFoundError):
        journal.get("no id at all")


def test_an_export_is_one_json_object_a_line_with_every_field_of_the_contract(journal: Journal) -> None:
    journal.record(message(1, content="two\nlines"))
    [line] = journal.export("c")
    assert set(json.loads(line)) >= {
        *("id", "seq", "conversation_id", "run_id", "sender", "recipient", "type", "priority", "content"),
        *("metadata", "timestamp", "reply_to"),
    }
    assert datetime.fromisoformat(json.loads(line)["timestamp"]).utcoffset() == timedelta(0)


def test_long_contents_are_cut_and_say_so(journal: Journal) -> None:
    recorded = journal.record(message(1, content="x" * 50_000))
    assert recorded and len(recorded.content) == LONGEST_CONTENT + 1
    assert recorded.metadata["chars"] == 50_000


def test_other_programs_can_read_the_table(journal: Journal, tmp_path: Path) -> None:
    journal.record(message(1))
    with sqlite3.connect(tmp_path / "assistant.db") as connection:
        row = connection.execute("SELECT sender, recipient, type, timestamp, seq FROM message_log").fetchone()
    connection.close()
    assert row == ("supervisor", "calendar", "delegation", "2026-11-20T10:01:00.000Z", 1)


def test_a_deleted_conversation_is_gone_and_old_messages_can_be_pruned(journal: Journal) -> None:
    for number in range(10):
        journal.record(message(number))
        journal.record(message(number, conversation="d"))
    journal.forget("d")
    assert journal.messages("d") == () and len(journal.messages("c")) == 10
    assert journal.prune(T0 + timedelta(minutes=4)) == 4
    assert [m.seq for m in journal.messages("c")] == [5, 6, 7, 8, 9, 10]
    recorded = journal.record(message(11))
    assert recorded and recorded.seq == 11


def test_threads_that_write_at_once_leave_no_hole(journal: Journal) -> None:
    def write(first: int) -> None:
        for number in range(first, first + 50):
            journal.record(message(number, sender=f"agent{first}"))

    threads = [threading.Thread(target=write, args=(first,)) for first in range(0, 400, 50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [m.seq for m in journal.messages("c")] == list(range(1, 401))


def test_processes_that_write_at_once_leave_no_hole(journal: Journal, tmp_path: Path) -> None:
    program = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from agents.messages import Journal, Message
from agents.messages.message import message_id
with Journal(Path(sys.argv[1])) as journal:
    for number in range(60):
        both = number % 2 and sys.argv[2]
        journal.record(Message(id=message_id(str(both), str(number)), conversation_id="c", run_id="r",
            sender=sys.argv[2], recipient="x", type="task", content="x", timestamp=datetime.now(UTC)))
"""
    root = Path(__file__).parents[3]
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "assistant.db"), str(n)], cwd=root)
        for n in range(4)
    ]
    assert [process.wait(timeout=PATIENCE_S) for process in running] == [0] * 4
    # Half of the messages are the same in all four: those are there once.
    assert [m.seq for m in journal.messages("c")] == list(range(1, 30 + 4 * 30 + 1))


def test_another_process_can_be_followed(journal: Journal, tmp_path: Path) -> None:
    journal.record(message(0))
    with Journal(tmp_path / "assistant.db") as other:
        stream = other.follow("c", after_no=0, poll_s=0.01)
        assert next(stream).content == "message 0"
        threading.Timer(0.05, lambda: journal.record(message(1))).start()
        assert next(stream).content == "message 1"
        assert [m.content for m in other.follow("c", after_no=0, stop=lambda: True)] == [
            "message 0",
            "message 1",
        ]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("sk-proj-0123456789abcdefABCDEF", "abcdefABCDEF"),
        ("sk-ant-api03-abcdefghijklmnop", "ijklmnop"),
        ("ghp_abcdefghijklmnopqrstuvwxyz012345", "xyz012345"),
        ("AKIAIOSFODNN7EXAMPLE", "7EXAMPLE"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dBjftJeZ4CVP", "eyJzdWIi"),
        ("password: hunter22", "hunter22"),
        ("Passwort = geheim99", "geheim99"),
        ("my pin is 4711", "4711"),
        ('"api_key": "abcd1234"', "abcd1234"),
        ("Bearer abcdef0123456789", "abcdef0123456789"),
        ("https://sam:s3cret@example.com/x", "s3cret"),
        ("4111 1111 1111 1111", "1111 1111"),
        ("5500-0055-5555-5559", "0055-5555"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----", "MIIB"),
    ],
)
def test_secrets_are_not_written(text: str, secret: str, journal: Journal, tmp_path: Path) -> None:
    journal.record(message(1, content=f"Use {text} please", metadata={"why": text, "password": "x7"}))
    kept = journal.messages("c")[0]
    assert "redacted" in kept.content and kept.content.endswith("please")
    assert kept.metadata["password"] == "[redacted]" and "redacted" in kept.metadata["why"]
    with sqlite3.connect(tmp_path / "assistant.db") as connection:
        rows = connection.execute("SELECT content, metadata FROM messages").fetchall()
    connection.close()
    assert secret not in str(rows)


@pytest.mark.parametrize(
    "harmless",
    [
        "Review the mockups on 2026-11-24T14:00:00+01:00",
        "Call +44 20 7946 0018 or room 4111",
        "The token is needed for the pin board",
        "task-force meeting, desk-lamp, sk-8 park",
        "invoice 1234567890123456 of March",
    ],
)
def test_harmless_text_is_left_alone(harmless: str) -> None:
    assert Redactor().text(harmless) == harmless


def test_secrets_that_the_program_knows_are_never_written() -> None:
    assert Redactor(["open sesame!"]).text("say open sesame! twice") == "say [redacted] twice"


def test_an_approval_that_is_asked_anew_takes_the_old_place_until_it_was_answered(journal: Journal) -> None:
    def ask(approval: str) -> None:
        journal.approval_asked(
            "t",
            "r",
            task="0" * 15,
            approval=approval,
            agent="email",
            summary="Send it",
            priority=Priority.NORMAL,
            hops=3,
        )

    def told() -> list[tuple[str, str | None]]:
        return [(m.type.value, m.metadata.get("approval")) for m in journal.messages("t")]

    ask("a1")
    ask("a1")
    assert told() == [("approval", "a1")]
    ask("a2")
    assert told() == [("approval", "a2")]
    journal.decided("t", "a2", "approve", by="sam")
    journal.decided("t", "a2", "approve", by="sam")
    journal.decided("t", "never asked", "approve")
    ask("a2")
    assert told() == [("approval", "a2"), ("decision", None)]
    ask("a3")
    journal.decided("t", "a3", "reject", "too late")
    assert told() == [("approval", "a2"), ("decision", None), ("approval", "a3"), ("decision", None)]
    first, yes, second, no = journal.messages("t")
    assert (yes.reply_to, no.reply_to, no.content) == (first.id, second.id, "reject: too late")
