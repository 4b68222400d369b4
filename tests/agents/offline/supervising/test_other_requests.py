"""A card waits, and something else is typed at it: that is a request of its own, and not lost."""

import pytest

from agents.offline.reading.afterwords import puzzles
from agents.offline.supervising.other_requests import stands_alone
from agents.offline.supervising.turn import SAY_AGAIN, THE_SAME
from assistant.contract import Decision
from tests.agents.offline.desk import NOW, Desk

OTHERS = [
    "Cancel the design review instead",
    "book a room for Friday at 3",
    "dinner with mum on Thursday at 7pm",
    "what's on tomorrow",
    "send Ana a mail saying that I am late",
    "remind me to call Ben tomorrow at 5",
    "I need a haircut tomorrow at 3pm",
    "I also need a 1-1 with Leo at 1 pm today",
    "Okay thank you. I also need to schedule a haircut tomorrow at 3pm",
    "Mark that I'll be in Lisbon for four days starting the 7th",
]
REASONS = [
    "too early",
    "I need to pick up the children tomorrow at 5",
    "I need it on Friday at 3",
    "can you change the day to Saturday?",
    "I'm busy then",
    "we meet on Friday at 4 already",
    "because the room is taken at 3pm on Friday",
    "Maya will be out of office on Friday",
    "they're at lunch on Friday at 12",
    "cancel it",
    "schedule it for Friday",
    "that's the wrong Ben",
    "ask me again tomorrow",
    "the user went on with something else",
    "not this one",
    "I still have to answer him",
    "I must reply to Jonas",
    "I have to answer Jonas",
    "we need to move the review first",
]


@pytest.mark.parametrize("said", OTHERS)
def test_what_is_asked_for_in_full_stands_alone(said: str) -> None:
    assert stands_alone(said, NOW)


@pytest.mark.parametrize("said", REASONS)
def test_a_reason_and_a_change_do_not(said: str) -> None:
    assert not stands_alone(said, NOW)


def test_another_request_at_a_card_is_proposed_and_the_card_is_said_to_be_put_away(desk: Desk) -> None:
    (tea,) = desk.assistant.ask("Schedule tea tomorrow at 4pm", thread="t").approvals
    turn = desk.assistant.decide({tea.id: Decision.reject("book a room for Friday at 3")})
    assert turn.status == "paused"
    (room,) = turn.approvals
    assert room.action == "create_calendar_event" and room.args["start_time"].startswith("2026-11-20T15:00")
    assert room.asked_for
    turn = desk.assistant.decide({room.id: Decision.approve()})
    assert (turn.status, [effect.summary for effect in turn.effects]) == ("done", [room.summary])
    assert "You said no to" in turn.reply and "Tea" in turn.reply
    assert "Tea" not in desk.events() and room.args["title"] in desk.events()


def test_what_opens_with_a_no_is_another_request_too(desk: Desk) -> None:
    (tea,) = desk.assistant.ask("Schedule tea tomorrow at 4pm", thread="t").approvals
    turn = desk.assistant.decide({tea.id: Decision.reject("no, dinner with mum on Saturday at 7pm")})
    assert [one.args["start_time"][:13] for one in turn.approvals] == ["2026-11-21T19"]


@pytest.mark.parametrize("said", ["on Friday at 6pm", "i have to water them on Friday at 6pm"])
def test_a_time_at_the_card_of_a_task_makes_it_one_to_be_reminded_of(desk: Desk, said: str) -> None:
    (ferns,) = desk.assistant.ask("remind me to water the ferns", thread="t").approvals
    turn = desk.assistant.decide({ferns.id: Decision.reject(said)})
    assert [(one.args["title"], one.args["start_time"][:13]) for one in turn.approvals] == [
        ("Water the ferns", "2026-11-20T18")
    ]


def test_a_question_at_a_card_is_answered(desk: Desk) -> None:
    (tea,) = desk.assistant.ask("Schedule tea tomorrow at 4pm", thread="t").approvals
    turn = desk.assistant.decide({tea.id: Decision.reject("what's on on Sunday")})
    assert turn.status == "done" and "no event" in turn.reply and "You said no to" in turn.reply


def test_one_request_at_several_cards_is_carried_out_once(desk: Desk) -> None:
    turn = desk.assistant.ask("Cancel the design review and the budget call", thread="t")
    assert len(turn.approvals) == 2
    no = Decision.reject("book a room for Friday at 3")
    turn = desk.assistant.decide({one.id: no for one in turn.approvals})
    assert [one.args["start_time"][:13] for one in turn.approvals] == ["2026-11-20T15"]


def test_at_the_next_card_again(desk: Desk) -> None:
    (tea,) = desk.assistant.ask("Schedule tea tomorrow at 4pm", thread="t").approvals
    turn = desk.assistant.decide({tea.id: Decision.reject("book a room for Friday at 3")})
    turn = desk.assistant.decide({turn.approvals[0].id: Decision.reject("make it 4")})
    assert [one.args["start_time"][:13] for one in turn.approvals] == ["2026-11-20T16"]
    turn = desk.assistant.decide({turn.approvals[0].id: Decision.reject("too late")})
    assert (turn.status, turn.effects) == ("done", ()) and "too late" in turn.reply


def test_a_mere_reason_ends_the_turn_as_before(desk: Desk) -> None:
    (tea,) = desk.assistant.ask("Schedule tea tomorrow at 4pm", thread="t").approvals
    turn = desk.assistant.decide({tea.id: Decision.reject("the room is taken at 3 on Friday")})
    assert (turn.status, turn.approvals, turn.effects) == ("done", (), ())


def test_who_asks_for_what_the_card_shows_is_told_so_once_and_can_have_it_shown_again(desk: Desk) -> None:
    (tea,) = desk.assistant.ask("Schedule tea tomorrow at 4pm", thread="t").approvals
    turn = desk.assistant.decide({tea.id: Decision.reject("schedule tea tomorrow at 4pm")})
    assert turn.status == "done" and turn.reply == THE_SAME and not turn.approvals
    (again,) = desk.assistant.ask("schedule tea tomorrow at 4pm", thread="t").approvals
    assert again.summary == tea.summary


def test_what_may_be_an_event_of_its_own_is_told_to_be_said_once_more(desk: Desk) -> None:
    (tea,) = desk.assistant.ask("Schedule tea tomorrow at 4pm", thread="t").approvals
    turn = desk.assistant.decide({tea.id: Decision.reject("At 5pm on Sunday I am going to a book fair")})
    assert turn.reply.endswith(SAY_AGAIN)
    (fair,) = desk.assistant.ask("At 5pm on Sunday I am going to a book fair", thread="t").approvals
    assert fair.args["start_time"].startswith("2026-11-22T17:00")


def test_how_much_longer_is_asked(desk: Desk) -> None:
    (tea,) = desk.assistant.ask("Schedule tea tomorrow at 4pm", thread="t").approvals
    turn = desk.assistant.decide({tea.id: Decision.reject("No. It needs to be a bit longer.")})
    assert turn.reply.endswith("How much longer? For example: '15 minutes longer'.")
    (tea,) = desk.assistant.ask("15 minutes longer", thread="t").approvals
    assert tea.args["end_time"].startswith("2026-11-20T17:15")
    turn = desk.assistant.decide({tea.id: Decision.reject("make it 10 minutes longer")})
    (tea,) = turn.approvals
    turn = desk.assistant.decide({tea.id: Decision.approve()})
    assert "How much" not in turn.reply


def test_what_cancels_the_event_that_a_card_would_make_is_no_more_than_a_no(desk: Desk) -> None:
    (tea,) = desk.assistant.ask("Schedule a green tea tomorrow at 4pm", thread="t").approvals
    turn = desk.assistant.decide({tea.id: Decision.reject("cancel this green tea")})
    assert turn.status == "done" and "found no" not in turn.reply


def test_a_mere_reason_is_not(desk: Desk) -> None:
    (tea,) = desk.assistant.ask("Schedule tea tomorrow at 4pm", thread="t").approvals
    assert SAY_AGAIN not in desk.assistant.decide({tea.id: Decision.reject("that is too early")}).reply


def test_what_is_no_answer_is_asked_about_and_what_was_changed_before_is_kept(desk: Desk) -> None:
    (tea,) = desk.assistant.ask("Schedule tea tomorrow at 4pm", thread="t").approvals
    (later,) = desk.assistant.decide({tea.id: Decision.reject("make it 5")}).approvals
    turn = desk.assistant.decide({later.id: Decision.reject("marmalade on toast")})
    assert not turn.approvals and "I don't understand 'marmalade on toast' as an answer" in turn.reply
    (again,) = desk.assistant.ask("yes", thread="t").approvals
    assert again.args["start_time"] == later.args["start_time"]


@pytest.mark.parametrize("why", ["wrong room", "too loud", "busy then", "not on Fridays"])
def test_a_reason_is_no_puzzle(why: str) -> None:
    assert not puzzles(why, NOW)


def test_what_comes_to_the_same_is_no_other_request(desk: Desk) -> None:
    (tea,) = desk.assistant.ask("Schedule tea tomorrow at 4pm", thread="t").approvals
    turn = desk.assistant.decide({tea.id: Decision.reject("Lets go with the one at 4pm")})
    assert not turn.approvals and turn.reply.endswith("Shall it be proposed once more?")


def test_what_has_a_day_of_its_own_and_another_name_is_no_change_of_the_card(desk: Desk) -> None:
    (tea,) = desk.assistant.ask("Schedule tea tomorrow at 4pm", thread="t").approvals
    turn = desk.assistant.decide({tea.id: Decision.reject("move my event on Tuesday to Wednesday")})
    assert [one.action for one in turn.approvals] == ["update_calendar_event"]
    (tea,) = desk.assistant.ask("Schedule tea tomorrow at 4pm", thread="u").approvals
    turn = desk.assistant.decide({tea.id: Decision.reject("move my tea tomorrow to 5pm")})
    assert [one.args["start_time"][11:13] for one in turn.approvals] == ["17"]
