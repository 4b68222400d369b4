"""What a mirror and its server had in common when they were last compared."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tools.database import Database
from tools.mail.imap.server import FolderState
from tools.mail.marks import read, written
from tools.mail.message import Mark

SCHEMA = (
    """CREATE TABLE imap_folders (
        name TEXT PRIMARY KEY,
        remote TEXT NOT NULL UNIQUE,
        uidvalidity INTEGER NOT NULL DEFAULT 0,
        uidnext INTEGER NOT NULL DEFAULT 0,
        messages INTEGER NOT NULL DEFAULT 0,
        modseq INTEGER NOT NULL DEFAULT 0,
        complete INTEGER NOT NULL DEFAULT 0,
        new_ns INTEGER NOT NULL DEFAULT 0,
        cur_ns INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE imap_mails (
        number INTEGER PRIMARY KEY,
        folder TEXT NOT NULL,
        uid INTEGER,
        base TEXT NOT NULL,
        identity TEXT NOT NULL,
        flags TEXT NOT NULL,
        state TEXT NOT NULL,
        whole INTEGER NOT NULL,
        UNIQUE (folder, uid),
        UNIQUE (folder, base)
    )""",
    # Since labels are kept, too, the server is asked once for those of mails that are here already.
    "UPDATE imap_folders SET modseq = 0",
)


class MailState(StrEnum):
    """Where a mail stands between the mirror and the server."""

    EXPECTED = "expected"
    """On the server; its file here is being written."""
    LINKED = "linked"
    """On both sides."""
    AWAITED = "awaited"
    """We have put it there; its UID isn't known yet."""
    GONE = "gone"
    """No longer where it was on the server; it may turn up in another folder."""
    LOST = "lost"
    """The server doesn't know its UID any more, or not the whole folder; it may turn up under another."""


PLACELESS = frozenset({MailState.AWAITED, MailState.GONE, MailState.LOST})


@dataclass(frozen=True, slots=True)
class Linked:
    """A folder of the mirror and the one on the server."""

    name: str
    remote: str
    state: FolderState
    """As it was when both sides had the same."""
    complete: bool
    """Everything that was there then is here."""
    stamp: tuple[int, int]
    """The times of the folder here, then."""


@dataclass(frozen=True, slots=True)
class Known:
    """A mail as it was when both sides had the same."""

    number: int
    folder: str
    uid: int | None
    base: str
    identity: str
    flags: frozenset[Mark]
    state: MailState
    whole: bool
    """Not only its header is here."""


COLUMNS = "number, folder, uid, base, identity, flags, state, whole"


class Status:
    """The tables of what is mirrored, for all processes of a home."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.migrate("imap", SCHEMA)

    def close(self) -> None:
        self._database.close()

    def folders(self) -> tuple[Linked, ...]:
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM imap_folders ORDER BY name").fetchall()
        return tuple(
            Linked(
                row["name"],
                row["remote"],
                FolderState(row["uidvalidity"], row["uidnext"], row["messages"], row["modseq"]),
                bool(row["complete"]),
                (row["new_ns"], row["cur_ns"]),
            )
            for row in rows
        )

    def link(self, names: Iterable[tuple[str, str]]) -> None:
        """Remember which of our folders is which of the server's; what is known of others stays."""
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO imap_folders (name, remote) VALUES (?, ?)", list(names)
            )

    def unlink(self, name: str) -> None:
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM imap_folders WHERE name = ?", (name,))

    def compared(self, name: str, state: FolderState, *, complete: bool, stamp: tuple[int, int]) -> None:
        with self._database.transaction(durable=False) as connection:
            connection.execute(
                "UPDATE imap_folders SET uidvalidity = ?, uidnext = ?, messages = ?, modseq = ?,"
                " complete = ?, new_ns = ?, cur_ns = ? WHERE name = ?",
                (state.uidvalidity, state.uidnext, state.messages, state.modseq, complete, *stamp, name),
            )

    def mails(self, folder: str | None = None) -> list[Known]:
        where, values = ("WHERE folder = ?", (folder,)) if folder is not None else ("", ())
        with self._database.reading() as connection:
            rows = connection.execute(f"SELECT {COLUMNS} FROM imap_mails {where}", values).fetchall()
        return [known(row) for row in rows]

    def placeless(self) -> list[Known]:
        """The mails that are here, and nobody knows where on the server."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT {COLUMNS} FROM imap_mails WHERE uid IS NULL AND state IN ('awaited', 'gone', 'lost')"
            ).fetchall()
        return [known(row) for row in rows]

    def mail(self, folder: str, base: str) -> Known | None:
        with self._database.reading() as connection:
            row = connection.execute(
                f"SELECT {COLUMNS} FROM imap_mails WHERE folder = ? AND base = ?", (folder, base)
            ).fetchone()
        return known(row) if row else None

    def uids(self, folder: str) -> set[int]:
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT uid FROM imap_mails WHERE folder = ? AND uid IS NOT NULL AND state <> 'expected'",
                (folder,),
            )
            return {row["uid"] for row in rows.fetchall()}

    def add(self, mails: Iterable[Known]) -> None:
        """Write mails down; the `number` of each is given here. What has that UID or base is replaced."""
        with self._database.transaction(durable=False) as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO imap_mails (folder, uid, base, identity, flags, state, whole)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                [values_of(mail) for mail in mails],
            )

    def change(self, mails: Iterable[Known]) -> None:
        """Write down what has become of known mails."""
        with self._database.transaction(durable=False) as connection:
            for mail in mails:
                # Whatever else claims its place has lost it.
                connection.execute(
                    "DELETE FROM imap_mails WHERE folder = ? AND (uid = ? OR base = ?) AND number <> ?",
                    (mail.folder, mail.uid, mail.base, mail.number),
                )
                connection.execute(
                    "UPDATE imap_mails SET folder = ?, uid = ?, base = ?, identity = ?, flags = ?,"
                    " state = ?, whole = ? WHERE number = ?",
                    (*values_of(mail), mail.number),
                )

    def forget(self, mails: Iterable[Known]) -> None:
        with self._database.transaction(durable=False) as connection:
            connection.executemany(
                "DELETE FROM imap_mails WHERE number = ?", [(mail.number,) for mail in mails]
            )


def values_of(mail: Known) -> tuple[str, int | None, str, str, str, str, bool]:
    return (
        mail.folder,
        mail.uid,
        mail.base,
        mail.identity,
        written(mail.flags),
        str(mail.state),
        mail.whole,
    )


def known(row: sqlite3.Row) -> Known:
    return Known(
        row["number"],
        row["folder"],
        row["uid"],
        row["base"],
        row["identity"],
        read(row["flags"]),
        MailState(row["state"]),
        bool(row["whole"]),
    )
