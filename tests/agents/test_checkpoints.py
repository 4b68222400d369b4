import asyncio
import shutil
import sqlite3
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from langchain.agents import AgentState, create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, RemoveMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import tool
from langgraph.checkpoint.base import empty_checkpoint
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.types import Command, Interrupt, interrupt

from agents.checkpoints import DELTA_COUNTERS, ConversationSaver
from agents.conversation_state import ConversationState
from tests.databases import database_at
from tools.errors import NotFoundError

ROOT = Path(__file__).parents[2]


class Delegating(BaseChatModel):
    """Hands every request to its tool, if it has one, and then says "done" and the request."""

    @property
    def _llm_type(self) -> str:
        return "delegating"

    def bind_tools(self, tools, **kwargs):
        return self.bind(tool=tools[0].name)

    def _generate(self, messages, stop=None, run_manager=None, tool=None, **kwargs):
        request = next(m.text for m in reversed(messages) if isinstance(m, HumanMessage))
        if tool and not isinstance(messages[-1], ToolMessage) and not request.startswith("just"):
            call = {"name": tool, "args": {"request": request}, "id": f"call of {len(messages)}"}
            return ChatResult(
                generations=[
                    ChatGeneration(message=AIMessage("on it", tool_calls=[call, call | {"id": "2"}]))
                ]
            )
        return ChatResult(generations=[ChatGeneration(message=AIMessage(f"done: {request}"))])


def build(saver, state_schema=ConversationState):
    """A supervisor whose tool asks a sub-agent, whose tool asks a person when the request says so."""

    @tool(description="Does it")
    def act(request: str) -> str:
        return interrupt(request) if "ask" in request else f"acted on {request}"

    specialist = create_agent(Delegating(), [act])

    @tool(description="Has it done")
    def delegate(request: str) -> str:
        return specialist.invoke({"messages": [HumanMessage(request)]}, durability="exit")["messages"][
            -1
        ].text

    return create_agent(Delegating(), [delegate], checkpointer=saver, state_schema=state_schema)


def at(thread_id, checkpoint_id=None):
    place = {"thread_id": thread_id}
    return {"configurable": place | ({"checkpoint_id": checkpoint_id} if checkpoint_id else {})}


in_files = pytest.mark.parametrize("either_database", ["sqlite"], indirect=True)
"""What is of a file, and of no server."""


@pytest.fixture(autouse=True)
def every_test_here_is_one_of_both_databases(either_database):
    """LangGraph's savers have tables of their own for each database; ours has the same ones."""


class Desk:
    """A conversation on a file, as a session has it."""

    def __init__(self, path, **options):
        self.path = path
        self.database = database_at(path)
        self.saver = ConversationSaver(self.database, **options)
        self.graph = build(self.saver)

    def say(self, text, thread="t", config=None):
        self.graph.invoke({"messages": [HumanMessage(text)]}, config or at(thread), durability="sync")
        return self.saver.finish_turn(thread)

    def answer(self, thread="t"):
        waiting = self.graph.get_state(at(thread)).interrupts
        self.graph.invoke(Command(resume={one.id: "yes" for one in waiting}), at(thread), durability="sync")
        return self.saver.finish_turn(thread)

    def state(self, thread="t", checkpoint_id=None):
        return self.graph.get_state(at(thread, checkpoint_id)).values.get("messages", [])

    def requests(self, thread="t", checkpoint_id=None):
        return [m.text for m in self.state(thread, checkpoint_id) if isinstance(m, HumanMessage)]

    def ends(self, thread="t"):
        """The checkpoints that can be gone back to, oldest first."""
        history = self.graph.get_state_history(at(thread))
        return [snapshot.config["configurable"]["checkpoint_id"] for snapshot in history][::-1]

    def rows(self, table, thread="t"):
        with self.database.reading() as connection:
            query = f"SELECT COUNT(*) FROM {table} WHERE thread_id = ?"
            return connection.execute(query, (thread,)).fetchone()[0]


@pytest.fixture
def desks(tmp_path):
    opened = []

    def open_desk(**options):
        opened.append(Desk(tmp_path / "assistant.db", **options))
        return opened[-1]

    yield open_desk
    for desk in opened:
        desk.database.close()


@pytest.fixture
def desk(desks):
    return desks()


def said(transcript):
    return [turn[0].text for turn in transcript]


def test_the_saver_tells_what_was_asked_as_the_graph_does(desks):
    desk = desks()
    desk.say("just talk")
    assert desk.saver.interrupts("t") == ()
    desk.say("ask twice")
    waiting = desk.graph.get_state(at("t")).interrupts
    assert len(waiting) == 4
    assert desk.saver.interrupts("t") == waiting
    desk.graph.invoke(Command(resume={waiting[-1].id: "yes"}), at("t"), durability="sync")
    assert desk.saver.interrupts("t") == desk.graph.get_state(at("t")).interrupts


def test_a_finished_turn_leaves_one_checkpoint_and_none_of_its_steps(desk):
    assert desk.say("first")
    assert desk.say("second")
    assert (desk.rows("checkpoints"), desk.rows("turns"), desk.rows("writes")) == (2, 2, 0)


def test_finishing_a_turn_changes_nothing_of_the_state(desk):
    desk.say("first")
    desk.graph.invoke({"messages": [HumanMessage("second")]}, at("t"))
    before = desk.state()
    assert desk.saver.finish_turn("t")
    assert desk.saver.finish_turn("t")
    assert desk.state() == before
    assert [m.type for m in before] == ["human", "ai", "tool", "tool", "ai"] * 2


def test_a_thread_goes_on_in_another_process_from_what_was_kept(desks):
    first = desks()
    first.say("first")
    second = desks()
    second.say("second")
    assert second.requests() == first.requests() == ["first", "second"]
    assert second.state() == first.state()


def test_a_turn_that_waits_for_an_answer_keeps_its_steps_and_goes_on_elsewhere(desks):
    first = desks()
    first.say("first")
    assert not first.say("please ask")
    assert first.rows("writes") > 0
    second = desks()
    assert len(second.graph.get_state(at("t")).interrupts) == 4
    assert second.answer()
    assert second.state()[-1].text == "done: please ask"
    assert (second.rows("checkpoints"), second.rows("writes")) == (2, 0)


def test_a_turn_that_a_crash_cut_off_is_not_finished(desk):
    desk.say("first")
    for _ in desk.graph.stream({"messages": [HumanMessage("second")]}, at("t"), durability="sync"):
        break
    assert not desk.saver.finish_turn("t")
    desk.graph.invoke(None, at("t"))
    assert desk.saver.finish_turn("t")
    assert desk.requests() == ["first", "second"]


def test_a_turn_that_was_never_finished_is_kept_with_the_next(desk):
    desk.graph.invoke({"messages": [HumanMessage("first")]}, at("t"))
    desk.graph.invoke({"messages": [HumanMessage("second")]}, at("t"))
    desk.say("third")
    assert said(desk.saver.transcript("t")) == desk.requests() == ["first", "second", "third"]
    assert desk.rows("checkpoints") == 1


def test_a_thread_that_does_not_exist_has_nothing(desk):
    assert not desk.saver.finish_turn("nowhere")
    assert desk.saver.transcript("nowhere") == ()
    assert desk.saver.size("nowhere") == 0


def test_every_turn_takes_as_much_room_as_the_one_before(desk):
    sizes = []
    for number in range(60):
        desk.say(f"just turn {number:02}")
        sizes.append(desk.saver.size("t"))
    growth = [after - before for before, after in pairwise(sizes)]
    assert max(growth[1:]) <= 1.2 * min(growth[1:])


@in_files
def test_a_late_turn_asks_the_database_no_more_than_an_early_one(desks):
    desk = desks(turns_to_keep=lambda turns: min(3, len(turns)))
    statements = []
    with desk.database.reading() as connection:
        connection.set_trace_callback(statements.append)
    counts = []
    for number in range(30):
        statements.clear()
        desk.say(f"just turn {number:02}")
        counts.append(len(statements))
    assert counts[4] == counts[29]


def test_the_state_of_a_long_conversation_is_bounded_and_its_transcript_whole(desks):
    desk = desks(turns_to_keep=lambda turns: min(3, len(turns)))
    for number in range(10):
        desk.say(f"turn {number}")
    assert desk.requests() == ["turn 7", "turn 8", "turn 9"]
    assert said(desk.saver.transcript("t")) == [f"turn {number}" for number in range(10)]
    assert said(desk.saver.transcript("t", last=4)) == ["turn 6", "turn 7", "turn 8", "turn 9"]
    assert desk.saver.transcript("t", last=0) == ()


def test_a_transcript_ends_with_the_turn_that_goes_on(desks):
    desk = desks(turns_to_keep=lambda _: 1)
    for text in ("first", "second", "please ask"):
        desk.say(text)
    assert said(desk.saver.transcript("t")) == ["first", "second", "please ask"]
    assert said(desk.saver.transcript("t", last=1)) == ["please ask"]
    assert said(desk.saver.transcript("t", last=2)) == ["second", "please ask"]


def test_going_back_to_a_turn_shows_the_state_of_that_time(desks):
    desk = desks(turns_to_keep=lambda turns: min(2, len(turns)))
    for number in range(5):
        desk.say(f"turn {number}")
    states = [desk.requests(checkpoint_id=end) for end in desk.ends()]
    assert states[0] == ["turn 0"]
    assert states[1:] == [[f"turn {number - 1}", f"turn {number}"] for number in range(1, 5)]


def test_a_conversation_can_take_another_way_from_an_earlier_turn(desks):
    desk = desks(turns_to_keep=lambda turns: min(2, len(turns)))
    for text in ("one", "two", "three"):
        desk.say(text)
    second, third = desk.ends()[1:]
    assert desk.say("another", config=at("t", second))
    assert said(desk.saver.transcript("t")) == ["one", "two", "another"]
    assert desk.requests(checkpoint_id=third) == ["two", "three"]
    assert desk.say("and on")
    assert said(desk.saver.transcript("t")) == ["one", "two", "another", "and on"]


def test_a_fork_begins_at_any_turn_and_goes_its_own_way(desk):
    for text in ("one", "two", "three"):
        desk.say(text)
    desk.saver.fork("t", "now")
    desk.saver.fork("t", "then", desk.ends()[1])
    desk.say("four")
    desk.say("another", thread="then")
    desk.saver.delete_thread("t")
    assert said(desk.saver.transcript("then")) == desk.requests("then") == ["one", "two", "another"]
    assert desk.requests("now") == ["one", "two", "three"]
    assert len(desk.ends("now")) == 3
    assert desk.requests("then", desk.ends("then")[0]) == ["one"]


def test_a_fork_of_a_branch_leaves_the_other_branch_behind(desk):
    for text in ("one", "two"):
        desk.say(text)
    desk.say("another", config=at("t", desk.ends()[0]))
    desk.saver.fork("t", "fork")
    assert said(desk.saver.transcript("fork")) == ["one", "another"]
    assert len(desk.ends("fork")) == 2


def test_a_fork_of_a_thread_that_waits_begins_before_the_turn_that_waits(desk):
    desk.say("one")
    desk.say("please ask")
    desk.saver.fork("t", "fork")
    assert desk.requests("fork") == ["one"]
    assert not desk.graph.get_state(at("fork")).interrupts


def test_only_a_finished_turn_can_be_forked(desk):
    desk.say("please ask")
    for checkpoint_id in (None, desk.ends()[0], "no such checkpoint"):
        with pytest.raises(NotFoundError, match="no finished turn"):
            desk.saver.fork("t", "fork", checkpoint_id)
    assert desk.rows("turns", "fork") == desk.rows("checkpoints", "fork") == 0


def test_a_copy_waits_where_its_original_waits(desk):
    desk.say("one")
    desk.say("please ask")
    desk.saver.copy_thread("t", "copy")
    desk.saver.delete_thread("t")
    assert desk.answer("copy")
    assert said(desk.saver.transcript("copy")) == ["one", "please ask"]


@in_files
def test_a_deleted_thread_is_gone_from_the_disk_and_its_room_given_back(desk, tmp_path):
    desk.say("just stay here", thread="other")
    before = desk.saver.size()
    for number in range(100):
        desk.say(f"just a secret {number} " + "plain words " * 200)
    grown = desk.saver.size()
    desk.say("please ask for the secret")
    desk.saver.delete_thread("t")
    assert grown > before + 50_000
    assert desk.saver.size() < before + 20_000
    assert not any(b"secret" in file.read_bytes() for file in tmp_path.glob("assistant.db*"))
    assert desk.saver.size("t") == 0
    assert desk.requests("other") == ["just stay here"]


@in_files
def test_a_file_that_never_gave_back_room_learns_it(tmp_path):
    path = tmp_path / "assistant.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE something (x)")
    connection.close()
    desk = Desk(path)
    desk.say("one " * 50_000)
    grown = desk.saver.size()
    desk.saver.delete_thread("t")
    assert desk.saver.size() < grown / 2
    desk.database.close()


@in_files
@pytest.mark.parametrize("state_schema", [AgentState, ConversationState])
def test_a_thread_that_langgraphs_own_saver_wrote_goes_on(tmp_path, state_schema):
    path = tmp_path / "assistant.db"
    with SqliteSaver.from_conn_string(str(path)) as stock:
        graph = build(stock, state_schema)
        for number in range(8):
            graph.invoke({"messages": [HumanMessage(f"turn {number}")]}, at("t"))
        graph.invoke({"messages": [HumanMessage("please ask")]}, at("t"))
    desk = Desk(path, turns_to_keep=lambda turns: min(3, len(turns)))
    assert desk.requests() == [f"turn {number}" for number in range(8)] + ["please ask"]
    assert desk.answer()
    desk.say("one more")
    assert desk.requests() == ["turn 7", "please ask", "one more"]
    assert len(desk.saver.transcript("t")) == 10
    assert desk.rows("checkpoints") == 2
    desk.database.close()


def test_a_message_that_was_changed_or_removed_later_stays_so(desk):
    for text in ("just one", "just two", "just three"):
        desk.say(text)
    state = desk.state()
    desk.graph.update_state(
        at("t"),
        {"messages": [RemoveMessage(id=state[2].id), AIMessage("done: two!", id=state[3].id)]},
        as_node="model",
    )
    desk.say("just four")
    assert [m.text for m in desk.state()] == [
        *("just one", "done: just one", "done: two!"),
        *("just three", "done: just three", "just four", "done: just four"),
    ]
    assert [m.text for turn in desk.saver.transcript("t") for m in turn] == [m.text for m in desk.state()]


def test_a_conversation_that_was_emptied_begins_anew_and_its_transcript_does_not(desk):
    desk.say("just one")
    everything = [RemoveMessage(id=message.id) for message in desk.state()]
    desk.graph.update_state(at("t"), {"messages": everything}, as_node="model")
    desk.say("just two")
    assert desk.requests() == ["just two"]


def test_artifacts_usage_and_names_of_messages_come_back(desk):
    message = ToolMessage(
        "done",
        tool_call_id="1",
        id="m",
        name="act",
        status="error",
        artifact={"outcome": "refused", "effects": ["k"]},
        additional_kwargs={"a": [1, {"b": None}]},
    )
    answer = AIMessage(
        [{"type": "text", "text": "done"}],
        id="n",
        usage_metadata={"input_tokens": 1, "output_tokens": 2, "total_tokens": 3},
        response_metadata={"model_name": "x"},
    )
    desk.say("just one")
    desk.graph.update_state(at("t"), {"messages": [message, answer]}, as_node="model")
    desk.say("just two")
    assert desk.state()[2:4] == [message, answer]


def test_the_history_goes_back_from_the_end_of_one_turn_to_the_end_of_the_one_before(desk):
    desk.say("one")
    desk.say("two")
    newest, earlier = desk.graph.get_state_history(at("t"))
    assert (
        newest.parent_config["configurable"]["checkpoint_id"]
        == earlier.config["configurable"]["checkpoint_id"]
    )
    assert earlier.parent_config is None
    assert DELTA_COUNTERS not in newest.metadata


def test_what_was_saved_is_read_at_once(desk):
    checkpoint = empty_checkpoint()
    here = {"configurable": {"thread_id": "t", "checkpoint_ns": ""}}
    place = desk.saver.put(here, checkpoint, {"source": "loop", "step": 1, "parents": {}}, {})
    desk.saver.put_writes(place, [("__interrupt__", (Interrupt("?", id="i"),))], "task")
    assert [asked.value for asked in desk.saver.interrupts("t")] == ["?"]
    assert desk.saver.get_tuple(at("t")).checkpoint["id"] == checkpoint["id"]


def test_an_event_loop_lists_as_many_as_it_wants_of_those_it_wants(desk):
    for text in ("one", "two", "three"):
        desk.say(text)

    async def listed(**options):
        return [found.checkpoint["id"] async for found in desk.saver.alist(at("t"), **options)]

    every = asyncio.run(listed())
    assert len(every) == 3 and every == sorted(every, reverse=True)
    assert asyncio.run(listed(limit=2)) == every[:2]
    assert asyncio.run(listed(before=at("t", every[0]))) == every[1:]
    assert asyncio.run(listed(filter={"source": "nothing"})) == []


def test_threads_do_not_mix(desk):
    desk.say("one", thread="a")
    desk.say("two", thread="b")
    desk.say("three", thread="a")
    assert desk.requests("a") == ["one", "three"]
    assert desk.requests("b") == ["two"]


def test_a_graph_in_an_event_loop_uses_the_same_threads(desk):
    desk.say("one")

    async def go_on():
        await desk.graph.ainvoke({"messages": [HumanMessage("two")]}, at("t"))
        return [snapshot async for snapshot in desk.graph.aget_state_history(at("t"))]

    history = asyncio.run(go_on())
    assert len(history) > 2
    assert desk.saver.finish_turn("t")
    assert desk.requests() == ["one", "two"]
    asyncio.run(desk.saver.adelete_thread("t"))
    assert desk.state() == []


@in_files
def test_steps_do_not_wait_for_the_disk_and_effects_beside_them_do(desk):
    desk.say("one")
    with desk.database.reading() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 1
    with desk.database.transaction() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from agents.checkpoints import DELTA_COUNTERS, ConversationSaver
from tools.database import SqliteDatabase

for path in map(Path, sys.argv[2:]):
    if os.fork() == 0:
        saver = ConversationSaver(SqliteDatabase(path))
        left = int(path.stem)

        def count(statement):
            global left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        saver.database._connection.set_trace_callback(count)
        saver.finish_turn("t")
        os._exit(0)
    _, status = os.wait()
    print(os.WIFSIGNALED(status))
"""


@in_files
def test_a_kill_at_any_moment_of_finishing_a_turn_loses_nothing(desk, tmp_path):
    desk.say("one")
    desk.say("please ask")
    waiting = desk.graph.get_state(at("t")).interrupts
    desk.graph.invoke(Command(resume={one.id: "yes" for one in waiting}), at("t"), durability="sync")
    expected = desk.state()
    desk.database.close()
    copies = [tmp_path / f"{number}.db" for number in range(1, 61)]
    for copy in copies:
        shutil.copy(desk.path, copy)
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(ROOT), *map(str, copies)],
        capture_output=True,
        text=True,
        check=True,
    )
    killed = run.stdout.split()
    assert killed.count("True") > 10
    assert killed[-1] == "False"
    for copy in copies[: killed.count("True") + 1]:
        after = Desk(copy)
        assert after.state() == expected
        assert after.saver.finish_turn("t")
        assert after.state() == expected
        assert after.rows("checkpoints") == 2
        after.database.close()


def test_a_checkpoint_that_is_not_there_has_no_history(desk):
    desk.say("just one")
    config = at("t", "1f000000-0000-6000-8000-000000000000")
    history = desk.saver.get_delta_channel_history(config=config, channels=["messages"])
    assert history == {"messages": {"writes": []}}
