"""The fake chat model as this project takes it: one for all agents."""

import script
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from tools.margin import words_of

WRAPPERS = {script.CALENDAR: "schedule_event", script.EMAIL: "manage_email"}


class FakeChat(BaseChatModel):
    """One model for all agents: whom it speaks for, it sees from the tools it is given."""

    log: object

    @property
    def _llm_type(self) -> str:
        return "fake"

    def bind_tools(self, tools, **_):
        names = {tool.name for tool in tools}  # left as they are: see the README on schemas
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
            words_of(messages[last]),  # and no line that we put before them
            answered,
            lambda agent, request: (WRAPPERS[agent], {"request": request}),
        )
        self.log.append(script.Call(role, list(messages), tools, reply))
        calls = [{"name": name, "args": args, "id": script.call_id()} for name, args in reply.calls]
        return ChatResult(
            generations=[ChatGeneration(message=AIMessage(content=reply.text, tool_calls=calls))]
        )
