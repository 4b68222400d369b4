"""A commit whose answer is lost on a PostgreSQL: it happened or it didn't, and whoever wrote knows which."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import address_at
from tests.servers.postgres import end_sessions
from tests.servers.relay import relay
from tools.database.postgres import PostgresDatabase
from tools.errors import StorageError

NOTES = ("CREATE TABLE notes (seq INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL UNIQUE)",)


class Cutter:
    """Cuts the connection at so many of the next pieces that have these bytes."""

    def __init__(self, marked: bytes) -> None:
        self.marked = marked
        self.cuts = 0

    def __call__(self, piece: bytes) -> bytes | None:
        if self.cuts and self.marked in piece:
            self.cuts -= 1
            return None
        return piece


QUESTION, ANSWER = Cutter(b"COMMIT\0"), Cutter(b"COMMIT\0")


@pytest.fixture
def database(tmp_path: Path, postgres_server: str) -> Iterator[PostgresDatabase]:
    with relay(postgres_server, ask=QUESTION, answer=ANSWER) as server:
        database = PostgresDatabase(address_at(tmp_path, server), wait_s=5)
        database.migrate("notes", NOTES)
        yield database
        QUESTION.cuts = ANSWER.cuts = 0
        database.close()


def add(database: PostgresDatabase, text: str) -> None:
    with database.transaction() as connection:
        connection.execute("INSERT INTO notes (text) VALUES (?)", (text,))


def add_and_look(database: PostgresDatabase, text: str) -> None:
    with database.transaction() as connection:
        assert connection.execute("INSERT INTO notes (text) VALUES (?)", (text,)).rowcount == 1


def texts(database: PostgresDatabase) -> list[str]:
    with database.reading() as connection:
        return [row["text"] for row in connection.execute("SELECT text FROM notes ORDER BY seq")]


def test_one_whose_answer_is_lost_has_happened_and_counts_as_done(database):
    told = []
    database.soon(
        lambda connection: connection.execute("INSERT INTO notes (text) VALUES ('soon')"), told.append
    )
    ANSWER.cuts = 1
    add(database, "one")
    assert ANSWER.cuts == 0 and len(told) == 1
    add(database, "two")
    assert texts(database) == ["soon", "one", "two"]


def test_one_that_never_arrived_has_not_happened_and_is_said_to_have_changed_nothing(database):
    QUESTION.cuts = 1
    with pytest.raises(StorageError, match="nothing was changed"):
        add_and_look(database, "one")
    assert texts(database) == [] and QUESTION.cuts == 0
    add(database, "one")
    assert texts(database) == ["one"]


def test_one_that_never_arrived_and_that_nobody_had_an_answer_from_is_sent_again(database):
    QUESTION.cuts = 1
    add(database, "one")
    assert texts(database) == ["one"] and QUESTION.cuts == 0


def test_an_earlier_one_of_the_same_writer_is_not_taken_for_it(database):
    add(database, "one")
    QUESTION.cuts = 1
    with pytest.raises(StorageError, match="nothing was changed"):
        add_and_look(database, "two")
    assert texts(database) == ["one"]


def test_when_nobody_can_be_asked_that_is_said(database, monkeypatch):
    monkeypatch.setattr("tools.database.postgres_session.Session._replace", unreachable)
    database._wait_s = 0
    ANSWER.cuts = 1
    with pytest.raises(StorageError, match="whether it has what was written is not known"):
        add(database, "one")


def unreachable(_: object) -> None:
    import psycopg

    raise psycopg.OperationalError("connection refused")


def test_what_failed_inside_is_never_taken_for_committed(database):
    with pytest.raises(RuntimeError, match="something failed"), database.transaction() as connection:
        connection.execute("INSERT INTO notes (text) VALUES ('one')")
        with pytest.raises(Exception, match="does not exist"):
            connection.execute("SELECT * FROM nowhere").fetchall()
    assert texts(database) == []


def test_a_session_that_ends_while_a_database_is_opened_is_not_noticed(
    tmp_path: Path, postgres_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check, ended = PostgresDatabase._make_schema, []

    def end_and_go_on(self: PostgresDatabase, connection: object) -> None:
        if not ended:
            ended.append(end_sessions(postgres_server))
        check(self, connection)

    monkeypatch.setattr(PostgresDatabase, "_make_schema", end_and_go_on)
    PostgresDatabase(address_at(tmp_path, postgres_server)).close()
    assert ended == [1]
