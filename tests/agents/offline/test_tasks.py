"""Every sentence of `tasks/*.toml`, said to an assistant on a home: how the world is afterwards, and what the
cards have marked."""

from pathlib import Path

import pytest

from tests.agents.offline.task import USER, Task, carried_out, tasks


@pytest.mark.parametrize("task", list(tasks()), ids=lambda task: f"{task.kind}: {task.turns[-1]}")
def test_the_world_is_as_it_should_be_afterwards_and_no_card_has_a_wrong_mark(
    task: Task, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name, value in USER.items():
        monkeypatch.setenv(name, value)
    result = carried_out(task, tmp_path / "home")
    assert result.outcome is task.expected, "\n".join([*task.turns, *result.missed, f"said: {result.said}"])
    assert result.marks == task.marks
