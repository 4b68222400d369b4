"""Another person's program: a folder outside, an environment of its own, the wheel installed into it."""

import shutil
import subprocess
import sys
import sysconfig
import venv
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from tests.certificates import trusted_before
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[1]
PARTS = ("assistant", "agents", "tools", "pyproject.toml", "README.md", "LICENSE")
SETUPTOOLS = 77
"""The major version that `pyproject.toml` asks for."""


def run(*words: str | Path, cwd: Path, **more: str) -> str:
    others = ("ASSISTANT_", "PYTHON")
    kept = {name: value for name, value in trusted_before().items() if not name.startswith(others)}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env={**kept, **more},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def wheel(folder: Path) -> Path:
    """The package built from a copy, as building leaves files beside the sources."""
    copy = folder / "sources"
    copy.mkdir()
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, copy)
    try:
        fits = int(version("setuptools").partition(".")[0]) >= SETUPTOOLS
    except PackageNotFoundError:
        fits = False
    here = ["--no-build-isolation", "--offline"] if fits else []
    run(sys.executable, "-m", "uv", "build", "-q", "--wheel", *here, "-o", folder, copy, cwd=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that has the wheel, and our dependencies without our sources."""
    folder = tmp_path_factory.mktemp("elsewhere")
    built = wheel(folder)
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    interpreter = folder / "venv/bin/python"
    run(
        *(sys.executable, "-m", "uv", "pip", "install", "-q", "--no-deps", "--offline"),
        *("--python", interpreter, built),
        cwd=folder,
    )
    (site,) = (folder / "venv/lib").glob("python*/site-packages")
    # What lies in a folder that a .pth names is found; the .pth files in it, such as ours, are not read.
    packages = {path for path in sys.path if path.endswith("site-packages")} | {sysconfig.get_path("purelib")}
    (site / "dependencies.pth").write_text("\n".join(sorted(packages)))
    return interpreter


def test_each_block_of_the_library_page_runs_elsewhere_and_prints_what_stands_below_it(
    python: Path, tmp_path: Path
) -> None:
    where = run(python, "-c", "import assistant; print(assistant.__file__)", cwd=tmp_path)
    assert where.startswith(str(python.parents[1])), "it is the wheel's, not the repository's"
    runner = shutil.copy(ROOT / "tests/run_page.py", tmp_path)
    run(python, runner, ROOT / "docs/library.md", cwd=tmp_path)


def test_the_surface_has_types_for_other_programs(python: Path) -> None:
    (site,) = (python.parents[1] / "lib").glob("python*/site-packages")
    for package in ("assistant", "agents", "tools"):
        assert (site / package / "py.typed").exists()
