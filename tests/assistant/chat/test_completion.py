"""What a menu offers while somebody types: commands, conversations, people, events and mails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from assistant import Assistant
from assistant.chat.completion import MentionCompleter, Mentions, SlashCompleter
from tests.sample_home import company


@pytest.fixture
def assistant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assistant]:
    monkeypatch.chdir(tmp_path)
    with company(tmp_path / "home") as opened:
        yield opened


def offered(completer, text: str) -> list[tuple[str, str]]:
    """For each offer what the line becomes, and what stands beside it."""
    found = completer.get_completions(Document(text), CompleteEvent())
    return [(text[: len(text) + one.start_position] + one.text, one.display_meta_text) for one in found]


def test_an_at_completes_people_groups_events_and_mails(assistant):
    completer = MentionCompleter(Mentions(assistant.home).choices)
    assert offered(completer, "Lunch with @anas")[0] == ("Lunch with Ana Souza", "ana@larkspur.example")
    assert ("mail the Design Team", "group of 3") in offered(completer, "mail @desi")
    line, beside = offered(completer, "move @sprintpl")[0]
    assert line == "move 'Sprint planning'" and beside.startswith("event · ")
    line, beside = offered(completer, "answer @mockupsnew")[0]
    assert line.startswith("answer the mail '") and beside.startswith("mail · ")


def test_those_that_begin_so_come_before_those_that_have_the_letters(assistant):
    completer = MentionCompleter(Mentions(assistant.home).choices)
    names = [line for line, _ in offered(completer, "@ben")]
    assert names[:2] == ["Ben Carter", "Ben Okafor"] or names[:2] == ["Ben Okafor", "Ben Carter"]


@pytest.mark.parametrize("text", ["mail ana@larkspur", "ana@", "@ana is", "/mail @ana", "no sign"])
def test_what_is_no_mention_is_left_alone(assistant, text):
    assert offered(MentionCompleter(Mentions(assistant.home).choices), text) == []


def test_a_thread_is_picked_by_letters_of_its_title(assistant):
    assistant.ask("What's on tomorrow?", thread="day")
    assistant.ask("Any unread mail?", thread="mails")
    completer = SlashCompleter([("/thread ", "go"), ("/threads", "list")], Mentions(assistant.home).threads)
    assert [line for line, _ in offered(completer, "/thread unrd")] == ["/thread mails"]
    lines = offered(completer, "/thread ")
    assert [line for line, _ in lines] == ["/thread mails", "/thread day"] and lines[0][1].startswith(
        "done · "
    )
    assert [line for line, _ in offered(completer, "/thr")] == ["/thread ", "/threads"]


def test_hostile_names_are_cleaned(assistant):
    card = (
        "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:x\r\nFN:Zoe\x1b[31m\u202eRed\r\nEMAIL:z@x.example\r\nEND:VCARD\r\n"
    )
    (assistant.home.path / "contacts" / "zoe.vcf").write_text(card)
    (line, _), *_ = offered(MentionCompleter(Mentions(assistant.home).choices), "@zoe")
    assert "\x1b" not in line and "\u202e" not in line
