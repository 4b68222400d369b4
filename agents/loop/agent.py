"""The loop of every agent: the model is asked, the tools that it calls run, until it calls none.

It is the graph of LangChain's `create_agent`, with the same two nodes and the same tasks, so that a
thread which waits in one can go on in the other. `docs/decisions/0016-agent-loop.md` says why it is
written out here.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, SystemMessage, ToolCall
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.tools import BaseTool
from langgraph._internal._constants import CONFIG_KEY_READ
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.constants import END, START
from langgraph.errors import is_invalid_resume
from langgraph.graph import MessagesState, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command, Send
from pydantic import ValidationError

from agents.loop.calls import (
    Middleware,
    ModelHandler,
    ModelRequest,
    ModelResponse,
    ToolCallRequest,
    ToolResult,
    around_model,
    around_tool,
)
from agents.loop.errors import mistake
from agents.loop.injection import injected_arguments, with_injected
from tools.arguments import meant_for, misfit
from tools.errors import ToolError

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph

MODEL = "model"
TOOLS = "tools"
MOST_STEPS = 9_999
"""Supersteps of one run, as LangChain's agents have it: what bounds an agent are its limits."""


def build_agent(
    model: BaseChatModel,
    tools: Sequence[BaseTool],
    *,
    name: str,
    system_prompt: str,
    middleware: Sequence[Middleware] = (),
    state_schema: type[Any] = MessagesState,
    context_schema: type[Any] | None = None,
    checkpointer: BaseCheckpointSaver[Any] | None = None,
) -> "CompiledStateGraph[Any, Any, Any, Any]":
    """A compiled agent: a message list in, the same list and what came of it out.

    `middleware` stands around each call of the model and of a tool, the first one outermost.
    """
    loop = _Loop(model, tools, name, system_prompt, middleware)
    graph: StateGraph[Any, Any, Any, Any] = StateGraph(state_schema, context_schema=context_schema)
    graph.add_node(MODEL, loop.ask, destinations=(TOOLS, END), input_schema=state_schema)
    graph.add_node(TOOLS, loop.run_tool, destinations=(MODEL, END), input_schema=state_schema)
    graph.add_edge(START, MODEL)
    return graph.compile(checkpointer=checkpointer, name=name).with_config({"recursion_limit": MOST_STEPS})


class _Loop:
    """The two nodes of one agent."""

    def __init__(
        self,
        model: BaseChatModel,
        tools: Sequence[BaseTool],
        name: str,
        system_prompt: str,
        middleware: Sequence[Middleware],
    ) -> None:
        self._model = model
        self._name = name
        # Its own stand first: a small model takes the first that may do.
        self._tools = (*tools, *(tool for one in middleware for tool in one.tools))
        self._by_name = {tool.name: tool for tool in self._tools}
        self._injected = {tool.name: injected_arguments(tool) for tool in self._tools}
        self._system = SystemMessage(system_prompt)
        self._ask = around_model(middleware, asking(name))
        self._sparing = [one for one in middleware if type(one).spares is not Middleware.spares]
        self._run = around_tool(middleware, self._call_tool)

    def ask(self, state: dict[str, Any], runtime: Runtime[Any]) -> Command[Any]:
        """The node that asks the model, and hands each call that it makes to a task of its own."""
        said = self._answer(state["messages"], runtime)
        calls = said[0].tool_calls if isinstance(said[0], AIMessage) else []
        # What a task is sent is saved: the call alone, and not the conversation once more.
        return Command(update={"messages": said}, goto=[Send(TOOLS, [call]) for call in calls])

    def run_tool(
        self, calls: list[ToolCall], config: RunnableConfig, runtime: Runtime[Any]
    ) -> Command[Any] | list[Command[Any]]:
        """The node that runs one call, and ends the loop when nothing is left to ask the model."""
        (call,) = calls
        messages: list[AnyMessage] = config["configurable"][CONFIG_KEY_READ]("messages")
        request = ToolCallRequest(
            tool_call=call,
            tool=self._by_name.get(call["name"]),
            state={"messages": messages},
            config=config,
            runtime=runtime,
        )
        result = self._run(request)
        if isinstance(result, Command):
            return [result, Command(goto=MODEL)]
        messages = [*messages, result]
        if _was_alone(call, messages) and any(one.spares(messages) for one in self._sparing):
            # Said in this step: another one, and what it saves, costs more than saying it.
            return Command(update={"messages": [result, *self._answer(messages, runtime)]})
        return Command(update={"messages": [result]}, goto=MODEL)

    def _answer(self, messages: list[AnyMessage], runtime: Runtime[Any]) -> list[AnyMessage]:
        request = ModelRequest(
            model=self._model,
            messages=messages,
            system_message=self._system,
            tools=self._tools,
            runtime=runtime,
        )
        return self._ask(request).result

    def _call_tool(self, request: ToolCallRequest) -> ToolResult:
        call, tool = request.tool_call, request.tool
        if tool is None:
            offered = ", ".join(self._by_name)
            return mistake(call, f"there is no tool {call['name']!r}; the tools are {offered}")
        sources = self._injected[tool.name]
        try:
            request = replace(request, tool_call={**call, "args": meant_for(tool, call["args"])})
        except ToolError as error:
            return mistake(call, error.message)
        given = with_injected(request, sources)
        try:
            answer: ToolResult = tool.invoke({**given, "type": "tool_call"}, request.config)
        except ValidationError as error:
            if is_invalid_resume(error):  # of a question inside the tool: no fault of the model
                raise
            return mistake(call, misfit(error, sources))
        return answer


def asking(name: str) -> ModelHandler:
    """What makes the call that a request describes; the answer is signed with `name`."""
    # Binding makes the schemas of all tools anew, and an agent binds the same ones at every call.
    bound: dict[tuple[int, int, str | None], tuple[Runnable[Any, Any], object]] = {}

    def ask(request: ModelRequest) -> ModelResponse:
        key = (id(request.model), id(request.tools), request.tool_choice)
        if request.model_settings:
            model = _bind(request).bind(**request.model_settings)
        else:
            if key not in bound:  # what the ids are of is kept with it, so that they stay its own
                bound[key] = (_bind(request), (request.model, request.tools))
            model = bound[key][0]
        system = [request.system_message] if request.system_message else []
        answer = request.hear(request.model, model, [*system, *request.messages])
        answer.name = name
        return ModelResponse(result=[answer])

    return ask


def _was_alone(call: ToolCall, messages: Sequence[AnyMessage]) -> bool:
    """Whether the message that made `call` made no other one."""
    calling = next((one for one in reversed(messages) if isinstance(one, AIMessage)), None)
    return calling is not None and [made["id"] for made in calling.tool_calls] == [call["id"]]


def _bind(request: ModelRequest) -> Runnable[Any, Any]:
    if not request.tools:
        return request.model
    return request.model.bind_tools(list(request.tools), tool_choice=request.tool_choice)
