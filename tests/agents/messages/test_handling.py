"""Agents that are code, messages that go on to several, and deadlines that what follows inherits."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agents.messages import Journal, Message, MessageType
from agents.messages.handling import HandlingAgent, started_agents
from agents.messages.mailbox import TOO_LATE, Mailbox
from agents.messages.routing import MOST_HOPS, route
from tests.patience import PATIENCE_S
from tools.errors import InputError

T0 = datetime(2026, 11, 20, 10, tzinfo=UTC)


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = T0

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def journal(tmp_path: Path, clock: Clock) -> Iterator[Journal]:
    with Journal(tmp_path / "assistant.db", clock=clock) as opened:
        yield opened


def received(box: Mailbox) -> Message:
    message = box.receive(PATIENCE_S)
    assert message is not None
    return message


def test_each_type_has_its_handler_and_what_it_returns_goes_back(journal: Journal) -> None:
    noted: list[str] = []
    handlers: Any = {
        "task": lambda message: f"{message.content} is done",
        "request": lambda _: "two",
        "notification": lambda message: noted.append(message.content),
    }
    waiter = Mailbox(journal, "waiter")
    with HandlingAgent(Mailbox(journal, "kitchen"), handlers):
        waiter.send("kitchen", content="the bread is here")
        done = waiter.ask("kitchen", "soup", timeout_s=PATIENCE_S, type=MessageType.TASK)
        said = waiter.ask("kitchen", "how many cooks?", timeout_s=PATIENCE_S)
    assert (done.type, done.content) == ("result", "soup is done")
    assert (said.type, said.content) == ("reply", "two")
    assert noted == ["the bread is here"]


def test_what_raises_and_what_has_no_handler_is_answered_with_an_error(journal: Journal) -> None:
    def burns(message: Message) -> str:
        raise OSError("it burns")

    waiter = Mailbox(journal, "waiter")
    with HandlingAgent(Mailbox(journal, "kitchen"), {"task": burns}) as kitchen:
        for asked, answer in (
            (MessageType.TASK, "OSError: it burns"),
            (MessageType.REQUEST, "kitchen takes task, and no request"),
        ):
            said = waiter.ask("kitchen", "x", timeout_s=PATIENCE_S, type=asked)
            assert (said.type, said.content) == ("error", answer)
        assert kitchen.running, "it goes on"


def test_an_agent_of_no_handlers_says_so_and_there_are_no_other_types(journal: Journal) -> None:
    waiter = Mailbox(journal, "waiter")
    with HandlingAgent(Mailbox(journal, "wall"), {}):
        said = waiter.ask("wall", "x", timeout_s=PATIENCE_S)
        assert said.content == "wall takes nothing, and no request"
    with pytest.raises(InputError, match="no messages of type 'order'"):
        HandlingAgent(Mailbox(journal, "kitchen"), {"order": lambda _: None})


def test_while_it_is_stopped_messages_wait(journal: Journal) -> None:
    kitchen = HandlingAgent(Mailbox(journal, "kitchen"), {"task": lambda message: message.content})
    waiter = Mailbox(journal, "waiter")
    assert kitchen.stop(), "stopping what doesn't run is no mistake"
    waiter.send("kitchen", content="early", type=MessageType.TASK)
    kitchen.start()
    assert received(waiter).content == "early"
    with pytest.raises(InputError, match="runs already"):
        kitchen.start()
    assert kitchen.stop(PATIENCE_S) and not kitchen.running
    waiter.send("kitchen", content="late", type=MessageType.TASK)
    assert waiter.receive() is None
    kitchen.start()
    assert received(waiter).content == "late"
    kitchen.stop(PATIENCE_S)


def test_stopping_says_when_a_handler_takes_longer(journal: Journal) -> None:
    go_on, begun = threading.Event(), threading.Event()

    def slow(message: Message) -> str:
        begun.set()
        go_on.wait(PATIENCE_S)
        return "at last"

    waiter = Mailbox(journal, "waiter")
    kitchen = HandlingAgent(Mailbox(journal, "kitchen"), {"task": slow}).start()
    waiter.send("kitchen", content="x", type=MessageType.TASK)
    assert begun.wait(PATIENCE_S)
    assert not kitchen.stop(0.01) and kitchen.running
    go_on.set()
    assert kitchen.stop(PATIENCE_S)
    assert received(waiter).content == "at last"


def test_what_agents_can_do_is_known_until_they_stop(journal: Journal) -> None:
    kitchen = HandlingAgent(Mailbox(journal, "kitchen"), {}, capabilities=["cook", "bake"])
    assert started_agents(journal) == {}
    with kitchen, HandlingAgent(Mailbox(journal, "bar"), {}):
        assert started_agents(journal) == {"kitchen": ("cook", "bake"), "bar": ()}
    assert started_agents(journal) == {}


def test_copies_of_a_broadcast_have_one_id_in_common(journal: Journal) -> None:
    boxes = [Mailbox(journal, name) for name in ("kitchen", "bar")]
    waiter = Mailbox(journal, "waiter")
    waiter.send("kitchen", "bar", content="table 4")
    waiter.send("kitchen", "bar", content="table 5")
    (four, five), (also_four, also_five) = (box.receive_all() for box in boxes)
    assert four.metadata["broadcast"] == also_four.metadata["broadcast"]
    assert five.metadata["broadcast"] == also_five.metadata["broadcast"] != four.metadata["broadcast"]
    waiter.send("kitchen", content="alone")
    assert "broadcast" not in received(boxes[0]).metadata


def test_what_is_late_is_not_received_and_who_asked_is_told(journal: Journal, clock: Clock) -> None:
    kitchen, waiter = Mailbox(journal, "kitchen"), Mailbox(journal, "waiter")
    soon = T0 + timedelta(minutes=1)
    waiter.send("kitchen", content="soup", type=MessageType.TASK, deadline=soon)
    waiter.send("kitchen", content="news", deadline=soon)
    clock.now = soon
    assert kitchen.receive() is None
    said = received(waiter)
    assert (said.type, said.content) == ("error", TOO_LATE)
    assert waiter.receive() is None, "of what nobody asked for, nobody is told"


def test_a_deadline_is_inherited_and_an_earlier_one_counts(journal: Journal, clock: Clock) -> None:
    kitchen, cook, waiter = (Mailbox(journal, name) for name in ("kitchen", "cook", "waiter"))
    soon, later = T0 + timedelta(minutes=1), T0 + timedelta(hours=1)
    waiter.send("kitchen", content="soup", deadline=soon)
    message = received(kitchen)
    with kitchen.handling(message):
        kitchen.send("cook", content="plain")
        kitchen.send("cook", content="later", deadline=later)
        kitchen.send("cook", content="earlier", deadline=T0 + timedelta(seconds=1))
    kitchen.send("cook", content="after")
    assert {one.content: one.deadline for one in cook.receive_all()} == {
        "plain": soon,
        "later": soon,
        "earlier": T0 + timedelta(seconds=1),
        "after": None,
    }


def test_a_result_that_comes_too_late_is_none(journal: Journal, clock: Clock) -> None:
    soon = T0 + timedelta(minutes=1)

    def slow(message: Message) -> str:
        clock.now = soon
        return "soup"

    waiter = Mailbox(journal, "waiter")
    with HandlingAgent(Mailbox(journal, "kitchen"), {"task": slow}):
        said = waiter.ask("kitchen", "soup", timeout_s=PATIENCE_S, type=MessageType.TASK, deadline=soon)
    assert (said.type, said.content) == ("error", TOO_LATE)


def test_a_route_sends_what_fits_to_several_as_it_was_changed(journal: Journal) -> None:
    kitchen, bar, waiter = (Mailbox(journal, name) for name in ("kitchen", "bar", "waiter"))
    routed = route(
        journal,
        "recipient:table-*",
        ["kitchen", "bar"],
        filter=lambda message: "hot" not in message.content,
        transform=lambda message: message.model_copy(update={"content": message.content.upper()}),
    )
    (sent,) = waiter.send("table-4", content="water")
    waiter.send("table-4", content="hot tea")
    assert routed.settle(PATIENCE_S)
    (here,), (there,) = kitchen.receive_all(), bar.receive_all()
    assert here.content == there.content == "WATER"
    assert here.metadata["broadcast"] == there.metadata["broadcast"] == sent.id == here.reply_to
    assert (here.sender, here.hops) == ("waiter", 1)
    routed.cancel()
    waiter.send("table-4", content="wine")
    assert routed.settle(PATIENCE_S) and kitchen.receive() is None


def test_routes_in_a_circle_end(journal: Journal) -> None:
    waiter = Mailbox(journal, "waiter")
    there = route(journal, "recipient:a", ["b"])
    back = route(journal, "recipient:b", ["a"])
    waiter.send("a", content="round")
    for _ in range(MOST_HOPS + 1):
        assert there.settle(PATIENCE_S) and back.settle(PATIENCE_S)
    assert len(journal.messages("notes")) == MOST_HOPS + 1


def test_a_route_needs_somebody_and_a_pattern(journal: Journal) -> None:
    with pytest.raises(InputError, match="needs somebody"):
        route(journal, "*", [])
    with pytest.raises(InputError, match="no pattern"):
        route(journal, "nonsense", ["a"])
