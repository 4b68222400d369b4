"""Contacts in a folder, a clock that stands still, and an executor."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tools.contacts.executor import ContactExecutor
from tools.contacts.tools import build_contact_tools
from tools.effects.plan import Intent, Plan, Receipt
from tools.people.address_book import AddressBook
from tools.people.card_files import CardFiles
from tools.people.contacts import Address
from tools.people.owner import Owner

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@dataclass
class Desk:
    """Somebody's contacts, and how they work with them."""

    folder: Path
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.people = AddressBook(self.folder)
        self.executor = ContactExecutor(CardFiles(self.folder))
        me = Owner.of(Address("Sam Reed", "sam@example.com"))
        self.tools = build_contact_tools(self.people, me, clock=lambda: NOW)

    def put(self, name: str, data: bytes) -> Path:
        """A file, as another program writes it."""
        path = self.folder / name
        path.write_bytes(data)
        return path

    def plan(self, tool: str, **args: Any) -> Plan:
        """The plan; planned again from its own arguments, it has to be the same."""
        write = self.tools.write(tool)
        assert write is not None
        plan = write.plan(args)
        assert plan == write.plan(plan.args)
        return plan

    def intent(self, plan: Plan) -> Intent:
        key = f"key{next(self.numbers)}"
        return Intent(key=key, plan=plan, rendered=self.executor.render(plan, key, NOW), created_at=NOW)

    def carry_out(self, plan: Plan) -> tuple[Intent, Receipt]:
        intent = self.intent(plan)
        return intent, self.executor.act(intent)

    def do(self, tool: str, **args: Any) -> Receipt:
        return self.carry_out(self.plan(tool, **args))[1]
