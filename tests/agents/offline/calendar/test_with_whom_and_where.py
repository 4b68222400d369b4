"""With whom an event is, how long and where, in the words of somebody in a hurry."""

from datetime import datetime

import pytest

from tests.agents.offline.desk import LONDON, Desk


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-{day}T{clock}").replace(tzinfo=LONDON)


def test_an_offered_time_is_booked_with_those_who_are_named(desk: Desk) -> None:
    offered = desk.say("When am I free on Monday for an hour?").reply
    assert offered.startswith("Free:")
    desk.say("book the first one with Maya")
    start, guests = desk.events()["Meeting with Maya"]
    assert start.date() == at("11-23", "00:00").date() and guests == ["maya@x.example"]


@pytest.mark.parametrize("text", ["lunch tuesday 12:30 w/ maya", "Book lunch w/Maya on Tuesday at 12:30"])
def test_with_may_be_written_short(desk: Desk, text: str) -> None:
    desk.say(text)
    assert desk.events()["Lunch with Maya"] == (at("11-24", "12:30"), ["maya@x.example"])


def test_an_hour_with_somebody_is_a_meeting(desk: Desk) -> None:
    desk.say("book an hour with Maya on Tuesday at 10")
    assert desk.events()["Meeting with Maya"] == (at("11-24", "10:00"), ["maya@x.example"])
    assert (
        "in your own, this is free:\n- Monday, 23 November 2026,"
        in desk.say("find an hour with Maya next week").reply
    )


@pytest.mark.parametrize(
    "text",
    [
        "Send an invite for a budget review on Tuesday at 3pm to Maya",
        "Send Maya an invite for a budget review on Tuesday at 3pm",
    ],
)
def test_an_invitation_goes_to_those_who_are_named_last_or_first(desk: Desk, text: str) -> None:
    desk.say(text)
    ((title, found),) = [one for one in desk.events().items() if one[1][0] == at("11-24", "15:00")]
    assert title.startswith("Budget review") and found[1] == ["maya@x.example"]


def test_a_room_that_is_booked_is_where_it_is(desk: Desk) -> None:
    turn = desk.assistant.ask("Book room 4 for a budget review on Tuesday at 3pm", thread="t")
    assert turn.approvals[0].args["location"] == "room 4"


@pytest.mark.parametrize(
    ("said", "guests", "title"),
    [
        ("lunch with my friend Ana on 1 December at noon", ["ana"], "Lunch with Ana"),
        (
            "schedule a demo with engineers Ana and Maya on 1 December at 3pm",
            ["ana", "maya"],
            "Demo with Ana and Maya",
        ),
        ("lunch with coach Maya on 1 December at noon", ["maya"], "Lunch with Maya"),
    ],
)
def test_a_name_stands_behind_what_somebody_is(desk: Desk, said: str, guests: list[str], title: str) -> None:
    desk.say(said)
    [card] = desk.shown
    assert card.args["title"] == title
    assert [one["email"] for one in card.preview["event"]["attendees"]] == [
        f"{one}@x.example" for one in guests
    ]


@pytest.mark.parametrize(
    ("said", "title", "place"),
    [
        ("plan a hike on Mt. Hood on 1 December at 9am", "Hike", "Mt. Hood"),
        (
            "a meeting about snacks in the Cafeteria on 1 December at 7pm",
            "Meeting: snacks",
            "the Cafeteria",
        ),
        (
            "schedule a meeting about sales in the Netherlands on 1 December at 7pm",
            "Meeting: sales in the Netherlands",
            "",
        ),
    ],
)
def test_a_place_is_told_from_what_it_is_about(desk: Desk, said: str, title: str, place: str) -> None:
    desk.say(said)
    [card] = desk.shown
    assert (card.args["title"], card.args.get("location", "")) == (title, place)


def test_a_part_of_a_day_is_asked_about_whatever_it_is_for(desk: Desk) -> None:
    assert desk.say("block Monday morning for writing").reply.startswith("At what time on Monday")
    assert desk.shown == []
