"""Mails that are too large to be fetched before somebody opens them: their header, and a note."""

import re

from tools.mail.mended import HEADER_END
from tools.mail.structure import headers_of
from tools.mail.stubs import MARK

FORM = frozenset({"content-type", "content-transfer-encoding", "content-disposition", "mime-version"})
FIELD = re.compile(rb"^([^\s:]+):.*(?:\r?\n[ \t].*)*\r?\n?", re.MULTILINE)


def partial(header: bytes, size: int) -> bytes:
    """What stands in the mirror for a mail of `size` bytes."""
    kept = b"".join(
        field.group(0)
        for field in FIELD.finditer(header)
        if field.group(1).lower().decode("latin-1") not in FORM
    )
    form = (
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n"
    )
    note = f"[{size:,} bytes, still on the mail server: the text is fetched when the mail is opened]\r\n"
    return kept + f"{MARK}: {size}\r\n{form}\r\n{note}".encode()


def full_size(content: bytes) -> int | None:
    """The size of the whole mail, when `content` only stands for it."""
    end = HEADER_END.search(content)
    if MARK.encode() not in content[: end.start() if end else len(content)]:
        return None
    said = str(headers_of(content).get(MARK, "")).strip()
    return int(said) if said.isdigit() else None
