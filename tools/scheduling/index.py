"""A SQLite index over the calendar's files: quick to ask, never the truth, replaced when it is lost."""

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from functools import lru_cache
from pathlib import Path
from typing import Any

from tools.scheduling.index_file import IndexFile
from tools.scheduling.index_rows import EventRow, FileRow, FolderRow, Found, Span, Stamp, TimeRow, Window

VERSION = 6

DAY_S = 86_400
MOST_PARAMETERS = 900
"""Of one statement; SQLite allowed 999 before 3.32."""
REACHES = (DAY_S, 32 * DAY_S, 4_000_000 * DAY_S)
"""Occurrences are kept in classes by length: a query looks back no further than the longest of each."""

SCHEMA = """
CREATE TABLE folder (
    calendar TEXT PRIMARY KEY, mtime_ns INTEGER NOT NULL, settled INTEGER NOT NULL, swept_ns INTEGER NOT NULL,
    files INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE file (
    id INTEGER PRIMARY KEY, calendar TEXT NOT NULL, name TEXT NOT NULL,
    mtime_ns INTEGER NOT NULL, size INTEGER NOT NULL, inode INTEGER NOT NULL,
    recurring INTEGER NOT NULL, problem TEXT, to_dos INTEGER NOT NULL, UNIQUE (calendar, name));
CREATE INDEX file_recurring ON file (calendar, name) WHERE recurring;
CREATE INDEX file_problem ON file (calendar, name) WHERE problem IS NOT NULL;
CREATE TABLE event (
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL, event_id TEXT NOT NULL, uid TEXT NOT NULL,
    title TEXT NOT NULL, location TEXT NOT NULL, attendees TEXT NOT NULL, organizer TEXT NOT NULL,
    rrule TEXT NOT NULL,
    all_day INTEGER NOT NULL, busy INTEGER NOT NULL, status TEXT NOT NULL, zone TEXT NOT NULL);
CREATE INDEX event_file ON event (file);
CREATE INDEX event_name ON event (event_id);
CREATE INDEX event_uid ON event (uid);
CREATE TABLE occurrence (
    wall INTEGER NOT NULL, reach INTEGER NOT NULL, start INTEGER NOT NULL, event INTEGER NOT NULL,
    end INTEGER NOT NULL, original TEXT, PRIMARY KEY (wall, reach, start, event)) WITHOUT ROWID;
CREATE INDEX occurrence_event ON occurrence (event);
CREATE TABLE expanded (start INTEGER NOT NULL, end INTEGER NOT NULL);
"""

WORDS = """CREATE VIRTUAL TABLE words USING fts5
    (content, people, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3')"""
WORDS_WITHOUT_FTS = "CREATE TABLE words (content TEXT, people TEXT)"

COLUMNS = """f.calendar, f.name, f.mtime_ns, f.size, f.inode, e.event_id, e.uid, e.title, e.location,
    e.attendees, e.organizer, e.rrule, e.all_day, e.busy, e.status, e.zone, o.wall, o.start, o.end,
    o.original"""
WITHIN = "o.wall = ? AND o.reach = ? AND o.start > ? AND o.start < ? AND (o.end > ? OR o.start >= ?)"
BY_TIME = f"""SELECT {COLUMNS} FROM occurrence o CROSS JOIN event e ON e.id = o.event
    CROSS JOIN file f ON f.id = e.file WHERE {WITHIN}"""
BY_WORDS = f"""SELECT {COLUMNS} FROM words w CROSS JOIN event e ON e.id = w.rowid
    CROSS JOIN occurrence o ON o.event = e.id CROSS JOIN file f ON f.id = e.file
    WHERE {{match}} AND {WITHIN}"""


class EventIndex:
    """The index in the file `path`, for all threads and processes.

    Raises (all methods):
        IndexLostError: it was damaged, and is empty.
        StorageError: it can't be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._file = IndexFile(path, version=VERSION, create=_create)

    def put(self, rows: Sequence[FileRow], window: Window) -> bool:
        """Take up these files, expanded over `window`, in place of what was known of them, all at once.

        False, and nothing is done, when series are to be expanded over another window.
        """
        taken = True

        def work(connection: sqlite3.Connection) -> None:
            nonlocal taken
            taken = _window(connection) in (None, window)
            if taken:
                _note_window(connection, window)
                _replace(connection, rows)

        self._file.write(work)
        return taken

    def expand(self, rows: Sequence[FileRow], window: Window) -> bool:
        """Let `window` be the one over which series are expanded; `rows` are the files that hold one.

        False, and nothing is done, when there are more such files.
        """
        complete = True

        def work(connection: sqlite3.Connection) -> None:
            nonlocal complete
            files = {(row.calendar, row.name) for row in rows}
            complete = files >= set(connection.execute("SELECT calendar, name FROM file WHERE recurring"))
            if complete:
                _note_window(connection, window)
                _replace(connection, rows)

        self._file.write(work)
        return complete

    def forget(self, calendar: str, names: Iterable[str]) -> None:
        """These files are gone."""

        self._file.write(lambda connection: _forget(connection, calendar, names))

    def forget_calendar(self, calendar: str) -> None:
        self.forget(calendar, self.stamps(calendar))
        self._file.write(
            lambda connection: connection.execute("DELETE FROM folder WHERE calendar = ?", (calendar,))
        )

    def stamps(self, calendar: str) -> dict[str, Stamp]:
        """The files that are known, and as of when."""
        sql = "SELECT name, mtime_ns, size, inode FROM file WHERE calendar = ?"
        return {name: Stamp(*stamp) for name, *stamp in self._read(sql, (calendar,))}

    def folders(self) -> dict[str, FolderRow]:
        """What is known of the folders, by calendar."""
        rows = self._read("SELECT * FROM folder")
        return {
            calendar: FolderRow(mtime, bool(settled), swept, files)
            for calendar, mtime, settled, swept, files in rows
        }

    def note_folder(self, calendar: str, row: FolderRow) -> None:
        sql = "INSERT OR REPLACE INTO folder VALUES (?, ?, ?, ?, ?)"
        self._file.write(lambda connection: connection.execute(sql, (calendar, *astuple(row))))

    def recurring(self) -> list[tuple[str, str]]:
        """Calendar and name of the files that hold a series."""
        return list(self._read("SELECT calendar, name FROM file WHERE recurring"))

    def problems(self) -> list[tuple[str, str, str]]:
        """Calendar, name and problem of the files that can't be read in full."""
        sql = "SELECT calendar, name, problem FROM file WHERE problem IS NOT NULL ORDER BY calendar, name"
        return list(self._read(sql))

    def to_dos(self) -> int:
        """How many to-dos and journals are in the files."""
        return int(self._read("SELECT total(to_dos) FROM file")[0][0])

    def window(self) -> Window | None:
        """The span over which series are expanded; None as long as nothing is known."""
        return self._file.read(_window)

    def files_of(self, beginning: str) -> list[tuple[str, str, str, str]]:
        """Event id, calendar, file and title of the events whose id begins so."""
        sql = """SELECT e.event_id, f.calendar, f.name, e.title FROM event e JOIN file f ON f.id = e.file
            WHERE e.event_id >= ? AND e.event_id < ? GROUP BY e.event_id ORDER BY e.event_id LIMIT 20"""
        return list(self._read(sql, (beginning, beginning + "\U0010ffff")))

    def with_uid(self, calendar: str, uid: str) -> str | None:
        """The first file of the calendar that holds an event with this UID."""
        sql = """SELECT f.name FROM event e JOIN file f ON f.id = e.file
            WHERE e.uid = ? AND f.calendar = ? ORDER BY f.name LIMIT 1"""
        return next((name for (name,) in self._read(sql, (uid, calendar))), None)

    def between(self, span: Span) -> list[Found]:
        """What overlaps the span, in no order."""
        return [
            _found(row)
            for wall in (0, 1)
            for reach in range(len(REACHES))
            for row in self._read(BY_TIME, _bounds(span, wall, reach))
        ]

    def search(self, span: Span, words: Iterable[str], people: Iterable[str]) -> list[Found]:
        """What overlaps the span and has all these words, or words that begin so, in no order."""
        match, values = self._match(list(words), list(people))
        sql = BY_WORDS.format(match=match)
        return [
            _found(row)
            for wall in (0, 1)
            for reach in range(len(REACHES))
            for row in self._read(sql, (*values, *_bounds(span, wall, reach)))
        ]

    def close(self) -> None:
        self._file.close()

    def _match(self, words: list[str], people: list[str]) -> tuple[str, tuple[str, ...]]:
        kind = next(iter(self._read("SELECT sql FROM sqlite_master WHERE name = 'words'")))[0]
        if kind.startswith("CREATE VIRTUAL"):
            terms = [*(_prefix(word) for word in words), *(f"people : {_prefix(word)}" for word in people)]
            return "words MATCH ?", (" AND ".join(terms),)
        clauses = ["' ' || content || ' ' || people LIKE ? ESCAPE '!'"] * len(words)
        clauses += ["' ' || people LIKE ? ESCAPE '!'"] * len(people)
        return " AND ".join(clauses), tuple(f"% {_literally(word)}%" for word in [*words, *people])

    def _read(self, sql: str, values: tuple[object, ...] = ()) -> list[Any]:
        return self._file.read(lambda connection: connection.execute(sql, values).fetchall())


def _create(connection: sqlite3.Connection) -> None:
    for statement in SCHEMA.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    try:
        connection.execute(WORDS)
    except sqlite3.OperationalError:  # a SQLite without its full-text module
        connection.execute(WORDS_WITHOUT_FTS)


def _window(connection: sqlite3.Connection) -> Window | None:
    row = connection.execute("SELECT start, end FROM expanded").fetchone()
    return Window(*row) if row else None


def _note_window(connection: sqlite3.Connection, window: Window) -> None:
    connection.execute("DELETE FROM expanded")
    connection.execute("INSERT INTO expanded VALUES (?, ?)", (window.start, window.end))


def _replace(connection: sqlite3.Connection, rows: Sequence[FileRow]) -> None:
    """`rows` in place of what was known of their files: many at once, as a new calendar brings them."""
    rows = list({(row.calendar, row.name): row for row in rows}.values())
    for calendar in {row.calendar for row in rows}:
        _forget(connection, calendar, [row.name for row in rows if row.calendar == calendar])
    files = list(enumerate(rows, _next_id(connection, "file")))
    connection.executemany(
        "INSERT INTO file (id, calendar, name, mtime_ns, size, inode, recurring, problem, to_dos)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (number, row.calendar, row.name, *row.stamp, row.recurring, row.problem, row.to_dos)
            for number, row in files
        ],
    )
    first = _next_id(connection, "event")
    events = list(enumerate(((number, event) for number, row in files for event in row.events), first))
    connection.executemany(
        "INSERT INTO event (id, file, event_id, uid, title, location, attendees, organizer, rrule, all_day,"
        " busy, status, zone) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_event_values(number, file, event) for number, (file, event) in events],
    )
    connection.executemany(
        "INSERT INTO words (rowid, content, people) VALUES (?, ?, ?)",
        [(number, *_words(event)) for number, (_, event) in events],
    )
    times = []
    for row in rows:
        times += [(t.wall, _reach(t), t.start, first + t.event, t.end, t.original) for t in row.times]
        first += len(row.events)
    connection.executemany("INSERT OR IGNORE INTO occurrence VALUES (?, ?, ?, ?, ?, ?)", times)


def _forget(connection: sqlite3.Connection, calendar: str, names: Iterable[str]) -> None:
    left = list(names)
    while left:
        some, left = left[:MOST_PARAMETERS], left[MOST_PARAMETERS:]
        sql = f"SELECT id FROM file WHERE calendar = ? AND name IN ({', '.join('?' * len(some))})"
        for (file,) in connection.execute(sql, (calendar, *some)).fetchall():
            for (event,) in connection.execute("SELECT id FROM event WHERE file = ?", (file,)).fetchall():
                connection.execute("DELETE FROM occurrence WHERE event = ?", (event,))
                connection.execute("DELETE FROM words WHERE rowid = ?", (event,))
                connection.execute("DELETE FROM event WHERE id = ?", (event,))
            connection.execute("DELETE FROM file WHERE id = ?", (file,))


def _next_id(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0])


def _event_values(number: int, file: int, event: EventRow) -> tuple[Any, ...]:
    attendees = json.dumps(event.attendees, ensure_ascii=False) if event.attendees else ""
    return (
        number, file, event.event_id, event.uid, event.title, event.location, attendees, event.organizer,
        event.rrule, event.all_day, event.busy, event.status, event.zone,
    )  # fmt: skip


def _words(event: EventRow) -> tuple[str, str]:
    """What an event is found by: its words, and those of its people."""
    people = " ".join(part for email, name, _ in event.attendees for part in (name, email))
    return (
        f"{event.title} {event.location} {event.description}",
        f"{people} {event.organizer_name} {event.organizer}",
    )


def _reach(time: TimeRow) -> int:
    return next(number for number, most in enumerate(REACHES) if time.end - time.start <= most)


def _bounds(span: Span, wall: int, reach: int) -> tuple[int, ...]:
    start, end = (span.wall_start, span.wall_end) if wall else (span.start, span.end)
    return wall, reach, start - REACHES[reach] - 1, end, start, start


def _found(row: tuple[Any, ...]) -> Found:
    calendar, name, mtime_ns, size, inode, event_id, uid, title, location, attendees, *more = row
    organizer, rrule, all_day, busy, status, zone, wall, start, end, original = more
    event = EventRow(
        event_id,
        uid,
        title,
        location,
        _invited(attendees),
        organizer,
        rrule,
        bool(all_day),
        bool(busy),
        status,
        zone=zone,
    )
    return Found(
        calendar, name, Stamp(mtime_ns, size, inode), event, TimeRow(0, bool(wall), start, end, original)
    )


@lru_cache(maxsize=4096)
def _invited(attendees: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((email, name, answer) for email, name, answer in json.loads(attendees or "[]"))


def _prefix(word: str) -> str:
    quoted = word.replace('"', '""')
    return f'"{quoted}"*'


def _literally(word: str) -> str:
    return re.sub(r"([!%_])", r"!\1", word)
