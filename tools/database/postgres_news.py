"""What other processes have committed, told by the server instead of looked for."""

import logging
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from tools.database.postgres_address import Address

logger = logging.getLogger(__name__)

STOP_S = 0.2
"""How often the thread that listens sees whether it is still wanted; the server is not asked for that."""
AGAIN_S = 1.0


class News:
    """One connection that listens, for all who wait in this process."""

    def __init__(self, address: "Address") -> None:
        self._address = address
        self._waiting: list[tuple[Collection[str], Callable[[], None]]] = []
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def told(self, topics: Collection[str], wake: Callable[[], None]) -> Iterator[bool]:
        """Have `wake` called, from a thread of its own, whenever one of `topics` was announced."""
        waiting = (topics, wake)
        with self._lock:
            self._waiting.append(waiting)
            if self._thread is None:
                self._thread = threading.Thread(target=self._listen, name="news", daemon=True)
                self._thread.start()
        try:
            yield True
        finally:
            with self._lock:
                self._waiting.remove(waiting)

    def close(self) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _listen(self) -> None:
        while not self._stopped.is_set():
            try:
                with self._address.connect() as connection:
                    connection.execute(f'LISTEN "{self._address.channel}"')
                    # What was announced while nobody listened is looked for once.
                    self._wake(None)
                    while not self._stopped.is_set():
                        for notice in connection.notifies(timeout=STOP_S):
                            self._wake(notice.payload)
            except psycopg.OperationalError:
                logger.warning("nothing is heard of %s", self._address.name)
                self._stopped.wait(AGAIN_S)

    def _wake(self, topic: str | None) -> None:
        with self._lock:
            waking = [wake for topics, wake in self._waiting if topic is None or topic in topics]
        for wake in waking:
            wake()
