"""A model that does what the person asks for, and then whatever a mail or an event tells it to."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field

Play = Generator[AIMessage, Sequence[BaseMessage], None]
"""An agent's part: it gives a reply, and is sent the messages that stand there when it is asked again."""


class ObeyingModel(BaseChatModel):
    """Plays for each agent the part that is written for its tools and for what it was asked."""

    part: Callable[[Sequence[str], str], Play]
    """By the names of an agent's tools and the words of its request."""
    playing: dict[tuple[str, str], Play] = Field(default_factory=dict)
    read: list[str] = Field(default_factory=list)
    """What it was shown by tools."""

    @property
    def _llm_type(self) -> str:
        return "obeying"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> Any:
        return self.bind(tool_names=[getattr(tool, "name", "") for tool in tools])

    def _generate(self, messages: list[BaseMessage], *_: Any, **given: Any) -> ChatResult:
        self.read += [message.text for message in messages if isinstance(message, ToolMessage)]
        names = given.get("tool_names", [])
        request = next(message.text for message in reversed(messages) if isinstance(message, HumanMessage))
        key = (names[0] if names else "", request)
        if key not in self.playing:
            self.playing[key] = self.part(names, request)
            reply = next(self.playing[key])
        else:
            reply = self.playing[key].send(messages)
        return ChatResult(generations=[ChatGeneration(message=reply)])


def calls(name: str, args: dict[str, Any], id: str) -> AIMessage:
    """A reply that calls one tool."""
    return AIMessage("", tool_calls=[{"name": name, "args": args, "id": id}])


def last_result(messages: Sequence[BaseMessage]) -> str:
    """What the tool that was called last has answered."""
    return next((message.text for message in reversed(messages) if isinstance(message, ToolMessage)), "")


def ids(messages: Sequence[BaseMessage], kind: str, **wanted: str) -> list[str]:
    """The ids of the events or emails in all results whose fields have what is `wanted`, in order."""
    found: dict[str, None] = {}
    for thing in _things(messages, kind):
        if all(value in str(thing.get(name, "")) for name, value in wanted.items()):
            found[str(thing["id"])] = None
    return list(found)


def _things(messages: Sequence[BaseMessage], kind: str) -> Iterator[dict[str, Any]]:
    for message in messages:
        if isinstance(message, ToolMessage) and message.text.startswith("{"):
            yield from json.loads(message.text).get(kind, [])
