"""Public functions that raise say what."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

Function = ast.FunctionDef | ast.AsyncFunctionDef
UNREACHABLE = "AssertionError"
RAISES = re.compile(r"^ *Raises(:\n| [A-Z]\w+)", re.MULTILINE)


def silent(source: str) -> list[str]:
    """The public functions and methods of `source` that raise something and don't say so.

    They say it under `Raises:` in their docstring, or in a line that begins "Raises ToolError". What all
    methods of a class or all functions of a file raise may stand in its docstring instead, by name.
    Passing on what was caught doesn't count.
    """
    tree = ast.parse(source)
    return [name for name, function, around in _public(tree, (tree,)) if not _says(function, around)]


def _public(
    tree: ast.Module | ast.ClassDef, around: tuple[ast.Module | ast.ClassDef, ...], name: str = ""
) -> Iterator[tuple[str, Function, tuple[ast.Module | ast.ClassDef, ...]]]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _public(node, (*around, node), f"{name}{node.name}.")
        elif isinstance(node, Function) and (node.name == "__init__" or not node.name.startswith("_")):
            yield f"{name}{node.name}", node, around


def _says(function: Function, around: tuple[ast.Module | ast.ClassDef, ...]) -> bool:
    if RAISES.search(ast.get_docstring(function) or ""):
        return True
    above = "".join(
        text.partition("Raises:\n")[2] for text in map(ast.get_docstring, around) if text is not None
    )
    return all(f"{raised}:" in above for raised in _raised(function))


def _raised(function: Function) -> set[str]:
    """The names of what is raised in the body of `function` itself; `?` for what has none."""
    found = set()
    nodes: list[ast.AST] = [*function.body]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Raise) and node.exc is not None:
            raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            found.add(raised.id if isinstance(raised, ast.Name) and raised.id[0].isupper() else "?")
        elif not isinstance(node, Function | ast.ClassDef | ast.Lambda):
            nodes.extend(ast.iter_child_nodes(node))
    return found - {UNREACHABLE}


def test_public_functions_that_raise_say_what():
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for package in ("assistant", "agents", "tools")
        for path in sorted((ROOT / package).rglob("*.py"))
        for name in silent(path.read_text("utf-8"))
    ]
    assert found == [], "say what is raised, under `Raises:` in the docstring"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def look():\n    raise LookupError", ["look"]),
        ("class Book:\n    def look(self):\n        if self:\n            raise LookupError", ["Book.look"]),
        ("class Book:\n    def __init__(self):\n        raise LookupError(1)", ["Book.__init__"]),
        ("'''Raises:\n    ValueError: no.\n'''\ndef look():\n    raise LookupError", ["look"]),
        ("def look():\n    try: ...\n    except OSError as error:\n        raise read(error)", ["look"]),
    ],
)
def test_a_function_that_does_not_say_it_is_found(source, names):
    assert silent(source) == names


@pytest.mark.parametrize(
    "source",
    [
        "def look():\n    '''Look.\n\n    Raises:\n        LookupError: no.\n    '''\n    raise LookupError",
        "'''A file.\n\nRaises:\n    LookupError: no.\n'''\ndef look():\n    raise LookupError(1)",
        "def look():\n    '''Raises LookupError, always.'''\n    raise LookupError",
        "def look():\n    try: ...\n    except OSError:\n        raise",
        "def look():\n    raise AssertionError('never')",
        "def _look():\n    raise LookupError",
        "def look():\n    def inside():\n        raise LookupError\n    return inside",
    ],
)
def test_what_says_it_or_raises_nothing_of_its_own_is_not(source):
    assert silent(source) == []
