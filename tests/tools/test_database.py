"""The home's database survives what happens to files and disks, and says so in a sentence."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.tools.effects import processes
from tools.database import SqliteDatabase
from tools.errors import CorruptDatabaseError, StorageError

NOTES = ("CREATE TABLE notes (text TEXT);",)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "assistant.db"


@pytest.fixture
def open_database(path: Path) -> Iterator[Callable[..., SqliteDatabase]]:
    opened: list[SqliteDatabase] = []

    def open_one(**options: float) -> SqliteDatabase:
        opened.append(SqliteDatabase(path, **options))
        opened[-1].migrate("notes", NOTES)
        return opened[-1]

    yield open_one
    for database in opened:
        database.close()


@pytest.fixture
def database(open_database: Callable[..., SqliteDatabase]) -> SqliteDatabase:
    return open_database()


def add(database: SqliteDatabase, text: str) -> None:
    with database.transaction() as connection:
        connection.execute("INSERT INTO notes VALUES (?)", (text,))


def texts(database: SqliteDatabase) -> list[str]:
    with database.reading() as connection:
        return [row["text"] for row in connection.execute("SELECT text FROM notes ORDER BY rowid")]


def test_a_commit_survives_a_power_cut_and_the_file_is_for_its_owner_only(database: SqliteDatabase) -> None:
    with database.reading() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert database.path.stat().st_mode & 0o777 == 0o600


def test_a_transaction_is_committed_whole_or_not_at_all(database: SqliteDatabase) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction():
        add(database, "one")
        raise ZeroDivisionError
    assert texts(database) == []
    with database.transaction():
        add(database, "one")
        add(database, "two")
    assert texts(database) == ["one", "two"]


def test_what_is_to_be_written_soon_goes_with_the_next_transaction(path: Path, open_database) -> None:
    here, elsewhere = open_database(), open_database()
    told: list[str] = []

    def note(text: str) -> None:
        write = "INSERT INTO notes VALUES (?) RETURNING text"
        here.soon(lambda connection: connection.execute(write, (text,)).fetchone()[0], told.append)

    note("one")
    note("two")
    assert texts(elsewhere) == [] and told == []
    with here.transaction() as connection:
        connection.execute("INSERT INTO notes VALUES ('three')")
        assert texts(elsewhere) == [] and told == []
    assert texts(elsewhere) == ["one", "two", "three"] and told == ["one", "two"]
    note("four")
    here.flush()
    here.flush()
    assert texts(elsewhere)[3:] == told[2:] == ["four"]
    note("five")
    here.close()
    assert texts(elsewhere)[4:] == ["five"]


def test_what_is_to_be_written_soon_outlives_a_transaction_that_fails(database: SqliteDatabase) -> None:
    told: list[object] = []
    for text in ("one", "two"):
        database.soon(
            lambda connection, text=text: connection.execute("INSERT INTO notes VALUES (?)", (text,))
        )
    with pytest.raises(ZeroDivisionError), database.transaction():
        raise ZeroDivisionError
    assert texts(database) == []
    database.soon(lambda connection: connection.execute("INSERT INTO notes VALUES ('three')"), told.append)
    database.flush()
    assert texts(database) == ["one", "two", "three"] and len(told) == 1


def test_threads_of_one_process_write_one_after_the_other(database: SqliteDatabase) -> None:
    threads = [threading.Thread(target=add, args=(database, str(number))) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(texts(database), key=int) == [str(number) for number in range(20)]


def open_and_add(path: Path, start_line: object, text: str) -> None:
    start_line.wait()
    database = SqliteDatabase(path)
    database.migrate("notes", NOTES)
    add(database, text)


def test_processes_that_create_it_at_the_same_moment_all_succeed(path: Path, open_database) -> None:
    start_line = processes.context.Barrier(4)
    racers = [processes.start(open_and_add, path, start_line, str(number)) for number in range(4)]
    for racer in racers:
        racer.join()
    assert [racer.exitcode for racer in racers] == [0, 0, 0, 0]
    assert sorted(texts(open_database())) == ["0", "1", "2", "3"]


def test_each_step_of_the_tables_is_taken_once(path: Path, database: SqliteDatabase) -> None:
    add(database, "one")
    steps = (
        *NOTES,
        "ALTER TABLE notes ADD COLUMN size INTEGER;\nUPDATE notes SET size = 3;\n"
        "CREATE TRIGGER t AFTER DELETE ON notes\nBEGIN\n  SELECT 1;\n  SELECT 2;\nEND;",
    )
    for _ in range(2):
        database.migrate("notes", steps)
    with database.reading() as connection:
        assert tuple(connection.execute("SELECT text, size FROM notes").fetchone()) == ("one", 3)


def test_a_file_of_a_newer_version_is_not_touched(database: SqliteDatabase) -> None:
    database.migrate("notes", (*NOTES, "ALTER TABLE notes ADD COLUMN size INTEGER;"))
    with pytest.raises(StorageError, match="newer version of the assistant"):
        database.migrate("notes", NOTES)


@pytest.mark.parametrize("content", [b"this is a shopping list, not a database\n" * 50, b"\0" * 9000])
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(CorruptDatabaseError, match=r"is damaged .* Nothing was overwritten.*backups"):
        SqliteDatabase(path)
    assert path.read_bytes() == content


def test_a_file_that_was_cut_off_is_refused_and_left_as_it_is(path: Path, open_database) -> None:
    database = open_database()
    for number in range(200):
        add(database, "x" * 500 + str(number))
    database.close()
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(CorruptDatabaseError):
        SqliteDatabase(path)
    assert path.stat().st_size == 20_000


@pytest.mark.parametrize("beside", ["backups/assistant-2026-03-01.db", "assistant.db-wal"])
def test_a_file_that_was_emptied_is_not_taken_for_a_new_one(path: Path, beside: str) -> None:
    path.touch()
    other = path.parent / beside
    other.parent.mkdir(exist_ok=True)
    other.write_bytes(b"x")
    with pytest.raises(CorruptDatabaseError, match="the file is empty"):
        SqliteDatabase(path)
    assert other.read_bytes() == b"x"


def test_damage_in_the_middle_is_found_by_the_check(path: Path, open_database) -> None:
    database = open_database()
    for number in range(400):
        add(database, "x" * 500 + str(number))
    assert database.damage() is None
    database.close()
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(b"\xff" * 4096)
    damaged = open_database()
    assert damaged.damage()
    with pytest.raises(CorruptDatabaseError):
        damaged.back_up(date(2026, 3, 1))
    assert list(damaged.backups.iterdir()) == []


def test_a_full_disk_is_said_and_what_was_there_stays(database: SqliteDatabase) -> None:
    add(database, "before")
    with database.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageError, match="is full; nothing was changed"):
        add(database, "x" * 100_000)
    assert texts(database) == ["before"]
    with database.reading() as connection:
        connection.execute("PRAGMA max_page_count = 100000")
    add(database, "after")
    assert texts(database) == ["before", "after"]


def test_a_lock_is_waited_for(path: Path, database: SqliteDatabase) -> None:
    begun = processes.context.Event()
    holder = processes.start(processes.hold_database, path, 0.5, begun)
    begun.wait()
    add(database, "after")
    holder.join()
    assert texts(database) == ["after"]


def test_a_lock_that_does_not_end_is_said(path: Path, open_database) -> None:
    database = open_database(busy_timeout_s=0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageError, match=r"was locked by another program for 0\.1 s; nothing was changed"):
        add(database, "never")
    other.execute("ROLLBACK")
    other.close()
    add(database, "later")
    assert texts(database) == ["later"]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="can't be opened for writing"):
        SqliteDatabase(tmp_path / "nowhere" / "assistant.db")


def test_a_copy_is_made_once_a_day_and_opens_by_itself(database: SqliteDatabase) -> None:
    add(database, "one")
    copy = database.back_up(date(2026, 3, 1))
    assert copy == database.backups / "assistant-2026-03-01.db"
    add(database, "two")
    assert database.back_up(date(2026, 3, 1)) is None
    with sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True) as connection:
        assert connection.execute("SELECT text FROM notes").fetchall() == [("one",)]
    connection.close()
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in database.backups.iterdir()] == [copy.name]


def test_the_newest_copies_are_kept(database: SqliteDatabase) -> None:
    for day in range(1, 6):
        database.back_up(date(2026, 3, day), keep=3)
    assert sorted(file.name for file in database.backups.iterdir()) == [
        "assistant-2026-03-03.db", "assistant-2026-03-04.db", "assistant-2026-03-05.db",
    ]  # fmt: skip


def test_a_copy_takes_the_place_of_a_lost_file(path: Path, open_database) -> None:
    database = open_database()
    add(database, "one")
    copy = database.back_up(date(2026, 3, 1))
    database.close()
    path.write_bytes(b"garbage" * 1000)
    path.rename(path.with_name("damaged"))
    copy.rename(path)
    assert texts(open_database()) == ["one"]


def test_a_log_that_another_process_takes_away_meanwhile_is_no_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "assistant.db"
    SqliteDatabase(path).close()
    real = Path.stat

    def stat(self: Path, **how: bool) -> os.stat_result:
        seen = real(self, **how)
        if self.name.endswith("-wal"):
            self.unlink()  # before a second look at it
        return seen

    path.with_name("assistant.db-wal").touch()
    monkeypatch.setattr(Path, "stat", stat)
    SqliteDatabase(path).close()
