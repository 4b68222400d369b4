"""A package whose first file is run later is the package that it would have been."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from assistant.later import running_later
from assistant.loading import LATER

PACKAGE = "a_package_of_this_test"
FIRST_FILE = f"""
from {PACKAGE}.part import WEIGHT as weight
from {PACKAGE} import whole
runs = []
runs.append(1)
__all__ = ["weight"]
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / PACKAGE
    folder.mkdir()
    (folder / "__init__.py").write_text(FIRST_FILE)
    (folder / "part.py").write_text("WEIGHT = 3\n")
    (folder / "whole.py").write_text(f"import {PACKAGE}\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
        del sys.modules[name]


def part_of_it() -> ModuleType:
    """The package, of which one module has been imported."""
    with running_later([PACKAGE]):
        assert import_module(f"{PACKAGE}.part").WEIGHT == 3
    return sys.modules[PACKAGE]


def test_a_module_is_imported_without_the_rest_of_its_package(package: Path) -> None:
    found = part_of_it()
    assert f"{PACKAGE}.whole" not in sys.modules
    assert "runs" not in vars(found)
    assert (found.__name__, found.__file__) == (PACKAGE, str(package / "__init__.py"))


def test_the_first_name_asked_for_has_all_of_it_run_once(package: Path) -> None:
    found = part_of_it()
    assert found.weight == 3
    assert found.whole is sys.modules[f"{PACKAGE}.whole"]
    assert (found.runs, type(found)) == ([1], ModuleType)


def test_names_are_imported_from_it_and_all_of_them_listed(package: Path) -> None:
    part_of_it()
    names: dict[str, object] = {}
    exec(f"from {PACKAGE} import *", names)
    assert names["weight"] == 3


def test_a_name_that_it_does_not_have_is_missing(package: Path) -> None:
    found = part_of_it()
    for _ in range(2):
        with pytest.raises(AttributeError, match="colour"):
            _ = found.colour
    assert found.runs == [1]


def test_what_fails_in_its_first_file_is_raised_until_it_is_mended(package: Path) -> None:
    (package / "__init__.py").write_text("import nothing_of_this_name\n")
    found = part_of_it()
    for _ in range(2):
        with pytest.raises(ImportError, match="nothing_of_this_name"):
            _ = found.weight
    (package / "__init__.py").write_text("weight = 'mended'\n")
    assert found.weight == "mended"


def test_two_who_ask_at_once_both_get_it_and_it_is_run_once(package: Path) -> None:
    (package / "__init__.py").write_text(
        "import time\nruns = []\ntime.sleep(0.05)\nruns.append(1)\nlate = 7\n"
    )
    found, got = part_of_it(), []
    asking = [threading.Thread(target=lambda: got.append(found.late)) for _ in range(4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert (got, found.runs) == ([7] * 4, [1])


def test_what_is_imported_afterwards_is_run_at_once(package: Path) -> None:
    with running_later([PACKAGE]):
        pass
    assert import_module(f"{PACKAGE}.part").WEIGHT == 3
    assert sys.modules[PACKAGE].__dict__["runs"] == [1]


def test_a_package_that_is_not_there_is_missing_as_ever() -> None:
    with running_later(["no_package_of_this_name"]), pytest.raises(ModuleNotFoundError):
        import_module("no_package_of_this_name.part")


@pytest.mark.parametrize("name", LATER)
def test_the_libraries_that_are_run_later_have_what_they_would_have(name: str) -> None:
    later = f"""
from importlib import import_module
from assistant.later import running_later
with running_later([{name!r}]):
    package = import_module({name!r})
assert "__annotations__" not in vars(package) or len(vars(package)) < 20, "it was run at once"
"""
    names = "print(sorted(name for name in dir(package) if name[:1] != '_'), package.__doc__)"
    asked = "getattr(package, 'a_name_that_it_does_not_have', None)\n"
    at_once = f"from importlib import import_module\npackage = import_module({name!r})\n{names}"
    found = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for code in (later + asked + names, at_once)
    ]
    assert found[0] == found[1]
    assert len(found[0]) > 20
