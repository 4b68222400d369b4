"""The grants of the desk."""

import pytest

from tests.tools.effects.conftest import Desk
from tests.tools.effects.grants.letters import grants_on
from tools.effects.grants.book import GrantBook


@pytest.fixture
def grants(desk: Desk) -> GrantBook:
    return grants_on(desk.database, desk.book, desk)
