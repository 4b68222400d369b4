"""Each provider, with and without thinking, through all that a thread goes through; nothing is refused.

The servers (`tests/servers/providers`) refuse what the rules of each provider refuse, and name the page.
"""

from collections.abc import Callable, Iterable, Iterator
from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path

import pytest
from langchain_core.language_models import BaseChatModel

from agents.usage import usage_report
from assistant import Assistant, Decision
from tests.agents.bounds.desk import Desk
from tests.agents.providers.test_as_taken import ASKED, MODELS, gemini, openai, say
from tests.servers.clients import close_client
from tests.servers.providers.rules import Say
from tests.servers.providers.server import ProviderServer
from tools.errors import ModelError

NOW = "2026-11-20T10:00+00:00"
ROWS: dict[str, Callable[[str], BaseChatModel]] = {
    "chat": MODELS["chat"],
    "chat, thinking": lambda at: openai(at, "gpt-5-mini", reasoning_effort="low"),
    "responses": MODELS["responses"],
    "responses, thinking": MODELS["reasoning"],
    "responses, thinking, nothing stored": MODELS["encrypted"],
    "anthropic": MODELS["anthropic"],
    "anthropic, thinking": MODELS["anthropic thinking"],
    "gemini 2.5": lambda at: gemini(at, "gemini-2.5-flash", thinking_budget=0),
    "gemini 2.5, thinking": lambda at: gemini(at, "gemini-2.5-flash", include_thoughts=True),
    "gemini 3": lambda at: gemini(at, "gemini-3-pro-preview", thinking_level="low"),
    "gemini 3, thinking": lambda at: gemini(at, "gemini-3-pro-preview", include_thoughts=True),
    "ollama": MODELS["ollama"],
    "ollama, thinking": MODELS["ollama thinking"],
    "a strict one": lambda at: openai(at, "llama-3.3-70b"),
    "a strict one, thinking": lambda at: openai(at, "gpt-oss-120b", reasoning_effort="low"),
}
ALWAYS = ("chat", "responses, thinking", "anthropic, thinking", "gemini 3", "ollama")
"""One row of each protocol. All take a minute of processor time."""
THINKS = [name for name in ROWS if "thinking" in name]
TELLS = [name for name in THINKS if not name.startswith(("anthropic", "ollama"))]
"""Who tells how many tokens its thoughts took."""


def rows(names: Iterable[str] = ROWS) -> pytest.MarkDecorator:
    """Over the rows with these `names`; `make test` runs those of `ALWAYS`."""
    marked = [pytest.param(name, marks=() if name in ALWAYS else pytest.mark.slow) for name in names]
    return pytest.mark.parametrize("row", marked)


@pytest.fixture(scope="module")
def server() -> Iterator[ProviderServer]:
    with ProviderServer(say, strict=True) as server:
        yield server


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Pool]:
    """Another process, which knows nothing of this one."""
    with get_context("spawn").Pool(1) as pool:
        yield pool


@pytest.fixture
def opened(tmp_path: Path, server: ProviderServer) -> Iterator[Callable[..., Assistant]]:
    built: list[BaseChatModel] = []

    def open(row: str, *, streamed: bool = True) -> Assistant:
        built.append(ROWS[row](server.address))
        built[-1].disable_streaming = not streamed
        return Assistant.open(home=tmp_path / "home", model=built[-1], now=NOW)

    server.refusals.clear()
    yield open
    for model in built:
        close_client(model)


def approve_all(home: Path, row: str, address: str) -> tuple[str, object, list[str]]:
    model = ROWS[row](address)
    with Assistant.open(home=home, model=model, now=NOW) as assistant:
        turn = assistant.decide({one.id: Decision.approve() for one in assistant.pending()})
        return turn.status, turn.error, [effect.state for effect in turn.effects]


@rows()
def test_what_waits_is_gone_on_with_in_another_process(opened, server, elsewhere, tmp_path, row):
    with opened(row) as assistant:
        assert assistant.ask(ASKED, "t").status == "paused"
    done = elsewhere.apply(approve_all, (tmp_path / "home", row, server.address))
    assert (done, server.refusals) == (("done", None, ["done", "done"]), [])
    with opened(row) as assistant:
        assert (assistant.ask("hello", "t").reply, server.refusals) == ("Hello.", [])


@pytest.mark.parametrize("streamed", [True, False], ids=["streamed", "whole"])
@rows()
def test_steps_of_ours_and_answers_of_ours_are_taken(opened, server, row, streamed):
    with opened(row, streamed=streamed) as assistant:
        turn = assistant.ask("Schedule it step by step", "t")
        states = []
        while turn.status == "paused":
            asked = len(server.requests)
            turn = assistant.decide({one.id: Decision.approve() for one in turn.approvals})
            states += [effect.state for effect in turn.effects]
        assert (turn.status, turn.error, states, server.refusals) == ("done", None, ["done", "done"], [])
        assert len(server.requests) - asked <= 1, "the last word is ours"
        assert (assistant.ask("hello", "t").reply, server.refusals) == ("Hello.", [])


def handed_on(tools: list[str], words: str, after_tool: bool) -> Say:
    """A supervisor that hands a request on, and an agent that looks something up."""
    if after_tool or "hello" in words:
        return "Hello."
    if "schedule_event" in tools:
        return [("schedule_event", {"request": "look"})]
    return [("list_calendar_events", {"when": "today"})]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Callable[..., tuple[Desk, ProviderServer]]]:
    servers: list[ProviderServer] = []
    desks: list[Desk] = []

    def make(row: str, *fallbacks: str, **limits: object) -> tuple[Desk, ProviderServer]:
        servers.append(ProviderServer(handed_on, strict=True).__enter__())
        address = servers[-1].address
        others = [ROWS[other](address) for other in fallbacks]
        desks.append(Desk(tmp_path / "home", ROWS[row](address), fallbacks=others, **limits))
        return desks[-1], servers[-1]

    yield make
    for each in desks:
        each.close()
    for server in servers:
        server.__exit__(None, None, None)


@rows()
@pytest.mark.parametrize("away", [True, False], ids=["from it", "to it"])
def test_another_model_takes_over_in_the_middle_and_gives_back(desk, row, away):
    other = "anthropic, thinking" if row != "anthropic, thinking" else "responses, thinking"
    d, server = desk(*((row, other) if away else (other, row)))
    server.then_fail(1, 401)
    assert d.ask("look").startswith("Hello.")
    assert any("takes over" in status for status in d.told("status"))
    assert d.ask("look again") == "Hello."
    assert server.refusals == []


STATUSES = {400: "model_request", 401: "model_key", 404: "model_not_found", 429: "", 529: ""}


@pytest.mark.parametrize("status", STATUSES)
@rows()
def test_a_failure_is_tried_again_or_said_and_the_thread_lives_on(desk, row, status):
    d, server = desk(row)
    assert d.ask("look") == "Hello."
    server.fail(status)
    if code := STATUSES[status]:
        with pytest.raises(ModelError) as caught:
            d.ask("look")
        assert caught.value.code == code
    else:
        assert d.ask("look") == "Hello."
        assert "trying again" in d.told("status")[-1]
    assert (d.ask("hello"), server.refusals) == ("Hello.", [])


@rows(THINKS)
def test_thoughts_of_the_current_turn_survive_the_bound_on_context(desk, row):
    d, server = desk(row, context_chars=2_000, look=lambda when: f"{when} " * 2_000)
    for words in ("look", "look again"):
        assert d.ask(words) == "Hello."
    assert server.refusals == []
    assert any("characters left out" in str(body) for _, body in server.requests)


@rows(TELLS)
def test_tokens_of_thoughts_are_counted_by_layer(desk, row):
    d, _ = desk(row)
    d.ask("look")
    layers = usage_report(d.journal.store, d.journal.clock().tzinfo).by_layer
    assert {name: line.thinking_tokens > 0 for name, line in layers.items()} == {
        "supervisor": True,
        "calendar": True,
    }
