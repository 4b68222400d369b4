"""A client of LangGraph's protocol on the graph itself, in this process."""

from typing import Any

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from assistant import Assistant
from assistant.serving.agent_server import build_graph

APPROVE: dict[str, Any] = {"type": "approve"}


class FrontClient:
    """A conversation as a client has it: what it sends, and what it sees."""

    def __init__(self, assistant: Assistant, thread: str) -> None:
        self.graph = build_graph(lambda _: assistant, InMemorySaver())
        self.config: Any = {"configurable": {"thread_id": thread}}

    def say(self, text: str) -> list[dict[str, Any]]:
        """The actions that it is asked about then."""
        return self._run({"messages": [("user", text)]})

    def answer(self, value: Any) -> list[dict[str, Any]]:
        return self._run(Command(resume=value))

    def edit(self, action: dict[str, Any], **changed: Any) -> dict[str, Any]:
        """What Agent Chat UI sends for a form in which `changed` was typed."""
        args = {**action["args"], **changed}
        return {"type": "edit", "edited_action": {"name": action["name"], "args": args}}

    @property
    def request(self) -> dict[str, Any]:
        [interrupt] = self.graph.get_state(self.config).interrupts
        value: dict[str, Any] = interrupt.value
        return value

    @property
    def last(self) -> str:
        return str(self.graph.get_state(self.config).values["messages"][-1].text)

    def _run(self, given: Any) -> list[dict[str, Any]]:
        self.graph.invoke(given, self.config)
        if not self.graph.get_state(self.config).interrupts:
            return []
        actions: list[dict[str, Any]] = self.request["action_requests"]
        return actions
