"""How often and how long, told to whoever measures this process; where nobody does, nothing is kept.

with listened(hear):          # once in a process, by what serves the figures
    …
took("effect", "done", 1.25)  # where it happens, by who knows nothing of figures
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[str, str, float], None]
"""Gets what it was, how it ended, and the seconds that it took."""

_listeners: list[Listener] = []


def took(what: str, how: str, seconds: float) -> None:
    """Something of the kind `what` has ended; to be called from any thread."""
    for listener in tuple(_listeners):
        listener(what, how, seconds)


@contextmanager
def listened(listener: Listener) -> Iterator[None]:
    """`listener` hears of all that ends until the block is left."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
