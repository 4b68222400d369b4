"""What the pages name is there: files, and the functions at which the tour stops."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOUR = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
STOPS = re.findall(r"^\*\*\d+\. `([^`]+\.py)`(?: and `[^`]+`)?(?:, `([^`]+)`)?", TOUR, re.MULTILINE)


@pytest.mark.parametrize(("file", "name"), STOPS, ids=[file for file, _ in STOPS])
def test_each_stop_of_the_tour_is_there(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    assert set(name.split(".")) - {""} <= defined


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:assistant|agents|tools|tests|bench|docs|notebooks)/[\w/.-]+)`", text))
    named |= {f"{page.parent.relative_to(ROOT)}/{path}" for path in re.findall(r"\]\(([\w/.-]+)\)", text)}
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_the_tour_has_all_its_stops() -> None:
    assert len(STOPS) == 12
