"""An assistant on the built-in model whose person knows two colleagues."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from tests.assistant.grants.office import open_office


@pytest.fixture
def assistant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assistant]:
    monkeypatch.chdir(tmp_path)
    with open_office(tmp_path / "home") as opened:
        yield opened
