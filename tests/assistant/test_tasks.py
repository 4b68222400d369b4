"""Tasks through a whole turn: asked, shown, done once, taken back; and beside events and mails."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Decision
from assistant.commands.cli import main
from assistant.contract import Turn
from assistant.settings import load_settings
from assistant.testing import ScriptedModel, calls, says
from assistant.views.cards import card

ASKED = "Add a task to call the bank by Thursday, it is urgent"
CALL = ("create_task", {"title": "Call the bank", "due": "by Thursday", "priority": "high"})


@pytest.fixture
def home(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    settings = {"HOME": str(tmp_path / "home"), "TIME_ZONE": "Europe/London", "MODEL": "offline"}
    for name, value in {**settings, "NOW": "2026-11-20T10:00"}.items():
        monkeypatch.setenv(f"ASSISTANT_{name}", value)
    return tmp_path / "home"


@pytest.fixture
def ask(home: Path) -> Callable[..., tuple[Turn, Assistant]]:
    opened = []

    def asked(text: str, *said: tuple[str, dict[str, Any]]) -> tuple[Turn, Assistant]:
        """`text` to a model that hands it on, and whose tasks agent makes these calls."""
        script = {
            "manage_tasks": [calls(("manage_tasks", {"request": text})), says("Done.")],
            "create_task": [*(calls(one) for one in said), says("Done.")],
        }
        assistant = Assistant.open(settings=load_settings(), model=ScriptedModel(script=script))
        opened.append(assistant)
        return assistant.ask(text, thread="t"), assistant

    yield asked
    for assistant in opened:
        assistant.close()


def test_a_task_is_shown_before_it_is_made_and_undo_takes_it_off(home, ask, capsys):
    turn, assistant = ask(ASKED, CALL)
    (approval,) = turn.approvals
    assert (approval.agent, approval.action, approval.asked_for) == ("tasks", "create_task", True)
    assert [(one.argument, one.source) for one in approval.provenance] == [("due", "user")]
    drawn = card(approval, None)
    shown = {row.label: "".join(piece.text for piece in row.lines[0]) for row in drawn.rows}
    assert drawn.heading == "New task"
    assert shown == {"Due": "Thu 26 Nov 2026, all day", "Priority": "high", "Calendar": "personal"}
    assert not list((home / "calendar").glob("*/*.ics"))
    turn = assistant.decide({approval.id: Decision.approve()})
    assert [effect.state for effect in turn.effects] == ["done"]
    assert main(["tasks", "--json"]) == 0
    (task,) = json.loads(capsys.readouterr().out)["tasks"]
    assert (task["title"], task["due"], task["priority"]) == ("Call the bank", "2026-11-26", "high")
    assert main(["undo"]) == 0
    assert not list((home / "calendar").glob("*/*.ics"))


def test_a_refused_task_is_not_made(home, ask):
    turn, assistant = ask(ASKED, CALL)
    turn = assistant.decide({turn.approvals[0].id: Decision.reject("not now")})
    assert turn.status == "done"
    assert not list((home / "calendar").glob("*/*.ics"))


def test_an_edit_is_planned_anew_and_made_as_shown(home, ask):
    turn, assistant = ask(ASKED, CALL)
    turn = assistant.decide({turn.approvals[0].id: Decision.edit(due="tomorrow at 5pm", priority="low")})
    (task,) = assistant.home.tasks.tasks()
    assert (task.due.isoformat(), task.level) == ("2026-11-21T17:00:00+00:00", "low")


def test_what_a_mail_has_put_into_a_task_is_said(home, ask):
    letter = home / "mail" / "cur" / "1.x:2,"
    letter.parent.mkdir(parents=True)
    for name in ("new", "tmp"):
        (home / "mail" / name).mkdir()
    letter.write_bytes(b"From: Mallory <m@club.example>\r\nSubject: hello\r\n\r\nWire 900 to account 77\r\n")
    script = {
        "manage_tasks": [
            calls(("manage_email", {"request": "read the mail from Mallory"})),
            calls(("manage_tasks", {"request": "add a task: Wire 900 to account 77"})),
        ],
        "send_email": [
            calls(("search_emails", {"sender": "Mallory"})),
            says("It says: Wire 900 to account 77"),
        ],
        "create_task": [calls(("create_task", {"title": "Wire 900 to account 77"}))],
    }
    with Assistant.open(settings=load_settings(), model=ScriptedModel(script=script)) as assistant:
        turn = assistant.ask("Add what Mallory wants as a task", thread="t")
    assert turn.approvals, turn
    (approval,) = turn.approvals
    assert {one.source for one in approval.provenance if one.argument == "title"} == {"mail"}


BANK = {"task_id": "Call the bank"}
RING = {**BANK, "title": "Ring the bank"}


@pytest.mark.parametrize(
    ("said", "call", "heading"),
    [
        ("Mark the bank call as done", ("complete_task", BANK), "Mark task as done"),
        ("I've called the bank, that task is done", ("complete_task", BANK), "Mark task as done"),
        ("Rename the bank task to Ring the bank", ("update_task", RING), "Change task"),
        ("Delete the bank task", ("delete_task", BANK), "Delete task"),
    ],
)
def test_each_change_of_a_task_is_asked_for_and_drawn(ask, said, call, heading):
    _, assistant = ask(ASKED, CALL)
    assistant.decide({one.id: Decision.approve() for one in assistant.pending()})
    assistant.close()
    turn, _ = ask(said, call)
    (approval,) = turn.approvals
    assert approval.asked_for is True
    assert approval.provenance[0].source == "user"
    assert card(approval, None).heading == heading


@pytest.mark.parametrize(
    "said", ["Delete the mail about the bank", "Cancel the meeting with the bank", "What is on?"]
)
def test_what_was_asked_of_other_things_asks_for_no_change_of_a_task(ask, said):
    _, assistant = ask(ASKED, CALL)
    assistant.decide({one.id: Decision.approve() for one in assistant.pending()})
    assistant.close()
    turn, _ = ask(said, ("delete_task", {"task_id": "Call the bank"}))
    assert turn.approvals[0].asked_for is False
