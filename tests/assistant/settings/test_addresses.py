"""What sends a key where others can read it is said, wherever the setting comes from."""

import os

import pytest

from agents.configuration import agent_settings
from assistant.commands.cli import main
from assistant.settings import Settings
from assistant.settings.addresses import in_the_clear
from tools.plain_http import readable_host

OPENAI = "openai:gpt"


@pytest.fixture(autouse=True)
def no_addresses(monkeypatch):
    for name in list(os.environ):
        if name.startswith(("ASSISTANT_", "OPENAI_", "ANTHROPIC_")):
            monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://llm.example/v1", "llm.example"),
        ("HTTP://192.168.1.9:11434", "192.168.1.9"),
        (" http://me:key@llm.example", "llm.example"),
        ("http://localhost.mallory.example/", "localhost.mallory.example"),
        ("http://127.0.0.1.mallory.example/", "127.0.0.1.mallory.example"),
        ("http://localhost@mallory.example/", "mallory.example"),
        ("http://localhost:11434/v1", ""),
        ("http://127.0.0.1:8000", ""),
        ("http://[::1]:8000", ""),
        ("https://llm.example", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_what_others_can_read_on_the_way_is_known(address, host):
    assert readable_host(address) == host


def test_a_key_over_plain_http_is_said_at_each_start(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "home").mkdir(mode=0o700)
    (tmp_path / "home" / "assistant.toml").write_text(
        'openai_api_key = "sk-mine-0123456789"\nopenai_base_url = "http://llm.example/v1"\n'
    )
    assert main(["--home", str(tmp_path / "home"), "agenda"]) == 0
    assert capsys.readouterr().err == (
        "assistant: the connection to llm.example (OPENAI_BASE_URL) is not protected: "
        "anybody on the way can read your key and the conversation\n"
    )


@pytest.mark.parametrize(
    ("settings", "source"),
    [
        ({"model": OPENAI, "openai_base_url": "http://llm.example"}, "OPENAI_BASE_URL"),
        ({"fallback_models": (OPENAI,), "openai_base_url": "http://llm.example"}, "OPENAI_BASE_URL"),
        ({"telemetry": "http://spans.example"}, "ASSISTANT_TELEMETRY"),
    ],
)
def test_each_setting_that_sends_something_is_looked_at(settings, source):
    [sentence] = in_the_clear(Settings(**settings))
    assert source in sentence


def test_addresses_of_agents_and_of_other_providers_are_looked_at(monkeypatch):
    tables = {"pay": {"description": "d", "prompt": "p", "mcp": {"url": "http://pay.example/mcp"}}}
    assert "the agent pay" in "".join(in_the_clear(Settings(agents=agent_settings(tables))))
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://llm.example")
    monkeypatch.setenv("OLLAMA_HOST", "192.168.1.9:11434")
    assert "ANTHROPIC_BASE_URL" in "".join(in_the_clear(Settings(model="anthropic:claude")))
    assert "192.168.1.9 (OLLAMA_HOST)" in "".join(in_the_clear(Settings(model="ollama:qwen")))


def test_what_stays_here_or_is_not_used_is_not_said():
    assert list(in_the_clear(Settings(model="offline", openai_base_url="http://llm.example"))) == []
    assert list(in_the_clear(Settings(model=OPENAI, openai_base_url="http://localhost:1/v1"))) == []
