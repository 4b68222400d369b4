from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.agents.bounds.desk import Desk, chat_model
from tests.servers.openai_server import OpenAIServer


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, server: OpenAIServer) -> Iterator[Callable[..., Desk]]:
    opened: list[Desk] = []

    def make(model: Any = None, **more: Any) -> Desk:
        opened.append(Desk(tmp_path / "home", model or chat_model(server), **more))
        return opened[-1]

    yield make
    for each in opened:
        each.close()
