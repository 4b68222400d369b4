"""Where files lie that may not go out with a mail."""

import os
from collections.abc import Sequence
from pathlib import Path

from tools.errors import ToolError

SYSTEM = tuple(map(Path, ("/proc", "/sys", "/dev")))
IN_MEMORY = Path("/dev/shm")
"""Under /dev only by name: files like any other."""


def check_place(given: str, path: Path, private: Sequence[Path], *, use: str = "attached") -> None:
    """Whether `path`, which was `given` so, may be attached, or for another `use`; nothing in `private` may.

    Raises:
        ToolError: it may not; the message says why.
    """
    # As it was named, and where that leads: a link out of a hidden folder is as good as the folder.
    named = Path(os.path.normpath(Path(given).expanduser().absolute()))
    for place in (named, path):
        system = next((folder for folder in SYSTEM if place.is_relative_to(folder)), None)
        if system and not place.is_relative_to(IN_MEMORY):
            raise ToolError(f"{given!r} can't be {use}: {system} is the system's, and holds no documents")
        if hidden := next((part for part in place.parts if part.startswith(".")), None):
            raise ToolError(
                f"{given!r} can't be {use}: {hidden!r} is hidden, and hidden files hold settings and keys"
            )
        for folder in private:
            if place.is_relative_to(folder) or place.is_relative_to(folder.resolve()):
                raise ToolError(f"{given!r} can't be {use}: what lies in {folder} is the assistant's own")
    status = path.stat() if path.exists() else None
    if status and status.st_nlink > 1 and (own := _same_file(status, private)):
        raise ToolError(f"{given!r} can't be {use}: it is {own}, which is the assistant's own")


def _same_file(status: os.stat_result, folders: Sequence[Path]) -> Path | None:
    """The file in `folders` that is this one under another name."""
    for folder in folders:
        for inside, _, names in os.walk(folder):
            for name in names:
                path = Path(inside, name)
                try:
                    found = path.lstat()
                except OSError:
                    continue
                if (found.st_ino, found.st_dev) == (status.st_ino, status.st_dev):
                    return path
    return None
