"""Makes sure that the packages that answer to our names are ours.

`agents` is also the import name of openai-agents, and some releases of Mako install a `tools`.
"""

import sys
from importlib.util import find_spec
from pathlib import Path


def check_names() -> None:
    """Stop with a sentence when another distribution's `agents` or `tools` would be imported."""
    root = Path(__file__).resolve().parent.parent
    for name in ("agents", "tools"):
        spec = find_spec(name)
        origin = Path(spec.origin).resolve() if spec and spec.origin else None
        if origin is None or origin.parent.parent != root:
            sys.exit(
                f"assistant: Python finds another package called {name!r} at {origin}; "
                f"start from {root} with: python -m assistant"
            )
