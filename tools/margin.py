"""The margin of a message: what its words rest on, as data beside them.

It is kept with the message and crosses between agents, for a model that reads no prose. No provider is
sent it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from langchain_core.messages import BaseMessage, HumanMessage

_KEY = "assistant_margin"
WORDS = "words"
"""What was said, where more stands in the text: a line about the present, the conversation before it."""

AnyKind = TypeVar("AnyKind", bound=BaseMessage)


def margin(message: BaseMessage) -> Mapping[str, Any]:
    """The notes in the margin of `message`; none where nobody has made any, as in older conversations."""
    notes = message.additional_kwargs.get(_KEY)
    return notes if isinstance(notes, Mapping) else {}


def noted(message: AnyKind, **notes: Any) -> AnyKind:
    """`message` with `notes`, of plain data, in its margin, besides those that are there."""
    kept = {_KEY: {**margin(message), **notes}}
    return message.model_copy(update={"additional_kwargs": {**message.additional_kwargs, **kept}})


def words_of(message: BaseMessage) -> str:
    """What was said, without what was put before it."""
    return str(margin(message).get(WORDS, message.text))


def place_of_words(messages: Sequence[BaseMessage]) -> int:
    """The place of the newest of `messages` that a person has said, or who asks an agent; -1 without one."""
    return max((i for i, message in enumerate(messages) if isinstance(message, HumanMessage)), default=-1)


def newest_words(messages: Sequence[BaseMessage]) -> str:
    """What was said last to who has `messages`; nothing, where there is nothing."""
    place = place_of_words(messages)
    return "" if place < 0 else words_of(messages[place])


def led_by(lead: str, message: AnyKind, **notes: Any) -> AnyKind:
    """`message` with `lead` before its text, and what was said noted as it was."""
    led = message.model_copy(update={"content": f"{lead}\n{message.text}"})
    return noted(led, **{WORDS: words_of(message)}, **notes)
