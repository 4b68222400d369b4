"""When a mirror is compared with its server without anybody having asked for it."""

import logging
import threading
import time
from collections.abc import Callable
from math import isfinite

from tools.errors import DeliveryError, PassingError, StaleError, StorageError

logger = logging.getLogger(__name__)

CLOSE_S = 2
"""How long a comparison is given to come to a stop."""


class StoppedError(Exception):
    """The store was closed in the middle of a comparison; the next one goes on where it stopped."""


class MirrorComparisons:
    """Begins comparisons before looks, at most one in the background, and stops it with the store.

    When the last one is older than `fresh_s`, the next is begun in the background; with 0 each look waits for
    one, and with infinity none is begun.
    """

    def __init__(self, compare: Callable[[], object], server: str, *, fresh_s: float) -> None:
        """`server` is what the log calls it."""
        self.fresh_s = fresh_s
        self._compare = compare
        self._server = server
        self._compared_at = float("-inf")
        self._stopping = threading.Event()
        self._beginning = threading.Lock()
        self._background: threading.Thread | None = None

    def before_a_look(self) -> None:
        if self.fresh_s <= 0:
            self.quietly(self._compare)
        elif isfinite(self.fresh_s) and time.monotonic() - self._compared_at >= self.fresh_s:
            self._begin()

    def done(self) -> None:
        """One has just been made."""
        self._compared_at = time.monotonic()

    def quietly(self, compare: Callable[[], object]) -> None:
        """A comparison that nobody waits for: the mirror answers also when the server doesn't."""
        try:
            compare()
        except PassingError as error:
            logger.info("%s not reached: %s", self._server, error.code)
            self.done()
        except (DeliveryError, StaleError, StorageError) as error:
            logger.warning("%s not compared with: %s", self._server, error.code)
            self.done()
        except StoppedError:
            logger.info("the comparison with the %s goes on the next time", self._server)

    def breathe(self) -> None:
        """Called by a comparison now and then.

        Raises:
            StoppedError: the store is being closed.
        """
        if self._stopping.is_set():
            raise StoppedError

    def stop(self) -> bool:
        """Begin no more; False when the last one still waits for a server that does not answer."""
        with self._beginning:
            self._stopping.set()
        if self._background is None:
            return True
        self._background.join(CLOSE_S)
        return not self._background.is_alive()

    def _begin(self) -> None:
        # Two agents look at the same moment, each in a thread of its own.
        with self._beginning:
            if self._stopping.is_set() or (self._background and self._background.is_alive()):
                return
            self._background = threading.Thread(
                target=self.quietly, args=(self._compare,), name=self._server, daemon=True
            )
            self._background.start()
