"""The notebooks run, and what is kept of them is of no machine."""

import re
from textwrap import dedent

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from notebooks.run import ROOT, WIDGET, local_paths, notebooks, run
from tests.patience import PATIENCE_S

NAMES = [path.name for path in notebooks()]
OF_THE_RUN = (
    (re.compile(r"\b[a-z2-7]{12}\b|(?<=approve )[a-z2-7]{6}( [a-z2-7]{6})*"), "ID"),
    (re.compile(r"\w{3} \d{1,2} \w{3}( \d{4},)? \d\d:\d\d(:\d\d|(?=  \d+ messages))"), "NOW"),
    (re.compile(r"\b[\d.]+ m?s\b"), "SO LONG"),
    (re.compile(r"\b[\d,]+ \+ [\d,]+ tokens|(?<=_tokens': )\d+"), "TOKENS"),
)
"""What is another thing each time, or with each word of a prompt."""


def the(name: str):
    return next(path for path in notebooks() if path.name == name)


def read(notebook: NotebookNode) -> dict[int, list[str]]:
    """The lines that each cell has printed, in no order: agents at work side by side overtake each other."""
    printed = {}
    for number, cell in enumerate(notebook.cells):
        # A kernel hands on what is printed in pieces, which may end anywhere.
        text = "".join(
            one.get("text") or one.get("data", {}).get("text/plain", "") + "\n"
            for one in cell.get("outputs", ())
        )
        for pattern, word in OF_THE_RUN:
            text = pattern.sub(word, text)
        lines = (line.strip("[](), ") for line in text.splitlines())
        printed[number] = sorted(filter(None, lines))
    return printed


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_on_the_built_in_model_and_prints_what_is_kept_of_it(name, monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # the homes that they make in passing
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    # A kernel that sees this gives its streams no file number, and an MCP server can't write to them.
    monkeypatch.delenv("PYTEST_CURRENT_TEST", raising=False)
    fresh = run(the(name))
    assert not local_paths(fresh)
    kept = nbformat.read(the(name), as_version=4)
    assert read(fresh) == read(kept), "python -m notebooks.run keeps what they print today"


@pytest.mark.parametrize("name", NAMES)
def test_a_kept_notebook_shows_its_outputs_and_nothing_of_the_machine_it_ran_on(name):
    kept = nbformat.read(the(name), as_version=4)
    assert any(cell.get("outputs") for cell in kept.cells)
    assert not local_paths(kept)
    assert set(kept.metadata) == {"kernelspec", "language_info"}


def test_a_turn_is_kept_as_html_cards():
    shown = "".join(path.read_text(encoding="utf-8") for path in notebooks())
    assert "text/html" in shown
    assert "Meeting with the design team" in shown


def test_in_a_kernel_a_turn_that_waits_has_buttons(tmp_path):
    code = f"""
        from assistant import Assistant
        assistant = Assistant.open(home={str(tmp_path / "home")!r}, model="offline")
        assistant.ask("Lunch tomorrow at noon")
    """
    notebook = new_notebook(cells=[new_code_cell(dedent(code))])
    NotebookClient(notebook, timeout=PATIENCE_S, resources={"metadata": {"path": str(ROOT)}}).execute()
    (shown,) = notebook.cells[0].outputs
    assert {"text/html", WIDGET} <= set(shown["data"])
