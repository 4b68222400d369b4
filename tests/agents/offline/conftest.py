from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.agents.offline.desk import NOW, PEOPLE, Desk, put_event, put_mail, put_person


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("ASSISTANT_USER_NAME", "Sam Reed")
    monkeypatch.setenv("ASSISTANT_USER_EMAIL", "sam@x.example")
    monkeypatch.setenv("ASSISTANT_TIME_ZONE", "Europe/London")
    home = tmp_path / "home"
    for name, local in PEOPLE.items():
        put_person(home, name, local)
    put_event(home, "review", "Design review", NOW + timedelta(days=1), "ana", "ben")
    put_event(home, "lunch", "Lunch", NOW + timedelta(days=1, hours=3), "ana")
    put_event(home, "call", "Budget call", NOW + timedelta(days=5), "maya")
    put_event(home, "past", "Retro", NOW - timedelta(days=2), "maya")
    put_mail(home, 1, "ana", "Budget", 1)
    put_mail(home, 2, "ana", "Offsite", 4)
    put_mail(home, 3, "maya", "Budget", 6)
    desk = Desk(home)
    yield desk
    desk.assistant.close()
