"""The tasks among the files of a calendar folder, each file read once until it changes."""

import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import tzinfo
from pathlib import Path
from typing import NamedTuple

from tools.errors import AmbiguousError, ToolError, UnknownIdError
from tools.ics.calendar_files import CalendarFiles
from tools.ics.files import EventFile
from tools.problems import Problem, shown_path
from tools.tasks.ics_read import read_tasks
from tools.tasks.task import Task, order
from tools.titles import WHOLE_CHARS, called

MOST_BYTES = 10_000_000
NEAREST = 5
MARK = b"VTODO"


class Stamp(NamedTuple):
    """What changes when a file does."""

    mtime_ns: int
    size: int
    inode: int


class Kept(NamedTuple):
    """What a file said when it was read."""

    stamp: Stamp
    tasks: tuple[Task, ...]
    problems: tuple[Problem, ...]


class TaskStore:
    """The tasks in the folder `root`; what is written goes through `files`, the store of its events.

    A look reads the files that were changed since the last, in this process; the first one reads all.
    """

    def __init__(self, files: CalendarFiles, root: Path) -> None:
        self.files = files
        self._root = root
        self._kept: dict[tuple[str, str], Kept] = {}
        self._lock = threading.Lock()

    @property
    def zone(self) -> tzinfo:
        """The user's."""
        return self.files.zone

    def tasks(self) -> tuple[Task, ...]:
        """All of them, whatever their state: the most urgent first, then the most important."""
        found = [task for kept in self._look().values() for task in kept.tasks]
        return tuple(sorted(found, key=lambda task: order(task, self.zone)))

    def problems(self) -> tuple[Problem, ...]:
        """What of the tasks can't be read."""
        return tuple(problem for kept in self._look().values() for problem in kept.problems)

    def find(self, said: str) -> Task:
        """The task with this id or this beginning of one; a title does where just one open task has it.

        Raises:
            ToolError: there is none; the message names the nearest ones with their ids.
            AmbiguousError: several ids begin so.
        """
        said, tasks = said.strip(), self.tasks()
        fits: list[str] = []
        if len(said) >= WHOLE_CHARS:
            with suppress(UnknownIdError):
                return self.with_id(said, tasks)
        for group in ([task for task in tasks if task.is_open], tasks):
            fits = called(said, {task.id: task.title for task in group})
            if len(fits) == 1:
                return next(task for task in group if task.id == fits[0])
        near = [task for task in tasks if task.id in fits] or [task for task in tasks if task.is_open]
        named = "; ".join(f"{task.id} ({task.title!r})" for task in near[:NEAREST])
        raise ToolError(
            f"no task has the id {said!r}; "
            + (f"give one of these: {named}" if named else "list_tasks gives the ids")
        )

    def with_id(self, said: str, tasks: tuple[Task, ...] | None = None) -> Task:
        """The task with this id, or this beginning of one.

        Raises:
            UnknownIdError: there is none.
            AmbiguousError: several begin so.
        """
        beginning = said.strip().lower()
        tasks = self.tasks() if tasks is None else tasks
        fits = [task for task in tasks if beginning and task.id.startswith(beginning)]
        exact = [task for task in fits if task.id == beginning]
        if not fits:
            raise UnknownIdError(f"there is no task with the id {said!r}; list tasks to see their ids")
        if len(exact or fits) > 1:
            names = [f"{task.id} ({task.title})" for task in fits]
            raise AmbiguousError(
                f"several tasks have an id that begins with {said!r}: {', '.join(names)}", names
            )
        return (exact or fits)[0]

    def read(self, task: Task) -> EventFile | None:
        """The file that a task is in, as it is now."""
        return self.files.read(task.calendar, task.file)

    def _look(self) -> dict[tuple[str, str], Kept]:
        with self._lock:
            there = {}
            for calendar in self.files.calendars():
                for name, stamp in _stamps(self._root / calendar.name):
                    known = self._kept.get((calendar.name, name))
                    if known is None or known.stamp != stamp:
                        known = self._read(calendar.name, name, stamp)
                    there[calendar.name, name] = known
            self._kept = there
            return there

    def _read(self, calendar: str, name: str, stamp: Stamp) -> Kept:
        path = self._root / calendar / name
        try:
            data = path.read_bytes() if stamp.size <= MOST_BYTES else b""
        except OSError:
            # The calendar tells of files that can't be read at all.
            data = b""
        if MARK not in data.upper() and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return Kept(stamp, (), ())
        found = read_tasks(EventFile(calendar, name, data), self.zone)
        where = shown_path(f"{self._root.name}/{calendar}/{name}")
        problems = tuple(
            Problem(path=where, reason=f"of the task {one.task.title!r}, {what} can't be read")
            for one in found
            for what in one.problems
        )
        return Kept(stamp, tuple(one.task for one in found), problems)


def _stamps(folder: Path) -> Iterator[tuple[str, Stamp]]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if not entry.name.lower().endswith(".ics") or entry.name.startswith("."):
                continue
            with suppress(OSError, UnicodeEncodeError):
                entry.name.encode()
                if entry.is_file():
                    stat = entry.stat()
                    yield entry.name, Stamp(stat.st_mtime_ns, stat.st_size, stat.st_ino)
