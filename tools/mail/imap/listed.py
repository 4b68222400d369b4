"""What a server answers to LIST, line by line: one that can't be read costs no other."""

import re
from collections.abc import Iterator
from typing import Any

from imapclient import IMAPClient
from imapclient.imap_utf7 import decode as decode_utf7
from imapclient.imap_utf7 import encode as encode_utf7

from tools.mail.imap.folders import RemoteFolder

_LINE = re.compile(rb'\s*\(([^()]*)\)\s+("\\?.?"|NIL)\s*(.*)', re.DOTALL | re.IGNORECASE)
_QUOTED = re.compile(rb'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_EXTENDED = re.compile(rb"\s+\((?:[^()]|\([^()]*\))*\)\s*$")
"""What RFC 5258 puts behind a name: ("CHILDINFO" ("SUBSCRIBED"))."""
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)


def list_folders(client: IMAPClient) -> tuple[RemoteFolder, ...]:
    """All that the server lists. Raises what the library raises.

    The library's own reader counts the words by threes, and gives up on all for a name that it can't decode.
    """
    said, answer = client._imap.list('""', '"*"')
    client._checkok("LIST", said, answer)
    return tuple(folders_in(answer))


def folders_in(answer: list[Any]) -> Iterator[RemoteFolder]:
    """The folders, as imaplib hands on the lines; what is none has no name that could be used."""
    lines = iter(answer)
    for line in lines:
        literal: bytes | None = None
        if isinstance(line, tuple):
            line, literal = line
            next(lines, None)  # what stands behind a literal
        if line:
            yield _folder(line, literal)


def _folder(line: bytes, literal: bytes | None) -> RemoteFolder:
    match = _LINE.fullmatch(line)
    name = (literal if literal is not None else _name(match[3])) if match else None
    if match is None or name is None:
        return RemoteFolder(line.decode("utf-8", "backslashreplace"), frozenset(), usable=False)
    try:
        text = decode_utf7(name)
        usable = bool(name) and encode_utf7(text) == name
    except UnicodeError:
        text, usable = "", False
    delimiter = _ESCAPED.sub(rb"\1", match[2][1:-1]) if match[2].startswith(b'"') else b""
    return RemoteFolder(
        text if usable else name.decode("utf-8", "backslashreplace"),
        frozenset(flag.decode("ascii", "replace").lower() for flag in match[1].split()),
        delimiter.decode("ascii", "replace"),
        usable=usable,
    )


def _name(text: bytes) -> bytes | None:
    """The name in the rest of a line; None where its quotes have no end."""
    if text.startswith(b'"'):
        quoted = _QUOTED.match(text)
        return _ESCAPED.sub(rb"\1", quoted[1]) if quoted else None
    return _EXTENDED.sub(b"", text).strip()
