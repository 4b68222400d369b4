"""What every test may use."""

import os
import shutil

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
