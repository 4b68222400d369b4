"""A vdir: a folder of calendars, each a folder of event files, written so that nobody sees half a file."""

import errno
import fcntl
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IMODE, S_ISREG

from tools.errors import StaleError, StorageError
from tools.ics.files import Access, Calendar, EventFile, etag_of
from tools.plain_files import one_line_in
from tools.private_files import make_folder
from tools.problems import shown_path
from tools.scheduling.index_rows import Stamp

SUFFIX = ".ics"
TEMPORARY = ".new-"
STRAY_AFTER_S = 3600
FLAT = 2
"""Links to a folder with no other in it: its name, and the dot inside."""
MOST_BYTES = 10_000_000
NAMELESS = "its name isn't UTF-8; rename it"
LOST = "is a link that leads nowhere"
HOMELESS = "is in no calendar; move it into a folder"
NESTED = "is a calendar inside another one; move it beside that"
NO_STAMP = Stamp(0, 0, 0)
"""Of what is listed, and can't be looked at."""


def by_nobody(folder: Path) -> str:  # noqa: ARG001 - its name is part of it
    """What keeps one from writing to a folder that no other program is known to keep."""
    return ""


class Vdir:
    """The calendars in `root`. A missing folder holds nothing, and is made when something is written."""

    def __init__(self, root: Path, kept_by: Callable[[Path], str] = by_nobody) -> None:
        self.root = root
        self._kept_by = kept_by

    def names(self) -> tuple[str, ...]:
        """The calendars that are there, by name."""
        return tuple(name for name, why_not in self._folders().items() if not why_not)

    def unfit(self) -> dict[str, str]:
        """What can't be looked at and might be calendars, as it can be shown, and why."""
        return {shown_path(name): why_not for name, why_not in self._folders().items() if why_not}

    def _folders(self) -> dict[str, str]:
        """What might be calendars, by name, and why it is none, if it is none."""
        with _explained(self.root):
            try:
                with os.scandir(self.root) as entries:
                    there = sorted((e for e in entries if not e.name.startswith(".")), key=lambda e: e.name)
            except FileNotFoundError:
                return {}
        found = {}
        for entry in there:
            if _is_folder(entry):
                found[entry.name] = "" if is_utf8(entry.name) else NAMELESS
                found |= dict.fromkeys((f"{entry.name}/{inner}" for inner in _inside(entry)), NESTED)
            elif entry.is_symlink() and not os.path.exists(entry.path):  # noqa: PTH110  it never raises
                found[entry.name] = LOST
            elif has_suffix(entry.name):
                found[entry.name] = HOMELESS
        return found

    def calendar(self, name: str) -> Calendar:
        """What the vdir's own small files say of a calendar."""
        return Calendar(name, self._said(name, "displayname") or name, self._said(name, "color"))

    def access(self, calendar: str) -> Access:
        """Whether files can be put into the calendar, or it can be made, and what else keeps one from it."""
        folder = self.root / calendar
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            return Access(writable=False, reason="its folder can't be written to")
        reason = self._kept_by(folder)
        return Access(writable=not reason, reason=reason)

    def claim(self, calendar: str) -> bool:
        """Make the folder of a new calendar; False where it is there already. Of several who try, one can."""
        with _explained(self.root / calendar):
            try:
                (self.root / calendar).mkdir(mode=0o700, parents=True)
            except FileExistsError:
                return False
            return True

    def changed_ns(self, calendar: str) -> int | None:
        """When a file came into the calendar, left it or was exchanged; None: there is no such calendar."""
        try:
            return (self.root / calendar).stat().st_mtime_ns
        except FileNotFoundError:
            return None

    def stamps(self, calendar: str) -> Iterator[tuple[str, Stamp]]:
        """Every event file, with what changes when it does; what was left half-written is removed.

        A file whose name isn't UTF-8 is listed as it can be shown, and isn't there under that name.
        """
        with (
            _explained(self.root / calendar),
            suppress(FileNotFoundError),
            os.scandir(self.root / calendar) as entries,
        ):
            for entry in entries:
                with suppress(FileNotFoundError):
                    if entry.name.startswith(TEMPORARY):
                        _remove_stray(entry)
                    elif has_suffix(entry.name) and not entry.name.startswith("."):
                        yield _listed(entry)

    def is_listed(self, calendar: str, name: str) -> bool:
        """Whether `stamps` has it, under this very name or as it can be shown."""
        return any(listed == name for listed, _ in self.stamps(calendar))

    def stamp(self, calendar: str, name: str) -> Stamp | None:
        try:
            return _stamp(os.stat(f"{self.root}/{calendar}/{name}"))  # noqa: PTH116  asked for every file of an answer
        except FileNotFoundError:
            return NO_STAMP if (self.root / calendar / name).is_symlink() else None
        except OSError:
            return NO_STAMP

    def read(self, calendar: str, name: str) -> tuple[EventFile, Stamp] | None:
        """The file with the stamp of exactly these bytes, or None where there is none.

        Raises:
            StorageError: it can't be read, is too large, or is no file.
        """
        self._check_names(calendar, name)
        # Asked for every file of a calendar that is new: a Path and a file object cost more than the reading.
        path = f"{self.root}/{calendar}/{name}"
        try:
            # a pipe would wait for somebody to write into it
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
            try:
                stat = os.fstat(handle)
                if not S_ISREG(stat.st_mode):
                    raise StorageError(f"{path} is no file")
                data = _whole(handle, stat.st_size)
            finally:
                os.close(handle)
        except FileNotFoundError:
            if Path(path).is_symlink():
                raise StorageError(f"{path} {LOST}") from None
            return None
        except OSError as error:
            raise _explanation(path, error) from error
        if len(data) > MOST_BYTES:
            raise StorageError(f"{path} is larger than {MOST_BYTES // 1_000_000} MB")
        return EventFile(calendar, name, data), _stamp(stat)

    def create(self, calendar: str, name: str, data: bytes) -> Stamp | None:
        """A new file, whole or not at all; None where there is one of this name already."""
        path = self._path(calendar, name)
        with self._written(path, data) as written:
            try:
                os.link(written, path)
            except FileExistsError:
                return None
            return _stamp(written.stat())

    def replace(self, calendar: str, name: str, data: bytes, *, etag: str) -> Stamp:
        """Exchange the bytes that `etag` names.

        Raises:
            StaleError: other bytes are there, or none; nothing is changed.
        """
        path = self._path(calendar, name)
        with _explained(path):
            path = path.resolve()  # a link stays one
        with self._written(path, data) as written, self._locked(path.parent):
            self._check(path, etag)
            written.chmod(S_IMODE(path.stat().st_mode))
            stamp = _stamp(written.stat())
            written.replace(path)
            return stamp

    def delete(self, calendar: str, name: str, *, etag: str) -> None:
        """Remove the file with the bytes that `etag` names.

        Raises:
            StaleError: other bytes are there, or none; nothing is changed.
        """
        path = self._path(calendar, name)
        with _explained(path), self._locked(path.parent):
            self._check(path, etag)
            path.unlink()
            _sync_folder(path.parent)

    def _path(self, calendar: str, name: str) -> Path:
        self._check_names(calendar, name)
        return self.root / calendar / name

    def _check_names(self, calendar: str, name: str) -> None:
        for part in (calendar, name):
            if not part or part.startswith(".") or "/" in part or "\0" in part:
                raise StorageError(f"{part!r} is no name for a calendar or a file in one")

    def _said(self, calendar: str, name: str) -> str:
        return one_line_in(self.root / calendar / name, 100)

    def _check(self, path: Path, etag: str) -> None:
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise StaleError(f"{path.name} has been removed from the calendar meanwhile") from None
        if etag_of(data) != etag:
            raise StaleError(f"{path.name} has been changed by another program meanwhile")

    @contextmanager
    def _written(self, path: Path, data: bytes) -> Iterator[Path]:
        """A file with `data`, safe on the disk under a name nobody reads; removed if it isn't renamed."""
        with _explained(path):
            make_folder(path.parent)
            handle, name = tempfile.mkstemp(prefix=TEMPORARY, dir=path.parent)
            written = Path(name)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                yield written
            finally:
                written.unlink(missing_ok=True)
                _sync_folder(path.parent)

    @contextmanager
    def _locked(self, folder: Path) -> Iterator[None]:
        """Alone among our own processes, between looking at a file and exchanging it."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def has_suffix(name: str) -> bool:
    """Whether a file of this name may hold events; some programs write its ending in capitals."""
    return name[-len(SUFFIX) :].lower() == SUFFIX


def is_utf8(name: str) -> bool:
    """Whether a name, as the system gives it, is text."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _inside(entry: "os.DirEntry[str]") -> list[str]:
    """The folders with events in a calendar, as where the folder above is meant that holds several accounts.

    Where a file system counts no folders in its links, none is found.
    """
    try:
        if entry.is_symlink() or entry.stat().st_nlink <= FLAT:
            return []
        with os.scandir(entry.path) as inner:
            folders = [one for one in inner if not one.name.startswith(".") and _is_folder(one)]
        return sorted(one.name for one in folders if not one.is_symlink() and _holds_events(one))
    except OSError:
        return []


def _holds_events(folder: "os.DirEntry[str]") -> bool:
    with os.scandir(folder.path) as entries:
        return any(has_suffix(entry.name) for entry in entries)


def _listed(entry: "os.DirEntry[str]") -> tuple[str, Stamp]:
    if not is_utf8(entry.name):
        return shown_path(entry.name), NO_STAMP
    try:
        return entry.name, _stamp(entry.stat())
    except OSError:  # a link that leads nowhere, or to itself: it is told of, and costs no other
        if not entry.is_symlink():
            raise
        return entry.name, NO_STAMP


def _stamp(stat: os.stat_result) -> Stamp:
    return Stamp(stat.st_mtime_ns, stat.st_size, stat.st_ino)


def _remove_stray(entry: "os.DirEntry[str]") -> None:
    if time.time() - entry.stat().st_mtime > STRAY_AFTER_S:
        Path(entry.path).unlink()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _explanation(path, error) from error


def _explanation(path: Path | str, error: OSError) -> StorageError:
    if error.errno == errno.ENOSPC:
        return StorageError(f"the disk of {path} is full; nothing was changed")
    return StorageError(f"{path} can't be used ({error.strerror}); check its owner and mode")


def _whole(handle: int, size: int) -> bytes:
    """All bytes of a file that was `size` long, up to what is too large, though it grows meanwhile."""
    # As much as it is long: room for all that it might be costs more than to read it.
    data = os.read(handle, min(size, MOST_BYTES) + 1)
    if len(data) == size:
        return data
    pieces = [data]
    while data and sum(map(len, pieces)) <= MOST_BYTES:
        data = os.read(handle, MOST_BYTES)
        pieces.append(data)
    return b"".join(pieces)
