"""Files of others, which may be anything: a pipe that nobody writes into, a device without an end."""

import os
from errno import EFBIG, EISDIR
from pathlib import Path
from stat import S_ISREG

from tools.folded_lines import BOM, decoded
from tools.wide_text import in_utf8

MOST_OF_A_NAME = 10_000


def file_bytes(path: Path, most: int) -> bytes:
    """What is in a file of at most so many bytes.

    Raises:
        OSError: it can't be read, is no file, or is too large.
    """
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        if not S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(EISDIR, "it is no file")
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(EFBIG, f"it is larger than {most // 1_000_000} MB")
    return data


def one_line_in(path: Path, most_chars: int) -> str:
    """The text of a small file as one line; empty where there is none, or no small one."""
    try:
        data = file_bytes(path, MOST_OF_A_NAME)
    except OSError:
        return ""
    return " ".join(decoded(in_utf8(data).removeprefix(BOM)).split())[:most_chars]
