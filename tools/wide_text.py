"""Files in UTF-16, as programs on Windows save what ought to be in UTF-8."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE

MARKS = {BOM_UTF16_LE: "utf-16-le", BOM_UTF16_BE: "utf-16-be"}
"""Byte order marks; without one nobody can tell."""


def wide_charset(data: bytes) -> str:
    """The name of the UTF-16 that `data` is in by its byte order mark; empty where it has none."""
    return MARKS.get(data[:2], "")


def in_utf8(data: bytes) -> bytes:
    """`data`, from UTF-16 where its mark says so, without the mark; what is no character becomes U+FFFD."""
    charset = wide_charset(data)
    return data[2:].decode(charset, "replace").encode() if charset else data
