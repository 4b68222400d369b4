"""What holds the house together, where import-linter doesn't look."""

import re
import sys
import tomllib
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


ROOTS = ("assistant", "agents", "tools", "bench")


def test_no_script_hides_a_module_of_the_standard_library_from_its_neighbours():
    """`python tools/x.py` looks in its own folder first: with a `tools/email.py`, `import smtplib` fails."""
    root = Path(__file__).parent.parent
    ours = [
        path for name in ROOTS for path in (root / name).rglob("*.py") if "site-packages" not in path.parts
    ]
    scripts = [path for path in ours if _runs(path)]
    folders = {*(root / name for name in ROOTS), *(path.parent for path in scripts)}
    assert {root / "bench", root / "assistant"} <= folders
    hidden = [
        path for each in sorted(folders) for path in each.iterdir() if path.stem in sys.stdlib_module_names
    ]
    assert [path for path in hidden if path.suffix == ".py" or (path / "__init__.py").is_file()] == []


def _runs(path: Path) -> bool:
    return '__name__ == "__main__"' in path.read_text("utf-8")


def test_neither_of_the_agent_servers_is_a_base():
    """LangGraph's has a licence that is not free, and each is one way in among others."""
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.split(r"[^\w.-]", name)[0] for name in project["dependencies"]}
    assert {"langgraph", "langchain"} <= needed
    assert needed.isdisjoint(
        {"langgraph-api", "langgraph-cli", "langgraph-runtime-inmem", "aegra", "aegra-api"}
    )


def test_no_lock_names_extras():
    """pip, which checks hashes, takes `langsmith` for another package than `langsmith[otel]`, and for an
    unpinned one once there is a newer version. What the extras bring is locked by itself.
    """
    locks = sorted(Path(__file__).parents[1].glob("requirements*.lock"))
    assert locks
    assert [
        line for lock in locks for line in lock.read_text().splitlines() if re.match(r"[\w.-]+\[", line)
    ] == []
