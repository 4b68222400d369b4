"""A mail taken apart: the text that is read, and the files that come with it."""

import re
from email import policy
from email.parser import BytesHeaderParser, BytesParser
from typing import cast

from tools.mail.charsets import decoded, without_controls
from tools.mail.part import BROKEN, Part

HEADER_END = re.compile(rb"\r?\n\r?\n")
MAX_PARTS = 1_000


def taken_apart(content: bytes, *, rough: bool = False) -> tuple[Part, str, tuple[Part, ...]]:
    """The mail's top part, its text, and the parts that are files; `rough` as in `Part.text`."""
    try:
        mail = cast(Part, BytesParser(Part, policy=policy.compat32).parsebytes(content))
        texts, files = divided(mail)
        return mail, tidy("\n\n".join(filter(None, (part.text(rough=rough) for part in texts)))), tuple(files)
    except (RecursionError, *BROKEN):
        # Parts nested a thousand deep: the headers can still be read, and the rest as it stands.
        end = HEADER_END.search(content)
        return headers_of(content), tidy(decoded(content[end.end() :] if end else b"")), ()


def headers_of(content: bytes) -> Part:
    """The mail's top part, its content not looked into."""
    return cast(Part, BytesHeaderParser(Part, policy=policy.compat32).parsebytes(content))


def divided(mail: Part) -> tuple[list[Part], list[Part]]:
    """The parts that make up the text, in order, and those that are files."""
    texts: list[Part] = []
    files: list[Part] = []
    waiting = [mail]
    while waiting and len(texts) + len(files) < MAX_PARTS:
        part = waiting.pop(0)
        if part.is_file:
            files.append(part)
        elif part.get_content_type() == "multipart/alternative" and part.is_multipart():
            shown, others = best_reading(part)
            texts += shown
            files += others
        elif part.is_multipart():
            waiting[:0] = part.parts
        else:
            texts.append(part)
    return texts, files


def best_reading(part: Part) -> tuple[list[Part], list[Part]]:
    """Of a text that comes in several readings the plain one, and the files inside any of them."""
    readings = [divided(reading) for reading in part.parts]
    files = [file for _, found in readings for file in found]
    for texts, _ in sorted(readings, key=lambda reading: not is_plain(reading[0])):
        if any(text.text(rough=True).strip() for text in texts):
            return texts, files
    return [], files


def is_plain(texts: list[Part]) -> bool:
    return bool(texts) and all(text.get_content_type() == "text/plain" for text in texts)


def tidy(text: str) -> str:
    """Line ends as \\n, no control characters, no blank space at the ends."""
    lines = without_controls(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    # "-- " starts a signature: mail programs look for the blank at its end.
    return "\n".join(line if line == "-- " else line.rstrip() for line in lines).strip("\n")
