"""One at a time, among the threads of this process and all processes of a home."""

import threading
from pathlib import Path
from types import TracebackType

from filelock import FileLock


class Alone:
    """Held while something is written to both the mirror and the server, and while they are compared."""

    def __init__(self, path: Path) -> None:
        self._threads = threading.Lock()
        self._processes = FileLock(path, thread_local=False)

    def __enter__(self) -> None:
        self._threads.acquire()
        try:
            self._processes.acquire()
        except BaseException:
            self._threads.release()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._processes.release()
        self._threads.release()
