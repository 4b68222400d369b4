"""What a calendar, a mailbox and tasks can be asked for: how many sentences of each part there are, and how
many are right, said to the built-in model (`offline/tasks/*.toml`) and called by a language model
(`calls/*.toml`).

`python -m tests.agents.test_paragraphs` prints the table. That each sentence does what its file says is
tested by `offline/test_tasks.py` and `test_scripted_calls.py`.
"""

import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.agents.offline.task import Outcome, tasks

WANTED = 30
PARAGRAPHS = {
    "series": ("series", "series"),
    "calendars": ("calendars away zones", "calendars"),
    "times for several people": ("several_people", "several_people"),
    "mail state": ("marking", "mail_state"),
    "many at once": ("many", "many"),
    "attachments": ("attached", "attachments"),
    "drafts and writing": ("drafts writing", "writing"),
    "contacts": ("contacts", "contacts"),
    "plain folders": ("folders", "folders"),
    "tasks": ("to_dos", "tasks"),
}
"""For each part the files of its sentences, and how those of its calls begin."""


def outcomes(paragraph: str) -> Counter[Outcome]:
    """How many sentences come out how, as their files have it."""
    kinds = PARAGRAPHS[paragraph][0].split()
    return Counter(task.expected for task in tasks() if task.kind in kinds)


def calls(paragraph: str) -> int:
    """How many steps of a language model there are."""
    folder = Path(__file__).parent / "calls"
    files = folder.glob(f"{PARAGRAPHS[paragraph][1]}*.toml")
    return sum(len(tomllib.loads(path.read_text(encoding="utf-8"))["step"]) for path in files)


@pytest.mark.parametrize("paragraph", PARAGRAPHS)
def test_nine_in_ten_of_thirty_sentences_are_right_and_none_is_wrong(paragraph: str):
    found = outcomes(paragraph)
    assert found.total() >= WANTED
    assert found[Outcome.RIGHT] >= 0.9 * found.total()
    assert not found[Outcome.WRONG]


@pytest.mark.parametrize("paragraph", PARAGRAPHS)
def test_thirty_steps_of_a_language_model_are_taken(paragraph: str):
    assert calls(paragraph) >= WANTED


def table() -> str:
    """A line for each part."""
    lines = [f"{'':26}{'sentences':>10}{'right':>7}{'asked':>7}{'wrong':>7}{'%':>7}{'calls':>7}"]
    for paragraph in PARAGRAPHS:
        found = outcomes(paragraph)
        each = [found[one] for one in (Outcome.RIGHT, Outcome.ASKED, Outcome.WRONG)]
        counts = "".join(f"{number:7}" for number in each)
        percent = 100 * each[0] / found.total()
        lines.append(f"{paragraph:26}{found.total():10}{counts}{percent:7.1f}{calls(paragraph):7}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(f"{table()}\n")
