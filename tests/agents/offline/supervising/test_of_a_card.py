"""What is typed while cards wait: which of them it is said of, and what it says."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from agents.offline import asks_for_another, said_of_cards
from assistant import Decision
from tests.agents.offline.desk import Desk

NOW = datetime(2026, 11, 19, 10, 0, tzinfo=ZoneInfo("Europe/London"))
CARDS = [("calendar", "Quiz night"), ("calendar", "Choir"), ("email", "I am late")]


@pytest.mark.parametrize(
    ("said", "which", "why"),
    [
        ("actually make the second one 4pm", 1, "actually make it 4pm"),
        ("move the first one to Friday", 0, "move it to Friday"),
        ("no, make the quiz 8", 0, "no, make it 8"),
        ("make the choir an hour long", 1, "make it an hour long"),
        ("cancel the second one", 1, ""),
        ("can you change the day of the choir to Saturday?", 1, "can you change the day of it to Saturday?"),
    ],
)
def test_of_several_the_one_is_changed_that_is_named(said: str, which: int, why: str):
    assert said_of_cards(said, CARDS, NOW) == (which, why)


@pytest.mark.parametrize(
    "said",
    [
        "make it 4pm",
        "no, thursday",
        "move the fifth one to 4pm",
        "yes",
        "the second one",
        "what is on tomorrow?",
    ],
)
def test_what_names_none_of_several_is_said_of_none(said: str):
    assert said_of_cards(said, CARDS, NOW) is None


@pytest.mark.parametrize(
    "said",
    [
        "move my event on 28 December to 9 January",
        "invite Ben to the lunch with Ana tomorrow",
        "the location is wrong",
        "call Ben, and make a note of it",
    ],
)
def test_what_is_asked_of_another_thing_is_not_said_of_the_card(said: str):
    assert said_of_cards(said, CARDS[:1], NOW) is None


@pytest.mark.parametrize(
    "said",
    [
        "add lunch with Ana tomorrow at 12",
        "Also send Ben a mail saying I am late",
        "put a walk right after it",
        "what do I have after that?",
        "is there anything on Friday?",
    ],
)
def test_what_has_a_verb_and_another_thing_asks_for_another(said: str):
    assert asks_for_another(said, "Quiz night", NOW)


@pytest.mark.parametrize(
    "said",
    [
        "make it 4pm",
        "invite Ana",
        "add Ana to it",
        "quiz night at 12",
        "schedule the quiz for Friday at 3",
        "lunch with Ana tomorrow at 12",
        "we meet on Friday at 4",
        "send it to Ana",
        "can you make it 4pm?",
        "where is it?",
    ],
)
def test_what_may_change_the_card_or_has_no_verb_asks_for_none(said: str):
    assert not asks_for_another(said, "Quiz night", NOW)


def test_the_others_wait_on_while_one_is_proposed_anew(desk: Desk):
    wish = "schedule coffee with Maya on Monday at 3pm and tell Ana that I am late"
    coffee, mail = desk.assistant.ask(wish, thread="t").approvals
    turn = desk.assistant.ask("actually make the first one 5pm", thread="t")
    assert mail.id in {one.id for one in turn.approvals} and coffee.id not in {
        one.id for one in turn.approvals
    }
    while turn.approvals:
        turn = desk.assistant.decide({one.id: Decision.approve() for one in turn.approvals})
    assert desk.events()["Coffee with Maya"][0].hour == 17 and len(desk.mails()) == 1
