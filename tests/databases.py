"""The database of a home that a test makes: a file, or a schema of the server that ANOTHER names."""

import hashlib
import os
import sqlite3
from pathlib import Path
from typing import Any

import psycopg

from tools.database import Database, SqliteDatabase

REFUSED = (sqlite3.IntegrityError, psycopg.errors.RaiseException)
"""What comes of a change that a trigger doesn't allow."""
SERVER = "TEST_POSTGRES"
"""The variable with the address of a PostgreSQL, for what a test starts too."""


def database_at(path: Path, **options: Any) -> Database:
    """The one that belongs to this file of a home."""
    server = os.environ.get(SERVER)
    if not server:
        return SqliteDatabase(path, **options)
    from tools.database.postgres import PostgresDatabase

    if "busy_timeout_s" in options:
        options["wait_s"] = options.pop("busy_timeout_s")
    return PostgresDatabase(address_at(path, server), **options)


def dump(database: Database) -> list[str]:
    """All that is in it, in a fixed order."""
    with database.reading() as connection:
        if database.dialect == "sqlite":
            return list(connection.iterdump())  # type: ignore[attr-defined]
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return sorted(
            f"{table}: {tuple(row)}"
            for (table,) in tables.fetchall()
            for row in connection.execute(f'SELECT * FROM "{table}"').fetchall()
        )


def variables_at(path: Path) -> dict[str, str]:
    """What a program has to be started with to open the same database as `database_at`."""
    server = os.environ.get(SERVER)
    return {"ASSISTANT_DATABASE": address_at(path, server)} if server else {}


def address_at(path: Path, server: str) -> str:
    """That of the schema that stands for this file."""
    return f"{server}?schema=t{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"
