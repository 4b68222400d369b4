"""Options are called the same for all providers, and each client gets them under its own names."""

from typing import Any

import pytest

from agents.model import build_model
from agents.providers.options import ModelOptions
from tests.agents.providers.test_as_taken import say
from tests.servers.clients import close_client
from tests.servers.providers.server import ProviderServer
from tools.errors import SettingsError

ALL = {"temperature": 0.3, "max_output_tokens": 500}


@pytest.mark.parametrize(
    ("name", "options", "sent"),
    [
        ("openai:gpt-4.1-mini", ALL, {"temperature": 0.3, "max_completion_tokens": 500}),
        ("openai:gpt-5-mini", {"reasoning_effort": "low"}, {"reasoning_effort": "low"}),
        (
            "openai:gpt-5-mini",
            {"reasoning_effort": "low", "protocol": "responses"},
            {"reasoning": {"effort": "low"}},
        ),
        ("openai:gpt-4.1-mini", {"parallel_calls": False}, {"parallel_tool_calls": False}),
        ("anthropic:claude-sonnet-5", ALL, {"temperature": 0.3, "max_tokens": 500}),
        (
            "anthropic:claude-haiku-4-5",
            {"thinking_tokens": 2000},
            {"thinking": {"type": "enabled", "budget_tokens": 2000}, "max_tokens": 6096},
        ),
        (
            "google_genai:gemini-2.5-flash",
            ALL,
            {"generationConfig": {"temperature": 0.3, "maxOutputTokens": 500}},
        ),
        ("ollama:qwen3", ALL, {"options": {"temperature": 0.3, "num_predict": 500}}),
        ("ollama:qwen3", {"reasoning_effort": "none"}, {"think": False}),
    ],
)
def test_an_option_arrives_under_the_name_that_the_provider_has_for_it(monkeypatch, name, options, sent):
    monkeypatch.setenv("SECOND_KEY", "second")
    for variable in ("ANTHROPIC_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.setenv(variable, "k")
    with ProviderServer(say) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.address)
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", server.address)
        monkeypatch.setenv("OLLAMA_HOST", server.address)
        model = build_model(name, base_url=f"{server.address}/v1", options=ModelOptions(**options))
        model.bind_tools([]).invoke("hello")
        close_client(model)
    ((_, body),) = server.requests
    assert contains(body, sent), body


def contains(body: dict[str, Any], sent: dict[str, Any]) -> bool:
    return all(
        contains(body.get(name) or {}, value) if isinstance(value, dict) else body.get(name) == value
        for name, value in sent.items()
    )


def test_headers_and_a_second_key_are_sent(monkeypatch):
    monkeypatch.setenv("SECOND_KEY", "second")
    options = ModelOptions(headers={"X-Team": "office"}, key_from="SECOND_KEY").for_client("openai")
    assert options == {"default_headers": {"X-Team": "office"}, "api_key": "second"}


@pytest.mark.parametrize(
    ("provider", "options", "named"),
    [
        ("anthropic", {"protocol": "chat"}, "protocol"),
        ("mistralai", {"reasoning_effort": "low"}, "reasoning_effort"),
        ("openai", {"key_from": "NO_SUCH_KEY"}, "NO_SUCH_KEY"),
    ],
)
def test_what_a_provider_does_not_have_is_refused_by_name(provider, options, named):
    with pytest.raises(SettingsError, match=named):
        ModelOptions(**options).for_client(provider)


def test_what_an_agent_says_goes_before_what_is_said_for_all():
    general = ModelOptions(temperature=0.1, reasoning_effort="low", protocol="chat")
    assert ModelOptions(temperature=0.9).over(general) == ModelOptions(
        temperature=0.9, reasoning_effort="low", protocol="chat"
    )
    assert general.known_to("mistralai") == ModelOptions(temperature=0.1)
