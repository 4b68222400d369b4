"""The text of a file that came with a mail, read by a process of its own that is stopped in time."""

import base64
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from tools.errors import ToolError
from tools.extras import install_line

CHILD = Path(__file__).parent / "child.py"
MOST_BYTES = 25_000_000
MOST_CHARS = 200_000
WAIT_S = 40.0
"""Counted by the clock, for a child that waits; its own seconds at work are fewer."""
BY_ENDING = {
    ".txt": "text", ".text": "text", ".md": "text", ".log": "text", ".json": "text", ".xml": "text",
    ".ics": "text", ".vcf": "text", ".csv": "csv", ".tsv": "csv", ".htm": "html", ".html": "html",
    ".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx", ".eml": "text", ".yaml": "text", ".ini": "text",
    ".rtf": "rtf",
}  # fmt: skip
OUTLOOKS = b"\x78\x9f\x3e\x22"
"""How a `winmail.dat` begins (TNEF)."""
OFFICE = "application/vnd.openxmlformats-officedocument."
BY_TYPE = {
    "text/csv": "csv", "text/tab-separated-values": "csv", "text/html": "html", "application/pdf": "pdf",
    "application/json": "text", "application/ics": "text", "message/rfc822": "text",
    "application/rtf": "rtf", "text/rtf": "rtf",
    f"{OFFICE}wordprocessingml.document": "docx", f"{OFFICE}spreadsheetml.sheet": "xlsx",
}  # fmt: skip


@dataclass(frozen=True)
class FileText:
    """What could be read of a file."""

    text: str
    more: bool
    """It goes on."""


def kind_of(name: str, type: str, content: bytes) -> str:
    """Which reader it takes; empty: none."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(OUTLOOKS):
        return "tnef"
    if content.startswith(b"{\\rtf"):
        return "rtf"
    known = BY_TYPE.get(type.lower()) or BY_ENDING.get(PurePath(name.lower()).suffix)
    if known in ("docx", "xlsx", "pdf") and not content.startswith((b"PK", b"%PDF-")):
        return ""
    return known or ("text" if type.lower().startswith("text/") else "")


def text_of(name: str, type: str, content: bytes) -> FileText:
    """The text of the file `content`, which is called `name`.

    Raises:
        ToolError: it is of a kind that has no text, protected, broken, or too large; the message says which.
    """
    kind = kind_of(name, type, content)
    if not kind:
        raise ToolError(
            f"{name!r} ({type}) is no text that can be read here; save_attachment keeps it as it is"
        )
    answer = _told(name, kind, content)
    return FileText(str(answer["text"]), bool(answer["more"]))


def files_inside(name: str, content: bytes) -> tuple[tuple[str, bytes], ...]:
    """The files in Outlook's `winmail.dat`, with their names; none where `content` isn't one.

    Raises:
        ToolError: it is broken, or too large.
    """
    if not content.startswith(OUTLOOKS):
        return ()
    files: Any = _told(name, "inside", content)["files"]
    return tuple((str(inner), base64.b64decode(text)) for inner, text in files)


def _told(name: str, kind: str, content: bytes) -> dict[str, object]:
    """What the process says that reads `content`."""
    if len(content) > MOST_BYTES:
        raise ToolError(f"{name!r} has {len(content) / 1e6:.0f} MB, too much to be read")
    try:
        # -I: neither the working folder nor anybody's settings say what is loaded. No environment: no keys.
        done = subprocess.run(
            [sys.executable, "-I", str(CHILD), kind, str(MOST_CHARS)],
            input=content, capture_output=True, timeout=WAIT_S, check=False, env={},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise ToolError(f"{name!r} takes too long to be read; it may be made so on purpose") from error
    if done.returncode < 0:
        raise ToolError(f"{name!r} takes too much time or memory to be read; it may be made so on purpose")
    if done.returncode:
        raise ToolError(f"{name!r} is damaged, or not what it is called; save_attachment keeps it as it is")
    answer: dict[str, object] = json.loads(done.stdout)
    if "missing" in answer:
        how = install_line("attachments")
        raise ToolError(f"{name!r} can't be read here: {answer['missing']} is not installed ({how})")
    if "refused" in answer:
        raise ToolError(f"{name!r} is not read: {answer['refused']}")
    return answer
