"""Tasks in a calendar folder, a clock that stands still, and an executor."""

import itertools
import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tools.effects.plan import Intent, Plan, Receipt
from tools.people.address_book import AddressBook
from tools.scheduling.store import CalendarStore
from tools.scheduling.vdir_store import VdirStore
from tools.tasks.executor import TaskExecutor
from tools.tasks.store import TaskStore
from tools.tasks.task import Task
from tools.tasks.tools import build_task_tools

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=LONDON)
"""A Friday."""


@dataclass
class Desk:
    """Somebody's tasks, and how they work with them."""

    folder: Path
    zone: ZoneInfo = LONDON
    now: datetime = NOW
    files: CalendarStore | None = None
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.files = self.files or VdirStore(self.folder, zone=self.zone)
        self.store = TaskStore(self.files, self.folder)
        self.executor = TaskExecutor(self.store)
        self.tools = build_task_tools(
            self.store, AddressBook(self.folder.parent / "contacts"), clock=lambda: self.now, zone=self.zone
        )

    def plan(self, tool: str, **args: Any) -> Plan:
        """The plan; planned again from its own arguments, it has to be the same."""
        write = self.tools.write(tool)
        assert write is not None
        plan = write.plan(args)
        assert plan == write.plan(plan.args)
        return plan

    def intent(self, plan: Plan) -> Intent:
        key = f"key{next(self.numbers)}"
        return Intent(
            key=key, plan=plan, rendered=self.executor.render(plan, key, self.now), created_at=self.now
        )

    def carry_out(self, plan: Plan) -> tuple[Intent, Receipt]:
        intent = self.intent(plan)
        return intent, self.executor.act(intent)

    def do(self, tool: str, **args: Any) -> Receipt:
        return self.carry_out(self.plan(tool, **args))[1]

    def create(self, title: str, **args: Any) -> str:
        """A new task; its id."""
        return str(self.do("create_task", title=title, **args).reference["id"])

    def task(self, id: str) -> Task:
        return self.store.with_id(id)

    def ask(self, **args: Any) -> dict[str, Any]:
        found = self.tools.reads[0]
        answer = json.loads(found.invoke(args))
        assert isinstance(answer, dict)
        return answer

    def titles(self, **args: Any) -> list[str]:
        return [task["title"] for task in self.ask(**args)["tasks"]]

    def put(self, name: str, text: str, calendar: str = "personal", *, end: str = "\r\n") -> Path:
        """A calendar file, as another program writes it; `text` is what stands inside VCALENDAR."""
        folder = self.folder / calendar
        folder.mkdir(parents=True, exist_ok=True)
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//another//", *text.strip().splitlines()]
        path = folder / name
        path.write_bytes("".join(f"{line}{end}" for line in (*lines, "END:VCALENDAR")).encode())
        return path

    def file(self, id: str) -> Path:
        task = self.task(id)
        return self.folder / task.calendar / task.file
