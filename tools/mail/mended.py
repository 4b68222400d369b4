"""Mails as they were meant, where a gateway or a program has spoilt them in a way that is known.

The parser takes all behind the first header that it can't read for the text; and parts that aren't where
their boundary says for no parts at all.
"""

import re
from contextlib import suppress
from email import policy
from email.errors import MissingHeaderBodySeparatorDefect
from email.message import Message
from email.parser import BytesParser
from itertools import takewhile
from typing import cast

from tools.mail.part import Part
from tools.wide_text import in_utf8, wide_charset

BOM = b"\xef\xbb\xbf"
HEADER_END = re.compile(rb"\r?\n\r?\n")
BLANK_BEFORE_COLON = re.compile(rb"^([A-Za-z][A-Za-z-]{0,60})[ \t]+:", re.MULTILINE)
A_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:|[ \t]")
"""A header, or what goes on with one."""
KNOWN_HEADER = re.compile(
    rb"(?:From|To|Cc|Subject|Date|Message-ID|MIME-Version|Content-Type|Content-Transfer-Encoding)[ \t]*:",
    re.IGNORECASE,
)
MOST_HEADER_LINES = 2_000
CHARSET = re.compile(rb"charset=\"?([A-Za-z][\w.:-]{1,40})", re.IGNORECASE)
DOUBLED = b"\r\r\n"
DELIMITER = re.compile(
    r"^--([^\s\"][^\r\n\"]{0,198}?)[ \t]*\r?\n(?:[ \t]*\r?\n|Content-[\w-]+[ \t]*:)",
    re.MULTILINE | re.IGNORECASE,
)
"""A line that begins a part: headers of one come behind it, or none."""
MOST_FOUND = 20
"""Parts of one mail that are looked into for others."""


def opened(content: bytes) -> Part:
    """The mail's top part, with all others in it.

    Raises:
        RecursionError: they are too deep in each other. What else `BROKEN` names is raised too.
    """
    mail = parsed(content := as_meant(content))
    if is_cut(mail):
        mail = parsed(without_strays(content))
    find_lost_parts(mail)
    return mail


def is_cut(mail: Message) -> bool:
    """Whether the parser took a line for the first of the text that doesn't follow a blank one."""
    return any(isinstance(one, MissingHeaderBodySeparatorDefect) for one in mail.defects)


def without_strays(content: bytes) -> bytes:
    """A mail with the lines among its headers put right that are none, where headers follow them.

    What begins like a quoted "From " was one; any other goes on with the header before it, whose fold a
    program has lost.
    """
    end = HEADER_END.search(content)
    lines = (content[: end.start()] if end else content).splitlines(keepends=True)[:MOST_HEADER_LINES]
    # A part begins, and the blank line before it was lost.
    lines = list(takewhile(lambda line: not line.startswith(b"--"), lines))
    last = max((at for at, line in enumerate(lines) if KNOWN_HEADER.match(line)), default=0)
    kept: list[bytes] = []
    for line in lines[:last]:
        if A_HEADER.match(line):
            kept.append(line)
        elif kept and not line.startswith((b">", b"From ")):
            kept.append(b" " + line)
    return b"".join(kept) + content[sum(map(len, lines[:last])) :]


def as_meant(content: bytes) -> bytes:
    """`content` in bytes that are ASCII's, without a byte order mark, doubled line ends, and blanks before
    the colons of its headers.
    """
    content = narrowed(content).lstrip(b"\0\r\n").removeprefix(BOM)
    if content[: content.find(b"\n") + 1].endswith(DOUBLED):
        content = content.replace(DOUBLED, b"\r\n")
    end = HEADER_END.search(content)
    head = content[: end.start()] if end else content
    if b" :" not in head and b"\t:" not in head:
        return content
    return BLANK_BEFORE_COLON.sub(rb"\1:", head) + content[len(head) :]


def narrowed(content: bytes) -> bytes:
    """A mail that an editor has saved in UTF-16, in the charset that its text names, else in UTF-8."""
    if not wide_charset(content):
        return content
    content = in_utf8(content)
    if named := CHARSET.search(content):
        with suppress(LookupError, UnicodeError):
            encoded = content.decode().encode(named[1].decode())
            return content if b"\0" in encoded else encoded
    return content


def find_lost_parts(mail: Part) -> None:
    """Put into each part those that it has and the parser didn't find.

    Their boundary is another than the part says, or it says none; or parts in parts share one, and the
    end of the inner ones ended the outer ones too.
    """
    waiting, found = [mail], 0
    while waiting and found < MOST_FOUND:
        part = waiting.pop()
        waiting += part.parts
        if part.get_content_maintype() != "multipart":
            continue
        inside, boundary = part.get_payload(), part.get_boundary()
        if isinstance(inside, str):
            begin = DELIMITER.search(inside)
            lost = split(inside, begin[1]) if begin else []
            if lost:
                part.set_payload(list[Message | str](lost))
        elif boundary and f"--{boundary}" in (part.epilogue or ""):
            lost = split(part.epilogue or "", boundary)
            part.set_payload(list[Message | str]([*part.parts, *lost]))
        else:
            continue
        found += 1
        waiting += lost


def split(text: str, boundary: str) -> list[Part]:
    quoted = boundary.replace("\\", "\\\\").replace('"', '\\"')
    head = f'Content-Type: multipart/mixed; boundary="{quoted}"\r\n\r\n'
    return parsed((head + text).encode("ascii", "surrogateescape")).parts


def parsed(content: bytes) -> Part:
    return cast(Part, BytesParser(Part, policy=policy.compat32).parsebytes(content))
