"""Tests run in forked processes that find their libraries imported and everything of ours not."""

import gc
import importlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import coverage
import pytest

MOST_MEMORY = 8 << 30
SPARE_S = 15.0
"""What a test may take beyond five times what it took: on a busy machine, and where it starts a process."""


class TestsFailError(Exception):
    """The tests fail without any change; the message is what they printed."""


@dataclass(frozen=True)
class Baseline:
    """What the tests of a group do when nothing is changed."""

    seconds: dict[str, float]
    """By test, set-up and tear-down included."""
    ran: dict[str, dict[int, list[str]]]
    """By file and line: the tests that ran it, in this process."""


class Tree:
    """A copy of the repository that a trial may change."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.folder = folder
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, text=True
        )
        for name in filter(None, listed.stdout.split("\0")):
            if (root / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, folder / name)

    def read(self, path: str) -> str:
        """A file as it is."""
        return (self.folder / path).read_text(encoding="utf-8")

    def write(self, path: str, source: str) -> None:
        """Put `source` in the place of a file; what was compiled of it before is gone."""
        file = self.folder / path
        file.write_text(source, encoding="utf-8")
        for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
            compiled.unlink()


class Trial:
    """One run of some tests in a process of its own, in `tree`."""

    def __init__(self, tree: Tree, chosen: dict[str, float]) -> None:
        """`chosen` are the tests, with the seconds that each took when nothing was changed."""
        self.tree = tree
        # Each test has its own limit; this one is for what hangs outside of them.
        self._ends = time.monotonic() + 5 * sum(chosen.values()) + 4 * SPARE_S
        self._child = _forked(tree, lambda: _run(chosen))

    def result(self) -> str | None:
        """`killed`, `survived`, or `timed out`; None while it runs."""
        done, status = os.waitpid(self._child, os.WNOHANG)
        if not done and time.monotonic() < self._ends:
            return None
        _end(self._child)
        if not done:
            os.waitpid(self._child, 0)
            return "timed out"
        return "survived" if os.waitstatus_to_exitcode(status) == pytest.ExitCode.OK else "killed"


def baseline(tree: Tree, tests: list[str], sources: list[str]) -> Baseline:
    """Run `tests` once with nothing changed, then import here the libraries that they needed.

    Raises:
        TestsFailError: one of them failed.
    """
    report = tree.folder / "baseline.json"
    output = tree.folder / "baseline.txt"
    child = _forked(tree, lambda: _watched(tests, sources, report), output)
    _, status = os.waitpid(child, 0)
    _end(child)
    if os.waitstatus_to_exitcode(status) != pytest.ExitCode.OK:
        raise TestsFailError(output.read_text(encoding="utf-8", errors="replace")[-4000:])
    found = json.loads(report.read_text(encoding="utf-8"))
    for name in found["libraries"]:
        importlib.import_module(name)
    if threading.active_count() > 1:
        raise RuntimeError("a library started a thread when it was imported: a fork would lose it")
    gc.freeze()  # pytest collects garbage at its end, and would look through all of the libraries
    ran = {path: {int(line): names for line, names in lines.items()} for path, lines in found["ran"].items()}
    return Baseline(found["seconds"], ran)


class _Chosen:
    """Runs the chosen tests only, the quickest file first, each file in its order."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self._seconds = seconds

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self._seconds]
        files: dict[Path, float] = {}
        for item in items:
            files[item.path] = files.get(item.path, 0) + self._seconds[item.nodeid]
            item.add_marker(pytest.mark.timeout(5 * self._seconds[item.nodeid] + SPARE_S))
        items.sort(key=lambda item: files[item.path])


class _Watch:
    """Notes how long each test takes, and has coverage note which of them runs a line."""

    def __init__(self, measured: coverage.Coverage) -> None:
        self.seconds: dict[str, float] = {}
        self._measured = measured

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._measured.switch_context(nodeid)

    def pytest_runtest_logfinish(self) -> None:
        self._measured.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0) + report.duration


def _run(chosen: dict[str, float]) -> int:
    return _pytest(sorted({name.split("::")[0] for name in chosen}), _Chosen(chosen))


def _watched(tests: list[str], sources: list[str], report: Path) -> int:
    measured = coverage.Coverage(data_file=None, include=[str(Path(path).resolve()) for path in sources])
    measured.start()
    watch = _Watch(measured)
    result = _pytest(tests, watch)
    measured.stop()
    data = measured.get_data()
    ran = {path: data.contexts_by_lineno(str(Path(path).resolve())) for path in sources}
    report.write_text(
        json.dumps({"seconds": watch.seconds, "ran": ran, "libraries": _libraries()}), encoding="utf-8"
    )
    return result


def _pytest(tests: Iterable[str], plugin: object) -> int:
    # pytest would like to rewrite its plugins itself, and they are imported already.
    arguments = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    arguments += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return int(pytest.main([*arguments, *tests], plugins=[plugin]))


def _libraries() -> list[str]:
    """Modules of others that are imported, those first that were imported first."""
    return [name for name, module in sys.modules.items() if _of_others(name, module)]


def _of_others(name: str, module: ModuleType) -> bool:
    spec: Any = getattr(module, "__spec__", None)
    if spec is None or spec.name != name or not spec.origin:
        return False
    return "site-packages" in spec.origin and not name.startswith(("coverage", "_pytest", "pytest"))


def _forked(tree: Tree, work: Any, output: Path = Path(os.devnull)) -> int:
    """Do `work` in a new process, which imports ours from `tree`, and so do those that it starts."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    result = 1
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        os.environ["PYTHONPATH"] = str(tree.folder)
        written = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(written, 1)
        os.dup2(written, 2)
        os.chdir(tree.folder)
        sys.path.insert(0, str(tree.folder))
        sys.modules["__main__"] = ModuleType("__main__")  # multiprocessing would run this program again
        result = int(work())
        sys.stdout.flush()
    finally:
        os._exit(result)


def _end(child: int) -> None:
    """End whatever the child left running: it has a group of its own."""
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        return
