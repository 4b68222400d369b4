"""Keeping the index in step with the folder: a few changes are read before the answer, many beside it."""

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from tools.errors import StillReadingError, StorageError
from tools.scheduling.index import EventIndex
from tools.scheduling.index_file import IndexLostError
from tools.scheduling.index_rows import FileRow, FolderRow, Window
from tools.scheduling.scan import row_of
from tools.scheduling.second_reader import AHEAD, second_reader
from tools.scheduling.vdir import Vdir

logger = logging.getLogger(__name__)

AT_ONCE = 300
"""Changed files that are read by whoever asks; more in a thread beside it, which goes on when it gives up."""
POLL_S = 0.1
BATCH = 100
LARGE = 250
"""Files of a calendar; in larger ones, files that were edited in place are looked for in the background."""

SETTLED_NS = 30_000_000
COARSE_NS = 2_100_000_000
"""How long after a change the disk's clock shows a later one: a tick of the kernel, or on FAT two seconds."""
SWEEP_EVERY_NS = 60_000_000_000
REST_NS = 3_000_000_000
"""How long a large calendar is left alone between two sweeps, so that many writes don't cost many."""

YEAR_S = 366 * 86_400
FARTHEST_S = 30 * YEAR_S
"""Series are expanded no further than this from the middle of the window; beyond, they are not found."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Sweep:
    """Work for the background: a folder, as of when, and which of its files to read, where that is known."""

    calendar: str
    mtime_ns: int
    began_ns: int
    files: int
    changed: Sequence[str] | None


class Upkeep:
    """Knows what of `vdir` is in `index`, and brings in the rest."""

    def __init__(self, vdir: Vdir, index: EventIndex, zone: tzinfo) -> None:
        self._vdir = vdir
        self._index = index
        self._zone = zone
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._worker: threading.Thread | None = None
        self._starting = threading.Lock()
        self._waiting: queue.SimpleQueue[_Sweep] = queue.SimpleQueue()
        self._busy: set[str] = set()
        self._counts = (0, 0)
        self.failed: dict[str, str] = {}
        """The calendars that couldn't be looked into the last time, and why."""

    @property
    def progress(self) -> tuple[int, int] | None:
        """Files read and files to be read by the background scan; None when there is none."""
        done, total = self._counts
        return (done, total) if done < total else None

    def refresh(self, window: Window | None, wait_s: float) -> None:
        """Bring in what has changed on the disk, and have series expanded at least over `window`.

        Raises:
            StillReadingError: it takes longer than `wait_s`. It goes on.
        """
        self._take_in(window)
        give_up = time.monotonic() + wait_s
        # What was edited in place in a large calendar is looked for beside the answer, and is no first look.
        while (progress := self.progress) is not None and (worker := self._worker) is not None:
            wait = give_up - time.monotonic()
            if wait <= 0:
                raise StillReadingError("The calendar", *progress)
            worker.join(min(wait, POLL_S))

    def _take_in(self, window: Window | None) -> None:
        with self._lock:
            self._widen(window)
            folders = self._index.folders()
            names = self._vdir.names()
            for gone in folders.keys() - set(names):
                self._index.forget_calendar(gone)
            failed: dict[str, str] = {}
            for calendar in names:
                try:
                    self._look_at(calendar, folders.get(calendar))
                except StorageError as error:
                    failed[calendar] = error.message
            self.failed = failed

    def reread(self, calendar: str, name: str) -> None:
        """Bring in one file as it is, or that it is gone."""
        while True:
            window = self._window()
            row = self._row(calendar, name, window)
            if row is None:
                self._index.forget(calendar, [name])
                return
            if self._index.put([row], window):
                return

    def folder(self, calendar: str) -> FolderRow | None:
        """What is known of the calendar's folder, if that is how it is."""
        known = self._index.folders().get(calendar)
        return known if known and known.mtime_ns == self._vdir.changed_ns(calendar) else None

    def wrote(self, calendar: str, name: str, before: FolderRow | None) -> None:
        """Bring in a file of our own writing; `before` is what `folder` gave before it was written.

        Where nothing else had changed, a large calendar needn't be swept for it, but in the background.
        """
        self.reread(calendar, name)
        mtime_ns = self._vdir.changed_ns(calendar)
        if before is not None and mtime_ns is not None:
            self._index.note_folder(calendar, replace(before, mtime_ns=mtime_ns, settled=False))

    def wait(self, report: Progress | None = None) -> None:
        """Return when the background scan has ended; `report` is told how far it is."""
        while (worker := self._worker) is not None and worker.is_alive():
            if report is not None:
                report(*self._counts)
            worker.join(0.1)
        if report is not None and self._counts[1]:
            report(*self._counts)

    def close(self) -> None:
        """End the background scan; what it has read stays."""
        self._stop.set()
        worker = self._worker
        if worker is not None and worker is not threading.current_thread():
            worker.join()

    def _look_at(self, calendar: str, known: FolderRow | None) -> None:
        mtime_ns = self._vdir.changed_ns(calendar)
        if mtime_ns is None:
            return
        if known is None or known.mtime_ns != mtime_ns:
            self._sweep(calendar, mtime_ns)
        elif not known.settled or not 0 <= time.time_ns() - known.swept_ns < SWEEP_EVERY_NS:
            if known.files > LARGE:
                if not 0 <= time.time_ns() - known.swept_ns < REST_NS:
                    self._in_background(calendar, mtime_ns, None, known.files)
            else:
                self._sweep(calendar, mtime_ns)

    def _sweep(self, calendar: str, mtime_ns: int) -> None:
        """Compare every file's stamp with the known one, and read those that differ."""
        if calendar in self._busy:
            return
        began_ns = time.time_ns()
        changed, files = self._compare(calendar)
        if len(changed) > AT_ONCE:
            self._in_background(calendar, mtime_ns, changed, files)
            return
        self._take(calendar, changed)
        self._note(calendar, mtime_ns, began_ns, files)

    def _compare(self, calendar: str) -> tuple[list[str], int]:
        known = self._index.stamps(calendar)  # first: what is put there meanwhile is not gone
        present = dict(self._vdir.stamps(calendar))
        if gone := known.keys() - present.keys():
            self._index.forget(calendar, gone)
        return [name for name, stamp in present.items() if known.get(name) != stamp], len(present)

    def _take(self, calendar: str, names: Sequence[str]) -> None:
        taken = False
        while names and not taken:
            window = self._window()
            rows = [row for name in names if (row := self._row(calendar, name, window))]
            taken = self._index.put(rows, window)

    def _take_all(self, calendar: str, names: Sequence[str]) -> bool:
        """Bring in these files, a part of them by way of a second process. False: it was stopped."""
        left = deque(names[at : at + BATCH] for at in range(0, len(names), BATCH))
        done = 0
        with second_reader(self._vdir.root, calendar, self._zone, len(names)) as second:
            while left or (second and second.asked):
                if self._stop.is_set():
                    return False
                self._counts = (done, len(names))
                while second and second.is_there and second.asked < AHEAD and left:
                    second.ask(left.pop(), self._window())
                if second and second.asked and (not left or second.has_answered()):
                    batch, window, rows = second.answer()
                    if rows is None or not self._index.put(rows, window):
                        left.append(batch)
                        continue
                else:
                    batch = left.popleft()
                    self._take(calendar, batch)
                done += len(batch)
        self._counts = (len(names), len(names))
        return True

    def _note(self, calendar: str, mtime_ns: int, began_ns: int, files: int) -> None:
        slack = COARSE_NS if mtime_ns % 1_000_000_000 == 0 else SETTLED_NS
        row = FolderRow(mtime_ns, settled=began_ns - mtime_ns > slack, swept_ns=began_ns, files=files)
        self._index.note_folder(calendar, row)

    def _row(self, calendar: str, name: str, window: Window) -> FileRow | None:
        return row_of(self._vdir, calendar, name, window, self._zone)

    def _window(self) -> Window:
        window = self._index.window()
        if window is None:
            raise IndexLostError("the index was emptied")
        return window

    def _widen(self, wanted: Window | None) -> None:
        known = self._index.window()
        if known is None:
            wanted = wanted or Window(int(time.time()), int(time.time()))
            self._index.expand([], Window(wanted.start - YEAR_S, wanted.end + 2 * YEAR_S))
            return
        if wanted is None:
            return
        middle = (known.start + known.end) // 2
        wanted = Window(max(wanted.start, middle - FARTHEST_S), min(wanted.end, middle + FARTHEST_S))
        if known.holds(wanted):
            return
        wider = Window(
            min(known.start, wanted.start - (YEAR_S if wanted.start < known.start else 0)),
            max(known.end, wanted.end + (YEAR_S if wanted.end > known.end else 0)),
        )
        done = False
        while not done:
            series = [self._row(calendar, name, wider) for calendar, name in self._index.recurring()]
            done = self._index.expand([row for row in series if row], wider)

    def _in_background(self, calendar: str, mtime_ns: int, changed: Sequence[str] | None, files: int) -> None:
        """Have a thread do `_sweep`; `changed` says which files to read, where that is known."""
        if calendar in self._busy or self._stop.is_set():
            return
        self._busy.add(calendar)
        if changed is not None:
            self._counts = (0, len(changed))
        self._waiting.put(_Sweep(calendar, mtime_ns, time.time_ns(), files, changed))
        with self._starting:
            if self._worker is None or not self._worker.is_alive():
                self._worker = threading.Thread(target=self._work, name="calendar-index", daemon=True)
                self._worker.start()

    def _work(self) -> None:
        while True:
            with self._starting:
                if self._stop.is_set() or self._waiting.empty():
                    self._worker = None
                    return
                sweep = self._waiting.get()
            try:
                self._read_all(sweep)
            except (StorageError, IndexLostError) as error:
                logger.warning("calendar scan stopped: %s", error)  # the next question begins it again
                self._counts = (0, 0)
            finally:
                self._busy.discard(sweep.calendar)

    def _read_all(self, sweep: _Sweep) -> None:
        changed, files = sweep.changed, sweep.files
        if changed is None:
            changed, files = self._compare(sweep.calendar)
        if not self._take_all(sweep.calendar, changed):
            return
        self._note(sweep.calendar, sweep.mtime_ns, sweep.began_ns, files)
        logger.info("calendar scanned files=%d", len(changed))
