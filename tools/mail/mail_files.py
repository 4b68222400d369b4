"""The file of a mail, read as far as it can be."""

import os
import stat
from pathlib import Path
from typing import Any

MAX_BYTES = 64_000_000
"""So much of a file is looked into; no server takes a mail as large."""


UNKNOWN = (b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18")
PACKED = (b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0", *UNKNOWN)
"""How a file begins that is packed: gzip's, bzip2's and xz's ones; zstd's and lz4's."""


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
            data = file.read(most)
    except FileNotFoundError:
        if path.is_symlink():
            raise UnreadableFileError("is a link that leads nowhere") from None
        raise
    except OSError as error:
        raise UnreadableFileError(f"can't be read ({error.strerror or error})") from error
    return unpacked(data) if data.startswith(PACKED) else data, found


def unpacked(data: bytes) -> bytes:
    """A mail that Dovecot's plugin zlib has packed.

    Raises:
        UnreadableFileError: it is damaged, too large, or packed in a way that Python doesn't know.
    """
    import bz2
    import lzma
    import zlib

    if data.startswith(UNKNOWN):
        raise UnreadableFileError("is packed with zstd or lz4, which can't be read here")
    unpacking: Any
    if data.startswith(b"BZh"):
        unpacking = bz2.BZ2Decompressor()
    else:
        unpacking = zlib.decompressobj(wbits=31) if data[:1] == b"\x1f" else lzma.LZMADecompressor()
    try:
        content: bytes = unpacking.decompress(data, MAX_BYTES)
    except (zlib.error, lzma.LZMAError, OSError) as error:
        raise UnreadableFileError("is packed, and damaged") from error
    if not unpacking.eof:
        raise UnreadableFileError("is packed, and too large or cut off")
    return content
