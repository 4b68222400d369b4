"""Tools that few requests need: a language model is offered them when a request is about them, or on demand.

Each tool is sent with every call. What is offered never becomes less while an agent works on a request, and
is told by its messages alone, so that it is the same in another process. A tool that is called without having
been offered works, too.
"""

from collections.abc import Mapping, Sequence

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langchain_core.tools import BaseTool
from pydantic import BaseModel

from agents.loop import Middleware, ModelHandler, ModelRequest, ModelResponse
from agents.model import OFFLINE
from tools.offered import OfferedTool
from tools.patterns import Pattern

MORE_TOOLS = "more_tools"


class MoreTools(BaseModel):
    """Arguments of `more_tools`."""

    names: list[str] = []


def more_tools(further: Sequence[str]) -> BaseTool:
    """What says which tools there are besides, and is called to have them."""

    def offer(names: Sequence[str] = ()) -> str:
        known = [name for name in names if name in further]
        return f"These can be called now: {', '.join(known or further)}."

    return OfferedTool.from_function(
        func=offer,
        name=MORE_TOOLS,
        description=f"There are also {', '.join(further)}: name those needed.",
        args_schema=MoreTools,
    )


class ToolsByNeed(Middleware):
    """Offers what every request may need, and of `further` what this one is about."""

    def __init__(self, further: Mapping[str, Pattern], *, named: bool = True) -> None:
        """`named`: a model is told of those that it isn't offered."""
        self.further = further
        self.tools = [more_tools([*further])] if named else []
        self._sets: dict[tuple[int, ...], Sequence[BaseTool]] = {}
        """The same tools are the same tuple, which is bound once."""

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        if getattr(request.model, "_llm_type", "") == OFFLINE:
            return handler(request)
        names = needed(request.messages, self.further)
        return handler(request.override(tools=self._offered(request.tools, names)))

    def _offered(self, tools: Sequence[BaseTool], names: frozenset[str]) -> Sequence[BaseTool]:
        # What is always there stands first: a provider keeps the beginning of what it is sent.
        always = [tool for tool in tools if _name(tool) not in (*self.further, MORE_TOOLS)]
        more = [tool for tool in tools if _name(tool) == MORE_TOOLS]
        found = (*always, *more, *(tool for tool in tools if _name(tool) in names))
        return self._sets.setdefault(tuple(map(id, found)), found)


def needed(messages: Sequence[AnyMessage], further: Mapping[str, Pattern]) -> frozenset[str]:
    """Of `further`, by name: what the words of the request are about, and what was asked for or called."""
    words = "\n".join(message.text for message in messages if isinstance(message, HumanMessage)).lower()
    calls = [call for message in messages if isinstance(message, AIMessage) for call in message.tool_calls]
    asked = " ".join(str(call["args"]) for call in calls if call["name"] == MORE_TOOLS)
    named = {name for name in further if name in asked}
    wanted = {*(named or (further if asked else ())), *(call["name"] for call in calls)}
    return frozenset(name for name, about in further.items() if name in wanted or about.search(words))


def _name(tool: object) -> str:
    """Empty for a tool that a provider carries out itself."""
    return tool.name if isinstance(tool, BaseTool) else ""
