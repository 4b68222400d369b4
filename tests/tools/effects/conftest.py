"""A home with an approval book, and ledgers over it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.databases import database_at
from tests.tools.effects.destinations import Notes
from tools.database import Database
from tools.effects.approvals import ApprovalBook
from tools.effects.delivery import Backoff, DeliveryPolicy
from tools.effects.ledger import Ledger
from tools.effects.plan import Executor


@dataclass
class WallClock:
    """A clock on the wall that a test sets."""

    at: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> float:
        return self.at.timestamp()

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Desk:
    """One home, as one process sees it."""

    path: Path
    database: Database
    clock: WallClock = field(default_factory=WallClock)

    def __post_init__(self) -> None:
        self.book = ApprovalBook(self.database, clock=self.clock.now)
        self.notes = Notes(self.path / "notes")

    def ledger(self, executor: Executor | None = None, **policy: Any) -> Ledger:
        """A ledger whose retries come after an hour, unless `policy` says something else."""
        values = {"backoff": Backoff(first_s=7200, longest_s=7200), **policy}
        return Ledger(
            self.database,
            [executor or self.notes],
            clock=self.clock.now,
            wall_clock=self.clock,
            policy=DeliveryPolicy(**values),
        )


@pytest.fixture(autouse=True)
def every_test_here_is_one_of_both_databases(either_database: str) -> None:
    """The whole room, over SQLite and over PostgreSQL."""


@pytest.fixture
def open_database(tmp_path: Path) -> Iterator[Callable[..., Database]]:
    opened: list[Database] = []

    def open_one(path: Path = tmp_path / "assistant.db", **options: Any) -> Database:
        opened.append(database_at(path, **options))
        return opened[-1]

    yield open_one
    for database in opened:
        database.close()


@pytest.fixture
def desk(tmp_path: Path, open_database: Callable[..., Database]) -> Desk:
    return Desk(tmp_path, open_database())
