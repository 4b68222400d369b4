"""Real servers for a mailbox and a calendar, and a home that is connected to them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import needs_program
from tests.servers.office import PASSWORD, Cli, Office, running_office


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    needs_program("dovecot")
    with running_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture
def office(servers: Office) -> Office:
    """The servers, emptied."""
    servers.empty()
    return servers


@pytest.fixture
def cli(office: Office, tmp_path: Path) -> Cli:
    """A home that is connected."""
    cli = Cli(tmp_path / "home")
    code, _, err = cli(*office.flags, stdin=f"{PASSWORD}\n")
    assert code == 0, err
    return cli
