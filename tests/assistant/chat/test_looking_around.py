"""Looking around in the chat: lists by number, grids, help, and taking along what was said."""

import base64
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from tests.assistant.chat.sitting import DOWN, ENTER, TAB, Terminal, sitting
from tests.sample_home import company
from tests.tools.mail.letters import letter


@pytest.fixture(name="filled", scope="module")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled") / "home"
    company(home).close()
    return home


@pytest.fixture
def assistant(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assistant]:
    monkeypatch.chdir(tmp_path)
    with company(shutil.copytree(filled, tmp_path / "home")) as opened:
        yield opened


@pytest.fixture
def terminal(assistant: Assistant) -> Iterator[Terminal]:
    with sitting(assistant, columns=100) as sat:
        sat.sees("new thread")
        yield sat


def test_a_mail_is_opened_by_its_number_in_the_list(terminal: Terminal) -> None:
    terminal.type("/mail from:ana" + ENTER)
    terminal.sees("Mockups for the new")
    terminal.type("/mail 1" + ENTER)
    assert "Any news on the mockups?" in terminal.sees("Cc    Ben Okafor")
    terminal.type("/mail 99" + ENTER)
    terminal.sees("No mail.")


def test_a_week_and_a_month_are_grids(terminal: Terminal) -> None:
    terminal.type("/week" + ENTER)
    terminal.sees("│Mon 16 •  │Tue 17    │")
    terminal.type("/month december" + ENTER)
    terminal.sees("December 2026")


def test_help_about_one_command_has_examples(terminal: Terminal) -> None:
    terminal.type("/help mail" + ENTER)
    terminal.sees("for example: /mail 3")
    terminal.type("/help fly" + ENTER)
    terminal.sees("there is no /fly")


def test_what_was_said_is_exported_and_copied(terminal: Terminal, tmp_path: Path) -> None:
    for command, answer in (("/copy", "no answer yet"), ("/export", "nothing was said in this thread yet")):
        terminal.type(command + ENTER)
        terminal.sees(answer)
    terminal.type("What's on tomorrow?" + ENTER)
    terminal.sees("Football practice Leo")
    terminal.type("/copy" + ENTER)
    terminal.sees("Copied the last answer.")
    packed = terminal.raw.rpartition("\x1b]52;c;")[2].partition("\x07")[0]
    assert base64.b64decode(packed).decode().startswith("3 events:")
    terminal.type("/export day.md" + ENTER)
    terminal.sees("Written to day.md.")
    assert "**You:** What's on tomorrow?" in (tmp_path / "day.md").read_text(encoding="utf-8")
    terminal.type("/export day.md" + ENTER)
    terminal.sees("is there already")


def test_an_at_names_somebody(terminal: Terminal) -> None:
    terminal.type("Lunch with @anasou")
    terminal.sees("ana@larkspur.example")
    terminal.type(TAB + " tomorrow at noon" + ENTER)
    assert "Lunch with Ana Souza tomorrow at noon" in terminal.sees("New event")


def test_a_thread_is_picked_from_a_menu(assistant: Assistant) -> None:
    assistant.ask("What's on tomorrow?", thread="day")
    with sitting(assistant, columns=80) as terminal:
        terminal.sees("new thread")
        terminal.type("/thread what")
        terminal.sees("done · ")
        terminal.type(DOWN + ENTER + ENTER)
        terminal.sees("Going on with")


def test_the_message_is_written_in_the_persons_editor(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nprintf \'%s tomorrow?\' "$(cat "$1")" > "$1"\n')
    editor.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(editor))
    terminal.type("What's on")
    terminal.sees("What's on")
    terminal.type("\x18\x05")
    terminal.sees("What's on tomorrow?")
    terminal.type(ENTER)
    terminal.sees("Football practice Leo")


def test_a_conversation_is_one_line_that_says_how_many(assistant: Assistant) -> None:
    named = {"In_Reply_To": "<long@example.org>", "References": "<long@example.org>"}
    for content in (letter("Minutes", name="long"), letter("Re: Minutes", "Thanks.", **named)):
        assistant.home.mailbox.deliver(content, "inbox")
    with sitting(assistant, columns=100) as terminal:
        terminal.sees("new thread")
        terminal.type("/mail subject:minutes" + ENTER)
        terminal.sees("Minutes (2)")
