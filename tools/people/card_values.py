"""The values of a vCard's lines as text, and back: what is escaped, listed and folded in them."""

import re
from typing import Final

CRLF: Final = "\r\n"
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MOST_BYTES = 74


def split_at(value: str, separator: str) -> list[str]:
    """The parts of a value as written, at separators that aren't escaped."""
    return re.findall(rf"(?:^|{separator})((?:\\.|[^{separator}\\])*)", value)


def unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def escaped(value: str) -> str:
    for character in "\\,;":
        value = value.replace(character, "\\" + character)
    return value.replace("\r\n", "\\n").replace("\n", "\\n")


def uri_of(uid: str) -> str:
    """A UID as UID and MEMBER have it."""
    return f"urn:uuid:{uid}" if _UUID.fullmatch(uid) else uid


def folded_line(line: str, end: str = CRLF) -> str:
    """`line` in pieces of at most 75 bytes, as RFC 6350 wants them, with its end."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode()) > _MOST_BYTES:
            pieces.append(piece)
            piece = ""
        piece += character
    return f"{end} ".join([*pieces, piece]) + end
