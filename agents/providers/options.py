"""How a model is to be asked, in words that are the same for all providers."""

import os
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from agents.providers.provider import ANTHROPIC, GOOGLE, OLLAMA, OPENAI
from tools.errors import SettingsError

Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]


class ModelOptions(BaseModel):
    """Options of the calls of a model; what isn't set is left to the provider."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    temperature: float | None = Field(default=None, ge=0, le=2)
    """How freely it chooses its words. Reasoning models take none."""
    max_output_tokens: int | None = Field(default=None, ge=1)
    """The longest answer."""
    reasoning_effort: Effort | None = None
    """How much it thinks before it answers."""
    thinking_tokens: int | None = Field(default=None, ge=0)
    """How many tokens it may think, where a model is told a number: older Claudes, Gemini 2.5."""
    protocol: Literal["chat", "responses"] | None = None
    """Which of OpenAI's two protocols is spoken, also with a server of one's own."""
    parallel_calls: bool | None = None
    """Whether it may call several tools at once."""
    headers: dict[str, str] = Field(default_factory=dict)
    """Sent with each request besides."""
    key_from: str = ""
    """The environment variable that has the key, for a second one; empty: the provider's own."""

    def over(self, others: "ModelOptions") -> "ModelOptions":
        """What is set here, and for the rest what `others` say."""
        given = {name: getattr(self, name) for name in self.model_fields_set & set(ModelOptions.model_fields)}
        general = {name: getattr(others, name) for name in ModelOptions.model_fields}
        return ModelOptions(**{**general, **given})

    def known_to(self, provider: str) -> "ModelOptions":
        """What of it the provider has: what is set for all models may not fit each."""
        known = _KNOWN.get(provider, _KNOWN_TO_ALL)
        return ModelOptions(**{name: getattr(self, name) for name in self._set() if name in known})

    def for_client(self, provider: str) -> dict[str, Any]:
        """Arguments of the provider's client in LangChain.

        Raises:
            SettingsError: the provider has no such option, or the variable with the key is not set.
        """
        unknown = [name for name in self._set() if name not in _KNOWN.get(provider, _KNOWN_TO_ALL)]
        if unknown:
            raise SettingsError(
                f"{', '.join(unknown)} can't be set for {provider}; take it out of the settings"
            )
        found = _CLIENTS.get(provider, _common)(self)
        if self.key_from:
            found["api_key"] = os.environ.get(self.key_from)
            if not found["api_key"]:
                raise SettingsError(f"key_from names {self.key_from}, which is not set; set it to the key")
        return {name: value for name, value in found.items() if value is not None}

    @property
    def has_options(self) -> bool:
        """Whether anything is set."""
        return bool(self._set())

    def _set(self) -> list[str]:
        return [name for name in ModelOptions.model_fields if getattr(self, name) not in (None, "", {})]


_KNOWN_TO_ALL = frozenset({"temperature", "max_output_tokens", "key_from"})
_KNOWN: Mapping[str, frozenset[str]] = {
    OPENAI: _KNOWN_TO_ALL | {"reasoning_effort", "protocol", "parallel_calls", "headers"},
    ANTHROPIC: _KNOWN_TO_ALL | {"reasoning_effort", "thinking_tokens", "headers"},
    GOOGLE: _KNOWN_TO_ALL | {"reasoning_effort", "thinking_tokens", "headers"},
    OLLAMA: frozenset({"temperature", "max_output_tokens", "reasoning_effort", "headers"}),
    "groq": _KNOWN_TO_ALL | {"reasoning_effort"},
}


def _common(options: ModelOptions) -> dict[str, Any]:
    return {"temperature": options.temperature, "max_tokens": options.max_output_tokens}


def _openai(options: ModelOptions) -> dict[str, Any]:
    found = _common(options)
    if options.protocol:
        found["use_responses_api"] = options.protocol == "responses"
    if options.reasoning_effort:
        # Which of both names is right depends on the protocol; the client knows where it was not said.
        by_responses = options.protocol == "responses"
        effort = {"effort": options.reasoning_effort}
        found |= {"reasoning": effort} if by_responses else {"reasoning_effort": options.reasoning_effort}
    if options.parallel_calls is not None:
        found["model_kwargs"] = {"parallel_tool_calls": options.parallel_calls}
    if options.headers:
        found["default_headers"] = options.headers
    return found


def _anthropic(options: ModelOptions) -> dict[str, Any]:
    found = {**_common(options), "reasoning_effort": options.reasoning_effort}
    if options.thinking_tokens:
        found["thinking"] = {"type": "enabled", "budget_tokens": options.thinking_tokens}
        # The answer's length has the thoughts in it.
        found["max_tokens"] = max(options.max_output_tokens or 0, options.thinking_tokens + 4_096)
    if options.headers:
        found["default_headers"] = options.headers
    return found


def _google(options: ModelOptions) -> dict[str, Any]:
    return {
        "temperature": options.temperature,
        "max_output_tokens": options.max_output_tokens,
        "thinking_budget": options.thinking_tokens,
        "thinking_level": options.reasoning_effort,
        "additional_headers": options.headers or None,
    }


def _ollama(options: ModelOptions) -> dict[str, Any]:
    effort = options.reasoning_effort
    return {
        "temperature": options.temperature,
        "num_predict": options.max_output_tokens,
        "reasoning": None if effort is None else effort != "none",
        "client_kwargs": {"headers": options.headers} if options.headers else None,
    }


def _groq(options: ModelOptions) -> dict[str, Any]:
    return {**_common(options), "reasoning_effort": options.reasoning_effort}


_CLIENTS = {
    OPENAI: _openai,
    ANTHROPIC: _anthropic,
    GOOGLE: _google,
    OLLAMA: _ollama,
    "groq": _groq,
}
