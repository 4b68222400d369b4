"""What a model gives for a task, checked: title, notes, priority, reminders, another time."""

from collections.abc import Sequence
from dataclasses import replace

from tools.errors import ToolError
from tools.tasks.due_words import DueWords
from tools.tasks.task import PRIORITIES, Task
from tools.tasks.wording import named

TITLE_CHARS, TEXT_CHARS = 300, 20_000
LONGEST_REMINDER = 60 * 24 * 60


def title_of(text: str) -> str:
    """A title in one line.

    Raises:
        ToolError: it is empty, or too long.
    """
    title = " ".join(text.split())
    if not title:
        raise ToolError("title is empty; say what is to be done")
    if len(title) > TITLE_CHARS:
        raise ToolError(f"title has {len(title)} characters; {TITLE_CHARS} at most: put the rest into notes")
    return title


def kept(text: str) -> str:
    """A text as it is to be; a dash stands for none, as an empty argument counts as not given."""
    return "" if text.strip() == "-" else text


def text_of(text: str) -> str:
    """Notes, as they are kept.

    Raises:
        ToolError: they are too long.
    """
    if len(text) > TEXT_CHARS:
        raise ToolError(f"notes has {len(text)} characters; {TEXT_CHARS} at most")
    return text.strip()


def priority_of(text: str, before: Task | None = None) -> int:
    """The number of a priority; that of `before`, where it has this one already.

    Raises:
        ToolError: there is no such priority.
    """
    said = text.strip().lower().removesuffix(" priority")
    said = "" if said in ("none", "no", "normal", "-", "0") else said
    if before is not None and before.level == said:
        return before.priority
    if said.isdecimal() and 0 < int(said) < 10:
        return int(said)
    if said not in PRIORITIES:
        raise ToolError(f"priority {text!r} is none; give high, medium, low or normal")
    return PRIORITIES[said]


def reminders_of(minutes: Sequence[int], task: Task) -> tuple[int, ...]:
    """The reminders in minutes before it is due, each once.

    Raises:
        ToolError: it is due at no time, or they are too far from it.
    """
    if minutes and task.due is None:
        raise ToolError("a reminder is before the task is due; say when that is")
    if any(not 0 <= one <= LONGEST_REMINDER for one in minutes):
        raise ToolError(f"reminder_minutes are from 0 to {LONGEST_REMINDER}, before it is due")
    return tuple(sorted(set(minutes)))


def retimed(before: Task, due: str | None, recurrence: str | None, words: DueWords) -> Task:
    """The task with another time or rule.

    Raises:
        ToolError: they aren't clear, or it would repeat from a start that it no longer has.
    """
    if due is None and recurrence is None:
        return before
    if due is not None and due.strip().lower() in ("none", "-", "never"):
        return replace(before, due=None, rrule="")
    if due is None:
        anchor = before.due if before.due is not None else before.start
        if anchor is None:
            found = words.due("", recurrence or "")
            return replace(before, due=found.at, rrule=found.rrule)
        return replace(before, rrule=words.rule(recurrence or "", anchor))
    found = words.due(due, "" if recurrence is None else recurrence)
    kept = before.rrule if recurrence is None and not found.rrule else found.rrule
    if before.start is not None and kept:
        raise ToolError(f"{named(before)} repeats from its start on; give recurrence with the new time")
    return replace(before, due=found.at, rrule=kept)
