"""The first request to a home that nothing has read yet is answered of all that is there, or not at all."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from agents.bounds.limits import Limits
from assistant import Assistant
from tests.agents.offline.desk import NOW, put_event, put_mail
from tests.assistant.chat.sitting import ENTER, sitting
from tests.patience import PATIENCE_S
from tools.mail import scan
from tools.scheduling import upkeep

MAILS = scan.AT_ONCE + 20
EVENTS = upkeep.AT_ONCE + 20


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A large mailbox with one mail of Maya's, the oldest, and a large calendar with one event tomorrow."""
    for number in range(MAILS):
        put_mail(tmp_path, number, "maya" if number == MAILS - 1 else "ben", f"News {number}", number)
    for number in range(EVENTS):
        put_event(tmp_path, f"old{number}", f"Talk {number}", NOW - timedelta(days=30 + number))
    put_event(tmp_path, "tomorrow", "Dentist", NOW + timedelta(days=1))
    return tmp_path


@pytest.fixture
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Files can be read only once this is set."""
    go_on = threading.Event()
    indexed, row_of = scan.indexed, upkeep.row_of
    monkeypatch.setattr(scan, "indexed", lambda *file: (go_on.wait(PATIENCE_S), indexed(*file))[1])
    monkeypatch.setattr(upkeep, "row_of", lambda *file: (go_on.wait(PATIENCE_S), row_of(*file))[1])
    yield go_on
    go_on.set()


def opened(home: Path) -> Assistant:
    return Assistant.open(home=home, model="offline", now=NOW)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Have I got any email from Maya?", f"News {MAILS - 1}"),
        ("What do I have tomorrow?", "Dentist"),
        ("Am I free tomorrow at 10:30?", "Dentist"),
    ],
)
def test_the_first_question_is_answered_of_all_that_is_there(home, text, told):
    with opened(home) as assistant:
        assert told in assistant.ask(text).reply


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Have I got any email from Maya?", f"News {MAILS - 1}"),
        ("What do I have tomorrow?", "Dentist"),
        ("Am I free tomorrow at 10:30?", "Dentist"),
        ("Cancel the dentist appointment", "Dentist"),
    ],
)
def test_what_takes_too_long_to_read_is_said_and_never_that_there_is_nothing(
    home, slow_disk, monkeypatch, text, told
):
    monkeypatch.setattr(Limits, "look_s", 0.0)
    with opened(home) as assistant:
        turn = assistant.ask(text)
        slow_disk.set()
        assert "is still being read, 0 of" in turn.reply and not turn.approvals
        assistant.home.calendar.wait()
        assistant.home.mailbox.catch_up()
        again = assistant.ask(text)
        assert told in (again.reply or again.approvals[0].summary)


def test_the_chat_shows_how_far_it_is(home, slow_disk):
    with opened(home) as assistant, sitting(assistant) as terminal:
        terminal.sees("new thread")
        terminal.type("Have I got any email from Maya?" + ENTER)
        try:
            terminal.sees(f"reading the mailbox {'░' * 20} 0 of {MAILS} · Ctrl-C stops")
        finally:
            slow_disk.set()
        terminal.sees(f"News {MAILS - 1}")
        terminal.misses("reading the mailbox")
