"""One mirror, changed by one thread of one process at a time."""

import threading
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from tools.errors import StorageError

if TYPE_CHECKING:
    from filelock import FileLock

WAIT_S = 60
PAUSE_S, BETWEEN_PAUSES_S = 0.07, 1.0


class MirrorLock:
    """`with mirror_lock:` nobody else changes the mirror meanwhile; it may be entered again inside itself.

    Raises:
        StorageError: another process has had its turn for too long.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.RLock()
        self._processes: FileLock | None = None
        self._paused_at = float("-inf")

    def __enter__(self) -> None:
        from filelock import FileLock, Timeout

        self._threads.acquire()
        if self._processes is None:
            self._processes = FileLock(self._path, timeout=WAIT_S, mode=0o600, thread_local=False)
        try:
            self._processes.acquire()
        except Timeout as error:
            self._threads.release()
            raise StorageError(
                f"another process has been comparing {self._path.parent} with its server for more than "
                f"{WAIT_S} s; nothing was changed"
            ) from error
        except BaseException:
            self._threads.release()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._processes is not None  # it was entered
        self._processes.release()
        self._threads.release()

    def breathe(self) -> None:
        """Let others have their turn, in the middle of one's own."""
        self.__exit__(None, None, None)
        # Who waits has to notice: another thread does at once, another process looks every 50 ms.
        long_ago = time.monotonic() - self._paused_at > BETWEEN_PAUSES_S
        try:
            time.sleep(PAUSE_S if long_ago else 0.001)
        finally:
            # Also after Ctrl-C: the block that we are inside of gives its turn back itself.
            self.__enter__()
        if long_ago:
            self._paused_at = time.monotonic()
