"""The real todoman reads what we write, and we read what it has written."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.patience import PATIENCE_S
from tests.tools.tasks.desk import Desk
from tools.tasks.task import DONE

CONFIG = """
path = {calendars!r}
date_format = "%Y-%m-%d"
time_format = "%H:%M"
default_list = "personal"
cache_path = {cache!r}
"""
PROGRAM = shutil.which("todoman") or shutil.which("todo")


@pytest.fixture
def todoman(desk: Desk, tmp_path: Path):
    if PROGRAM is None:
        if os.environ.get("CI"):
            pytest.fail("no todoman (Debian: apt-get install todoman)")
        pytest.skip("no todoman (Debian: apt-get install todoman)")
    config = tmp_path / "config.py"
    calendars, cache = str(desk.folder / "*"), str(tmp_path / "todoman.sqlite3")
    config.write_text(CONFIG.format(calendars=calendars, cache=cache))
    (desk.folder / "personal").mkdir(parents=True, exist_ok=True)

    def run(*arguments: str, told: str = "--porcelain") -> Any:
        command = [PROGRAM, "--config", str(config), *filter(None, [told]), *arguments]
        environment = {**os.environ, "TZ": "Europe/London"}
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=True
        )
        return json.loads(done.stdout) if told else done.stdout

    return run


def by_title(listed: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {task["summary"]: task for task in listed}


def test_todoman_reads_what_we_write(desk: Desk, todoman):
    desk.create("Call the bank", due="2026-11-24T17:00", priority="high", notes="0800, ask for Ana")
    desk.create("Buy milk", due="2026-11-25")
    desk.create("Read the paper")
    desk.do("complete_task", task_id="Read the paper")
    found = by_title(todoman("list", "--status", "ANY"))
    bank = found["Call the bank"]
    assert (bank["due"], bank["priority"], bank["description"]) == (1795539600, 1, "0800, ask for Ana")
    assert (bank["completed"], bank["list"]) == (False, "personal")
    assert found["Buy milk"]["due"] == 1795564800
    assert (found["Read the paper"]["completed"], found["Read the paper"]["percent"]) == (True, 100)


def test_we_read_what_todoman_writes(desk: Desk, todoman):
    todoman("new", "--due", "2026-11-24 17:00", "--priority", "medium", "Call the bank", told="")
    (found,) = desk.store.tasks()
    assert (found.title, found.level, found.due.isoformat()) == (
        "Call the bank", "medium", "2026-11-24T17:00:00+00:00",
    )  # fmt: skip


def test_what_one_has_done_the_other_sees_as_done(desk: Desk, todoman):
    ours = desk.create("Call the bank")
    todoman("new", "--priority", "0", "Buy milk")
    numbers = {title: str(task["id"]) for title, task in by_title(todoman("list")).items()}
    todoman("done", numbers["Call the bank"])
    assert desk.task(ours).state == DONE
    desk.do("complete_task", task_id="Buy milk")
    assert todoman("list") == []


def test_todoman_sees_the_next_occurrence_of_what_repeats(desk: Desk, todoman):
    id = desk.create("Water the plants", due="2026-11-21", recurrence="every Saturday")
    desk.do("complete_task", task_id=id)
    (found,) = todoman("list")
    assert (found["summary"], found["due"]) == ("Water the plants", 1795824000)


def test_an_occurrence_that_todoman_has_done_is_done_and_its_next_one_is_there(desk: Desk, todoman):
    desk.create("Water the plants", due="2026-11-21", recurrence="every Saturday")
    (listed,) = todoman("list")
    todoman("done", str(listed["id"]))
    assert next(task["due"] for task in desk.ask()["tasks"]).startswith("2026-11-28")
    assert desk.titles(state="done") == ["Water the plants"]
