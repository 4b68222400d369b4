"""Whole turns with the database in a file or on a server: the same answers, from any process."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Decision
from assistant.settings import load_settings
from tests.databases import SERVER, address_at

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
