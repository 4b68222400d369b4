"""Killed between the calendar's write and its receipt, within one yes to a whole week of a series."""

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.assistant.serving.office import ROOT, Office
from tests.patience import PATIENCE_S

DEADLY = """
import os, signal, sys
from assistant.commands.cli import main
from tools.scheduling.executor import EventExecutor
write, left = EventExecutor.act, int(sys.argv[1])
def act(self, intent):
    global left
    receipt = write(self, intent)
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return receipt
EventExecutor.act = act
sys.exit(main(sys.argv[2:]))
"""
"""A command that is killed after so many changes were made, before the last of them is noted down."""
DAYS = 5
SLOW = pytest.mark.slow


def killed(office: Office, after: int, *command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DEADLY, str(after), *command],
        cwd=ROOT,
        env=office.environment,
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def left_out(office: Office) -> Counter[str]:
    """The days that the files of the calendar leave out, each as often as it is named."""
    texts = [path.read_text("utf-8") for path in office.home.glob("calendar/*/*.ics")]
    lines = [line for text in texts for line in text.splitlines() if line.startswith("EXDATE")]
    return Counter(day for line in lines for day in line.rpartition(":")[2].split(","))


@pytest.mark.parametrize("after", [pytest.param(1, marks=SLOW), 3, pytest.param(DAYS, marks=SLOW)])
def test_each_occurrence_is_left_out_once_whichever_write_was_the_last(tmp_path: Path, after: int) -> None:
    office = Office(tmp_path)
    _, turn = office.cli("ask", "Schedule pilates every weekday at 9am for 15 minutes")
    office.cli("approve", turn["approvals"][0]["id"])
    _, turn = office.cli("ask", "Cancel all pilates next week", "--thread", "t")
    ids = [approval["id"] for approval in turn["approvals"]]
    assert len(ids) == DAYS
    killed(office, after, "approve", *ids)
    assert sum(left_out(office).values()) == after
    if after < DAYS - 1:
        # The first thing that the next one writes is what was still to be done, and it dies as well.
        killed(office, 1, "resume", "t")
        assert sum(left_out(office).values()) == after + 1
    code, turn = office.cli("resume", "t")
    assert (code, turn["status"], turn["approvals"]) == (0, "done", [])
    days = left_out(office)
    assert len(days) == DAYS
    assert set(days.values()) == {1}
    states = Counter(office.effects())
    assert states == {("create_calendar_event", "done"): 1, ("cancel_calendar_event", "done"): DAYS}
    assert office.cli("undo", ids[0])[0] == 0
    assert len(left_out(office)) == DAYS - 1
