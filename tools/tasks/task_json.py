"""Tasks as JSON: as a model reads them, as a person is shown them, and as a plan keeps them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tools.excerpts import excerpt
from tools.ics.moments import from_iso, to_zoned, zone_name
from tools.ics.rrule_words import recurrence_words
from tools.tasks.task import Task
from tools.tasks.wording import reminder


def task_json(task: Task, now: datetime, parents: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What a model reads; `parents` are the titles of tasks by UID. What there isn't is left out."""
    due, start = task.due, task.start
    told: dict[str, Any] = {
        "id": task.id,
        "title": excerpt(task.title),
        "due": due.isoformat() if due is not None else None,
        "weekday": f"{due:%A}" if due is not None else None,
        "overdue": task.is_overdue(now) or None,
        "starts": start.isoformat() if start is not None else None,
        "priority": task.level,
        "state": task.state,
        "percent": task.percent if task.is_open else 0,
        "completed": task.completed.isoformat() if task.completed else None,
        "recurrence": recurrence_words(task.rrule, task.due),
        "part_of": excerpt((parents or {}).get(task.parent, "")),
        "notes": excerpt(task.description),
        "calendar": task.calendar,
    }
    return {name: value for name, value in told.items() if value}


def task_view(
    task: Task, parents: Mapping[str, str] | None = None, reminders: Sequence[int] | None = None
) -> dict[str, Any]:
    """What a person is shown; `reminders` are those that it will have, in minutes."""
    due = task.due
    view: dict[str, Any] = {
        "title": task.title,
        "due": due.isoformat() if due is not None else "",
        "zone": zone_name(due.tzinfo) if isinstance(due, datetime) else "",
        "priority": task.level,
        "state": task.state,
        "recurrence": recurrence_words(task.rrule, task.due),
        "part_of": (parents or {}).get(task.parent, ""),
        "description": task.description,
        "reminders": list(task.reminders) if reminders is None else [reminder(one) for one in reminders],
        "calendar": task.calendar,
    }
    return {"id": task.id, **view} if task.file else view


def task_in_full(task: Task, parents: Mapping[str, str], parts: Sequence[Task]) -> dict[str, Any]:
    """All that is known of a task: what a person is shown, how far it is, and what it consists of."""
    return {
        **task_view(task, parents),
        "start": task.start.isoformat() if task.start is not None else "",
        "percent": task.percent,
        "completed": task.completed.isoformat() if task.completed else "",
        "categories": list(task.categories),
        "parts": [{"id": one.id, "title": one.title, "state": one.state} for one in parts],
    }


def task_to_json(task: Task) -> dict[str, Any]:
    """What a change is made from; `task_from_json` reads it back."""
    return {
        "calendar": task.calendar,
        "file": task.file,
        "uid": task.uid,
        "title": task.title,
        "due": to_zoned(task.due) if task.due is not None else None,
        "start": to_zoned(task.start) if task.start is not None else None,
        "priority": task.priority,
        "state": task.state,
        "description": task.description,
        "rrule": task.rrule,
        "parent": task.parent,
    }


def task_from_json(data: Mapping[str, Any], zone: Any) -> Task:
    """The task; times whose zone has no name are given in `zone`."""
    times = {name: from_iso(data[name], zone) if data[name] else None for name in ("due", "start")}
    return Task(**{**data, **times})
