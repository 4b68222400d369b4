"""`assistant routines` and `assistant worker`, as somebody at a shell uses them."""

import json
import os
import stat
from pathlib import Path

import pytest

from assistant.commands.cli import main


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "ASSISTANT_HOME": str(tmp_path / "home"),
        "ASSISTANT_MODEL": "offline",
        "ASSISTANT_TIME_ZONE": "Europe/London",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }.items():
        monkeypatch.setenv(name, value)
    assert main(["sample"]) == 0


@pytest.fixture
def run(capsys):
    def result(*arguments: str, code: int = 0) -> dict:
        capsys.readouterr()
        assert main([*arguments, "--json"]) == code
        return json.loads(capsys.readouterr().out)

    return result


@pytest.fixture
def routine(run) -> str:
    turn = run("ask", "Every Friday at 4, mail Ana a reminder about timesheets", "--approve", "all")
    return turn["effects"][0]["key"]


def test_a_routine_is_as_the_contract_has_it(run, routine):
    [one] = run("routines")["routines"]
    contract = {
        "id",
        "thread_id",
        "title",
        "kind",
        "schedule",
        "next",
        "state",
        "grant",
        "created_at",
        "last_run",
    }
    assert contract <= set(one)
    assert (one["id"], one["kind"], one["state"], one["grant"], one["last_run"]) == (
        routine, "request", "active", None, None,
    )  # fmt: skip
    assert "RRULE:FREQ=WEEKLY;BYDAY=FR" in one["schedule"]
    assert len(one["next"]) == 5
    assert all(at[10:16] == "T16:00" and at[19] in "+-" for at in one["next"])


def test_commands_change_it_and_each_can_be_taken_back(run, routine):
    first = run("routines", "show", routine[:5])["next"]
    assert run("routines", "skip", routine)["next"][0] == first[1]
    assert run("routines", "pause", routine)["state"] == "paused"
    assert run("routines", "resume", routine)["state"] == "active"
    assert run("routines", "delete", routine)["state"] == "ended"
    assert run("routines", "resume", routine)["state"] == "active"
    assert run("routines", "run", routine)["last_run"]["state"] == "waits"
    assert [one["action"] for one in run("pending")["approvals"]] == ["send_email"]


def test_the_next_times_stand_on_a_line_each(routine, capsys):
    main(["routines", "show", routine])
    lines = capsys.readouterr().out.splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("  Next:"))
    assert all(line.endswith(", 16:00") for line in lines[first : first + 5])
    assert {line.find("Fri ") for line in lines[first : first + 5]} == {12}
    assert lines[first + 5].startswith("  Each run:")


@pytest.mark.parametrize(("arguments", "code"), [(("show", "nosuch"), 4), (("resume", "ROUTINE"), 5)])
def test_what_cant_be_is_said_with_its_code(run, routine, arguments, code):
    main(["routines", *(routine if word == "ROUTINE" else word for word in arguments)])
    assert "error" in run(
        "routines", *(routine if word == "ROUTINE" else word for word in arguments), code=code
    )


def test_a_mail_that_leaves_later_is_among_them_and_can_be_called_off(run):
    turn = run("ask", "send Ana a mail tomorrow at 15:00 saying hello", "--approve", "all")
    [one] = run("routines")["routines"]
    assert (one["kind"], one["id"]) == ("mail", turn["effects"][0]["key"])
    assert one["next"][0][10:16] == "T15:00"
    assert run("routines", "delete", one["id"])["state"] == "ended"
    assert run("effects")["effects"][-1]["state"] == "canceled"


def test_doctor_says_what_is_due_and_that_nobody_is_there(routine, capsys):
    main(["doctor"])
    said = next(line for line in capsys.readouterr().out.splitlines() if "routines" in line)
    assert said.startswith("BAD  routines: 1 routine active; the next is due Fri ")
    assert "nobody is there to run them" in said


@pytest.fixture
def systemctl(tmp_path, monkeypatch):
    """A systemd that writes down what it is told."""
    told = tmp_path / "told"
    program = tmp_path / "bin" / "systemctl"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@" >> {told}\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return told


def test_the_worker_is_installed_and_taken_away_again(tmp_path: Path, systemctl: Path, capsys):
    unit = tmp_path / "config/systemd/user/assistant-worker.service"
    assert main(["worker", "--install"]) == 1
    assert not unit.exists()
    assert main(["worker", "--install", "--yes"]) == 0
    assert f'--home "{tmp_path / "home"}" worker' in unit.read_text()
    assert unit.read_text() in capsys.readouterr().err
    assert systemctl.read_text().splitlines() == [
        "--user daemon-reload", "--user enable --now assistant-worker.service",
    ]  # fmt: skip
    assert main(["worker", "--remove", "--yes"]) == 0
    assert not unit.exists()
    assert main(["worker", "--remove", "--yes"]) == 2


def test_without_systemd_a_line_for_cron_is_given(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["worker", "--install", "--yes"]) == 2
    assert "@reboot" in capsys.readouterr().err
