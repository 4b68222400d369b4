"""What is looked for in a calendar, and of which event the same is asked next."""

import pytest

from agents.offline.asking.messages import Request
from agents.offline.supervising.looks import look
from tests.agents.offline.desk import NOW, Desk

LOOKS = {
    "could you look for my available timings?": "when am i free?",
    "Please tell me when I have some free time": "when am i free?",
    "any other empty slots on the 9th of March": "when am i free on the 9th of March?",
    "what spare hours do I have then?": "when am i free on that day?",
    "I'm looking for events on my calendar": "what is on my calendar?",
    "check for any appointments i might have on Friday": "what is on my calendar on Friday?",
}
NO_LOOKS = ["find a free slot for lunch with Ana", "show me the events of the choir", "open the spare room"]


@pytest.mark.parametrize(("said", "asked"), LOOKS.items())
def test_a_look_is_a_question_however_it_is_put(said: str, asked: str):
    assert look(Request(said, NOW)) == asked


@pytest.mark.parametrize("said", NO_LOOKS)
def test_what_names_anything_else_is_none(said: str):
    assert look(Request(said, NOW)) is None


@pytest.mark.parametrize(
    "said", ["the one at 8pm please", "The one with Maya. Thanks!", "Monday", "i want to know for Monday"]
)
def test_another_one_is_looked_at_and_not_changed(desk: Desk, said: str):
    desk.say("Schedule dinner with Ana on Friday at 7pm")
    desk.say("Schedule dinner with Maya on Monday at 8pm")
    desk.say("when is the dinner?", "u")
    before, turn = desk.events(), desk.assistant.ask(said, "u")
    assert not turn.approvals and desk.events() == before
    assert "Monday" in turn.reply and "Maya" in turn.reply and "Ana" not in turn.reply


def test_an_hour_alone_is_of_the_day_that_was_asked_about(desk: Desk):
    desk.say("Schedule tea on Friday at 4pm")
    desk.say("am I free on Friday at 3?", "u")
    assert "Tea" in desk.say("ok, what about 4?", "u").reply
    assert desk.say("Now, what about Saturday?", "u").reply.startswith("Yes: nothing")


def test_what_has_to_be_cancelled_unfortunately_is(desk: Desk):
    desk.say("Schedule tea on Friday at 4pm")
    (card,) = desk.assistant.ask("unfortunately I have to cancel that", thread="t").approvals
    assert card.action == "cancel_calendar_event" and "Tea" in card.summary


def test_a_day_that_works_answers_when(desk: Desk):
    desk.say("Schedule a 1:1 with Maya")
    desk.say("the 27th works best")
    desk.say("at 3pm")
    assert desk.events()["1:1 with Maya"][0].day == 27


@pytest.mark.parametrize(
    "said", ["when is my next Doctor's appointment", "where is my next appointment upstairs"]
)
def test_of_a_name_that_was_not_read_no_other_event_is_told(desk: Desk, said: str):
    desk.say("Schedule a vet appointment on Friday at 4pm")
    assert "appointment'" not in desk.say(said, "u").reply
