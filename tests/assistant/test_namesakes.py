"""Our packages are ours, or the program says who is in the way and what to do."""

import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path
from shutil import copy

import pytest

from assistant import namesakes
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
CHECK = "from assistant.namesakes import check_names; check_names()"


class Site:
    """A folder that packages are installed in, ours among them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in namesakes.NAMES:
            (folder / name).mkdir(parents=True)
            (folder / name / "__init__.py").write_text("")
        (folder / "agents" / "loop").mkdir()
        copy(namesakes.__file__, folder / "assistant")
        files = ("assistant/__init__.py", "assistant/namesakes.py", "agents/__init__.py", "tools/__init__.py")
        self._record(namesakes.OURS, *files, "agents/loop/calls.py", "../../../bin/assistant")

    def install(self, distribution: str, *files: str) -> None:
        for file in files:
            (self.folder / file).parent.mkdir(exist_ok=True)
            (self.folder / file).write_text("")
        self._record(distribution, *files)

    def check(self, *before: Path) -> subprocess.CompletedProcess[str]:
        """What the check of a new process comes to, with the folders `before` searched first."""
        first = [*map(str, before), str(self.folder)]
        return subprocess.run(
            [sys.executable, "-c", f"import sys; sys.path[:0] = {first}; {CHECK}"],
            cwd=self.folder.parent,
            env={"HOME": str(self.folder.parent)},
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    def _record(self, distribution: str, *files: str) -> None:
        about = self.folder / f"{distribution.replace('-', '_')}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
        (about / "RECORD").write_text("".join(f"{file},,\n" for file in files))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site")


def test_nothing_is_said_where_all_is_ours(site):
    site.install("rich", "rich/__init__.py")
    (site.folder / "agents" / "__pycache__").mkdir()
    done = site.check()
    assert (done.returncode, done.stderr) == (0, "")


def test_files_that_nobody_installed_are_no_namesake(site):
    (site.folder / "agents" / "notes.py").write_text("")
    assert site.check().returncode == 0


def test_a_second_owner_of_a_name_is_named_with_what_to_do(site):
    site.install("openai-agents", "agents/__init__.py", "agents/run.py")
    done = site.check()
    assert done.returncode == 1
    assert "openai-agents installs a package called 'agents' too" in done.stderr
    assert "pipx install" in done.stderr and str(site.folder) not in done.stderr


def test_what_removing_the_second_owner_took_along_is_noticed(site):
    (site.folder / "agents" / "__init__.py").unlink()
    done = site.check()
    assert done.returncode == 1
    assert "agents/__init__.py" in done.stderr and "Install it again" in done.stderr


def test_another_package_that_is_found_first_is_noticed(site, tmp_path):
    (tmp_path / "other" / "tools").mkdir(parents=True)
    (tmp_path / "other" / "tools" / "__init__.py").write_text("")
    done = site.check(tmp_path / "other")
    assert done.returncode == 1
    assert "another package called 'tools'" in done.stderr and "pipx install" in done.stderr
    assert str(site.folder) not in done.stderr


def test_a_checkout_that_another_package_hides_can_be_started_from_its_folder(site, tmp_path):
    (tmp_path / "other" / "tools").mkdir(parents=True)
    (tmp_path / "other" / "tools" / "__init__.py").write_text("")
    (site.folder / "pyproject.toml").write_text("")
    assert f"start from {site.folder} with: python -m assistant" in site.check(tmp_path / "other").stderr


def test_no_dependency_brings_one_of_our_names():
    ours = set(namesakes.NAMES)
    for distribution in distributions():
        if distribution.metadata["Name"] == namesakes.OURS:
            continue
        tops = {
            Path(str(file)).parts[0] for file in distribution.files or () if len(Path(str(file)).parts) > 1
        }
        assert not tops & ours, distribution.metadata["Name"]
