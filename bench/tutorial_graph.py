"""LangChain's tutorial of a supervisor with a calendar and an email agent, kept by LangGraph's own saver.

What `scale.py` measures beside ours: the same question, answered by models that are made of two rules and
take no time. Its conversations are in the same server, by `AsyncPostgresSaver` as its page shows it.
"""

from typing import Any
from uuid import uuid4

from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import tool

SUPERVISOR = (
    "You are a helpful personal assistant. You can schedule calendar events and send emails. Break down user"
    " requests into appropriate tool calls and coordinate the results."
)
CALENDAR = "You are a calendar scheduling assistant. Parse natural language requests into ISO datetimes."
EMAIL = "You are an email assistant. Compose professional emails based on natural language requests."


class Ruled(BaseChatModel):
    """Calls its tool with what it was asked, and then says what came of it."""

    calls: str
    takes: str

    @property
    def _llm_type(self) -> str:
        return "ruled"

    def bind_tools(self, tools: Any, **_: Any) -> Any:
        return self.bind(tools=tools)

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        last = messages[-1]
        call = {"name": self.calls, "args": {self.takes: last.text}, "id": f"call_{uuid4().hex[:24]}"}
        said = AIMessage("", tool_calls=[call]) if isinstance(last, HumanMessage) else AIMessage(last.text)
        return ChatResult(generations=[ChatGeneration(message=said)])


@tool
def list_calendar_events(day: str) -> str:
    """List the events of a day."""
    return f"Nothing is planned ({day})."


@tool
def create_calendar_event(title: str, start_time: str, end_time: str) -> str:
    """Create a calendar event. Requires exact ISO datetimes."""
    return f"Event created: {title} from {start_time} to {end_time}"


@tool
def send_email(to: list[str], subject: str, body: str) -> str:
    """Send an email. Requires properly formatted addresses."""
    return f"Email sent to {to}: {subject} ({len(body)} characters)"


def build(saver: Any) -> Any:
    """The graph, with its conversations in `saver`."""
    calendar = create_agent(
        Ruled(calls="list_calendar_events", takes="day"),
        [list_calendar_events, create_calendar_event],
        system_prompt=CALENDAR,
        middleware=[HumanInTheLoopMiddleware(interrupt_on={"create_calendar_event": True})],
    )
    email = create_agent(
        Ruled(calls="send_email", takes="to"),
        [send_email],
        system_prompt=EMAIL,
        middleware=[HumanInTheLoopMiddleware(interrupt_on={"send_email": True})],
    )

    @tool
    async def schedule_event(request: str) -> str:
        """Schedule calendar events using natural language: creates, changes, and checks the calendar."""
        result = await calendar.ainvoke({"messages": [{"role": "user", "content": request}]})
        return str(result["messages"][-1].text)

    @tool
    async def manage_email(request: str) -> str:
        """Send emails using natural language: notifications, reminders, and communication."""
        result = await email.ainvoke({"messages": [{"role": "user", "content": request}]})
        return str(result["messages"][-1].text)

    return create_agent(
        Ruled(calls="schedule_event", takes="request"),
        [schedule_event, manage_email],
        system_prompt=SUPERVISOR,
        checkpointer=saver,
    )


async def ask(graph: Any, text: str, thread: str) -> str:
    """One turn."""
    config = {"configurable": {"thread_id": thread}}
    result = await graph.ainvoke({"messages": [{"role": "user", "content": text}]}, config)
    return str(result["messages"][-1].text)
