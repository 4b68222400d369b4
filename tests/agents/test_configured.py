"""A specialist is added by a few lines of settings, and its writing tools ask like ours."""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pytest
from langchain_core.tools import BaseTool, StructuredTool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from agents import mcp_tools
from agents.approval import ApprovalMiddleware
from agents.bounds import Limits
from agents.bounds.budget import Budgets
from agents.bounds.unasked import Unasked
from agents.configuration import AgentSettings, McpServer, agent_settings
from agents.configured import ForeignTools, build_configured_agent, open_tools
from agents.foreign_agents import ForeignAgents
from agents.messages import Journal
from agents.middleware import Shared, stack
from agents.servers import server_of
from agents.supervisor import build_supervisor
from agents.turn_context import TurnContext
from agents.unasked import Allowance
from assistant.testing import ScriptedModel, calls, says
from tests.agents.messages.office import now
from tests.databases import database_at
from tests.patience import PATIENCE_S
from tools.effects.approvals import Answer, ApprovalBook
from tools.effects.call_executor import ForeignTool, Server, plan_call
from tools.effects.ledger import Ledger
from tools.effects.plan import Intent
from tools.errors import PassingError, SettingsError, ToolError
from tools.redaction import REDACTION

SERVER = '''
from mcp.server.fastmcp import FastMCP
from mcp.types import ToolAnnotations
import pathlib, sys
shelf = FastMCP("shelf")
@shelf.tool(annotations=ToolAnnotations(readOnlyHint=True))
def list_books() -> str:
    """The books on the shelf."""
    return pathlib.Path(sys.argv[1]).read_text()
@shelf.tool(annotations=ToolAnnotations(readOnlyHint=True))
def add_book(title: str) -> str:
    """Put a book on the shelf."""
    if not title:
        raise ValueError("a book needs a title")
    with pathlib.Path(sys.argv[1]).open("a") as file:
        file.write(title + "\\n")
    return f"{title} is on the shelf"
shelf.run()
'''


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("shelf")
    (made / "server.py").write_text(SERVER)
    return made


@pytest.fixture
def shelf(folder: Path) -> Path:
    (folder / "books.txt").write_text("Emma\n")
    return folder


def settings_of(folder: Path) -> AgentSettings:
    text = f"""
[agents.librarian]
description = "Knows what is on the bookshelf, and puts books there."
prompt = "You look after a bookshelf."
reads = ["list_books"]
[agents.librarian.mcp]
command = "{sys.executable}"
args = ["{folder}/server.py", "{folder}/books.txt"]
"""
    return agent_settings(tomllib.loads(text)["agents"])["librarian"]


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[ForeignTools]:
    pytest.importorskip("langchain_mcp_adapters")
    with patch.object(mcp_tools, "START_S", PATIENCE_S):
        tools = open_tools("librarian", settings_of(folder))
    yield tools
    tools.close()


@pytest.fixture
def opened(running: ForeignTools, shelf: Path) -> ForeignTools:
    return running


def tool(tools: ForeignTools, name: str) -> BaseTool:
    return next(each.tool for each in tools.tools if each.tool.name == name)


def test_only_what_the_settings_call_a_read_is_one_whatever_a_tool_says_of_itself(
    opened: ForeignTools,
) -> None:
    assert all((each.tool.metadata or {})["readOnlyHint"] for each in opened.tools)
    assert [each.name for each in opened.toolset.reads] == ["list_books"]
    assert [each.name for each in opened.toolset.writes] == ["add_book"]
    assert tool(opened, "list_books").invoke({}) == "Emma\n"
    assert tool(opened, "add_book").invoke({"title": "Ulysses"}) == "Ulysses is on the shelf"


def test_a_secret_that_a_server_gives_back_is_not_told(opened: ForeignTools) -> None:
    REDACTION.know("key-of-the-shelf")
    assert tool(opened, "add_book").invoke({"title": "key-of-the-shelf"}) == "[redacted] is on the shelf"


def test_an_error_of_the_server_is_told_and_the_connection_lives_on(opened: ForeignTools) -> None:
    with pytest.raises(ToolError, match="a book needs a title"):
        tool(opened, "add_book").invoke({"title": ""})
    assert tool(opened, "list_books").invoke({}) == "Emma\n"


def test_a_closed_server_says_so(shelf: Path) -> None:
    pytest.importorskip("langchain_mcp_adapters")
    tools = open_tools("librarian", settings_of(shelf))
    tools.close()
    with pytest.raises(ToolError, match="has ended"):
        tool(tools, "list_books").invoke({})


def test_a_server_that_can_not_be_started_is_a_wrong_setting() -> None:
    pytest.importorskip("langchain_mcp_adapters")
    broken = AgentSettings.model_validate(
        {"description": "x", "prompt": "x", "mcp": {"command": "no-such-program"}}
    )
    with pytest.raises(SettingsError, match=r"(?s)agent 'x'.*no-such-program"):
        open_tools("x", broken)


def test_the_supervisor_hands_work_to_it_and_a_person_is_asked_before_it_writes(
    opened: ForeignTools, shelf: Path
) -> None:
    settings = settings_of(shelf)
    model = ScriptedModel(
        script={
            "ask_librarian": [calls(("ask_librarian", {"request": "add Ulysses"})), says("It is there.")],
            "add_book": [
                calls(("list_books", {})),
                calls(("add_book", {"title": "Ulysses"})),
                says("Ulysses is on the shelf."),
            ],
        }
    )
    database = database_at(shelf / "assistant.db")
    book = ApprovalBook(database)
    foreign = ForeignAgents({"librarian": settings, "calendar": AgentSettings(model="x")})
    ledger = Ledger(database, [foreign])
    with Journal(shelf / "assistant.db") as journal:
        shared = Shared(journal, Budgets(journal, Limits(), clock=now), now)
        librarian = build_configured_agent(
            "librarian",
            settings,
            opened.toolset,
            model,
            home=shelf,
            middleware=stack(
                "librarian",
                shared,
                reads=["list_books"],
                approval=[
                    ApprovalMiddleware(
                        "librarian",
                        opened.toolset,
                        book,
                        ledger,
                        allowance=Allowance(shared.budgets, Unasked()),
                    )
                ],
            ),
        )
        graph = build_supervisor(
            model,
            [librarian],
            InMemorySaver(),
            user_name="Sam",
            user_email="sam@example.com",
            middleware=stack("supervisor", shared, delegates={"ask_librarian": "librarian"}),
        )
        config: Any = {"configurable": {"thread_id": "t"}}
        paused = graph.invoke({"messages": [("user", "add Ulysses")]}, config, context=TurnContext())
        [interrupt] = paused["__interrupt__"]
        book.await_answers("t", [interrupt.value["proposal"]])
        [asked] = book.pending("t")
        command = f"{Path(sys.executable).name} {shelf}/server.py {shelf}/books.txt"
        assert asked.plan.summary == f"Call librarian's add_book(title='Ulysses'), at {command}"
        assert (shelf / "books.txt").read_text() == "Emma\n"

        book.claim({asked.id: Answer(type="approve")}, by="test")
        done = graph.invoke(
            Command(resume={interrupt.id: {"type": "approve"}}), config, context=TurnContext()
        )
        assert done["messages"][-1].text == "It is there."
        assert (shelf / "books.txt").read_text() == "Emma\nUlysses\n"
        assert "librarian → add_book" in {f"{m.sender} → {m.recipient}" for m in journal.messages("t")}
        told = [m for key, m in model.heard if key == "add_book"]
        assert told[0][0].text.startswith("You look after a bookshelf.\n\n- You are given one request")
    foreign.close()
    database.close()


def test_an_approved_call_waits_when_its_server_can_not_be_started(tmp_path: Path) -> None:
    pytest.importorskip("langchain_mcp_adapters")
    broken = AgentSettings.model_validate(
        {"description": "x", "prompt": "x", "mcp": {"command": "no-such-program"}}
    )
    foreign = ForeignAgents({"x": broken})
    change = StructuredTool.from_function(lambda: "x", name="change", description="x")
    plan = plan_call(ForeignTool("x", Server("a", "1"), change), {})
    intent = Intent(key="k", plan=plan, rendered=b"{}", created_at=now())
    with pytest.raises(PassingError, match="nothing was done"):
        foreign.act(intent)


def test_an_agent_can_have_limits_of_its_own() -> None:
    own = AgentSettings(same_call=1, silence_s=5).limited(Limits(hops=7))
    assert (own.same_call, own.silence_s, own.hops) == (1, 5, 7)
    assert AgentSettings().limited(Limits()) == Limits()


def test_tools_come_from_functions_and_unknown_ones_count_as_writing() -> None:
    module = ModuleType("my_tools_for_this_test")
    made = [
        StructuredTool.from_function(lambda: "x", name=name, description="A tool.")
        for name in ("look", "change")
    ]
    module.build = lambda: made  # type: ignore[attr-defined]  # a module takes any attribute
    sys.modules[module.__name__] = module
    named = AgentSettings(tools=(f"{module.__name__}:build",), reads=("look",))
    opened = open_tools("mine", named)
    assert [each.name for each in opened.toolset.reads] == ["look"]
    assert [each.name for each in opened.toolset.writes] == ["change"]
    unnamed = named.model_copy(update={"reads": ()})
    assert [write.name for write in open_tools("mine", unnamed).toolset.writes] == ["look", "change"]
    with pytest.raises(SettingsError, match=r"no tool lok .* it has look, change"):
        open_tools("mine", named.model_copy(update={"reads": ("lok",)}))
    with pytest.raises(SettingsError, match=r"two tools called change \(my_\S+ and my_"):
        open_tools("mine", named.model_copy(update={"tools": (*named.tools, *named.tools)}))


@pytest.mark.parametrize("named", ["no_such_module:build", "os:no_such", "no_such_entry_point"])
def test_tools_that_can_not_be_loaded_are_a_wrong_setting(named: str) -> None:
    with pytest.raises(SettingsError, match=r"can't be loaded"):
        open_tools("mine", AgentSettings(tools=(named,)))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"Clock": {}}, "lower-case"),
        ({"clock": {"prompt": "x", "tools": ["a:b"]}}, "needs a description"),
        ({"clock": {"description": "x", "tools": ["a:b"]}}, "needs a prompt"),
        ({"clock": {"description": "x", "prompt": "x"}}, "needs tools or an mcp server"),
        ({"clock": {"descripton": "x"}}, "descripton: Extra inputs are not permitted"),
        ({"clock": {"mcp": {}}}, "give either command or url"),
        ({"calendar": {"silence_s": 0}}, "silence_s: Input should be greater than 0"),
    ],
)
def test_a_table_that_can_not_be_used_is_named(table: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        agent_settings(table)


def test_ours_need_only_what_is_different_and_a_prompt_can_be_a_file(tmp_path: Path) -> None:
    from agents.configured import system_prompt

    found = agent_settings({"calendar": {"model": "openai:gpt-4.1"}, "clock": {"enabled": False}})
    assert found["calendar"].model == "openai:gpt-4.1" and not found["clock"].enabled
    (tmp_path / "clock.md").write_text("You know the time.\n")
    assert (
        system_prompt("clock", AgentSettings(prompt_file=Path("clock.md")), tmp_path) == "You know the time."
    )
    with pytest.raises(SettingsError, match="can't be read"):
        system_prompt("clock", AgentSettings(prompt_file=Path("none.md")), tmp_path)


def test_a_server_from_the_package_index_works_as_it_is() -> None:
    pytest.importorskip("langchain_mcp_adapters")
    pytest.importorskip("mcp_server_time")
    mcp = {"command": sys.executable, "args": ["-m", "mcp_server_time", "--local-timezone", "Europe/Berlin"]}
    reads = ["get_current_time", "convert_time"]
    clock = open_tools("clock", AgentSettings.model_validate({"mcp": mcp, "reads": reads}))
    assert [each.name for each in clock.toolset.reads] == reads
    noon = {"source_timezone": "Europe/Berlin", "time": "12:00", "target_timezone": "Asia/Tokyo"}
    assert "T12:00:00+0" in tool(clock, "convert_time").invoke(noon)
    with pytest.raises(ToolError, match="Invalid timezone"):
        tool(clock, "get_current_time").invoke({"timezone": "Mars"})
    clock.close()


SERVER_OF_BANK = {
    "command": "bank-mcp",
    "args": ["--api-key", "k-123456", "--port=1"],
    "env": {"REGION": "eu"},
}


def test_a_server_is_shown_without_its_secrets_and_marked_with_all_of_it() -> None:
    described = McpServer.model_validate(SERVER_OF_BANK)
    shown, marks = server_of(described).shown, {server_of(described).mark}
    assert shown == "bank-mcp --api-key … --port=1"
    for changed in ({"command": "bank2-mcp"}, {"args": ["--api-key", "other"]}, {"env": {"REGION": "us"}}):
        marks.add(server_of(McpServer.model_validate({**SERVER_OF_BANK, **changed})).mark)
    for url in ("https://sam:pw@bank.example/mcp?key=1", "https://sam:pw@bank.example/mcp?key=2"):
        server = server_of(McpServer(url=url))
        assert server.shown == "https://bank.example/mcp?…"
        marks.add(server.mark)
    assert len(marks) == 6
