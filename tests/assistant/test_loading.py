"""What is loaded stays; what was made of it goes."""

import gc
from pathlib import Path

from assistant import Assistant


def greet(home: Path) -> None:
    with Assistant.open(home=home, model="offline") as assistant:
        assert assistant.ask("hello").status == "done"


def test_an_assistant_that_was_closed_leaves_nothing_behind(tmp_path):
    greet(tmp_path)
    kept = gc.get_freeze_count()
    for _ in range(3):
        greet(tmp_path)
    assert gc.get_freeze_count() <= kept
