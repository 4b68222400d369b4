"""Bad input and a bad machine, through the whole command line: one sentence, the right code, nothing lost."""

import json
import os
import resource
import shutil
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from assistant.commands.cli import main
from tests.servers.openai_server import OpenAIServer, calls_raw, fails, garbage, rate_limited, resets, says

LUNCH = "Lunch with Ana tomorrow at noon"
PAGE = 4096
ROOT = Path(__file__).parents[3]


@pytest.fixture(name="home", autouse=True)
def empty_home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "ASSISTANT_HOME": str(tmp_path / "home"),
        "ASSISTANT_MODEL": "offline",
        "ASSISTANT_TIME_ZONE": "Europe/London",
        "ASSISTANT_NOW": "2026-11-20T10:00",
    }.items():
        monkeypatch.setenv(name, value)
    return tmp_path / "home"


@pytest.fixture(name="command")
def command_line(capsys):
    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        assert "a mistake in the assistant" not in err
        return code, out, err

    return run


def a_sentence(err: str) -> str:
    assert err.startswith("assistant: ") and len(err.splitlines()) == 1, err
    return err


@pytest.mark.of_the_file
@pytest.mark.parametrize("page", [2, 5, 9, 14, 20])
def test_a_page_that_is_damaged_is_said_or_not_needed(command, home, page):
    command("ask", LUNCH, "--thread", "t")
    database = home / "assistant.db"
    whole = database.read_bytes()
    assert len(whole) > (page + 1) * PAGE
    damaged = whole[: page * PAGE] + os.urandom(PAGE) + whole[(page + 1) * PAGE :]
    for arguments in (["pending"], ["threads"], ["approve", "--all"], ["usage"], ["trace", "t"]):
        database.write_bytes(damaged)
        code, _, err = command(*arguments)
        assert code in (0, 1)
        if code:
            assert "backups" in a_sentence(err)
            left = database.read_bytes()
            assert left[page * PAGE : (page + 1) * PAGE] == damaged[page * PAGE : (page + 1) * PAGE]
    database.write_bytes(damaged)
    code, out, _ = command("doctor")
    assert code == 1 and "BAD  database" in out


def test_bytes_that_are_no_text_are_an_input_like_any_other(command):
    bytes_as_python_gives_them = "caf\udce9"
    assert command("ask", bytes_as_python_gives_them)[0] == 0
    for arguments, code in (
        (["ask", "x", "--thread", bytes_as_python_gives_them], 2),
        (["respond", bytes_as_python_gives_them, "x"], 4),
        (["threads", "search", bytes_as_python_gives_them], 0),
        (["mail", bytes_as_python_gives_them], 0),
        (["agenda", bytes_as_python_gives_them], 2),
    ):
        assert command(*arguments)[0] == code


def test_a_terminal_that_knows_ascii_only_gets_whole_json(command, monkeypatch):
    command("threads", "list")
    command("ask", "Café ☕")
    narrow = TextIOWrapper(BytesIO(), encoding="ascii")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", narrow)
        assert main(["threads", "--json"]) == 0
    narrow.flush()
    written = narrow.buffer.getvalue()
    assert json.loads(written)["threads"][0]["title"] == "Café ☕"


@pytest.mark.of_the_file
def test_an_upkeep_that_fails_is_told_beside_the_answer(command, home):
    command("ask", LUNCH)
    shutil.rmtree(home / "backups")
    (home / "backups").write_text("no folder")
    code, out, err = command("pending", "--json")
    assert code == 0 and len(json.loads(out)["approvals"]) == 1
    assert "backups" in a_sentence(err)


def test_a_log_that_can_not_be_written_leaves_the_terminal_clean(command, home, monkeypatch):
    (home / "logs").mkdir(parents=True)
    (home / "logs" / "assistant.log").symlink_to("/dev/full")
    monkeypatch.setenv("ASSISTANT_LOG_LEVEL", "DEBUG")
    code, _, err = command("ask", "hello")
    assert (code, err) == (0, "")


def test_a_folder_of_the_home_that_is_a_file_is_said(command, home):
    home.mkdir()
    (home / "contacts").write_text("no folder")
    for arguments in (["pending"], ["ask", LUNCH], ["sample"]):
        code, out, err = command(*arguments)
        assert (code, out) == (1, "") and str(home) in a_sentence(err)


def test_a_settings_file_that_can_not_be_read_is_named(command, home):
    home.mkdir()
    (home / "assistant.toml").write_text("[")
    code, _, err = command("pending")
    assert code == 2 and str(home / "assistant.toml") in a_sentence(err)


@pytest.mark.of_the_file
def test_a_full_disk_changes_nothing_and_what_waited_still_waits(command, home):
    assert command("ask", LUNCH)[0] == 3
    before = (home / "assistant.db").read_bytes()

    def with_little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, 16_384))

    for arguments in (["approve", "--all"], ["ask", "hello"], ["sample"]):
        done = subprocess.run(
            [sys.executable, "-m", "assistant", *arguments],
            preexec_fn=with_little_room,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )
        assert done.returncode in (1, 2) and done.stdout == ""
        a_sentence(done.stderr)
    assert (home / "assistant.db").read_bytes() == before
    assert len(json.loads(command("pending", "--json")[1])["approvals"]) == 1
    assert command("approve", "--all")[0] == 0


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (rate_limited(), "model_rate_limit"),
        (fails(500), "model_server"),
        (garbage(), "model_garbage"),
        (garbage(b"[]"), "model_garbage"),
        (resets(), "model_unreachable"),
        (calls_raw("schedule_event", '{"request": '), "model_garbage"),
    ],
    ids=["429", "500", "half of a JSON", "other JSON", "a closed connection", "arguments that are no JSON"],
)
def test_a_model_server_that_fails_is_one_sentence_and_the_thread_goes_on(command, monkeypatch, reply, code):
    monkeypatch.setenv("ASSISTANT_LIMITS__RETRIES", "0")
    with OpenAIServer() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        server.always(reply)
        got, out, err = command("ask", "hello", "--thread", "t", "--json")
        turn = json.loads(out)
        assert (got, turn["status"], turn["error"]["code"]) == (1, "failed", code)
        assert turn["error"]["message"] in a_sentence(err)
        server.always(says("Here I am."))
        assert command("ask", "And now?", "--thread", "t")[:2] == (0, "Here I am.\n")


def test_a_server_that_is_not_there_or_refuses_the_key_is_said(command, monkeypatch):
    monkeypatch.setenv("ASSISTANT_LIMITS__RETRIES", "0")
    with OpenAIServer() as server:
        for name, value in {**server.environment, "OPENAI_API_KEY": "sk-wrong"}.items():
            monkeypatch.setenv(name, value)
        assert "key" in a_sentence(command("ask", "hello")[2])
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    code, _, err = command("ask", "hello")
    assert code == 1 and "can't be reached" in a_sentence(err)


@pytest.mark.parametrize("name", ["openai:", "openai", "nobody:knows", "offline:x", "  "])
def test_a_model_that_does_not_exist_is_wrong_input(command, monkeypatch, name):
    monkeypatch.setenv("ASSISTANT_MODEL", name)
    code, out, err = command("ask", "hello")
    assert (code, out) == (2, "") and "ASSISTANT_MODEL" in a_sentence(err)
