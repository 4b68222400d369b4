"""The first words of a mail, for lists."""

import re

INTRODUCTION = re.compile(r"^(on|le|am|el|op|il|em|den)\b.{5,200}:$", re.IGNORECASE)
LENGTH = 140


def snippet(body: str, length: int = LENGTH) -> str:
    """The beginning of what was written, without what was quoted, in one line."""
    lines = []
    for line in body[: length * 50].splitlines():
        if line.startswith(">") or INTRODUCTION.match(line.strip()):
            continue
        if line == "-- ":
            break
        lines.append(line)
    text = " ".join(" ".join(lines or body[: length * 2].splitlines()).split())
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0] + "…"
