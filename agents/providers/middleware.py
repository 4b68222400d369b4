"""Next to the model: what is sent, in the form that its provider takes."""

from typing import Any

from agents.loop import Middleware, ModelHandler, ModelRequest, ModelResponse
from agents.providers.caching import marked
from agents.providers.provider import Provider, provider_of
from agents.providers.taking import as_taken, thinks_without_a_thought


class AsTaken(Middleware):
    """Sends each provider what it takes, whoever said it; what is kept stays as it was."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, Provider, Any]] = {}
        """By the id of a model: it, its provider, and the same model without thinking."""

    def wrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        model, provider, unthinking = self._of(request.model)
        messages = as_taken(request.messages, provider)
        chosen = unthinking if thinks_without_a_thought(messages, provider) else model
        system, messages = marked(request.system_message, messages, provider)
        return handler(request.override(model=chosen, system_message=system, messages=messages))

    def _of(self, model: Any) -> tuple[Any, Provider, Any]:
        if id(model) not in self._known:
            provider = provider_of(model)
            # Not said is off, or, where a model thinks anyhow, no rule of where its thoughts have to be:
            # https://docs.claude.com/en/docs/build-with-claude/adaptive-thinking.
            unthinking = model.model_copy(update={"thinking": None}) if provider.thinking else model
            self._known[id(model)] = (model, provider, unthinking)
        return self._known[id(model)]
