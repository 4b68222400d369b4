"""Tasks in the words of a person."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from tools.ics.moments import Moment, zone_name
from tools.ics.rrule_words import recurrence_words
from tools.tasks.task import DONE, OPEN, Task


def named(task: Task) -> str:
    """`'Call the bank'`."""
    return f"'{task.title}'" if task.title else "a task without a title"


def when(moment: Moment, zone: tzinfo) -> str:
    """`Friday, 27 November 2026`, and where there is one the time of day: `…, 17:00 (Europe/Berlin)`."""
    if not isinstance(moment, datetime):
        return f"{moment:%A}, {moment.day} {moment:%B} {moment.year}"
    here = moment.astimezone(zone)
    return f"{here:%A}, {here.day} {here:%B} {here.year}, {here:%H:%M} ({zone_name(zone) or here.tzname()})"


def described(task: Task, zone: tzinfo) -> str:
    """`'Call the bank', due Friday, 27 November 2026, every week on Friday, high priority`."""
    parts = [named(task)]
    if task.due is not None:
        parts.append(f"due {when(task.due, zone)}")
    if task.rrule:
        parts.append(recurrence_words(task.rrule, task.due))
    if task.level:
        parts.append(f"{task.level} priority")
    return ", ".join(parts)


def changes(after: Task, fields: Sequence[str], zone: tzinfo) -> str:
    """What becomes different, in one line: `due Friday, …; called 'New'`."""
    told = []
    if "title" in fields:
        told.append(f"called {named(after)}")
    if "due" in fields:
        told.append(f"due {when(after.due, zone)}" if after.due is not None else "due at no time")
    if "rrule" in fields:
        told.append(recurrence_words(after.rrule, after.due) or "no longer repeated")
    if "priority" in fields:
        told.append(f"{after.level} priority" if after.level else "no priority")
    if "parent" in fields:
        told.append("part of another task" if after.parent else "part of no other task")
    if "description" in fields:
        told.append("with other notes" if after.description else "without notes")
    if "state" in fields:
        told.append({DONE: "done", OPEN: "open again"}.get(after.state, after.state))
    return "; ".join(told)


def reminder(minutes: int) -> str:
    """`10 minutes before`; of a negative number, after it is due."""
    if minutes == 0:
        return "when it is due"
    side = "before" if minutes > 0 else "after"
    units = (("week", 7 * 24 * 60), ("day", 24 * 60), ("hour", 60), ("minute", 1))
    unit, size = next((unit, size) for unit, size in units if minutes % size == 0)
    number = abs(minutes) // size
    return f"{number} {unit}{'' if number == 1 else 's'} {side}"
