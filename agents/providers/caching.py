"""What a provider is told to keep of what it was sent, so that the next call is cheaper.

OpenAI, Google and Groq keep beginnings by themselves; Anthropic only what is marked
(https://docs.claude.com/en/docs/build-with-claude/prompt-caching): at most four places, each the end of a
beginning that it keeps for five minutes from its last use.
"""

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AnyMessage, BaseMessage, HumanMessage, SystemMessage

from agents.providers.provider import ANTHROPIC, Provider

KEEP = {"cache_control": {"type": "ephemeral"}}


def marked(
    system: SystemMessage | None, messages: Sequence[AnyMessage], provider: Provider
) -> tuple[SystemMessage | None, list[AnyMessage]]:
    """Both, with marks where `provider` wants them.

    Behind the system prompt, which has the tools before it; behind the last turn that is over, as the newest
    words are told the present and won't be the same in the next turn; and at the end, for the next call of
    this turn.
    """
    if provider.name != ANTHROPIC:
        return system, list(messages)
    newest = max((i for i, message in enumerate(messages) if isinstance(message, HumanMessage)), default=0)
    ends = {_end(messages, newest), _end(messages, len(messages))}
    kept = [_mark(message) if i in ends else message for i, message in enumerate(messages)]
    return _mark(system) if system and system.text else system, kept


def _end(messages: Sequence[AnyMessage], stop: int) -> int:
    """The place of the last message before `stop` that can have a mark; -1 where none can."""
    return next((i for i in range(stop - 1, -1, -1) if _can_have_one(messages[i])), -1)


def _can_have_one(message: BaseMessage) -> bool:
    # A thought can't, and what is empty isn't sent.
    return isinstance(message.content, str) and bool(message.content.strip())


def _mark(message: Any) -> Any:
    return message.model_copy(update={"content": [{"type": "text", "text": message.text, **KEEP}]})
