"""Makes sure that the packages that answer to our names are ours, and nobody else's too.

`agents` is also what openai-agents installs, and some releases of Mako install a `tools`. In one environment
the files of both lie in one folder: what was installed last has taken the place of the other's files, and
whatever is removed takes files of the other along.
"""

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

NAMES = ("assistant", "agents", "tools")
OURS = "langgraph-assistant"
ADVICE = "give the assistant an environment of its own, with: pipx install FOLDER-OR-WHEEL"


def check_names() -> None:
    """Stop with a sentence when another distribution's `agents` or `tools` is in the way of ours."""
    root = Path(__file__).resolve().parent.parent
    for problem in (*_mixed(root), *_hidden(root)):
        sys.exit(f"assistant: {problem}")


def _mixed(root: Path) -> Iterator[str]:
    """What is wrong with our folders where they were installed among those of others."""
    record = next(root.glob(f"{OURS.replace('-', '_')}-*.dist-info/RECORD"), None)
    if record is None:
        return  # a checkout: nobody else installs anything there
    # Asking every distribution for its names takes longer than a command that only looks: that is
    # done when there is a file that is not ours, or one of ours is gone.
    paths = (line.partition(",")[0].split("/", 2) for line in record.read_text(encoding="utf-8").splitlines())
    ours = {(path[0], path[1]) for path in paths if path[0] in NAMES and path[1] != "__pycache__"}
    there = {
        (name, entry.name)
        for name in NAMES
        for entry in (root / name).glob("*")
        if entry.name != "__pycache__"
    }
    if gone := sorted(ours - there):
        yield (
            f"{len(gone)} of its files are gone, among them {'/'.join(gone[0])}: another package with one of "
            f"its names was removed. Install it again, or {ADVICE}"
        )
    if not there - ours:
        return
    from importlib.metadata import packages_distributions

    owners = packages_distributions()
    for name in NAMES:
        if others := sorted(set(owners.get(name, ())) - {OURS}):
            other = others[0]
            yield (
                f"{other} installs a package called {name!r} too, and the two have overwritten each other's "
                f"files. Remove one (pip uninstall {OURS}), mend the other (pip install --force-reinstall "
                f"{other}), and {ADVICE}"
            )


def _hidden(root: Path) -> Iterator[str]:
    """Names under which Python finds something that is not in our folder."""
    for name in NAMES[1:]:
        spec = find_spec(name)
        origin = Path(spec.origin).resolve() if spec and spec.origin else None
        if origin is None or origin.parent.parent != root:
            is_checkout = (root / "pyproject.toml").exists()
            here = f"start from {root} with: python -m assistant; or " if is_checkout else ""
            yield f"Python finds another package called {name!r} at {origin}; {here}{ADVICE}"
