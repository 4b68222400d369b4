"""DAViCal, a calendar server that no one here wrote: it knows owners, rights and subscriptions."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.servers.dav_servers import PASSWORD, launch, wait_for_port
from tests.servers.ports import free_port
from tests.servers.postgres import postgres, program

INSTALLED, LIBRARY = Path("/usr/share/davical"), Path("/usr/share/awl/dba")
"""Where Debian puts it (apt-get install davical php-cli php-pgsql php-xml php-curl)."""
TABLES = ("awl-tables.sql", "schema-management.sql")
MORE_TABLES = (
    "davical.sql",
    "supported_locales.sql",
    "views/dav_principal.sql",
    "caldav_functions.sql",
    "rrule_functions.sql",
    "base-data.sql",
)
PEOPLE = {"sam": "Sam Reed", "ana": "Ana Lima"}


def what_is_missing() -> str:
    """What of it is not installed; empty where all is there."""
    there = {"davical": INSTALLED.is_dir(), "php": shutil.which("php"), "postgresql": program("initdb")}
    return ", ".join(name for name, found in there.items() if not found)


@contextmanager
def davical(folder: Path) -> Iterator[str]:
    """The address of one with `PEOPLE`, each with a calendar, `/caldav.php/NAME/calendar/`."""
    with postgres() as address:
        database = urlsplit(address)
        assert database.hostname and database.port
        env = {**os.environ, "PGHOST": database.hostname, "PGPORT": str(database.port)}
        _fill(env)
        port = free_port()
        command = ["php", "-S", f"127.0.0.1:{port}", "-t", str(INSTALLED / "htdocs")]
        server = launch(command, folder / "davical.log", env=env, folder=INSTALLED / "htdocs")
        try:
            wait_for_port(port)
            yield f"http://127.0.0.1:{port}/caldav.php/"
        finally:
            server.kill()
            server.wait()


def _fill(env: dict[str, str]) -> None:
    _psql(env, "postgres", "postgres", "-c", "CREATE ROLE davical_app SUPERUSER LOGIN")
    _psql(env, "postgres", "postgres", "-c", "CREATE DATABASE davical TEMPLATE template0 ENCODING 'UTF8'")
    files = [*(LIBRARY / name for name in TABLES), *(INSTALLED / "dba" / name for name in MORE_TABLES)]
    _psql(env, "davical_app", "davical", *(part for file in files for part in ("-f", str(file))))
    for number, (name, called) in enumerate(PEOPLE.items(), 10):
        person = PERSON.format(number=number, name=name, called=called, word=PASSWORD)
        _psql(env, "davical_app", "davical", "-c", person)


PERSON = """
INSERT INTO usr (user_no, active, username, password, fullname, email)
VALUES ({number}, TRUE, '{name}', '**{word}', '{called}', '{name}@example.com');
INSERT INTO principal (principal_id, type_id, user_no, displayname, default_privileges)
VALUES ({number}, 1, {number}, '{called}', 0::BIT(24));
INSERT INTO collection (user_no, parent_container, dav_name, dav_etag, dav_displayname, is_calendar, created,
    modified, resourcetypes)
VALUES ({number}, '/{name}/', '/{name}/calendar/', '1', '{called}''s calendar', TRUE, now(), now(),
    '<DAV::collection/><urn:ietf:params:xml:ns:caldav:calendar/>');
"""


def _psql(env: dict[str, str], user: str, database: str, *more: str) -> None:
    command = ["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-U", user, "-d", database, *more]
    subprocess.run(command, env=env, check=True, capture_output=True, text=True)
