"""What is said of a time that was asked for: it answers, and is no event, and changes none."""

import pytest

from tests.agents.offline.desk import Desk


@pytest.mark.parametrize(
    "said", ["2pm is chill", "2pm works best", "I like 2pm", "can you arrange the meeting at 2pm"]
)
def test_a_time_that_pleases_answers_what_was_asked(desk: Desk, said: str) -> None:
    assert "At what time" in desk.say("schedule a haircut appointment on 1 December").reply
    desk.say(said)
    [card] = desk.shown
    assert (card.action, card.args["title"]) == ("create_calendar_event", "Haircut appointment")
    assert card.preview["event"]["start"].startswith("2026-12-01T14:00")


@pytest.mark.parametrize("said", ["cool, 10.00 am okay", "I like the one on 1 December", "2pm is fine"])
def test_a_time_that_pleases_is_no_event_where_nothing_was_asked(desk: Desk, said: str) -> None:
    desk.say(said)
    assert desk.shown == []


def test_a_question_still_waits_after_a_look(desk: Desk) -> None:
    desk.say("schedule a meeting with Ana")
    desk.say("what's on Tuesday?")
    desk.say("at 5pm")
    [card] = desk.shown
    assert (card.action, card.args["title"]) == ("create_calendar_event", "Meeting with Ana")
    assert card.preview["event"]["start"].startswith("2026-11-24T17:00")


@pytest.mark.parametrize(
    "said",
    ["End my work day at 17:30, please", "I meant the one in June with Kim", "locate my hike this weekend"],
)
def test_what_is_about_something_makes_no_event_and_changes_none(desk: Desk, said: str) -> None:
    desk.say("when is the budget call?")
    desk.say(said)
    assert desk.shown == []


def test_a_proposal_becomes_a_whole_day(desk: Desk) -> None:
    desk.assistant.ask("add an event tomorrow at 6", thread="t")
    [again] = desk.assistant.ask("actually, this was an all day event", thread="t").approvals
    assert (again.preview["event"]["start"], again.preview["event"]["all_day"]) == ("2026-11-20", True)


def test_another_day_than_that_of_the_occurrence_is_not_taken_for_it(desk: Desk) -> None:
    desk.say("schedule a choir meeting every Monday at 7pm")
    desk.shown.clear()
    assert "or the whole series?" in desk.say("cancel the choir meeting", thread="u").reply
    desk.say("cancel tomorrow", thread="u")
    assert desk.shown == []


def test_a_place_ends_where_another_thought_begins(desk: Desk) -> None:
    desk.say(
        "Add a recital on the 26th from 6 pm to 9 pm. It's at the theatre and I need to be marked as busy."
    )
    assert [card.args["location"] for card in desk.shown] == ["the theatre"]


def test_what_is_marked_is_no_event_of_its_own(desk: Desk) -> None:
    desk.say("Add a concert on 4 May at 7pm. Mark it as tentative for now, and the location will be the Dome")
    assert "Tentative" not in str([card.summary for card in desk.shown])
