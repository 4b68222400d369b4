"""The chat without a person: lines in, plain lines out, an exit code."""

from io import StringIO

import pytest

from assistant import Assistant
from assistant.chat import run
from assistant.settings import load_settings
from tools.errors import SettingsError
from tools.people.card_writing import write_person
from tools.people.contacts import Person

LUNCH = "Lunch with Ana tomorrow at noon"


@pytest.fixture(name="assistant")
def assistant_of_nobody(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = load_settings(
        home=tmp_path / "home", model="offline", now="2026-11-20T10:00:00+01:00", time_zone="Europe/Berlin"
    )
    with Assistant.open(settings=settings) as assistant:
        person = Person(uid="ana", name="Ana Souza", emails=("ana@larkspur.example",))
        write_person(tmp_path / "home" / "contacts", person)
        yield assistant


def pipe(assistant: Assistant, *lines: str, thread: str | None = None) -> tuple[int, str]:
    output = StringIO()
    source = StringIO("".join(f"{line}\n" for line in lines))
    code = run(assistant.home, lambda: assistant, thread=thread, stdin=source, stdout=output, stderr=output)
    return code, output.getvalue()


def test_an_answer_is_plain_lines_and_nothing_else(assistant):
    code, output = pipe(assistant, "What's on my calendar tomorrow?")
    assert code == 0
    assert output.strip()
    assert "\x1b" not in output
    assert not set(output) & set("╭╰│⠋")


def test_every_line_is_a_message_in_one_thread(assistant):
    pipe(assistant, "What's on my calendar tomorrow?", "", "And on Monday?")
    (thread,) = assistant.threads()
    assert thread.turns == 2


def test_nobody_to_ask_is_no_yes(assistant):
    code, output = pipe(assistant, LUNCH, "y", "yes")
    assert code == 3
    assert "New event: Lunch with Ana" in output
    assert "the message was not taken" in output
    assert len(assistant.pending()) == 1
    assert assistant.effects() == []
    assert f"chat --thread {assistant.pending()[0].thread_id}" in output


def test_what_waits_from_an_earlier_run_does_not_stand_in_the_way(assistant):
    pipe(assistant, LUNCH)
    code, _ = pipe(assistant, "What's on my calendar tomorrow?")
    assert code == 0
    assert len(assistant.threads()) == 2


def test_a_thread_can_be_gone_on_with(assistant):
    pipe(assistant, "What's on my calendar tomorrow?", thread="t1")
    pipe(assistant, "What's on my calendar on Monday?", thread="t1")
    (thread,) = assistant.threads()
    assert (thread.thread_id, thread.turns) == ("t1", 2)


def test_the_last_turn_decides_the_exit_code(assistant):
    assert pipe(assistant, "/frobnicate")[0] == 2
    assert pipe(assistant, "/frobnicate", "What's on my calendar tomorrow?")[0] == 0
    assert pipe(assistant)[0] == 0


def test_commands_work_without_a_person_too(assistant):
    code, output = pipe(assistant, "/agenda tomorrow", "/help", "/quit", "What's on my calendar tomorrow?")
    assert code == 0
    assert "Nothing planned." in output
    assert "/pending" in output
    assert assistant.threads() == []


def test_a_model_that_cannot_be_opened_is_known_before_anything_is_said(assistant, tmp_path):
    settings = load_settings(home=tmp_path / "other", model="nobody:knows", time_zone="Europe/Berlin")
    with Assistant.open(settings=settings) as other, pytest.raises(SettingsError):
        run(other.home, lambda: other, stdin=StringIO("hello\n"), stdout=StringIO(), stderr=StringIO())
