"""Subscribers are told what they want, and can't disturb anybody."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agents.messages import Journal, Message
from agents.messages.bus import QUEUE_LENGTH
from agents.messages.mailbox import Mailbox, NoReplyError
from agents.messages.message import message_id
from agents.messages.pattern import pattern
from tests.patience import PATIENCE_S, eventually
from tools.errors import InputError, NotFoundError
from tools.redaction import REDACTION


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "assistant.db") as opened:
        yield opened


def message(number: int = 0, **more: Any) -> Message:
    given = {
        "id": message_id(str(number)),
        "conversation_id": "c",
        "sender": "calendar",
        "recipient": "supervisor",
        "type": "reply",
        "content": f"message {number}",
        "timestamp": datetime.now(UTC),
    }
    return Message.model_validate({**given, **more})


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        ("*", True),
        ("type:reply", True),
        ("type:error", False),
        ("type:error,reply", True),
        ("sender:cal*", True),
        ("sender:email", False),
        ("recipient:supervisor", True),
        ("priority:urgent", False),
        ("priority:normal", True),
        ("type:reply sender:cal* conversation:c", True),
        ("type:reply sender:email", False),
    ],
)
def test_a_pattern_says_what_is_wanted(wanted: str, fits: bool) -> None:
    assert pattern(wanted).matches(message()) is fits


@pytest.mark.parametrize("wrong", ["", "error", "kind:error", "type:", "type:error and"])
def test_a_pattern_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(InputError):
        pattern(wrong)


def test_a_subscriber_gets_what_fits_in_order_filtered_and_transformed(journal: Journal) -> None:
    got: list[str] = []
    journal.subscribe(
        "sender:cal*",
        lambda m: got.append(m.content),
        filter=lambda m: "3" not in m.content,
        transform=lambda m: m.model_copy(update={"content": m.content.upper()}),
    )
    for number in range(5):
        journal.record(message(number, sender="calendar" if number != 1 else "email"))
    assert journal.bus.settle(PATIENCE_S)
    assert got == ["MESSAGE 0", "MESSAGE 2", "MESSAGE 4"]


def test_a_message_that_was_there_already_is_not_delivered_again(journal: Journal) -> None:
    got: list[Message] = []
    journal.subscribe("*", got.append)
    journal.record(message())
    journal.record(message())
    assert journal.bus.settle(PATIENCE_S) and len(got) == 1


def test_a_subscriber_that_raises_is_tried_again_then_its_message_is_set_aside(journal: Journal) -> None:
    attempts: list[str] = []
    good: list[str] = []

    def bad(received: Message) -> None:
        attempts.append(received.content)
        if len(attempts) < 6:
            raise ValueError("no room for the key: 0123456789")

    REDACTION.know("0123456789")
    journal.subscribe("*", bad, name="screen")
    journal.subscribe("*", lambda m: good.append(m.content))
    journal.record(message(1))
    assert journal.bus.settle(PATIENCE_S) and good == ["message 1"] and len(attempts) == 3
    [letter] = journal.bus.dead_letters()
    assert (letter.subscription, letter.attempts, letter.message.content) == ("screen", 3, "message 1")
    assert letter.error == "ValueError: no room for the key: [redacted]"

    assert journal.bus.replay() == 1
    assert journal.bus.settle(PATIENCE_S) and len(journal.bus.dead_letters()) == 0 and len(attempts) == 6
    with pytest.raises(NotFoundError):
        journal.bus.replay(99)


def test_a_dead_letter_waits_for_its_subscriber_across_processes(journal: Journal, tmp_path: Path) -> None:
    def bad(_: Message) -> None:
        raise ValueError("no")

    journal.subscribe("*", bad, name="webhook")
    journal.record(message(1))
    assert journal.bus.settle(PATIENCE_S)
    with Journal(tmp_path / "assistant.db") as later:
        got: list[str] = []
        assert later.bus.replay() == 0 and len(later.bus.dead_letters()) == 1
        with pytest.raises(NotFoundError, match="webhook"):
            later.bus.replay(later.bus.dead_letters()[0].no)
        later.subscribe("*", lambda m: got.append(m.content), name="webhook")
        assert later.bus.replay() == 1 and later.bus.settle(PATIENCE_S)
        assert got == ["message 1"] and later.bus.dead_letters() == ()


def test_a_subscriber_that_sleeps_holds_up_nobody_and_its_queue_is_bounded(journal: Journal) -> None:
    wake = threading.Event()
    got: list[str] = []
    journal.subscribe("*", lambda _: wake.wait(PATIENCE_S), name="sleeper")
    journal.subscribe("*", lambda m: got.append(m.content))
    total = QUEUE_LENGTH + 5
    for number in range(total):
        journal.record(message(number))
    eventually(lambda: len(got) == total, "the others to be told")
    assert len(journal.messages("c")) == total
    assert {letter.subscription for letter in journal.bus.dead_letters()} == {"sleeper"}
    assert len(journal.bus.dead_letters()) == 4
    wake.set()


def test_what_is_not_delivered_when_the_program_ends_is_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wake = threading.Event()
    got: list[str] = []
    with Journal(tmp_path / "assistant.db") as ending:
        ending.subscribe("*", lambda m: (time.sleep(0.05), got.append(m.content)), name="slow")
        ending.record(message(1))
    assert got == ["message 1"], "the end waits a little"
    monkeypatch.setattr("agents.messages.bus.CLOSE_S", 0.05)
    with Journal(tmp_path / "assistant.db") as ending:
        ending.subscribe("*", lambda _: wake.wait(PATIENCE_S), name="sleeper")
        ending.record(message(2))
        ending.record(message(3))
    wake.set()
    with Journal(tmp_path / "assistant.db") as later:
        left = later.bus.dead_letters()
        assert [letter.message.content for letter in left] == ["message 2", "message 3"]
        assert {letter.error for letter in left} == {"the program ended before it was delivered"}


def test_a_cancelled_subscription_gets_nothing_further(journal: Journal) -> None:
    got: list[Message] = []
    subscription = journal.subscribe("*", got.append)
    journal.record(message(1))
    assert journal.bus.settle(PATIENCE_S)
    subscription.cancel()
    journal.record(message(2))
    assert journal.bus.settle(PATIENCE_S) and len(got) == 1


def test_one_is_sent_to_several_and_each_receives_it(journal: Journal) -> None:
    boxes = [Mailbox(journal, name) for name in ("calendar", "email", "web")]
    sent = boxes[0].send("email", "web", content="tea is ready")
    assert [m.recipient for m in sent] == ["email", "web"]
    assert boxes[0].receive() is None
    assert [box.receive(1.0).content for box in boxes[1:]] == ["tea is ready"] * 2  # type: ignore[union-attr]
    assert boxes[1].receive() is None


def test_the_most_urgent_is_received_first_and_all_at_once_on_demand(journal: Journal) -> None:
    reader, writer = Mailbox(journal, "email"), Mailbox(journal, "calendar")
    for priority in ("low", "normal", "urgent", "normal"):
        writer.send("email", content=priority, priority=priority)  # type: ignore[arg-type]
    first = reader.receive()
    assert first and first.content == "urgent"
    assert [m.content for m in reader.receive_all()] == ["normal", "normal", "low"]
    assert reader.receive_all() == ()


def test_a_request_gets_its_reply_or_a_timeout(journal: Journal, tmp_path: Path) -> None:
    def answer() -> None:
        with Journal(tmp_path / "assistant.db") as other:
            box = Mailbox(other, "email")
            ready.set()
            asked = box.receive(10)
            assert asked is not None
            box.answer(asked, f"{asked.content} {asked.content}")

    ready = threading.Event()
    thread = threading.Thread(target=answer)
    thread.start()
    ready.wait(PATIENCE_S)
    box = Mailbox(journal, "calendar")
    reply = box.ask("email", "ping", timeout_s=60)
    thread.join()
    assert (reply.content, reply.type) == ("ping ping", "reply")
    assert [m.type for m in journal.chain(reply.id)] == ["request", "reply"]
    with pytest.raises(NoReplyError, match="web"):
        box.ask("web", "hello?", timeout_s=0.02)
