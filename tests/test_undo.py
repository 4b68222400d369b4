"""Undo of each kind, from another process, after a restart, and when the thing has changed since."""

import os
import subprocess
import sys
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.settings import load_settings
from assistant.testing import ScriptedModel, calls, says
from tests.patience import PATIENCE_S
from tools.people.card_writing import write_person
from tools.people.contacts import Person

ROOT = Path(__file__).parents[1]
CALENDAR, EMAIL = ("schedule_event", "create_calendar_event"), ("manage_email", "send_email")


class Place:
    """A home with a mail and an event in it, and what an agent does there."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.settings = load_settings(
            home=home, time_zone="Europe/London", now="2026-11-20T10:00", speak="always", model="x:y",
            user_name="Sam Reed", user_email="sam@example.com",
        )  # fmt: skip
        with Assistant.open(settings=self.settings, model=ScriptedModel(script={})) as assistant:
            write_person(home / "contacts", Person("ana", "Ana Lima", emails=("ana@example.com",)))
            mail = EmailMessage()
            mail["From"], mail["To"] = "ana@example.com", "sam@example.com"
            mail["Subject"], mail["Message-ID"] = "The plan", "<plan@example.com>"
            mail.set_content("Here it is.")
            assistant.home.mailbox.deliver(mail.as_bytes(), "inbox")
        self.do(CALENDAR, "create_calendar_event", title="Lunch", start_time="2026-11-24T12:00")

    def do(self, agent: tuple[str, str], tool: str, *, hold: float = 0, **args: object) -> str:
        """Approve one call of `tool`; the key of its effect. The process ends with it."""
        delegate, known_by = agent
        script = {delegate: [calls((delegate, {"request": tool})), says("Done.")], known_by: []}
        script[known_by] = [calls((tool, args)), says("Done.")]
        with Assistant.open(settings=self.settings, model=ScriptedModel(script=script)) as assistant:
            turn = assistant.ask(tool, approve="all", hold=timedelta(seconds=hold))
            [effect] = turn.effects
            return effect.key

    def undo(self, key: str) -> tuple[int, str]:
        """`assistant undo KEY`, in a process of its own: exit code and what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "assistant", "undo", key],
            cwd=ROOT,
            env={**os.environ, "ASSISTANT_HOME": str(self.home), "ASSISTANT_MODEL": "offline"},
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout + done.stderr

    @property
    def event_id(self) -> str:
        with Assistant.open(settings=self.settings, model=ScriptedModel(script={})) as assistant:
            return str(assistant.home.agenda("2026-11-24")[1][0]["id"])

    @property
    def mail_id(self) -> str:
        with Assistant.open(settings=self.settings, model=ScriptedModel(script={})) as assistant:
            return str(assistant.home.mail("")[0]["id"])

    def world(self) -> set[tuple[str, bytes]]:
        """Every event and mail: its folder and what is in it. A mail is new or seen, a file called anyhow."""
        events = self.home.glob("calendar/*/*.ics")
        mails = (path for state in ("cur", "new") for path in self.home.glob(f"mail/**/{state}/*"))
        return {(path.parent.name, path.read_bytes()) for path in events} | {
            (str(path.parent.parent.relative_to(self.home)), path.read_bytes()) for path in mails
        }

    @property
    def event_file(self) -> Path:
        [path] = self.home.glob("calendar/*/*.ics")
        return path


@pytest.fixture
def place(tmp_path) -> Place:
    return Place(tmp_path / "home")


def test_a_created_event_is_removed(place):
    before = place.world()
    key = place.do(CALENDAR, "create_calendar_event", title="Review", start_time="2026-11-25T12:00")
    assert place.world() != before
    code, said = place.undo(key)
    assert code == 0 and "Took 'Review'" in said
    assert place.world() == before
    assert place.undo(key)[0] == 5


def test_a_changed_event_gets_its_former_state_back(place):
    before = place.world()
    key = place.do(CALENDAR, "update_calendar_event", event_id=place.event_id, title="Late lunch")
    assert place.world() != before
    assert place.undo(key)[0] == 0
    assert place.world() == before


def test_a_canceled_event_is_put_back(place):
    before = place.world()
    key = place.do(CALENDAR, "cancel_calendar_event", event_id=place.event_id)
    assert not list(place.home.glob("calendar/*/*.ics"))
    assert place.undo(key)[0] == 0
    assert place.world() == before


@pytest.mark.parametrize("tool", ["delete_email", "archive_email"])
def test_a_mail_that_was_moved_comes_back(place, tool):
    before = place.world()
    key = place.do(EMAIL, tool, email_id=place.mail_id)
    assert place.world() != before
    assert place.undo(key)[0] == 0
    assert place.world() == before


def test_a_mail_that_is_held_back_is_not_sent_and_one_that_was_sent_says_so(place):
    mail = {"to": ["Ana Lima"], "subject": "Hello", "body": "Hello Ana.\n\nSam"}
    held = place.do(EMAIL, "send_email", hold=3600, **mail)
    code, said = place.undo(held)
    assert code == 0 and "canceled" in said
    assert not list(place.home.glob("mail/.Sent/*/*"))
    sent = place.do(EMAIL, "send_email", **mail)
    code, said = place.undo(sent)
    assert code == 1 and "can't be taken back" in said
    assert len(list(place.home.glob("mail/.Sent/cur/*"))) == 1


@pytest.mark.parametrize("tool", ["create_calendar_event", "update_calendar_event"])
def test_what_somebody_has_changed_since_is_left_alone(place, tool):
    if tool == "create_calendar_event":
        place.event_file.unlink()
        key = place.do(CALENDAR, tool, title="Review", start_time="2026-11-25T12:00")
    else:
        key = place.do(CALENDAR, tool, event_id=place.event_id, title="Late lunch")
    path = place.event_file
    path.write_bytes(path.read_bytes().replace(b"END:VEVENT", b"COMMENT:mine\r\nEND:VEVENT"))
    changed = path.read_bytes()
    code, said = place.undo(key)
    assert code == 5 and len(said.strip().splitlines()) == 1, said
    assert path.read_bytes() == changed
