"""The tasks agent's tools. Descriptions and argument descriptions are prompts: models read them."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, WithJsonSchema

from tools.contact_tool import build_find_contact
from tools.people.address_book import AddressBook
from tools.problems import problem_lines
from tools.reading import Told, task_reading
from tools.tasks.listing import listed
from tools.tasks.planning import TaskPlanner
from tools.tasks.store import TaskStore
from tools.tasks.task_json import task_json
from tools.toolset import Toolset, read_tool, write_tool

Given = Annotated[str | None, WithJsonSchema({"type": "string"})]
GivenNumbers = Annotated[list[int] | None, WithJsonSchema({"type": "array", "items": {"type": "integer"}})]
"""What can be left out: a model isn't told of null, over which small ones stumble."""
WORDS = "ISO 8601 or words"
LEVELS = "high, medium, low or normal"
MOST = 200


class CreateTask(BaseModel):
    title: str
    due: str = Field(default="", description=f"{WORDS}; a date for any time of it")
    priority: str = Field(default="", description=LEVELS)
    notes: str = ""
    recurrence: str = Field(default="", description="words or RRULE")
    reminder_minutes: list[int] = Field(default=[], description="before it is due")
    part_of: str = Field(default="", description="id of the whole task")
    calendar: str = ""


class UpdateTask(BaseModel):
    task_id: str
    title: Given = None
    due: Given = Field(default=None, description='"-" for none')
    priority: Given = None
    notes: Given = Field(default=None, description='"-" for none')
    recurrence: Given = Field(default=None, description='words, RRULE, or "once"')
    reminder_minutes: GivenNumbers = None
    part_of: Given = Field(default=None, description='"-" for none')


class CompleteTask(BaseModel):
    task_id: str
    done: bool = Field(default=True, description="false: open it again")


class DeleteTask(BaseModel):
    task_id: str


def build_task_tools(
    store: TaskStore,
    people: AddressBook,
    *,
    clock: Callable[[], datetime],
    zone: ZoneInfo,
    day_first: bool = False,
) -> Toolset:
    """The tools of the tasks agent on `store`. `clock` gives the present in the user's zone."""
    planner = TaskPlanner(store, clock, zone, day_first)

    @read_tool
    def list_tasks(query: str = "", state: str = "open", due: str = "", limit: int = 50) -> Told:
        """Tasks by words in them, state (open, overdue, done, all) when due ("this week", "by Friday")."""
        tasks, words = store.tasks(), planner.words()
        found = listed(tasks, words, query=query, state=state, due=due)
        shown = found.tasks[: max(1, min(limit, MOST))]
        parents = {task.uid: task.title for task in tasks if task.uid}
        told = [task_json(task, words.now, parents) for task in shown]
        answer: dict[str, Any] = {
            "understood": found.understood,
            "tasks": told,
            "total": len(found.tasks),
            "more": len(found.tasks) - len(shown),
        }
        if problems := store.problems():
            answer["problems"] = list(problem_lines(problems))
        read = tuple(
            task_reading(task.id, task.title, shown_as) for task, shown_as in zip(shown, told, strict=True)
        )
        return json.dumps(answer, ensure_ascii=False), read

    return Toolset(
        reads=(list_tasks, build_find_contact(people)),
        writes=(
            write_tool("create_task", "Add a task (a to-do).", CreateTask, planner.create),
            write_tool("update_task", "Change a task; give only what changes.", UpdateTask, planner.update),
            write_tool("complete_task", "Mark a task as done, or reopen it.", CompleteTask, planner.complete),
            write_tool("delete_task", "Remove a task that is not to be done.", DeleteTask, planner.delete),
        ),
    )
