"""Times that leave the start open: limits, gaps, and what is left of a day."""

import pytest

from agents.offline.calendar.frames import CreateEvent
from tests.agents.offline.desk import NOW, put_event
from tests.agents.offline.sentences import frame


def test_a_limit_is_no_start_and_what_is_free_before_it_is_offered(desk):
    reply = desk.say("Book a review with Maya within a week").reply
    assert reply.startswith("When should 'Review with Maya' be (you are free Thursday 19 November")
    assert len(desk.events()) == 4


UNSEEN = "I can't see what Maya Patel has in the calendar; in your own, this is free: "


@pytest.mark.parametrize(
    ("answers", "day", "hour"),
    [
        (["any"], 19, 10),
        (["Tuesday at 4pm"], 24, 16),
        (["Monday", "at 3pm"], 23, 15),
    ],
)
def test_the_time_within_a_limit_is_the_one_that_is_picked(desk, answers, day, hour):
    desk.say("Book a review with Maya within a week")
    for answer in answers:
        desk.say(answer)
    start, _ = desk.events()["Review with Maya"]
    assert (start.day, start.hour) == (day, hour)


def test_a_weekday_before_a_limit_is_the_one_before_it(desk):
    desk.say("Schedule a call with Maya by Friday")
    assert desk.say("Thursday").reply.startswith("At what time on Thursday, 19 November 2026")


def test_another_day_in_the_answer_is_the_day(desk):
    desk.say("Schedule a call with Maya on Monday")
    desk.say("on Tuesday at 5pm")
    start, _ = desk.events()["Call with Maya"]
    assert (start.day, start.hour) == (24, 17)


def test_free_from_a_day_on_is_a_list_of_times(desk):
    reply = desk.say("Am I free on or after 24 November?").reply
    assert "Tuesday, 24 November 2026, 11:00" in reply
    assert "Wednesday, 25 November 2026" in reply


def test_gaps_of_half_an_hour_count(desk):
    put_event(desk.home, "gap", "Sync", NOW.replace(day=20, hour=11, minute=30))
    desk.assistant.home.calendar.wait()
    reply = desk.say("any gaps tomorrow?").reply
    assert "11:00–11:30" in reply
    assert "any gaps" not in reply


@pytest.mark.parametrize(
    "text", ["Free up tomorrow afternoon", "I leave at 12 tomorrow, cancel everything after that"]
)
def test_the_rest_of_a_day_is_cleared_and_no_more(desk, text):
    desk.say(text)
    assert set(desk.events()) == {"Design review", "Budget call", "Retro"}


def test_what_comes_before_what_was_said_is_cancelled(desk):
    desk.say("I get in at 12 tomorrow, cancel everything before that")
    assert set(desk.events()) == {"Lunch", "Budget call", "Retro"}


def test_after_that_without_a_time_before_it_cancels_nothing(desk):
    desk.say("Cancel everything after that")
    assert len(desk.events()) == 4


def test_the_particle_of_put_in_is_no_word_about_time():
    found = frame("Put 'Gym' in from 5 to 6pm on Monday")
    assert (type(found), found.title, found.place) == (CreateEvent, "Gym", "")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("is maya free on tuesday at 9?", f"{UNSEEN}Tuesday, 24 November 2026, 09:00–10:00."),
        (
            "is Maya available tomorrow at 9 for 30 minutes?",
            f"{UNSEEN}Friday, 20 November 2026, 09:00–09:30.",
        ),
        ("Are Maya and I free on Tuesday at 9?", f"{UNSEEN}Tuesday, 24 November 2026, 09:00–10:00."),
    ],
)
def test_whether_somebody_is_free_at_a_time(desk, question, answer):
    assert desk.say(question).reply == answer
