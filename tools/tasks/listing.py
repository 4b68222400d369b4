"""Which tasks there are: by state, words and when they are due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tools.errors import ToolError
from tools.tasks.due_words import DueWords, Window
from tools.tasks.task import CANCELLED, DONE, Task

STATES = ("open", "overdue", "done", "all")


@dataclass(frozen=True)
class Listing:
    """Tasks that fit, and how what was said about time was understood."""

    tasks: tuple[Task, ...]
    understood: str


def listed(
    tasks: Sequence[Task], words: DueWords, *, query: str = "", state: str = "open", due: str = ""
) -> Listing:
    """Those in this state whose title, notes or categories have all words of `query`, due then.

    Done ones are listed by when they were done, the last first.

    Raises:
        ToolError: there is no such state, or the time isn't certain.
    """
    wanted = state.strip().lower() or "open"
    if wanted not in STATES:
        raise ToolError(f"state {state!r} is none; give one of: {', '.join(STATES)}")
    found = [task for task in tasks if _is(task, wanted, words.now) and _has(task, query)]
    understood = {"all": "all tasks"}.get(wanted, f"{wanted} tasks")
    if due.strip():
        window = words.window(due)
        understood = f"{understood}, {window.understood}"
        found = [task for task in found if _within(task, window, words, by_end=wanted == "done")]
    if wanted == "done":
        found.sort(key=lambda task: task.completed or datetime.min.replace(tzinfo=words.zone), reverse=True)
    return Listing(tuple(found), understood)


def _is(task: Task, state: str, now: datetime) -> bool:
    if state == "all":
        return task.state != CANCELLED
    if state == "overdue":
        return task.is_overdue(now)
    return task.state == DONE if state == "done" else task.is_open


def _has(task: Task, query: str) -> bool:
    text = " ".join([task.title, task.description, *task.categories]).casefold()
    return all(word in text for word in query.casefold().split())


def _within(task: Task, window: Window, words: DueWords, *, by_end: bool) -> bool:
    """Whether it is due then; of those that are done, whether they were done then."""
    day = task.due_day(words.zone)
    if by_end:
        day = task.completed.astimezone(words.zone).date() if task.completed else None
    if day is None or day > window.last:
        return False
    return window.first is None or day >= window.first
