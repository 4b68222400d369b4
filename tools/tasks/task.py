"""The values of the task list: a to-do as a file holds it."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from tools.ics.moments import Moment, instant

ID_LENGTH = 10
HIGH, MEDIUM, LOW, NONE = "high", "medium", "low", ""
PRIORITIES = {HIGH: 1, MEDIUM: 5, LOW: 9, NONE: 0}
"""What is written for each; RFC 5545, 3.8.1.9."""
OPEN, DONE, CANCELLED = "open", "done", "cancelled"


@dataclass(frozen=True, slots=True)
class Task:
    """One VTODO; of a repeating one the occurrence that is to be done next."""

    calendar: str
    uid: str
    title: str
    file: str = ""
    """The name of the file that it is in; empty before there is one."""
    due: Moment | None = None
    """A date where any time of that day will do."""
    start: Moment | None = None
    """Before which nothing has to be done."""
    priority: int = 0
    """1 is the highest, 9 the lowest, 0 says nothing."""
    state: str = OPEN
    percent: int = 0
    completed: datetime | None = None
    description: str = ""
    categories: tuple[str, ...] = ()
    rrule: str = ""
    """RFC 5545 RRULE value, without its name."""
    parent: str = ""
    """The UID of the task that this one is a part of."""
    reminders: tuple[str, ...] = ()
    """In words: "10 minutes before"."""

    @property
    def id(self) -> str:
        return task_id(self.calendar, self.file, self.uid)

    @property
    def level(self) -> str:
        """`high`, `medium`, `low`, or empty; between the three as RFC 5545 has it."""
        if not self.priority:
            return NONE
        return HIGH if self.priority < 5 else MEDIUM if self.priority == 5 else LOW

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is open and its time is over; a day is over when the next one begins in `now`'s zone."""
        if self.due is None or not self.is_open:
            return False
        if isinstance(self.due, datetime):
            return self.due < now
        return self.due < now.date()

    def due_day(self, zone: tzinfo) -> date | None:
        """The day on which it is due, in `zone`."""
        if isinstance(self.due, datetime):
            return self.due.astimezone(zone).date()
        return self.due


def order(task: Task, zone: tzinfo) -> tuple[bool, datetime, int, str, str]:
    """By this, tasks are listed: the most urgent first, then the most important, then by title."""
    last = datetime.max.replace(tzinfo=zone)
    at = last if task.due is None else instant(task.due, zone)
    return task.due is None, at, task.priority or 10, task.title.casefold(), task.id


def task_id(calendar: str, file: str, uid: str) -> str:
    """The short name that people and models use for a task."""
    named = "\n".join((calendar, file, uid, "task"))
    return base64.b32encode(hashlib.sha256(named.encode()).digest()).decode().lower()[:ID_LENGTH]
