"""What each provider's refusals come to: one sentence that says what to do, with the provider's own key."""

import re
from collections.abc import Iterator

import pytest
from langchain_core.messages import HumanMessage, RemoveMessage

from agents.bounds.arrival import Arrival
from agents.bounds.failures import failure_of
from agents.messages.recorder import model_name
from agents.model import build_model
from agents.providers.keys import KEYS
from agents.providers.provider import provider_of
from tests.agents.providers.test_as_taken import MODELS
from tests.patience import PATIENCE_S
from tests.servers.clients import close_client
from tests.servers.providers.server import ProviderServer
from tools.errors import SettingsError

CODES = {401: "model_key", 404: "model_not_found", 429: "model_rate_limit", 500: "model_server"}
OVERLOADED = 529
"""Anthropic's own: https://docs.claude.com/en/api/errors."""


@pytest.fixture(scope="module")
def server() -> Iterator[ProviderServer]:
    with ProviderServer(lambda *_: "yes") as server:
        yield server


@pytest.mark.parametrize("status", [*CODES, OVERLOADED])
@pytest.mark.parametrize("name", ["chat", "reasoning", "anthropic", "gemini 2.5", "ollama"])
def test_a_refusal_is_one_sentence_that_says_what_to_do(server, name, status):
    model = MODELS[name](server.address)
    server.fail(status)
    with pytest.raises(Exception) as caught:
        model.invoke("hello")
    close_client(model)
    provider = provider_of(model).name
    failure = failure_of(caught.value, model_name(model), provider)
    assert failure is not None
    assert failure.code == CODES.get(status, "model_server")
    assert failure.retryable is (status in (429, 500, OVERLOADED))
    if status == 401 and provider in KEYS:
        assert KEYS[provider].variables[0] in failure.message
        assert re.search("https://", failure.message)


@pytest.mark.parametrize("name", ["chat", "responses", "anthropic", "gemini 2.5", "ollama"])
def test_what_could_not_be_sent_is_no_fault_of_the_server(server, name):
    unsendable = RemoveMessage("x") if name != "ollama" else HumanMessage([{"type": "odd"}])
    model = MODELS[name](server.address)
    asked = len(server.requests)
    arrival = Arrival(model, model, [unsendable])
    with pytest.raises(Exception) as caught:
        arrival.next(PATIENCE_S)
    close_client(model)
    failure = failure_of(caught.value, model_name(model), provider_of(model).name)
    assert failure is not None and failure.code == "model_form", caught.value
    assert "nothing was sent, and the fault is ours" in failure.message
    assert len(server.requests) == asked and not failure.retryable


@pytest.mark.parametrize("provider", ["openai", "anthropic", "google_genai", "groq"])
def test_a_key_that_is_missing_is_named_before_anybody_is_asked(provider, monkeypatch):
    for variable in KEYS[provider].variables:
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(SettingsError, match=KEYS[provider].variables[0]) as caught:
        build_model(f"{provider}:some-model")
    assert KEYS[provider].page in caught.value.message


@pytest.mark.parametrize(
    ("name", "address", "local"),
    [
        ("chat", "http://127.0.0.1:1", True),
        ("anthropic", "http://localhost:1", True),
        ("ollama", "http://box.example", False),
        ("gemini 2.5", "https://models.example", False),
    ],
)
def test_whether_a_model_runs_on_this_machine_is_known_from_its_address(name, address, local):
    model = MODELS[name](address)
    assert provider_of(model).local is local
    close_client(model)
