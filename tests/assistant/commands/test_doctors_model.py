"""`doctor` tries the model with an agent's prompt and tools, and says what to do about what fails."""

from collections.abc import Iterator

import pytest

from assistant.commands.cli import main
from tests.servers.openai_server import OpenAIServer, Reply, calls, context_too_long, fails, hangs, says

LOOKED = calls("list_calendar_events", start="tomorrow")


@pytest.fixture
def server(monkeypatch, tmp_path) -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("ASSISTANT_MODEL", "openai:gpt-test")
        monkeypatch.setenv("OPENAI_BASE_URL", running.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", running.key)
        yield running


def model_line(capsys) -> str:
    main(["doctor"])
    [line] = [line for line in capsys.readouterr().out.splitlines() if line[5:].startswith("model:")]
    return line


@pytest.mark.parametrize(
    "answer",
    [LOOKED, says('{"name": "list_calendar_events", "arguments": {"start": "tomorrow"}}')],
    ids=["a call", "a call as text"],
)
def test_a_model_that_calls_a_tool_is_fine_and_nothing_is_carried_out(server, capsys, answer):
    server.play(answer)
    line = model_line(capsys)
    assert line.startswith("ok   model: openai:gpt-test answers with a call of a tool, in ")
    [request] = server.requests
    assert {"list_calendar_events", "create_calendar_event"} <= set(request.tools)
    assert request.system.startswith("You look after the calendar")


FAILURES: dict[str, tuple[Reply, str]] = {
    "a wrong name": (fails(404, "no such model"), "has no model gpt-test; check ASSISTANT_MODEL"),
    "words alone": (says("Nothing is on."), "called no tool; use a model that can"),
    "no tools at all": (
        fails(400, "gpt-test does not support tools"),
        "called no tool; use a model that can",
    ),
    "a small context": (context_too_long(), "give its server a larger one (Ollama: OLLAMA_CONTEXT_LENGTH"),
    "a server that fails": (fails(500), "failed (500); try again in a while"),
}


@pytest.mark.parametrize(("answer", "advice"), FAILURES.values(), ids=FAILURES)
def test_each_failure_says_what_to_do(server, capsys, answer, advice):
    server.play(answer)
    line = model_line(capsys)
    assert line.startswith("BAD") and advice in line
    assert len(server.requests) == 1


def test_a_model_that_is_too_slow_is_told_with_the_setting(server, capsys, monkeypatch):
    monkeypatch.setenv("ASSISTANT_LIMITS__FIRST_TOKEN_S", "0.1")
    server.always(hangs())
    assert "sent nothing for 0.1 s (ASSISTANT_LIMITS__FIRST_TOKEN_S)" in model_line(capsys)


def test_a_wrong_key_and_a_missing_one_name_the_variable(server, capsys, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong")
    assert "refused the key; set OPENAI_API_KEY" in model_line(capsys)
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.delenv("OPENAI_BASE_URL")
    assert "needs a key: set OPENAI_API_KEY" in model_line(capsys)


def test_a_server_that_is_away_is_named_with_what_to_check(server, capsys, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert "can't be reached or broke off; check the network and its address" in model_line(capsys)
