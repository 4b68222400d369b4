"""What the writing tools of the tasks would do, exactly, before anybody has said yes."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tools.effects.plan import Plan
from tools.errors import ToolError
from tools.ics import calendars
from tools.ics.files import EventFile
from tools.ics.moments import to_zoned
from tools.tasks.arguments import kept, priority_of, reminders_of, retimed, text_of, title_of
from tools.tasks.due_words import DueWords
from tools.tasks.executor import COMPLETE, CREATE, DELETE, UPDATE
from tools.tasks.ics_read import read_tasks
from tools.tasks.ics_write import GoneError, changed_fields, changed_file
from tools.tasks.occurrences import next_occurrence, rule_after
from tools.tasks.store import TaskStore
from tools.tasks.task import DONE, OPEN, Task
from tools.tasks.task_json import task_to_json, task_view
from tools.tasks.wording import changes, described, named, when

NO_CHANGE = "nothing would change: {} is like that already"


@dataclass(frozen=True)
class TaskPlanner:
    """Plans the changes to the tasks of `store`. The same arguments give the same plan, and those of
    `Plan.args` too, as long as the tasks are as they were."""

    store: TaskStore
    clock: Callable[[], datetime]
    zone: ZoneInfo
    day_first: bool = False

    def create(
        self,
        title: str,
        due: str = "",
        priority: str = "",
        notes: str = "",
        recurrence: str = "",
        reminder_minutes: Sequence[int] = (),
        part_of: str = "",
        calendar: str = "",
    ) -> Plan:
        """A new task."""
        time = self.words().due(due, recurrence) if due.strip() or recurrence.strip() else None
        parent = self.store.find(part_of) if part_of.strip() else None
        task = Task(
            calendar=parent.calendar if parent and not calendar.strip() else self._calendar(calendar),
            uid="",
            title=title_of(title),
            due=time.at if time else None,
            priority=priority_of(priority),
            description=text_of(notes),
            rrule=time.rrule if time else "",
            parent=parent.uid if parent else "",
        )
        reminders = reminders_of(reminder_minutes, task)
        return Plan(
            kind=CREATE,
            args={
                "title": task.title,
                "due": self._said(task),
                "priority": task.level,
                "notes": task.description,
                "recurrence": task.rrule,
                "reminder_minutes": list(reminders),
                "part_of": parent.id if parent else "",
                "calendar": task.calendar,
            },
            summary=f"Add the task {described(task, self.zone)}",
            preview={"type": "task", "task": task_view(task, self._parents(), reminders)},
            payload={
                "calendar": task.calendar,
                "after": task_to_json(task),
                "reminders": list(reminders),
                "done": f"Added the task {described(task, self.zone)}.",
            },
            destination=self._destination(task.calendar),
            warnings=self._warned(task),
            undoable=True,
            undo_note="Takes the task off again, unless it was changed meanwhile.",
        )

    def update(
        self,
        task_id: str,
        title: str | None = None,
        due: str | None = None,
        priority: str | None = None,
        notes: str | None = None,
        recurrence: str | None = None,
        reminder_minutes: Sequence[int] | None = None,
        part_of: str | None = None,
    ) -> Plan:
        """A task, changed.

        Raises:
            ToolError: there is no such task, or nothing would change; the message is for the model.
        """
        before = self.store.find(task_id)
        after = retimed(before, due, recurrence, self.words())
        after = replace(
            after,
            title=before.title if title is None else title_of(title),
            priority=before.priority if priority is None else priority_of(priority, before),
            description=before.description if notes is None else text_of(kept(notes)),
            parent=before.parent if part_of is None else self._parent(part_of, before),
        )
        reminders = None if reminder_minutes is None else reminders_of(reminder_minutes, after)
        fields = changed_fields(before, after)
        if not fields and reminders is None:
            raise ToolError(NO_CHANGE.format(described(before, self.zone)))
        told = changes(after, fields, self.zone) or "other reminders"
        args: dict[str, Any] = {"task_id": before.id}
        given = {"title": after.title, "priority": after.level or "none", "notes": after.description or "-"}
        names = {"title": "title", "priority": "priority", "notes": "description"}
        args |= {name: value for name, value in given.items() if names[name] in fields}
        if "due" in fields:
            args["due"] = self._said(after) or "none"
        if "rrule" in fields:
            args["recurrence"] = after.rrule or "none"
        if "parent" in fields:
            args["part_of"] = next((t.id for t in self.store.tasks() if t.uid == after.parent), "none")
        if reminders is not None:
            args["reminder_minutes"] = list(reminders)
        return self._change(
            UPDATE,
            before,
            after,
            args=args,
            summary=f"Change the task {named(before)}: {told}",
            done=f"Changed the task {named(before)}: {told}.",
            reminders=reminders,
            warnings=self._warned(after) if "due" in fields else (),
        )

    def complete(self, task_id: str, done: bool = True) -> Plan:
        """A task done, or open again; of a repeating one the occurrence that is due, and the next one comes.

        Raises:
            ToolError: there is no such task, or it is so already; the message is for the model.
        """
        before = self.store.find(task_id)
        if done != before.is_open:
            raise ToolError(NO_CHANGE.format(f"{described(before, self.zone)}, {before.state},"))
        args = {"task_id": before.id, "done": done}
        if not done:
            after = replace(before, state=OPEN)
            return self._change(
                COMPLETE,
                before,
                after,
                args=args,
                summary=f"Reopen the task {described(before, self.zone)}",
                done=f"Reopened the task {described(after, self.zone)}.",
                marks=False,
            )
        following = next_occurrence(before.rrule, before.start, before.due) if before.rrule else None
        if following is None:
            after, then = replace(before, state=DONE), ""
        else:
            start, due = following
            after = replace(before, start=start, due=due, rrule=self._rule_left(before))
            at = due if due is not None else start
            then = f"; the next one is due {when(at, self.zone)}" if at is not None else ""
        parts = [one for one in self.store.tasks() if before.uid and one.parent == before.uid and one.is_open]
        count = f"{len(parts)} of its parts {'is' if len(parts) == 1 else 'are'} still open"
        return self._change(
            COMPLETE,
            before,
            after,
            args=args,
            summary=f"Mark the task {described(before, self.zone)} as done{then}",
            done=f"Done: {named(before)}{then}.",
            warnings=(f"{count}: {', '.join(named(one) for one in parts[:5])}",) if parts else (),
            marks=True,
        )

    def delete(self, task_id: str) -> Plan:
        """A task, removed."""
        before = self.store.find(task_id)
        file = self._file(before)
        removes = not self._rendered(file, before, None)
        parts = [one for one in self.store.tasks() if before.uid and one.parent == before.uid]
        warned = f"Its parts stay, as tasks of their own: {', '.join(named(one) for one in parts[:5])}"
        series = " with all its repetitions" if before.rrule else ""
        return Plan(
            kind=DELETE,
            args={"task_id": before.id},
            summary=f"Delete the task {described(before, self.zone)}{series}",
            preview={"type": "task_delete", "task": task_view(before, self._parents())},
            payload=_payload(file, before, None, removes, f"Deleted the task {named(before)}{series}."),
            destination=self._destination(before.calendar),
            warnings=(warned,) if parts else (),
            undoable=True,
            undo_note="Puts the task back.",
        )

    def words(self) -> DueWords:
        """What words about time mean at the moment."""
        return DueWords(self.clock(), self.zone, self.day_first)

    def _change(
        self,
        kind: str,
        before: Task,
        after: Task,
        *,
        args: dict[str, Any],
        summary: str,
        done: str,
        reminders: Sequence[int] | None = None,
        warnings: tuple[str, ...] = (),
        marks: bool | None = None,
    ) -> Plan:
        """`marks`: it is only marked as done, or as open again."""
        file = self._file(before)
        self._rendered(file, before, after)
        parents = self._parents()
        return Plan(
            kind=kind,
            args=args,
            summary=summary,
            preview={
                "type": "task_change",
                "before": task_view(before, parents),
                "after": task_view(after, parents, reminders),
                **({} if marks is None else {"done": marks}),
            },
            payload={**_payload(file, before, after, False, done), "reminders": reminders},
            destination=self._destination(before.calendar),
            warnings=warnings,
            undoable=True,
            undo_note="Puts it back as it was, unless it was changed again meanwhile.",
        )

    def _rule_left(self, task: Task) -> str:
        """The rule with the occurrences that come after the next one."""
        file = self._file(task)
        passed = next((one.passed for one in read_tasks(file, self.zone) if one.task.id == task.id), 0)
        rule = task.rrule
        for _ in range(passed + 1):
            rule = rule_after(rule)
        return rule

    def _file(self, task: Task) -> EventFile:
        file = self.store.read(task)
        if file is None:
            raise ToolError(f"{named(task)} is gone; list the tasks again")
        return file

    def _rendered(self, file: EventFile, before: Task, after: Task | None) -> bytes:
        try:
            return changed_file(file, before, after, key="", at=self.clock(), zone=self.zone)
        except GoneError as error:
            raise ToolError(str(error)) from error

    def _said(self, task: Task) -> str:
        return to_zoned(task.due, self.zone) if task.due is not None else ""

    def _warned(self, task: Task) -> tuple[str, ...]:
        return ("It would be overdue at once",) if task.is_overdue(self.clock()) else ()

    def _parents(self) -> dict[str, str]:
        return {task.uid: task.title for task in self.store.tasks() if task.uid}

    def _parent(self, said: str, task: Task) -> str:
        if said.strip().lower() in ("", "-", "none"):
            return ""
        parent = self.store.find(said)
        above = {one.uid: one.parent for one in self.store.tasks()}
        uid, seen = parent.uid, set[str]()
        while uid and uid not in seen:
            if uid == task.uid:
                raise ToolError(f"{named(task)} can't be a part of itself")
            seen.add(uid)
            uid = above.get(uid, "")
        return parent.uid

    def _calendar(self, name: str) -> str:
        return calendars.named(self.store.files, name)

    def _destination(self, calendar: str) -> str:
        calendars.check_writable(self.store.files, calendar)
        return f"{self.store.files.kind}:{calendar}"


def _payload(file: EventFile, before: Task, after: Task | None, removes: bool, done: str) -> dict[str, Any]:
    return {
        "calendar": file.calendar,
        "file": file.name,
        "etag": file.etag,
        "former": base64.b64encode(file.data).decode(),
        "removes": removes,
        "before": task_to_json(before),
        "after": task_to_json(after) if after else None,
        "reminders": None,
        "done": done,
    }
