"""A supervisor and a calendar agent with the whole stack, talking to a model server on loopback."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langchain_core.tools import StructuredTool
from langchain_openai import ChatOpenAI
from langgraph.types import Command

from agents.approval import ApprovalMiddleware
from agents.bounds import Limits
from agents.bounds.budget import Budgets
from agents.checkpoints import ConversationSaver
from agents.hooks import Hooks
from agents.messages import Journal
from agents.middleware import Shared, stack
from agents.specialist import build_specialist
from agents.supervisor import build_supervisor
from agents.telling import Telling, Told
from agents.turn_context import TurnContext
from tests.agents.messages.office import Tray, Words
from tests.databases import database_at
from tests.servers.clients import close_client
from tests.servers.openai_server import OpenAIServer, Reply, Request, hangs
from tools.effects.approvals import Answer, ApprovalBook
from tools.effects.ledger import Ledger
from tools.toolset import Toolset, write_tool

QUICK: dict[str, Any] = {"retry_wait_s": 0.01}
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


def chat_model(server: OpenAIServer, **more: Any) -> ChatOpenAI:
    given = {"model": "gpt-test", "base_url": server.base_url, "api_key": server.key, "max_retries": 0}
    return ChatOpenAI(**{**given, **more})


class Timer:
    """Time that passes only when a test says so: what takes too long doesn't hang on the machine."""

    def __init__(self) -> None:
        self.at_s = 0.0

    def __call__(self) -> float:
        return self.at_s

    def hangs(self, _: Request) -> Reply:
        """A server that never answers, and for which a minute and a half has passed when it is asked."""
        self.at_s += 90
        return hangs()


class Desk:
    """Everything real; the model is whatever `model` is."""

    def __init__(
        self,
        home: Path,
        model: BaseChatModel,
        *,
        fallbacks: Sequence[BaseChatModel] = (),
        hooks: Hooks | None = None,
        versions: Mapping[str, Callable[[], str]] | None = None,
        plans: bool = False,
        look: Callable[[str], str] = lambda when: f"nothing {when}",
        **limits: Any,
    ) -> None:
        home.mkdir(exist_ok=True)
        self._models = [model, *fallbacks]
        self.tray = Tray(home / "tray")
        self.database = database_at(home / "assistant.db")
        self.book = ApprovalBook(self.database)
        self.journal = Journal(self.database)
        self.timer = Timer()
        self.budgets = Budgets(
            self.journal, Limits(**{**QUICK, **limits}), clock=lambda: NOW, timer=self.timer
        )
        self.shared = shared = Shared(
            self.journal,
            self.budgets,
            lambda: NOW,
            fallbacks=fallbacks,
            hooks=hooks or Hooks(),
            plans=plans,
        )
        lists = StructuredTool.from_function(look, name="list_calendar_events", description="What is on.")
        writes = write_tool("create_calendar_event", "Create.", Words, self.tray.planner("event.create"))
        toolset = Toolset(reads=(lists,), writes=(writes,))
        gate = ApprovalMiddleware("calendar", toolset, self.book, Ledger(self.database, [self.tray]))
        calendar = build_specialist(
            "calendar",
            model=model,
            toolset=toolset,
            system_prompt="You are the calendar agent.",
            tool_name="schedule_event",
            tool_description="Asks the calendar agent.",
            middleware=stack("calendar", shared, reads=["list_calendar_events"], approval=[gate]),
        )
        self.graph = build_supervisor(
            model,
            [calendar],
            ConversationSaver(self.database),
            user_name="Sam",
            user_email="sam@example.com",
            middleware=stack(
                "supervisor", shared, delegates={"schedule_event": "calendar"}, versions=versions
            ),
        )
        self.told_by_now: list[Told] = []
        """What whoever watches was told."""
        self.context = TurnContext(run_id="first")
        self._said = 0

    def ask(self, text: str, thread: str = "t") -> str:
        """What the supervisor says in the end; "" when it waits for approval."""
        self._said += 1
        self.context = TurnContext(run_id=f"run{self._said}", telling=Telling(self.told_by_now.append))
        return self._run({"messages": [HumanMessage(text, id=f"{time.time_ns()}")]}, thread)

    def approve(self, thread: str = "t") -> str:
        waiting = self.book.pending(thread)
        self.book.claim({proposal.id: Answer(type="approve") for proposal in waiting}, by="test")
        ids = {proposal.id for proposal in waiting}
        answers = {
            i.id: {"type": "approve"}
            for i in self.graph.get_state(_config(thread)).interrupts
            if i.value["proposal"] in ids
        }
        self._said += 1
        self.context = TurnContext(run_id=f"run{self._said}", telling=Telling(self.told_by_now.append))
        return self._run(Command(resume=answers), thread)

    def cancelled(self, reply: Reply) -> Callable[[Request], Reply]:
        """`reply`, to a turn that is cancelled as soon as the server is asked."""

        def cancel(_: Request) -> Reply:
            self.context.cancelled.set()
            return reply

        return cancel

    def messages(self, thread: str = "t") -> list[AnyMessage]:
        return list(self.graph.get_state(_config(thread)).values.get("messages", []))

    def told(self, kind: str) -> list[str]:
        """The texts of the journal's messages of one type."""
        return [message.content for message in self.journal.messages("t", types=[kind])]

    def _run(self, given: Any, thread: str) -> str:
        result = self.graph.invoke(given, _config(thread), context=self.context, durability="sync")
        asked = {i.value["proposal"] for i in result.get("__interrupt__", ())}
        self.book.settle(thread, (p.id for p in self.book.claimed(thread) if p.id not in asked))
        self.book.await_answers(thread, asked)
        last = result["messages"][-1]
        return last.text if isinstance(last, AIMessage) and not asked else ""

    def close(self) -> None:
        for model in self._models:
            close_client(model)
        self.journal.close()
        self.database.close()


def _config(thread: str) -> Any:
    return {"configurable": {"thread_id": thread}, "recursion_limit": 200}
