"""openai-agents: agents as tools, needs_approval, SQLiteSession, RunState kept in the same SQLite file."""

import asyncio
import json
import sqlite3
from pathlib import Path

import script
from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage, ResponseOutputText

from agents import Agent, ModelResponse, Runner, RunState, SQLiteSession, Usage, function_tool
from agents.models.interface import Model

IMPORTS = (
    "from agents import Agent, Runner, RunState, SQLiteSession, function_tool; "
    "from agents.models.interface import Model"
)
DISTS = ("openai-agents", "openai")
NOTE = (
    "nested approvals native; both sub-agents in parallel (asyncio); "
    "RunState JSON in one row per thread, SQLiteSession for history"
)


class FakeModel(Model):
    def __init__(self, role, log, delegate=None):
        self.role, self.log, self.delegate = role, log, delegate

    async def get_response(self, system_instructions, input, *, tools, **_):
        items = [{"role": "user", "content": input}] if isinstance(input, str) else list(input)
        request, answered = "", False
        for item in reversed(items):
            if item.get("role") == "user":
                request = item["content"]
                break
            answered = answered or item.get("type") == "function_call_output"
        reply = script.decide(self.role, request, answered, self.delegate)
        self.log.append(script.Call(self.role, items, tools, reply, system_instructions))
        output = [
            ResponseFunctionToolCall(
                type="function_call", name=n, arguments=json.dumps(a), call_id=script.call_id()
            )
            for n, a in reply.calls
        ]
        if reply.text:
            text = ResponseOutputText(type="output_text", text=reply.text, annotations=[])
            output.append(
                ResponseOutputMessage(
                    id="msg_" + script.call_id(),
                    type="message",
                    role="assistant",
                    status="completed",
                    content=[text],
                )
            )
        return ModelResponse(output=output, usage=Usage(), response_id=None)

    def stream_response(self, *args, **kwargs):
        raise NotImplementedError


class Peer(script.Framework):
    def __init__(self, directory: str):
        self.calls: list[script.Call] = []
        self.handoffs: list[str] = []
        self.effects = effects = script.Effects(directory)
        self.db = Path(directory, "state.db")
        self.sessions: dict[str, SQLiteSession] = {}
        self.loop = asyncio.new_event_loop()
        self.conn = sqlite3.connect(self.db)
        self.conn.execute("pragma journal_mode=wal")
        self.conn.execute("create table if not exists paused (thread text primary key, state text not null)")

        @function_tool(needs_approval=True, description_override=script.EVENT_DOC)
        def create_calendar_event(
            title: str,
            start_time: str,
            end_time: str,
            attendees: list[str],
            location: str = "",  # noqa: ARG001  # the model fills it in
        ) -> str:
            effects.add("event", {"title": title})
            return f"Event created: {title} from {start_time} to {end_time} with {len(attendees)} attendees"

        @function_tool(needs_approval=True, description_override=script.MAIL_DOC)
        def send_email(to: list[str], subject: str, body: str) -> str:  # noqa: ARG001  # the model fills it in
            effects.add("mail", {"subject": subject})
            return f"Email sent to {', '.join(to)} - Subject: {subject}"

        names = {script.CALENDAR: "schedule_event", script.EMAIL: "manage_email"}
        tools = []
        for role, gated in ((script.CALENDAR, create_calendar_event), (script.EMAIL, send_email)):
            agent = Agent(
                name=role, instructions=script.PROMPTS[role], model=FakeModel(role, self.calls), tools=[gated]
            )
            tools.append(agent.as_tool(tool_name=names[role], tool_description=script.DELEGATE_DOC[role]))
        self.agent = Agent(
            name=script.SUPERVISOR,
            instructions=script.PROMPTS[script.SUPERVISOR],
            model=FakeModel(script.SUPERVISOR, self.calls, lambda a, request: (names[a], {"input": request})),
            tools=tools,
        )

    def _session(self, thread):
        if thread not in self.sessions:
            self.sessions[thread] = SQLiteSession(thread, self.db)
        return self.sessions[thread]

    def _run(self, coroutine):
        return self.loop.run_until_complete(coroutine)

    def start(self, thread: str, text: str):
        result = self._run(Runner.run(self.agent, text, session=self._session(thread)))
        state = result.to_state()
        with self.conn:
            self.conn.execute("insert or replace into paused values (?, ?)", (thread, state.to_string()))
        return list(result.interruptions)

    def pending(self, thread: str):
        return list(self._load(thread).get_interruptions())

    def _load(self, thread: str) -> RunState:
        (saved,) = self.conn.execute("select state from paused where thread = ?", (thread,)).fetchone()
        return self._run(RunState.from_string(self.agent, saved))

    def approve(self, thread: str, _):
        state = self._load(thread)  # always from disk, as after a restart
        for item in state.get_interruptions():
            state.approve(item)
        result = self._run(Runner.run(self.agent, state, session=self._session(thread)))
        assert not result.interruptions, "approved, yet paused again"
        with self.conn:
            self.conn.execute("delete from paused where thread = ?", (thread,))
        return result.final_output, []

    @staticmethod
    def message_chars(call: script.Call) -> int:
        n = len(call.system or "")
        for item in call.messages:
            kind = item.get("type", "message")
            if kind == "function_call":
                n += len(item["name"]) + len(item["arguments"])
            elif kind == "function_call_output":
                n += len(item["output"])
            elif isinstance(item.get("content"), str):
                n += len(item["content"])
            else:
                n += sum(len(part.get("text", "")) for part in item["content"])
        return n

    @staticmethod
    def tools_chars(call: script.Call) -> int:
        return sum(script.tool_chars(t.name, t.description, t.params_json_schema) for t in call.tools)

    def close(self) -> None:
        for s in self.sessions.values():
            s.close()
        self.conn.close()
        self.loop.close()
