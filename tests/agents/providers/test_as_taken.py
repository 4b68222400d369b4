"""Every provider takes what another one, or we, have said: paused with one, gone on with with the next."""

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel

from assistant import Assistant, Decision
from tests.servers.clients import close_client
from tests.servers.providers.rules import Say
from tests.servers.providers.server import ProviderServer

ASKED = "Schedule a meeting with Ana Silva tomorrow at 2pm for an hour, and mail her about it"


def say(tools: list[str], words: str, after_tool: bool) -> Say:
    """A supervisor that hands both parts on, and agents that do theirs."""
    if after_tool:
        return "All of it is done."
    if "schedule_event" in tools:
        if "Schedule" not in words:
            return "Hello."
        if "step by step" in words:
            return [("follow_plan", {"steps": ["schedule_event: book it", "manage_email: mail Ana"]})]
        return [("schedule_event", {"request": "book it"}), ("manage_email", {"request": "mail Ana"})]
    if "create_calendar_event" in tools:
        when = "tomorrow at 2pm for 1 hour"
        return [("create_calendar_event", {"title": "Plans", "start_time": when, "attendees": []})]
    mail = {"to": ["ana@fernweh.example"], "subject": "Plans", "body": "Hi Ana,\nit is booked.\nSam"}
    return [("send_email", mail)]


def anthropic(address: str, **more: Any) -> BaseChatModel:
    from langchain_anthropic import ChatAnthropic

    return ChatAnthropic(model="claude-sonnet-5", base_url=address, api_key="k", max_retries=0, **more)


def openai(address: str, model: str = "gpt-4.1-mini", **more: Any) -> BaseChatModel:
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(model=model, base_url=f"{address}/v1", api_key="k", max_retries=0, **more)


def gemini(address: str, model: str, **more: Any) -> BaseChatModel:
    from langchain_google_genai import ChatGoogleGenerativeAI

    return ChatGoogleGenerativeAI(model=model, base_url=address, api_key="k", max_retries=0, **more)


def ollama(address: str, **more: Any) -> BaseChatModel:
    from langchain_ollama import ChatOllama

    return ChatOllama(model="qwen3", base_url=address, **more)


THINKING = {"thinking": {"type": "enabled", "budget_tokens": 2_000}, "max_tokens": 8_000}
ENCRYPTED = {"store": False, "include": ["reasoning.encrypted_content"]}
MODELS: dict[str, Callable[[str], BaseChatModel]] = {
    "chat": openai,
    "responses": lambda at: openai(at, use_responses_api=True),
    "reasoning": lambda at: openai(at, "gpt-5-mini", reasoning={"effort": "low"}),
    "encrypted": lambda at: openai(at, "gpt-5-mini", reasoning={"effort": "low"}, **ENCRYPTED),
    "anthropic": anthropic,
    "anthropic thinking": lambda at: anthropic(at, **THINKING),
    "gemini 2.5": lambda at: gemini(at, "gemini-2.5-flash"),
    "gemini 3": lambda at: gemini(at, "gemini-3-pro-preview"),
    "ollama": ollama,
    "ollama thinking": lambda at: ollama(at, reasoning=True),
}


@pytest.fixture(scope="module")
def server() -> Iterator[ProviderServer]:
    with ProviderServer(say, strict=True) as server:
        yield server


@pytest.fixture
def opened(tmp_path: Path, server: ProviderServer) -> Iterator[Callable[[str], Assistant]]:
    built: list[BaseChatModel] = []

    def open(model: str) -> Assistant:
        built.append(MODELS[model](server.address))
        return Assistant.open(home=tmp_path / "home", model=built[-1], now="2026-11-20T10:00+00:00")

    server.refusals.clear()
    yield open
    for model in built:
        close_client(model)


PAIRS = [
    pytest.param(first, second, marks=() if "chat" in (first, second) else pytest.mark.slow)
    for first, second in product(MODELS, repeat=2)
]
"""Every ordered pair; those with each build in which one is the most used protocol."""


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_a_thread_that_waits_goes_on_with_another_provider_and_back(opened, server, first, second):
    with opened(first) as assistant:
        turn = assistant.ask(ASKED, "t")
    assert (turn.status, server.refusals) == ("paused", [])
    with opened(second) as assistant:
        turn = assistant.decide({waiting.id: Decision.approve() for waiting in assistant.pending()})
        assert (turn.status, turn.error, server.refusals) == ("done", None, [])
        assert [effect.state for effect in turn.effects] == ["done", "done"]
        assert assistant.ask("Schedule it step by step", "t").status == "paused"
    with opened(first) as assistant:
        waiting = {one.id: Decision.reject("not now") for one in assistant.pending()}
        assert (assistant.decide(waiting).error, server.refusals) == (None, [])
        assert (assistant.ask("hello", "t").reply, server.refusals) == ("Hello.", [])
