"""Events that are asked for in the words that come first. Now is Thursday."""

import pytest

from tests.agents.offline.desk import Desk


@pytest.mark.parametrize(
    ("text", "title", "start"),
    [
        # What a time is taken for is the event.
        ("block off 90 minutes tomorrow at 4 pm for a piano recital", "Piano recital", "2026-11-20T16:00"),
        ("reserve two hours on Monday at 9 for the tax return", "tax return", "2026-11-23T09:00"),
        # The time is taken, and that is all.
        ("show me as busy on Monday from 2 to 4 pm", "Busy", "2026-11-23T14:00"),
        ("mark tomorrow at 3pm as busy for an hour", "Busy", "2026-11-20T15:00"),
        # Said of oneself, and noted down with what follows.
        ("Will visit grandma on Sunday at 3 pm. Remind me.", "Meeting with grandma", "2026-11-22T15:00"),
        ("I have a haircut on Tuesday at 1pm, please add it", "haircut", "2026-11-24T13:00"),
        ("could you help me paint the fence at 5pm", "Paint the fence", "2026-11-19T17:00"),
        # What is put right in the same breath.
        ("Book yoga on Monday at 6pm. Make it Tuesday actually.", "Yoga", "2026-11-24"),
        (
            'Create an event called "Bake off" and schedule it for 8:15 PM tomorrow',
            "Bake off",
            "2026-11-20T20:15",
        ),
        ('add "Chess club this Saturday" at 4 pm', "Chess club this Saturday", "2026-11-21T16:00"),
        ('add "Black Friday shopping" tomorrow at 4 pm', "Black Friday shopping", "2026-11-20T16:00"),
        # Slips of the fingers.
        ("schedule a call tomorrow at 4;30 pm", "Call", "2026-11-20T16:30"),
        ('I want to "walk the dog at three', "Walk the dog", "2026-11-19T15:00"),
        ("I need get milk on my calendar at 4 pm", "Get milk", "2026-11-19T16:00"),
        # Around an hour, and from one on.
        ("coffee with Maya tomorrow sometime around 11", "Coffee with Maya", "2026-11-20T11:00"),
        ("create a two-hour event on Monday starting at noon", "Meeting", "2026-11-23T12:00"),
        ("pottery on Monday from noon", "Pottery", "2026-11-23T12:00"),
        ("can you make my eye appointment at 10 am tomorrow", "Eye appointment", "2026-11-20T10:00"),
        ("see Maya for lunch on Monday at noon", "Lunch with Maya", "2026-11-23T12:00"),
        # Titles go on to their last word.
        (
            "add a staff meeting about the roof on Monday at 5 pm",
            "Staff meeting about the roof",
            "2026-11-23T17:00",
        ),
        ("board games for work on Monday at 5 pm", "Board games for work", "2026-11-23T17:00"),
        (
            "appointment for engine repair on Monday at 2 pm",
            "Appointment for engine repair",
            "2026-11-23T14:00",
        ),
    ],
)
def test_what_has_a_time_is_proposed_in_its_own_words(desk: Desk, text: str, title: str, start: str) -> None:
    [card] = desk.assistant.ask(text, thread="t").approvals
    assert str(card.args["title"]).lower() == title.lower()
    assert str(card.args["start_time"]).startswith(start)


def test_an_event_that_is_called_by_a_whole_name_is_with_them(desk: Desk) -> None:
    [card] = desk.assistant.ask("Maya Patel on Monday at noon", thread="t").approvals
    assert [one for one in card.args["attendees"] if "maya@x.example" in one]
    [card] = desk.assistant.ask("Iron Maiden on Monday at 8 pm", thread="u").approvals
    assert card.args["attendees"] == []


def test_whom_nobody_knows_is_in_the_title_and_named_as_not_invited(desk: Desk) -> None:
    said = desk.say("lunch with Zelda on Monday at noon").reply
    assert "Not in your contacts, so not invited: Zelda." in said
    assert desk.events()["Lunch with Zelda"][1] == []


def test_after_an_hour_is_not_at_that_hour(desk: Desk) -> None:
    assert (
        desk.assistant.ask("a call with Maya for 30 minutes on Monday after 3 pm", thread="t").reply or ""
    ).endswith("?")


def test_what_is_asked_stands_last(desk: Desk) -> None:
    said = desk.say("I need to schedule a checkup with Maya. When is she free on Friday?").reply
    assert said.endswith("should 'Checkup with Maya' be?") and "Friday, 20 November" in said


@pytest.mark.parametrize("text", ["make the review at 4", "get my meetings on the calendar for Friday"])
def test_what_is_there_already_is_not_made_again(desk: Desk, text: str) -> None:
    assert not [one for one in desk.assistant.ask(text, thread="t").approvals if "create" in one.action]
