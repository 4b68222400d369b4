"""An event of which only several days are known, and answers that name a day of their own."""

from datetime import datetime

import pytest

from tests.agents.offline.desk import LONDON, Desk


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-{day}T{clock}").replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("request_", "answers", "when"),
    [
        ("Book lunch with Maya next week", ["12:30 on Wednesday"], at("11-25", "12:30")),
        ("Book lunch with Maya sometime next week", ["Wednesday", "at 12:30"], at("11-25", "12:30")),
        ("Book lunch with Maya next week", ["12:30", "Friday"], at("11-27", "12:30")),
        ("Book lunch with Maya next week", ["no idea", "Tuesday at noon"], at("11-24", "12:00")),
        ("Book lunch with Maya the week after next", ["Wednesday at 1pm"], at("12-02", "13:00")),
        ("Book lunch with Maya in December", ["the 3rd at noon"], at("12-03", "12:00")),
        ("Book lunch with Maya within a week", ["tomorrow at noon"], at("11-20", "12:00")),
        ("Book lunch with Maya on Monday", ["Tuesday at 1pm"], at("11-24", "13:00")),
        ("Book lunch with Maya on Monday", ["Tuesday", "1pm"], at("11-24", "13:00")),
        ("Book lunch with Maya on Monday", ["1pm"], at("11-23", "13:00")),
        ("Book lunch with Maya on Monday", ["no, make it Tuesday at 1pm"], at("11-24", "13:00")),
        ("Book lunch with Maya on Monday", ["make it 1pm"], at("11-23", "13:00")),
        ("Book lunch with Maya on Monday", ["Monday at 1pm"], at("11-23", "13:00")),
    ],
)
def test_the_day_that_is_answered_is_the_day(
    desk: Desk, request_: str, answers: list[str], when: datetime
) -> None:
    assert desk.say(request_).reply.endswith("?")
    for answer in answers:
        assert not any("Maya" in title for title in desk.events())
        desk.say(answer)
    assert desk.events()["Lunch with Maya"][0] == when


def test_which_days_are_meant_is_said_and_what_is_free_then(desk: Desk) -> None:
    reply = desk.say("Book lunch with Maya next week").reply
    asked = "When from Monday, 23 November 2026 until Sunday, 29 November 2026 should 'Lunch with Maya' be"
    assert reply.startswith(f"{asked} (you are free Monday 23 November "), reply
    reply = desk.say("Book lunch with Maya this week", thread="other").reply
    assert reply.startswith("When until Sunday, 22 November 2026 should 'Lunch with Maya' be (you are"), reply


def test_the_first_free_hour_of_those_days_is_taken_on_request(desk: Desk) -> None:
    desk.say("Book lunch with Maya next week")
    desk.say("the first free hour")
    taken = desk.events()["Lunch with Maya"][0]
    assert at("11-23", "08:00") <= taken < at("11-24", "00:00")


@pytest.mark.parametrize("answer", ["whatever", "12:30"])
def test_a_time_alone_books_nothing_on_a_day_that_nobody_named(desk: Desk, answer: str) -> None:
    desk.say("Book lunch with Maya next week")
    desk.say("at noon")
    assert desk.say(answer).reply.endswith("?")
    assert not any("Maya" in title for title in desk.events())


@pytest.mark.parametrize(
    ("clock", "to", "moved"), [("19:00", "8", "20:00"), ("9:30", "8", "08:00"), ("10:00", "9:30", "09:30")]
)
def test_an_hour_alone_is_the_one_nearest_to_when_it_was(desk: Desk, clock: str, to: str, moved: str) -> None:
    desk.say(f"Book dinner with Maya on Saturday at {clock}")
    assert desk.say(f"change it to {to}").reply.endswith(".")
    assert desk.events()["Dinner with Maya"][0] == at("11-21", moved)
