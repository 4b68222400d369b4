"""Starting is light, and our packages are ours."""

import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("langchain", "langchain_core", "langgraph", "langchain_openai", "openai", "prompt_toolkit")

SHOW_MODULES = """
import contextlib, io, sys
sys.argv = ["assistant", "--home", {home!r}, *{arguments!r}]
from assistant.cli import main
with contextlib.redirect_stdout(io.StringIO()):
    try:
        code = main()
    except SystemExit as exit:
        code = exit.code
assert code in (0, None), code
print(*sorted(sys.modules))
"""


@pytest.mark.parametrize(
    "arguments",
    [["--version"], ["pending"], ["threads"], ["effects"], ["agenda"], ["mail"], ["pending", "--json"]],
    ids=" ".join,
)
def test_commands_that_only_read_the_home_import_no_langchain(tmp_path, arguments):
    code = SHOW_MODULES.format(home=str(tmp_path), arguments=arguments)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded.isdisjoint(HEAVY), sorted(loaded & set(HEAVY))


@pytest.mark.parametrize("module", ["assistant", "assistant.cli", "agents", "tools", "assistant.values"])
def test_importing_opens_nothing_and_prints_nothing(tmp_path, module):
    code = f"import os; before = set(os.listdir('.')); import {module}; assert set(os.listdir('.')) == before"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_no_dependency_brings_one_of_our_names():
    ours = {"assistant", "agents", "tools"}
    for distribution in distributions():
        if distribution.metadata["Name"] == "langgraph-assistant":
            continue
        tops = {
            Path(str(file)).parts[0] for file in distribution.files or () if len(Path(str(file)).parts) > 1
        }
        assert not tops & ours, distribution.metadata["Name"]


def test_another_package_called_tools_is_noticed_at_the_start(tmp_path):
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "__init__.py").write_text("")
    code = "import sys; sys.path.insert(0, '.'); from assistant.origin import check_names; check_names()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "another package called 'tools'" in done.stderr and "python -m assistant" in done.stderr
