"""A turn that ended before its steps were written leaves what one leaves that was written step by step."""

import pytest
from langchain_core.messages import HumanMessage

from tests.agents.test_checkpoints import Desk, at


@pytest.fixture(autouse=True)
def every_test_here_is_one_of_both_databases(either_database):
    """Numbers are given, and values cast, by each in its own way."""


class FoldingDesk(Desk):
    def say(self, text, thread="t", *, flush=False):
        given = {"messages": [HumanMessage(text, id=text)]}
        result = self.graph.invoke(given, at(thread), durability="sync")
        if flush:
            self.database.flush()
        self.folded = "__interrupt__" not in result and self.saver.fold(thread, result["messages"])
        self.database.flush()
        return self.folded or self.saver.finish_turn(thread)


@pytest.fixture
def desks(tmp_path):
    opened = []

    def open_desk(name="assistant.db", kind=FoldingDesk, **options):
        opened.append(kind(tmp_path / name, **options))
        return opened[-1]

    yield open_desk
    for desk in opened:
        desk.database.close()


def kept(desk, thread="t"):
    """What is kept of a conversation, without what is new at each run: ids of checkpoints, times."""
    with desk.database.reading() as connection:
        turns = connection.execute(
            "SELECT number, parent, oldest, checkpoint_id FROM turns WHERE thread_id = ? ORDER BY number",
            (thread,),
        ).fetchall()
        ends = connection.execute(
            "SELECT checkpoint_id, parent_checkpoint_id, metadata FROM checkpoints WHERE thread_id = ?"
            " ORDER BY checkpoint_id",
            (thread,),
        ).fetchall()
    places = [row[0] for row in ends]
    return (
        [(number, parent, oldest, places.index(end)) for number, parent, oldest, end in turns],
        [(places.index(parent) if parent else None, bytes(metadata)) for _, parent, metadata in ends],
        [[message.text for message in turn] for turn in desk.saver.transcript(thread)],
        desk.rows("writes", thread),
    )


def test_it_leaves_what_a_turn_leaves_that_was_written_step_by_step(desks):
    folding, stepping = desks("one.db"), desks("two.db")
    for text in ("just one", "just two", "just three"):
        assert folding.say(text) and folding.folded
        assert stepping.say(text, flush=True) and not stepping.folded
    assert kept(folding) == kept(stepping)
    assert [m.text for m in folding.state()] == [m.text for m in stepping.state()]
    head = folding.saver.get_tuple(at("t"))
    assert folding.saver.get_tuple(head.parent_config) is not None


def test_where_what_came_before_is_not_at_hand_it_is_written_step_by_step(desks, monkeypatch):
    desk, other = desks("one.db"), desks("two.db")
    monkeypatch.setattr("agents.kept_turns.MOST_WINDOWS", 0)
    for each in (desk, other):
        each.say("just one")
    assert desk.say("just two") and not desk.folded
    assert other.say("just two", flush=True) and not other.folded
    assert kept(desk) == kept(other)


def test_the_state_lets_go_of_the_same_turns(desks):
    folding, stepping = (
        desks(name, turns_to_keep=lambda turns: min(len(turns), 2)) for name in ("one.db", "two.db")
    )
    for text in ("just one", "just two", "just three", "just four"):
        folding.say(text)
        stepping.say(text, flush=True)
        assert folding.folded and folding.requests() == stepping.requests()
    assert folding.requests() == ["just three", "just four"] and kept(folding) == kept(stepping)


def test_another_process_finds_it_and_goes_on(desks):
    here, there = desks(), desks()
    here.say("just one")
    assert there.requests() == ["just one"]
    there.say("just two")
    assert there.folded
    # What was said there isn't known here: the state is looked up before the turn is folded.
    here.say("just three")
    assert here.folded and here.requests() == there.requests() == ["just one", "just two", "just three"]


def test_a_turn_that_waits_is_written_step_by_step_and_so_is_its_end(desks):
    desk = desks()
    assert not desk.say("ask") and not desk.folded
    assert desk.rows("checkpoints") > 1 and desk.answer()
    assert desk.rows("checkpoints") == 1 and desk.say("just two") and desk.folded
    assert desk.requests() == ["ask", "just two"]


def test_what_was_written_in_the_middle_is_not_folded(desks):
    desk = desks()
    given = {"messages": [HumanMessage("just one")]}
    messages = desk.graph.invoke(given, at("t"), durability="sync")["messages"]
    desk.database.flush()
    assert not desk.saver.fold("t", messages) and desk.saver.finish_turn("t")
    assert desk.requests() == ["just one"]


def test_a_transaction_that_fails_leaves_the_turn_to_the_next_one(desks):
    desk = desks()
    messages = desk.graph.invoke({"messages": [HumanMessage("just one")]}, at("t"), durability="sync")[
        "messages"
    ]
    assert desk.saver.fold("t", messages)
    with pytest.raises(ZeroDivisionError), desk.database.transaction(durable=False, part="t"):
        raise ZeroDivisionError
    assert desk.requests() == ["just one"] and desk.rows("turns") == 1 and desk.say("just two")
    assert desk.requests() == ["just one", "just two"]
