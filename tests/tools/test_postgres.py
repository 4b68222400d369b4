"""A PostgreSQL behind the stores: connections break, holders die, and nothing is half written."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.databases import address_at
from tests.patience import eventually
from tests.servers.postgres import end_sessions, fall_over
from tests.servers.relay import relay
from tests.tools.effects import processes
from tools.database import Dialects, postgres_sql
from tools.database.postgres import PostgresDatabase
from tools.errors import SettingsError, StorageError

NOTES = ("CREATE TABLE notes (seq INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL UNIQUE, size REAL);",)


@pytest.fixture
def address(tmp_path: Path, postgres_server: str) -> str:
    return address_at(tmp_path, postgres_server)


@pytest.fixture
def open_database(address: str) -> Iterator[Callable[..., PostgresDatabase]]:
    opened: list[PostgresDatabase] = []

    def open_one(**options: float) -> PostgresDatabase:
        opened.append(PostgresDatabase(address, **options))
        opened[-1].migrate("notes", NOTES)
        return opened[-1]

    yield open_one
    for database in opened:
        database.close()


@pytest.fixture
def database(open_database: Callable[..., PostgresDatabase]) -> PostgresDatabase:
    return open_database()


def add(database: PostgresDatabase, text: str) -> None:
    with database.transaction() as connection:
        connection.execute("INSERT INTO notes (text) VALUES (?)", (text,))


def texts(database: PostgresDatabase) -> list[str]:
    with database.reading() as connection:
        return [row["text"] for row in connection.execute("SELECT text FROM notes ORDER BY seq")]


def test_a_transaction_is_committed_whole_or_not_at_all(database):
    with pytest.raises(ZeroDivisionError), database.transaction():
        add(database, "one")
        raise ZeroDivisionError
    assert texts(database) == []
    with database.transaction():
        add(database, "one")
        add(database, "two")
    assert texts(database) == ["one", "two"]


def test_what_is_to_be_written_soon_goes_with_the_next_transaction(open_database):
    here, elsewhere = open_database(), open_database()
    told = []
    for text in ("one", "two"):
        here.soon(
            lambda connection, text=text: connection.execute(
                "INSERT INTO notes (text) VALUES (?) RETURNING text", (text,)
            ).fetchone()["text"],
            told.append,
        )
    assert texts(elsewhere) == [] and told == []
    add(here, "three")
    assert texts(elsewhere) == ["one", "two", "three"] and told == ["one", "two"]


def test_nobody_writes_between_a_look_and_the_change_that_rests_on_it(open_database):
    def count_up(database: PostgresDatabase) -> None:
        for _ in range(20):
            with database.transaction(durable=False) as connection:
                [[number]] = connection.execute("SELECT count(*) FROM notes")
                connection.execute("INSERT INTO notes (text) VALUES (?)", (str(number),))

    databases = [open_database() for _ in range(3)]
    threads = [threading.Thread(target=count_up, args=(each,)) for each in (*databases, databases[0])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts(databases[0]) == [str(number) for number in range(80)]


def test_one_that_ends_before_it_was_asked_for_anything_is_not_noticed(database, postgres_server):
    with database.transaction() as connection:
        connection.execute("INSERT INTO notes (text) VALUES ('one')")
        assert end_sessions(postgres_server, "state = 'idle'") >= 1
        assert connection.execute("SELECT count(*) FROM notes").fetchone()[0] == 1
    assert texts(database) == ["one"]


def of_a_part(database: PostgresDatabase, text: str, begun: threading.Event, done: threading.Event) -> None:
    with database.transaction(part="a") as connection:
        assert connection.execute("INSERT INTO notes (text) VALUES (?)", (text,)).rowcount == 1
        begun.set()
        assert done.wait(60)


def test_parts_do_not_wait_for_each_other_and_what_is_about_all_waits_for_each(open_database):
    here, elsewhere, further = open_database(), open_database(), open_database()
    begun, done = threading.Event(), threading.Event()
    a = threading.Thread(target=of_a_part, args=(here, "a1", begun, done))
    a.start()
    assert begun.wait(60)
    with elsewhere.transaction(part="b") as connection:
        connection.execute("INSERT INTO notes (text) VALUES ('b')")
    assert texts(elsewhere) == ["b"]
    ended = []
    waiting = [
        threading.Thread(target=lambda: (add(elsewhere, "all"), ended.append("all"))),
        threading.Thread(target=lambda: (of_a_part(further, "a2", begun, done), ended.append("a"))),
    ]
    for thread in waiting:
        thread.start()
    eventually(lambda: waiting_for_a_lock(here) == 2, "both to wait")
    assert ended == []
    done.set()
    for thread in (a, *waiting):
        thread.join()
    assert sorted(ended) == ["a", "all"] and sorted(texts(here)) == ["a1", "a2", "all", "b"]


def test_whoever_reads_on_from_a_number_misses_none_that_is_committed_later(open_database):
    here, elsewhere = open_database(), open_database()
    begun, done = threading.Event(), threading.Event()
    first = threading.Thread(target=of_a_part, args=(here, "first", begun, done))
    first.start()
    assert begun.wait(60)
    with elsewhere.transaction(part="b") as connection:
        connection.execute("INSERT INTO notes (text) VALUES ('second')")
    found: list[str] = []

    def read() -> None:
        with elsewhere.reading(settled=True) as connection:
            found.extend(row["text"] for row in connection.execute("SELECT text FROM notes ORDER BY seq"))

    reader = threading.Thread(target=read)
    reader.start()
    eventually(lambda: waiting_for_a_lock(here) == 1, "the reader to wait")
    done.set()
    reader.join()
    first.join()
    assert found == ["first", "second"]


def waiting_for_a_lock(database: PostgresDatabase) -> int:
    with database.reading() as connection:
        query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        return int(connection.execute(query).fetchone()[0])


def test_what_waits_for_several_parts_goes_with_the_next_of_them(open_database):
    here, elsewhere = open_database(), open_database()
    for part in ("b", "a"):
        here.soon(
            lambda connection, part=part: connection.execute("INSERT INTO notes (text) VALUES (?)", (part,)),
            part=part,
        )
    with here.transaction(part="c") as connection:
        connection.execute("INSERT INTO notes (text) VALUES ('c')")
    assert texts(elsewhere) == ["b", "a", "c"]


def test_values_come_back_as_the_stores_know_them(database):
    with database.transaction() as connection:
        row = connection.execute(
            "INSERT INTO notes (text, size) VALUES (?, ?) RETURNING *", ("a\0b ✓", 2)
        ).fetchone()
    seq, text, size, user_id = row
    assert (seq, text, size, user_id) == (1, "a\ufffdb ✓", 2.0, "")
    assert dict(row) == {"seq": 1, "text": "a\ufffdb ✓", "size": 2.0, "user_id": ""} and row["text"] is row[1]
    with database.reading() as connection:
        found = connection.execute(
            "SELECT sum(seq), CAST(? AS BIGINT), CAST(? AS BYTEA) FROM notes", (True, b"\0\xff")
        )
        assert tuple(found.fetchone()) == (1, 1, b"\0\xff")
        ordered = connection.execute("SELECT text FROM (VALUES ('a'), ('B'), ('_')) AS t (text)")
        assert len(ordered.fetchall()) == 3


def test_a_value_that_is_used_twice_has_a_name(database):
    statement = "SELECT :a || ':b?' || :a, CAST(:b AS BIGINT)::text, CAST(:a AS TEXT)"
    with database.reading() as connection:
        found = connection.execute(statement, {"b": 3, "a": "x", "unused": 1}).fetchone()
    assert tuple(found) == ("x:b?x", "3", "x")


def test_a_session_that_ends_inside_a_transaction_leaves_nothing_of_it(database, postgres_server):
    with pytest.raises(StorageError, match="nothing was changed"), database.transaction() as connection:
        assert connection.execute("INSERT INTO notes (text) VALUES ('one')").rowcount == 1
        assert end_sessions(postgres_server, "state = 'idle in transaction'") == 1
        connection.execute("INSERT INTO notes (text) VALUES ('two')")
    assert texts(database) == []
    add(database, "three")
    assert texts(database) == ["three"]


def test_sessions_that_ended_while_nobody_used_them_are_not_noticed(database, postgres_server):
    add(database, "one")
    assert end_sessions(postgres_server, "state = 'idle'") >= 1
    assert texts(database) == ["one"]
    end_sessions(postgres_server, "state = 'idle'")
    add(database, "two")
    assert texts(database) == ["one", "two"]


def test_what_waited_to_be_written_outlives_a_session_that_ends(database, postgres_server):
    database.soon(lambda connection: connection.execute("INSERT INTO notes (text) VALUES ('soon')"))
    with pytest.raises(StorageError), database.transaction() as connection:
        assert connection.execute("SELECT text FROM notes").fetchall()
        end_sessions(postgres_server, "state = 'idle in transaction'")
        connection.execute("SELECT 1")
    database.flush()
    assert texts(database) == ["soon"]


def test_a_server_that_falls_over_is_waited_for_and_has_what_was_durable(database, postgres_server):
    add(database, "one")
    fall_over(postgres_server)
    add(database, "two")
    assert texts(database) == ["one", "two"]


def test_whoever_waits_is_told_of_what_another_process_has_committed(open_database, postgres_server):
    here, elsewhere = open_database(), open_database()
    heard = threading.Event()
    with here.told(("notes",), heard.set) as is_told:
        assert is_told
        assert heard.wait(60), "one look at the beginning"
        for again in range(2):
            heard.clear()
            with elsewhere.transaction() as connection:
                connection.execute("INSERT INTO notes (text) VALUES (?)", (str(again),))
                elsewhere.announce("notes")
                assert not heard.is_set()
            assert heard.wait(60)
            # It is heard again after its session has ended.
            heard.clear()
            end_sessions(postgres_server, "query LIKE 'LISTEN%'")
            assert heard.wait(60)


def hold_until_killed(address: str, name: str, begun: object) -> None:
    with PostgresDatabase(address).lock(name, wait_s=0):
        begun.set()
        time.sleep(600)


def test_a_lock_is_free_again_when_its_holder_is_killed(address, database):
    begun = processes.context.Event()
    holder = processes.start(hold_until_killed, address, "t1", begun)
    begun.wait()
    assert database.is_locked("t1") and not database.is_locked("t2")
    with pytest.raises(TimeoutError), database.lock("t1", wait_s=0.1):
        pass
    assert holder.pid
    os.kill(holder.pid, signal.SIGKILL)
    with database.lock("t1", wait_s=30):
        assert database.is_locked("t1")
    assert not database.is_locked("t1")


def test_two_threads_of_a_process_do_not_have_a_lock_at_once(database):
    with database.lock("t1", wait_s=0):
        with database.lock("t2", wait_s=0):
            pass
        with pytest.raises(TimeoutError), database.lock("t1", wait_s=0.1):
            pass
    with database.lock("t1", wait_s=0):
        pass


def test_whoever_lost_a_lock_writes_nothing_until_they_have_let_go(open_database, postgres_server):
    database, other = open_database(), open_database()
    with database.lock("t1", wait_s=0):
        add(database, "mine")
        assert end_sessions(postgres_server, "query LIKE '%advisory_lock($%'") >= 1
        with other.lock("t1", wait_s=30):
            with pytest.raises(StorageError, match="the lock on what was worked on; nothing was changed"):
                add(database, "no longer mine")
            add(other, "theirs")
    add(database, "mine again")
    assert texts(database) == ["mine", "theirs", "mine again"]


def test_time_is_that_of_the_server_whatever_this_machine_says(address, monkeypatch):
    real = time.time()
    monkeypatch.setattr(time, "time", lambda: real + 600)
    database = PostgresDatabase(address)
    assert abs(database.time() - real) < 300
    database.close()


def test_a_newer_version_is_not_touched_and_each_step_is_taken_once(open_database):
    database, other = open_database(), open_database()
    newer = (*NOTES, "ALTER TABLE notes ADD COLUMN done INTEGER NOT NULL DEFAULT 0")
    for _ in range(2):
        database.migrate("notes", newer)
    add(database, "one")
    with pytest.raises(StorageError, match="newer version of the assistant"):
        PostgresDatabase.migrate(other, "notes", ())
    other.migrate("notes", newer)


def test_a_trigger_that_does_more_than_refuse_is_a_mistake():
    with pytest.raises(ValueError, match="not a trigger that refuses"):
        [*postgres_sql.script("CREATE TRIGGER t AFTER DELETE ON notes\nBEGIN\n  SELECT 1;\nEND;")]
    assert [*postgres_sql.script(Dialects("PRAGMA x", "SELECT 1"))] == ["SELECT 1"]


@pytest.mark.parametrize("url", ["postgresql://h?x=1", "mysql://h/d", "postgresql://h/d?schema=A", "x"])
def test_what_is_no_address_is_said(url):
    with pytest.raises(SettingsError, match="ASSISTANT_DATABASE"):
        PostgresDatabase(url)


def test_a_server_that_is_not_there_is_said_without_the_password():
    with pytest.raises(StorageError, match=r"postgresql://127.0.0.1:1/all can't be reached") as raised:
        PostgresDatabase("postgresql://sam:hush-hush@127.0.0.1:1/all")
    assert "hush-hush" not in raised.value.message


@pytest.fixture
def pooler(postgres_server: str) -> Iterator[str]:
    """What a pooler looks like: it answers with a number of its own where a session's is told."""

    def renumbered(piece: bytes) -> bytes:
        told = piece.find(b"K\0\0\0\x0c")
        return piece if told < 0 else piece[: told + 5] + b"\0\0\0\x07" + piece[told + 9 :]

    with relay(postgres_server, answer=renumbered) as address:
        yield address


def test_a_pooler_is_refused_in_one_sentence(pooler):
    with pytest.raises(StorageError, match=r"is a pooler .* give the address of the PostgreSQL behind it"):
        PostgresDatabase(pooler)


def test_the_clock_of_the_server_is_looked_at_in_utc(database):
    assert abs((datetime.fromtimestamp(database.time(), UTC) - datetime.now(UTC)).total_seconds()) < 300
