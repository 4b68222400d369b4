"""Loading much at once: tens of thousands of objects that stay until the end."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from assistant.later import running_later

UNUSED = "httpx._main"
"""httpx's own command line. It brings Click, Pygments and Rich along wherever these are installed."""
LATER = ("langsmith.types", "langgraph_sdk", "langgraph_sdk.auth")
"""Packages of which LangChain and LangGraph want one module each, and whose first files import hundreds."""


@contextmanager
def lasting() -> Iterator[None]:
    """Once modules were loaded inside, what is there is kept out of every garbage collection, even at exit.

    Importing the agents' libraries sets off dozens of collections that find nothing, and the last
    one looks at all of it again: together more than a quarter of a short command's time.
    """
    _leave_out_command_lines()
    was_enabled, loaded = gc.isenabled(), len(sys.modules)
    gc.disable()
    try:
        with running_later(LATER):
            yield
    finally:
        if len(sys.modules) > loaded:  # else it would only keep what others are done with
            gc.freeze()
        if was_enabled:
            gc.enable()


def _leave_out_command_lines() -> None:
    """Have httpx do without its command line, as where its extra `cli` is not installed.

    Otherwise it takes as long to import as half of our own modules, and 4 MB. A program that has
    imported httpx already is left as it is.
    """
    if "httpx" not in sys.modules:
        # Without a `main`, importing one from it is the ImportError that httpx expects.
        sys.modules.setdefault(UNUSED, ModuleType(UNUSED))
