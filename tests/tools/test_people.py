"""Several people in one PostgreSQL: each has their own rows, and the server itself sees to that."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from assistant.commands.migrate import make_tables
from assistant.home import Home
from assistant.settings import load_settings
from tests.databases import address_at
from tests.servers.postgres import of_a_plain_role
from tools.database import SqliteDatabase
from tools.database.moving import move
from tools.database.postgres import PostgresDatabase
from tools.database.postgres_people import OWN
from tools.database.postgres_sql import FUNCTIONS, script
from tools.errors import StorageError

NOTES = (
    """
    CREATE TABLE notes (seq INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, text TEXT NOT NULL);
    CREATE INDEX notes_by_text ON notes (text);
    CREATE UNIQUE INDEX one_empty_note ON notes (text) WHERE text = '';
    CREATE TABLE marks (
        key TEXT NOT NULL REFERENCES notes (key), mark TEXT NOT NULL, PRIMARY KEY (key, mark)
    );
    CREATE TRIGGER marks_stay BEFORE DELETE ON marks
    BEGIN
        SELECT RAISE(ABORT, 'a mark is never taken away');
    END;
    """,
)
PUT = "INSERT INTO notes (key, text) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET text = excluded.text"


@pytest.fixture
def address(tmp_path: Path, postgres_server: str) -> str:
    return address_at(tmp_path, of_a_plain_role(postgres_server))


@pytest.fixture
def open_for(address: str) -> Iterator[Callable[[str], PostgresDatabase]]:
    opened: list[PostgresDatabase] = []

    def open_one(user_id: str) -> PostgresDatabase:
        opened.append(PostgresDatabase(address, user_id=user_id, wait_s=5))
        opened[-1].migrate("notes", NOTES)
        return opened[-1]

    yield open_one
    for database in opened:
        database.close()


def put(database: PostgresDatabase, key: str, text: str) -> None:
    with database.transaction() as connection:
        connection.execute(PUT, (key, text))
        connection.execute("INSERT INTO marks VALUES (?, 'seen') ON CONFLICT (key, mark) DO NOTHING", (key,))


def notes(database: PostgresDatabase) -> dict[str, str]:
    with database.reading() as connection:
        found = connection.execute(
            "SELECT n.key, n.text FROM notes n JOIN marks m ON m.key = n.key ORDER BY n.key"
        )
        return {row["key"]: row["text"] for row in found}


def test_two_people_call_things_the_same_and_neither_sees_the_others(open_for):
    mia, ben = open_for("mia"), open_for("ben")
    put(mia, "work", "mia's")
    put(ben, "work", "ben's")
    put(mia, "work", "mia's again")
    put(mia, "", "")
    put(ben, "", "")
    assert notes(mia) == {"": "", "work": "mia's again"} and notes(ben) == {"": "", "work": "ben's"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE notes SET text = 'ben was here' WHERE key = 'work'",
        "UPDATE notes SET text = 'ben was here' WHERE user_id = 'mia'",
        "DELETE FROM notes WHERE key = 'work' OR user_id <> 'ben'",
        "INSERT INTO notes (key, text) SELECT 'taken', text FROM notes WHERE key = 'work'",
    ],
)
def test_a_statement_finds_nothing_of_another_person(open_for, statement):
    mia, ben = open_for("mia"), open_for("ben")
    put(mia, "work", "mia's")
    put(ben, "own", "ben's")
    with ben.transaction() as connection:
        assert connection.execute(statement).rowcount == 0
    assert notes(mia) == {"work": "mia's"} and notes(ben) == {"own": "ben's"}


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO notes (key, text, user_id) VALUES ('more', 'for mia', 'mia')",
        "UPDATE notes SET user_id = 'mia'",
        "INSERT INTO marks VALUES ('work', 'by ben')",
        "INSERT INTO marks (key, mark, user_id) VALUES ('work', 'by ben', 'mia')",
        "DELETE FROM marks",
    ],
)
def test_nothing_is_put_among_what_is_another_persons(open_for, statement):
    mia, ben = open_for("mia"), open_for("ben")
    put(mia, "work", "mia's")
    put(ben, "own", "ben's")
    with pytest.raises(psycopg.Error), ben.transaction() as connection:
        connection.execute(statement)
    assert notes(mia) == {"work": "mia's"} and notes(ben) == {"own": "ben's"}


def test_all_that_is_kept_is_of_people(address, tmp_path):
    """A table that a store makes is one of theirs without a word in that store."""
    settings = load_settings(home=tmp_path / "home", database=address, user_id="mia", model="offline")
    home = Home(settings)
    make_tables(home)
    with home.database.reading() as connection:
        rows = connection.execute(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AND"
            " EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid) FROM pg_class c"
            " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"
        ).fetchall()
        keys = connection.execute(
            "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
        )
        narrow = [row[1] for row in keys if row[0] not in OWN and "(user_id, " not in row[1]]
    home.close()
    assert len(rows) > 20 and narrow == []
    assert {name for name, is_guarded in rows if not is_guarded} == {*OWN}


def test_nobody_comes_in_for_whom_the_rules_of_the_database_do_not_hold(open_for, address, postgres_server):
    above_all = address.replace(of_a_plain_role(postgres_server), postgres_server)
    PostgresDatabase(above_all.replace("schema=t", "schema=u")).close()
    open_for("mia")
    for user_id in ("", "mia", "ben"):
        with pytest.raises(StorageError, match="several people use this database"):
            PostgresDatabase(above_all, user_id=user_id)


def test_people_wait_for_nobody_but_themselves(open_for):
    mia, ben, again = open_for("mia"), open_for("ben"), open_for("mia")
    with mia.transaction(), mia.lock("work", wait_s=0):
        put(ben, "work", "ben's")
        with ben.lock("work", wait_s=0):
            assert again.is_locked("work")
        assert not ben.is_locked("work")
        with pytest.raises(TimeoutError), again.lock("work", wait_s=0.1):
            pass


def test_people_hear_of_nothing_but_their_own(open_for):
    mia, ben, again = open_for("mia"), open_for("ben"), open_for("mia")
    for_ben, for_mia = threading.Event(), threading.Event()
    with ben.told(("notes",), for_ben.set), again.told(("notes",), for_mia.set):
        assert for_ben.wait(60) and for_mia.wait(60), "one look at the beginning"
        for_ben.clear(), for_mia.clear()
        with mia.transaction():
            mia.announce("notes")
        assert for_mia.wait(60)
        assert not for_ben.is_set()


def test_what_an_earlier_version_kept_belongs_to_whoever_opens_it_first(open_for, address):
    server, _, schema = address.partition("?schema=")
    with psycopg.connect(server, autocommit=True, options=f"-c search_path={schema}") as before:
        before.execute(f"CREATE SCHEMA {schema}")
        before.execute(FUNCTIONS)
        before.execute("CREATE TABLE schema_version (component TEXT PRIMARY KEY, version BIGINT NOT NULL)")
        for statement in script(NOTES[0]):
            before.execute(statement)
        before.execute("INSERT INTO schema_version VALUES ('notes', 1)")
        before.execute("INSERT INTO notes (key, text) VALUES ('work', 'from before')")
        before.execute("INSERT INTO marks VALUES ('work', 'seen')")
    mia, ben = open_for("mia"), open_for("ben")
    assert notes(mia) == {"work": "from before"} and notes(ben) == {}
    put(ben, "work", "ben's")
    put(mia, "work", "mia's")
    assert notes(mia) == {"work": "mia's"} and notes(ben) == {"work": "ben's"}


def test_a_person_moves_in_and_out_beside_others(open_for, tmp_path):
    mia, ben = open_for("mia"), open_for("ben")
    for number in range(5):
        put(ben, f"n{number}", "ben's")
    file, back = SqliteDatabase(tmp_path / "a.db"), SqliteDatabase(tmp_path / "b.db")
    for database in (file, back):
        database.migrate("notes", NOTES)
    put(file, "work", "mia's")
    assert move(file, mia) == {"notes": 1, "marks": 1}
    put(mia, "more", "hers")
    put(ben, "more", "his")
    assert move(mia, back) == {"notes": 2, "marks": 2}
    assert notes(back) == notes(mia) == {"more": "hers", "work": "mia's"}
    assert "where it still is" in mia.set_aside() and len(notes(ben)) == 6
    file.close(), back.close()
