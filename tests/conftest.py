"""What every test may use."""

import gc
import os
import shutil
import sys

import pytest


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


def pytest_sessionfinish() -> None:
    """Close the clients that LangChain keeps for the next use of a server, so that none is left open."""
    if utils := sys.modules.get("langchain_openai.chat_models._client_utils"):
        for kept in gc.get_objects():
            if type(kept) is utils._SyncHttpxClientWrapper:
                kept.close()
