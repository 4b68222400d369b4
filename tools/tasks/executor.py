"""Carrying out approved changes to tasks, each exactly once, and taking them back."""

import base64
from dataclasses import replace
from datetime import datetime
from typing import Any

from tools.effects.plan import Intent, Plan, Receipt
from tools.errors import FinalError, StaleError
from tools.ics.files import EventFile, etag_of
from tools.tasks.ics_write import GoneError, changed_file, made_by, new_file
from tools.tasks.store import TaskStore
from tools.tasks.task import Task
from tools.tasks.task_json import task_from_json
from tools.tasks.wording import described, named

CREATE, UPDATE, COMPLETE, DELETE = "task.create", "task.update", "task.complete", "task.delete"


class TaskExecutor:
    """An `Executor` for the tasks of one store."""

    kinds = (CREATE, UPDATE, COMPLETE, DELETE)

    def __init__(self, store: TaskStore) -> None:
        self._files = store.files
        self._zone = store.zone

    def render(self, plan: Plan, key: str, at: datetime) -> bytes:
        """The whole calendar file as it will be; nothing where it will be removed.

        Raises:
            FinalError: the task isn't in the file that would be changed.
        """
        payload = plan.payload
        if plan.kind == CREATE:
            return new_file(self._made(plan, key), at, key, payload["reminders"] or ())
        former = EventFile(payload["calendar"], payload["file"], former_bytes(plan))
        after = self._task(payload["after"]) if payload["after"] else None
        try:
            return changed_file(
                former,
                self._task(payload["before"]),
                after,
                key=key,
                at=at,
                zone=self._zone,
                reminders=payload["reminders"],
            )
        except GoneError as error:
            raise FinalError(f"the task can't be changed: {error}") from error

    def act(self, intent: Intent) -> Receipt:
        """Make the change, if the file is still the one that was planned against.

        Raises:
            FinalError: the file of a new task holds something else.
        """
        plan, calendar = intent.plan, intent.plan.payload["calendar"]
        if plan.kind == CREATE:
            name = file_of(intent.key)
            if not self._files.create(calendar, name, intent.rendered) and self._created(intent) is None:
                raise FinalError(f"the file {name} in the calendar {calendar!r} holds something else")
        elif removes(plan):
            self._files.delete(calendar, plan.payload["file"], etag=plan.payload["etag"])
        else:
            self._files.replace(calendar, plan.payload["file"], intent.rendered, etag=plan.payload["etag"])
        return self._receipt(intent)

    def find(self, intent: Intent) -> Receipt | None:
        """Whether it was done before: the calendar itself says so."""
        plan, calendar = intent.plan, intent.plan.payload["calendar"]
        name = file_of(intent.key) if plan.kind == CREATE else plan.payload["file"]
        self._files.refresh(calendar, name)
        file = self._files.read(calendar, name)
        if plan.kind == CREATE:
            done = self._created(intent) is not None
        elif removes(plan):
            done = file is None
        else:
            done = file is not None and (file.data == intent.rendered or made_by(file.data, intent.key))
        return self._receipt(intent) if done else None

    def undo(self, intent: Intent, receipt: Receipt) -> Receipt:
        """Take a new task out again; put the former file back where one was changed or removed.

        Raises:
            StaleError: the task has been changed since; it stays as it is.
        """
        plan, payload = intent.plan, intent.plan.payload
        if plan.kind == CREATE:
            return self._undo_create(intent)
        task, calendar, name = self._task(payload["before"]), payload["calendar"], payload["file"]
        former, current = former_bytes(plan), self._files.read(calendar, name)
        back = Receipt(
            text=f"{named(task)} is again as it was: {described(task, self._zone)}, {task.state}.",
            reference=receipt.reference,
        )
        if current is not None and current.data == former:
            return back
        if removes(plan):
            if current is not None or not self._files.create(calendar, name, former):
                raise StaleError(f"{named(task)} is there again already, so it can't be put back")
            return back
        if current is None:
            raise StaleError(f"{named(task)} has been removed since")
        if current.data != intent.rendered:
            raise StaleError(f"{named(task)} has been changed again since, so this can't be taken back")
        self._files.replace(calendar, name, former, etag=etag_of(intent.rendered))
        return back

    def _created(self, intent: Intent) -> EventFile | None:
        file = self._files.read(intent.plan.payload["calendar"], file_of(intent.key))
        return file if file is not None and uid_of(intent.key).encode() in file.data else None

    def _undo_create(self, intent: Intent) -> Receipt:
        task, file = self._made(intent.plan, intent.key), self._created(intent)
        if file is not None:
            if file.data != intent.rendered:
                raise StaleError(f"{named(task)} has been changed since; delete it instead")
            self._files.delete(file.calendar, file.name, etag=file.etag)
        return Receipt(text=f"Took {named(task)} off the tasks again.")

    def _receipt(self, intent: Intent) -> Receipt:
        plan = intent.plan
        task = self._made(plan, intent.key) if plan.kind == CREATE else self._task(plan.payload["before"])
        reference = {
            "id": task.id,
            "uid": task.uid,
            "calendar": task.calendar,
            "file": task.file,
            "etag": etag_of(intent.rendered) if intent.rendered else None,
        }
        return Receipt(text=plan.payload["done"], reference=reference)

    def _made(self, plan: Plan, key: str) -> Task:
        return replace(self._task(plan.payload["after"]), uid=uid_of(key), file=file_of(key))

    def _task(self, data: dict[str, Any]) -> Task:
        return task_from_json(data, self._zone)


def uid_of(key: str) -> str:
    """The UID of the task that the effect with this key makes."""
    return f"{key}@assistant"


def file_of(key: str) -> str:
    return f"{key}.ics"


def removes(plan: Plan) -> bool:
    """Whether the plan removes a whole file, since nothing else is in it."""
    return plan.kind == DELETE and bool(plan.payload["removes"])


def former_bytes(plan: Plan) -> bytes:
    """The file as it was when the change was planned; it is what undo puts back."""
    return base64.b64decode(plan.payload["former"])
