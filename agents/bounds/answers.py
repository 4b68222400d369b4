"""Answers that agents gave and that still hold: asked again, nobody has to work."""

import os
import re
import stat
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from langchain_core.messages import ToolMessage

from agents.looked_up import is_thin
from agents.loop import Middleware, ToolCallRequest, ToolHandler, ToolResult
from tools.patterns import Pattern

MOST_ANSWERS = 128
_CANNOT = Pattern(
    r"(?:i\b|sorry\b).{0,20}?\b(?:can'?t|cannot|could ?n[o']t|unable|not able)\b", re.IGNORECASE
)
"""What an agent says that gave up, perhaps only this time."""
HOLDS_MINUTES = 10
"""An answer holds within a span of this length: "what is next?" has another answer later."""


class KnownAnswers(Middleware):
    """Answers a request to an agent that changed nothing from memory, as long as what it saw is the same.

    `versions` gives, for each delegating tool, a text that changes with everything its agent looks
    at. Day and time of `clock` count too. Requests with the conversation's context are never kept.
    """

    def __init__(self, versions: Mapping[str, Callable[[], str]], clock: Callable[[], datetime]) -> None:
        self.versions = versions
        self.clock = clock
        self._answers: OrderedDict[tuple[str, ...], ToolMessage] = OrderedDict()

    def wrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: ToolHandler,
    ) -> ToolResult:
        call = request.tool_call
        version = self.versions.get(call["name"])
        if version is None or call["args"].get("full_context"):
            return handler(request)
        key = self._key(call["name"], call["args"], version())
        if known := self._answers.get(key):
            return known.model_copy(
                update={
                    "tool_call_id": str(call["id"]),
                    "id": None,
                    "artifact": {**known.artifact, "cached": True},
                }
            )
        result = handler(request)
        if (
            isinstance(result, ToolMessage)
            and _only_looked(result)
            and key == self._key(call["name"], call["args"], version())
        ):
            self._answers[key] = result
            if len(self._answers) > MOST_ANSWERS:
                self._answers.popitem(last=False)
        return result

    def _key(self, tool: str, args: Mapping[str, Any], version: str) -> tuple[str, ...]:
        now = self.clock()
        span = f"{now:%Y-%m-%d %H}:{now.minute // HOLDS_MINUTES}"
        return (tool, " ".join(str(args.get("request", "")).lower().split()), version, span)


def folder_version(*folders: Path) -> str:
    """Changes whenever a file in or below `folders` is made, renamed or removed; a file counts for itself.

    Programs that keep vdirs and Maildirs write a new file and rename it, which changes the time of
    its folder; below the first level, files are not looked at. Hidden files, such as an index, don't count.
    What can't be looked at counts as such: whoever reads it tells of it.
    """
    found: list[str] = []
    for folder in folders:
        if folder.is_file():
            found.append(f"{folder}:{folder.stat().st_mtime_ns}")
        for entry in _entries(folder) if folder.is_dir() else ():
            status = _status(entry)
            if status and stat.S_ISDIR(status.st_mode):
                found += _below(entry)
            elif not entry.name.startswith("."):
                found.append(f"{entry.path}:{status and status.st_mtime_ns}")
    return "|".join(found)


def _below(folder: os.DirEntry[str]) -> Iterator[str]:
    status = _status(folder)
    yield f"{folder.path}:{status and status.st_mtime_ns}"
    if status and status.st_nlink != 2:  # exactly two links: on every file system, no folder is in it
        for entry in _entries(folder.path):
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry)


def _status(entry: os.DirEntry[str]) -> os.stat_result | None:
    """What the system says of it; None of a link that leads nowhere, and of what is gone."""
    try:
        return entry.stat()
    except OSError:
        return None


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    """What is in a folder, by name; nothing where it can't be opened, or is gone."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _only_looked(result: ToolMessage) -> bool:
    report = result.artifact
    return (
        result.status != "error"
        and isinstance(report, dict)
        and report.get("outcome") == "answered"
        and not is_thin(report)
        and not report.get("effects")
        and bool(said := str(report.get("text", "")).strip())
        and not _CANNOT.match(said)
    )
