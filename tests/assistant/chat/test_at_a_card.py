"""What a person can do while a card waits, beside a yes and a no."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, Decision
from tests.assistant.chat.sitting import DOWN, ENTER, Terminal, sitting
from tests.patience import eventually
from tests.sample_home import company

LUNCH = "Lunch with Farid on Thursday at noon"
BOTH = "Lunch with Farid on Thursday at noon, and send Ana an email saying the proofs are here"
RIGHT = "\x1b[C"


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
    with sitting(assistant, columns=80) as sat:
        sat.sees("new thread")
        yield sat


def test_a_question_is_answered_while_the_card_waits_and_leaves_no_conversation_behind(
    assistant: Assistant, terminal: Terminal
) -> None:
    terminal.type(LUNCH + ENTER)
    terminal.sees("y approve")
    terminal.type("what's on that day?" + ENTER)
    terminal.sees("1:1 David")
    terminal.sees("New event", times=2)
    terminal.sees("y approve")
    assert len(assistant.pending()) == len(assistant.threads()) == 1
    terminal.type("y")
    terminal.sees("Scheduled 'Lunch with Farid'")


def test_a_yes_with_another_request_approves_the_card_and_goes_on_with_the_request(
    assistant: Assistant, terminal: Terminal
) -> None:
    terminal.type(LUNCH + ENTER)
    terminal.sees("y approve")
    terminal.type("Great! Schedule a call with Ana on Friday at 3pm" + ENTER)
    terminal.sees("Scheduled 'Lunch with Farid'")
    terminal.sees("y approve")
    (call,) = assistant.pending()
    assert call.args["title"] == "Call with Ana"


def test_what_is_politely_asked_of_the_card_is_a_change_of_it_or_a_no(
    assistant: Assistant, terminal: Terminal
) -> None:
    terminal.type(LUNCH + ENTER)
    terminal.sees("y approve")
    terminal.type("Could you make it an hour later please?" + ENTER)
    terminal.sees("13:00–14:00")
    terminal.sees("y approve")
    terminal.type("On second thoughts, can you cancel it?" + ENTER)
    terminal.sees("Not done: ")
    assert not assistant.pending() and not assistant.effects()


def test_a_yes_with_a_change_approves_nothing(assistant: Assistant, terminal: Terminal) -> None:
    terminal.type(LUNCH + ENTER)
    terminal.sees("y approve")
    terminal.type("Great! Make it at 1pm" + ENTER)
    terminal.sees("13:00–14:00")
    terminal.sees("y approve")
    (lunch,) = assistant.pending()
    assert "T13:00" in lunch.args["start_time"] and not assistant.effects()


def test_a_card_longer_than_the_screen_is_viewed_whole_and_leaves_room_for_an_answer(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = tmp_path / "shown"
    (pager := tmp_path / "pager").write_text(f"#!/bin/sh\ncat > {shown}\n")
    pager.chmod(0o700)
    monkeypatch.setenv("PAGER", str(pager))
    assistant.ask("Lunch with Farid tomorrow at noon", thread="small")
    assistant.ask("cancel the company all-hands", thread="tall")
    with sitting(assistant, columns=80, rows=24, thread="tall") as terminal:
        terminal.sees("v view it whole")
        terminal.type("what's on that day?" + ENTER)
        terminal.sees("2 events:")
        assert "2 events:" in terminal.sees("v view it whole"), "the card isn't in the way of the answer"
        terminal.type("v")
        eventually(shown.exists, "the pager")
        terminal.sees("v view it whole")
        lines = shown.read_text(encoding="utf-8").splitlines()
        assert (
            lines[0] == "Cancel event: Company all-hands" and sum("@larkspur" in line for line in lines) == 12
        )
        terminal.type("n")
        terminal.sees("Not done: ")
        terminal.type("/thread small" + ENTER)
        assert "v view" not in terminal.sees("y approve")


def test_what_sounds_like_a_question_and_would_change_something_is_none(
    assistant: Assistant, terminal: Terminal
) -> None:
    terminal.type(LUNCH + ENTER)
    terminal.sees("y approve")
    terminal.type("can you send Ana an email saying that I am out?" + ENTER)
    terminal.sees("r reject it, with this as the reason")
    assert [one.action for one in assistant.pending()] == ["create_calendar_event"]
    assert not assistant.effects()


def test_the_card_that_is_asked_about_stands_above_the_question_again_and_what_is_skipped_does_not(
    terminal: Terminal,
) -> None:
    terminal.type(BOTH + ENTER)
    terminal.sees("1 of 2  S")
    terminal.sees("y approve")
    terminal.type("a")
    terminal.sees("y approve all · n back")
    terminal.type("n")
    shown = terminal.sees("New event  1 of 2", times=2)
    assert shown.rindex("│ Lunch with Farid") > shown.rindex("Send mail")
    terminal.sees("y approve ·")
    terminal.type("s")
    terminal.sees("2 of 2  S")
    terminal.sees("y approve ·")
    terminal.type("y")
    shown = terminal.sees("1 approval left waiting")
    assert shown.count("│ Lunch with Farid") == 2


def test_an_answer_is_gone_to_with_the_arrows_and_enter_alone_is_none(
    assistant: Assistant, terminal: Terminal
) -> None:
    terminal.type(LUNCH + ENTER)
    terminal.sees("← → go to one")
    terminal.type(ENTER)
    terminal.repeats(DOWN, until="Enter takes what stands out")
    assert not assistant.effects()
    terminal.type(ENTER)
    terminal.sees("Skipped: ")
    terminal.type("/pending" + ENTER)
    terminal.sees("← → go to one")
    terminal.repeats(DOWN, until="Enter takes what stands out")
    terminal.type(RIGHT + ENTER)
    terminal.sees("Scheduled 'Lunch with Farid'")


def test_words_where_only_keys_count_go_on_as_a_message(assistant: Assistant, terminal: Terminal) -> None:
    assistant.ask(LUNCH, thread="lunch", approve="all")
    terminal.type("/undo" + ENTER)
    terminal.sees("y take it back")
    terminal.type("yes please, what can you do?")
    terminal.sees("› yes please, what can you do?")
    assert "Nothing was taken back." in terminal.text
    assert [effect.state for effect in assistant.effects()] == ["done"]


STAND_UPS = "Cancel all stand-ups this week"


def test_occurrences_of_a_series_are_one_card_and_some_may_be_left_out(
    assistant: Assistant, terminal: Terminal
) -> None:
    terminal.type(STAND_UPS + ENTER)
    terminal.sees("y approve 4")
    assert terminal.text.count("Cancel 4 occurrences of 'Stand-up'") == 1
    assert terminal.text.count("╭") == 1
    terminal.type("x")
    terminal.sees("Which of them not?")
    terminal.type("7" + ENTER)
    terminal.sees("Give some of the numbers 1 to 4")
    terminal.sees("y approve 4")
    terminal.type("x")
    terminal.sees("Which of them not?")
    terminal.type("2" + ENTER)
    terminal.sees("Cancel 3 of 4 occurrences")
    terminal.sees("y approve 3")
    terminal.type("y")
    terminal.sees("Approved: Cancel 3 occurrences of 'Stand-up'")
    terminal.sees("(not this one)")
    terminal.sees("- Not done: You said no")
    assert not assistant.pending()
    _, left = assistant.home.agenda("this week")
    days = [one["start"][:10] for one in left if one["title"] == "Stand-up"]
    assert days == ["2026-11-16", "2026-11-18"]


def test_occurrences_may_be_answered_one_by_one_and_by_somebody_else(
    assistant: Assistant, terminal: Terminal
) -> None:
    terminal.type(STAND_UPS + ENTER)
    terminal.sees("y approve 4")
    assistant.decide({assistant.pending()[0].id: Decision.reject()})
    terminal.sees("Answered elsewhere")
    terminal.sees("y approve 3")
    terminal.type("i")
    terminal.sees("1 of 3  Cancel one occurrence of 'Stand-up'")
    terminal.sees("e edit")


def test_thanks_at_a_card_are_no_answer_and_praise_is_a_yes(assistant: Assistant, terminal: Terminal) -> None:
    terminal.type(LUNCH + ENTER)
    terminal.sees("y approve")
    terminal.type("thanks for your help" + ENTER)
    terminal.sees("It still waits for your yes or no.")
    assert len(assistant.pending()) == 1
    terminal.type("this looks good" + ENTER)
    terminal.sees("Scheduled 'Lunch with Farid'")
