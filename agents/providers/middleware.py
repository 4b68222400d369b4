"""Next to the model: what is sent, in the form that its provider takes."""

from typing import Any

from agents.loop import Middleware, ModelHandler, ModelRequest, ModelResponse
from agents.providers.caching import marked
from agents.providers.provider import OPENAI, Provider, provider_of
from agents.providers.taking import as_taken, thinks_without_a_thought

_STREAMED = {"stream_usage": True, "stream_chunk_timeout": None}
"""LangChain doesn't ask a server of one's own what an answer has used; and its own limit on silence knows
neither ours nor that a model may think for long."""


class AsTaken(Middleware):
    """Sends each provider what it takes, whoever said it; what is kept stays as it was."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, Provider, Any, Any]] = {}
        """By the id of a model: it, its provider, the model that is asked, and the same without thinking."""

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        _, provider, asked, unthinking = self._of(request.model)
        messages = as_taken(request.messages, provider)
        chosen = unthinking if thinks_without_a_thought(messages, provider) else asked
        system, messages = marked(request.system_message, messages, provider)
        return handler(request.override(model=chosen, system_message=system, messages=messages))

    def _of(self, model: Any) -> tuple[Any, Provider, Any, Any]:
        if id(model) not in self._known:
            provider = provider_of(model)
            asked = model.model_copy(update=_STREAMED) if provider.name == OPENAI else model
            # Not said is off, or, where a model thinks anyhow, no rule of where its thoughts have to be:
            # https://docs.claude.com/en/docs/build-with-claude/adaptive-thinking.
            unthinking = asked.model_copy(update={"thinking": None}) if provider.thinking else asked
            self._known[id(model)] = (model, provider, asked, unthinking)
        return self._known[id(model)]
