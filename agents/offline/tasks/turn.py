"""The tasks agent's turn: finds the task first, then changes it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from agents.offline.asking.answer import Answer
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import QuestionError, UnableError, ask, choose, read, together
from agents.offline.asking.reports import report
from agents.offline.asking.script import Call, Part, Script
from agents.offline.asking.sequence import run
from agents.offline.reading.frames import Condition, Frame
from agents.offline.reading.references import Quantity
from agents.offline.reading.steps import steps_of
from agents.offline.reading.tokens import Token
from agents.offline.reading.understanding import understand
from agents.offline.tasks.answers import due_words, list_tasks
from agents.offline.tasks.frames import (
    ChangeTask,
    CompleteTask,
    CreateTask,
    DeleteTask,
    ListTasks,
    OfTask,
    ReopenTask,
)
from agents.offline.tasks.search import find, find_all, find_whole
from tools.tasks.due_words import due_by
from tools.timewords import resolve

WHAT = "What is it that you have to do, and until when? For example: 'call the bank by Friday'."


def tasks_turn(request: Request) -> Script:
    """What the tasks agent does with `request`."""
    return run(request, TaskWork(request))


class TaskWork:
    """What the tasks agent can do, by the kind of frame."""

    def __init__(self, request: Request) -> None:
        self.request = request

    def carry_out(self, frame: Frame) -> Script | None:
        """The script for a frame; None when it is not for this agent."""
        match frame:
            case CreateTask():
                return self._create(frame)
            case OfTask():
                return self._change(frame)
            case ListTasks():
                return list_tasks(frame)
            case _:
                return None

    def holds(
        self,
        condition: Condition,
        frame: Frame,  # noqa: ARG002 - the calendar needs it
    ) -> Part[bool]:
        """Whether a condition is so, by what the tasks say.

        Raises:
            UnableError: it isn't understood.
        """
        asked = condition.frame
        if not isinstance(asked, ListTasks):
            raise UnableError("I don't understand the condition, so nothing was done.")
        args = {"state": asked.state, "due": due_words(asked.times)}
        (result,) = yield [Call("list_tasks", {name: value for name, value in args.items() if value})]
        return asked.is_met_by(int(read(result).get("total", 0))) == condition.exists

    def _change(self, frame: OfTask) -> Script:
        if frame.target is not None and frame.target.quantity is Quantity.ALL:
            tasks = yield from find_all(self.request, frame)
        else:
            tasks = [(yield from find(self.request, frame))]
        if isinstance(frame, ChangeTask) and frame.shift is not None:
            calls = [Call("update_task", self._shifted(task, frame.shift)) for task in tasks]
        else:
            calls = [self._call(frame, str(task["id"])) for task in tasks]
        done = yield calls
        return Answer(report(done))

    def _create(self, frame: CreateTask) -> Script:
        if not frame.title:
            frame = self._told(frame, ask(self.request, WHAT))
        whole = (yield from find_whole(self.request, frame.whole)) if frame.whole is not None else {}
        args = {
            "title": frame.title,
            "due": _due(self.request, frame.times),
            "priority": frame.priority,
            "notes": frame.notes,
            "part_of": str(whole.get("id", "")),
        }
        done = yield [Call("create_task", {name: value for name, value in args.items() if value})]
        return Answer(report(done))

    def _told(self, frame: CreateTask, answer: str) -> CreateTask:
        """The task with what the answer says that it is, and when."""
        steps = steps_of(
            understand(f"add a task to {answer.strip().removeprefix('to ')}", self.request.now)
        ).steps
        told = steps[0].frame if len(steps) == 1 else None
        return told if isinstance(told, CreateTask) and told.title else replace(frame, title=answer.strip())

    def _shifted(self, task: Mapping[str, Any], by: timedelta) -> dict[str, str]:
        """So much later than it is due; what is overdue, than today.

        Raises:
            UnableError: it is due on no day.
        """
        due = str(task.get("due") or "")
        if not due:
            raise UnableError(f"'{task['title']}' is due on no day. Please say when it shall be.")
        at = datetime.fromisoformat(due) if "T" in due else date.fromisoformat(due)
        if isinstance(at, datetime):
            return {"task_id": str(task["id"]), "due": (max(at, self.request.now) + by).isoformat()}
        later = max(at, self.request.now.date()) + by
        return {"task_id": str(task["id"]), "due": later.isoformat()}

    def _call(self, frame: OfTask, id: str) -> Call:
        match frame:
            case CompleteTask():
                return Call("complete_task", {"task_id": id})
            case ReopenTask():
                return Call("complete_task", {"task_id": id, "done": False})
            case DeleteTask():
                return Call("delete_task", {"task_id": id})
            case ChangeTask():
                due = "-" if frame.no_time else _due(self.request, frame.times)
                args = {"title": frame.title, "due": due, "priority": frame.priority}
                return Call(
                    "update_task", {"task_id": id, **{n: value for n, value in args.items() if value}}
                )
            case _:
                raise TypeError(type(frame))


def _due(request: Request, times: Sequence[Token]) -> str:
    """When it is due in the words that were said, or the day that is meant where they may mean several.

    Raises:
        QuestionError: the user has not chosen yet.
        UnableError: none of them is meant.
    """
    words = due_words(times)
    found = resolve(words, now=request.now) if words else None
    if found is None or found.certain or len(found.candidates) < 2:
        return words
    options = [reading.understood for reading in found.candidates]
    question = f"'{words}' may mean {together(options, 'or')}. Which one?"
    try:
        picked = choose(request, question, options)
    except QuestionError:
        named = resolve(ask(request, question), now=request.now)
        if named is None or named.start is None:
            raise
        day = _day(named.start)
        picked = tuple(i for i, one in enumerate(found.candidates) if _day(due_by(one)) == day)[:1]
        if not picked:
            raise
    if not picked:
        raise UnableError("All right, nothing was done.")
    return due_by(found.candidates[picked[0]]).isoformat()


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
