"""Bytes of a mail as text, whatever the mail says of itself."""

import binascii
import re
from email.errors import HeaderParseError
from email.header import decode_header

# What mails call them -> a Python codec that reads all of it, as browsers do.
READ_AS = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "windows-874": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "utf8mb4": "utf-8",
    "utf-8": "utf-8-sig",
    "utf8": "utf-8-sig",
    "unicode-1-1-utf-7": "utf-7",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
}
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(=\?)")


def decoded(content: bytes, charset: str = "") -> str:
    """`content` as text: by `charset` where that works, else as UTF-8, else as Windows-1252."""
    name = charset.strip().strip("\"'").casefold()
    for reader in (READ_AS.get(name, name), "utf-8-sig"):
        try:
            return content.decode(reader)
        except (UnicodeError, LookupError, ValueError):
            # Not in that charset, no such charset, or a codec of Python's that isn't of text, like "zip".
            continue
    return content.decode("cp1252", errors="replace")


def header_text(raw: str) -> str:
    """A header's value as one line of text; `raw` is as the parser gives it, bytes as surrogates."""
    return " ".join(without_controls(decoded_words(eight_bit(raw))).split())


def decoded_words(raw: str) -> str:
    """`raw` with its encoded words (RFC 2047) read; those that are broken stay as they are."""
    if "=?" not in raw:
        return eight_bit(raw)
    try:
        parts = decode_header(BETWEEN_WORDS.sub(r"\1 \2", eight_bit(raw)))
    except (HeaderParseError, binascii.Error, ValueError, LookupError):
        return eight_bit(raw)
    return "".join(
        part if isinstance(part, str) else decoded(part, charset or "") if charset else unescaped(part)
        for part, charset in parts
    )


def eight_bit(raw: str) -> str:
    """`raw` with the bytes that the parser kept as surrogates read as text."""
    if raw.isascii():
        return raw
    try:
        return decoded(raw.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:
        return raw.encode("utf-8", "replace").decode("utf-8")


def unescaped(part: bytes) -> str:
    # decode_header gives what lies between encoded words as raw-unicode-escape.
    return part.decode("raw-unicode-escape", "replace")


def without_controls(text: str) -> str:
    """`text` without control characters other than line ends and tabs."""
    return CONTROLS.sub("", text)
