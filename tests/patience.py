"""How long a test waits for what has to come."""

import time
from collections.abc import Callable

PATIENCE_S = 300.0
"""Long enough for a machine that is busy with something else: only what never comes reaches it."""


def eventually(is_so: Callable[[], bool], what: str = "it") -> None:
    """Wait until `is_so`.

    Raises:
        AssertionError: it was not within `PATIENCE_S`.
    """
    give_up = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < give_up, f"waited in vain for {what}"
        time.sleep(0.02)
