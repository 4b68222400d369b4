"""The loop of every agent: the graph that LangChain's agents are, and what it does better."""

from typing import Annotated, Any

import pytest
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, RemoveMessage, ToolMessage
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.prebuilt import InjectedState, ToolRuntime
from langgraph.types import Command, interrupt

from agents.brevity import LastWord
from agents.loop import Middleware, ModelHandler, ModelRequest, ModelResponse, build_agent
from assistant.testing import ScriptedModel, calls, says

THREAD: Any = {"configurable": {"thread_id": "t"}}


@tool
def look(what: str) -> str:
    """Look something up."""
    return f"seen: {what}"


@tool
def ask_first(what: str) -> str:
    """Ask a person."""
    return f"{what}: {interrupt(what)}"


def agent(*replies: Any, tools: Any = (look,), **more: Any) -> tuple[Any, ScriptedModel]:
    model = ScriptedModel(script={tools[0].name: list(replies)} if tools else {"": list(replies)})
    return build_agent(model, list(tools), name="tester", system_prompt="Test.", **more), model


def said(result: dict[str, Any]) -> list[str]:
    return [message.text for message in result["messages"]]


def test_the_model_is_asked_until_it_calls_no_tool() -> None:
    built, model = agent(calls(("look", {"what": "a"})), calls(("look", {"what": "b"})), says("both"))
    result = built.invoke({"messages": [HumanMessage("look at a and b")]})
    assert said(result) == ["look at a and b", "", "seen: a", "", "seen: b", "both"]
    assert result["messages"][-1].name == "tester", "the answer is signed"
    _, first = model.heard[0]
    assert [message.type for message in first] == ["system", "human"]


def test_an_agent_without_tools_answers() -> None:
    built, _ = agent(says("hello"), tools=())
    assert said(built.invoke({"messages": [HumanMessage("hi")]})) == ["hi", "hello"]


def test_what_is_wrong_with_a_call_is_told_to_the_model() -> None:
    built, _ = agent(calls(("look", {})), calls(("fly", {"to": "x"})), says("sorry"))
    messages = built.invoke({"messages": [HumanMessage("x")]})["messages"]
    wrong, unknown = (message for message in messages if isinstance(message, ToolMessage))
    assert wrong.status == "error" and wrong.text == "these arguments don't fit: what: Field required"
    assert unknown.status == "error" and "no tool 'fly'; the tools are look" in unknown.text


def test_a_tool_that_breaks_ends_the_run() -> None:
    @tool
    def broken() -> str:
        """Break."""
        raise ZeroDivisionError

    built, _ = agent(calls(("broken", {})), tools=(broken,))
    with pytest.raises(ZeroDivisionError):
        built.invoke({"messages": [HumanMessage("x")]})


def test_a_tool_gets_the_runtime_and_the_state_and_a_model_can_not_forge_them() -> None:
    @tool
    def count(
        runtime: ToolRuntime[Any, Any], messages: Annotated[list[AnyMessage], InjectedState("messages")]
    ) -> str:
        """Count."""
        return f"{runtime.tool_call_id} {len(runtime.state['messages'])} {len(messages)} {runtime.context}"

    forged = calls(("count", {"messages": [], "runtime": "mine"}))
    built, _ = agent(forged, says("ok"), tools=(count,), context_schema=str)
    messages = built.invoke({"messages": [HumanMessage("x")]}, context="the turn's")["messages"]
    assert messages[2].text == f"{forged.tool_calls[0]['id']} 2 2 the turn's"


def test_a_tool_may_change_the_state_itself() -> None:
    @tool
    def forget(runtime: ToolRuntime[Any, Any]) -> Command[Any]:
        """Forget the first message."""
        gone = RemoveMessage(runtime.state["messages"][0].id)
        return Command(update={"messages": [gone, ToolMessage("gone", tool_call_id=runtime.tool_call_id)]})

    built, _ = agent(calls(("forget", {})), says("done"), tools=(forget,))
    assert said(built.invoke({"messages": [HumanMessage("x")]})) == ["", "gone", "done"]


def test_each_call_of_a_message_is_a_task_that_waits_and_goes_on_by_itself() -> None:
    both = calls(("ask_first", {"what": "one"}), ("ask_first", {"what": "two"}))
    built, model = agent(both, says("asked"), tools=(ask_first,), checkpointer=InMemorySaver())
    asked = built.invoke({"messages": [HumanMessage("x")]}, THREAD)["__interrupt__"]
    assert sorted(each.value for each in asked) == ["one", "two"]
    first, second = sorted(asked, key=lambda each: str(each.value))
    (left,) = built.invoke(Command(resume={first.id: "yes"}), THREAD)["__interrupt__"]
    assert left == second
    result = built.invoke(Command(resume={second.id: "no"}), THREAD)
    assert said(result)[2:] == ["one: yes", "two: no", "asked"]
    assert len(model.heard) == 2


@pytest.mark.parametrize("paused_in", ["ours", "LangChain's"])
def test_a_thread_that_waits_goes_on_in_the_other_loop(paused_in: str) -> None:
    saver = InMemorySaver()
    script = {"ask_first": [calls(("ask_first", {"what": "sure?"})), says("fine")]}
    model = ScriptedModel(script=script)
    loops = {
        "ours": build_agent(model, [ask_first], name="a", system_prompt="Test.", checkpointer=saver),
        "LangChain's": create_agent(model, [ask_first], name="a", system_prompt="Test.", checkpointer=saver),
    }
    before = loops.pop(paused_in)
    (after,) = loops.values()
    (asked,) = before.invoke({"messages": [HumanMessage("x")]}, THREAD)["__interrupt__"]
    assert [each.id for each in after.get_state(THREAD).interrupts] == [asked.id]
    assert said(after.invoke(Command(resume={asked.id: "yes"}), THREAD))[-2:] == ["sure?: yes", "fine"]


@tool(response_format="content_and_artifact")
def book(what: str) -> tuple[str, dict[str, Any]]:
    """Book something."""
    text = f"Booked {what}."
    return f"done: {text}", {"outcome": "done", "effect": what, "text": text, "reference": {}}


def steps(built: Any, text: str) -> list[str]:
    given = {"messages": [HumanMessage(text)]}
    return [next(iter(update)) for update in built.stream(given, stream_mode="updates")]


def test_an_answer_that_needs_no_model_is_given_in_the_step_of_the_tool() -> None:
    brevity = LastWord("calendar")
    built, model = agent(calls(("book", {"what": "a table"})), tools=(book,), middleware=[brevity])
    assert steps(built, "book a table") == ["model", "tools"] and len(model.heard) == 1


def test_several_calls_are_waited_for_before_the_answer() -> None:
    two = calls(("book", {"what": "a table"}), ("book", {"what": "a room"}))
    built, model = agent(two, tools=(book,), middleware=[LastWord("calendar")])
    assert steps(built, "book a table and book a room") == ["model", "tools", "tools", "model"]
    assert len(model.heard) == 1


def test_middleware_stands_around_each_call_the_first_one_outermost() -> None:
    order: list[str] = []

    class Noting(Middleware):
        def __init__(self, name: str) -> None:
            self.name = name
            self.tools = [look] if name == "inner" else []

        def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
            order.append(f"{self.name} model")
            return handler(request.override(messages=[*request.messages, HumanMessage(self.name)]))

        def wrap_tool_call(self, request: Any, handler: Any) -> Any:
            order.append(f"{self.name} {request.tool_call['name']}")
            return handler(request)

    model = ScriptedModel(script={"look": [calls(("look", {"what": "a"})), AIMessage("seen")]})
    around = [Noting("outer"), Noting("inner")]
    built = build_agent(model, [], name="tester", system_prompt="Test.", middleware=around)
    built.invoke({"messages": [HumanMessage("x")]})
    assert order == ["outer model", "inner model", "outer look", "inner look", "outer model", "inner model"]
    assert [message.text for message in model.heard[0][1]][-2:] == ["outer", "inner"]
