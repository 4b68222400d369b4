"""What every test may use."""

import gc
import multiprocessing
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.certificates import trust_nobody
from tests.databases import SERVER
from tools.redaction import REDACTION

MEMORY = Path("/dev/shm")
ROOM_B = 2**30
"""What the files of all tests fit in, with room to spare."""

PRELOADED = (
    *("assistant.testing", "bench.crash_workers", "bench.routine_turns", "bench.routine_workers"),
    "bench.routine_preload",  # all that a turn needs
    *("tests.tools.effects.processes", "tests.tools.mail.imap.crash_worker"),
    "tests.assistant.invitations.crash_worker",
)

ON_A_SERVER = "tests.on_a_server"
"""The plugin that has homes on a PostgreSQL, in the processes of tests, too."""

# Nothing in the suite depends on how fast the machine is, nor on luck: a fault that chance would find in one
# of many runs is looked for by `make test-all`, whose examples are new each time.
settings.register_profile("new", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("new"), derandomize=True)
settings.load_profile("same")


def pytest_configure(config: pytest.Config) -> None:
    """Spare the tests what costs much and shows nothing.

    The databases, mirrors and servers that tests start wait for the disk at each change: their files are kept
    in memory, where there is room. No test but a live one reaches a server that any of those vouches for whom
    each client would read the list of. And what tests leave behind is looked for less often: by default each
    time 700 objects have become more, a twelfth of the processor's time.
    """
    if "not live" in config.getoption("markexpr"):
        trust_nobody()
    gc.set_threshold(50_000)
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_B:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def pytest_collection_finish() -> None:
    """What was imported and collected stays: half a million objects, among which no garbage is looked for."""
    gc.freeze()


def needs_program(name: str) -> None:
    """Skip, saying so, when `name` is not installed; in CI that is a failure."""
    if shutil.which(name) is None:
        message = f"{name} is not installed (Debian: apt-get install {name})"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)


@pytest.fixture(name="needs_program")
def needs_program_fixture():
    """The function `needs_program`, for tests that can't import this file."""
    return needs_program


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL that all tests of this process share, each with schemas of its own."""
    from tests.servers.postgres import postgres, program

    if program("initdb") is None:
        message = "no PostgreSQL (Debian: apt-get install postgresql)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def either_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which of them `tests.databases.database_at` opens in this test, also in processes that it starts."""
    monkeypatch.delenv(SERVER, raising=False)
    if request.param == "postgresql":
        monkeypatch.setenv(SERVER, request.getfixturevalue("postgres_server"))
    return str(request.param)


@pytest.fixture(autouse=True, scope="session")
def forked_from_one_that_has_read_everything(pytestconfig: pytest.Config) -> None:
    """All processes of the tests are forked from one server, which reads what the first of them wants.

    What another one wants besides, each of its processes would read by itself: two seconds for each that is
    killed.
    """
    where = [each for each in (ON_A_SERVER,) if pytestconfig.pluginmanager.hasplugin(each)]
    multiprocessing.get_context("forkserver").set_forkserver_preload([*PRELOADED, *where])


@pytest.fixture(autouse=True)
def secrets_of_other_tests_are_not_known():
    """What one test calls a password, another says as a word."""
    yield
    REDACTION.forget()


def pytest_sessionfinish() -> None:
    """Close the clients that were kept for the next use of a server, so that none is left open."""
    if "langchain_openai" in sys.modules:
        from tests.servers.clients import close_kept_clients

        close_kept_clients()
