"""A Dovecot with an empty mailbox, and stores on it."""

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.patience import PATIENCE_S
from tests.servers.dovecot import PASSWORD, USER, Dovecot, running_dovecot
from tools.mail.imap.account import ImapAccount
from tools.mail.imap.store import ImapStore
from tools.mail.transport import Security

Open = Callable[..., ImapStore]


@pytest.fixture(scope="module")
def running(needs_program_once: Callable[[str], None]) -> Iterator[Dovecot]:
    needs_program_once("dovecot")
    with running_dovecot() as server:
        yield server


@pytest.fixture(scope="module")
def needs_program_once() -> Callable[[str], None]:
    from tests.conftest import needs_program

    return needs_program


@pytest.fixture
def server(running: Dovecot) -> Dovecot:
    """The server, with nothing in its mailbox."""
    if running.process is None:
        running.start()
    running.empty()
    return running


def account(server: Dovecot, **changed: Any) -> ImapAccount:
    values: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": server.port,
        "security": Security.PLAIN,
        "user": USER,
        "password": PASSWORD,
        "timeout_s": PATIENCE_S,
        **changed,
    }
    return ImapAccount(**values)


def trusting(server: Dovecot) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(server.certificate))


@pytest.fixture
def open_store(server: Dovecot, tmp_path: Path) -> Iterator[Open]:
    opened: list[ImapStore] = []

    def open_one(name: str = "mine", *, fresh_s: float = 0, whole_up_to: int = 1_000_000, **changed: Any):
        opened.append(
            ImapStore(tmp_path / name, account(server, **changed), fresh_s=fresh_s, whole_up_to=whole_up_to)
        )
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def mailbox(open_store: Open) -> ImapStore:
    return open_store()
