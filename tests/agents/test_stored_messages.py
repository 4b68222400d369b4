import subprocess
import sys
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, HumanMessage, RemoveMessage, ToolMessage

from agents.checkpoints import ConversationSaver
from agents.conversation_state import ConversationState
from agents.stored_messages import stored_messages
from tests.databases import database_at

ROOT = Path(__file__).parents[2]


@pytest.fixture
def database(tmp_path):
    opened = database_at(tmp_path / "assistant.db")
    yield opened
    opened.close()


@pytest.fixture
def talk(tmp_path):
    """Lets a turn happen: the user's words, then what a script says to them; "wait" leaves it unfinished."""
    from langgraph.graph import END, START, StateGraph
    from langgraph.types import interrupt

    def answer(state):
        request = state["messages"][-1].text
        found = ToolMessage("3 slots", tool_call_id="1", name="search", artifact={"agent": "calendar"})
        return {"messages": [AIMessage("looking"), found, AIMessage(f"answer to {request}")]}

    def wait(state):
        if any("wait" in message.text for message in state["messages"][-4:]):
            interrupt("a question")
        return {}

    database = database_at(tmp_path / "assistant.db")
    saver = ConversationSaver(database, turns_to_keep=lambda turns: min(2, len(turns)))
    builder = StateGraph(ConversationState)
    builder.add_node("answer", answer)
    builder.add_node("wait", wait)
    builder.add_edge(START, "answer")
    builder.add_edge("answer", "wait")
    builder.add_edge("wait", END)
    graph = builder.compile(checkpointer=saver)

    def happen(text, checkpoint_id=None):
        place = {"thread_id": "t"} | ({"checkpoint_id": checkpoint_id} if checkpoint_id else {})
        graph.invoke({"messages": [HumanMessage(text)]}, {"configurable": place})
        saver.finish_turn("t")

    happen.graph, happen.saver = graph, saver
    yield happen
    database.close()


def same(database, saver, last=None):
    """The messages that LangChain's reader finds, after a check that ours finds them, too."""
    expected = [message for turn in saver.transcript("t", last=last) for message in turn]
    found = stored_messages(database, "t", last=last)
    assert [(one.type, one.text, one.name, one.artifact) for one in found] == [
        (m.type, m.text, m.name or "", getattr(m, "artifact", None)) for m in expected
    ]
    return [one.text for one in found if one.type == "human"]


def test_all_of_a_conversation_is_read_and_its_last_page(database, talk):
    for number in range(5):
        talk(f"turn {number}")
    assert same(database, talk.saver) == [f"turn {number}" for number in range(5)]
    assert same(database, talk.saver, last=3) == ["turn 2", "turn 3", "turn 4"]


@pytest.mark.parametrize("earlier", [0, 1, 4])
def test_the_turn_that_waits_is_read_too(database, talk, earlier):
    for number in range(earlier):
        talk(f"turn {number}")
    talk("wait")
    assert same(database, talk.saver) == [f"turn {number}" for number in range(earlier)] + ["wait"]
    assert same(database, talk.saver, last=1) == ["wait"]


def test_a_branch_is_read_without_the_one_that_was_left(database, talk):
    for text in ("one", "two", "three"):
        talk(text)
    history = [*talk.graph.get_state_history({"configurable": {"thread_id": "t"}})]
    talk("another", history[1].config["configurable"]["checkpoint_id"])
    assert same(database, talk.saver) == ["one", "two", "another"]
    history = [*talk.graph.get_state_history({"configurable": {"thread_id": "t"}})]
    talk("wait", history[-1].config["configurable"]["checkpoint_id"])
    assert same(database, talk.saver) == ["one", "wait"]


def test_a_removed_message_is_not_read(database, talk):
    talk("one")
    talk("wait")
    config = {"configurable": {"thread_id": "t"}}
    looking = talk.graph.get_state(config).values["messages"][-3]
    talk.graph.update_state(config, {"messages": [RemoveMessage(id=looking.id)]}, as_node="answer")
    same(database, talk.saver)


def test_content_in_blocks_is_read_as_its_text(database, talk):
    talk("one")
    answer = AIMessage([{"type": "text", "text": "in "}, {"type": "text", "text": "blocks"}])
    talk.graph.update_state({"configurable": {"thread_id": "t"}}, {"messages": [answer]}, as_node="wait")
    assert stored_messages(database, "t")[-1].text == "in blocks"


def test_nothing_is_said_in_a_thread_or_a_file_that_is_new(database, talk, tmp_path):
    assert stored_messages(database, "nowhere") == []
    other = database_at(tmp_path / "other.db")
    assert stored_messages(other, "t") == []
    other.close()


@pytest.mark.of_the_file
def test_reading_imports_nothing_of_langchain(database, talk):
    talk("one")
    code = (
        "import sys; from pathlib import Path;"
        "from agents.stored_messages import stored_messages; from tools.database import SqliteDatabase;"
        f"print(len(stored_messages(SqliteDatabase(Path({str(database.path)!r})), 't')));"
        "print([name for name in sys.modules if name.startswith('lang')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.split() == ["4", "[]"]
