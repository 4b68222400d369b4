"""The notebooks run, and what is kept of them is of no machine."""

import nbformat
import pytest

from notebooks.run import local_paths, notebooks, run

NAMES = [path.name for path in notebooks()]


def the(name: str):
    return next(path for path in notebooks() if path.name == name)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_on_the_built_in_model(name, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    # A kernel that sees this gives its streams no file number, and an MCP server can't write to them.
    monkeypatch.delenv("PYTEST_CURRENT_TEST", raising=False)
    fresh = run(the(name))
    assert not local_paths(fresh)


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
