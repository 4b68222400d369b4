"""A server that gives a key back in its error: the key is not written down, and told to nobody."""

import base64
import logging
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from assistant import Assistant
from assistant.commands.cli import main
from assistant.settings import Settings
from assistant.settings.known_secrets import known_secrets
from assistant.settings.readers import as_agents
from assistant.testing import ScriptedModel, calls, says
from tests.databases import database_at
from tests.servers.echoing import echoing_servers
from tests.servers.openai_server import OpenAIServer, fails
from tools.errors import ToolError
from tools.redaction import REDACTION

KEY = "our+key/of-the-office?47%11"
BASIC = base64.b64encode(f"max:{KEY}".encode()).decode()
SPELLINGS = {
    "plain": KEY,
    "in a header": f"Authorization: Bearer {KEY}",
    "quoted": quote(KEY, safe=""),
    "basic": BASIC,
    "repr": repr({"key": KEY}),
    "cut": "x" * 250 + KEY,
}


@pytest.fixture(name="home")
def home_of_somebody(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "ASSISTANT_HOME": str(tmp_path / "home"),
        "ASSISTANT_TIME_ZONE": "Europe/Berlin",
        "ASSISTANT_NOW": "2026-11-20T10:00",
        "ASSISTANT_LOG_LEVEL": "DEBUG",
        "ASSISTANT_LIMITS__RETRIES": "0",
    }.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "home").mkdir(mode=0o700)
    return tmp_path / "home"


def written(home: Path) -> Iterator[tuple[str, bytes]]:
    """All that is in the home, what is compressed unpacked."""
    for path in home.rglob("*"):
        if path.is_file() and path.name not in ("accounts.toml", "secrets.toml"):
            yield path.name, path.read_bytes()
        if path.match("assistant*.db"):
            yield from rows(path)


def rows(path: Path) -> Iterator[tuple[str, bytes]]:
    connection = sqlite3.connect(path)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        for row in connection.execute(f"SELECT * FROM {table}"):
            yield from ((f"{path.name} {table}", unpacked(value)) for value in row)
    connection.close()


def unpacked(value: object) -> bytes:
    if not isinstance(value, bytes):
        return str(value).encode("utf-8", "surrogatepass")
    try:
        return zlib.decompress(value)
    except zlib.error:
        return value


def traces(content: bytes, key: str = KEY) -> bool:
    """Whether `key`, or so much of it that the rest can be guessed, is in `content`."""
    raw = key.encode()
    coded = [base64.b64encode(b"\0" * n + raw).rstrip(b"=")[4:-2] for n in range(3)]
    forms = (raw, raw[:12], quote(key, safe="").encode(), *coded)
    return any(form in content for form in forms)


def where(home: Path, printed: str) -> set[str]:
    for handler in logging.getLogger("assistant").handlers:
        handler.flush()
    database_at(home / "assistant.db").close()
    found = {name for name, content in written(home) if traces(content)}
    return found | ({"the screen"} if traces(printed.encode()) else set())


@pytest.mark.parametrize("echo", SPELLINGS.values(), ids=SPELLINGS)
def test_a_key_in_the_error_of_a_model_is_nowhere(home, monkeypatch, capsys, echo):
    with OpenAIServer() as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("ASSISTANT_MODEL", "openai:gpt-test")
        server.key = KEY
        server.play(fails(400, f"bad request: {echo}"), fails(400, f"bad request: {echo}"), fails(400, echo))
        assert main(["ask", "hi", "--thread", "one"]) == 1
        assert main(["ask", "hi", "--thread", "two", "--json"]) == 1
        main(["doctor"])
    for arguments in (["threads", "export", "one"], ["trace", "one", "--format", "jsonl"], ["effects"]):
        main(arguments)
    out, err = capsys.readouterr()
    assert "bad request: " in out + err
    assert where(home, out + err) == set()


@pytest.mark.parametrize("password", [KEY, "Tr0ub4dor&3", "swordfish"])
def test_a_password_in_the_answer_of_a_mail_server_is_nowhere(home, monkeypatch, capsys, password):
    model = ScriptedModel(
        script={
            "schedule_event": [calls(("manage_email", {"request": "send it"})), says("x")],
            "send_email": [
                calls(("send_email", {"to": ["ana@example.com"], "subject": "s", "body": "b"})),
                says("x"),
            ],
        }
    )
    (home / "secrets.toml").write_text(f'[office]\npassword = "{password}"\n')
    (home / "secrets.toml").chmod(0o600)
    with echoing_servers() as (imap, smtp):
        (home / "accounts.toml").write_text(
            f'[office]\naddress = "max@example.com"\nuser = "max"\n'
            f'imap = {{ host = "127.0.0.1", port = {imap}, security = "plain" }}\n'
            f'smtp = {{ host = "127.0.0.1", port = {smtp}, security = "plain" }}\n'
        )
        with Assistant.open(model=model) as assistant:
            turn = assistant.ask("send it", "one", approve="all")
        assert [effect.state for effect in turn.effects] == ["failed"]
        assert "not for you, " in str(turn.effects[0].error)
        main(["--model", "offline", "doctor"])
        main(["sync"])
    main(["effects", "show", turn.effects[0].key])
    main(["effects", "--json"])
    main(["trace", "one"])
    out, err = capsys.readouterr()
    told = out + err + str(turn.json_dict()) + str(model.heard)
    assert "not for you, " in told
    assert not traces(told.encode(), password)
    assert {name for name, content in written(home) if traces(content, password)} == set()


def test_an_error_of_any_class_leaves_no_secret_in_a_checkpoint_nor_in_the_log(home, monkeypatch):
    REDACTION.know(KEY)

    def fail(_: object) -> object:
        raise RuntimeError(f"a library broke off at {KEY}, {BASIC}")

    with Assistant.open(model=ScriptedModel(script={"schedule_event": [fail]})) as assistant:
        assistant.load()
        main(["agenda"])
        with pytest.raises(RuntimeError):
            assistant.ask("hi", "one")
        logging.getLogger("assistant.test").exception("broken: %s", KEY, exc_info=RuntimeError(KEY))
    assert where(home, "") == set()


def test_what_an_earlier_version_has_kept_is_not_exported(home, capsys):
    with Assistant.open(model="offline") as assistant:
        assistant.ask(f"what is {KEY}?", "one")
    REDACTION.know(KEY)
    assert main(["threads", "export", "one"]) == 0
    assert "what is [redacted]?" in capsys.readouterr().out


def test_what_a_tool_is_told_by_a_server_reaches_no_model():
    REDACTION.know(KEY)
    error = ToolError(f"the server says: {KEY} and {BASIC}")
    assert not traces(error.message.encode())
    assert not traces(str(error).encode())


def test_settings_and_environment_say_what_is_secret():
    settings = Settings(
        openai_api_key="of-openai-1",
        openai_base_url="https://max:of-an-address@llm.example/v1",
        agents=as_agents(
            {
                "pay": {
                    "description": "d",
                    "prompt": "p",
                    "mcp": {
                        "command": "pay",
                        "args": ["--api-key", "of-an-argument", "--city", "Lisbon"],
                        "env": {"PAY_TOKEN": "of-its-environment", "PAY_CITY": "Porto"},
                    },
                }
            }
        ),
    )
    environment = {
        "ANTHROPIC_API_KEY": "of-anthropic",
        "AWS_SECRET_ACCESS_KEY": "of-aws",
        "ASSISTANT_OFFICE_PASSWORD": "of-an-account",
        "HF_TOKEN": "of-hugging-face",
        "TLS_KEY": "/etc/ssl/key.pem",
        "KEYBOARD": "qwerty-layout",
        "HOME": "/home/max",
    }
    assert set(known_secrets(settings, environment)) == {
        *("of-openai-1", "of-an-address", "of-an-argument", "of-its-environment"),
        *("of-anthropic", "of-aws", "of-an-account", "of-hugging-face"),
    }
