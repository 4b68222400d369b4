"""The HTML of a mail, as it goes along when the mail is forwarded."""

import html
import re

from tools.mail.charsets import decoded
from tools.mail.mended import opened
from tools.mail.part import BROKEN, Part
from tools.mail.structure import MAX_PARTS

BODY = re.compile(r"<body\b[^<>]*>", re.IGNORECASE)


def formatted_text(content: bytes) -> str:
    """The HTML that the mail `content` is read in; empty where it has none."""
    if b"text/html" not in content.lower():
        return ""
    try:
        mail = opened(content)
    except (RecursionError, *BROKEN):
        return ""
    found: list[Part] = []
    waiting, looked_at = [mail], 0
    while waiting and looked_at < MAX_PARTS:
        part = waiting.pop(0)
        looked_at += 1
        if part.is_multipart() and not part.is_file:
            waiting[:0] = part.parts
        elif part.get_content_type() == "text/html" and not part.is_file:
            found.append(part)
    return "\n".join(decoded(part.content(), part.charset) for part in found)


def with_text_above(source: str, text: str) -> str:
    """`source` under lines of plain text."""
    lines = "<br>\n".join(html.escape(line) for line in text.splitlines())
    above = f'<div style="white-space: pre-wrap">{lines}</div><br>\n'
    body = BODY.search(source)
    at = body.end() if body else 0
    return source[:at] + above + source[at:]
