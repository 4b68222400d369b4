"""The built-in model without the words of others: it is sent gibberish for all that it has not to read.

What is left are the words of the user, what tools have looked up, and data.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from agents.offline import OfflineChatModel
from tools.delegation import EARLIER, USER
from tools.margin import WORDS, margin, noted

GIBBERISH = "Lorem ipsum."


class DeafModel(OfflineChatModel):
    """Acts as the built-in model does; what it quotes of others is gibberish."""

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        return super()._generate(without_words(messages), *args, **kwargs)

    def _stream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        return super()._stream(without_words(messages), *args, **kwargs)


def without_words(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """`messages` with gibberish for prompts, headings, reports and answers."""
    return [_without_words(message) for message in messages]


def _without_words(message: BaseMessage) -> BaseMessage:
    if isinstance(message, ToolMessage):
        return _report(message) if isinstance(message.artifact, dict) else _found(message)
    if isinstance(message, AIMessage) and message.tool_calls:
        return message
    if isinstance(message, HumanMessage):
        return _request(message) if WORDS in margin(message) else message
    return message.model_copy(update={"content": GIBBERISH})


def _request(message: HumanMessage) -> AnyMessage:
    told = message.model_copy(update={"content": GIBBERISH})
    earlier = [
        line if line["speaker"] == USER else {**line, "text": GIBBERISH}
        for line in margin(message).get(EARLIER, ())
    ]
    return noted(told, **{EARLIER: earlier}) if earlier else told


def _report(message: ToolMessage) -> AnyMessage:
    words = {name: GIBBERISH for name in ("text", "spoken") if name in message.artifact}
    return message.model_copy(update={"content": GIBBERISH, "artifact": {**message.artifact, **words}})


def _found(message: ToolMessage) -> AnyMessage:
    """What was looked up, without the sentence about it; the message of an error has nothing else."""
    with suppress(ValueError):
        found = json.loads(message.text)
        if isinstance(found, dict) and "note" in found:
            return message.model_copy(update={"content": json.dumps({**found, "note": GIBBERISH})})
        return message
    return message.model_copy(update={"content": GIBBERISH})
