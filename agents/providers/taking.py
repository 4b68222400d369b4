"""Messages as a provider takes them: those of another one, and those that we made ourselves, too."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from agents.providers.provider import ANTHROPIC, OLLAMA, Provider
from tools.margin import margin, noted
from tools.patterns import Pattern

_CALL_ID = Pattern(r"[a-zA-Z0-9_-]{1,40}")
"""What every protocol takes for the id of a tool call: OpenAI allows 40 characters, Anthropic these ones."""
_THINKING = ("thinking", "redacted_thinking")


def as_taken(messages: Sequence[AnyMessage], provider: Provider) -> list[AnyMessage]:
    """`messages` in a form that `provider` takes; what it said itself stays as it was, thinking and all.

    Of what another provider said, or we, its text and its tool calls are left. Nobody's name is sent:
    no protocol asks for it, and some servers refuse it, as Groq's does
    (https://console.groq.com/docs/openai#currently-unsupported-openai-features).
    """
    taken: list[AnyMessage] = []
    ids: dict[str, str] = {}
    for message in messages:
        match message:
            case AIMessage():
                said = _said(message, provider, ids)
                # An empty answer says nothing, and Anthropic refuses it.
                calls = said.tool_calls or said.invalid_tool_calls
                if calls or said.text.strip() or not isinstance(said.content, str):
                    taken.append(said)
            case ToolMessage():
                taken.append(_result(message, ids))
            case HumanMessage() if provider.name == OLLAMA and not isinstance(message.content, str):
                taken.append(message.model_copy(update={"content": message.text}))
            case _:
                taken.append(message)
    return taken


def thinks_without_a_thought(messages: Sequence[AnyMessage], provider: Provider) -> bool:
    """Whether a tool call of the turn that is under way has no thinking block, where one is asked for.

    Anthropic refuses it while thinking is on; with thinking off it takes the same messages, and lets go
    of the thinking blocks among them
    (https://docs.claude.com/en/docs/build-with-claude/extended-thinking#toggling-thinking-modes-in-conversations).
    """
    if provider.name != ANTHROPIC or not provider.thinking:
        return False
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            return False
        if isinstance(message, AIMessage) and message.tool_calls and not _begins_with_thinking(message):
            return True
    return False


def _said(message: AIMessage, provider: Provider, ids: dict[str, str]) -> AIMessage:
    """`message` as it is sent; what its calls are called there is put into `ids`."""
    if _goes_back(message, provider):
        return message.model_copy(update={"name": None}) if message.name else message
    calls = []
    for call in message.tool_calls:
        id = str(call["id"])
        # A server that numbers the calls of each answer from one uses an id twice.
        fits = _CALL_ID.fullmatch(id) and id not in ids
        ids[id] = id if fits else f"call_{sha256(f'{message.id} {id}'.encode()).hexdigest()[:24]}"
        calls.append({**call, "id": ids[id]})
    plain = AIMessage(content=message.text, id=message.id, tool_calls=calls)
    return noted(plain, **margin(message)) if margin(message) else plain


def _goes_back(message: AIMessage, provider: Provider) -> bool:
    """Whether it can be sent as it came."""
    about = message.response_metadata
    if about.get("model_provider") not in (None, provider.name):
        return False
    if isinstance(message.content, str):
        return True
    known = provider.stores or all(
        part.get("encrypted_content") for part in _parts(message) if part.get("type") == "reasoning"
    )
    # The answer names the model with its date: gpt-5-mini-2025-08-07.
    return provider.takes_parts and known and str(about.get("model_name", "")).startswith(provider.only_of)


def _parts(message: AIMessage) -> list[dict[str, Any]]:
    return [part for part in message.content if isinstance(part, dict)]


def _result(message: ToolMessage, ids: dict[str, str]) -> ToolMessage:
    id = ids.get(message.tool_call_id, message.tool_call_id)
    if id == message.tool_call_id and isinstance(message.content, str):
        return message
    return message.model_copy(update={"tool_call_id": id, "content": message.text})


def _begins_with_thinking(message: AIMessage) -> bool:
    return not isinstance(message.content, str) and any(
        part.get("type") in _THINKING for part in _parts(message)[:1]
    )
