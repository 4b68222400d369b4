"""Carries out what is due while a program runs: behind an open chat, or as the worker's only work."""

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from types import FrameType

from tools.effects.effect import Effect
from tools.effects.ledger import Ledger
from tools.errors import StorageError

logger = logging.getLogger(__name__)

SHORTEST_PAUSE_S = 0.05
LOOK_WHEN_TOLD_S = 20.0
"""For what nobody tells of: that a process has died in the middle of an effect."""


class Runner:
    """Drains a ledger again and again; what other processes add is seen within `look_every_s`,
    or at once where the database tells.

    `tell` gets every effect that was dealt with, from the thread that did it.
    """

    def __init__(
        self, ledger: Ledger, *, look_every_s: float = 1.0, tell: Callable[[Effect], None] = lambda _: None
    ) -> None:
        self._ledger = ledger
        self._look_every_s = look_every_s
        self._tell = tell
        self._stopped = False
        # An Event may not be set by a signal handler: it can be waiting for itself. This queue may.
        self._wake: SimpleQueue[None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def run(self) -> None:
        """Work until `stop` is called; what is being carried out then is brought to its end."""
        with self._ledger.told(lambda: self._wake.put(None)) as told:
            self._work(max(LOOK_WHEN_TOLD_S, self._look_every_s) if told else self._look_every_s)

    def _work(self, longest: float) -> None:
        while not self._stopped:
            try:
                self._look_after()
                pause = self._ledger.due_in_s()
            except StorageError as error:
                logger.warning("the ledger can't be read or written: %s", error.code)
                pause = None
            except Exception:
                # The effect is in the ledger as unknown; the others shall not wait for a person.
                logger.exception("an effect broke off")
                pause = None
            self._pause(longest if pause is None else max(min(pause, longest), SHORTEST_PAUSE_S))

    def stop(self) -> None:
        """End `run` after the effect that is being carried out. May be called from a signal handler."""
        self._stopped = True
        self._wake.put(None)

    def __enter__(self) -> "Runner":
        """Run behind the program, in a thread of its own, until the block is left."""
        self._thread = threading.Thread(target=self.run, name="effects", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._thread is not None:
            self._thread.join()

    def _look_after(self) -> None:
        for effect in self._ledger.recover(stop=self._is_stopped):
            self._tell(effect)
        while performed := self._ledger.drain(1, stop=self._is_stopped):
            self._tell(performed[0])

    def _is_stopped(self) -> bool:
        return self._stopped

    def _pause(self, seconds: float) -> None:
        with suppress(Empty):
            self._wake.get(timeout=seconds)
            while True:
                self._wake.get_nowait()


@contextmanager
def stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """SIGTERM and Ctrl-C call `stop` inside the block instead of ending the process."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        stop()

    before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
