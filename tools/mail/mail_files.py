"""The file of a mail, read as far as it can be."""

import os
import stat
from pathlib import Path

MAX_BYTES = 64_000_000
"""So much of a file is looked into; no server takes a mail as large."""


class UnreadableFileError(Exception):
    """A file that holds no mail, or can't be read; the message says why."""


def read_beginning(path: Path, most: int = MAX_BYTES) -> tuple[bytes, os.stat_result]:
    """The first `most` bytes of a mail's file (-1: all), and what the system says of it.

    Raises:
        FileNotFoundError: it is gone, or has another name.
        UnreadableFileError: it is none that can be read.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            # Opened, a pipe would never answer.
            raise UnreadableFileError("is a folder" if stat.S_ISDIR(found.st_mode) else "is no file")
        with path.open("rb") as file:
            return file.read(most), found
    except FileNotFoundError:
        if path.is_symlink():
            raise UnreadableFileError("is a link that leads nowhere") from None
        raise
    except OSError as error:
        raise UnreadableFileError(f"can't be read ({error.strerror or error})") from error
