"""What we rely on in LangGraph and LangChain beyond what they promise: each thing, and what breaks without.

The versions in pyproject.toml are bounded for these. One that fails under newer versions says where to look.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any, TypedDict

import ormsgpack
import pytest
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import tool
from langgraph._internal import _constants
from langgraph.channels import DeltaChannel
from langgraph.checkpoint.base import empty_checkpoint
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde import jsonplus
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.errors import GraphBubbleUp, GraphInterrupt
from langgraph.graph import START, StateGraph
from langgraph.types import Command, Interrupt, Send, interrupt

from agents import checkpoints, folded_turns, stored_messages
from agents.conversation_state import ConversationState, merge
from agents.loop.injection import MARKS
from assistant.turn.stopped_turns import NO_ANSWER_ID
from tests.databases import database_at

HERE = {"configurable": {"thread_id": "t", "checkpoint_ns": ""}}


class Asked(TypedDict):
    messages: Annotated[list[AnyMessage], DeltaChannel(merge, snapshot_frequency=200)]


def ask(calls: list[str]) -> Command[Any]:
    said = [f"{call}: {interrupt({'asked': call})}" for call in calls]
    return Command(update={"messages": [HumanMessage(one) for one in said]})


def asking(saver: Any, *questions: str) -> Any:
    """A graph whose first step hands each question to a task of its own, which waits for an answer."""
    graph: Any = StateGraph(Asked)
    graph.add_node("model", lambda _: Command(goto=[Send("tools", [one]) for one in questions]))
    graph.add_node("tools", ask)
    graph.add_edge(START, "model")
    return graph.compile(checkpointer=saver)


@pytest.fixture
def database(tmp_path: Path):
    opened = database_at(tmp_path / "assistant.db")
    yield opened
    opened.close()


def test_names_of_channels_are_as_the_saver_has_them_or_a_paused_turn_would_be_taken_for_a_finished_one():
    assert (folded_turns.SENDS, checkpoints.INTERRUPTS) == (_constants.TASKS, _constants.INTERRUPT)
    saver = InMemorySaver()
    graph: Any = StateGraph(Asked)
    graph.add_node("first", lambda _: {"messages": [HumanMessage("1")]})
    graph.add_node("second", lambda _: {"messages": [HumanMessage("2")]})
    graph.add_edge(START, "first")
    graph.add_edge("first", "second")
    graph = graph.compile(checkpointer=saver)
    graph.invoke({"messages": []}, HERE)
    due = []
    for found in saver.list(HERE):
        values = found.checkpoint["channel_values"]
        due.append(any(name.startswith(folded_turns.DUE) for name in values))
    assert due == [
        False,
        True,
        True,
        True,
    ]  # the newest first: ended, before second, before first, at the input


def test_a_task_that_was_sent_its_own_value_reads_the_conversation_or_tools_would_not_know_it():
    seen = []

    def read(calls: list[str], config: RunnableConfig) -> None:
        seen.append(config["configurable"][_constants.CONFIG_KEY_READ]("messages"))

    graph: Any = StateGraph(Asked)
    graph.add_node(
        "model", lambda _: Command(update={"messages": [AIMessage("a", id="2")]}, goto=[Send("read", [])])
    )
    graph.add_node("read", read)
    graph.add_edge(START, "model")
    graph.compile().invoke({"messages": [HumanMessage("q", id="1")]})
    assert [message.id for message in seen[0]] == ["1", "2"]


def columns(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    return {row[1]: row[2] for row in connection.execute(f"PRAGMA table_info({table})")}


@pytest.mark.of_the_file
def test_tables_of_the_saver_have_the_columns_that_we_make_or_nothing_could_be_saved(database, tmp_path):
    checkpoints.ConversationSaver(database)
    with closing(sqlite3.connect(tmp_path / "stock.db")) as stock, database.reading() as ours:
        SqliteSaver(stock).setup()
        for table in ("checkpoints", "writes"):
            assert columns(ours, table) == columns(stock, table)


@pytest.mark.of_the_file
def test_rows_are_those_of_langgraphs_saver_or_a_thread_of_its_could_not_go_on(database, tmp_path):
    ours = checkpoints.ConversationSaver(database)
    with closing(sqlite3.connect(tmp_path / "stock.db")) as stock, database.reading() as connection:
        stock.row_factory = sqlite3.Row
        plain = SqliteSaver(stock)
        checkpoint = empty_checkpoint()
        for saver in (plain, ours):
            at = saver.put(HERE, checkpoint, {"source": "loop", "step": 1, "parents": {}}, {})
            for text in ("hi", "once more: the first stays"):
                saver.put_writes(at, [("messages", [HumanMessage(text, id="1")])], "task", "path")
            for question in ("?", "once more: the last counts"):
                saver.put_writes(at, [("__interrupt__", (Interrupt(question, id="i"),))], "task", "path")
        database.flush()
        for query in ("SELECT * FROM checkpoints", "SELECT * FROM writes ORDER BY idx"):
            rows = [dict(row) for row in connection.execute(query)]
            assert rows and rows == [dict(row) for row in stock.execute(query)]
        for wanted in (HERE, at):
            assert ours.get_tuple(wanted) == plain.get_tuple(wanted)
            for filter in (None, {"step": 1}, {"step": 2}):
                assert [*ours.list(wanted, filter=filter)] == [*plain.list(wanted, filter=filter)]
        assert [*ours.list(HERE, before=at)] == [*plain.list(HERE, before=at)] == []
        assert [*ours.list(None, limit=1)] == [*plain.list(None, limit=1)] != []


def test_ids_of_checkpoints_rise_or_the_newest_would_not_be_found_and_steps_not_be_removed():
    ids = [empty_checkpoint()["id"] for _ in range(2_000)]
    assert ids == sorted(set(ids))


def test_versions_may_be_whole_numbers_or_threads_would_stop(database):
    saver = checkpoints.ConversationSaver(database)
    graph = asking(saver, "a")
    graph.invoke({"messages": []}, HERE)
    versions = saver.get_tuple(HERE).checkpoint["channel_versions"].values()
    assert versions and all(type(version) is int for version in versions)
    [asked] = graph.get_state(HERE).interrupts
    graph.invoke(Command(resume={asked.id: "yes"}), HERE)
    assert [message.text for message in graph.get_state(HERE).values["messages"]] == ["a: yes"]


def test_a_delta_channel_is_put_together_from_a_seed_and_writes_or_kept_turns_could_not_be_cut():
    channel: DeltaChannel[Any] = DeltaChannel(merge).from_checkpoint([HumanMessage("1", id="1")])
    channel.replay_writes([("task", "messages", [AIMessage("2", id="2")]), ("task", "messages", [])])
    assert [message.id for message in channel.get()] == ["1", "2"]


def test_steps_save_what_they_add_and_count_it_or_conversations_would_grow_with_every_step():
    saver = InMemorySaver()
    asking(saver, "a").invoke({"messages": [HumanMessage("1", id="1")]}, HERE)
    newest = saver.get_tuple(HERE)
    assert "messages" not in newest.checkpoint["channel_values"]
    assert checkpoints.DELTA_COUNTERS in newest.metadata and newest.metadata["source"] == "loop"


def test_the_history_of_a_delta_channel_is_asked_of_the_saver_or_kept_turns_would_not_be_loaded(database):
    class Watched(checkpoints.ConversationSaver):
        def get_delta_channel_history(self, *, config: Any, channels: Any) -> Any:
            asked.append((bool(config["configurable"].get("checkpoint_id")), [*channels]))
            return super().get_delta_channel_history(config=config, channels=channels)

    asked: list[Any] = []
    graph = asking(Watched(database), "a")
    graph.invoke({"messages": [HumanMessage("1", id="1")]}, HERE)
    graph.get_state(HERE)
    assert asked and set(map(str, asked)) == {"(True, ['messages'])"}


def test_messages_are_packed_with_their_fields_third_or_commands_that_only_look_could_not_read_them():
    kind, blob = jsonplus.JsonPlusSerializer().dumps_typed(
        [HumanMessage("hi", id="1"), ToolMessage("ok", tool_call_id="c", artifact={"a": 1}, name="n")]
    )
    packed = stored_messages._plain(blob)
    assert kind == "msgpack"
    assert [(one["type"], one["content"], one["name"]) for one in packed] == [
        ("human", "hi", None),
        ("tool", "ok", "n"),
    ]
    assert (packed[0]["id"], packed[1]["artifact"]) == ("1", {"a": 1})
    assert ormsgpack.unpackb(b"\x01") == 1


def test_a_channel_that_was_saved_whole_has_its_mark_or_long_turns_could_not_be_read():
    assert stored_messages.SNAPSHOT == jsonplus.EXT_DELTA_SNAPSHOT


def test_what_was_asked_is_one_write_for_each_task_in_their_order_or_approvals_would_be_mixed_up(database):
    saver = checkpoints.ConversationSaver(database)
    graph = asking(saver, "b", "a", "c")
    result = graph.invoke({"messages": []}, HERE)
    in_order = [{"asked": "b"}, {"asked": "a"}, {"asked": "c"}]
    assert [one.value for one in saver.interrupts("t")] == in_order
    assert [one.value for one in graph.get_state(HERE).interrupts] == in_order
    assert {one.id for one in result["__interrupt__"]} == {one.id for one in saver.interrupts("t")}


def test_an_answer_counts_for_the_question_of_its_id_alone_or_a_yes_would_reach_another_one(database):
    graph = asking(checkpoints.ConversationSaver(database), "a", "b")
    graph.invoke({"messages": []}, HERE)
    second = graph.get_state(HERE).interrupts[1]
    left = graph.invoke(Command(resume={second.id: "yes"}), HERE)["__interrupt__"]
    assert [one.value for one in left] == [{"asked": "a"}]


def test_an_id_that_no_question_has_answers_nothing_or_resuming_would_approve(database):
    graph = asking(checkpoints.ConversationSaver(database), "a", "b")
    graph.invoke({"messages": []}, HERE)
    left = graph.invoke(Command(resume={NO_ANSWER_ID: None}), HERE)["__interrupt__"]
    assert sorted(one.value["asked"] for one in left) == ["a", "b"]


def test_tasks_of_a_state_tell_what_is_unfinished_or_a_stopped_turn_would_not_be_closed(database):
    graph = asking(checkpoints.ConversationSaver(database), "a")
    graph.invoke({"messages": []}, HERE)
    assert [task.result for task in graph.get_state(HERE).tasks] == [None]
    graph.update_state(HERE, {"messages": [HumanMessage("closed")]}, as_node="tools")
    state = graph.get_state(HERE)
    assert (state.tasks, state.interrupts) == ((), ())
    assert [message.text for message in state.values["messages"]] == ["closed"]


def test_durability_exit_saves_the_end_of_an_inner_agent_alone_or_each_of_its_steps_would_be_kept(tmp_path):
    found = {}
    for durability in ("sync", "exit"):
        inner: Any = StateGraph(ConversationState)
        for name in ("1", "2", "3"):
            inner.add_node(name, lambda _: {"messages": [AIMessage("step")]})
        inner.add_edge(START, "1")
        inner.add_edge("1", "2")
        inner.add_edge("2", "3")
        agent = inner.compile()

        def run(_: Any, agent: Any = agent, durability: str = durability) -> Any:
            return agent.invoke({"messages": []}, durability=durability)

        outer: Any = StateGraph(ConversationState)
        outer.add_node("tools", run)
        outer.add_edge(START, "tools")
        database = database_at(tmp_path / f"{durability}.db")
        outer.compile(checkpointer=checkpoints.ConversationSaver(database)).invoke({"messages": []}, HERE)
        database.flush()
        with database.reading() as connection:
            query = "SELECT count(*) FROM checkpoints WHERE checkpoint_ns > ''"
            (found[durability],) = connection.execute(query).fetchone()
        database.close()
    assert found["exit"] <= 2 < found["sync"]


def test_a_question_bubbles_up_as_one_kind_of_error_or_middleware_would_take_it_for_a_failure():
    assert issubclass(GraphInterrupt, GraphBubbleUp)

    @tool
    def asks(what: str) -> str:
        """Asks."""
        raise GraphInterrupt((Interrupt(what, id="i"),))

    with pytest.raises(GraphBubbleUp):
        asks.invoke({"name": "asks", "args": {"what": "?"}, "id": "1", "type": "tool_call"})


def test_streamed_messages_name_their_node_or_a_sub_agents_words_would_be_shown_as_the_answer():
    def say(_: Asked) -> dict[str, Any]:
        return {"messages": [AIMessage("hi", id="1")]}

    graph: Any = StateGraph(Asked)
    graph.add_node("model", say)
    graph.add_edge(START, "model")
    [(message, about)] = graph.compile().stream({"messages": []}, stream_mode="messages")
    assert (message.text, about["langgraph_node"]) == ("hi", "model")


def test_the_module_of_injected_arguments_has_their_marks_or_foreign_tools_would_not_be_given_them():
    from importlib import import_module

    assert {"ToolRuntime", "InjectedState"} <= set(vars(import_module(MARKS)))


def test_what_a_tool_says_is_injected_is_no_argument_of_the_model_or_delegating_would_fail():
    from tools.delegation import Caller, Delegate

    class Echo:
        def invoke(self, given: Any, **_: Any) -> Any:
            return {"messages": [*given["messages"], AIMessage("done")]}

    delegate = Delegate(name="d", description="d", agent=Echo(), speaker="e")
    assert set(delegate.tool_call_schema["properties"]) == {"request", "full_context"}
    caller = Caller([HumanMessage("hello")], None)
    args = {"request": "it", "full_context": True, "caller": caller}
    answer = delegate.invoke({"name": "d", "args": args, "id": "1", "type": "tool_call"})
    assert answer.content == "answered: done"
