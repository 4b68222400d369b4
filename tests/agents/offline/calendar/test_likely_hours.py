"""Which half of the day, and which week, an event is proposed for where its words leave that open."""

import pytest

from tests.agents.offline.desk import Desk


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("budget meeting on Tuesday at 8", "08:00"),
        ("karaoke evening with the crew on Friday at 8", "20:00"),
        ("tarot reading on Friday at 8", "20:00"),
        ("badminton practice on Tuesday at 7", "19:00"),
        ("gym on Tuesday at 7", "07:00"),
        ("cycling on Saturday at 8", "08:00"),
        ("stargazing on Saturday at 8", "20:00"),
        ("dinner on Tuesday at 8", "20:00"),
        ("film night for next Friday at 7 for 2 hours", "19:00"),
    ],
)
def test_an_hour_is_the_one_that_the_words_and_the_day_make_likely(desk: Desk, text: str, clock: str) -> None:
    [card] = desk.assistant.ask(text, thread="t").approvals
    assert card.args["start_time"][11:16] == clock


def test_an_hour_of_a_meeting_before_offices_open_is_asked(desk: Desk) -> None:
    turn = desk.assistant.ask("budget meeting on Tuesday at 7", thread="t")
    assert turn.reply is not None and turn.reply.endswith("Which one?")


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("badminton practice on Tuesday at 7", "'on Tuesday at 7' may also be Tue 24 Nov, 07:00"),
        ("badminton practice next Friday at 5pm", "may also be Fri 20 Nov, 17:00"),
    ],
)
def test_the_other_time_is_said_beside_it(desk: Desk, text: str, other: str) -> None:
    [card] = desk.assistant.ask(text, thread="t").approvals
    [start] = [origin for origin in card.provenance if origin.argument == "start_time"]
    assert other in start.label and start.source == "user"


def test_nothing_is_said_beside_a_time_that_is_certain(desk: Desk) -> None:
    [card] = desk.assistant.ask("badminton practice on Tuesday at 7pm", thread="t").approvals
    assert not any("may also" in origin.label for origin in card.provenance)
