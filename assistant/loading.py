"""Loading much at once: tens of thousands of objects that stay until the end."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def lasting() -> Iterator[None]:
    """What is made inside is kept out of every garbage collection, the one at exit included.

    Importing the agents' libraries sets off dozens of collections that find nothing, and the last
    one looks at all of it again: together more than a quarter of a short command's time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
