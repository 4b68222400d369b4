"""A connection that breaks at each moment of an effect's life, one after the other: it happens, and once."""

from contextlib import closing
from pathlib import Path

import pytest

from bench import crash_workers
from tests.databases import address_at
from tests.servers.postgres import end_sessions
from tests.servers.relay import relay
from tests.tools.effects.destinations import Notes
from tools.database.postgres import PostgresDatabase
from tools.effects.approvals import ApprovalBook
from tools.effects.plan import Plan
from tools.errors import StorageError


class Break:
    """At so many pieces from now, of those that go one way."""

    def __init__(self, address: str, how: str) -> None:
        self._address = address
        self._how = how
        self.left: int | None = None

    def asked(self, piece: bytes) -> bytes | None:
        if self._how == "answer lost" or not self._is_now():
            return piece
        if self._how == "question lost":
            return None
        end_sessions(self._address, "client_port IS NOT NULL")
        return piece

    def answered(self, piece: bytes) -> bytes | None:
        return None if self._how == "answer lost" and self._is_now() else piece

    def _is_now(self) -> bool:
        if self.left is None:
            return False
        self.left -= 1
        if self.left >= 0:
            return False
        self.left = None
        return True


def propose(database: PostgresDatabase, key: str) -> None:
    book = ApprovalBook(database)
    plan = Plan(
        kind="note", args={}, summary=key, preview={}, payload={"text": key}, destination="folder:notes"
    )
    book.propose(id=key, thread_id=key, agent="notes", action="note", tool_call_id=key, args={}, plan=plan)
    book.await_answers(key, [key])


def carry_out(database: PostgresDatabase, home: Path) -> None:
    while True:
        try:
            crash_workers.do_what_is_left(database, [Notes(home / "notes")])
            return
        except StorageError:  # nothing was changed, or what was is in the database
            continue


@pytest.mark.parametrize("either_database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("how", ["question lost", "answer lost", "session ended"])
def test_whenever_the_connection_breaks_an_effect_happens_once(
    tmp_path: Path, postgres_server: str, how: str
) -> None:
    (tmp_path / "notes").mkdir()
    fault = Break(postgres_server, how)
    with (
        relay(postgres_server, ask=fault.asked, answer=fault.answered) as server,
        closing(PostgresDatabase(address_at(tmp_path, server), wait_s=10)) as database,
        closing(PostgresDatabase(address_at(tmp_path, postgres_server))) as elsewhere,
    ):
        propose(elsewhere, "first")
        carry_out(database, tmp_path)
        moment = 0
        while True:
            key = f"k{moment:03}"
            propose(elsewhere, key)
            fault.left = moment
            carry_out(database, tmp_path)
            assert len((tmp_path / "notes" / key).read_text().splitlines()) == 1, (how, moment)
            has_no_later_moment, fault.left = fault.left is not None, None
            if has_no_later_moment:
                break
            moment += 1
        assert moment > 10
