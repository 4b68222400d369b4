"""pydantic-ai: delegation through tools, deferred tools for approval, history as JSON rows in SQLite.

A nested pause is not native: the delegating tool raises ApprovalRequired with the sub-agent's
history and pending calls as metadata, and runs the sub-agent on when called again, approved.
"""

import asyncio
import sqlite3
from pathlib import Path

import script
from pydantic import TypeAdapter
from pydantic_ai import Agent, ApprovalRequired, DeferredToolRequests, DeferredToolResults, RunContext
from pydantic_ai.messages import (
    ModelMessagesTypeAdapter,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models.function import FunctionModel
from pydantic_ai.usage import RequestUsage

IMPORTS = (
    "from pydantic_ai import Agent, ApprovalRequired, DeferredToolRequests, DeferredToolResults, RunContext; "
    "from pydantic_ai.messages import ModelMessagesTypeAdapter"
)
DISTS = ("pydantic-ai-slim", "pydantic")
NOTE = (
    "nested approval hand-made (documented pattern, ~25 lines); "
    "both sub-agents in parallel (asyncio); new messages appended as JSON rows"
)

REQUESTS = TypeAdapter(DeferredToolRequests)


def fake_model(role, log, delegate=None):
    def answer(messages, info):
        request, answered = "", False
        for m in reversed(messages):
            for part in reversed(m.parts):
                if isinstance(part, UserPromptPart):
                    request = part.content
                    break
                answered = answered or isinstance(part, ToolReturnPart)
            if request:
                break
        reply = script.decide(role, request, answered, delegate)
        log.append(
            script.Call(
                role, list(messages), info.function_tools + info.output_tools, reply, info.instructions
            )
        )
        parts = [ToolCallPart(n, a, tool_call_id=script.call_id()) for n, a in reply.calls]
        if reply.text:
            parts.append(TextPart(reply.text))
        # A usage of our own, or FunctionModel counts the words of the whole history each call.
        return ModelResponse(parts=parts, usage=RequestUsage(input_tokens=1, output_tokens=1))

    return FunctionModel(answer, model_name="fake")


class Peer(script.Framework):
    def __init__(self, directory: str):
        self.calls: list[script.Call] = []
        self.handoffs: list[str] = []
        self.effects = effects = script.Effects(directory)
        self.loop = asyncio.new_event_loop()
        self.conn = sqlite3.connect(Path(directory, "state.db"))
        self.conn.executescript(
            "pragma journal_mode=wal;"
            "create table if not exists messages"
            " (id integer primary key, thread text not null, body text not null);"
            "create table if not exists paused (thread text primary key, requests text not null);"
        )

        def sub_agent(role):
            return Agent(
                fake_model(role, self.calls),
                name=role,
                instructions=script.PROMPTS[role],
                output_type=[str, DeferredToolRequests],
            )

        calendar, email = sub_agent(script.CALENDAR), sub_agent(script.EMAIL)

        @calendar.tool_plain(requires_approval=True, description=script.EVENT_DOC)
        def create_calendar_event(
            title: str,
            start_time: str,
            end_time: str,
            attendees: list[str],
            location: str = "",  # noqa: ARG001  # the model fills it in
        ) -> str:
            effects.add("event", {"title": title})
            return f"Event created: {title} from {start_time} to {end_time} with {len(attendees)} attendees"

        @email.tool_plain(requires_approval=True, description=script.MAIL_DOC)
        def send_email(to: list[str], subject: str, body: str) -> str:  # noqa: ARG001  # the model fills it in
            effects.add("mail", {"subject": subject})
            return f"Email sent to {', '.join(to)} - Subject: {subject}"

        async def delegate(ctx: RunContext, agent: Agent, request: str) -> str:
            self.handoffs.append(agent.name)
            if ctx.tool_call_approved:
                saved = ctx.tool_call_metadata
                result = await agent.run(
                    message_history=ModelMessagesTypeAdapter.validate_python(saved["history"]),
                    deferred_tool_results=DeferredToolResults(approvals=dict.fromkeys(saved["calls"], True)),
                )
            else:
                result = await agent.run(request)
            if isinstance(result.output, DeferredToolRequests):
                raise ApprovalRequired(
                    metadata={
                        "history": ModelMessagesTypeAdapter.dump_python(result.all_messages(), mode="json"),
                        "calls": [c.tool_call_id for c in result.output.approvals],
                    }
                )
            return result.output

        names = {script.CALENDAR: "schedule_event", script.EMAIL: "manage_email"}
        self.agent = supervisor = Agent(
            fake_model(script.SUPERVISOR, self.calls, lambda a, request: (names[a], {"request": request})),
            name=script.SUPERVISOR,
            instructions=script.PROMPTS[script.SUPERVISOR],
            output_type=[str, DeferredToolRequests],
        )

        @supervisor.tool(description=script.DELEGATE_DOC[script.CALENDAR])
        async def schedule_event(ctx: RunContext, request: str) -> str:
            return await delegate(ctx, calendar, request)

        @supervisor.tool(description=script.DELEGATE_DOC[script.EMAIL])
        async def manage_email(ctx: RunContext, request: str) -> str:
            return await delegate(ctx, email, request)

    def _history(self, thread: str):
        rows = self.conn.execute("select body from messages where thread = ? order by id", (thread,))
        return [m for (body,) in rows for m in ModelMessagesTypeAdapter.validate_json(body)]

    def _save(self, thread: str, result) -> None:
        """The new messages and what the run waits for, in one transaction."""
        with self.conn:
            self.conn.execute(
                "insert into messages (thread, body) values (?, ?)",
                (thread, result.new_messages_json().decode()),
            )
            if isinstance(result.output, DeferredToolRequests):
                self.conn.execute(
                    "insert or replace into paused values (?, ?)",
                    (thread, REQUESTS.dump_json(result.output).decode()),
                )
            else:
                self.conn.execute("delete from paused where thread = ?", (thread,))

    def start(self, thread: str, text: str):
        result = self.loop.run_until_complete(self.agent.run(text, message_history=self._history(thread)))
        self._save(thread, result)
        return list(result.output.approvals)

    def _paused(self, thread: str) -> DeferredToolRequests:
        (saved,) = self.conn.execute("select requests from paused where thread = ?", (thread,)).fetchone()
        return REQUESTS.validate_json(saved)

    def pending(self, thread: str):
        return list(self._paused(thread).approvals)

    def approve(self, thread: str, _):
        requests = self._paused(thread)  # always from disk, as after a restart
        results = requests.build_results(approve_all=True, metadata=requests.metadata)
        result = self.loop.run_until_complete(
            self.agent.run(message_history=self._history(thread), deferred_tool_results=results)
        )
        assert not isinstance(result.output, DeferredToolRequests), "approved, yet paused again"
        self._save(thread, result)
        return result.output, []

    @staticmethod
    def message_chars(call: script.Call) -> int:
        n = len(call.system or "")
        for m in call.messages:
            for part in m.parts:
                if isinstance(part, ToolCallPart):
                    n += len(part.tool_name) + len(part.args_as_json_str())
                elif isinstance(part, ToolReturnPart):
                    n += len(part.model_response_str())
                else:
                    n += len(part.content)
        return n

    @staticmethod
    def tools_chars(call: script.Call) -> int:
        return sum(script.tool_chars(t.name, t.description, t.parameters_json_schema) for t in call.tools)

    def close(self) -> None:
        self.conn.close()
        self.loop.close()
