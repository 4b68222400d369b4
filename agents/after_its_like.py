"""Changes that are made apart from each other in one file are made one after the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from weakref import WeakValueDictionary

from tools.effects.plan import APART, Plan


class _Turn:
    """Whose turn it is at one file; forgotten when nobody waits for it."""

    def __init__(self) -> None:
        self.lock = Lock()


_TURNS: "WeakValueDictionary[tuple[str, str], _Turn]" = WeakValueDictionary()
_ASKING = Lock()


@contextmanager
def after_its_like(plan: Plan) -> Iterator[None]:
    """While the block runs, no other change that is made apart from this one touches the same file here.

    A graph carries out all that one answer has approved at the same time, and each is planned in the file
    that the one before it has left. What another process does meanwhile is noticed as ever.
    """
    if APART not in plan.payload:
        yield
        return
    with _ASKING:
        turn = _TURNS.setdefault((plan.destination, plan.payload["file"]), _Turn())
    with turn.lock:
        yield
