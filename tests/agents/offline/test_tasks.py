"""Every sentence of `tasks/*.toml`, said to an assistant on a home: how the world is afterwards, and what the
cards have marked. Of those that are `wide`, `make test` looks only at what they are read as."""

from pathlib import Path

import pytest

from tests.agents.offline.meaning import meaning
from tests.agents.offline.task import USER, Task, carried_out, tasks

TASKS = [(f"{task.kind}: {task.turns[-1]}", task) for task in tasks()]


@pytest.mark.parametrize(
    "task",
    [pytest.param(task, id=name, marks=pytest.mark.slow if task.wide else ()) for name, task in TASKS],
)
def test_the_world_is_as_it_should_be_afterwards_and_no_card_has_a_wrong_mark(
    task: Task, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name, value in USER.items():
        monkeypatch.setenv(name, value)
    result = carried_out(task, tmp_path / "home")
    assert result.outcome is task.expected, "\n".join([*task.turns, *result.missed, f"said: {result.said}"])
    assert result.marks == task.marks


@pytest.mark.parametrize("task", [pytest.param(task, id=name) for name, task in TASKS if task.wide])
def test_what_is_said_by_the_long_tests_alone_is_read_as_it_was(task: Task):
    assert meaning(task.turns[0]) == task.wide, "say it (pytest -m slow), then mend its reading"
