"""Files and folders that are one person's: made so, and looked at before they are believed."""

import os
import stat
import tempfile
from pathlib import Path

from tools.errors import StorageError

FOLDER = 0o700
FILE = 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def write_private(path: Path, text: str) -> None:
    """Put `text` in the place of the file; only its owner can ever read it.

    Raises:
        StorageError: it can't be written; what was there stays.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123  # a descriptor, not a path
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageError(f"{path} can't be written: {error.strerror or error}") from error


def make_folder(path: Path) -> None:
    """Have a folder there, and above it, that only its owner gets into; one that is there stays as it is.

    Raises:
        OSError: it can't be made.
    """
    if not path.parent.exists():
        make_folder(path.parent)
    path.mkdir(mode=FOLDER, exist_ok=True)


def make_private(path: Path) -> None:
    """Have an empty file there that only its owner can read, or take from others what they may do with it.

    For what other code opens then, SQLite or a log: that would make it by the umask.

    Raises:
        OSError: it can't be made, or isn't one's own.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, FILE))
        return
    if mode & _OTHERS:
        path.chmod(stat.S_IMODE(mode) & ~_OTHERS)


def intruders(path: Path, *, follow: bool = True) -> str:
    """Who besides this user could change what is at `path`, as words; empty: nobody, or nobody is known.

    Root counts as nobody, for it needs no permission. Without `follow`, a link is looked at for itself.
    """
    if os.name != "posix":
        return ""
    found = path.stat(follow_symlinks=follow)
    if found.st_uid not in (os.geteuid(), 0):
        return f"it belongs to another user ({_user(found.st_uid)})"
    if stat.S_ISLNK(found.st_mode):
        return ""  # its mode says nothing
    if found.st_mode & stat.S_IWOTH:
        return "every user of this machine can write to it"
    if found.st_mode & stat.S_IWGRP:
        return f"the group {_group(found.st_gid)} can write to it"
    return ""


def open_to_others(path: Path) -> bool:
    """Whether other users may do anything at all with what is at `path`."""
    return os.name == "posix" and bool(path.stat().st_mode & _OTHERS)


def _user(number: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _group(number: int) -> str:
    import grp

    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)
