"""Where the pages for a browser are served, so that other ways in and notifications can link to a card."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from tools.private_files import write_private

FILE = "web.address"


@contextmanager
def announced(home: Path, addresses: Sequence[str]) -> Iterator[None]:
    """While the block runs, other processes on this home find `addresses`, the one for others last.

    With two servers on one home, those of the first.
    """
    lock = _lock(home)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        yield
        return
    try:
        write_private(home / FILE, "\n".join(addresses))
        yield
    finally:
        (home / FILE).unlink(missing_ok=True)
        lock.release()


def card_address(home: Path, approval_id: str, *, elsewhere: bool = False) -> str | None:
    """Where this approval can be answered in a browser that was let in; None while nothing is served.

    `elsewhere`: by another machine than this one, where the server can be reached by others.
    """
    lock = _lock(home)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        addresses = (home / FILE).read_text(encoding="utf-8").splitlines()
        return f"{addresses[-1 if elsewhere else 0]}/approvals/{approval_id}"
    # Nobody holds it: a file that is there is of a server that was killed.
    lock.release()
    return None


def _lock(home: Path) -> FileLock:
    return FileLock(home / "locks" / "web.lock", mode=0o600, thread_local=False)
