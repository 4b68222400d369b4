"""All but some, those whom "we" and "our" include, and that day."""

import pytest

from tests.agents.offline.desk import put_event
from tests.agents.offline.sentences import NOW, frame


@pytest.mark.parametrize(
    "text",
    [
        "Cancel my meetings tomorrow, except for the one with Ben",
        "Cancel all my events tomorrow except the design review",
        "cancel everything I have tomorrow apart from the design review",
    ],
)
def test_what_is_excepted_stays(desk, text):
    desk.say(text)
    assert set(desk.events()) == {"Design review", "Budget call", "Retro"}


def test_nothing_is_cancelled_when_what_is_excepted_is_not_there(desk):
    turn = desk.say("Cancel my meetings tomorrow except the dentist")
    assert "to leave out" in turn.reply
    assert len(desk.events()) == 4


def test_our_next_meeting_is_with_those_named_before(desk):
    desk.say("Delete the last email from Maya and push our next meeting back 30 minutes")
    assert desk.events()["Budget call"][0].minute == 30
    assert desk.events()["Design review"][0].minute == 0


def test_we_includes_those_named_before(desk):
    desk.say(
        "I haven't met with Ana in a while. "
        "If we have nothing planned tomorrow, put a call 'Check-in' with her in my calendar for Monday at 9"
    )
    assert "Check-in" not in desk.events()


def test_an_event_on_that_day(desk):
    desk.say("Move the budget call to 25 November and schedule a 1 hour 'Recap' with Ana for that day at 4pm")
    assert (desk.events()["Recap"][0].day, desk.events()["Recap"][0].hour) == (25, 16)


def test_an_event_on_a_day_that_nothing_names_is_not_made(desk):
    desk.say("Tell Ana 'See you on Monday' and schedule a 1 hour 'Recap' with Maya for that day at 4pm")
    assert "Recap" not in desk.events()
    assert not desk.mails()


def test_labels_say_what_quotes_are():
    found = frame("Write to Ana, subject: Budget, text: 'Can you send the figures?'")
    assert (found.title, found.body) == ("Budget", "Can you send the figures?")


def test_a_label_in_free_text_leaves_open_what_the_text_is(desk):
    desk.say(
        "Tell Ana that I can't make it ('Sorry', subject 'Tomorrow') and cancel tomorrow's lunch with her"
    )
    assert not desk.mails()
    assert "Lunch" in desk.events()


def test_making_sure_of_a_meeting_is_a_question_before_if_not(desk):
    desk.say(
        "Make sure that I have met with Ben in the last 3 days. "
        "If not, book a 'Sync' call with Ana on Monday at 10"
    )
    assert "Sync" in desk.events()


def test_the_first_of_those_that_were_counted(desk):
    put_event(desk.home, "third", "Handover", NOW.replace(day=20, hour=16), "maya")
    desk.say("If I have more than 2 meetings tomorrow, drop the first of them")
    assert set(desk.events()) == {"Lunch", "Budget call", "Retro", "Handover"}
