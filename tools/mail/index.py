"""The SQLite index beside the mailbox: disposable, made again from the files at any time.

The rows of `mails` are numbered by time (seconds since 1970, then a counter), so that "the newest
mails with this word" is read off the end of the word's list, however many mails have the word.
The text itself is not kept, only which words are in which mail. A mail that is gone leaves its words
behind, under a number that is never used again; when there are many of those, the index is made anew.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from tools.mail.calendar_notes import unpacked
from tools.mail.index_file import explained, opened, remove
from tools.mail.indexing import Indexed
from tools.mail.maildir import Entry
from tools.mail.message import Attachment, Envelope, Flag, Folder, Label
from tools.mail.store import Query
from tools.mail.terms import match_expression, words_for_index
from tools.people.contacts import Address

COUNTER_BITS = 20
MAX_BODY_CHARS = 200_000
COUNTED = 1_000
FEW_GONE = 2_000
NAMESAKE = "has the name of another mail in this folder; rename it"


class Index:
    """One connection to the index file, for all threads of this process.

    `words_of` gives the word for each letter of a label, which is another one in each folder.
    """

    def __init__(self, path: Path, words_of: Callable[[str], Mapping[str, str]]) -> None:
        self.path = path
        self._words_of = words_of
        self._lock = threading.RLock()
        with self._lock:
            self._connection = opened(path)
            self._inode = path.stat().st_ino

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, explained(self.path):
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, explained(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def reopen_if_replaced(self) -> None:
        """Go over to the file that is there, when somebody has removed or replaced the one that is open."""
        with self._lock:
            try:
                same = self.path.stat().st_ino == self._inode
            except FileNotFoundError:
                same = False
            if not same:
                self._connection.close()
                self._connection = opened(self.path)
                self._inode = self.path.stat().st_ino

    def rebuild(self) -> None:
        """Throw everything away; the next look at the folders reads them again."""
        with self._lock:
            self._connection.close()
            remove(self.path)
            self._connection = opened(self.path)
            self._inode = self.path.stat().st_ino

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def stamps(self) -> dict[str, tuple[int, int]]:
        with self.reading() as connection:
            rows = connection.execute("SELECT folder, new_ns, cur_ns FROM folders")
            return {row["folder"]: (row["new_ns"], row["cur_ns"]) for row in rows}

    def places(self, folder: str) -> set[str]:
        """Where the messages of a folder were when it was last looked at, as `Maildir.places`."""
        with self.reading() as connection:
            # All of it is in the index mails_by_place: the rows themselves are not read. In one piece,
            # as no name has a slash: making a row of each takes longer than finding it.
            (places,) = connection.execute(
                "SELECT group_concat(sub || '/' || base || info, '//') FROM mails"
                " INDEXED BY mails_by_place WHERE folder = ?",
                (folder,),
            ).fetchone()
            return set(places.split("//")) if places else set()

    def add(self, mails: Iterable[Indexed], problems: Iterable[tuple[Entry, str]] = ()) -> None:
        """Take in `mails`, and of other files why they can't be taken in, or not as a whole."""
        with self.writing() as connection:
            hidden = [(mail.entry, NAMESAKE) for mail in mails if not insert(connection, mail)]
            connection.executemany(
                "INSERT OR REPLACE INTO problems VALUES (?, ?, ?)",
                [(entry.folder, entry.place, reason) for entry, reason in [*problems, *hidden]],
            )

    def update(self, renamed: Iterable[tuple[Entry, Entry]], gone: Iterable[Entry]) -> None:
        """Take over new names, folders and flags of files, and forget those that are gone."""
        with self.writing() as connection:
            for old, new in renamed:
                if (old.folder, old.base) != (new.folder, new.base):
                    delete(connection, new)
                connection.execute(
                    "UPDATE mails"
                    " SET folder = ?, base = ?, sub = ?, info = ?, flags = ?, unread = ?"
                    " WHERE folder = ? AND base = ?",
                    (new.folder, new.base, *state(new), old.folder, old.base),
                )
            for entry in gone:
                delete(connection, entry)

    def seen(self, stamps: dict[str, tuple[int, int]]) -> None:
        """Remember that these folders were looked at when they had these times."""
        with self.writing() as connection:
            connection.executemany(
                "INSERT INTO folders VALUES (?, ?, ?)"
                " ON CONFLICT (folder) DO UPDATE SET new_ns = excluded.new_ns, cur_ns = excluded.cur_ns",
                [(folder, *stamp) for folder, stamp in stamps.items()],
            )

    def forget(self, folders: Collection[str]) -> None:
        with self.writing() as connection:
            for table in ("folders", "problems"):
                connection.executemany(
                    f"DELETE FROM {table} WHERE folder = ?", [(folder,) for folder in folders]
                )

    def blame_folders(self, reasons: Mapping[str, str], looked_at: Collection[str]) -> None:
        """Remember which folders can't be looked at, and nothing more of those that are `looked_at`."""
        known = {folder: reason for folder, place, reason in self.problems() if not place}
        if known == reasons and not looked_at:
            return
        with self.writing() as connection:
            connection.execute("DELETE FROM problems WHERE place = ''")
            connection.executemany(
                "DELETE FROM problems WHERE folder = ?", [(folder,) for folder in looked_at]
            )
            connection.executemany("INSERT INTO problems VALUES (?, '', ?)", reasons.items())

    def problems(self) -> list[tuple[str, str, str]]:
        """Folder, place and reason of each file that could not be read; without place: of the folder."""
        with self.reading() as connection:
            return [
                (row["folder"], row["place"], row["reason"])
                for row in connection.execute("SELECT * FROM problems ORDER BY folder, place")
            ]

    def worn_out(self) -> bool:
        """Whether most of the words are of mails that are gone."""
        with self.reading() as connection:
            gone: int = connection.execute("SELECT value FROM counters WHERE name = 'gone'").fetchone()[0]
            there: int = connection.execute("SELECT count(*) FROM mails").fetchone()[0]
            return gone > max(there, FEW_GONE)

    def search(
        self,
        query: Query,
        limit: int,
        *,
        prefixes: bool,
        hidden: Sequence[str] = (),
        counted: int = COUNTED,
    ) -> tuple[list[Envelope], int]:
        """The newest that fit, and how many more there are, up to `counted`.

        `prefixes`: words may go on. What is in `hidden` folders fits only a query for one of them.
        """
        statement, values = statement_of(query, "m.*", prefixes=prefixes, hidden=hidden)
        if query.label is not None:
            where, further_values = self._labelled(query.label)
            statement = statement.replace(" WHERE ", f" WHERE {where} AND ", 1)
            values = [*further_values, *values]
        with self.reading() as connection:
            found: dict[str, Envelope] = {}
            further: set[str] = set()
            for row in connection.execute(statement, values):
                if len(found) < limit:
                    found.setdefault(row["id"], self._envelope(row))
                elif row["id"] not in found:
                    further.add(row["id"])
                    if len(further) >= counted:
                        break
            return list(found.values()), len(further)

    def went_to(self, query: Query, wanted: Callable[[Address], bool], most: int) -> bool:
        """Whether one of the newest `most` that fit has a recipient who is `wanted`."""
        statement, values = statement_of(query, "m.envelope", prefixes=False)
        with self.reading() as connection:
            rows = connection.execute(f"{statement} LIMIT ?", (*values, most))
            # As a rule it is the first one: the others are not even read.
            return any(wanted(one) for row in rows for one in recipients_of(json.loads(row["envelope"])))

    def with_id(self, prefix: str) -> list[tuple[Entry, Envelope]]:
        """All files whose id starts so, of each id the newest first; at most a hundred."""
        with self.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM mails WHERE id >= ? AND id < ? ORDER BY id, number DESC LIMIT 100",
                (prefix, prefix + "\U0010ffff"),
            )
            return [(entry_of(row), self._envelope(row)) for row in rows]

    def with_message_id(self, message_id: str, folder: str) -> tuple[Entry, Envelope] | None:
        with self.reading() as connection:
            row = connection.execute(
                # Left alone, SQLite goes through all of the folder.
                "SELECT * FROM mails INDEXED BY mails_by_message_id WHERE message_id = ? AND folder = ?",
                (message_id, folder),
            ).fetchone()
            return (entry_of(row), self._envelope(row)) if row else None

    def thread(self, thread: str) -> list[tuple[Entry, Envelope]]:
        """The files of a conversation, oldest first."""
        with self.reading() as connection:
            rows = connection.execute("SELECT * FROM mails WHERE thread = ? ORDER BY number", (thread,))
            return [(entry_of(row), self._envelope(row)) for row in rows]

    def _envelope(self, row: sqlite3.Row) -> Envelope:
        letters = row["info"].partition("2,")[2]
        words = self._words_of(row["folder"]) if not letters.isupper() and letters else {}
        labels = frozenset(Label(words[letter]) for letter in letters if letter in words)
        return envelope_of(row, labels)

    def _labelled(self, label: Label) -> tuple[str, list[str]]:
        """What finds the mails with a label, and its values: each folder has a letter of its own for it."""
        with self.reading() as connection:
            folders = [row["folder"] for row in connection.execute("SELECT folder FROM folders")]
        wanted = label.keyword.casefold()
        pairs = [
            (folder, letter)
            for folder in folders
            for letter, word in self._words_of(folder).items()
            if word.casefold() == wanted
        ]
        if not pairs:
            return "0", []
        where = " OR ".join("(m.folder = ? AND instr(m.info, ?) > 0)" for _ in pairs)
        return f"({where})", [one for pair in pairs for one in pair]


def insert(connection: sqlite3.Connection, mail: Indexed) -> bool:
    """Take in a mail. False: a file that differs in its flags alone has been taken in for it."""
    entry = mail.entry
    known = connection.execute(
        "SELECT sub, info FROM mails WHERE folder = ? AND base = ?", (entry.folder, entry.base)
    ).fetchone()
    if known:
        return tuple(known) == (entry.sub, entry.info)
    counter = connection.execute(
        "UPDATE counters SET value = value + 1 WHERE name = 'next' RETURNING value"
    ).fetchone()["value"]
    number = number_of(mail.date) + counter % (1 << COUNTER_BITS)
    connection.execute(
        "INSERT INTO mails VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            entry.folder,
            entry.base,
            *state(entry),
            mail.id,
            mail.message_id,
            thread_of(connection, mail.linked),
            json.dumps(mail.envelope, ensure_ascii=False),
            mail.envelope["calendar"] is not None,
        ),
    )
    connection.execute(
        "INSERT INTO words (rowid, sender, recipients, subject, body, files) VALUES (?, ?, ?, ?, ?, ?)",
        (number, *(words_for_index(text[:MAX_BODY_CHARS]) for text in mail.words)),
    )
    return True


def delete(connection: sqlite3.Connection, entry: Entry) -> None:
    deleted = connection.execute(
        "DELETE FROM mails WHERE folder = ? AND base = ?", (entry.folder, entry.base)
    ).rowcount
    if deleted:
        connection.execute("UPDATE counters SET value = value + ? WHERE name = 'gone'", (deleted,))


def thread_of(connection: sqlite3.Connection, linked: tuple[str, ...]) -> str:
    """The conversation that these Message-IDs are in; those that turn out to be one are joined."""
    marks = ", ".join("?" * len(linked))
    rows = connection.execute(f"SELECT DISTINCT thread FROM links WHERE message_id IN ({marks})", linked)
    threads = sorted(row["thread"] for row in rows)
    thread = threads[0] if threads else linked[0]
    for other in threads[1:]:
        connection.execute("UPDATE mails SET thread = ? WHERE thread = ?", (thread, other))
        connection.execute("UPDATE links SET thread = ? WHERE thread = ?", (thread, other))
    connection.executemany("INSERT OR IGNORE INTO links VALUES (?, ?)", [(one, thread) for one in linked])
    return thread


def statement_of(
    query: Query, columns: str, *, prefixes: bool, hidden: Sequence[str] = ()
) -> tuple[str, list[Any]]:
    """What finds the mails that fit, the newest first, and its values."""
    where, values = conditions(query, hidden)
    source, order = "mails m", "m.number"
    if expression := match_expression(query, prefixes=prefixes):
        source, order = "words CROSS JOIN mails m ON m.number = words.rowid", "words.rowid"
        where.append("words MATCH ?")
        values.append(expression)
    return f"SELECT {columns} FROM {source} WHERE {' AND '.join(where)} ORDER BY {order} DESC", values


def conditions(query: Query, hidden: Sequence[str]) -> tuple[list[str], list[Any]]:
    where = ["true"] if query.deleted else ["instr(m.flags, 'T') = 0"]
    values: list[Any] = []
    if query.folder:
        where.append("m.folder = ?")
        values.append(query.folder)
    else:
        where.append(f"m.folder NOT IN ({', '.join('?' * len(hidden))})")
        values += hidden
    if query.unread is not None:
        where.append(f"m.unread = {int(query.unread)}")
    if query.attached is not None:
        where.append(f"(json_array_length(m.envelope, '$.files') > 0) = {int(query.attached)}")
    if query.answered is not None:
        where.append(f"(instr(m.flags, '{Flag.REPLIED}') > 0) = {int(query.answered)}")
        where.append(f"m.folder NOT IN ('{Folder.SENT}', '{Folder.DRAFTS}')")
    if query.flagged is not None:
        where.append(f"(instr(m.flags, '{Flag.FLAGGED}') > 0) = {int(query.flagged)}")
    if query.kind:
        where.append("instr(json_extract(m.envelope, '$.kinds'), ?) > 0")
        values.append(query.kind)
    if query.for_calendars:
        where.append("m.for_calendars = 1")
    number = "words.rowid" if match_expression(query, prefixes=False) else "m.number"
    if query.since:
        where.append(f"{number} >= ?")
        values.append(number_of(query.since))
    if query.before:
        where.append(f"{number} < ?")
        values.append(number_of(query.before))
    return where, values


def number_of(date: datetime) -> int:
    """The smallest number of a mail of this second."""
    seconds = int(date.timestamp())
    return min(max(seconds, 0), 1 << 36) << COUNTER_BITS


def state(entry: Entry) -> tuple[str, str, str, bool]:
    """What a file name says that may change: the columns sub, info, flags, unread."""
    return entry.sub, entry.info, "".join(sorted(entry.flags)), Flag.SEEN not in entry.flags


def entry_of(row: sqlite3.Row) -> Entry:
    return Entry(row["folder"], row["sub"], row["base"], row["info"])


def recipients_of(kept: Mapping[str, Any]) -> Iterator[Address]:
    """To whom a mail went, as its row has it."""
    return (Address(*address) for field in ("to", "cc", "bcc") for address in kept[field])


def envelope_of(row: sqlite3.Row, labels: frozenset[Label] = frozenset()) -> Envelope:
    kept = json.loads(row["envelope"])
    seconds, offset_s = kept["date"]
    date = datetime.fromtimestamp(seconds, UTC).astimezone(timezone(timedelta(seconds=offset_s)))
    return Envelope(
        id=row["id"],
        message_id=row["message_id"],
        thread=row["thread"],
        sender=Address(*kept["from"]),
        to=tuple(Address(*address) for address in kept["to"]),
        cc=tuple(Address(*address) for address in kept["cc"]),
        bcc=tuple(Address(*address) for address in kept["bcc"]),
        subject=kept["subject"],
        date=date,
        folder=row["folder"],
        flags=frozenset(Flag(letter) for letter in row["flags"]),
        snippet=kept["snippet"],
        attachments=tuple(Attachment(*file) for file in kept["files"]),
        calendar=unpacked(kept["calendar"]) if kept["calendar"] else None,
        labels=labels,
        kinds=frozenset(kept["kinds"]),
    )
