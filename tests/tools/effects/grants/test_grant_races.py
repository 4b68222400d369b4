"""Many processes, one grant: no more gets through than it says, and nothing once it was revoked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.tools.effects import processes
from tests.tools.effects.conftest import Desk
from tests.tools.effects.grants import racers
from tests.tools.effects.grants.letters import ANA, OFFICE, grants_on, letter, said
from tools.effects.approvals import ApprovalBook
from tools.effects.grants.book import GrantBook

RACES = pytest.mark.parametrize("races", [12, pytest.param(200, marks=pytest.mark.slow)])


def grants_for(desk: Desk, races: int, *, most: int) -> tuple[GrantBook, list[str]]:
    """A grant for each race: for an action that nothing else of the ledger has."""
    book = ApprovalBook(desk.database)
    grants = grants_on(desk.database, book)
    ids = []
    for number in range(races):
        said(book, letter(ANA), f"from-{number}", None, action=f"race-{number}", thread_id=f"from-{number}")
        book.await_answers(f"from-{number}", [f"from-{number}"])
        until = datetime.now(UTC) + timedelta(days=1)
        ids.append(grants.make(f"from-{number}", OFFICE, most=most, expires_at=until, by="sam").id)
    return grants, ids


def race(*ways: tuple[Any, ...]) -> None:
    """Start all at once, and wait for each."""
    start_line = processes.context.Barrier(len(ways))
    runners = [processes.start(*way, start_line) for way in ways]
    for runner in runners:
        runner.join()
        assert runner.exitcode == 0


@RACES
def test_of_many_processes_no_more_get_through_than_a_grant_says(desk: Desk, races: int) -> None:
    grants, ids = grants_for(desk, races, most=2)
    names = ("a", "b", "c")
    race(*((racers.use_together, desk.path, races, name) for name in names))
    for number, id in enumerate(ids):
        keys = [f"{name}-{number}" for name in names]
        assert [desk.book.get(key).grant for key in keys].count(id) == 2
        assert sum(desk.notes.arrivals(key) for key in keys) == 2
        assert grants.get(id).uses == 2


@RACES
def test_nothing_begins_once_its_grant_was_revoked(desk: Desk, races: int) -> None:
    grants, ids = grants_for(desk, races, most=1)
    race(
        (racers.use_while_it_is_revoked, desk.path, races),
        (racers.revoke_together, desk.path, ids),
    )
    ledger = desk.ledger()
    for number, id in enumerate(ids):
        key, revoked_at = f"use-{number}", grants.get(id).revoked_at
        steps = ledger.history(key) if ledger.has(key) else ()
        begun = [step.at for step in steps if step.state == "running"]
        assert revoked_at is not None
        assert all(at <= revoked_at for at in begun[:1])
        assert desk.notes.arrivals(key) == bool(begun)
        assert not steps or ledger.get(key).state == ("done" if begun else "canceled")
