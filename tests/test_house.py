"""What holds the house together, where import-linter doesn't look."""

import re
from graphlib import TopologicalSorter
from pathlib import Path

from grimp import build_graph


def test_no_file_imports_one_that_imports_it():
    graph = build_graph("assistant", "agents", "tools", exclude_type_checking_imports=False, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in sorted(graph.modules)}
    # import-linter compares rooms with their neighbours, and so not with the package that they are in.
    TopologicalSorter(imports).prepare()


def test_no_statement_numbers_its_places():
    """Python 3.12 warns of `?1` with a sequence of values, and 3.14 refuses it."""
    numbered = re.compile(r"(?:[=(,<>]|SELECT|THEN|ELSE|AND|OR|LIMIT) ?\?\d")
    root = Path(__file__).parent.parent
    files = [path for room in ("tools", "agents", "assistant") for path in (root / room).rglob("*.py")]
    assert [str(path) for path in files if numbered.search(path.read_text("utf-8"))] == []
