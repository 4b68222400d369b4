"""A command whose turn is done, and whose effect is not, says so and fails."""

import json
from pathlib import Path

import pytest

from assistant.commands.cli import main
from tests.servers.echoing import echoing_servers

ASKED = "Email ana@example.com saying that the train is late"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSISTANT_MODEL", "offline")
    (tmp_path / "home").mkdir(mode=0o700)
    return tmp_path / "home"


def with_servers(home: Path, imap: int, smtp: int) -> None:
    (home / "secrets.toml").write_text('[office]\npassword = "swordfish"\n')
    (home / "secrets.toml").chmod(0o600)
    (home / "accounts.toml").write_text(
        f'[office]\naddress = "max@example.com"\nuser = "max"\n'
        f'imap = {{ host = "127.0.0.1", port = {imap}, security = "plain" }}\n'
        f'smtp = {{ host = "127.0.0.1", port = {smtp}, security = "plain" }}\n'
    )


def test_asking_with_a_yes_to_all_fails_when_an_effect_does(home, capsys):
    with echoing_servers() as ports:
        with_servers(home, *ports)
        code = main(["ask", ASKED, "--approve", "all", "--json"])
    out, err = capsys.readouterr()
    turn = json.loads(out)
    assert (turn["status"], [effect["state"] for effect in turn["effects"]]) == ("done", ["failed"])
    assert code == 1
    assert "assistant: failed: Send " in err and "not for you, " in err


def test_a_yes_to_what_then_fails_is_a_failure(home, capsys):
    with echoing_servers() as ports:
        with_servers(home, *ports)
        assert main(["ask", ASKED, "--thread", "t"]) == 3
        assert main(["approve", "--all"]) == 1
    out, err = capsys.readouterr()
    assert "failed: Send " in out
    assert "assistant: failed: Send " in err


def test_a_yes_to_what_is_then_done_is_none(capsys):
    assert main(["ask", ASKED, "--approve", "all"]) == 0
    assert "failed" not in capsys.readouterr().err
