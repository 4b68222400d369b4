"""A mailbox in a folder of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools.mail.desk import Desk
from tools.mail.maildir_store import MaildirStore


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "mail"


@pytest.fixture
def mailbox(root: Path) -> Iterator[MaildirStore]:
    store = MaildirStore(root)
    yield store
    store.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = Desk(tmp_path)
    yield found
    found.mailbox.close()
