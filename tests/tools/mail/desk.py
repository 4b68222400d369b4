"""A mailbox, an address book and the email agent's plans, as one person has them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.tools.mail.letters import NOW, ZONE
from tools.effects.plan import Intent, Plan, Receipt
from tools.mail.executor import MailExecutor
from tools.mail.maildir_store import MaildirStore
from tools.mail.outbox import LocalOutbox, Outbox
from tools.mail.outgoing_checks import DEFAULT_RULES
from tools.mail.planning import MailPlanner
from tools.people.address_book import AddressBook
from tools.people.contacts import Address

ANA = """BEGIN:VCARD
VERSION:4.0
UID:ana
FN:Ana Lima
EMAIL:ana@example.com
CATEGORIES:design team
END:VCARD
"""
BEN = """BEGIN:VCARD
VERSION:4.0
UID:ben
FN:Ben Okafor
EMAIL:ben@example.com
CATEGORIES:design team
END:VCARD
"""


class Desk:
    """Everything in `folder`, its clock at `now`."""

    def __init__(self, folder: Path, outbox: Outbox | None = None) -> None:
        contacts = folder / "contacts"
        contacts.mkdir(exist_ok=True)
        for name, card in (("ana", ANA), ("ben", BEN)):
            (contacts / f"{name}.vcf").write_text(card.replace("\n", "\r\n"))
        self.now = NOW
        self.mailbox = MaildirStore(folder / "mail")
        self.people = AddressBook(contacts)
        self.outbox = outbox or LocalOutbox()
        self.executor = MailExecutor(self.mailbox, self.outbox)
        self.planner = MailPlanner(
            mailbox=self.mailbox,
            people=self.people,
            outbox=self.outbox,
            me=Address("Me", "me@example.com"),
            clock=lambda: self.now,
            zone=ZONE,
            rules=DEFAULT_RULES,
        )

    def with_rules(self, **rules: Any) -> MailPlanner:
        return replace(self.planner, rules=replace(DEFAULT_RULES, **rules))

    def send(self, to: Sequence[str] = ("ana@example.com",), **args: Any) -> Plan:
        return self.planner.send(list(to), **{"subject": "Mockups", "body": "Please review them.", **args})

    def approved(self, plan: Plan, key: str = "k1", at: datetime | None = None) -> Intent:
        """As the ledger keeps it: rendered once."""
        at = at or self.now
        rendered = self.executor.render(plan, key, at)
        return Intent(key=key, plan=plan, rendered=rendered, created_at=at)

    def carry_out(self, plan: Plan, key: str = "k1") -> tuple[Intent, Receipt]:
        intent = self.approved(plan, key)
        return intent, self.executor.act(intent)
