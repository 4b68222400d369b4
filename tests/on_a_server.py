"""The suite with PostgreSQL behind every home that a test's processes open: `pytest -p tests.on_a_server`.

A home that names a database itself keeps it, and so do programs that a test starts by their command line.
Tests of what only a file has (`of_the_file`) are skipped.
"""

import os
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from assistant import home
from tests.databases import SERVER, database_at
from tests.servers.postgres import of_a_plain_role, postgres
from tools.database import Database

CONNECTIONS = 1000
"""A test that drops a home leaves its sessions until the garbage is collected."""

_open = ExitStack()


def in_the_place_of(path: Path, **options: Any) -> Database:
    """A file is there, too: what only works where something is kept looks for it."""
    path.touch(0o600)
    return database_at(path, **options)


# As soon as it is imported: by pytest, and by the server that processes of tests are forked from.
home.SqliteDatabase = in_the_place_of  # type: ignore[misc,assignment]


def pytest_configure(config: pytest.Config) -> None:
    """Start one server for all of the run; workers of xdist inherit its address."""
    if SERVER not in os.environ:
        os.environ[SERVER] = of_a_plain_role(_open.enter_context(postgres(connections=CONNECTIONS)))
    # A test that drops a home leaves sessions to be ended with it, where it would leave a file.
    config.addinivalue_line("filterwarnings", "ignore:.*deleted while still open:ResourceWarning")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what is about a file."""
    for item in items:
        if item.get_closest_marker("of_the_file"):
            item.add_marker(pytest.mark.skip(reason="about the database as a file"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop it, if it was started here."""
    _open.close()
