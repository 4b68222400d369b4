"""Commands, exit codes and sentences, without a model."""

import json
from pathlib import Path

import pytest

from assistant.commands.cli import main
from tests.patience import PATIENCE_S


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "ASSISTANT_HOME": str(tmp_path / "home"),
        "ASSISTANT_MODEL": "offline",
        "ASSISTANT_TIME_ZONE": "Europe/London",
        "ASSISTANT_NOW": "2026-11-20T10:00",
    }.items():
        monkeypatch.setenv(name, value)
    return tmp_path / "home"


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    try:
        code = main(arguments)
    except SystemExit as exit:
        code = int(exit.code or 0)
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["frobnicate"], 2, "frobnicate"),
        (["ask"], 2, "TEXT"),
        (["ask", ""], 2, "the message is empty"),
        (["ask", "\x00\x07"], 2, "the message is empty"),
        (["ask", "x" * 1_000_000], 2, "at most 100,000"),
        (["ask", "hello", "--thread", "../../etc"], 2, "can't be a thread id"),
        (["approve"], 2, "give the ids"),
        (["approve", "zzz"], 4, "zzz"),
        (["reject", "zzz", "-m", "no"], 4, "zzz"),
        (["edit", "zzz"], 2, "say what to change"),
        (["edit", "zzz", "--args", "{"], 2, "no JSON"),
        (["edit", "zzz", "--args", "[1]"], 2, "JSON object"),
        (["respond", "zzz", "hi"], 4, "zzz"),
        (["resume", "nowhere"], 4, "no thread 'nowhere'"),
        (["threads", "show", "nowhere"], 4, "no thread 'nowhere'"),
        (["threads", "delete", "nowhere"], 4, "no thread 'nowhere'"),
        (["effects", "show", "zzz"], 4, "zzz"),
        (["undo", "zzz"], 4, "zzz"),
        (["trace", "nowhere"], 4, "no thread 'nowhere'"),
        (["chat", "--thread", "x", "--new"], 2, "not both"),
        (["agenda", "the", "day", "of", "the", "frogs"], 2, "frogs"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else str(value),
)
def test_bad_input_gets_one_sentence_and_the_right_code(capsys, arguments, code, sentence):
    got, out, err = run(capsys, *arguments)
    assert got == code, err
    assert sentence in err and len(err.strip().splitlines()) == 1
    assert out == ""


def test_with_json_there_is_one_document_and_nothing_else(capsys):
    for arguments, key in (
        (["pending"], "approvals"),
        (["threads"], "threads"),
        (["effects"], "effects"),
        (["agenda"], "events"),
        (["mail"], "messages"),
    ):
        code, out, _ = run(capsys, *arguments, "--json")
        assert code == 0 and json.loads(out)[key] == []
    code, out, _ = run(capsys, "resume", "nowhere", "--json")
    assert code == 4 and json.loads(out)["error"]["code"] == "not_found"


def test_a_flag_may_stand_before_or_after_the_command(capsys, tmp_path):
    for arguments in (
        ["--home", str(tmp_path / "a"), "pending"],
        ["pending", "--home", str(tmp_path / "b")],
    ):
        assert run(capsys, *arguments)[0] == 0
    assert (tmp_path / "a/calendar").is_dir() and (tmp_path / "b/mail").is_dir()


def test_the_home_is_private(capsys, home):
    run(capsys, "pending")
    assert home.stat().st_mode & 0o777 == 0o700


def test_a_home_that_cannot_be_used_is_said(capsys, home):
    home.parent.joinpath("file").write_text("")
    code, _, err = run(capsys, "pending", "--home", str(home.parent / "file"))
    assert code == 1 and "can't be used" in err


@pytest.mark.of_the_file
def test_a_corrupt_database_is_left_alone_and_says_where_the_copies_are(capsys, home):
    run(capsys, "pending")
    database = home / "assistant.db"
    for extra in ("-wal", "-shm"):
        Path(f"{database}{extra}").unlink(missing_ok=True)
    database.write_bytes(b"this is no database " * 500)
    before = database.read_bytes()
    code, _, err = run(capsys, "pending")
    assert code == 1 and "damaged" in err and "backups" in err
    assert database.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ASSISTANT_TIME_ZONE", "Mars/Olympus", "ASSISTANT_TIME_ZONE"),
        ("ASSISTANT_MODEL", "nonsense", "provider:model"),
        ("ASSISTANT_MODEL", "openai:gpt-4.1-mini", "OPENAI_API_KEY"),
        ("ASSISTANT_MODEL", "nobody:model", "nobody"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(capsys, monkeypatch, name, value, sentence):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv(name, value)
    code, _, err = run(capsys, "ask", "hello")
    assert code == 2 and sentence in err


def test_messages_that_a_subscriber_failed_on_are_listed_and_delivered_again(capsys, tmp_path, monkeypatch):
    from assistant.home import Home
    from assistant.settings import load_settings

    notices = tmp_path / "notices"
    notifier = f"cp /dev/stdin {notices}"
    monkeypatch.setenv("ASSISTANT_NOTIFY", json.dumps({"type:request": [notifier]}))
    opened = Home(load_settings())
    opened.journal.subscribe("type:request", lambda _: 1 / 0, name=f"type:request → {notifier}")
    opened.journal.turn_started("t", "r", "hello")
    opened.journal.flush()
    opened.journal.bus.settle(PATIENCE_S)
    opened.close()

    code, out, _ = run(capsys, "letters", "--json")
    [letter] = json.loads(out)["letters"]
    assert code == 0 and "division" in letter["error"] and letter["message"]["content"] == "hello"
    code, out, _ = run(capsys, "letters", "replay")
    assert code == 0 and "Delivered 1 of 1" in out
    assert "hello" in notices.read_text()
    assert json.loads(run(capsys, "letters", "--json")[1]) == {"letters": []}
