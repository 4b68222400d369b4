"""Each middleware that LangChain brings, in our loop: it works, or opening says why not and what would."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import langchain.agents.middleware as stock
import pytest
from langchain.agents.middleware import (
    AgentMiddleware,
    ClearToolUsesEdit,
    ContextEditingMiddleware,
    ExtendedModelResponse,
    FilesystemFileSearchMiddleware,
    HumanInTheLoopMiddleware,
    LLMToolEmulator,
    LLMToolSelectorMiddleware,
    ModelCallLimitMiddleware,
    ModelFallbackMiddleware,
    ModelResponse,
    ModelRetryMiddleware,
    PIIMiddleware,
    ProviderToolSearchMiddleware,
    ShellToolMiddleware,
    SummarizationMiddleware,
    TodoListMiddleware,
    ToolCallLimitMiddleware,
    ToolErrorMiddleware,
    ToolRetryMiddleware,
    dynamic_prompt,
    wrap_model_call,
    wrap_tool_call,
)
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, ToolMessage
from langgraph.types import Command
from pydantic import Field

from assistant import Assistant, Decision, Specialist
from assistant.middleware import Middleware
from assistant.testing import ScriptedModel, calls, says, trace
from tests.sample_home import company
from tools.errors import InputError, PassingError

PAGE = (Path(__file__).parents[2] / "docs" / "library.md").read_text(encoding="utf-8")
LOOK = calls(("list_calendar_events", {"when": "tomorrow"}))
NOTE = calls(("create_calendar_event", {"title": "Tea", "start_time": "tomorrow 15:00"}))
Open = Callable[..., tuple[Assistant, ScriptedModel]]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens an assistant whose supervisor hands one request on, and whose calendar agent does `replies`."""
    monkeypatch.chdir(tmp_path)
    made: list[Assistant] = []

    def make(*middleware: object, replies: Any = (), **more: Any) -> tuple[Assistant, ScriptedModel]:
        script = {
            "schedule_event": [calls(("schedule_event", {"request": "tea"})), says("All done.")],
            "list_calendar_events": [*replies, says("Tea it is.")],
        }
        model = ScriptedModel(script=script)
        given = more.pop("by_agent", None) or list(middleware)
        made.append(company(tmp_path / "home", model, middleware=given, speak="always", **more))
        return made[-1], model

    yield make
    for assistant in made:
        assistant.close()


def sent(model: ScriptedModel, agent: str, call: int) -> str:
    """All that `agent` was sent at its call number `call`, as one text."""
    return "\n".join(message.text for message in [m for key, m in model.heard if key == agent][call])


class Flaky(BaseChatModel):
    """Breaks off until `works`."""

    inner: Any
    failures: int

    @property
    def _llm_type(self) -> str:
        return "flaky"

    def bind_tools(self, tools: Any, **options: Any) -> Any:
        return self.bind(tool_names=[tool.name for tool in tools])

    def _generate(self, messages: Any, stop: Any = None, run_manager: Any = None, **options: Any) -> Any:
        if self.failures:
            self.failures -= 1
            raise ValueError("the line is dead")
        return self.inner._generate(messages, **options)


def test_context_editing_takes_out_what_old_tools_said(opened: Open) -> None:
    edit = ClearToolUsesEdit(trigger=1, keep=1, placeholder="[gone]")
    looks = [LOOK, calls(("list_calendar_events", {"when": "today"}))]
    assistant, model = opened(ContextEditingMiddleware(edits=[edit]), replies=looks)
    assert assistant.ask("tea?", thread="t").status == "done"
    assert "[gone]" in sent(model, "list_calendar_events", 2)


def test_a_tool_selector_leaves_the_tools_that_it_chose(opened: Open) -> None:
    chooser = ScriptedModel(script={"": []}, answer_to=None)
    picks = AIMessage("", tool_calls=[{"name": "ToolSelectionResponse", "args": {}, "id": "1"}])

    class Chooser(ScriptedModel):
        def with_structured_output(self, schema: Any, **_: Any) -> Any:
            from langchain_core.runnables import RunnableLambda

            return RunnableLambda(lambda _: {"tools": ["list_calendar_events"]})

    seen: list[list[str]] = []

    class Looks(Middleware):
        def wrap_model_call(self, request: Any, handler: Any) -> Any:
            seen.append([tool.name for tool in request.tools])
            return handler(request)

    selector = LLMToolSelectorMiddleware(model=Chooser(script={}), max_tools=1)
    assistant, _ = opened(by_agent={"calendar": [selector, Looks()]}, replies=[LOOK])
    assert assistant.ask("tea?", thread="t").status == "done"
    assert seen == [["list_calendar_events"]] * 2
    assert picks.tool_calls and chooser.script == {"": []}


def test_another_model_takes_over(opened: Open) -> None:
    script = {"list_calendar_events": [says("I am the other one.")]}
    other = ScriptedModel(script=script)
    broken = Flaky(inner=other, failures=9)

    class Breaks(Middleware):
        def wrap_model_call(self, request: Any, handler: Any) -> Any:
            return handler(request.override(model=broken) if request.model is not other else request)

    fallback = ModelFallbackMiddleware(other)
    assistant, _ = opened(by_agent={"calendar": [fallback, Breaks()]}, limits={"retries": 0})
    turn = assistant.ask("tea?", thread="t")
    assert trace(turn, assistant).messages[-2].content.endswith("I am the other one.")


@pytest.mark.parametrize(("retries", "status"), [(2, "done"), (0, "failed")])
def test_a_model_that_breaks_off_is_tried_again(opened: Open, retries: int, status: str) -> None:
    class Breaks(Middleware):
        left = 2

        def wrap_model_call(self, request: Any, handler: Any) -> Any:
            if self.left:
                self.left -= 1
                raise PassingError("the line is dead")
            return handler(request)

    retry = ModelRetryMiddleware(max_retries=retries, initial_delay=0, jitter=False, on_failure="error")
    assistant, _ = opened(by_agent={"supervisor": [retry, Breaks()]})
    assert assistant.ask("tea?", thread="t").status == status


def test_a_tool_that_breaks_off_is_tried_again_and_a_pause_is_no_failure(opened: Open) -> None:
    class Breaks(Middleware):
        left = 2

        def wrap_tool_call(self, request: Any, handler: Any) -> Any:
            if self.left:
                self.left -= 1
                raise PassingError("the line is dead")
            return handler(request)

    retry = ToolRetryMiddleware(max_retries=2, initial_delay=0, jitter=False)
    assistant, model = opened(by_agent={"calendar": [retry, Breaks()]}, replies=[NOTE])
    turn = assistant.ask("tea?", thread="t")
    assert [approval.action for approval in turn.approvals] == ["create_calendar_event"]
    turn = assistant.decide({turn.approvals[0].id: Decision.approve()})
    assert (turn.status, [effect.state for effect in turn.effects]) == ("done", ["done"])
    assert [key for key, _ in model.heard].count("list_calendar_events") == 2


def test_what_a_tool_raises_is_told_to_the_model(opened: Open) -> None:
    class Breaks(Middleware):
        def wrap_tool_call(self, request: Any, handler: Any) -> Any:
            raise ZeroDivisionError

    tells = ToolErrorMiddleware(lambda error, _: f"it broke: {type(error).__name__}")
    assistant, model = opened(by_agent={"calendar": [tells, Breaks()]}, replies=[LOOK])
    assert assistant.ask("tea?", thread="t").status == "done"
    assert "it broke: ZeroDivisionError" in sent(model, "list_calendar_events", 1)


def test_what_an_emulator_makes_up_asks_nobody_and_is_no_effect(opened: Open, tmp_path: Path) -> None:
    made_up = ScriptedModel(script={"": [says("Event created.")]})
    emulator = LLMToolEmulator(tools=["create_calendar_event"], model=made_up)
    assistant, model = opened(by_agent={"calendar": [emulator]}, replies=[NOTE])
    turn = assistant.ask("tea?", thread="t")
    assert (turn.approvals, turn.effects) == ((), ())
    assert "Event created." in sent(model, "list_calendar_events", 1)
    assert not [path for path in (tmp_path / "home/calendar").rglob("*.ics") if "Tea" in path.read_text()]


class OfAnthropic(ScriptedModel):
    """Says that it is a model of a provider that searches tools itself."""

    bound: list[Any] = Field(default_factory=list)

    def _get_ls_params(self, *args: Any, **options: Any) -> Any:
        return {**super()._get_ls_params(*args, **options), "ls_provider": "anthropic"}

    def bind_tools(self, tools: Any, **options: Any) -> Any:
        self.bound.append(tools)
        return super().bind_tools(tools, **options)


def test_a_provider_that_searches_tools_itself_is_given_its_own_search(opened: Open) -> None:
    search = ProviderToolSearchMiddleware(searchable_tools=["find_contact"])
    assistant, model = opened(by_agent={"calendar": [search]}, replies=[LOOK])
    assistant._model = of_anthropic = OfAnthropic(script=model.script)
    assert assistant.ask("tea?", thread="t").status == "done"
    tools = of_anthropic.bound[-1]
    [search_tool] = [tool for tool in tools if isinstance(tool, dict)]
    assert search_tool["type"].startswith("tool_search")
    own = [tool for tool in tools if not isinstance(tool, dict)]
    assert [tool.name for tool in own if (tool.extras or {}).get("defer_loading")] == ["find_contact"]


def test_with_another_provider_that_search_breaks_the_turn(opened: Open) -> None:
    search = ProviderToolSearchMiddleware(searchable_tools=["find_contact"])
    assistant, _ = opened(by_agent={"calendar": [search]}, replies=[LOOK])
    with pytest.raises(ValueError, match="requires a provider"):
        assistant.ask("tea?", thread="t")


def test_files_are_searched_by_a_specialist_that_has_the_tools(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/tea.txt").write_text("Earl Grey")
    search = FilesystemFileSearchMiddleware(root_path=str(tmp_path / "notes"), use_ripgrep=False)
    clerk = Specialist("clerk", "Searches notes.", "You search.", tools=search.tools, reads=["glob_search"])
    script = {
        "schedule_event": [calls(("ask_clerk", {"request": "tea"})), says("There is one.")],
        "glob_search": [calls(("glob_search", {"pattern": "*.txt"})), says("/tea.txt")],
    }
    model = ScriptedModel(script=script)
    with company(tmp_path / "home", model, specialists=[clerk], speak="always") as assistant:
        turn = assistant.ask("is there a note about tea?")
        assert trace(turn, assistant).results("glob_search") == ["/tea.txt"]


REFUSED: dict[type, Callable[[], AgentMiddleware[Any, Any, Any]]] = {
    FilesystemFileSearchMiddleware: lambda: FilesystemFileSearchMiddleware(root_path="."),
    HumanInTheLoopMiddleware: lambda: HumanInTheLoopMiddleware({"send_email": True}),
    ModelCallLimitMiddleware: lambda: ModelCallLimitMiddleware(run_limit=3),
    PIIMiddleware: lambda: PIIMiddleware("email"),
    ShellToolMiddleware: lambda: ShellToolMiddleware(),
    SummarizationMiddleware: lambda: SummarizationMiddleware(ScriptedModel(script={})),
    TodoListMiddleware: lambda: TodoListMiddleware(),
    ToolCallLimitMiddleware: lambda: ToolCallLimitMiddleware(run_limit=3),
}
WORKING = {
    ContextEditingMiddleware,
    LLMToolEmulator,
    LLMToolSelectorMiddleware,
    ModelFallbackMiddleware,
    ModelRetryMiddleware,
    ToolErrorMiddleware,
    ToolRetryMiddleware,
}
PARTLY = {ProviderToolSearchMiddleware}


@pytest.mark.parametrize("kind", REFUSED, ids=lambda kind: kind.__name__)
def test_one_that_can_not_be_taken_is_refused_when_the_assistant_is_opened(
    kind: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as refusal:
        Assistant.open(home=tmp_path / "home", model="offline", middleware=[REFUSED[kind]()])
    assert kind.__name__ in str(refusal.value)
    assert "; " in str(refusal.value), "it says what would do instead"


def test_each_that_langchain_brings_is_in_the_table_of_the_page() -> None:
    brought = {
        one
        for one in (getattr(stock, name) for name in stock.__all__)
        if isinstance(one, type) and issubclass(one, AgentMiddleware) and one is not AgentMiddleware
    }
    assert brought == WORKING | PARTLY | set(REFUSED)
    told = dict(re.findall(r"^\| `(\w+)` \| (works|partly|no)\b", PAGE, re.MULTILINE))
    assert told == {
        one.__name__: "works" if one in WORKING else "partly" if one in PARTLY else "no" for one in brought
    }


def test_hooks_made_by_decorators_are_called(opened: Open) -> None:
    told: list[str] = []

    @wrap_model_call
    def hears(request: Any, handler: Any) -> Any:
        told.append(f"model {len(request.messages)} {len(request.state['messages'])}")
        return handler(request.override(model_settings={"seed": 7}))

    @wrap_tool_call
    def sees(request: Any, handler: Any) -> Any:
        told.append(f"{request.tool_call['name']} {request.tool.name} {request.runtime.tool_call_id}")
        return handler(request)

    @dynamic_prompt
    def prompt(_: Any) -> str:
        return "You are a pirate."

    seeds: list[Any] = []

    class Listens(ScriptedModel):
        def _generate(self, messages: Any, *args: Any, **options: Any) -> Any:
            seeds.append(options.get("seed"))
            return super()._generate(messages, *args, **options)

    assistant, model = opened(hears, sees, prompt, replies=[LOOK])
    listening = Listens(script=model.script)
    assistant._model = listening
    assert assistant.ask("tea?", thread="t").status == "done"
    assert told == [
        "model 1 1",
        "schedule_event schedule_event call_0",
        "model 1 1",
        "list_calendar_events list_calendar_events call_0",
        "model 3 3",
        "model 3 3",
    ]
    assert [messages[0].text for _, messages in listening.heard] == ["You are a pirate."] * 4
    assert seeds == [7] * 4


def test_arguments_that_a_hook_changes_are_what_the_card_shows(opened: Open) -> None:
    @wrap_tool_call
    def coffee(request: Any, handler: Any) -> Any:
        call = request.tool_call
        if call["name"] != "create_calendar_event":
            return handler(request)
        return handler(request.override(tool_call={**call, "args": {**call["args"], "title": "Coffee"}}))

    assistant, _ = opened(coffee, replies=[NOTE])
    turn = assistant.ask("tea?", thread="t")
    assert turn.approvals[0].args["title"] == "Coffee"
    turn = assistant.decide({turn.approvals[0].id: Decision.approve()})
    assert turn.effects[0].summary.startswith("Create 'Coffee'") or "Coffee" in turn.effects[0].summary


def test_a_hook_that_catches_everything_catches_no_pause(opened: Open) -> None:
    @wrap_tool_call
    def greedy(request: Any, handler: Any) -> Any:
        try:
            return handler(request)
        except Exception:  # noqa: BLE001  # what some third party's does
            return ToolMessage("swallowed", tool_call_id=request.tool_call["id"])

    assistant, _ = opened(greedy, replies=[NOTE])
    assert len(assistant.ask("tea?", thread="t").approvals) == 1


def test_an_answer_of_a_hook_needs_no_model(opened: Open) -> None:
    @wrap_model_call
    def answers(request: Any, handler: Any) -> Any:
        return AIMessage("No tea today.")

    assistant, model = opened(by_agent={"supervisor": [answers]})
    assert assistant.ask("tea?", thread="t").reply == "No tea today."
    assert model.heard == []


def test_one_that_writes_into_the_state_of_the_graph_fails_and_says_so(opened: Open) -> None:
    @wrap_model_call
    def writes(request: Any, handler: Any) -> Any:
        response: ModelResponse[Any] = handler(request)
        return ExtendedModelResponse(model_response=response, command=Command(update={"mood": "good"}))

    assistant, _ = opened(by_agent={"supervisor": [writes]})
    turn = assistant.ask("tea?", thread="t")
    assert turn.error is not None and "state of the graph" in turn.error.message


@pytest.mark.parametrize("given", [object(), "ModelRetryMiddleware", ModelRetryMiddleware])
def test_what_is_no_middleware_is_refused(given: object, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no middleware"):
        Assistant.open(home=tmp_path / "home", model="offline", middleware=[given])  # type: ignore[list-item]


def test_only_asynchronous_hooks_are_refused(tmp_path: Path) -> None:
    @wrap_model_call
    async def later(request: Any, handler: Any) -> Any:
        return await handler(request)

    with pytest.raises(InputError, match="asynchronous"):
        Assistant.open(home=tmp_path / "home", model="offline", middleware=[later])


def test_one_of_ours_that_brings_tools_is_refused(tmp_path: Path) -> None:
    class Brings(Middleware):
        tools = (FilesystemFileSearchMiddleware(root_path=".").tools[0],)

    with pytest.raises(InputError, match="brings tools"):
        Assistant.open(home=tmp_path / "home", model="offline", middleware=[Brings()])


def test_the_journal_has_what_was_said_around_a_hook(opened: Open) -> None:
    assistant, _ = opened(ModelRetryMiddleware(), replies=[LOOK])
    turn = assistant.ask("tea?", thread="t")
    assert trace(turn, assistant).calls == ["schedule_event", "list_calendar_events"]
    assert json.dumps(trace(turn, assistant).args("list_calendar_events")) == '[{"when": "tomorrow"}]'
