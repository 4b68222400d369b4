"""Where a PostgreSQL is, how it is reached, and whether it is what it seems to be."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import psycopg

from tools.database.postgres_people import PERSON
from tools.database.postgres_values import Found, adapt, found_rows
from tools.errors import SettingsError, StorageError

SCHEMA = "assistant"
CONNECT_S = 10
START_S = 30.0
STARTING = "the database system is"
"""…starting up, shutting down, in recovery: the driver gives only the words for it."""
SERVER_OPTIONS = {
    # A machine that is cut off keeps nobody waiting for longer than this.
    "idle_in_transaction_session_timeout": "60s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "client_connection_check_interval": "10s",
}
OUR_SIDE = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}


@dataclass(frozen=True)
class Address:
    """`postgresql://user:password@host:port/database?schema=name`, and what else libpq takes there."""

    conninfo: str
    name: str
    """For people: without user and password."""
    schema: str
    user_id: str = ""
    """Whose rows are seen and written through it; empty: those of a single person."""

    @property
    def place(self) -> str:
        """What locks and news are of: one person's part of the schema."""
        return f"{self.schema}/{self.user_id}" if self.user_id else self.schema

    @property
    def channel(self) -> str:
        """The name under which the server tells what was committed there."""
        return (
            f"{self.schema}_{sha256(self.user_id.encode()).hexdigest()[:12]}" if self.user_id else self.schema
        )

    @classmethod
    def of(cls, url: str, user_id: str = "") -> "Address":
        """
        Raises:
            SettingsError: it is no such address.
        """
        try:
            parts = urlsplit(url)
            given = dict(parse_qsl(parts.query, keep_blank_values=True))
            schema = given.pop("schema", SCHEMA)
            conninfo = urlunsplit(parts._replace(query=urlencode(given)))
            known = psycopg.conninfo.conninfo_to_dict(conninfo)
        except (ValueError, psycopg.ProgrammingError) as error:
            raise SettingsError(
                "ASSISTANT_DATABASE is no address of a PostgreSQL: postgresql://user:password@host/database"
            ) from error
        if parts.scheme not in ("postgresql", "postgres") or not re.fullmatch(
            r"[a-z_][a-z0-9_]{0,49}", schema
        ):
            raise SettingsError(
                "ASSISTANT_DATABASE is postgresql://user:password@host/database;"
                " a schema is named in small letters"
            )
        place = f"{known.get('host') or 'localhost'}{':' + str(known['port']) if 'port' in known else ''}"
        name = f"postgresql://{place}/{known.get('dbname') or known.get('user') or ''}"
        if schema != SCHEMA:
            name = f"{name}?schema={schema}"
        return cls(conninfo, f"{name}, {user_id}'s part" if user_id else name, schema, user_id)

    def options(self) -> dict[str, Any]:
        """What a connection is opened with."""
        server = {"search_path": self.schema, PERSON: self.user_id, **SERVER_OPTIONS}
        options = " ".join(f"-c {name}={value}" for name, value in server.items())
        return {
            "autocommit": True,
            "cursor_factory": psycopg.RawCursor,
            "connect_timeout": CONNECT_S,
            "application_name": "assistant",
            "options": options,
            **OUR_SIDE,
        }

    @contextmanager
    def connected(self) -> "Iterator[psycopg.Connection[Found]]":
        """A connection of its own, closed at the end."""
        with self.connect() as connection:
            yield connection

    def connect(self) -> "psycopg.Connection[Found]":
        """A connection; a server that is just starting is waited for."""
        give_up = time.monotonic() + START_S
        while True:
            try:
                connection: psycopg.Connection[Found] = psycopg.connect(
                    self.conninfo, row_factory=found_rows, **self.options()
                )
            except psycopg.OperationalError as error:
                if STARTING not in str(error) or time.monotonic() > give_up:
                    raise
                time.sleep(0.1)
            else:
                adapt(connection)
                return connection

    def check(self, connection: "psycopg.Connection[Any]") -> None:
        """Whether this is the server itself.

        Raises:
            StorageError: a pooler stands before it: what a connection holds there, as a lock of a
                conversation, would be another's at the next transaction.
        """
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        # A pooler invents a number of its own: it answers for many servers.
        if row is None or row[0] != connection.info.backend_pid:
            raise StorageError(
                f"{self.name} is a pooler (such as pgbouncer), and a lock can't be held through it;"
                " give the address of the PostgreSQL behind it in ASSISTANT_DATABASE"
            )
