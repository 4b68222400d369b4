"""A chat model that plays given replies, and fails loudly when they run out or don't fit."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

Reply = AIMessage | Callable[[list[BaseMessage]], AIMessage]


class ScriptedModel(BaseChatModel):
    """Plays, for each agent, its own list of replies; the agent is known by the tools it is given.

    `ScriptedModel(script={"schedule_event": [calls(("schedule_event", {"request": "…"})), says("Done.")]})`
    A reply may be a function of the messages that the agent is sent.
    """

    script: dict[str, list[Any]]
    """Replies by the name of one of the agent's tools, or by '' for an agent without tools. The
    supervisor has `schedule_event`, the calendar agent `list_calendar_events`, the email agent
    `search_emails`."""
    heard: list[tuple[str, list[BaseMessage]]] = Field(default_factory=list)
    """Every call: the agent's key and what it was sent."""

    answer_to: Any = None
    """A function of the messages that answers for agents whose list is empty."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> Any:
        names = [getattr(tool, "name", "") for tool in tools]
        return self.bind(tool_names=names)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: Any = None,  # noqa: ARG002  # LangChain's signature
        run_manager: Any = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> ChatResult:
        names = kwargs.get("tool_names", [])
        key = next((name for name in self.script if name in names), "")
        self.heard.append((key, messages))
        replies = self.script.get(key)
        if not replies and self.answer_to and key:
            return ChatResult(generations=[ChatGeneration(message=self.answer_to(messages))])
        assert replies, f"the script of {key or names} has run out; it was sent {messages[-1].content!r}"
        reply = replies.pop(0)
        message = reply(messages) if callable(reply) else reply
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: Any = None,  # noqa: ARG002
        run_manager: Any = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        message = self._generate(messages, **kwargs).generations[0].message
        chunk = AIMessageChunk(
            **message.model_dump(
                include={"content", "additional_kwargs", "response_metadata", "usage_metadata"}
            ),
            tool_call_chunks=[
                {"name": call["name"], "args": json.dumps(call["args"]), "id": call["id"], "index": index}
                for index, call in enumerate(message.tool_calls)  # type: ignore[attr-defined]
            ],
        )
        if run_manager:
            run_manager.on_llm_new_token(message.text, chunk=ChatGenerationChunk(message=chunk))
        yield ChatGenerationChunk(message=chunk)


def says(text: str) -> AIMessage:
    """A reply in words."""
    return AIMessage(text)


def calls(*wanted: tuple[str, dict[str, Any]], text: str = "") -> AIMessage:
    """A reply that calls tools; ids number from one in each reply, as some servers do."""
    return AIMessage(
        text,
        tool_calls=[
            {"name": name, "args": args, "id": f"call_{index}"} for index, (name, args) in enumerate(wanted)
        ],
    )
