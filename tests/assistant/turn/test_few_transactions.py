"""How often a turn writes to the home's database, and how often it waits for the disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection

import pytest

from assistant import Assistant, Decision
from assistant.settings import load_settings
from assistant.testing import ScriptedModel, calls
from tests.databases import address_at
from tools.database import SqliteDatabase

BOTH = {
    "schedule_event": [
        calls(("schedule_event", {"request": "book it"}), ("manage_email", {"request": "send it"}))
    ],
    "create_calendar_event": [
        calls(("create_calendar_event", {"title": "Review", "start_time": "2026-11-24T14:00"}))
    ],
    "send_email": [
        calls(("send_email", {"to": ["ana@example.com"], "subject": "Review", "body": "See you."}))
    ],
}


@pytest.fixture
def committed(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """One entry for each transaction: whether it waited for the disk."""
    found: list[bool] = []
    real = SqliteDatabase.transaction

    @contextmanager
    def counted(self: SqliteDatabase, *, durable: bool = True, part: str = "") -> Iterator[Connection]:
        # The other agent's transactions are not this one's.
        with self.reading():
            inside = self._connection.in_transaction
            with real(self, durable=durable, part=part) as connection:
                yield connection
            if not inside:
                found.append(durable)

    monkeypatch.setattr(SqliteDatabase, "transaction", counted)
    return found


@pytest.mark.of_the_file
def test_a_turn_writes_a_few_times_and_waits_for_the_disk_only_where_it_acts(
    tmp_path: Path, committed: list[bool]
) -> None:
    settings = load_settings(
        home=tmp_path,
        time_zone="Europe/London",
        now="2026-11-20T10:00",
        model="x:y",
        user_email="s@example.com",
    )
    with Assistant.open(settings=settings, model=ScriptedModel(script=BOTH)) as assistant:
        assistant.load()
        committed.clear()
        turn = assistant.ask("Book the review on Tuesday at 2pm and tell Ana", thread="t")
        asking = len(committed)
        assert len(turn.approvals) == 2 and not any(committed)
        turn = assistant.decide({approval.id: Decision.approve() for approval in turn.approvals})
    assert [effect.state for effect in turn.effects] == ["done", "done"]
    # It was sixty when each step and each message was written by itself. Each of the two agents has what it
    # has read written before its values are looked up in that.
    assert asking <= 18 and len(committed) - asking <= 20
    # An intent and a receipt for each of the two, and what the outbox has said.
    assert 4 <= sum(committed) <= 6


def test_a_turn_goes_to_a_server_a_few_times(
    tmp_path: Path, postgres_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tools.database.postgres_session import Session

    ways: list[bool] = []
    send = Session._send

    def counted(self: Session) -> None:
        ways.append(self.durable is not None)
        send(self)

    monkeypatch.setattr(Session, "_send", counted)
    settings = load_settings(
        home=tmp_path,
        time_zone="Europe/London",
        now="2026-11-20T10:00",
        model="offline",
        database=address_at(tmp_path, postgres_server),
    )
    with Assistant.open(settings=settings) as assistant:
        for _ in range(3):
            ways.clear()
            assert assistant.ask("What is on Tuesday?", thread="t").status == "done"
    # It was 57, beside those of the lock: one looks at the thread and one writes the turn.
    assert len(ways) <= 2
