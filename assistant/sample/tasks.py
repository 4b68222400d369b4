"""The to-dos of the sample company's owner."""

import tomllib
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from assistant.sample.events import DAYS
from assistant.sample.people import Company
from tools.ics.calendar_files import CalendarFiles
from tools.ics.files import EventFile
from tools.ics.moments import Moment
from tools.tasks.ics_write import changed_file, new_file
from tools.tasks.task import DONE, PRIORITIES, Task


def write(company: Company, store: CalendarFiles, now: datetime) -> int:
    """Keep the tasks in `store`, around the week of `now`; gives how many there are."""
    data = tomllib.loads(files("assistant.sample").joinpath("tasks.toml").read_text(encoding="utf-8"))
    monday = now.date() - timedelta(days=now.weekday())
    for entry in data["task"]:
        task = _task(entry, company, store, monday)
        content = new_file(task, now, reminders=entry.get("reminders", ()))
        if entry.get("done"):
            content = _done(task, content, store, now)
        store.create(task.calendar, task.file, content)
    return len(data["task"])


def _task(entry: dict[str, Any], company: Company, store: CalendarFiles, monday: date) -> Task:
    uid = _uid(entry["title"], company)
    return Task(
        calendar=store.default_calendar,
        uid=uid,
        title=entry["title"],
        file=f"{uid}.ics",
        due=_due(entry, store, monday),
        priority=PRIORITIES[entry.get("priority", "")],
        description=entry.get("notes", ""),
        rrule=entry.get("rrule", ""),
        parent=_uid(entry["part_of"], company) if "part_of" in entry else "",
    )


def _due(entry: dict[str, Any], store: CalendarFiles, monday: date) -> Moment | None:
    if "day" not in entry:
        return None
    day = monday + timedelta(weeks=entry["week"], days=DAYS.index(entry["day"]))
    return datetime.combine(day, time.fromisoformat(entry["at"]), store.zone) if "at" in entry else day


def _done(task: Task, content: bytes, store: CalendarFiles, now: datetime) -> bytes:
    file = EventFile(task.calendar, task.file, content)
    after = Task(task.calendar, task.uid, task.title, file=task.file, due=task.due, state=DONE)
    return changed_file(file, task, after, key="sample", at=now, zone=store.zone)


def _uid(title: str, company: Company) -> str:
    return str(uuid5(NAMESPACE_DNS, f"task.{title}.{company.domain}"))
