"""Checkpoints and writes of a run, written together with what this process writes next."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.sqlite import SqliteSaver

from tools.database import Database


class LateWrites(SqliteSaver):
    """The statements of LangGraph's own saver, done with the next transaction (`Database.soon`)."""

    def __init__(self, database: Database, connection: sqlite3.Connection, serde: SerializerProtocol) -> None:
        super().__init__(connection, serde=serde)
        self.database = database

    @contextmanager
    def cursor(self, transaction: bool = True) -> Iterator[Any]:
        """Takes statements down; only those that write come here."""
        assert transaction
        statements = _Statements()
        yield statements
        self.database.soon(statements.run)


class _Statements:
    """What a cursor was told, to be done later."""

    def __init__(self) -> None:
        self._told: list[tuple[Callable[[sqlite3.Connection, str, Any], Any], str, Any]] = []

    def execute(self, statement: str, values: Any = ()) -> None:
        self._told.append((sqlite3.Connection.execute, statement, values))

    def executemany(self, statement: str, rows: Any) -> None:
        self._told.append((sqlite3.Connection.executemany, statement, rows))

    def run(self, connection: sqlite3.Connection) -> None:
        for how, statement, values in self._told:
            how(connection, statement, values)
