"""What an agent remembers of a conversation: the state of its graph, and how much of it stays there."""

from collections.abc import Sequence
from typing import Annotated, Any, TypedDict

from langchain_core.messages import AnyMessage, BaseMessage, HumanMessage, RemoveMessage, convert_to_messages
from langgraph.channels import DeltaChannel
from langgraph.graph.message import REMOVE_ALL_MESSAGES

MOST_CHARS = 12_000
"""Above this, a conversation lets go of its oldest turns …"""
KEPT_CHARS = 6_000
"""… until it is no longer than this: rarely and in one go, so that providers can cache what comes first."""
SNAPSHOT_EVERY = 200
"""Writes to the messages within one turn before they are saved whole; a finished turn starts anew."""

TurnMessages = tuple[BaseMessage, ...]


def merge(messages: list[BaseMessage], updates: Sequence[Any]) -> list[BaseMessage]:
    """`messages` with every update of `updates` applied in order, as `add_messages` does it.

    A message with a known id takes that one's place, `RemoveMessage` takes it away, all others
    follow at the end. Merging in one go or in several comes to the same: what was saved as
    single steps may be played back in one.
    """
    merged: dict[object, BaseMessage] = {message.id or object(): message for message in messages}
    for update in updates:
        for message in convert_to_messages(update if isinstance(update, list) else [update]):
            if not isinstance(message, RemoveMessage):
                merged[message.id or object()] = message
            elif message.id == REMOVE_ALL_MESSAGES:
                merged.clear()
            else:
                merged.pop(message.id, None)
    return list(merged.values())


class ConversationState(TypedDict):
    """The state of an agent whose conversation goes on over many turns.

    Every step saves only the messages it added, not the whole conversation again.
    """

    messages: Annotated[list[AnyMessage], DeltaChannel(merge, snapshot_frequency=SNAPSHOT_EVERY)]


def turns_of(messages: Sequence[BaseMessage]) -> list[TurnMessages]:
    """The conversation cut before each message of the user."""
    turns: list[list[BaseMessage]] = []
    for message in messages:
        if not turns or isinstance(message, HumanMessage):
            turns.append([])
        turns[-1].append(message)
    return [tuple(turn) for turn in turns]


def turns_to_keep(turns: Sequence[TurnMessages]) -> int:
    """How many of the last turns stay before the model's eyes: all of them, until they grow too long.

    The last turn always stays, however long it is.
    """
    lengths = [sum(chars(message) for message in turn) for turn in turns]
    if sum(lengths) <= MOST_CHARS:
        return len(turns)
    kept = 0
    total = 0
    for length in reversed(lengths):
        total += length
        if kept and total > KEPT_CHARS:
            break
        kept += 1
    return kept


def chars(message: BaseMessage) -> int:
    """The length of what a model reads of `message`: its text and the calls it makes."""
    calls = getattr(message, "tool_calls", ())
    content = message.content
    length = len(content) if isinstance(content, str) else len(message.text)
    return length + sum(len(call["name"]) + len(str(call["args"])) for call in calls)
