"""What the three LangGraph peers share: the fake chat model, the two tools, the turn."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import script
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import tool
from langchain_core.utils.function_calling import convert_to_openai_tool
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.types import Command


class FakeChat(BaseChatModel):
    role: str
    log: Any  # not `list`: pydantic would copy it
    delegate: Any = None
    one_at_a_time: bool = False  # hand over to one sub-agent, hear from it, then to the next
    bind_as_dicts: bool = False  # create_react_agent looks into bound tools and wants provider dicts

    @property
    def _llm_type(self) -> str:
        return "fake"

    def bind_tools(self, tools, **_):
        return self.bind(tools=[convert_to_openai_tool(t) for t in tools] if self.bind_as_dicts else tools)

    def _generate(self, messages, tools=(), **_):
        own = "create_calendar_event" if self.role == script.CALENDAR else "send_email"
        request, answered, reported = "", False, set()
        for m in reversed(messages):
            if isinstance(m, HumanMessage):
                request = m.text
                break
            reported.add(m.name)
            # A supervisor has its answer once anything follows the user's words; a sub-agent
            # once its own tool has answered (langgraph-supervisor puts handoffs in between).
            answered = (
                answered or self.role == script.SUPERVISOR or (isinstance(m, ToolMessage) and m.name == own)
            )
        reply = script.decide(
            self.role, request, answered, self.delegate, reported if self.one_at_a_time else None
        )
        self.log.append(script.Call(self.role, list(messages), tools, reply))
        calls = [{"name": n, "args": a, "id": script.call_id()} for n, a in reply.calls]
        return ChatResult(
            generations=[ChatGeneration(message=AIMessage(content=reply.text, tool_calls=calls))]
        )


def make_tools(effects: script.Effects):
    @tool(description=script.EVENT_DOC)
    def create_calendar_event(
        title: str,
        start_time: str,
        end_time: str,
        attendees: list[str],
        location: str = "",  # noqa: ARG001  # the model fills it in
    ) -> str:
        effects.add("event", {"title": title})
        return f"Event created: {title} from {start_time} to {end_time} with {len(attendees)} attendees"

    @tool(description=script.MAIL_DOC)
    def send_email(to: list[str], subject: str, body: str) -> str:  # noqa: ARG001  # the model fills it in
        effects.add("mail", {"subject": subject})
        return f"Email sent to {', '.join(to)} - Subject: {subject}"

    return create_calendar_event, send_email


class LangGraphPeer(script.Framework):
    per_call = True  # one decision per interrupt; else one batch of decisions

    def __init__(self, directory: str):
        self.calls: list[script.Call] = []
        self.handoffs: list[str] = []
        self.effects = script.Effects(directory)
        self.conn = sqlite3.connect(Path(directory, "state.db"), check_same_thread=False)
        self.graph = self.build(SqliteSaver(self.conn))
        self._schemas: dict[str, int] = {}

    def model(self, role: str, delegate=None, **kwargs) -> FakeChat:
        return FakeChat(role=role, log=self.calls, delegate=delegate, **kwargs)

    def _config(self, thread: str) -> dict:
        return {"configurable": {"thread_id": thread}}

    def start(self, thread: str, text: str):
        out = self.graph.invoke({"messages": [{"role": "user", "content": text}]}, self._config(thread))
        return list(out["__interrupt__"])

    def pending(self, thread: str):
        return list(self.graph.get_state(self._config(thread)).interrupts)

    def approve(self, thread: str, pending):
        yes = {"type": "approve"}
        resume = {
            i.id: yes if self.per_call else {"decisions": [yes] * len(i.value["action_requests"])}
            for i in pending
        }
        out = self.graph.invoke(Command(resume=resume), self._config(thread))
        return out["messages"][-1].text, list(out.get("__interrupt__", ()))

    @staticmethod
    def message_chars(call: script.Call) -> int:
        n = 0
        for m in call.messages:
            n += len(m.text)
            n += sum(len(c["name"]) + script.args_chars(c["args"]) for c in getattr(m, "tool_calls", ()))
        return n

    def tools_chars(self, call: script.Call) -> int:
        n = 0
        for t in call.tools:
            name = t["function"]["name"] if isinstance(t, dict) else t.name
            if (call.role, name) not in self._schemas:
                f = convert_to_openai_tool(t)["function"]
                self._schemas[call.role, name] = script.tool_chars(
                    f["name"], f.get("description"), f.get("parameters")
                )
            n += self._schemas[call.role, name]
        return n

    def close(self) -> None:
        self.conn.close()
