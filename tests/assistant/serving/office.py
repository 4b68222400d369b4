"""A home with a design team, for ways in: what programs are started with, and what the world looks like."""

import json
import os
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from assistant.commands.cli import main
from assistant.home import Home
from assistant.settings import load_settings
from tests.agents.offline.desk import NOW as NOW
from tests.agents.offline.desk import put_event, put_mail, put_person
from tests.databases import SERVER, address_at

ROOT = Path(__file__).parents[3]
MAIN_SENTENCE = (
    "Schedule a meeting with the design team next Tuesday at 2pm for 1 hour, "
    "and send them an email reminder about reviewing the new mockups"
)
LUNCH = "Lunch with Ana tomorrow at noon"
LETTER = "Send an email to Ana saying the proofs are here"


class Office:
    """A home that several programs open."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.home = folder / "home"
        put_person(self.home, "Ana Lima", "ana")
        put_person(self.home, "Maya Patel", "maya")
        put_event(self.home, "standup", "Stand-up", NOW, "ana")
        put_mail(self.home, 1, "ana", "Budget", 1)
        self.home.chmod(0o700)
        self.settings = {
            "home": str(self.home),
            "model": "offline",
            "now": NOW.isoformat(),
            "time_zone": "Europe/London",
            "user_name": "Sam Reed",
            "user_email": "sam@x.example",
            **settings,
        }
        if server := os.environ.get(SERVER):
            # Programs open the same one as the test does.
            self.settings.setdefault("database", address_at(self.home / "assistant.db", server))
        self.environment = {
            **{f"ASSISTANT_{name.upper()}": value for name, value in self.settings.items()},
            "XDG_CONFIG_HOME": str(folder / "config"),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }

    def cli(self, *arguments: str) -> tuple[int, Any]:
        """A command at a terminal: its exit code and what `--json` gives."""
        out, err = StringIO(), StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name, value in self.environment.items():
                patch.setenv(name, value)
            code = main([*arguments, "--json"])
        return code, json.loads(out.getvalue())

    def opened(self) -> Home:
        """The home, to look at what is kept; to be closed."""
        return Home(load_settings(**self.settings))

    def effects(self) -> list[tuple[str, str]]:
        """What was done to the world: each action and how it stands."""
        home = self.opened()
        try:
            return [(effect.action, effect.state) for effect in home.effects.list()]
        finally:
            home.close()

    def waiting(self) -> list[str]:
        """The ids of what waits."""
        home = self.opened()
        try:
            return [proposal.id for proposal in home.book.pending()]
        finally:
            home.close()

    def events(self) -> list[str]:
        """The titles of what is in the calendar, but for the stand-up."""
        texts = [path.read_text("utf-8") for path in sorted((self.home / "calendar").glob("*/*.ics"))]
        titles = [line[8:] for text in texts for line in text.splitlines() if line.startswith("SUMMARY:")]
        return sorted(title for title in titles if title != "Stand-up")

    def sent(self) -> list[str]:
        """The subjects of what was sent."""
        paths = sorted((self.home / "mail" / ".Sent").glob("*/*"))
        lines = [line for path in paths for line in path.read_text("utf-8").splitlines()]
        return [line.removeprefix("Subject: ") for line in lines if line.startswith("Subject: ")]
