"""Whole turns with the database in a file or on a server: the same answers, from any process."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import agents
import assistant
import tools
from agents.checkpoints import ConversationSaver
from assistant import Assistant, Decision
from assistant.commands.cli import main
from assistant.commands.migrate import make_tables
from assistant.home import Home
from assistant.settings import load_settings
from tests.databases import SERVER, address_at
from tools.database import SqliteDatabase
from tools.database.moving import move
from tools.database.postgres import PostgresDatabase
from tools.errors import ConflictError, SettingsError

MONDAY = "2026-11-30T09:00"
BOTH = "Book lunch with Ana on Tuesday at noon and send ana@example.com an email saying see you"


def database_of(home: Path) -> str:
    server = os.environ.get(SERVER)
    return address_at(home, server) if server else ""


@pytest.fixture
def opened(tmp_path: Path, either_database: str) -> Iterator[Callable[[], Assistant]]:
    """Another process's view of the same home each time."""
    found: list[Assistant] = []

    def open_one() -> Assistant:
        home = tmp_path / "home"
        settings = load_settings(
            home=home, database=database_of(home), now=MONDAY, time_zone="Europe/London", model="offline"
        )
        found.append(Assistant.open(settings=settings))
        return found[-1]

    yield open_one
    for each in found:
        each.close()


def test_a_turn_waits_is_answered_elsewhere_and_is_remembered(opened):
    asking, answering = opened(), opened()
    turn = asking.ask(BOTH, thread="t1")
    assert turn.status == "paused" and len(turn.approvals) == 2
    waiting = answering.pending()
    assert [approval.id for approval in waiting] == [approval.id for approval in turn.approvals]
    turn = answering.decide({approval.id: Decision.approve() for approval in waiting})
    assert [effect.state for effect in turn.effects] == ["done", "done"]
    turn = asking.ask("Move the lunch to 1pm", thread="t1")
    turn = answering.decide({approval.id: Decision.reject("no") for approval in turn.approvals})
    assert turn.status == "done" and asking.pending() == []
    assert [thread.turns for thread in answering.threads()] == [2]
    kinds = {message.type for message in answering.trace("t1")}
    assert {"request", "approval", "decision", "reply"} <= {str(kind) for kind in kinds}
    assert turn.usage.model_calls > 0
    assert answering.undo().state == "undone"


def test_a_thread_is_forked_and_deleted(opened):
    assistant = opened()
    assistant.ask("What is on Tuesday?", thread="t1")
    other = assistant.fork("t1")
    assistant.ask("And on Wednesday?", thread=other)
    assert len(assistant.thread_messages("t1")) < len(assistant.thread_messages(other))
    assistant.delete("t1")
    assert [thread.thread_id for thread in assistant.threads()] == [other]


@pytest.fixture
def command(tmp_path: Path, either_database: str) -> Callable[..., "subprocess.Popen[str]"]:
    home = tmp_path / "home"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")} | {
        "ASSISTANT_HOME": str(home),
        "ASSISTANT_DATABASE": database_of(home),
        "ASSISTANT_MODEL": "offline",
        "ASSISTANT_NOW": MONDAY,
        "ASSISTANT_TIME_ZONE": "Europe/London",
    }

    def start(*words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "assistant", *words, "--json"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def said(process: "subprocess.Popen[str]") -> Any:
    out, err = process.communicate(timeout=300)
    assert out, err
    return json.loads(out)


@pytest.mark.slow
def test_of_two_processes_that_answer_at_once_one_wins(command, tmp_path):
    turn = said(command("ask", BOTH))
    assert turn["status"] == "paused", turn
    answers = [command("approve", "--all"), command("approve", "--all")]
    for each in answers:
        each.communicate(timeout=300)
    assert sorted(each.returncode for each in answers)[0] == 0
    assert {each.returncode for each in answers} <= {0, 5}
    assert [effect["state"] for effect in said(command("effects"))["effects"]] == ["done", "done"]
    sent = [*(tmp_path / "home" / "mail" / ".Sent").glob("*/*")]
    events = [*(tmp_path / "home" / "calendar" / "personal").glob("*.ics")]
    assert (len(sent), len(events)) == (1, 1)


@pytest.fixture
def elsewhere(tmp_path: Path, postgres_server: str) -> str:
    return address_at(tmp_path, postgres_server)


@pytest.mark.of_the_file
def test_a_home_moves_to_a_server_and_back_with_what_waits_in_it(tmp_path, elsewhere, monkeypatch, capsys):
    home = tmp_path / "home"
    for name, value in {
        "HOME": home,
        "NOW": MONDAY,
        "TIME_ZONE": "Europe/London",
        "MODEL": "offline",
    }.items():
        monkeypatch.setenv(f"ASSISTANT_{name}", str(value))

    def run(*words: str, code: int = 0) -> Any:
        assert main([*words, "--json"]) == code, capsys.readouterr()
        return json.loads(capsys.readouterr().out)

    run("ask", "Book tennis with Max on Wednesday at 5pm", "--thread", "t0", "--approve", "all")
    waiting = run("ask", BOTH, "--thread", "t1", code=3)["approvals"]
    before = {what: run(what) for what in ("threads", "effects", "pending", "usage")}
    story = run("trace", "t0", "--format", "tree")

    run("migrate", code=2)
    monkeypatch.setenv("ASSISTANT_DATABASE", elsewhere)
    moved = run("migrate")
    assert moved["rows"]["threads"] == 2 and moved["rows"]["effects"] == 1
    assert not (home / "assistant.db").exists() and Path(moved["kept"]).exists()
    assert {what: run(what) for what in before} == before
    said = {check["name"]: check["text"] for check in run("doctor")["checks"]}
    assert (
        said["database"].startswith("postgresql://127.0.0.1")
        and "what another one carries out lands in its own" in said["machines"]
    )
    assert run("trace", "t0", "--format", "tree") == story
    run("migrate", code=4)
    assert run("approve", waiting[0]["id"], code=3)["effects"][0]["state"] == "done"
    run("ask", "What is on Monday?", "--thread", "t0")

    assert run("migrate", "--back")["rows"]["effects"] == 2
    monkeypatch.delenv("ASSISTANT_DATABASE")
    assert [each["id"] for each in run("pending")["approvals"]] == [waiting[1]["id"]]
    assert run("approve", waiting[1]["id"])["status"] == "done"
    assert [each["state"] for each in run("effects")["effects"]] == ["done"] * 3


def test_a_move_that_breaks_off_has_moved_nothing_and_can_be_said_again(tmp_path, elsewhere):
    path = tmp_path / "assistant.db"
    with closing(SqliteDatabase(path)) as old, closing(PostgresDatabase(elsewhere)) as new:
        for database in (old, new):
            ConversationSaver(database)
        with old.transaction() as connection:
            for number in range(1200):
                blob = "{}" if number == 1100 else b"{\\}"
                connection.execute(
                    "INSERT INTO turns VALUES ('t', ?, NULL, 1, NULL, ?, ?)", (number, "x\0", blob)
                )
        begun: list[int] = []

        def interrupted(statement: str, values: Any) -> Any:
            begun.append(len(values))
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt), new.transaction() as session:
            session.executemany = interrupted  # type: ignore[method-assign]
            move(old, new)
        assert begun == [500]
        moved = move(old, new)
        assert moved["turns"] == 1200
        with new.reading() as connection:
            rows = connection.execute("SELECT count(*), sum(number), min(type) FROM turns").fetchone()
            assert tuple(rows) == (1200, sum(range(1200)), "x\ufffd")
        assert move(old, new) == moved, "it is there"
        with new.transaction() as connection:
            connection.execute("UPDATE turns SET type = 'y' WHERE number = 7")
        with pytest.raises(ConflictError, match=r"holds something already .turns."):
            move(old, new)


KILLED = """
import os, signal, sys
from assistant.commands.cli import main
from tools.database import moving, postgres, sqlite
left = {left}
def deadly(of, name):
    real = getattr(of, name)
    def instead(*given, **more):
        global left
        if name == {where!r}:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **more)
    setattr(of, name, instead)
deadly(moving, "_values")
deadly(moving.Side, "count_on")
deadly(postgres.PostgresDatabase, "set_aside")
deadly(sqlite.SqliteDatabase, "set_aside")
sys.exit(main({words}))
"""
"""Kills itself at a step of a move: at a row, before all is committed, after that."""


@pytest.mark.slow  # eight processes; what an interruption leaves is looked at above
@pytest.mark.of_the_file
def test_a_migrate_that_is_killed_is_said_again_there_and_back(tmp_path, elsewhere, monkeypatch, capsys):
    home = tmp_path / "home"
    settings = {"HOME": str(home), "NOW": MONDAY, "TIME_ZONE": "Europe/London", "MODEL": "offline"}
    for name, value in settings.items():
        monkeypatch.setenv(f"ASSISTANT_{name}", value)

    def run(*words: str, code: int = 0) -> Any:
        assert main([*words, "--json"]) == code, capsys.readouterr()
        return json.loads(capsys.readouterr().out)

    def ended(where: str, left: int, *words: str) -> int:
        script = KILLED.format(where=where, left=left, words=[*words, "--json"])
        return subprocess.run([sys.executable, "-c", script], capture_output=True, check=False).returncode

    run("ask", "Book tennis with Max on Wednesday at 5pm", "--thread", "t0", "--approve", "all")
    run("ask", BOTH, "--thread", "t1", code=3)
    before = {what: run(what) for what in ("threads", "effects", "pending", "usage")}
    for words in (["migrate"], ["migrate", "--back"]):
        monkeypatch.setenv("ASSISTANT_DATABASE", elsewhere)
        for where, left in (("_values", 30), ("count_on", 0), ("set_aside", 0)):
            assert ended(where, left, *words) == -signal.SIGKILL
        assert ended("", 0, *words) == 0
        if words[-1] == "--back":
            monkeypatch.delenv("ASSISTANT_DATABASE")
        assert {what: run(what) for what in before} == before


def test_without_the_setting_nothing_of_a_server_is_imported(tmp_path):
    look = (
        "import sys; from assistant.commands.cli import main; main(['threads', '--json']);"
        " print([name for name in sys.modules if 'psycopg' in name or 'database.postgres' in name])"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    printed = subprocess.run(
        [sys.executable, "-c", look],
        env={**environment, "ASSISTANT_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert printed.splitlines()[-1] == "[]"


def test_each_table_that_anything_keeps_is_made_where_a_home_moves_to(tmp_path):
    rooms = (Path(room.__file__).parent.rglob("*.py") for room in (agents, assistant, tools))
    source = "\n".join(path.read_text(encoding="utf-8") for paths in rooms for path in paths)
    kept = set(re.findall(r"^ *(?:\w+\.)*database\.migrate\(\"(\w+)\"", source, re.MULTILINE))
    # What is fetched anew from a server stands in a file beside its mirror; the last one is in a docstring.
    kept -= {"mirror", "imap", "imap_troubles", "reached", "notes"}
    home = Home(load_settings(home=tmp_path / "home"))
    with closing(home):
        make_tables(home)
        with home.database.reading() as connection:
            made = {row["component"] for row in connection.execute("SELECT component FROM schema_version")}
    assert made == kept


def test_a_server_without_what_talks_to_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, "tools.database.postgres")
    settings = load_settings(home=tmp_path, database="postgresql://localhost/assistant")
    with pytest.raises(SettingsError, match=r"needs psycopg; install it with: pip install .*psycopg"):
        _ = Home(settings).database
