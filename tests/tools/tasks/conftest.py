from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools.tasks.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "calendar")
    yield desk
    desk.files.close()
