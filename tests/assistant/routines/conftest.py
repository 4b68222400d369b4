"""A sample home with a clock that the test moves."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant import Assistant
from assistant.contract import Turn
from assistant.home import Home
from assistant.routines.running import Routines
from assistant.settings import load_settings
from tests.sample_home import lay_out_sample

ZONE = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 30, 9, tzinfo=ZONE)


class Place:
    """A home at a time that the test sets, and what is said and done there."""

    def __init__(self, path: Path, model: Any = None, **settings: Any) -> None:
        self.now = MONDAY
        self.told: list[str] = []
        given = load_settings(**{"home": path, "time_zone": "Europe/London", "model": "offline", **settings})
        self.home = Home(given, now=lambda: self.now)
        self.home.__dict__["clock"] = lambda: self.now
        self.assistant = Assistant(self.home, model)

    def say(self, text: str, **options: Any) -> Turn:
        turn: Turn = self.assistant.ask(text, **options)
        return turn

    def make(self, text: str) -> str:
        """The id of the routine that the words make, once they are approved."""
        turn = self.say(text, approve="all")
        assert turn.effects, turn.reply
        return turn.effects[0].key

    def at(self, moment: str | timedelta) -> list[str]:
        """Go on to that time, and do what is due: what was told."""
        self.now = (
            self.now + moment
            if isinstance(moment, timedelta)
            else datetime.fromisoformat(moment).replace(tzinfo=ZONE)
        )
        self.told.clear()
        Routines(self.home, lambda: self.assistant, lambda _, __, text: self.told.append(text)).run_due()
        return list(self.told)

    def sent(self) -> list[str]:
        """The subjects of the mails that have left, the newest first."""
        return [
            mail["subject"]
            for mail in self.home.mail("in:sent is:read") + self.home.mail("in:sent is:unread")
        ]


def sample_place(path: Path) -> Place:
    """A home in a folder, filled with the sample."""
    return Place(lay_out_sample(path / "home", now=MONDAY.isoformat()))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.chdir(tmp_path)
    found = sample_place(tmp_path)
    yield found
    found.assistant.close()
