"""The database of a home that a test makes."""

from pathlib import Path
from typing import Any

from tools.database import Database, SqliteDatabase


def database_at(path: Path, **options: Any) -> Database:
    """The one that belongs to this file of a home."""
    return SqliteDatabase(path, **options)
