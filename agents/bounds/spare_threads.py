"""Threads for calls that may never come back."""

import queue
import threading
from collections.abc import Callable

IDLE_S = 60.0
"""A thread that had nothing to do for so long ends."""

_idle: list["_SpareThread"] = []
_lock = threading.Lock()


def in_another_thread(work: Callable[[], None]) -> None:
    """Have `work` done beside what goes on here; it must not raise. Nobody waits for it at exit.

    A pool of the standard library is no good for that: the program would wait for what hangs in it.
    Threads are kept for the next call, because starting one takes longer than a short call.
    """
    with _lock:
        spare = _idle.pop() if _idle else None
    (spare or _SpareThread()).take(work)


class _SpareThread:
    def __init__(self) -> None:
        self._given: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        threading.Thread(target=self._live, name="bounded call", daemon=True).start()

    def take(self, work: Callable[[], None]) -> None:
        self._given.put(work)

    def _live(self) -> None:
        while work := self._next():
            work()
            with _lock:
                _idle.append(self)

    def _next(self) -> Callable[[], None] | None:
        try:
            return self._given.get(timeout=IDLE_S)
        except queue.Empty:
            with _lock:
                if self in _idle:
                    _idle.remove(self)
                    return None
        return self._given.get()  # somebody has just taken this one, and its work is on the way
