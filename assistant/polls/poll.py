"""A poll: times that several people were asked to choose from, and how it is kept."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from assistant.invitations.linked_mail import linked_key
from tools.effects.times import from_text
from tools.people.contacts import Address
from tools.scheduling.availability import Slot

State = Literal["asking", "open", "booked", "off"]
TABLES = (
    """
    CREATE TABLE polls (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        guests TEXT NOT NULL,
        options TEXT NOT NULL,
        seen TEXT NOT NULL,
        calendar TEXT NOT NULL,
        state TEXT NOT NULL,
        settled_by TEXT NOT NULL,
        done INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        created_at TEXT NOT NULL
    )
    """,
)
"""`settled_by` is the effect that books it or calls it off, `done` whether all of that has been done."""


@dataclass(frozen=True)
class Poll:
    """Times that were proposed to several people."""

    id: str
    """The key of the effect that proposed them; the UID of the event that comes of it is made from it."""
    title: str
    guests: tuple[Address, ...]
    options: tuple[Slot, ...]
    calendar: str
    seen: tuple[str, ...]
    """The addresses of those guests whose free time a server tells, in small letters."""
    state: State
    settled_by: str
    done: bool
    sequence: int
    """Of what the guests have heard last."""
    created_at: datetime

    @property
    def uid(self) -> str:
        """Of the event that comes of it, which the guests know from the first mail on."""
        return f"{self.id}@assistant"

    @property
    def is_open(self) -> bool:
        """Whether it still waits to be booked or called off."""
        return self.state in ("asking", "open")

    def hold_name(self, number: int) -> str:
        """The file that holds the option with this number, counted from one."""
        return f"{self.id}-{number}.ics"

    def is_named_by(self, reference: str) -> bool:
        """Whether a Message-ID is that of the mail that proposed it."""
        return reference.startswith(f"{linked_key(self.id)}@")


def hold_uid(poll_id: str, number: int) -> str:
    """The UID of what holds an option in the calendar."""
    return f"{poll_id}-{number}@assistant"


def packed_options(options: tuple[Slot, ...]) -> str:
    """As the table keeps them."""
    return json.dumps([[slot.start.isoformat(), slot.end.isoformat()] for slot in options])


def packed_guests(guests: tuple[Address, ...]) -> str:
    """As the table keeps them."""
    return json.dumps([[guest.name, guest.email] for guest in guests], ensure_ascii=False)


def poll_of(row: Any, zone: ZoneInfo) -> Poll:
    """The poll that a row keeps, its times in `zone`."""
    return Poll(
        id=row["id"],
        title=row["title"],
        guests=tuple(Address(*one) for one in json.loads(row["guests"])),
        options=tuple(
            Slot(*(datetime.fromisoformat(text).astimezone(zone) for text in one))
            for one in json.loads(row["options"])
        ),
        calendar=row["calendar"],
        seen=tuple(json.loads(row["seen"])),
        state=row["state"],
        settled_by=row["settled_by"],
        done=bool(row["done"]),
        sequence=row["sequence"],
        created_at=from_text(row["created_at"]),
    )
