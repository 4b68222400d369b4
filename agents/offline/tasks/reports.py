"""Tasks in a sentence or in a list."""

from collections.abc import Sequence
from typing import Any

from agents.offline.asking.answer import Thing
from agents.offline.asking.reports import counted
from agents.offline.reading import when

Entry = dict[str, Any]


def described(entry: Entry) -> str:
    """`'Call the bank', due on Friday, 27 November 2026`."""
    title = f"'{entry['title']}'" if entry.get("title") else "a task without a title"
    parts = [title]
    if entry.get("due"):
        due = str(entry["due"])
        parts.append(f"due on {when.spoken(due) if 'T' in due else when.day(due)}")
    if entry.get("overdue"):
        parts.append("overdue")
    if entry.get("priority"):
        parts.append(f"{entry['priority']} priority")
    if entry.get("recurrence"):
        parts.append(str(entry["recurrence"]))
    if entry.get("part_of"):
        parts.append(f"part of '{entry['part_of']}'")
    return ", ".join(parts)


def things(entries: Sequence[Entry]) -> tuple[Thing, ...]:
    """The tasks as what was spoken of."""
    return tuple(
        Thing(kind="task", id=str(entry["id"]), title=str(entry.get("title", ""))) for entry in entries
    )


def number(count: int, state: str) -> str:
    """`3 open tasks`."""
    return counted(count, f"{state} task") if state != "all" else counted(count, "task")
