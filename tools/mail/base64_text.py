"""Base64 as mails have it: in pieces, with signs that are none of its own, a list's footer behind it."""

import base64
import binascii
import re

ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
OTHERS = bytes(set(range(256)) - set(ALPHABET) - {ord("=")})
LONG_WORD = 16
PADDING = re.compile(rb"=+")


def base64_bytes(raw: bytes) -> bytes:
    """What `raw` holds; plain text behind it, which has blanks between its words, follows as it stands.

    Signs outside the alphabet are left out (RFC 2045, 6.8), and after padding another piece may begin.
    """
    encoded, footer = divided(raw)
    pieces = PADDING.split(encoded.translate(None, OTHERS))
    found = b"".join(map(piece_bytes, pieces))
    return found + b"\n" + footer if found and footer else found or footer


def piece_bytes(piece: bytes) -> bytes:
    whole = piece[: len(piece) - (len(piece) % 4 == 1)]
    try:
        return base64.b64decode(whole + b"=" * (-len(whole) % 4))
    except binascii.Error:
        return b""


def divided(raw: bytes) -> tuple[bytes, bytes]:
    """What is encoded, and the plain text that somebody has put behind it."""
    # Nearly always there is none, and large files are not looked at line by line.
    if not any(sign in raw.strip() for sign in (b" ", b"\t")):
        return raw, b""
    lines = raw.splitlines(keepends=True)
    first = next((n for n, line in enumerate(lines) if is_plain(line)), len(lines))
    while 0 < first < len(lines) and not lines[first - 1].translate(None, OTHERS + b"=").strip():
        first -= 1
    return b"".join(lines[:first]), b"".join(lines[first:]).strip(b"\r\n")


def is_plain(line: bytes) -> bool:
    """Whether it is words and not base64 that somebody has put blanks into."""
    words = line.split()
    return len(words) > 1 and not (max(map(len, words)) >= LONG_WORD and all(map(is_encoded, words)))


def is_encoded(word: bytes) -> bool:
    return len(word) % 4 == 0 and not word.translate(None, ALPHABET + b"=")
