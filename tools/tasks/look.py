"""Which tasks there are, for programs and people that have no model."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from tools.errors import ToolError
from tools.tasks.due_words import DueWords
from tools.tasks.listing import STATES, listed
from tools.tasks.store import TaskStore
from tools.tasks.task import Task
from tools.tasks.task_json import task_in_full, task_json


class Found(NamedTuple):
    """Tasks as JSON, and how what was said was understood."""

    tasks: list[dict[str, Any]]
    understood: str


def look(store: TaskStore, said: str, *, now: datetime, day_first: bool = False) -> Found:
    """The tasks of this state, due then, or with these words; without anything the open ones.

    `said` may be a state, or words about time, or both ("overdue", "by Friday", "done this week").
    """
    words = DueWords(now, now.tzinfo or store.zone, day_first)
    state, _, rest = said.strip().partition(" ")
    if state.lower() not in STATES:
        state, rest = "", said
    tasks = store.tasks()
    try:
        found = listed(tasks, words, state=state, due=rest)
    except ToolError:
        found = listed(tasks, words, state=state, query=rest)
    parents = {task.uid: task.title for task in tasks if task.uid}
    return Found([task_json(task, now, parents) for task in found.tasks], found.understood)


def task_with_id(store: TaskStore, said: str) -> dict[str, Any]:
    """All of the task whose id, or its beginning, was `said`.

    Raises:
        UnknownIdError: there is none.
        AmbiguousError: several begin so.
    """
    tasks = store.tasks()
    task = store.with_id(said, tasks)
    parents = {one.uid: one.title for one in tasks if one.uid}
    parts = [one for one in tasks if task.uid and one.parent == task.uid]
    return task_in_full(task, parents, parts)


def due_on(store: TaskStore, day: date, now: datetime) -> tuple[Task, ...]:
    """The open ones that are due on `day`; of today, also what is overdue."""
    today = now.date()
    first = date.min if day == today else day
    dated = ((task, task.due_day(store.zone)) for task in store.tasks() if task.is_open)
    return tuple(task for task, due in dated if due is not None and first <= due < day + timedelta(days=1))
