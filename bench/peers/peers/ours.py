"""This project, as a script uses it: `Assistant` on a home of its own, real events and mails."""

from datetime import datetime
from pathlib import Path

import script
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.utils.function_calling import convert_to_openai_tool

from assistant import Assistant, Decision
from peers.lc_common import LangGraphPeer

IMPORTS = "import assistant.bootstrap, assistant.session; from assistant import Assistant, Decision"
DISTS = ("langgraph-assistant", "langchain", "langchain-core", "langgraph", "langgraph-checkpoint-sqlite")
NOTE = "events and mails are real files; full set of tools; ledger and journal in the database"

WRAPPERS = {script.CALENDAR: "schedule_event", script.EMAIL: "manage_email"}
NOW = datetime.fromisoformat("2026-03-05T09:00:00+00:00")
WORLD = ("calendar", "mail", "contacts")


class FakeChat(BaseChatModel):
    """One model for all agents: whom it speaks for, it sees from the tools it is given."""

    log: object

    @property
    def _llm_type(self) -> str:
        return "fake"

    def bind_tools(self, tools, **_):
        names = {convert_to_openai_tool(tool)["function"]["name"] for tool in tools}
        if "schedule_event" in names:
            role = script.SUPERVISOR
        else:
            role = script.CALENDAR if "create_calendar_event" in names else script.EMAIL
        return self.bind(tools=tools, role=role)

    def _generate(self, messages, tools=(), role="", **_):
        last = max(place for place, message in enumerate(messages) if isinstance(message, HumanMessage))
        answered = any(isinstance(message, ToolMessage) for message in messages[last:])
        reply = script.decide(
            role,
            messages[last].text,
            answered,
            lambda agent, request: (WRAPPERS[agent], {"request": request}),
        )
        self.log.append(script.Call(role, list(messages), tools, reply))
        calls = [{"name": name, "args": args, "id": script.call_id()} for name, args in reply.calls]
        return ChatResult(
            generations=[ChatGeneration(message=AIMessage(content=reply.text, tool_calls=calls))]
        )


class World:
    """What has happened: the events and sent mails that are there and were not at the start."""

    def __init__(self, home: Path):
        self.folders = {"event": home / "calendar", "mail": home / "mail" / ".Sent"}
        self.before = {kind: self.count(kind) for kind in self.folders}

    def count(self, kind: str) -> int:
        pattern = "*/*.ics" if kind == "event" else "[cn][ue][rw]/*"
        return sum(1 for _ in self.folders[kind].glob(pattern))

    @property
    def done(self) -> list[str]:
        return [kind for kind in self.folders for _ in range(self.count(kind) - self.before[kind])]


class Peer:
    def __init__(self, directory: str):
        self.calls: list[script.Call] = []
        self.handoffs: list[str] = []
        self.home = Path(directory)
        self.assistant = Assistant.open(home=self.home, model=FakeChat(log=self.calls), now=NOW)
        self.effects = World(self.home)
        self._schemas: dict[str, int] = {}

    def start(self, thread: str, text: str):
        turn = self.assistant.ask(text, thread=thread)
        assert turn.status == "paused", turn
        return list(turn.approvals)

    def pending(self, thread: str):
        return [approval for approval in self.assistant.pending() if approval.thread_id == thread]

    def approve(self, _: str, pending):
        turn = self.assistant.decide({approval.id: Decision.approve() for approval in pending})
        assert turn.status == "done" and all(effect.state == "done" for effect in turn.effects), turn
        return turn.reply, list(turn.approvals)

    @staticmethod
    def is_right(answer: str) -> bool:
        """Where no model words the answer, it has to say the same: what, when, to whom."""
        told = ("Design review", "14:00", "15:00")
        return answer == script.ANSWERS[script.SUPERVISOR] or all(word in answer for word in told)

    message_chars = staticmethod(LangGraphPeer.message_chars)
    tools_chars = LangGraphPeer.tools_chars

    @staticmethod
    def state_files(directory: Path):
        """All but the world: events, mails and contacts themselves, and the indexes of them."""
        for path in directory.rglob("*"):
            if path.is_file() and path.relative_to(directory).parts[0] not in WORLD:
                yield path

    def close(self) -> None:
        self.assistant.close()
