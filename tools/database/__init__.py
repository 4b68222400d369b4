"""Where the house keeps what it has to remember: one protocol, and what stands behind it.

A store is handed a `Database`, and knows no other way to it:

    TABLES = (
        \"\"\"
        CREATE TABLE notes (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            thread_id TEXT NOT NULL,
            text TEXT NOT NULL,
            at TEXT NOT NULL
        );
        CREATE INDEX notes_by_thread ON notes (thread_id, seq);
        \"\"\",
        "ALTER TABLE notes ADD COLUMN done INTEGER NOT NULL DEFAULT 0",
    )

    class Notes:
        def __init__(self, database: Database) -> None:
            self._database = database
            database.migrate("notes", TABLES)  # each step once, in order; one that has landed never changes

        def add(self, thread_id: str, text: str) -> None:
            with self._database.transaction() as connection:  # all of it or nothing, one writer at a time
                connection.execute("INSERT INTO notes … VALUES (?, ?, ?)", (thread_id, text, …))

        def of(self, thread_id: str) -> …:
            with self._database.reading() as connection:
                rows = connection.execute("SELECT * FROM notes WHERE thread_id = ?", (thread_id,)).fetchall()

SQL is written so that SQLite and PostgreSQL both understand it:

- Values are `?`, or `:name` and a mapping where one is used twice. Times are text by `to_text`, flags are
  0 and 1 (`done = 0`, not `NOT done`), bytes are BLOB.
- `ON CONFLICT (key) DO NOTHING` or `DO UPDATE SET n = notes.n + 1`, the table named; no `INSERT OR …`, no
  `rowid`, no `LIMIT -1`; in `? IS NULL` a `CAST(? AS TEXT)` or `AS BIGINT`; a subquery after FROM has a name.
- Columns are INTEGER, REAL, TEXT or BLOB. Text is compared by its bytes. A trigger says
  `SELECT RAISE(ABORT, '…')` and nothing else. Where the two must differ, a step is a `Dialects`.
- `Database.time` is what leases, waiting and expiry go by; `Database.lock` what is held for longer than a
  transaction. A table that may not be there yet is asked for by `has_table`.
"""

from tools.database.protocol import Connection, Cursor, Database, Dialects, Row, Step, Then, Values, Write
from tools.database.sqlite import SqliteDatabase

__all__ = [
    "Connection",
    "Cursor",
    "Database",
    "Dialects",
    "Row",
    "SqliteDatabase",
    "Step",
    "Then",
    "Values",
    "Write",
]
