"""The site of the documentation: every page is in it, and every link leads somewhere."""

import re
import subprocess
import sys
from pathlib import Path

from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[1]
PAGES = sorted(path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md"))


def test_every_page_is_in_the_contents() -> None:
    trees = [ROOT / "docs/index.md", ROOT / "docs/decisions/index.md"]
    listed = {
        (page.parent / line).relative_to(ROOT / "docs").with_suffix(".md")
        for page in trees
        for tree in re.findall(r"```\{toctree\}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        for line in tree.split("\n")
        if line and not line.startswith((":", "0*"))
    }
    numbered = {page for page in PAGES if page.parent.name == "decisions" and page.name[0] == "0"}
    assert listed | numbered | {Path("index.md")} == set(PAGES)


def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    build = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-b",
        "html",
        ROOT / "docs",
        tmp_path,
    ]
    done = subprocess.run(build, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 0, done.stderr
    reference = (tmp_path / "reference.html").read_text(encoding="utf-8")
    assert "Assistant.ask" in reference and "Let acts such as this one go without a question" in reference
    first = (tmp_path / "start.html").read_text(encoding="utf-8")
    assert "/sample" in first and "Reminder: reviewing the new mockups" in first, "the session of the README"
