"""A mail taken apart: the text that is read, and the files that come with it."""

import re
from email import policy
from email.parser import BytesHeaderParser
from typing import cast

from tools.mail.charsets import decoded, without_controls
from tools.mail.mended import HEADER_END, as_meant, is_cut, opened, without_strays
from tools.mail.part import BROKEN, Part
from tools.mail.sealed import ENCRYPTED, sealed
from tools.mail.signatures import inside_signature, without_armour

MAX_PARTS = 1_000
MAX_PLACEHOLDER_CHARS = 600
MAX_COMPARED_CHARS = 20_000
MOSTLY = 0.5
MANY_TIMES = 5
WORD = re.compile(r"\w{2,}")


def taken_apart(content: bytes, *, rough: bool = False) -> tuple[Part, str, tuple[Part, ...]]:
    """The mail's top part, its text, and the parts that are files; `rough` as in `Part.text`."""
    try:
        mail = opened(content)
        texts, files = divided(mail)
        text = tidy("\n\n".join(filter(None, (part.text(rough=rough) for part in texts))))
        readable = without_armour(text, f"({ENCRYPTED.format('OpenPGP')})")
        return mail, readable or sealed(mail, files), tuple(files)
    except (RecursionError, *BROKEN):
        # Parts nested a thousand deep: the headers can still be read, and the rest as it stands.
        end = HEADER_END.search(content)
        return headers_of(content), tidy(decoded(content[end.end() :] if end else b"")), ()


def headers_of(content: bytes) -> Part:
    """The mail's top part, its content not looked into."""
    parser = BytesHeaderParser(Part, policy=policy.compat32)
    mail = parser.parsebytes(content := as_meant(content))
    return cast(Part, parser.parsebytes(without_strays(content)) if is_cut(mail) else mail)


def divided(mail: Part) -> tuple[list[Part], list[Part]]:
    """The parts that make up the text, in order, and those that are files. A report is both."""
    texts: list[Part] = []
    files: list[Part] = []
    waiting = [mail]
    while waiting and len(texts) + len(files) < MAX_PARTS:
        part = waiting.pop(0)
        if part.is_report:
            texts.append(part)
            files.append(part)
        elif (signed := inside_signature(part)) is not None:
            waiting.insert(0, signed)
        elif part.is_file:
            files.append(part)
            # All of a mail, called a file by who wrote it: there is nothing else that could be read.
            if part is mail and part.is_text:
                texts.append(part)
        elif part.get_content_type() == "multipart/alternative" and part.is_multipart():
            shown, others = best_reading(part)
            texts += shown
            files += others
        elif part.is_multipart():
            waiting[:0] = part.parts
        else:
            texts.append(part)
    # Some name the text like a file, and have no other.
    return texts or [file for file in files if file.is_text and not file.is_attached], files


def best_reading(part: Part) -> tuple[list[Part], list[Part]]:
    """Of a text that comes in several readings the one that says it, and the files inside any of them.

    The plain one, but where it only says that there is another; else the last that can be read.
    """
    readings = [divided(reading) for reading in part.parts]
    files = [file for _, found in readings for file in found]
    plain = next((texts for texts, _ in readings if is_all(texts, "text/plain")), [])
    short = said(plain)
    if len(short) > MAX_PLACEHOLDER_CHARS:
        return plain, files
    others = [texts for texts, _ in reversed(readings) if texts is not plain]
    rich = next((texts for texts in others if is_all(texts, "text/html") and said(texts).strip()), None)
    if short.strip() and not (rich and is_placeholder(short, said(rich))):
        return plain, files
    return rich or next((texts for texts in others if said(texts).strip()), []), files


def is_all(texts: list[Part], kind: str) -> bool:
    return bool(texts) and all(text.get_content_type() == kind for text in texts)


def said(texts: list[Part]) -> str:
    return "\n".join(text.text(rough=True) for text in texts)


def is_placeholder(plain: str, rich: str) -> bool:
    """Whether `plain` only says that there is HTML: `rich` says more, and other things."""
    words, others = WORD.findall(plain.casefold()), WORD.findall(rich[:MAX_COMPARED_CHARS].casefold())
    if len(others) <= len(words):
        return False
    known = set(others)
    shared = sum(word in known for word in words)
    return shared < len(words) * MOSTLY or len(words) * MANY_TIMES <= len(others)


def tidy(text: str) -> str:
    """Line ends as \\n, no control characters, no blank space at the ends."""
    lines = without_controls(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    # "-- " starts a signature: mail programs look for the blank at its end.
    return "\n".join(line if line == "-- " else line.rstrip() for line in lines).strip("\n")
