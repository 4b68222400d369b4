"""A PostgreSQL of one's own, on loopback."""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from tests.patience import eventually
from tests.servers.ports import free_port

_INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
"""Where Debian puts the programs of a server, the newest first."""
SOMEBODY = "postgres"
"""Who runs it when we are root, whom it refuses."""


def program(name: str) -> str | None:
    """Where a program of PostgreSQL's server is, if it is installed."""
    found = shutil.which(name)
    return found or next((str(path / name) for path in _INSTALLED if (path / name).exists()), None)


@contextmanager
def postgres(*, connections: int = 100) -> Iterator[str]:
    """The address of an empty database that takes so many `connections`."""
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    assert initdb and pg_ctl
    with TemporaryDirectory(prefix="postgres") as name:
        folder, port = Path(name), free_port()
        if os.getuid() == 0:
            os.chown(folder, pwd.getpwnam(SOMEBODY).pw_uid, -1)
        data, log = folder / "data", folder / "log"
        _run(initdb, "-D", data, "-A", "trust", "-U", SOMEBODY, "--no-sync")
        options = f"-p {port} -h 127.0.0.1 -k {folder} -F -N {connections}"
        _run(pg_ctl, "-D", data, "-o", options, "-l", log, "-w", "start")
        try:
            yield f"postgresql://{SOMEBODY}@127.0.0.1:{port}/postgres"
        finally:
            _run(pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")


def _run(*command: str | Path) -> None:
    who = ("runuser", "-u", SOMEBODY, "--") if os.getuid() == 0 else ()
    # The server keeps what it inherits: a pipe would never end.
    subprocess.run([*who, *map(str, command)], check=True, cwd="/", stdout=subprocess.DEVNULL)


def end_sessions(address: str, where: str = "true") -> int:
    """End the assistant's sessions that fit, as an administrator does; how many there were."""
    with psycopg.connect(address, autocommit=True) as other:
        ended = other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE application_name = 'assistant' AND pid <> pg_backend_pid() AND {where}"
        ).fetchall()
    return len(ended)


def fall_over(address: str) -> None:
    """Kill one of the server's processes: it ends all sessions, and starts again from its log."""
    witness = psycopg.connect(address, autocommit=True)
    with psycopg.connect(address, autocommit=True) as other:
        os.kill(other.info.backend_pid, signal.SIGKILL)
    eventually(lambda: not _lives(witness), "the server to notice")
    witness.close()
    eventually(lambda: _answers(address), "the server to be back")


def restart(address: str, mode: str = "fast") -> None:
    """As an administrator does; `immediate`: without a word to anybody, and from its log afterwards."""
    pg_ctl = program("pg_ctl")
    assert pg_ctl
    with psycopg.connect(address) as other:
        row = other.execute("SHOW data_directory").fetchone()
    assert row
    _run(pg_ctl, "-D", row[0], "-m", mode, "-w", "restart")
    eventually(lambda: _answers(address), "the server to be back")


def _answers(address: str) -> bool:
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        return False
    return True


def _lives(connection: "psycopg.Connection[Any]") -> bool:
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


ROLE = "assistant_people"


def of_a_plain_role(address: str, *, owns: bool = False) -> str:
    """`address` for a role that is no superuser: rules of the database hold for it.

    `owns`: the database is its own, as deploy/a_role_of_its_own.sh makes it.
    """
    with psycopg.connect(address, autocommit=True) as other:
        if not other.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (ROLE,)).fetchone():
            other.execute(f"CREATE ROLE {ROLE} LOGIN")
            other.execute(f"GRANT CREATE ON DATABASE postgres TO {ROLE}")
        if owns:
            other.execute(f"ALTER DATABASE postgres OWNER TO {ROLE}")
    return address.replace(f"//{SOMEBODY}@", f"//{ROLE}@")
