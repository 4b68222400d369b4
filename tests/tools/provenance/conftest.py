"""The conversation that the tests here look values up in."""

from pathlib import Path

import pytest

from tests.tools.provenance.conversation import Conversation


@pytest.fixture
def talk(tmp_path: Path) -> Conversation:
    return Conversation(tmp_path)
