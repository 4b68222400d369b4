"""Bringing the index up to what is in the folders, without reading what hasn't changed."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from tools.errors import StillReadingError, StorageError
from tools.mail.index import Index
from tools.mail.indexing import Indexed, indexed
from tools.mail.mail_files import UnreadableFileError, read_beginning
from tools.mail.maildir import Entry, Maildir, Stamp, relied_on
from tools.mail.part import BROKEN

logger = logging.getLogger(__name__)

AT_ONCE = 200
"""So many files are read by whoever asks; more in a thread beside it, which goes on when it gives up."""
POLL_S = 0.1
BATCH = 200
FOREVER = -1
REST_S = 3.0
"""So long a folder is taken to be as we left it: many writes to a large one must not cost many looks."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """What happened to the folders since they were last looked at."""

    stamps: dict[str, Stamp]
    """Of those that changed, as far as they can be relied on."""
    appeared: tuple[Entry, ...]
    renamed: tuple[tuple[Entry, Entry], ...]
    gone: tuple[Entry, ...]
    vanished: tuple[str, ...]
    """Folders that are no longer there."""


class Scanner:
    """Keeps `index` at what `maildir` holds."""

    def __init__(self, maildir: Maildir, index: Index) -> None:
        self._maildir = maildir
        self._index = index
        self._refreshing = threading.Lock()
        self._background: threading.Thread | None = None
        self._scanning = False
        self._stop = threading.Event()
        self._failed: StorageError | None = None
        self._remaining = self._total = 0
        self._compared_at: dict[str, Stamp] = {}
        self._left: dict[str, tuple[Stamp, float]] = {}

    @contextlib.contextmanager
    def writing(self, folder: str) -> Iterator[None]:
        """Around a write of our own that the index is told of: nobody looks for it in the folder then.

        Where something else had changed in the folder before, it is looked at as always. What another
        program writes at the same moment is found when the folder has rested.
        """
        as_compared = self._maildir.stamps(folder) == self._compared_at.get(folder)
        yield
        if as_compared:
            self._compared_at[folder] = self._maildir.stamps(folder)
            self._left[folder] = (self._compared_at[folder], time.monotonic() + REST_S)

    @property
    def progress(self) -> tuple[int, int] | None:
        """Files read and files to be read by the scan that goes on; None when none does."""
        return (self._total - self._remaining, self._total) if self._scanning else None

    def refresh(self, wait_s: float) -> None:
        """Take in what changed; a scan of many files is waited for.

        Raises:
            StillReadingError: it takes longer than `wait_s`. It goes on.
            StorageError: the mailbox or its index can't be read.
        """
        give_up = time.monotonic() + wait_s
        while left := self._take_in():
            wait = min(POLL_S, give_up - time.monotonic())
            if wait <= 0:
                raise StillReadingError("The mailbox", self._total - left, self._total)
            if self._background is not None and self._background.is_alive():
                self._background.join(wait)
            else:
                time.sleep(wait)  # another process is at it

    def _take_in(self) -> int:
        """How many files are left to a scan that goes on meanwhile."""
        if self._scanning:
            return self._remaining
        with self._refreshing:
            if self._failed is not None:
                failed, self._failed = self._failed, None
                raise failed
            if self._scanning:
                return self._remaining
            difference = self._compared()
            if difference is None:
                return 0
            if len(difference.appeared) > AT_ONCE:
                self._background = threading.Thread(
                    target=self._scan_unless_another_does, args=(difference,), name="mail index", daemon=True
                )
                self._background.start()
                return self._remaining
            self._index.add(*self._read(difference.appeared))
            self._index.seen(difference.stamps)
            return 0

    def catch_up(self, progress: Progress | None = None) -> None:
        """Take in everything, however much it is; `progress` is told how many of how many are done."""
        self.wait()
        with self._alone(FOREVER):
            with self._refreshing:
                difference = self._compared(all_of_it=True)
            if difference:
                self._scan(difference, progress)

    def wait(self) -> None:
        """Until the scan in the background has ended."""
        if self._background:
            self._background.join()

    def stop(self) -> None:
        """End the scan in the background; what it has done stays, the next one goes on from there."""
        self._stop.set()
        self.wait()
        self._stop.clear()

    def _compared(self, *, all_of_it: bool = False) -> Difference | None:
        """What changed, with all of it taken in that needs no file to be read."""
        self._index.reopen_if_replaced()
        difference = self._difference()
        if difference is None:
            return None
        if difference.renamed or difference.gone:
            self._index.update(difference.renamed, difference.gone)
        if difference.vanished:
            self._index.forget(difference.vanished)
        if difference.gone and self._index.worn_out():
            self._index.rebuild()
            return self._compared(all_of_it=all_of_it)
        self._remaining = self._total = len(difference.appeared)
        self._scanning = all_of_it or self._remaining > AT_ONCE
        return difference

    def _scan_unless_another_does(self, difference: Difference) -> None:
        from filelock import Timeout

        try:
            with self._alone(0):
                self._scan(difference, None)
        except Timeout:
            logger.info("another process is indexing the mailbox")
        except StorageError as error:
            logger.warning("indexing stopped: %s", error)
            self._failed = error
        finally:
            self._scanning = False

    def _scan(self, difference: Difference, progress: Progress | None) -> None:
        total = len(difference.appeared)
        waiting = iter(difference.appeared)
        try:
            while self._remaining and not self._stop.is_set():
                self._index.add(*self._read(islice(waiting, BATCH)))
                self._remaining = max(0, self._remaining - BATCH)
                if progress:
                    progress(total - self._remaining, total)
            if not self._remaining:
                self._index.seen(difference.stamps)
        finally:
            self._scanning = False

    @contextlib.contextmanager
    def _alone(self, wait_s: float) -> Iterator[None]:
        """No other process reads the whole mailbox at the same time."""
        from filelock import FileLock

        with FileLock(self._maildir.root / ".index.lock", timeout=wait_s, mode=0o600):
            yield

    def _difference(self) -> Difference | None:
        """What has changed in folders whose time has changed; None: none has."""
        seen = self._index.stamps()
        now_ns = time.time_ns()
        stamps, closed = self._stamps()
        # A folder that the index doesn't know any more was in one that was lost.
        changed = {
            folder: stamp
            for folder, stamp in stamps.items()
            if seen.get(folder) != stamp and not (folder in seen and self._is_as_left(folder, stamp))
        }
        self._compared_at |= changed
        left_out = {(folder, place) for folder, place, _ in self._index.problems()} if changed else set()
        vanished = seen.keys() - stamps.keys() - closed.keys()
        added: list[Entry] = []
        removed: list[Entry] = []
        for folder in sorted(changed.keys() | vanished):
            # Names are compared as they are: only those that differ are looked into.
            known = self._index.places(folder)
            try:
                there = self._maildir.places(folder)
            except StorageError as error:
                closed[folder] = error.message
                changed.pop(folder, None)
                continue
            added += [entry for place in there - known if (entry := Entry.at(folder, place)).counts]
            removed += [Entry.at(folder, place) for place in known - there]
        self._index.blame_folders(closed, looked_at=changed)
        if not changed and not vanished:
            return None
        kept = {folder: relied_on(stamp, now_ns) for folder, stamp in changed.items()}
        # What was left out before has come from nowhere: it is no other's new name.
        again = tuple(entry for entry in added if (entry.folder, entry.place) in left_out)
        fresh = [entry for entry in added if (entry.folder, entry.place) not in left_out] if again else added
        appeared, renamed, gone = matched(fresh, removed)
        return Difference(kept, (*appeared, *again), renamed, gone, tuple(vanished))

    def _stamps(self) -> tuple[dict[str, Stamp], dict[str, str]]:
        """When each folder changed last, and why some can't be looked at."""
        stamps: dict[str, Stamp] = {}
        closed: dict[str, str] = {}
        for folder in self._maildir.folders():
            try:
                stamps[folder] = self._maildir.stamps(folder)
            except StorageError as error:
                closed[folder] = error.message
        return stamps, closed

    def _is_as_left(self, folder: str, stamp: Stamp) -> bool:
        left = self._left.get(folder)
        return left is not None and left[0] == stamp and time.monotonic() < left[1]

    def _read(self, entries: Iterable[Entry]) -> tuple[list[Indexed], list[tuple[Entry, str]]]:
        """What the files say, and why some say nothing, or not all: each stands alone."""
        mails: list[Indexed] = []
        reasons: list[tuple[Entry, str]] = []
        for entry in entries:
            try:
                content, found = read_beginning(self._maildir.file(entry))
                if not content or content.isspace():
                    raise UnreadableFileError("is empty")
                mails.append(indexed(entry, content, found.st_mtime))
            except FileNotFoundError:
                # Renamed or removed since the folder was listed: the next look finds out which.
                continue
            except UnreadableFileError as error:
                reasons.append((entry, str(error)))
            except (RecursionError, MemoryError, *BROKEN) as error:
                logger.warning("a mail in %s can't be indexed: %s", entry.folder, type(error).__name__)
                reasons.append((entry, "can't be taken apart"))
            else:
                if found.st_size > len(content):
                    reasons.append((entry, f"is read up to {len(content):,} of {found.st_size:,} bytes"))
        return mails, reasons


def matched(
    added: list[Entry], removed: list[Entry]
) -> tuple[tuple[Entry, ...], tuple[tuple[Entry, Entry], ...], tuple[Entry, ...]]:
    """What is new, what has only another name or folder, and what is gone; the newest first."""
    before: dict[str, list[Entry]] = {}
    for entry in removed:
        before.setdefault(entry.base, []).append(entry)
    appeared: list[Entry] = []
    renamed: list[tuple[Entry, Entry]] = []
    for entry in added:
        same = before.get(entry.base)
        if not same:
            appeared.append(entry)
            continue
        old = next((one for one in same if one.folder == entry.folder), same[0])
        same.remove(old)
        renamed.append((old, entry))
    # Names start with the time of arrival.
    appeared.sort(key=lambda entry: entry.base.partition(".")[0].zfill(20), reverse=True)
    return tuple(appeared), tuple(renamed), tuple(entry for left in before.values() for entry in left)
