"""A calendar with its people, a clock that stands still, and an executor."""

import itertools
import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tools.effects.plan import Executor, Intent, Plan, Receipt
from tools.people.address_book import AddressBook
from tools.people.card_writing import write_group, write_person
from tools.people.contacts import Group, Person
from tools.scheduling.executor import EventExecutor
from tools.scheduling.several_files import SeveralFilesExecutor
from tools.scheduling.tools import build_calendar_tools
from tools.scheduling.vdir_store import VdirStore
from tools.toolset import Toolset

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=LONDON)
"""A Friday."""

ANA = Person("u-ana", "Ana Lima", ("ana@example.org",))
BEN = Person("u-ben", "Ben Okafor", ("ben@example.org",))
CHI = Person("u-chi", "Chi Obi", ("chi@example.org",))


@dataclass
class Desk:
    """Somebody's calendar, and how they work with it."""

    folder: Path
    zone: ZoneInfo = LONDON
    now: datetime = NOW
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        for person in (ANA, BEN, CHI):
            write_person(self.folder / "contacts", person)
        write_group(self.folder / "contacts", Group("g-design", "Design team", (ANA, BEN)))
        self.store = VdirStore(self.folder / "calendar", zone=self.zone)
        self.executor = EventExecutor(self.store)
        self.tools = self.tools_with()

    def tools_with(self, **others: Any) -> Toolset:
        return build_calendar_tools(
            self.store,
            AddressBook(self.folder / "contacts"),
            clock=lambda: self.now,
            zone=self.zone,
            user_name="Ada Moss",
            user_email="ada@example.org",
            **others,
        )

    def plan(self, tool: str, **args: Any) -> Plan:
        """The plan; planned again from its own arguments, it has to be the same."""
        write = self.tools.write(tool)
        assert write is not None
        plan = write.plan(args)
        again = write.plan(plan.args)
        assert plan == again
        return plan

    def intent(self, plan: Plan) -> Intent:
        key = f"key{next(self.numbers)}"
        return Intent(
            key=key,
            plan=plan,
            rendered=self.executor_of(plan).render(plan, key, self.now),
            created_at=self.now,
        )

    def executor_of(self, plan: Plan) -> Executor:
        """What carries it out."""
        return SeveralFilesExecutor(self.store) if plan.kind in SeveralFilesExecutor.kinds else self.executor

    def carry_out(self, plan: Plan) -> tuple[Intent, Receipt]:
        intent = self.intent(plan)
        return intent, self.executor_of(plan).act(intent)

    def do(self, tool: str, **args: Any) -> Receipt:
        return self.carry_out(self.plan(tool, **args))[1]

    def create(self, title: str, start_time: str, **args: Any) -> str:
        """A new event; its id."""
        return str(
            self.do("create_calendar_event", title=title, start_time=start_time, **args).reference["id"]
        )

    def ask(self, tool: str, **args: Any) -> dict[str, Any]:
        (found,) = (read for read in self.tools.reads if read.name == tool)
        answer = json.loads(found.invoke(args))
        assert isinstance(answer, dict)
        return answer

    def events(self, when: str) -> list[tuple[str, str, str]]:
        """Title, start and end of what is on."""
        return [
            (e["title"], e["start"], e["end"]) for e in self.ask("list_calendar_events", when=when)["events"]
        ]

    def put(self, name: str, text: str, calendar: str = "personal") -> Path:
        """A calendar file, as another program writes it; `text` is what stands inside VCALENDAR."""
        folder = self.folder / "calendar" / calendar
        folder.mkdir(parents=True, exist_ok=True)
        body = "\r\n".join(line for line in text.strip().splitlines())
        path = folder / name
        fresh = folder / f".{name}.tmp"
        fresh.write_bytes(
            f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//another//\r\n{body}\r\nEND:VCALENDAR\r\n".encode()
        )
        fresh.rename(path)
        return path

    def file(self, calendar: str = "personal") -> Path:
        """The only file of the calendar."""
        (path,) = (self.folder / "calendar" / calendar).glob("*.ics")
        return path
