"""The text of a file that came with a mail, read by a process of its own that is stopped in time."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath

from tools.errors import ToolError

CHILD = Path(__file__).parent / "child.py"
MOST_BYTES = 25_000_000
MOST_CHARS = 200_000
WAIT_S = 40.0
"""Counted by the clock, for a child that waits; its own seconds at work are fewer."""
BY_ENDING = {
    ".txt": "text", ".text": "text", ".md": "text", ".log": "text", ".json": "text", ".xml": "text",
    ".ics": "text", ".vcf": "text", ".csv": "csv", ".tsv": "csv", ".htm": "html", ".html": "html",
    ".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx", ".eml": "text", ".yaml": "text", ".ini": "text",
}  # fmt: skip
OFFICE = "application/vnd.openxmlformats-officedocument."
BY_TYPE = {
    "text/csv": "csv", "text/tab-separated-values": "csv", "text/html": "html", "application/pdf": "pdf",
    "application/json": "text", "application/ics": "text", "message/rfc822": "text",
    f"{OFFICE}wordprocessingml.document": "docx", f"{OFFICE}spreadsheetml.sheet": "xlsx",
}  # fmt: skip
EXTRA = "pip install 'langgraph-assistant[attachments]'"


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
    return _answered(name, json.loads(done.stdout))


def _answered(name: str, answer: dict[str, object]) -> FileText:
    if "text" in answer:
        return FileText(str(answer["text"]), bool(answer["more"]))
    if "missing" in answer:
        raise ToolError(f"{name!r} can't be read here: {answer['missing']} is not installed ({EXTRA})")
    raise ToolError(f"{name!r} is not read: {answer['refused']}")
