"""Undo in words, across what was done."""

import pytest

from tests.agents.offline.desk import Desk


@pytest.mark.parametrize("words", ["undo that", "put it back please", "no, take that back", "Revert it."])
def test_what_was_cancelled_is_there_again_as_it_was(desk: Desk, words: str):
    before = desk.events()
    desk.say("cancel the lunch with Ana tomorrow")
    assert "Lunch" not in desk.events()
    desk.say(words)
    assert desk.events() == before


def test_what_was_made_and_moved_is_taken_back_one_turn_after_the_other_only_once(desk: Desk):
    before = desk.events()
    desk.say("Coffee with Maya on Monday at 3pm")
    made = desk.events()
    desk.say("move it to 4pm")
    desk.say("who is coming?")
    desk.say("undo that")
    assert desk.events() == made
    assert "already" in (desk.say("undo that").reply or "")
    assert desk.events() == made != before


def test_all_that_one_turn_did_is_taken_back(desk: Desk):
    before = desk.events()
    desk.say("cancel all my meetings tomorrow")
    assert len(desk.events()) < len(before)
    desk.say("undo that")
    assert desk.events() == before


def test_what_cannot_be_taken_back_takes_nothing_else_back(desk: Desk):
    desk.say("Coffee with Maya on Monday at 3pm")
    made = desk.events()
    desk.say("tell Ana that I am late")
    assert "undo" not in (desk.say("undo that").reply or "").lower()
    assert desk.events() == made


def test_where_nothing_was_done_nothing_is_taken_back(desk: Desk):
    desk.say("Coffee with Maya on Monday at 3pm", "other")
    made = desk.events()
    desk.say("undo that")
    assert desk.events() == made


def test_another_program_takes_nothing_back(desk: Desk):
    desk.say("cancel the lunch with Ana tomorrow")
    desk.assistant.ask("undo that", thread="t", relayed_by="a host")
    assert "Lunch" not in desk.events()


def test_words_that_refuse_all_changes_take_nothing_back(desk: Desk):
    desk.say("cancel the lunch with Ana tomorrow")
    desk.assistant.ask("undo that", thread="t", approve="none")
    assert "Lunch" not in desk.events()


def test_a_card_that_waits_is_refused_and_nothing_done_is_taken_back(desk: Desk):
    desk.say("Coffee with Maya on Monday at 3pm")
    made = desk.events()
    waiting = desk.assistant.ask("move it to 4pm", thread="t")
    assert waiting.approvals
    turn = desk.assistant.ask("undo that", thread="t")
    assert not turn.approvals and desk.events() == made
