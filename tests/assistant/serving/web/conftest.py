"""A browser's way in, for each test anew."""

from collections.abc import Iterator

import pytest

from tests.assistant.serving.web.desk import WebDesk, serving


@pytest.fixture(name="desk")
def pages_that_are_served(tmp_path) -> Iterator[WebDesk]:
    with serving(tmp_path / "home") as desk:
        yield desk
